"""A person's view -> what the page draws: the time line of posts, and the months as a table of links."""

import datetime as dt
from dataclasses import dataclass

from search.persons import Dated, PersonView, PostSpan
from search.request import SearchRequest
from web.dates import month as month_of
from web.wording import last_day

SHOWN = 12  # posts on the time line; others are listed
COMPANY = 10  # people and places in the side column at once
_LABELS = 8  # years written above the time line, at most
_STEP = 0.2  # per cent of its width: ticks that are nearer are one
_THINNEST = 0.4


@dataclass(frozen=True, slots=True)
class Row:
    """A post on the time line; places and widths in per cent."""

    span: PostSpan
    latest: bool
    start: Dated | None  # the document of the first day
    end: Dated | None  # of the last day, where that is another
    x: float
    width: float
    ticks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    years: tuple[tuple[str, float], ...]  # those written, and where they begin
    borders: tuple[float, ...]  # where years begin
    rows: tuple[Row, ...]
    rest: tuple[PostSpan, ...]


def time_line(view: PersonView) -> TimeLine:
    """The posts printed last, each with a tick a document."""
    first, last = (view.first or dt.date.today()).year, (view.last or dt.date.today()).year
    scale = _Scale(dt.date(first, 1, 1).toordinal(), dt.date(last, 12, 31).toordinal() + 1)
    step = -(-(last - first + 1) // _LABELS)
    begins = [(str(year), scale.place(dt.date(year, 1, 1))) for year in range(first, last + 1)]
    rows = tuple(_row(span, scale, latest=n == 0) for n, span in enumerate(view.posts[:SHOWN]))
    return TimeLine(tuple(begins[::step]), (*(x for _, x in begins), 100.0), rows, view.posts[SHOWN:])


@dataclass(frozen=True, slots=True)
class _Scale:
    start: int
    end: int

    def place(self, day: dt.date) -> float:
        return round(100 * (day.toordinal() - self.start) / (self.end - self.start), 2)


def _row(span: PostSpan, scale: _Scale, *, latest: bool) -> Row:
    dated = [(article.date, article) for article in span.articles if article.date]  # newest first
    if not dated:
        return Row(span, latest, None, None, 0, 0, ())
    places = [scale.place(day) for day, _ in dated][::-1]
    ticks = tuple(dict.fromkeys(round(round(x / _STEP) * _STEP, 2) for x in places))
    end, start = dated[0], dated[-1]
    other = end[1] if end[0] != start[0] else None
    return Row(span, latest, start[1], other, places[0], round(max(_THINNEST, places[-1] - places[0]), 2), ticks)


@dataclass(frozen=True, slots=True)
class Cell:
    """A month, or a whole year: how many, how dark, and the search for them."""

    label: str
    count: int
    tint: str  # the class of its tint: h1, h2, h3
    request: SearchRequest | None  # where there is something


@dataclass(frozen=True, slots=True)
class Months:
    year: Cell
    months: tuple[Cell, ...]


def months(view: PersonView) -> tuple[Months, ...]:
    """A row a year, newest first, a cell a month."""
    found = {month.value: month.count for year in view.years for month in year.children}
    most = max(found.values(), default=0)
    rows = []
    for year in view.years:
        number = int(year.value)
        cells = tuple(_month(view.key, number, month, found, most) for month in range(1, 13))
        whole = SearchRequest(person=(view.key,)).within(dt.date(number, 1, 1), dt.date(number, 12, 31))
        rows.append(Months(Cell(year.value, year.count, "", whole), cells))
    return tuple(rows)


def _month(key: str, year: int, month: int, found: dict[str, int], most: int) -> Cell:
    count = found.get(f"{year:04d}-{month:02d}", 0)
    label = month_of(dt.date(year, month, 1))
    if not count:
        return Cell(label, 0, "", None)
    within = SearchRequest(person=(key,)).within(dt.date(year, month, 1), last_day(year, month))
    return Cell(label, count, f"h{min(3, 1 + 3 * (count - 1) // most)}", within)
