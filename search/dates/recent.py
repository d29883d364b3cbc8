"""Periods seen from today -> days: 昨天, 上周三, 上个月, 本季度, 近三个月."""

import datetime as dt
import re

from search.dates.numbers import chinese_number
from search.dates.periods import Days, months_days
from search.model import Precision

_DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_WEEK = re.compile(r"(?P<which>本|这|这个|上|上个|上上|上上个)(?:周|星期|礼拜)(?P<day>[一二三四五六日天])?")
_WHICH = {"本": 0, "这": 0, "当": 0, "上": 1, "上上": 2, "下": -1}
_MONTH = re.compile(r"(?P<which>本|这个|当|上|上个|上上|上上个|下|下个)月")
_QUARTER = re.compile(r"(?P<which>本|这个|上|上个|上上个)季度?")
_LATELY = re.compile(
    r"(?:最近|过去|近)(?:的)?(?:(?P<n>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
    r"(?P<unit>天|日|周|个?星期|个月|个?季度|年)|(?P<half>半年|半个月))"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7}
_MONTHS = {"月": 1, "季度": 3, "年": 12}
_LONGEST = 100 * 12  # months


def recent_days(clause: str, today: dt.date) -> tuple[dt.date, dt.date, Precision] | None:
    """The days of a folded clause that is wholly such a period; None where it is none."""
    if clause in _DAYS_AGO:
        day = today - dt.timedelta(days=_DAYS_AGO[clause])
        return day, day, "day"
    if m := _WEEK.fullmatch(clause):
        monday = today - dt.timedelta(days=today.weekday() + 7 * _ago(m))
        if m["day"]:
            day = monday + dt.timedelta(days="一二三四五六日".index(m["day"].replace("天", "日")))
            return day, day, "day"
        return monday, monday + dt.timedelta(days=6), "range"
    if m := _MONTH.fullmatch(clause):
        return *months_days(today.year, today.month - _ago(m), 1), "month"
    if m := _QUARTER.fullmatch(clause):
        return *months_days(today.year, (today.month - 1) // 3 * 3 + 1 - 3 * _ago(m), 3), "quarter"
    if m := _LATELY.fullmatch(clause):
        days = _lately(m, today)
        return (*days, "range") if days else None
    return None


def _ago(match: re.Match[str]) -> int:
    return _WHICH[match["which"].removesuffix("个")]


def _lately(match: re.Match[str], today: dt.date) -> Days | None:
    """近三个月: from the day after the same day three months ago until today."""
    if match["half"] == "半个月":
        return today - dt.timedelta(days=14), today
    count = 6 if match["half"] else chinese_number(match["n"].replace("两", "二"))
    unit = "月" if match["half"] else match["unit"].removeprefix("个")
    if not count:
        return None
    if unit in _DAYS:
        return today - dt.timedelta(days=count * _DAYS[unit] - 1), today
    months = count * _MONTHS[unit]
    if months > _LONGEST:
        return None
    first, last = months_days(today.year, today.month - months, 1)
    return min(last, first + dt.timedelta(days=today.day - 1)) + dt.timedelta(days=1), today
