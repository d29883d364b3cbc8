"""Masks -> facets. Values within one facet are alternatives, facets are conjunctive: each is counted without itself."""

import datetime as dt
from collections.abc import Callable, Sequence

from search.columns.facet import Chosen, FacetColumn
from search.columns.snapshot import Snapshot
from search.results import FacetValue

_DAY = dt.timedelta(days=1)


def no_note(value: str) -> str | None:
    return None


def value_counts(
    column: FacetColumn,
    docs: Chosen,
    selected: Sequence[str],
    excluded: Sequence[str],
    limit: int,
    note_of: Callable[[str], str | None] = no_note,
) -> tuple[FacetValue, ...]:
    """The values that occur among `docs`, most frequent first; selected and excluded ones are always there."""
    codes, counts = column.most_frequent(docs, limit)
    pairs = list(zip(map(column.values.__getitem__, codes.tolist()), counts.tolist(), strict=True))
    if selected or excluded:
        shown = {value for value, _ in pairs}
        pairs += [(value, column.count(docs, value)) for value in (*selected, *excluded) if value not in shown]
    return tuple(
        [
            FacetValue(value, count, value in selected, (), note_of(value), bool(excluded) and value in excluded)
            for value, count in pairs
        ]
    )


def date_counts(snapshot: Snapshot, docs: Chosen, start: dt.date | None, end: dt.date | None) -> tuple[FacetValue, ...]:
    """Years, newest first, with their months: how many of `docs` have a span of days that overlaps each."""
    names = snapshot.months.names
    months, years = snapshot.months.counts(docs)
    chosen = _chosen(start, end)
    found = months.nonzero()[0]
    children: dict[int, list[FacetValue]] = {}
    for n, count in zip(found.tolist(), months[found].tolist(), strict=True):
        children.setdefault(n // 12, []).append(FacetValue(names[n], count, names[n] == chosen))
    return tuple(
        [
            FacetValue(names[12 * n][:4], int(years[n]), names[12 * n][:4] == chosen, tuple(children[n]))
            for n in reversed(children)
        ]
    )


def _chosen(start: dt.date | None, end: dt.date | None) -> str | None:
    """The year or month that begins and ends on these days."""
    if start is None or end is None or start.day != 1 or start.year != end.year:
        return None
    if (start.month, end.month, end.day) == (1, 12, 31):
        return f"{start.year:04d}"
    last = end.month == 12 and end.day == 31 or end.month < 12 and dt.date(end.year, end.month + 1, 1) - end == _DAY
    return f"{start.year:04d}-{start.month:02d}" if start.month == end.month and last else None
