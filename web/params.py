"""Query string <-> SearchRequest, and every URL of the pages. Only what differs from the default is written.

`from=2022` means its first day and `to=2022` its last. What makes no sense is a BadRequest that says what was found
and what was expected; an empty parameter (a form field left blank) counts as not given.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from search.dates import parse_date_bound
from search.errors import BadRequest
from search.people import MOST as MOST_PEOPLE
from search.people import PEOPLE, PEOPLE_SORTS, PeopleSort
from search.request import MAX_LIMIT, MAX_QUERY, SORTS, SearchRequest, Sort
from search.suggest import MOST as MOST_SUGGESTIONS
from search.suggest import SUGGESTIONS
from web.wording import bounds

PAGE_SIZE = 20
MAX_PAGE = 1_000_000
Args = MultiDict[str, str]
Pairs = list[tuple[str, str]]

# Neither can be printed in a bulletin, and a lone surrogate cannot even be sent back.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MULTIPLE = ("section", "person", "place", "issue")


def request_from(args: Args) -> SearchRequest:
    """What a page's query string asks for: `page` counts from 1, PAGE_SIZE hits each."""
    page = _whole_number(args, "page", 1, MAX_PAGE, default=1)
    return replace(_filters_from(args), limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)


def api_request_from(args: Args) -> SearchRequest:
    """What a script's query string asks for: `limit` and `offset` instead of `page`."""
    limit = _whole_number(args, "limit", 0, MAX_LIMIT, default=PAGE_SIZE)
    offset = _whole_number(args, "offset", 0, 10**9, default=0)
    return replace(_filters_from(args), limit=limit, offset=offset)


def suggest_from(args: Args) -> tuple[str, int]:
    """What is being typed, and how many suggestions are wanted."""
    return args.get("q", "")[:MAX_QUERY], _whole_number(args, "limit", 0, MOST_SUGGESTIONS, default=SUGGESTIONS)


@dataclass(frozen=True, slots=True)
class PeopleRequest:
    """Which people are to be listed, and in which order."""

    q: str = ""  # what names begin with
    sort: PeopleSort = "count"
    limit: int = PEOPLE
    offset: int = 0


def people_from(args: Args) -> PeopleRequest:
    """What a script's query string asks of the list of people."""
    limit = _whole_number(args, "limit", 0, MOST_PEOPLE, default=PEOPLE)
    offset = _whole_number(args, "offset", 0, 10**9, default=0)
    return PeopleRequest(_one(args, "q", MAX_QUERY), _people_sort(args), limit, offset)


def people_page_from(args: Args) -> PeopleRequest:
    """What a page's does: `page` counts from 1, PEOPLE each."""
    page = _whole_number(args, "page", 1, MAX_PAGE, default=1)
    return PeopleRequest(_one(args, "q", MAX_QUERY), _people_sort(args), PEOPLE, (page - 1) * PEOPLE)


def explained_from(args: Args) -> tuple[SearchRequest, str]:
    """The search of a script's query string, and the article (or issue) that is to be explained."""
    document = _one(args, "id")
    if not document:
        raise BadRequest("缺少 id：要说明的文章编号 (id is needed)")
    return api_request_from(args), document


def limit_from(args: Args, usual: int, most: int) -> int:
    """How many are wanted of what has no pages."""
    return _whole_number(args, "limit", 0, most, default=usual)


def _filters_from(args: Args) -> SearchRequest:
    return SearchRequest(
        q=_one(args, "q", MAX_QUERY + 1),  # one more than is searched, so that the cut is told
        section=_many(args, "section"),
        person=_many(args, "person"),
        place=_many(args, "place"),
        issue=_many(args, "issue"),
        start=_day(args, "from", last=False),
        end=_day(args, "to", last=True),
        sort=_sort(args),
        literal=_switch(args, "literal"),
        printed=_switch(args, "printed"),
        as_text=_many(args, "text"),
    )


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _one(args: Args, name: str, length: int = 200) -> str:
    values = {_clean(value).strip() for value in args.getlist(name)} - {""}
    if len(values) > 1:
        raise BadRequest(f"{name} 只能给一个值，收到 {len(values)} 个 (repeated parameter)")
    return next(iter(values), "")[:length]


def _many(args: Args, name: str) -> tuple[str, ...]:
    values = (_clean(value).strip()[:MAX_QUERY] for value in args.getlist(name))
    return tuple(dict.fromkeys(value for value in values if value))


def _day(args: Args, name: str, *, last: bool) -> dt.date | None:
    text = _one(args, name)
    found = parse_date_bound(text, last=last) if text else None
    if text and found is None:
        raise BadRequest(f"{name} 应如 2022、2022-01 或 2022-01-18，收到“{_short(text)}” (not a date)")
    return found


def _sort(args: Args) -> Sort | None:
    text = _one(args, "sort")
    for sort in SORTS:
        if text == sort:
            return sort
    if text:
        raise BadRequest(f"sort 应为 {'、'.join(SORTS)} 之一，收到“{_short(text)}” (unknown sort)")
    return None


def _people_sort(args: Args) -> PeopleSort:
    text = _one(args, "sort")
    for sort in PEOPLE_SORTS:
        if text == sort:
            return sort
    if text:
        raise BadRequest(f"sort 应为 {'、'.join(PEOPLE_SORTS)} 之一，收到“{_short(text)}” (unknown sort)")
    return PEOPLE_SORTS[0]


def _switch(args: Args, name: str) -> bool:
    text = _one(args, name)
    if text not in ("", "0", "1"):
        raise BadRequest(f"{name} 应为 1 或 0，收到“{_short(text)}” (not a switch)")
    return text == "1"


def _whole_number(args: Args, name: str, low: int, high: int, *, default: int) -> int:
    text = _one(args, name)
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,12}", text) or not low <= int(text) <= high:
        raise BadRequest(f"{name} 应为 {low} 到 {high} 的整数，收到“{_short(text)}” (whole number expected)")
    return int(text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "……"


def filter_pairs(request: SearchRequest) -> Pairs:
    """All but the query, its switches and the page: what a form that asks anew hands on."""
    first, last = bounds(request.start, request.end)
    pairs = [(name, value) for name in _MULTIPLE for value in getattr(request, name)]
    pairs += [(name, value) for name, value in (("from", first), ("to", last), ("sort", request.sort)) if value]
    return pairs


def query_pairs(request: SearchRequest) -> Pairs:
    """The query and how it is to be read: what decides which words are marked."""
    pairs = [("q", request.q[:MAX_QUERY])] if request.q else []
    pairs += [(name, "1") for name in ("literal", "printed") if getattr(request, name)]
    return pairs + [("text", text) for text in request.as_text]


def pairs(request: SearchRequest) -> Pairs:
    """The parameters of a page, defaults left out."""
    page = request.offset // PAGE_SIZE + 1
    return query_pairs(request) + filter_pairs(request) + ([("page", str(page))] if page > 1 else [])


def query_string(items: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(items), safe=":/,@")


def _url(endpoint: str, items: Iterable[tuple[str, str]], **values: Any) -> str:
    query = query_string(items)
    path = url_for(endpoint, **values)
    return f"{path}?{query}" if query else path


def search_url(request: SearchRequest) -> str:
    return _url("pages.search", pairs(request))


def take_url(request: SearchRequest, form: str) -> str:
    """All hits of a search as a file, or as a feed."""
    return _url(f"takeaway.as_{form}", pairs(replace(request, offset=0)))


def home_url(page: int, sort: Sort | None) -> str:
    items = [("sort", sort)] if sort == "oldest" else []
    return _url("pages.home", items + ([("page", str(page))] if page > 1 else []))


def article_url(article_id: str, request: SearchRequest | None = None) -> str:
    """An article as `request` found it: its words are marked, and the other hits of its issue are told."""
    items = query_pairs(request) + filter_pairs(request) if request and searches(request) else []
    return _url("pages.article", items, article_id=article_id)


def searches(request: SearchRequest) -> bool:
    """Whether anything is asked for, and not only an order or a page."""
    return replace(request, sort=None, limit=PAGE_SIZE, offset=0) != SearchRequest(limit=PAGE_SIZE)


def people_url(request: PeopleRequest) -> str:
    items = [("q", request.q)] if request.q else []
    items += [("sort", request.sort)] if request.sort != PEOPLE_SORTS[0] else []
    page = request.offset // PEOPLE + 1
    return _url("pages.people", items + ([("page", str(page))] if page > 1 else []))


def person_url(key: str) -> str:
    return _url("pages.person", [], key=key)


def issue_url(issue_id: str) -> str:
    return _url("pages.issue", [], issue_id=issue_id)
