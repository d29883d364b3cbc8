import datetime as dt
from dataclasses import replace

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


A, B, C = t("甲"), t("乙"), t("丙")


@pytest.mark.parametrize(
    "spellings, root",
    [
        (["甲 -乙", "甲 －乙", "甲 非 乙", "甲 NOT 乙", "甲 not 乙", "甲 ＮＯＴ 乙", "甲 AND NOT 乙"],
         And((A, Not(B)))),
        (["甲 -(乙 丙)", "甲 －(乙 丙)", "甲 非 (乙 丙)", "甲 NOT (乙 与 丙)"], And((A, Not(And((B, C)))))),
        (["甲 --乙"], And((A, t("--乙")))),
        (["甲 非 非 乙", "甲 NOT NOT 乙", "甲 非 -乙", "甲 NOT －乙", "甲 -(-乙)"], And((A, Not(Not(B))))),
        (["甲 OR 乙", "甲 or 乙", "甲 ＯＲ 乙", "甲 或 乙", "甲|乙", "甲 | 乙", "甲｜乙", "甲||乙", "甲 ｜｜ 乙"],
         Or((A, B))),
        (["甲 乙", "甲　乙", "甲 AND 乙", "甲 and 乙", "甲 ＡＮＤ 乙", "甲 与 乙", "甲 與 乙", "甲 && 乙",
         "甲 ＆＆ 乙"], And((A, B))),
        (["(甲 或 乙) 丙", "(甲|乙) 丙", "((甲 OR 乙)) 与 丙"], And((Or((A, B)), C))),
        (['"甲乙"', "＂甲乙＂", "“甲乙”", "”甲乙“", "”甲乙”", '“甲乙"', '"甲乙”', "「甲乙」", "『甲乙』"],
         phrase("甲乙")),
        (['甲 -"乙"', "甲 －“乙”", "甲 非 「乙」", "甲 NOT ＂乙＂"], And((A, Not(phrase("乙"))))),
        (['"甲 乙"~5', "“甲 乙”~5", "“甲　乙”～5", "「甲 乙」~５", "＂甲 乙＂～５"], Near(("甲", "乙"), 5)),
        (["甲?"], Pattern("甲?")),
        (["甲*乙"], Pattern("甲*乙")),
        (["标题:甲", "标题：甲", "題名:甲", "题名：甲", "title:甲", "Title：甲", "ＴＩＴＬＥ：甲"], Text("甲",
         "title")),
        (["正文:甲", "正文：甲", "body:甲", "BODY：甲"], Text("甲", "body")),
        (["人物:甲", "人物：甲", "person:甲", "人物:“甲”"], Named("person", "甲")),
        (["栏目:甲", "欄目：甲", "section:甲", "section：甲"], Named("section", "甲")),
        (["地区:甲", "地區：甲", "place:甲", "place：甲"], Named("place", "甲")),
        (["单位:甲", "單位：甲", "org:甲", "org：甲"], Named("organization", "甲")),
        (["期号:2024-3", "期號：2024年第3期", "issue:2024-3", "issue：２０２４-３", "2024年第3期", "2024年3期"],
         Numbered(3, 2024)),
        (["期号:3", "issue:第3期", "期号：第三期", "第3期", "第三期", "第 3 期"], Numbered(3)),
        (["期号:总第312期", "issue：总312期", "总第312期", "总第三百一十二期"], Numbered(312, total=True)),
        (["日期:2024-03", "date:2024-03", "日期：2024年3月", "DATE：2024/3", "2024年3月"],
         Days(dt.date(2024, 3, 1), dt.date(2024, 3, 31))),
        (["日期:2024", "date:2024年"], Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31))),
        (["日期:2022..2023", "date:2022至2023", "日期:2022年1月..2023年12月", "日期：2022~2023"],
         Days(dt.date(2022, 1, 1), dt.date(2023, 12, 31))),
        (["日期:2022-02..", "date:2022年2月起", "日期:2022年2月以来"], Days(dt.date(2022, 2, 1), dt.date.max)),
        (["日期:..2022-02", "date:截至2022年2月"], Days(dt.date.min, dt.date(2022, 2, 28))),
        (["标题:(甲 或 乙)", "title:(甲 | 乙)", "标题：(甲 OR 乙)"], Or((Text("甲", "title"), Text("乙", "title")))),
        (["人物:(甲 -乙)"], And((Named("person", "甲"), Not(Named("person", "乙"))))),
        (["标题:(甲 正文:乙)"], And((Text("甲", "title"), Text("乙", "body")))),
        (["标题:“甲 乙”~5"], Near(("甲", "乙"), 5, "title")),
        (["标题:甲*"], Pattern("甲*", "title")),
        (["-标题:甲", "非 标题:甲", "－title：甲"], Not(Text("甲", "title"))),
    ],
)  # fmt: skip
def test_every_operator_in_all_spellings_and_widths(spellings: list[str], root: Node) -> None:
    for q in spellings:
        query = parse_query(SearchRequest(q), TODAY)
        nodes = (*([] if query.root == Everything() else [query.root]), *(r.node for r in query.readings))
        assert [without_typed(node) for node in nodes] == [root], q


def without_typed(node: Node) -> Node:
    return replace(node, typed="") if isinstance(node, Days | Numbered) else node


@pytest.mark.parametrize(
    "q",
    [
        "甲（乙）丙", "（甲乙）", "（甲", "甲）", "＊甲", "甲＊乙", "甲？", "？", "甲＊", "甲-乙", "甲－乙",
        "甲—乙", "甲~5",
        "甲~乙", "与会", "参与", "非遗", "非常", "是非", "或者", "抑或", "ORACLE", "ANDROID", "NOTE", "notebook",
        "甲与乙", "甲或乙", "甲非乙", "甲&&乙", "R&D", "甲&乙", "地点:甲", "栏目", "标题:", "标题：", "副标题:甲",
        "新标题：甲",
        "甲:标题", "《甲》", "【甲】", "[甲]", "{甲}", "甲+乙", "+甲", "#甲", "@甲", "甲^2", "\\甲", "甲!", "!甲",
        "甲/乙",
        "‘甲’", "'甲'", "--", "-", "－", "的“甲”乙", "“甲”乙", "“甲", "甲”",
    ],
)  # fmt: skip
def test_whole_clauses_that_look_like_operators_are_text(q: str) -> None:
    assert parsed(q) == t(q)


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


@pytest.mark.parametrize(
    "q, told",
    [
        ("养" * 1000, []),
        ("养" * 1001, ["检索词过长，只用了前 1000 字 (cut after 1000 characters)"]),
        (" ".join(f"词{n}" for n in range(40)), []),
        (" ".join(f"词{n}" for n in range(41)), ["检索条件过多，只用了前 40 个 (more than 40 clauses)"]),
        (" ".join(f"-词{n}" for n in range(40)), []),  # operators are no clauses
        (" OR ".join(f"词{n}" for n in range(41)), ["检索条件过多，只用了前 40 个 (more than 40 clauses)"]),
        (" ".join(f"词{n}*" for n in range(8)), []),
        (
            " ".join(f"词{n}*" for n in range(9)),
            ["通配条件过多，第 8 个以后的只查其中的文字 (wildcards count in the first 8 only)"],
        ),
        ("(" * 10 + "a" + ")" * 10, []),
        ("(" * 11 + "a" + ")" * 11, ["括号套得过深，10 层以内的才算 (parentheses deeper than 10 are text)"]),
        ("“甲 乙”~200", []),
        ("“甲 乙”~201", ["邻近的距离过大，按 200 字以内查 (nearness cut to 200 characters)"]),
    ],
)
def test_bounds_that_are_hit_are_told(q: str, told: list[str]) -> None:
    notes = parse_query(SearchRequest(q), TODAY).notes
    assert [note for note in notes if "当作文字" not in note] == told


def test_beyond_the_bound_wildcards_ask_for_their_texts() -> None:
    nodes = parse_query(SearchRequest(" ".join(f"词{n}*甲" for n in range(9))), TODAY).root
    assert isinstance(nodes, And)
    assert nodes.nodes == (*(Pattern(f"词{n}*甲") for n in range(8)), phrase("词8"), phrase("甲"))


def test_beyond_the_bound_the_first_clauses_count() -> None:
    query = parse_query(SearchRequest(" ".join("abcdefgh"[i % 8] + str(i) for i in range(300))), TODAY)
    assert list(leaves(query.root)) == [t("abcdefgh"[i % 8] + str(i)) for i in range(40)]
    query = parse_query(SearchRequest(" ".join(f"非 词{i} 或" for i in range(300))), TODAY)
    assert list(leaves(query.root, excluded=True)) == [t(f"词{i}") for i in range(40)]


@given(st.text(alphabet='养老 "“”()-|OR或非*?:：标题~5\0', max_size=80) | st.text(max_size=60))
def test_no_input_is_an_error_and_nothing_is_dropped(q: str) -> None:
    query = parse_query(SearchRequest(q), TODAY)
    if q.replace("\0", " ").strip() and not query.readings:
        assert query.root != Everything()
