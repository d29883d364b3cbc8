"""Masks -> facets. Values within one facet are alternatives, facets are conjunctive: each is counted without itself."""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Sequence

from search.columns.facet import Chosen, FacetColumn
from search.columns.months import day_counts
from search.columns.snapshot import Snapshot
from search.results import FacetValue


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
    """Years, newest first, with their months: how many of `docs` have a span of days that overlaps each.

    The month in which the chosen days lie has its days.
    """
    names = snapshot.months.names
    months, years = snapshot.months.counts(docs)
    chosen, opened = _chosen(start, end), _month_of(start, end)
    found = months.nonzero()[0]
    children: dict[int, list[FacetValue]] = {}
    for n, count in zip(found.tolist(), months[found].tolist(), strict=True):
        days = _days(snapshot, docs, names[n], chosen) if names[n] == opened else ()
        children.setdefault(n // 12, []).append(FacetValue(names[n], count, names[n] == chosen, days))
    return tuple(
        [
            FacetValue(names[12 * n][:4], int(years[n]), names[12 * n][:4] == chosen, tuple(children[n]))
            for n in reversed(children)
        ]
    )


def _days(snapshot: Snapshot, docs: Chosen, month: str, chosen: str | None) -> tuple[FacetValue, ...]:
    """The days of a month on which there is something."""
    first = dt.date.fromisoformat(f"{month}-01").toordinal()
    size = monthrange(*map(int, month.split("-")))[1]
    counts = day_counts(snapshot.date, snapshot.date_end, docs, first, size).tolist()
    names = (f"{month}-{day:02d}" for day in range(1, size + 1))
    return tuple(FacetValue(day, count, day == chosen) for day, count in zip(names, counts, strict=True) if count)


def _chosen(start: dt.date | None, end: dt.date | None) -> str | None:
    """The year, month or day that begins and ends on these days."""
    if start is None or end is None or start.year != end.year:
        return None
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year:04d}"
    if start == end:
        return start.isoformat()
    month = _month_of(start, end)
    return month if month and start.day == 1 and end.day == monthrange(end.year, end.month)[1] else None


def _month_of(start: dt.date | None, end: dt.date | None) -> str | None:
    """The month in which both days lie."""
    if start is None or end is None or (start.year, start.month) != (end.year, end.month):
        return None
    return f"{start.year:04d}-{start.month:02d}"
