"""Chips: what narrows a search, and the search without it."""

import datetime as dt
from dataclasses import replace

import pytest

from search.request import SearchRequest
from search.results import Interpretation, Results, Variants
from web.conditions import clauses, conditions, date_replaced, not_as_text, without_clause, words_left

JANUARY = Interpretation("2022年1月", "date", "2022-01-01..2022-01-31", 5)


def results(q: str, *read: Interpretation) -> Results:
    return Results(q, 1, 1.0, False, False, False, read, (), Variants(1, 0, 0), None, (), {}, 0, 1)


def test_every_filter_has_a_chip_and_every_chip_its_search_without_it() -> None:
    wanted = SearchRequest(
        q="养老 2022年1月",
        section=("市级动态",),
        person=("温以宁@青屏县",),
        place=("东湾区", "青屏县"),
        issue=("mz-1",),
        end=dt.date(2022, 12, 31),
        literal=True,
        offset=40,
    )
    found = conditions(wanted, results(wanted.q, JANUARY), lambda issue_id: f"第{issue_id}期")
    first = replace(wanted, offset=0)
    assert [(c.label, c.without) for c in found] == [
        ("日期：2022年1月", replace(first, as_text=("2022年1月",))),
        ("日期：截至2022年12月31日", replace(first, end=None)),
        ("栏目：市级动态", replace(first, section=())),
        ("人物：温以宁", replace(first, person=())),
        ("地区：东湾区", replace(first, place=("青屏县",))),
        ("地区：青屏县", replace(first, place=("东湾区",))),
        ("期号：第mz-1期", replace(first, issue=())),
        ("逐字", replace(first, literal=False)),
    ]
    assert [bool(c.read) for c in found] == [True] + [False] * 7


@pytest.mark.parametrize(
    "q, clause, expected",
    [
        ("养老 2022年1月", "2022年1月", "养老"),
        ("2022年1月", "2022年1月", ""),
        ("“2022年1月” 2022年1月", "2022年1月", "“2022年1月”"),
        ("养老　2022年1月 服务", "2022年1月", "养老 服务"),
        ("(2022年1月)", "2022年1月", "( )"),
        ("养老", "低保", "养老"),
    ],
)
def test_a_clause_is_taken_out_where_it_stands_alone(q: str, clause: str, expected: str) -> None:
    assert without_clause(q, clause) == expected


def test_words_left_are_those_not_read_as_filters() -> None:
    assert words_left(results("养老 2022年1月 服务", JANUARY)) == "养老 服务"
    spaced = replace(JANUARY, text="2022　年  1 月")
    assert words_left(results("养老  2022　年  1 月 服务", spaced)) == "养老 服务"


def test_another_period_replaces_the_one_chosen_and_the_one_read() -> None:
    wanted = SearchRequest(q="养老 2022年1月", start=dt.date(2021, 1, 1), offset=20)
    start, end = dt.date(2022, 2, 1), dt.date(2022, 2, 28)
    assert date_replaced(wanted, results(wanted.q, JANUARY), start, end) == SearchRequest(
        q="养老", start=start, end=end
    )


def test_what_is_searched_as_text_can_be_read_again() -> None:
    wanted = SearchRequest(q="养老 2022年1月", as_text=("2022年1月", "从前的"))
    assert not_as_text(wanted) == [("2022年1月", replace(wanted, as_text=("从前的",)))]


@pytest.mark.parametrize(
    "q, expected",
    [
        ("养老 服务", ["养老", "服务"]),
        ("“养老 服务” 低保", ["“养老 服务”", "低保"]),
        ("养老 养老", ["养老"]),
        ("县（市、区）动态 低保", ["县（市、区）动态", "低保"]),
        ("(养老 低保)", []),
        ("标题:“养老 服务”", []),
        ("养老 或 低保", []),
        ("养老 -低保", []),
        ("", []),
    ],
)
def test_plain_clauses(q: str, expected: list[str]) -> None:
    assert clauses(q) == expected
