"""A query clause or a bound typed by somebody -> days, or None where it is no date."""

import datetime as dt
import re

from search.dates.grammar import DATE, YEAR, S
from search.dates.numbers import value
from search.dates.periods import (
    YEARS_AGO,
    Days,
    is_short,
    month_days,
    months_days,
    needs_year,
    printed_year,
    read_match,
)
from search.dates.recent import recent_days
from search.fold import fold
from search.model import DateSpan, Precision

_ISO_PART = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2}))?")  # 2022, 2022-01: dates only where one is asked for
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])")  # 20220118
_ISO_RANGE = re.compile(r"(.+?)\s*(?:\.\.+|…+|至|到|[~—–]+|(?<=[./年月日][0-9])-|(?<=[./][0-9]{2})-)\s*(.+)")
_SINCE = re.compile(r"(.+?)\s*(?:\.\.+|起|以来)|(?:\.\.+|截至|截止)\s*(.+)")
_TAIL = re.compile(
    r"(?<=年)(?:度|全年|年?[底末初])$|(?<=月)[底末初]$|[（(](?:星期|周|礼拜)[一二三四五六日天][）)]$|(?<=[日号])当[天日]$"
)
_QUARTER = re.compile(rf"({YEAR})\s*年?\s*q([1-4])")
_SEASON = re.compile(
    rf"(?:(?P<y>{YEAR}){S}年|(?P<rel>今年|本年|去年|上年|前年|明年|来年|[今去]))"
    rf"{S}(?P<season>[春夏秋冬])(?P<tail>[天季]?)"
)
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}  # the first of three months


def parse_date_clause(text: str, today: dt.date) -> DateSpan | None:
    """A query clause that is wholly a date; without a year, the latest such period that has begun by `today`."""
    clause = fold(text.strip())
    found = _clause(clause, today)
    if found is None:
        return None
    start, end, precision, inferred = found
    return DateSpan(start, end, text, precision, inferred, 0)


def _clause(clause: str, today: dt.date) -> tuple[dt.date, dt.date, Precision, bool] | None:
    if recent := recent_days(clause, today):
        return (*recent, True)
    if (m := _SEASON.fullmatch(clause)) and not (m["rel"] in ("今", "去") and m["tail"]):
        year = value(m["y"]) if m["y"] else today.year - (1 if m["rel"] == "去" else YEARS_AGO.get(m["rel"], 0))
        return *months_days(year, _SEASONS[m["season"]], 3), "quarter", not m["y"]
    if m := _QUARTER.fullmatch(clause):
        return *months_days(value(m[1]), int(m[2]) * 3 - 2, 3), "quarter", False
    if m := _ISO_RANGE.fullmatch(clause):
        first, last = parse_date_bound(m[1], last=False), parse_date_bound(m[2], last=True)
        if first and last:
            return (first, last, "day" if first == last else "range", False) if first <= last else None
        clause = f"{m[1]}至{m[2]}"  # 2022年1月..3月
    if ((m := _ISO_PART.fullmatch(clause)) and m[2]) or _COMPACT.fullmatch(clause):
        bounds = _bounds(clause)
        return (*bounds, False) if bounds else None
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


def parse_date_range(text: str, today: dt.date) -> Days | None:
    """What the field 日期: gives: also 2022, 2022..2023, 2022-01.. and ..2022-03, a missing end as far as days go."""
    clause = fold(text.strip())
    if found := _clause(clause, today) or _bounds(clause):
        return found[0], found[1]
    if not (m := _SINCE.fullmatch(clause)):
        return None
    found = _clause(m[1] or m[2], today) or _bounds(m[1] or m[2])
    if not found:
        return None
    return (found[0], dt.date.max) if m[1] else (dt.date.min, found[1])


def parse_date_bound(text: str, *, last: bool) -> dt.date | None:
    """The first (or last) day of 2022-01-18, 2022-01, 2022 or the same in Chinese; None if `text` is none of these."""
    bounds = _bounds(fold(text.strip()))
    if bounds is None:
        return None
    return bounds[1] if last else bounds[0]


def _bounds(text: str) -> tuple[dt.date, dt.date, Precision] | None:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # any year at all: "to" may be 9999-12-31
            day = dt.date.fromisoformat(text)
            return day, day, "day"
        if m := _COMPACT.fullmatch(text):
            day = dt.date(int(m[1]), int(m[2]), int(m[3]))
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
