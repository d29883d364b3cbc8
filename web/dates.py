"""Days and spans of days as the reader's language writes them: Chinese here, other languages by their locale."""

import datetime as dt
from calendar import monthrange
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton

from search.dates import format_span
from web.language import foreign, gettext


def _written(skeleton: str, start: dt.date, end: dt.date | None = None) -> str | None:
    """As the locale writes it, as short as both can be told; None on a Chinese page."""
    locale = foreign()
    return _formatted(skeleton, start, end, locale) if locale else None


@lru_cache(4096)  # the same days and months come again and again
def _formatted(skeleton: str, start: dt.date, end: dt.date | None, locale: Locale) -> str:
    if end is None or end <= start:
        return format_skeleton(skeleton, start, locale=locale)
    return format_interval(start, end, skeleton, locale=locale)


def day(value: dt.date) -> str:
    """2022年1月18日; 18 Jan 2022"""
    return _written("yMMMd", value) or f"{value.year}年{value.month}月{value.day}日"


def month(value: dt.date) -> str:
    """2022年1月; January 2022"""
    return _written("yMMMM", value) or f"{value.year}年{value.month}月"


def month_name(number: int) -> str:
    """1月; Jan"""
    locale = foreign()
    return _named(number, locale) if locale else f"{number}月"


@lru_cache
def _named(number: int, locale: Locale) -> str:
    return format_date(dt.date(2000, number, 1), "LLL", locale)


def month_parts(number: int) -> tuple[str, str]:
    """The name of a month in two: what stands in a narrow column, and what follows in a wider one."""
    name = month_name(number)
    narrow = 1 if foreign() else len(name) - 1
    return name[:narrow], name[narrow:]


def moment(value: dt.datetime) -> str:
    """2024年6月18日 10:42; 18 Jun 2024 10:42, by the clock of this machine"""
    local = value.astimezone()
    return f"{day(local)} {local:%H:%M}"


def short_day(value: dt.date) -> str:
    """1月18日; 18 Jan"""
    return _written("MMMd", value) or f"{value.month}月{value.day}日"


def month_day(value: dt.date) -> str:
    """18日; 18: below the name of its month"""
    return str(value.day) if foreign() else f"{value.day}日"


def short_span(start: dt.date, end: dt.date | None) -> str:
    """1月18日, 1月18–19日, 1月30日–2月2日; 18–19 Jan: the year stands beside it, see `years`."""
    foreign_span = _written("MMMd", start, end)
    if foreign_span or end is None or end <= start:
        return foreign_span or short_day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.month}月{start.day}–{end.day}日"
    return f"{short_day(start)}–{short_day(end)}"


def years(start: dt.date, end: dt.date | None) -> str:
    """2022年, 2022–2023年; 2022, 2022–2023"""
    if end is None or end.year <= start.year:
        return _written("y", start) or f"{start.year}年"
    return _written("y", start, end) or f"{start.year}–{end.year}年"


def long_span(start: dt.date, end: dt.date | None) -> str:
    """2022年1月18日, 2022年1月18日至19日, 2022年12月30日至2023年1月2日; 30 Dec 2022 – 2 Jan 2023"""
    foreign_span = _written("yMMMd", start, end)
    if foreign_span or end is None or end <= start:
        return foreign_span or day(start)
    if start.year != end.year:
        return f"{day(start)}至{day(end)}"
    if start.month != end.month:
        return f"{day(start)}至{short_day(end)}"
    return f"{day(start)}至{end.day}日"


def months(start: dt.date, end: dt.date) -> str:
    """2022年1月, 2022年1月至2022年3月; January – March 2022"""
    told = _written("yMMMM", start, end) or month(start)
    return told if foreign() or month(start) == month(end) else f"{told}至{month(end)}"


def period(start: dt.date | None, end: dt.date | None) -> str:
    """As short as it can be said: 2022年1月, 2022年1月1日起; January 2022, from 1 Jan 2022"""
    if foreign() is None:
        return format_span(start, end)
    if start is None or end is None:
        if start:
            return gettext("%(day)s起", day=day(start))
        return gettext("截至%(day)s", day=day(end)) if end else ""
    return _written(_precision(start, end), start, end) or ""


def _precision(start: dt.date, end: dt.date) -> str:
    """Whole years and months are told without their days."""
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return "yMMMd"
    return "y" if (start.month, end.month) == (1, 12) else "yMMMM"
