import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import (
    And,
    Days,
    Everything,
    Named,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Pattern,
    Text,
    leaves,
    parse_query,
)
from search.request import SearchRequest

TODAY = dt.date(2024, 6, 18)


def parsed(q: str, **fields: object) -> Node:
    return parse_query(SearchRequest(q, **fields), TODAY).root  # type: ignore[arg-type]


def t(text: str) -> Text:
    return Text(text)


def phrase(text: str) -> Text:
    return Text(text, by_words=False)


@pytest.mark.parametrize(
    "q, root",
    [
        ("", Everything()),
        (" \u3000\n", Everything()),
        ("养老", t("养老")),
        ("养老 消防", And((t("养老"), t("消防")))),
        ("养老　消防", And((t("养老"), t("消防")))),
        ('"养老服务"', phrase("养老服务")),
        ("“养老 服务”", phrase("养老 服务")),
        ("＂养老＂", phrase("养老")),
        ("「养老」", phrase("养老")),
        ("养老 -会议", And((t("养老"), Not(t("会议"))))),
        ("养老 －会议", And((t("养老"), Not(t("会议"))))),
        ("养老 非 会议", And((t("养老"), Not(t("会议"))))),
        ("养老 NOT 会议", And((t("养老"), Not(t("会议"))))),
        ('养老 -"座谈会 议"', And((t("养老"), Not(phrase("座谈会 议"))))),
        ("养老 OR 托育", Or((t("养老"), t("托育")))),
        ("养老 或 托育", Or((t("养老"), t("托育")))),
        ("养老|托育", Or((t("养老"), t("托育")))),
        ("养老｜托育", Or((t("养老"), t("托育")))),
        ("a b OR c", Or((And((t("a"), t("b"))), t("c")))),
        ("a AND b", And((t("a"), t("b")))),
        ("a 与 b", And((t("a"), t("b")))),
        ("(a OR b) c", And((Or((t("a"), t("b"))), t("c")))),
        ("-(a b)", Not(And((t("a"), t("b"))))),
        ("标题:养老", Text("养老", "title")),
        ("标题：养老", Text("养老", "title")),
        ("TITLE:养老", Text("养老", "title")),
        ("正文:“养老”", Text("养老", "body", by_words=False)),
        ("人物:沈若川", Named("person", "沈若川")),
        ("地区：青屏县", Named("place", "青屏县")),
        ("单位:市民政局", Named("organization", "市民政局")),
        ("栏目:县（市、区）动态", Named("section", "县（市、区）动态")),
        ("沈若?", Pattern("沈若?")),
        ("养*中心", Pattern("养*中心")),
        ('"养老 服务"~5', Near(("养老", "服务"), 5)),
    ],
)
def test_clauses_and_operators(q: str, root: Node) -> None:
    assert parsed(q) == root


@pytest.mark.parametrize(
    "q, root",
    [
        ("县（市、区）动态", t("县（市、区）动态")),
        ("什么是养老服务？", t("什么是养老服务？")),
        ("与会人员", t("与会人员")),  # operators in words are clauses of their own
        ("非遗", t("非遗")),
        ("或者", t("或者")),
        ("F-16", t("F-16")),
        ("的“天大的事”来", t("的“天大的事”来")),  # quotes inside a clause
        ("“两条工作", t("“两条工作")),
        ('"', t('"')),
        ('""', t('""')),
        ("()", And((phrase("("), phrase(")")))),
        (")", t(")")),
        ("会议:部署", t("会议:部署")),  # no field
        ("标题: 养老", And((t("标题:"), t("养老")))),
        ("时间：9:30", t("时间：9:30")),
        ("OR", phrase("OR")),
        ("OR OR OR", And((phrase("OR"), phrase("OR"), phrase("OR")))),
        ("养老 或", And((t("养老"), phrase("或")))),
        ("-", t("-")),
        ("--", t("--")),
        ("非", phrase("非")),
        ("*", phrase("*")),
        ("?? *", And((phrase("??"), phrase("*")))),
        ("(养老", t("(养老")),
        ("养老)", t("养老)")),
        ("养老 NOT", And((t("养老"), phrase("NOT")))),
    ],
)
def test_what_is_no_operator_is_text(q: str, root: Node) -> None:
    assert parsed(q) == root


@pytest.mark.parametrize(
    "q, node",
    [
        ("2022年1月", Days(dt.date(2022, 1, 1), dt.date(2022, 1, 31))),
        ("二〇二二年一月", Days(dt.date(2022, 1, 1), dt.date(2022, 1, 31))),
        ("今年一季度", Days(dt.date(2024, 1, 1), dt.date(2024, 3, 31))),
        ("7月上旬", Days(dt.date(2023, 7, 1), dt.date(2023, 7, 10))),  # the latest that is not after today
        ("2022年1月12-14日", Days(dt.date(2022, 1, 12), dt.date(2022, 1, 14))),
        ("2022-01..2022-03", Days(dt.date(2022, 1, 1), dt.date(2022, 3, 31))),
        ("2024年第12期", Numbered(12, 2024)),
        ("〔2025〕第42期", Numbered(42, 2025)),
        ("第十二期", Numbered(12)),
        ("２０２４年第１２期", Numbered(12, 2024)),
    ],
)
def test_a_clause_that_is_wholly_a_date_or_a_number_becomes_a_filter(q: str, node: Node) -> None:
    query = parse_query(SearchRequest(f"养老 {q}"), TODAY)
    assert query.root == t("养老")
    assert [(r.text, r.node) for r in query.readings] == [(q, node)]
    assert parse_query(SearchRequest(f"养老 {q}", as_text=(q,)), TODAY).root == And((t("养老"), t(q)))


@pytest.mark.parametrize(
    "q", ["“2022年1月”", "2022年1月会议", "12", "2022", "第12期简报", "-2022年1月", "标题:2022年1月"]
)
def test_what_is_not_wholly_a_date_stays_text(q: str) -> None:
    assert parse_query(SearchRequest(q), TODAY).readings == ()


def test_date_and_issue_fields_are_filters_too() -> None:
    query = parse_query(SearchRequest("日期:2022-01..2022-03 期号:2024-12 养老"), TODAY)
    assert query.root == t("养老")
    assert [(r.text, r.field, r.value) for r in query.readings] == [
        ("日期:2022-01..2022-03", "date", "2022-01-01..2022-03-31"),
        ("期号:2024-12", "issue", "2024-12"),
    ]


@pytest.mark.parametrize("q", ["-会议", '"a" OR b', "2022年1月", "人物:沈若川", "a*"])
def test_literal_mode_interprets_nothing(q: str) -> None:
    query = parse_query(SearchRequest(q, literal=True), TODAY)
    assert list(leaves(query.root)) == [phrase(part) for part in q.split()]
    assert query.readings == ()


def test_bounds_are_told() -> None:
    assert parse_query(SearchRequest("养" * 10_000), TODAY).notes
    query = parse_query(SearchRequest(" ".join("abcdefgh"[i % 8] + str(i) for i in range(300))), TODAY)
    assert query.notes and len(list(leaves(query.root))) == 40
    parse_query(SearchRequest("(" * 500 + "a" + ")" * 500), TODAY)


@given(st.text(alphabet='养老 "“”()-|OR或非*?:：标题~5\0', max_size=80) | st.text(max_size=60))
def test_no_input_is_an_error_and_nothing_is_dropped(q: str) -> None:
    query = parse_query(SearchRequest(q), TODAY)
    if q.replace("\0", " ").strip() and not query.readings:
        assert query.root != Everything()
