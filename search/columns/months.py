"""The months of a snapshot's documents, and how many of any hits fall into each month and year.

A document has a span of days. Nearly all spans lie within one month: those are counted by one pass over codes, what the
others cover besides is added.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from search.columns.build import Ints
from search.columns.facet import Chosen, Longs


@dataclass(frozen=True)
class Months:
    """Months are counted from `low`, the first of the earliest year, as 0; `size` of them, whole years.

    The last of size + 1 codes is that of documents without a date.
    """

    low: int  # in months since the year 0
    size: int
    first: Longs  # of each document
    wide: Ints  # documents of more than one month, ascending
    last: Longs  # parallel to `wide`

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of each month: 2022-01."""
        return tuple(f"{(self.low + n) // 12:04d}-{n % 12 + 1:02d}" for n in range(self.size))

    def counts(self, chosen: Chosen) -> tuple[Longs, Longs]:
        """How many of the documents have a span that overlaps each month, and each year."""
        if not self.size:
            return self.first[:0], self.first[:0]
        months = np.bincount(self.first[chosen.docs], minlength=self.size + 1)[:-1]
        years = months.reshape(-1, 12).sum(axis=1)
        held = chosen.mask[self.wide]
        if held.any():
            first, last = self.first[self.wide[held]], self.last[held]
            months = months + _inside(first + 1, last, self.size)
            years = years + _inside(first // 12 + 1, last // 12, self.size // 12)
        return months, years


def day_counts(date: Ints, date_end: Ints, chosen: Chosen, low: int, size: int) -> Longs:
    """How many of the documents have a span that overlaps each of `size` days from the ordinal `low` on.

    `date` and `date_end` are the ordinals of every document's first and last day, 0 where it has none.
    """
    docs = chosen.docs
    first, last = np.maximum(date[docs], low), np.minimum(date_end[docs], low + size - 1)
    held = (date[docs] > 0) & (first <= last)
    return _inside(first[held].astype(np.int64) - low, last[held].astype(np.int64) - low, size)


def _inside(first: Longs, last: Longs, size: int) -> Longs:
    """How many of the spans from `first` to `last`, both included, cover each number; none where first > last."""
    edges = np.bincount(first, minlength=size + 1) - np.bincount(last + 1, minlength=size + 1)
    covered: Longs = np.cumsum(edges)[:size]
    return covered


def months_of(date: Ints, date_end: Ints) -> Months:
    """The months of documents by the ordinals of their first and last day, 0 where they have none."""
    dated = date > 0
    if not dated.any():
        return Months(0, 0, np.zeros(len(date), np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64))
    first = _months(date)
    last = np.maximum(first, _months(date_end))
    low = int(first[dated].min()) // 12 * 12
    size = (int(last[dated].max()) - low) // 12 * 12 + 12
    wide = np.flatnonzero(dated & (last > first)).astype(np.int32)
    return Months(low, size, np.where(dated, first - low, size), wide, last[wide] - low)


def _months(ordinals: Ints) -> npt.NDArray[np.int64]:
    days = (ordinals.astype(np.int64) - dt.date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64) + 1970 * 12
