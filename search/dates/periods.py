"""A match of DATE and its first year -> the days it covers, and with which precision."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from search.dates.grammar import H
from search.dates.numbers import value
from search.model import Precision

_LAST_CENTURY = 50  # 98年7月 is 1998, 22年1月 is 2022
_XUN = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}
YEARS_AGO = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2, "明年": -1, "来年": -1}

Days = tuple[dt.date, dt.date]  # both ends included


@dataclass(frozen=True, slots=True)
class Reading:
    """A match understood."""

    start: dt.date
    end: dt.date
    precision: Precision
    stop: int  # where it ends in the text: an impossible second part is left unread


def needs_year(match: re.Match[str]) -> bool:
    """Whether the words are a date only with a year: 十月 may be a name, 前三个月 the three months before."""
    if match["m"]:
        sure = match["d"] or match["xun"] or match["fen"] or match["m2"] or match["m"] in ("十一", "十二")
        return match["m"][0] in H and not sure
    if match["m_count"]:
        return value(match["m_count"]) <= 3 or match.string[: match.start()][-1:].isalpha()
    return match["part"] == "首季" or bool(match["q_short"])


def printed_year(match: re.Match[str]) -> int | None:
    text = match["y"] or match["iso_y"] or match["y_from"]
    if text is None:
        return None
    return value(text) + ((1900 if value(text) >= _LAST_CENTURY else 2000) if is_short(match) else 0)


def is_short(match: re.Match[str]) -> bool:
    """Whether the year is printed with two digits only (22年1月18日): its century is inferred."""
    return match["y"] is not None and len(match["y"]) == 2


def read_match(match: re.Match[str], year: int, this_year: int | None) -> Reading | None:
    """The days of a match whose first year is `year`; None if there are none such. 至今年3月 needs `this_year`."""
    if not 1800 <= year < 2200:
        return None
    try:
        if match["iso"]:
            reading = Reading(*period(year, match["iso_m"], match["iso_d"]), "day", match.end("iso"))
        elif match["m"]:
            first, last = period(year, match["m"], match["d"], match["xun"])
            precision: Precision = "day" if match["d"] else "xun" if match["xun"] else "month"
            reading = Reading(first, last, precision, match.end("head"))
        elif match["part"]:
            return _read_part(match, year)
        else:
            return _read_years(match, year)
    except ValueError:
        return None
    if reading.stop == match.end() or (match["m_next"] and "月" in match["head"]):
        return reading
    end = _range_end(match, reading.start, this_year)
    if end is None or end < reading.start:
        return reading if match["iso"] or "月" in match["head"] else None
    return Reading(reading.start, end, "day" if reading.start == end else "range", match.end())


def _range_end(match: re.Match[str], start: dt.date, this_year: int | None) -> dt.date | None:
    """The last day of 1月18日至…, or None if there is no such day."""
    printed, word = match["y2"] or match["iso_y2"], match["rel2"]
    month = match["m2"] or match["iso_m2"]
    day = match["d2"] or match["iso_d2"]
    year = start.year
    if printed:
        year = value(printed)
    elif word in ("今年", "明年") and this_year:
        year = this_year + (word == "明年")
    elif word and word not in ("同年", "当年", "今年"):
        year += 1
    if match["m_next"]:  # 1、2月份
        return month_days(year, start.month + 1)[1] if value(match["m_next"]) == start.month + 1 else None
    try:
        end = period(year, month or str(start.month), day, match["xun2"])[1]
        if end < start and month and not printed and not word:  # 12月30日至1月2日
            end = period(year + 1, month, day, match["xun2"])[1]
    except ValueError:
        return None
    return end if printed or end - start <= dt.timedelta(days=366) else None


def _read_part(match: re.Match[str], year: int) -> Reading | None:
    """第一季度, 一至三季度, 前三季度, 前8个月, 上半年."""
    first = 1
    precision: Precision = "range"
    if quarter := match["q"] or match["q_first"] or match["q_short"]:
        number = 1 if quarter == "首" else value(quarter)
        following = match["q2"] or match["q_next"]
        last = value(following) if following else number
        if last < number or (match["q_next"] and last != number + 1):
            return None
        first, months = number * 3 - 2, (last - number + 1) * 3
        precision = "quarter" if last == number else "range"
    elif match["q_count"]:
        months = value(match["q_count"]) * 3
    elif count := match["m_count"] or match["m_sum"]:
        months = value(count)
    else:
        first, months = (1, 6) if match["half"] == "上" else (7, 6)
    if not 1 <= months <= 12:
        return None
    return Reading(dt.date(year, first, 1), month_days(year, first + months - 1)[1], precision, match.end())


def _read_years(match: re.Match[str], year: int) -> Reading | None:
    last = match["y3"] or match["y_to"]
    end = value(last) if last else year
    if not year <= end < 2200 or (match["y_list"] and end != year + 1):
        return None
    return Reading(dt.date(year, 1, 1), dt.date(end, 12, 31), "range" if last else "year", match.end())


def period(year: int, month: str, day: str | None, xun: str | None = None) -> Days:
    first, last = month_days(year, value(month))
    if day:
        first = last = first.replace(day=value(day))
    elif xun:
        start, end = _XUN[xun.replace("、", "")]
        first, last = first.replace(day=start), last.replace(day=min(end, last.day))
    return first, last


def month_days(year: int, month: int) -> Days:
    first = dt.date(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def months_days(year: int, month: int, count: int) -> Days:
    """`count` months from a month that may lie outside 1 to 12: month 0 is last December."""
    first, last = year * 12 + month - 1, year * 12 + month + count - 2
    return month_days(first // 12, first % 12 + 1)[0], month_days(last // 12, last % 12 + 1)[1]
