import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.dates import chinese_number, parse_date_bound, parse_date_clause

TODAY = dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    "clause, start, end, precision, inferred",
    [
        ("2022年1月", "2022-01-01", "2022-01-31", "month", False),
        ("2022年1月份", "2022-01-01", "2022-01-31", "month", False),
        ("二〇二二年一月", "2022-01-01", "2022-01-31", "month", False),
        ("２０２２年１月", "2022-01-01", "2022-01-31", "month", False),
        ("2022年", "2022-01-01", "2022-12-31", "year", False),
        ("2022年度", "2022-01-01", "2022-12-31", "year", False),
        ("2022年1月18日", "2022-01-18", "2022-01-18", "day", False),
        (" 2022年1月18日 ", "2022-01-18", "2022-01-18", "day", False),
        ("2022年1月12-14日", "2022-01-12", "2022-01-14", "range", False),
        ("2022年1月18日至19日", "2022-01-18", "2022-01-19", "range", False),
        ("2021年12月30日至2022年1月2日", "2021-12-30", "2022-01-02", "range", False),
        ("2022年1月至3月", "2022-01-01", "2022-03-31", "range", False),
        ("2022年1月到3月", "2022-01-01", "2022-03-31", "range", False),
        ("2021-2023年", "2021-01-01", "2023-12-31", "range", False),
        ("2021年至2023年", "2021-01-01", "2023-12-31", "range", False),
        ("2022年上半年", "2022-01-01", "2022-06-30", "range", False),
        ("2024年第一季度", "2024-01-01", "2024-03-31", "quarter", False),
        ("2023年前三季度", "2023-01-01", "2023-09-30", "range", False),
        ("2022-01-18", "2022-01-18", "2022-01-18", "day", False),
        ("2022/1/18", "2022-01-18", "2022-01-18", "day", False),
        ("2022.1.18", "2022-01-18", "2022-01-18", "day", False),
        ("2022-01", "2022-01-01", "2022-01-31", "month", False),
        ("2022-01..2022-03", "2022-01-01", "2022-03-31", "range", False),
        ("2022..2023", "2022-01-01", "2023-12-31", "range", False),
        ("2022-01-03..2022-02-01", "2022-01-03", "2022-02-01", "range", False),
        ("2022-01-03至2022-02-01", "2022-01-03", "2022-02-01", "range", False),
        ("2022-01-03..2022-01-03", "2022-01-03", "2022-01-03", "day", False),
        ("2022.01", "2022-01-01", "2022-01-31", "month", False),
        ("2022.01..2022.03", "2022-01-01", "2022-03-31", "range", False),
        ("2022－01－18", "2022-01-18", "2022-01-18", "day", False),
        ("2022年1月18日（星期二）", "2022-01-18", "2022-01-18", "day", False),
        ("2022年1月18日当天", "2022-01-18", "2022-01-18", "day", False),
        ("二O二二年一月", "2022-01-01", "2022-01-31", "month", False),
        ("98年7月", "1998-07-01", "1998-07-31", "month", True),
        ("2022年一、二季度", "2022-01-01", "2022-06-30", "range", False),
        ("今天", "2024-03-05", "2024-03-05", "day", True),
        ("昨天", "2024-03-04", "2024-03-04", "day", True),
        ("前天", "2024-03-03", "2024-03-03", "day", True),
        ("本周", "2024-03-04", "2024-03-10", "range", True),
        ("上周", "2024-02-26", "2024-03-03", "range", True),
        ("本季度", "2024-01-01", "2024-03-31", "quarter", True),
        ("上季度", "2023-10-01", "2023-12-31", "quarter", True),
        ("首季度", "2024-01-01", "2024-03-31", "quarter", True),
        ("前11月", "2024-01-01", "2024-11-30", "range", True),
        ("1、2月份", "2024-01-01", "2024-02-29", "range", True),
        ("今年", "2024-01-01", "2024-12-31", "year", True),
        ("去年", "2023-01-01", "2023-12-31", "year", True),
        ("明年", "2025-01-01", "2025-12-31", "year", True),
        ("今年一季度", "2024-01-01", "2024-03-31", "quarter", True),
        ("去年12月", "2023-12-01", "2023-12-31", "month", True),
        ("去年12月至今年2月", "2023-12-01", "2024-02-29", "range", True),
        ("本月", "2024-03-01", "2024-03-31", "month", True),
        ("上月", "2024-02-01", "2024-02-29", "month", True),
        ("上个月", "2024-02-01", "2024-02-29", "month", True),
        ("3月上旬", "2024-03-01", "2024-03-10", "xun", True),
        ("3月中旬", "2023-03-11", "2023-03-20", "xun", True),
        ("3月", "2024-03-01", "2024-03-31", "month", True),
        ("1月", "2024-01-01", "2024-01-31", "month", True),
        ("12月", "2023-12-01", "2023-12-31", "month", True),
        ("3月5日", "2024-03-05", "2024-03-05", "day", True),
        ("3月6日", "2023-03-06", "2023-03-06", "day", True),
        ("2月29日", "2024-02-29", "2024-02-29", "day", True),
        ("12月30日至1月2日", "2023-12-30", "2024-01-02", "range", True),
        ("四季度", "2023-10-01", "2023-12-31", "quarter", True),
        ("下半年", "2023-07-01", "2023-12-31", "range", True),
        ("2022年春", "2022-03-01", "2022-05-31", "quarter", False),
        ("去年春天", "2023-03-01", "2023-05-31", "quarter", True),
        ("今年夏天", "2024-06-01", "2024-08-31", "quarter", True),
        ("2022年冬季", "2022-12-01", "2023-02-28", "quarter", False),
    ],
)
def test_clause(clause: str, start: str, end: str, precision: str, inferred: bool) -> None:
    span = parse_date_clause(clause, TODAY)
    assert span is not None
    assert (span.start.isoformat(), span.end.isoformat(), span.precision, span.year_inferred) == (
        start,
        end,
        precision,
        inferred,
    )
    assert (span.text, span.offset) == (clause, 0)


def test_month_before_january_is_last_december() -> None:
    span = parse_date_clause("上个月", dt.date(2024, 1, 31))
    assert span and (span.start, span.end) == (dt.date(2023, 12, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    "clause",
    [
        "2022",
        "12",
        "",
        " ",
        "春节",
        "春天",
        "近日",
        "养老服务",
        "2022年1月会议",
        "会议2022年1月",
        "1949年以来",
        "3月31日前",
        "2022-13",
        "2022-02-30",
        "2022年2月30日",
        "2022年1月19日至18日",
        "2022-03..2022-01",
        "2022..",
        "..2022",
        "2022-2023",
        "0000-01",
        "第12期",
        "20日",
        "同年3月",
        "每年3月",
        "十月",
        "1月18日、20日",
        "24小时",
    ],
)
def test_clause_that_is_text(clause: str) -> None:
    assert parse_date_clause(clause, TODAY) is None


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("2022-01-18", "2022-01-18", "2022-01-18"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022年", "2022-01-01", "2022-12-31"),
        ("2022年1月", "2022-01-01", "2022-01-31"),
        ("2022年1月18日", "2022-01-18", "2022-01-18"),
        (" 2022-01 ", "2022-01-01", "2022-01-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("2022-13", None, None),
        ("2022-02-30", None, None),
        ("0000", None, None),
        ("1月", None, None),
        ("今年", None, None),
        ("2022年1月至3月", None, None),
        ("yesterday", None, None),
        ("", None, None),
    ],
)
def test_bound(text: str, first: str | None, last: str | None) -> None:
    bounds = [parse_date_bound(text, last=False), parse_date_bound(text, last=True)]
    assert [b and b.isoformat() for b in bounds] == [first, last]


_DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2199, 12, 31))
_PIECES = st.sampled_from(
    [*"0123456789１２〇○零一二三十廿年月日号旬季度至到-—~～、，和。/.:（） \n\u00a0", "2022年", "1月", "18日", "至19日"]
    + ["上半年", "今年", "去年", "同年", "次年", "每年", "农历", "上旬", "季度", "以来", "前", "将于", "2022-01-18"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join)), _DAYS)
def test_any_clause_is_read_without_error(text: str, today: dt.date) -> None:
    span = parse_date_clause(text, today)
    assert span is None or (span.start <= span.end and span.text == text and span.offset == 0)
    for last in (False, True):
        parse_date_bound(text, last=last)
    chinese_number(text)
