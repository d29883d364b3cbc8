"""Texts that stand near each other in a segment, from their places; `near_spans` tells the same of one text."""

from collections.abc import Sequence

import numpy as np

from search.columns.literal import Ints, Literals, Longs

_AROUND = (-2, -1, 0, 1)  # of the places around the middle of a span: the nearest is among these


def near_ends(literals: Literals, found: Sequence[tuple[Ints, int]], distance: int) -> Ints:
    """Where spans end that hold all texts, one for each place of the first that has the others near.

    `found` has the places of each text and its size. A span grows by the nearest place of one text after the other,
    with at most `distance` characters between; of two as near by the earlier one.
    """
    places, first_size = found[0]
    first = start = np.sort(places).astype(np.int64)
    end = start + first_size
    for places, size in found[1:]:
        others = np.sort(places).astype(np.int64)
        if not len(others) or not len(start):
            return places[:0]
        but = first if size == first_size else np.full(len(first), -1)  # a text is not near itself
        at, gap = _nearest(literals, others, size, start, end, but)
        fits = gap <= distance
        other = others[at[fits]]
        start, end, first = np.minimum(start[fits], other), np.maximum(end[fits], other + size), first[fits]
    return end.astype(np.int32)


def _nearest(literals: Literals, others: Longs, size: int, start: Longs, end: Longs, but: Longs) -> tuple[Longs, Longs]:
    """Which of `others` is nearest to each span, in its document and not `but`, and how many characters are between."""
    owners, spans = (literals.documents(places.astype(np.int32)) for places in (others, start))
    middle = np.searchsorted(others, (start + end - size + 1) // 2)
    best = np.zeros(len(start), np.int64)
    least = np.full(len(start), np.iinfo(np.int64).max)
    for step in _AROUND:
        at = np.clip(middle + step, 0, len(others) - 1)
        gap = np.maximum(others[at] - end, start - (others[at] + size))
        nearer = (gap < least) & (owners[at] == spans) & (others[at] != but)
        best[nearer], least[nearer] = at[nearer], gap[nearer]
    return best, least
