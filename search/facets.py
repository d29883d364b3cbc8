"""Masks -> facets. Values within one facet are alternatives, facets are conjunctive: each is counted without itself."""

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from search.columns.build import Ints
from search.columns.snapshot import FacetColumn, Mask, Snapshot
from search.results import FacetValue

_DAY = dt.timedelta(days=1)


def value_counts(
    column: FacetColumn,
    docs: Mask,
    selected: Sequence[str],
    limit: int,
    note_of: Callable[[str], str | None] = lambda value: None,
) -> tuple[FacetValue, ...]:
    """The values that occur among `docs`, most frequent first; selected ones are always there."""
    counts = column.counts(docs)
    found = np.flatnonzero(counts)
    if 0 < limit < len(found):  # only those that may be among the first have to be ordered
        found = found[counts[found] >= np.partition(counts[found], len(found) - limit)[len(found) - limit]]
    order = found[np.lexsort((column.rank[found], -counts[found]))][:limit]
    pairs = [(column.values[code], count) for code, count in zip(order.tolist(), counts[order].tolist(), strict=True)]
    if selected:
        shown = {value for value, _ in pairs}
        pairs += [(value, _count_of(column, counts, value)) for value in selected if value not in shown]
    return tuple(FacetValue(value, count, value in selected, (), note_of(value)) for value, count in pairs)


def _count_of(column: FacetColumn, counts: npt.NDArray[np.int64], value: str) -> int:
    return int(counts[column.code_of[value]]) if value in column.code_of else 0


def date_counts(snapshot: Snapshot, docs: Mask, start: dt.date | None, end: dt.date | None) -> tuple[FacetValue, ...]:
    """Years, newest first, with their months: how many of `docs` have a span of days that overlaps each."""
    dated = np.flatnonzero(docs & snapshot.is_dated)
    if not len(dated):
        return ()
    first, last = snapshot.months[0][dated], snapshot.months[1][dated]
    low = int(first.min()) // 12 * 12
    months = _covered(first - low, last - low)
    years = _covered((first - low) // 12, (last - low) // 12)
    chosen = _chosen(start, end)
    children: dict[int, list[FacetValue]] = {}
    for n in np.flatnonzero(months).tolist():
        year, month = divmod(low + n, 12)
        value = f"{year:04d}-{month + 1:02d}"
        children.setdefault(year, []).append(FacetValue(value, int(months[n]), value == chosen))
    out = []
    for n in np.flatnonzero(years)[::-1].tolist():
        year = low // 12 + n
        value = f"{year:04d}"
        out.append(FacetValue(value, int(years[n]), value == chosen, tuple(children.get(year, ()))))
    return tuple(out)


def _covered(first: Ints, last: Ints) -> npt.NDArray[np.int64]:
    """How many of the spans from `first` to `last`, both included, cover each number."""
    size = int(last.max()) + 2
    counts: npt.NDArray[np.int64] = np.cumsum(
        np.bincount(first, minlength=size) - np.bincount(last + 1, minlength=size)
    )
    return counts


def _chosen(start: dt.date | None, end: dt.date | None) -> str | None:
    """The year or month that begins and ends on these days."""
    if start is None or end is None or start.day != 1 or start.year != end.year:
        return None
    if (start.month, end.month, end.day) == (1, 12, 31):
        return f"{start.year:04d}"
    last = end.month == 12 and end.day == 31 or end.month < 12 and dt.date(end.year, end.month + 1, 1) - end == _DAY
    return f"{start.year:04d}-{start.month:02d}" if start.month == end.month and last else None
