"""Facet values -> what the side column shows: the values to list at once, and the dates as a histogram of links."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.request import Facet as FacetName
from search.request import SearchRequest
from search.results import FacetValue, Results
from web.conditions import name_of, readings_shown, without_date
from web.dates import month as month_of
from web.dates import month_name
from web.language import number
from web.links import barred, between, chosen
from web.opened import issue_labels
from web.params import search_url
from web.wording import bounds, days

Address = Callable[[FacetValue], str]

SHOWN = 8
_STEP, _BAR, _BASE, _TALLEST = 12, 9, 23, 20  # of the drawing: 144 by 24


@dataclass(slots=True)  # not frozen: more than a hundred are made for every page
class Line:
    """A value of a facet as it is listed."""

    value: str
    shown: str  # may be HTML
    note: str | None
    count: str
    selected: bool
    excluded: bool
    address: str  # with it, or if it is chosen or excluded, no longer so
    without: str  # the address of excluding it; empty if it is chosen or excluded


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet: at once, on demand, and whether there are others that are not listed at all."""

    values: tuple[Line, ...]
    more: tuple[Line, ...]
    cut: bool
    selected: int


def facet(request: SearchRequest, name: FacetName, values: Sequence[FacetValue], limit: int) -> Facet:
    """The most frequent values and all that are chosen or excluded; the rest on demand.

    The searcher gives `limit` at most, and those.
    """
    listed = lines(request, name, values)
    first = tuple(v for i, v in enumerate(listed) if i < SHOWN or v.selected or v.excluded)
    rest = tuple(v for i, v in enumerate(listed) if i >= SHOWN and not (v.selected or v.excluded))
    if len(rest) == 1:  # the line that hides it would be as long
        first, rest = listed, ()
    return Facet(first, rest, len(values) >= limit, sum(v.selected for v in values))


def lines(request: SearchRequest, name: FacetName, values: Sequence[FacetValue]) -> tuple[Line, ...]:
    """The values of a facet of a search, with the searches that they lead to."""
    if not values:
        return ()
    labels = issue_labels(v.value for v in values) if name == "issue" else {}
    more, less = chosen(request, name), barred(request, name)

    def line(v: FacetValue) -> Line:
        shown = labels[v.value] if labels else name_of(v.value) if name == "person" else v.value
        if v.excluded:
            address, without = search_url(request.excluded(name, v.value)), ""
        elif v.selected:
            address, without = search_url(request.toggled(name, v.value)), ""
        else:
            address, without = more(v.value), less(v.value)
        return Line(v.value, shown, v.note, number(v.count), v.selected, v.excluded, address, without)

    return tuple([line(v) for v in values])


@dataclass(slots=True)
class Bar:
    name: str
    label: str
    count: int
    selected: bool
    address: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Year:
    year: str
    count: int
    selected: bool
    opened: bool  # it or one of its months is chosen: its months are listed
    address: str
    bars: tuple[Bar, ...]


def histogram(request: SearchRequest, results: Results) -> list[Year]:
    """A row a year, newest first, a bar a month, all on one scale."""
    found = sorted(results.facets.get("date", ()), key=lambda v: v.value, reverse=True)
    highest = max((month.count for year in found for month in year.children), default=0)
    undated = without_date(request, results)
    within, without = between(undated), search_url(undated)

    def address(value: FacetValue) -> str:
        return without if value.selected else within(value.value, value.value)

    return [_year(value, highest, address) for value in found]


def _year(value: FacetValue, highest: int, address: Address) -> Year:
    bars = tuple([_bar(m, highest, address) for m in sorted(value.children, key=lambda m: m.value)])
    opened = value.selected or any(bar.selected for bar in bars)
    return Year(value.value, value.count, value.selected, opened, address(value), bars)


def _bar(value: FacetValue, highest: int, address: Address) -> Bar:
    year, month = (int(part) for part in value.value.split("-"))
    height = round(max(1.0, _TALLEST * value.count / highest), 1) if value.count else 0.0
    x = (month - 1) * _STEP
    label = month_of(dt.date(year, month, 1))
    top = round(_BASE - height, 1)
    return Bar(month_name(month), label, value.count, value.selected, address(value), x, top, height)


def date_fields(request: SearchRequest, results: Results) -> tuple[str, str, str, str]:
    """What the two fields of the period hold, and as examples the first and last month there is."""
    period = request.start, request.end
    for read in readings_shown(request, results):
        if read.field == "date" and not any(period):
            period = days(read)
    start, end = bounds(*period)
    months = sorted(month.value for year in results.facets.get("date", ()) for month in year.children)
    return start or "", end or "", months[0] if months else "", months[-1] if months else ""
