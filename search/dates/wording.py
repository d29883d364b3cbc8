"""Days -> office Chinese, as short as they can be said."""

import datetime as dt

from search.dates.periods import month_days


def format_span(start: dt.date | None, end: dt.date | None) -> str:
    """The days in office Chinese, as short as they can be said: 2022年, 2022年1月, 2022年1月18日至19日.

    Without an end 2022年1月18日起, without a start 截至2022年1月18日.
    """
    if start is None or end is None:
        return f"{_day(start)}起" if start else f"截至{_day(end)}" if end else ""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}年" + (f"至{end.year}年" if end.year != start.year else "")
    whole_months = start.day == 1 and end.day == month_days(end.year, end.month)[1].day
    first = f"{start.year}年{start.month}月" if whole_months else _day(start)
    if (start.year, start.month) == (end.year, end.month):
        return first if whole_months or start == end else f"{first}至{end.day}日"
    last = f"{end.month}月" if whole_months else f"{end.month}月{end.day}日"
    return f"{first}至{last}" if start.year == end.year else f"{first}至{end.year}年{last}"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
