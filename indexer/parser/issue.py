"""Masthead, distribution list, file name and text -> the Issue, with its date and how that is known."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from indexer.parser.footer import footer_date
from indexer.parser.ids import issue_id
from indexer.parser.lines import Line
from indexer.parser.masthead import Masthead
from search.dates import find_dates
from search.fold import fold
from search.model import DateSource, Issue, Warning

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_DAY_IN_NAME = re.compile(
    rf"{_YEAR}(?:(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"|\s*[-_.年/ ]\s*(0?[1-9]|1[0-2])\s*[-_.月/ ]\s*(0?[1-9]|[12]\d|3[01]))(?!\d)"
)
_MONTH_IN_NAME = re.compile(rf"{_YEAR}(?:(0[1-9]|1[0-2])|\s*[-_.年]\s*(0?[1-9]|1[0-2])(?!\s*期))(?!\d)")
_YEAR_IN_NAME = re.compile(rf"{_YEAR}(?=\s*(?:年|第|[〕\])）】]|$))")


def read_issue(masthead: Masthead, foot: Sequence[Line], source: str, text: str, titles: Sequence[str]) -> Issue:
    day, day_source = _date(masthead, foot, source, text)
    return Issue(
        id=issue_id(masthead, titles),
        name=masthead.name,
        number=masthead.number,
        total_number=masthead.total_number,
        year=masthead.year or (day.year if day else None),
        date=day,
        date_source=day_source,
        publisher=masthead.publisher,
    )


def date_warning(issue: Issue) -> tuple[Warning, ...]:
    """One that the date is not printed, and where it was taken from; none where it is."""
    if issue.date is None:
        return (Warning("date_unknown", "没有印出日期，也推断不出 (no date)"),)
    if issue.date_source == "printed":
        return ()
    how = "取自文件名" if issue.date_source == "filename" else "由文中事件推断"
    return (Warning("date_not_printed", f"没有印出日期，{how}为 {issue.date} (not printed)"),)


def _date(masthead: Masthead, foot: Sequence[Line], source: str, text: str) -> tuple[dt.date | None, DateSource | None]:
    """Printed, else from the file's name, else the latest day that its text prints in full, marked as inferred."""
    if printed := masthead.date or footer_date(foot):
        return printed, "printed"
    stem = fold(PurePosixPath(source).stem)
    for found in _DAY_IN_NAME.finditer(stem):
        try:
            return dt.date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])), "filename"
        except ValueError:
            pass  # 20230231: no date
    days = [s.end for s in find_dates(text, None) if s.precision in ("day", "range") and not s.year_inferred]
    if month := _MONTH_IN_NAME.search(stem):
        # The name gives the month; the day is that of its last event, or the month's end.
        year, number = int(month[1]), int(month[2] or month[3])
        within = [day for day in days if (day.year, day.month) == (year, number)]
        last = dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
        return (max(within), "inferred") if within else (last, "filename")
    named = _YEAR_IN_NAME.search(stem)
    if year_known := masthead.year or (int(named[1]) if named else None):
        days = [day for day in days if day.year == year_known]
    return (max(days), "inferred") if days else (None, None)
