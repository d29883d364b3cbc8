"""A text against a segment's literal texts -> every stretch that both have, exactly, without reading the texts.

A stretch of n characters holds n - 1 pairs of characters. So of every n - 1 pairs of the text that follow one another
one is looked up, the whole choice being the cheapest there is, and what stands around its places is compared.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.columns.literal import APART, Ints, Literals, Longs

NOWHERE = 0xFFFFFFFF  # stands beside the text, and for characters that no document has
AT_ONCE = 1 << 20  # places compared together
OFTEN = 64  # a pair that a text would have looked up more often is looked up at so many of its places in the text


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of characters that a text and documents have in common, none longer in both directions."""

    docs: Ints
    here: Ints  # where they begin in the text
    there: Ints  # where they begin in the document's literal form
    sizes: Ints

    def take(self, chosen: npt.NDArray[np.bool_] | Longs) -> "Stretches":
        return Stretches(self.docs[chosen], self.here[chosen], self.there[chosen], self.sizes[chosen])


def joined_stretches(parts: list[Stretches]) -> Stretches:
    """The stretches of several segments, documents numbered through already."""
    none = np.zeros(0, np.int32)
    return Stretches(
        *(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in Stretches.__slots__)
    )


def find_stretches(literals: Literals, text: str, least: int, but: int | None = None) -> Stretches:
    """The stretches of at least `least` (2 or more) characters that a folded literal text has in common with documents.

    Of the segment's documents one may be left out. A document that has a stretch several times has it here as often; so
    has one that repeats within the text. Of a text that says the same over and over (see OFTEN) only parts are found.
    """
    numbers = literals.numbers_of(text)
    numbers[numbers == APART] = NOWHERE
    starts, ends = literals.ranges(numbers)
    at = _cheapest(ends - starts, least - 1)
    at = _not_too_often(at[ends[at] > starts[at]], starts)
    found = [_grown(literals, numbers, *part, least) for part in _candidates(literals, starts, ends, at, but)]
    here = np.concatenate([np.zeros(0, np.int64), *(f[0] for f in found)])
    stops = np.concatenate([np.zeros(0, np.int64), *(f[1] for f in found)])
    shift = np.concatenate([np.zeros(0, np.int64), *(f[2] for f in found)])
    return _merged(literals, here, stops, shift)


def _cheapest(costs: Longs, window: int) -> Longs:
    """Numbers of which every `window` in a row holds one, chosen so that their costs sum to the least."""
    size = len(costs)
    if size < window:
        return np.zeros(0, np.int64)
    before = [-1] * size  # the number chosen before each
    best: deque[tuple[int, int]] = deque([(0, -1)])  # costs ascending, of what may be the one before
    for n, cost in enumerate(costs.tolist()):
        while best[0][1] < n - window:
            best.popleft()
        total = best[0][0] + cost + 1  # fewer, where the costs are the same
        before[n] = best[0][1]
        while best and best[-1][0] >= total:
            best.pop()
        best.append((total, n))
    while best[0][1] < size - window:
        best.popleft()
    chosen = []
    n = best[0][1]
    while n >= 0:
        chosen.append(n)
        n = before[n]
    return np.array(chosen[::-1], np.int64)


def _not_too_often(at: Longs, starts: Longs) -> Longs:
    """Of each pair OFTEN of the places at which it was chosen, evenly spread."""
    _, pair, sizes = np.unique(starts[at], return_inverse=True, return_counts=True)
    order = np.argsort(pair, kind="stable")
    rank = np.empty(len(at), np.int64)
    rank[order] = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    size = sizes[pair]
    kept: Longs = at[(size <= OFTEN) | (rank * OFTEN // size != (rank - 1) * OFTEN // size)]
    return kept


def _candidates(
    literals: Literals, starts: Longs, ends: Longs, at: Longs, but: int | None
) -> Iterator[tuple[Longs, Longs]]:
    """For the pairs chosen: where each stands in the text and where in the segment, some pairs at a time."""
    sizes = ends[at] - starts[at]
    first = 0
    while first < len(at):
        last = max(first + 1, int(np.searchsorted(np.cumsum(sizes[first:]), AT_ONCE)) + first)
        some = sizes[first:last]
        own = np.repeat(at[first:last], some)
        within = np.arange(int(some.sum())) - np.repeat(np.cumsum(some) - some, some)
        places = literals.places(np.repeat(starts[at[first:last]], some) + within).astype(np.int64)
        if but is not None:
            others = (places < literals.starts[but]) | (places >= literals.starts[but + 1])
            own, places = own[others], places[others]
        yield own, places
        first = last


def _grown(literals: Literals, numbers: Longs, own: Longs, places: Longs, least: int) -> tuple[Longs, Longs, Longs]:
    """What stands the same around each place, at most `least` characters to either side: start, end and shift.

    The shift is that from the text to the segment. Only what comes to `least` characters is given.
    """
    padded = np.concatenate([numbers, [NOWHERE]])  # one behind the end is also one before the start
    left = _same(literals, padded, own, places, -1, least)
    right = _same(literals, padded, own + 1, places + 1, 1, least)
    enough = left + right + 2 >= least
    own, shift = own[enough], (places - own)[enough]
    return own - left[enough], own + right[enough] + 2, shift


def _same(literals: Literals, padded: Longs, own: Longs, places: Longs, step: int, most: int) -> Longs:
    """How many characters beyond each place are the same in text and segment, in one direction, `most` at most."""
    counts = np.zeros(len(own), np.int64)
    going = np.arange(len(own))
    for distance in range(1, most + 1):
        # Beyond either end of the segment stands what ends a document, which no text has.
        there = literals.text[(places[going] + step * distance) % len(literals.text)]
        going = going[there == padded[own[going] + step * distance]]
        if not len(going):
            break
        counts[going] = distance
    return counts


def _merged(literals: Literals, here: Longs, stops: Longs, shift: Longs) -> Stretches:
    """Pieces that overlap at the same shift made one."""
    order = np.lexsort((here, shift))
    here, stops, shift = here[order], stops[order], shift[order]
    first = np.ones(len(here), bool)
    first[1:] = (shift[1:] != shift[:-1]) | (here[1:] > stops[:-1])
    begins = np.flatnonzero(first)
    start, end = here[begins], stops[np.append(begins[1:], len(here)) - 1] if len(here) else stops
    places = (start + shift[begins]).astype(np.int32)
    docs = literals.documents(places)
    sizes = (end - start).astype(np.int32)
    return Stretches(docs, start.astype(np.int32), places - literals.starts[docs], sizes)
