import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dates import find_dates, format_span, parse_date_clause

TODAY = dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    "start, end, text",
    [
        ("2022-01-18", "2022-01-18", "2022年1月18日"),
        ("2022-01-18", "2022-01-19", "2022年1月18日至19日"),
        ("2022-01-18", "2022-02-02", "2022年1月18日至2月2日"),
        ("2021-12-30", "2022-01-02", "2021年12月30日至2022年1月2日"),
        ("2022-01-01", "2022-01-31", "2022年1月"),
        ("2022-01-01", "2022-03-31", "2022年1月至3月"),
        ("2021-11-01", "2022-02-28", "2021年11月至2022年2月"),
        ("2022-01-01", "2022-12-31", "2022年"),
        ("2021-01-01", "2022-12-31", "2021年至2022年"),
        ("2022-01-18", None, "2022年1月18日起"),
        (None, "2022-01-18", "截至2022年1月18日"),
        (None, None, ""),
    ],
)
def test_format(start: str | None, end: str | None, text: str) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in (start, end)]
    assert format_span(*days) == text


_DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))


@given(_DAYS, _DAYS)
def test_formatted_days_are_read_back(one: dt.date, other: dt.date) -> None:
    start, end = sorted((one, other))
    span = parse_date_clause(format_span(start, end), TODAY)
    assert span and (span.start, span.end) == (start, end)
    assert [(s.start, s.end) for s in find_dates(format_span(start, end) + "，召开会议", None)] == [(start, end)]
