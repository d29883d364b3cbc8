"""Facet values -> what the side column shows: the values to list at once, and the dates as a histogram of links."""

import datetime as dt
from dataclasses import dataclass

from search.request import SearchRequest
from search.results import FacetValue, Results
from web.conditions import date_replaced, readings_shown, without_date
from web.dates import month as month_of
from web.dates import month_name
from web.wording import bounds, days, last_day

SHOWN = 8
_STEP, _BAR, _BASE, _TALLEST = 12, 9, 23, 20  # of the drawing: 144 by 24


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet: at once, on demand, and whether there are others that are not listed at all."""

    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]
    cut: bool
    selected: int


def facet(values: tuple[FacetValue, ...], limit: int) -> Facet:
    """The most frequent values and all that are chosen or excluded; the rest on demand.

    The searcher gives `limit` at most, and those.
    """
    first = tuple(v for i, v in enumerate(values) if i < SHOWN or v.selected or v.excluded)
    rest = tuple(v for i, v in enumerate(values) if i >= SHOWN and not (v.selected or v.excluded))
    if len(rest) == 1:  # the line that hides it would be as long
        first, rest = tuple(values), ()
    return Facet(first, rest, len(values) >= limit, sum(v.selected for v in values))


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    label: str
    count: int
    selected: bool
    request: SearchRequest
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Year:
    year: str
    count: int
    selected: bool
    opened: bool  # it or one of its months is chosen: its months are listed
    request: SearchRequest
    bars: tuple[Bar, ...]


def histogram(request: SearchRequest, results: Results) -> list[Year]:
    """A row a year, newest first, a bar a month, all on one scale."""
    found = sorted(results.facets.get("date", ()), key=lambda v: v.value, reverse=True)
    highest = max((month.count for year in found for month in year.children), default=0)
    return [_year(value, highest, request, results) for value in found]


def _year(value: FacetValue, highest: int, request: SearchRequest, results: Results) -> Year:
    year = int(value.value)
    bars = tuple(_bar(m, highest, request, results) for m in sorted(value.children, key=lambda m: m.value))
    target = _toggled(value, dt.date(year, 1, 1), dt.date(year, 12, 31), request, results)
    opened = value.selected or any(bar.selected for bar in bars)
    return Year(value.value, value.count, value.selected, opened, target, bars)


def _bar(value: FacetValue, highest: int, request: SearchRequest, results: Results) -> Bar:
    year, month = (int(part) for part in value.value.split("-"))
    target = _toggled(value, dt.date(year, month, 1), last_day(year, month), request, results)
    height = round(max(1.0, _TALLEST * value.count / highest), 1) if value.count else 0.0
    x = (month - 1) * _STEP
    label = month_of(dt.date(year, month, 1))
    top = round(_BASE - height, 1)
    return Bar(month_name(month), label, value.count, value.selected, target, x, top, height)


def _toggled(
    value: FacetValue, start: dt.date, end: dt.date, request: SearchRequest, results: Results
) -> SearchRequest:
    return without_date(request, results) if value.selected else date_replaced(request, results, start, end)


def date_fields(request: SearchRequest, results: Results) -> tuple[str, str, str, str]:
    """What the two fields of the period hold, and as examples the first and last month there is."""
    period = request.start, request.end
    for read in readings_shown(request, results):
        if read.field == "date" and not any(period):
            period = days(read)
    start, end = bounds(*period)
    months = sorted(month.value for year in results.facets.get("date", ()) for month in year.children)
    return start or "", end or "", months[0] if months else "", months[-1] if months else ""
