"""Facet values -> what the side column shows: the values to list at once, and the dates as a histogram of links."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.request import Facet as FacetName
from search.request import SearchRequest
from search.results import FacetValue, Results
from web.conditions import name_of, readings_shown, without_date
from web.dates import day as day_of
from web.dates import month as month_of
from web.dates import month_day, month_name
from web.language import counted_plainly, number
from web.links import barred, between, chosen
from web.opened import issue_labels
from web.params import search_url
from web.wording import bounds, days, last_day

SHOWN = 8
_WIDTH, _BASE, _TALLEST = 144, 23, 20  # of the drawing: 144 by 24
_MONTH = len("2022-01")


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


@dataclass(slots=True)  # not frozen, and texts where they are written: there are hundreds
class Bar:
    name: str  # 1月
    told: str  # 2022年1月 43 篇
    count: str
    selected: bool
    lit: bool  # it, or some of its days, are chosen
    address: str
    field: str  # where to point at it, as a path of SVG
    shape: str


@dataclass(frozen=True, slots=True)
class Row:
    """A year with its months, or a month with its days: bars on a drawing of so many places."""

    value: str
    name: str  # 1月
    label: str  # 2022年1月
    count: int
    selected: bool
    opened: bool  # the chosen days lie in it: its bars are listed, too
    address: str
    lit: bool  # some of its days are chosen
    places: int
    bars: tuple[Bar, ...]
    days: "Row | None" = None  # of the month in which the chosen days lie


def histogram(request: SearchRequest, results: Results) -> list[Row]:
    """A row a year, newest first, a bar a month, all on one scale."""
    found = sorted(results.facets.get("date", ()), key=lambda v: v.value, reverse=True)
    highest = max((month.count for year in found for month in year.children), default=0)
    drawing = _Drawing(request, results)
    return [drawing.year(value, highest) for value in found]


class _Drawing:
    """Draws the dates of a search, with the searches that they lead to."""

    def __init__(self, request: SearchRequest, results: Results) -> None:
        undated = without_date(request, results)
        self._within, self._without = between(undated), search_url(undated)
        start, end = _chosen_days(request, results)
        self._first, self._last = start.isoformat() if start else "", end.isoformat() if end else ""

    def year(self, value: FacetValue, highest: int) -> Row:
        months = tuple([self._bar(month, 12, highest) for month in value.children])
        opened = next((self._month(month) for month in value.children if month.children), None)
        row = self._row(value, value.value, value.value, months)
        return replace(row, days=opened, opened=self._holds_all(value.value))

    def _month(self, value: FacetValue) -> Row:
        first = dt.date.fromisoformat(f"{value.value}-01")
        size = last_day(first.year, first.month).day
        highest = max(day.count for day in value.children)
        bars = tuple(self._bar(day, size, highest) for day in value.children)
        return self._row(value, month_name(first.month), month_of(first), bars, size)

    def _row(self, value: FacetValue, name: str, label: str, bars: tuple[Bar, ...], places: int = 12) -> Row:
        address = self._address(value)
        lit = self._touches(value.value)
        return Row(value.value, name, label, value.count, value.selected, True, address, lit, places, bars)

    def _bar(self, value: FacetValue, places: int, highest: int) -> Bar:
        place = int(value.value[-2:])
        day = dt.date.fromisoformat(f"{value.value}-01"[:10])
        name, label = (month_day(day), day_of(day)) if len(value.value) > _MONTH else (month_name(place), month_of(day))
        return Bar(
            name,
            counted_plainly("%(month)s %(n)s 篇", value.count, month=label),
            number(value.count),
            value.selected,
            self._touches(value.value),
            self._address(value),
            *_shapes(place, _WIDTH / places, max(1.0, _TALLEST * value.count / highest)),
        )

    def _address(self, value: FacetValue) -> str:
        return self._without if value.selected else self._within(value.value, value.value)

    def _touches(self, period: str) -> bool:
        """Whether some of the days of a year, a month or a day are chosen; all texts begin with a year."""
        if not (self._first or self._last):
            return False
        size = len(period)
        return (not self._first or self._first[:size] <= period) and (not self._last or self._last[:size] >= period)

    def _holds_all(self, year: str) -> bool:
        return self._first[:4] == self._last[:4] == year


def _shapes(place: int, width: float, height: float) -> tuple[str, str]:
    """The whole height of a place, from 1, and the bar in the middle of it."""
    left, thick = (place - 1) * width, width * 0.75
    field = f"M{left:.4g} 0h{width:.4g}v{_BASE}h-{width:.4g}z"
    return field, f"M{left + width / 8:.4g} {_BASE}v-{height:.3g}h{thick:.4g}v{height:.3g}z"


def _chosen_days(request: SearchRequest, results: Results) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day that are chosen, or read from the query."""
    period = request.start, request.end
    for read in readings_shown(request, results):
        if read.field == "date" and not any(period):
            period = days(read)
    return period


def date_fields(request: SearchRequest, results: Results) -> tuple[str, str, str, str]:
    """What the two fields of the period hold, and as examples the first and last month there is."""
    start, end = bounds(*_chosen_days(request, results))
    months = sorted(month.value for year in results.facets.get("date", ()) for month in year.children)
    return start or "", end or "", months[0] if months else "", months[-1] if months else ""
