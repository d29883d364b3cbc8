"""Masks -> facets. Values within one facet are alternatives, facets are conjunctive: each is counted without itself."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.columns.snapshot import FacetColumn, Mask, Snapshot
from search.results import FacetValue


def value_counts(column: FacetColumn, docs: Mask, selected: Sequence[str], limit: int) -> tuple[FacetValue, ...]:
    """The values that occur among `docs`, most frequent first; selected ones are always there."""
    counts = column.counts(docs)
    found = np.flatnonzero(counts)
    if 0 < limit < len(found):  # only those that may be among the first have to be ordered
        found = found[counts[found] >= np.partition(counts[found], len(found) - limit)[len(found) - limit]]
    order = found[np.lexsort((column.rank[found], -counts[found]))][:limit].tolist()
    chosen = set(selected)
    values = [column.values[code] for code in order]
    values += [value for value in selected if value not in values]
    return tuple(
        FacetValue(value, int(counts[column.code_of[value]]) if value in column.code_of else 0, value in chosen)
        for value in values
    )


def date_counts(snapshot: Snapshot, docs: Mask, start: dt.date | None, end: dt.date | None) -> tuple[FacetValue, ...]:
    """Years, newest first, with their months: how many of `docs` have a span of days that overlaps each."""
    dated = np.flatnonzero(docs & (snapshot.date > 0))
    if not len(dated):
        return ()
    first = _months(snapshot.date[dated])
    last = np.maximum(first, _months(snapshot.date_end[dated]))
    low, high = int(first.min()) // 12 * 12, int(last.max()) // 12 * 12 + 12
    months = np.cumsum(
        np.bincount(first - low, minlength=high - low + 1) - np.bincount(last - low + 1, minlength=high - low + 1)
    )
    years = np.cumsum(
        np.bincount(first // 12 - low // 12, minlength=(high - low) // 12 + 1)
        - np.bincount(last // 12 - low // 12 + 1, minlength=(high - low) // 12 + 1)
    )
    out = []
    for n in range((high - low) // 12 - 1, -1, -1):
        if not years[n]:
            continue
        year = low // 12 + n
        children = tuple(
            FacetValue(
                f"{year:04d}-{m + 1:02d}",
                int(months[n * 12 + m]),
                (start, end) == (dt.date(year, m + 1, 1), _month_end(year, m + 1)),
            )
            for m in range(12)
            if months[n * 12 + m]
        )
        chosen = (start, end) == (dt.date(year, 1, 1), dt.date(year, 12, 31))
        out.append(FacetValue(f"{year:04d}", int(years[n]), chosen, children))
    return tuple(out)


def _months(ordinals: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Months since the year 0 of proleptic ordinals."""
    days = (ordinals.astype(np.int64) - dt.date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else dt.date.max
    return following - dt.timedelta(days=1) if following != dt.date.max else following
