"""Days, spans of days and numbers as the reader's language writes them."""

import datetime as dt

import pytest

from tests.web.conftest import speaking
from web import dates
from web.language import number

D = dt.date


def plain_spaces(text: str) -> str:
    """Without the thin spaces around a dash."""
    return text.replace("\u2009", " ")


@pytest.mark.parametrize(
    "start, end, chinese, english",
    [  # short, years, long
        (D(2022, 1, 18), D(2022, 1, 19),
         ("1月18–19日", "2022年", "2022年1月18日至19日"), ("18–19 Jan", "2022", "18–19 Jan 2022")),
        (D(2022, 1, 18), D(2022, 1, 18),
         ("1月18日", "2022年", "2022年1月18日"), ("18 Jan", "2022", "18 Jan 2022")),
        (D(2022, 1, 18), None,
         ("1月18日", "2022年", "2022年1月18日"), ("18 Jan", "2022", "18 Jan 2022")),
        (D(2022, 1, 30), D(2022, 2, 2),
         ("1月30日–2月2日", "2022年", "2022年1月30日至2月2日"), ("30 Jan – 2 Feb", "2022", "30 Jan – 2 Feb 2022")),
        (D(2022, 12, 30), D(2023, 1, 2),
         ("12月30日–1月2日", "2022–2023年", "2022年12月30日至2023年1月2日"),
         ("30 Dec – 2 Jan", "2022–2023", "30 Dec 2022 – 2 Jan 2023")),
    ],
)  # fmt: skip
def test_spans(start: dt.date, end: dt.date | None, chinese: tuple[str, ...], english: tuple[str, ...]) -> None:
    for language, expected in (("zh", chinese), ("en", english)):
        with speaking(language):
            found = dates.short_span(start, end), dates.years(start, end), dates.long_span(start, end)
        assert tuple(map(plain_spaces, found)) == expected


@pytest.mark.parametrize(
    "start, end, chinese, english",
    [
        (D(2022, 1, 1), D(2022, 12, 31), "2022年", "2022"),
        (D(2021, 1, 1), D(2022, 12, 31), "2021年至2022年", "2021–2022"),
        (D(2022, 1, 1), D(2022, 1, 31), "2022年1月", "January 2022"),
        (D(2022, 1, 1), D(2022, 3, 31), "2022年1月至3月", "January – March 2022"),
        (D(2022, 1, 18), D(2022, 1, 19), "2022年1月18日至19日", "18–19 Jan 2022"),
        (D(2022, 1, 18), None, "2022年1月18日起", "from 18 Jan 2022"),
        (None, D(9999, 12, 31), "截至9999年12月31日", "until 31 Dec 9999"),
        (D(1, 1, 1), D(9999, 12, 31), "1年至9999年", "1–9999"),
        (None, None, "", ""),
    ],
)
def test_periods(start: dt.date | None, end: dt.date | None, chinese: str, english: str) -> None:
    for language, expected in (("zh", chinese), ("en", english)):
        with speaking(language):
            assert plain_spaces(dates.period(start, end)) == expected


@pytest.mark.parametrize(
    "start, end, chinese, english",
    [
        (D(2022, 1, 18), D(2022, 1, 31), "2022年1月", "January 2022"),
        (D(2022, 1, 18), D(2022, 3, 1), "2022年1月至2022年3月", "January – March 2022"),
        (D(2021, 1, 18), D(2022, 3, 1), "2021年1月至2022年3月", "January 2021 – March 2022"),
    ],
)
def test_months(start: dt.date, end: dt.date, chinese: str, english: str) -> None:
    for language, expected in (("zh", chinese), ("en", english)):
        with speaking(language):
            assert plain_spaces(dates.months(start, end)) == expected


@pytest.mark.parametrize(
    "language, expected",
    [
        ("zh", ("9月", ("9", "月"), "9月18日", "18日", "2022年9月18日 10:42")),
        ("en", ("Sept", ("S", "ept"), "18 Sept", "18", "18 Sept 2022 10:42")),
    ],
)
def test_parts_of_days(language: str, expected: tuple[object, ...]) -> None:
    day = D(2022, 9, 18)
    moment = dt.datetime(2022, 9, 18, 10, 42).astimezone()
    with speaking(language):
        found = (
            dates.month_name(9),
            dates.month_parts(9),
            dates.short_day(day),
            dates.month_day(day),
            dates.moment(moment),
        )
    assert found == expected


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("value, expected", [(0, "0"), (999, "999"), (12_345, "12,345"), (1_234_567, "1,234,567")])
def test_numbers(language: str, value: int, expected: str) -> None:
    with speaking(language):
        assert number(value) == expected
