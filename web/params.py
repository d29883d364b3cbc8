"""Query string <-> what is asked for, and every URL of the pages. Only what differs from the default is written.

The forms of the API are read and described from here; a page's own count pages instead of hits.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from search.errors import BadRequest
from search.passages import MOST as MOST_SHARING
from search.people import MOST as MOST_PEOPLE
from search.people import PEOPLE, PEOPLE_SORTS, PeopleSort
from search.request import FACETS, GROUPS, MAX_LIMIT, MAX_QUERY, SORTS, SearchRequest, Sort
from search.similar import MOST as MOST_SIMILAR
from search.similar import SIMILAR
from search.suggest import MOST as MOST_SUGGESTIONS
from search.suggest import SUGGESTIONS
from search.values import VALUE_SORTS, ValueSort
from web.parameters import Args, Choice, Day, Form, Parameter, Switch, Text, Texts, Whole
from web.wording import bounds

PAGE_SIZE = 20
MAX_PAGE = 1_000_000
Pairs = list[tuple[str, str]]

_OFFSET = Whole("offset", "跳过的条数 (how many to skip)", 0, 10**9, 0)
_PAGE = Whole("page", "第几页 (page, from 1)", 1, MAX_PAGE, 1)

# One character more is kept of the query than is searched, so that the cut is told.
_FILTERS: dict[str, Parameter] = {
    "q": Text(
        "q",
        f"检索词，写法与网页相同；前 {MAX_QUERY} 字有效，空着列出全部"
        f" (query, written as on the page; cut at {MAX_QUERY} characters; everything if empty)",
        MAX_QUERY + 1,
    ),
    "section": Texts("section", "栏目；可重复，任一即可 (section; repeat it for alternatives)"),
    "person": Texts(
        "person", "人物的 key：姓名，或“姓名@单位”；可重复，任一即可 (key of a person; repeat it for alternatives)"
    ),
    "place": Texts("place", "地区；可重复，任一即可 (place; repeat it for alternatives)"),
    "organization": Texts("organization", "单位；可重复，任一即可 (organization; repeat it for alternatives)"),
    "issue": Texts("issue", "期的编号；可重复，任一即可 (id of an issue; repeat it for alternatives)"),
    "not_section": Texts("not_section", "排除的栏目；可重复 (section that no hit may have; may be repeated)"),
    "not_person": Texts("not_person", "排除的人物；可重复 (person whom no hit may name; may be repeated)"),
    "not_place": Texts("not_place", "排除的地区；可重复 (place that no hit may name; may be repeated)"),
    "not_organization": Texts(
        "not_organization", "排除的单位；可重复 (organization that no hit may name; may be repeated)"
    ),
    "not_issue": Texts("not_issue", "排除的期；可重复 (issue that no hit may be in; may be repeated)"),
    "start": Day("from", "起始日期：年、年-月或年-月-日，含当日 (from this year, month or day on)", last=False),
    "end": Day("to", "截止日期：年、年-月或年-月-日，含当日 (up to this year, month or day)", last=True),
    "sort": Choice(
        "sort",
        "次序：相关、最新、最早；不写则有词按相关、无词按最新 (order; by relevance where there are words, else newest)",
        SORTS,
    ),
    "literal": Switch("literal", "逐字：不拆词，不解释 (as written: no word matching, nothing interpreted)"),
    "printed": Switch("printed", "只认印出的字形，不并繁简全半角 (printed form only, nothing folded)"),
    "as_text": Texts(
        "text",
        "检索词里不当日期、期号或同义词解释的条件 (clauses that are not to be read as dates, numbers or synonyms)",
    ),
}


def _limit(most: int, usual: int) -> Whole:
    return Whole("limit", f"最多给多少条，至多 {most} (how many at most, up to {most})", 0, most, usual)


def _asked(**given: Any) -> SearchRequest:
    """A search of what its parameters give."""
    without = tuple((facet, value) for facet in FACETS for value in given.pop(f"not_{facet}"))
    return SearchRequest(**given, without=without)


_GROUP = Choice(
    "group",
    "issue：同一期的命中归在一起，limit、offset 按期数；不写则逐篇"
    " (issue: the hits of an issue together, limit and offset count issues; else one by one)",
    GROUPS,
)

SEARCH = Form(
    _asked,
    MappingProxyType({**_FILTERS, "group": _GROUP, "limit": _limit(MAX_LIMIT, PAGE_SIZE), "offset": _OFFSET}),
)


def _explained(document: str, **search: Any) -> tuple[SearchRequest, str]:
    return _asked(**search), document


# The search, and the article (or issue) that is to be explained.
EXPLAIN = Form(
    _explained,
    MappingProxyType(
        {"document": Text("id", "要说明的文章编号，或期的编号 (id of an article or an issue)", needed=True)}
        | dict(SEARCH.parameters)
    ),
)


def _typed(q: str, limit: int) -> tuple[str, int]:
    return q, limit


SUGGEST = Form(
    _typed,
    MappingProxyType(
        {
            "q": Text("q", "正在打的字：汉字、全拼、首字母或混写 (what is being typed)", MAX_QUERY, stripped=False),
            "limit": _limit(MOST_SUGGESTIONS, SUGGESTIONS),
        }
    ),
)


@dataclass(frozen=True, slots=True)
class PeopleRequest:
    """Which people are to be listed, and in which order."""

    q: str = ""  # what names begin with
    sort: PeopleSort = "count"
    limit: int = PEOPLE
    offset: int = 0


_PEOPLE: dict[str, Parameter] = {
    "q": Text("q", "姓名或拼音的开头；空着列出所有人 (how names begin; everybody if empty)", MAX_QUERY),
    "sort": Choice("sort", "次序：篇数、拼音、单位 (by frequency, reading, unit)", PEOPLE_SORTS, PEOPLE_SORTS[0]),
}
PEOPLE_LIST = Form(
    PeopleRequest, MappingProxyType({**_PEOPLE, "limit": _limit(MOST_PEOPLE, PEOPLE), "offset": _OFFSET})
)


def _only(limit: int) -> int:
    return limit


SIMILAR_LIST = Form(_only, MappingProxyType({"limit": _limit(MOST_SIMILAR, SIMILAR)}))
PASSAGES_LIST = Form(_only, MappingProxyType({"limit": _limit(MOST_SHARING, MOST_SHARING)}))


def _nothing() -> None:
    return None


NOTHING = Form(_nothing, MappingProxyType({}))


def _on_page(page: int, limit: int, **asked: Any) -> SearchRequest:
    return _asked(**asked, limit=limit, offset=(page - 1) * limit)


def _people_on_page(page: int, **asked: Any) -> PeopleRequest:
    return PeopleRequest(**asked, limit=PEOPLE, offset=(page - 1) * PEOPLE)


@dataclass(frozen=True, slots=True)
class ValuesRequest:
    """Which values of a facet of a search are to be listed, and in which order."""

    search: SearchRequest
    find: str = ""  # what they begin with, or hold
    order: ValueSort = "count"
    page: int = 1


def _values_on_page(page: int, find: str, order: ValueSort, **asked: Any) -> ValuesRequest:
    return ValuesRequest(_asked(**asked), find, order, page)


# How a page shows hits; none at all is for programs.
_VIEW: dict[str, Parameter] = {
    "group": _GROUP,
    "limit": Whole(
        "limit", f"一页多少条，至多 {MAX_LIMIT} (how many a page, up to {MAX_LIMIT})", 1, MAX_LIMIT, PAGE_SIZE
    ),
}
_VALUES_PAGE = Form(
    _values_on_page,
    MappingProxyType(
        {
            **_FILTERS,
            **_VIEW,
            "find": Text("find", "名称或拼音 (name, or how it is read)", MAX_QUERY),
            "order": Choice("order", "次序：篇数、名称 (order: by frequency, by name)", VALUE_SORTS, VALUE_SORTS[0]),
            "page": _PAGE,
        }
    ),
)
# A search that is taken away whole.
WHOLE = Form(_asked, MappingProxyType(_FILTERS))
_SEARCH_PAGE = Form(_on_page, MappingProxyType({**_FILTERS, **_VIEW, "page": _PAGE}))
_PEOPLE_PAGE = Form(_people_on_page, MappingProxyType({**_PEOPLE, "page": _PAGE}))


def request_from(args: Args) -> SearchRequest:
    """What a page's query string asks for: `page` counts from 1, `limit` hits each."""
    return _SEARCH_PAGE.read(args)


def mended(args: Args, wrong: Iterable[str]) -> SearchRequest:
    """What a page's query string asks for without the parameters that make no sense."""
    left_out = {*wrong, "page"}
    kept = MultiDict((name, value) for name, value in args.items(multi=True) if name not in left_out)
    try:
        return request_from(kept)
    except BadRequest as error:  # what makes sense alone may make none together
        names = {name for name, _ in error.wrong}
        return mended(kept, names) if names & {*kept} else SearchRequest()


def people_page_from(args: Args) -> PeopleRequest:
    """What a page's query string asks of the list of people: `page` counts from 1, PEOPLE each."""
    return _PEOPLE_PAGE.read(args)


def values_page_from(args: Args) -> ValuesRequest:
    """What a page's query string asks of the values of a facet: `page` counts from 1, VALUES each."""
    return _VALUES_PAGE.read(args)


def filter_pairs(request: SearchRequest) -> Pairs:
    """All but the query, its switches and the page: what a form that asks anew hands on."""
    first, last = bounds(request.start, request.end)
    pairs: Pairs = [(name, value) for name in FACETS for value in getattr(request, name)]
    pairs += [(f"not_{name}", value) for name, value in request.without]
    pairs += [(name, value) for name, value in (("from", first), ("to", last), ("sort", request.sort)) if value]
    return pairs


def query_pairs(request: SearchRequest) -> Pairs:
    """The query and how it is to be read: what decides which words are marked."""
    pairs = [("q", request.q[:MAX_QUERY])] if request.q else []
    pairs += [(name, "1") for name in ("literal", "printed") if getattr(request, name)]
    return pairs + [("text", text) for text in request.as_text]


def view_pairs(request: SearchRequest) -> Pairs:
    """How the hits are shown."""
    pairs: Pairs = [("group", request.group)] if request.group else []
    return pairs + ([("limit", str(request.limit))] if request.limit != PAGE_SIZE else [])


def page_number(request: SearchRequest) -> int:
    """Which page it asks for, from 1."""
    return request.offset // request.limit + 1


def pairs(request: SearchRequest) -> Pairs:
    """The parameters of a page, defaults left out."""
    page = page_number(request)
    return (
        query_pairs(request) + filter_pairs(request) + view_pairs(request) + ([("page", str(page))] if page > 1 else [])
    )


_SAFE = ":/,@"


def quoted(value: str) -> str:
    """A value as addresses write it."""
    return quote_plus(value, safe=_SAFE)


def query_string(items: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(items), safe=_SAFE)


def _url(endpoint: str, items: Iterable[tuple[str, str]], **values: Any) -> str:
    query = query_string(items)
    path = url_for(endpoint, **values)
    return f"{path}?{query}" if query else path


def search_url(request: SearchRequest) -> str:
    return _url("pages.search", pairs(request))


def values_pairs(asked: ValuesRequest) -> Pairs:
    """The parameters of a page of values, defaults left out."""
    items = pairs(replace(asked.search, offset=0)) + ([("find", asked.find)] if asked.find else [])
    items += [("order", asked.order)] if asked.order != VALUE_SORTS[0] else []
    return items + ([("page", str(asked.page))] if asked.page > 1 else [])


def values_url(facet: str, asked: ValuesRequest) -> str:
    """All values of a facet for a search."""
    return _url("pages.values", values_pairs(asked), facet=facet)


def take_url(request: SearchRequest, form: str) -> str:
    """All hits of a search as a file, or as a feed."""
    return _url(f"takeaway.as_{form}", pairs(ungrouped(request)))


def home_url(page: int, sort: Sort | None) -> str:
    items = [("sort", sort)] if sort == "oldest" else []
    return _url("pages.home", items + ([("page", str(page))] if page > 1 else []))


def found_by(request: SearchRequest | None) -> Pairs:
    """What the address of an article says of the search that found it: its words are marked there."""
    return query_pairs(request) + filter_pairs(request) if request and searches(request) else []


def article_url(article_id: str, request: SearchRequest | None = None) -> str:
    """An article as `request` found it: its words are marked, and the other hits of its issue are told."""
    return _url("pages.article", found_by(request), article_id=article_id)


def searches(request: SearchRequest) -> bool:
    """Whether anything is asked for, and not only an order or a page."""
    return replace(ungrouped(request), sort=None) != SearchRequest(limit=PAGE_SIZE)


def ungrouped(request: SearchRequest) -> SearchRequest:
    """This search from its first hit, shown in the usual way."""
    return replace(request, group=None, limit=PAGE_SIZE, offset=0)


def people_url(request: PeopleRequest) -> str:
    items = [("q", request.q)] if request.q else []
    items += [("sort", request.sort)] if request.sort != PEOPLE_SORTS[0] else []
    page = request.offset // PEOPLE + 1
    return _url("pages.people", items + ([("page", str(page))] if page > 1 else []))


def person_url(key: str) -> str:
    return _url("pages.person", [], key=key)


def issue_url(issue_id: str) -> str:
    return _url("pages.issue", [], issue_id=issue_id)
