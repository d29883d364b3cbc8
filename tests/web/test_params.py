"""Query string -> SearchRequest -> query string."""

import datetime as dt
from urllib.parse import parse_qsl, unquote

import pytest
from werkzeug.datastructures import MultiDict

from search.errors import BadRequest
from search.request import MAX_QUERY, SearchRequest
from web.params import PAGE_SIZE, SEARCH, filter_pairs, pairs, query_string, request_from

D = dt.date


def args(*items: tuple[str, str]) -> MultiDict[str, str]:
    return MultiDict(items)


# What a page writes, it reads again, and nothing that is the default is written.
BOTH_WAYS = [
    ("", SearchRequest()),
    ("q=养老服务", SearchRequest(q="养老服务")),
    ("q=低保+救助", SearchRequest(q="低保 救助")),
    ("q=养老&literal=1&printed=1", SearchRequest(q="养老", literal=True, printed=True)),
    ("q=养老+2022年1月&text=2022年1月", SearchRequest(q="养老 2022年1月", as_text=("2022年1月",))),
    ("section=市级动态&section=督查通报", SearchRequest(section=("市级动态", "督查通报"))),
    ("person=温以宁@青屏县&place=东湾区", SearchRequest(person=("温以宁@青屏县",), place=("东湾区",))),
    ("issue=mz-2022-02", SearchRequest(issue=("mz-2022-02",))),
    ("from=2022&to=2022", SearchRequest(start=D(2022, 1, 1), end=D(2022, 12, 31))),
    ("from=2022-01&to=2022-03", SearchRequest(start=D(2022, 1, 1), end=D(2022, 3, 31))),
    ("from=2024-02&to=2024-02", SearchRequest(start=D(2024, 2, 1), end=D(2024, 2, 29))),
    ("from=2022-01-18&to=2022-01-31", SearchRequest(start=D(2022, 1, 18), end=D(2022, 1, 31))),
    ("from=2022", SearchRequest(start=D(2022, 1, 1))),
    ("to=2022-06", SearchRequest(end=D(2022, 6, 30))),
    ("sort=newest", SearchRequest(sort="newest")),
    ("q=养老&group=issue&limit=50&page=2", SearchRequest(q="养老", group="issue", limit=50, offset=50)),
    ("q=养老&page=3", SearchRequest(q="养老", offset=2 * PAGE_SIZE)),
]


@pytest.mark.parametrize("query, wanted", BOTH_WAYS)
def test_query_strings_are_read_and_written(query: str, wanted: SearchRequest) -> None:
    assert request_from(args(*parse_qsl(query))) == wanted
    assert unquote(query_string(pairs(wanted))) == query


def test_the_api_counts_hits_not_pages() -> None:
    wanted = SEARCH.read(args(("q", "养老"), ("limit", "5"), ("offset", "7"), ("page", "3")))
    assert (wanted.limit, wanted.offset) == (5, 7)
    assert (SEARCH.read(args()).limit, SEARCH.read(args()).offset) == (PAGE_SIZE, 0)
    assert SEARCH.read(args(("limit", "0"))).limit == 0


@pytest.mark.parametrize(
    "items, expected",
    [
        ([("from", "13月")], "13月"),
        ([("from", "2022-02-30")], "2022-02-30"),
        ([("to", "昨天")], "昨天"),
        ([("from", "2023"), ("to", "2022")], "2023-01-01"),
        ([("page", "0")], "page"),
        ([("page", "-1")], "page"),
        ([("page", "二")], "page"),
        ([("page", "１")], "page"),
        ([("page", "9" * 5000)], "page"),
        ([("limit", "0")], "limit"),
        ([("limit", "101")], "limit"),
        ([("group", "person")], "issue"),
        ([("sort", "random")], "relevance"),
        ([("literal", "yes")], "literal"),
        ([("q", "甲"), ("q", "乙")], "q"),
    ],
)
def test_nonsense_is_refused_with_what_was_found(items: list[tuple[str, str]], expected: str) -> None:
    with pytest.raises(BadRequest, match=expected) as caught:
        request_from(args(*items))
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name, text", [("limit", "abc"), ("limit", "-1"), ("limit", "101"), ("offset", "1e3")])
def test_nonsense_to_the_api_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadRequest, match=name):
        SEARCH.read(args((name, text)))


@pytest.mark.parametrize(
    "items, wanted",
    [
        ([("q", ""), ("from", ""), ("to", ""), ("sort", ""), ("page", "")], SearchRequest()),
        ([("q", "  养老  ")], SearchRequest(q="养老")),
        ([("q", "养老"), ("q", "养老")], SearchRequest(q="养老")),
        ([("q", "a\x00b\ud800c")], SearchRequest(q="a\ufffdb\ufffdc")),
        ([("place", "东湾区"), ("place", "东湾区"), ("place", " ")], SearchRequest(place=("东湾区",))),
        ([("unknown", "x")], SearchRequest()),
    ],
)
def test_blanks_repeats_and_unprintables_are_harmless(items: list[tuple[str, str]], wanted: SearchRequest) -> None:
    assert request_from(args(*items)) == wanted


def test_a_long_query_is_cut_so_that_the_cut_is_told_once() -> None:
    wanted = request_from(args(("q", "民" * 10_000)))
    assert len(wanted.q) == MAX_QUERY + 1
    assert dict(pairs(wanted))["q"] == "民" * MAX_QUERY


def test_a_form_hands_on_the_filters_but_neither_query_nor_page() -> None:
    wanted = SearchRequest(
        q="养老", literal=True, place=("东湾区", "青屏县"), start=D(2022, 1, 1), sort="oldest", offset=40
    )
    assert filter_pairs(wanted) == [("place", "东湾区"), ("place", "青屏县"), ("from", "2022"), ("sort", "oldest")]
