"""A query clause or a bound typed by somebody -> days, or None where it is no date."""

import datetime as dt
import re

from search.dates.grammar import DATE, YEAR, D, S
from search.dates.numbers import value
from search.dates.periods import YEARS_AGO, is_short, month_days, months_days, needs_year, printed_year, read_match
from search.model import DateSpan, Precision

_ISO_PART = re.compile(f"([{D}]{{4}})(?:[-/.．]([{D}]{{1,2}}))?")  # 2022, 2022-01: dates only where one is asked for
_ISO_RANGE = re.compile(r"(.+?)\s*(?:\.\.+|…+|至|到)\s*(.+)")
_TAIL = re.compile(r"(?<=年)(?:度|全年)$|[（(](?:星期|周|礼拜)[一二三四五六日天][）)]$|(?<=[日号])当[天日]$")
_DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_WEEKS_AGO = {"本周": 0, "这周": 0, "上周": 1, "上星期": 1}
_QUARTERS_AGO = {"本季度": 0, "上季度": 1, "上个季度": 1}
_SEASON = re.compile(
    rf"(?:(?P<y>{YEAR}){S}年|(?P<rel>今年|本年|去年|上年|前年|明年|来年)){S}(?P<season>[春夏秋冬])[天季]?"
)
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}  # the first of three months
_MONTHS_AGO = {"本月": 0, "这个月": 0, "当月": 0, "上月": 1, "上个月": 1, "下月": -1, "下个月": -1}


def parse_date_clause(text: str, today: dt.date) -> DateSpan | None:
    """A query clause that is wholly a date; without a year, the latest such period that has begun by `today`."""
    clause = text.strip()
    found = _clause(clause, today)
    if found is None:
        return None
    start, end, precision, inferred = found
    return DateSpan(start, end, text, precision, inferred, 0)


def _clause(clause: str, today: dt.date) -> tuple[dt.date, dt.date, Precision, bool] | None:
    if recent := _recent(clause, today):
        return (*recent, True)
    if m := _SEASON.fullmatch(clause):
        year = value(m["y"]) if m["y"] else today.year - YEARS_AGO[m["rel"]]
        return *months_days(year, _SEASONS[m["season"]], 3), "quarter", not m["y"]
    if m := _ISO_RANGE.fullmatch(clause):
        first, last = parse_date_bound(m[1], last=False), parse_date_bound(m[2], last=True)
        if first and last:
            return (first, last, "day" if first == last else "range", False) if first <= last else None
    if (m := _ISO_PART.fullmatch(clause)) and m[2]:
        month = _bounds(clause)
        return (*month, False) if month else None
    match = DATE.fullmatch(_TAIL.sub("", clause))
    if not match or match["lunar"] or (not match["rel"] and printed_year(match) is None and needs_year(match)):
        return None
    printed = printed_year(match)
    if printed is not None:
        years = [printed]
    elif match["rel"]:
        years = [today.year - YEARS_AGO[match["rel"]]] if match["rel"] in YEARS_AGO else []
    else:
        years = list(range(today.year, today.year - 9, -1))  # 2月29日 may be eight years ago
    for year in years:
        reading = read_match(match, year, today.year)
        if reading and reading.stop == match.end() and (len(years) == 1 or reading.start <= today):
            return reading.start, reading.end, reading.precision, printed is None or is_short(match)
    return None


def _recent(clause: str, today: dt.date) -> tuple[dt.date, dt.date, Precision] | None:
    """昨天, 上周, 上个月, 本季度 seen from today."""
    if clause in _DAYS_AGO:
        day = today - dt.timedelta(days=_DAYS_AGO[clause])
        return day, day, "day"
    if clause in _WEEKS_AGO:
        monday = today - dt.timedelta(days=today.weekday() + 7 * _WEEKS_AGO[clause])
        return monday, monday + dt.timedelta(days=6), "range"
    if clause in _MONTHS_AGO:
        return *months_days(today.year, today.month - _MONTHS_AGO[clause], 1), "month"
    if clause in _QUARTERS_AGO:
        first = (today.month - 1) // 3 * 3 + 1 - 3 * _QUARTERS_AGO[clause]
        return *months_days(today.year, first, 3), "quarter"
    return None


def parse_date_bound(text: str, *, last: bool) -> dt.date | None:
    """The first (or last) day of 2022-01-18, 2022-01, 2022 or the same in Chinese; None if `text` is none of these."""
    bounds = _bounds(text.strip())
    if bounds is None:
        return None
    return bounds[1] if last else bounds[0]


def _bounds(text: str) -> tuple[dt.date, dt.date, Precision] | None:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # any year at all: "to" may be 9999-12-31
            day = dt.date.fromisoformat(text)
            return day, day, "day"
        if m := _ISO_PART.fullmatch(text):
            year = value(m[1])
            if m[2]:
                return *month_days(year, value(m[2])), "month"
            return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"
    except ValueError:
        return None
    match = DATE.fullmatch(text)
    printed = printed_year(match) if match else None
    reading = read_match(match, printed, None) if match and printed is not None else None
    if reading is None or reading.stop != len(text) or reading.precision not in ("day", "month", "year"):
        return None
    return reading.start, reading.end, reading.precision
