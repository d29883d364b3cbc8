"""/api/v1: the same searches for scripts, as JSON. Dates are ISO strings, errors are problem objects."""

from flask import Blueprint

from search.explanation import Explanation
from search.persons import PersonView
from search.request import SearchRequest
from search.results import Results
from web import params
from web.answers import (
    ArticleAnswer,
    IssueAnswer,
    Issues,
    People,
    Sharing,
    Similar,
    Suggestions,
    article_answer,
    issue_answer,
    issues_answer,
    people_answer,
)
from web.opened import searcher
from web.operations import Operations
from web.params import PeopleRequest

bp = Blueprint("api", __name__, url_prefix="/api/v1")
OPERATIONS = Operations(bp)


@OPERATIONS.get(
    "/search", "检索：命中、总数、各栏篇数 (search: hits, exact total, facets)", params.SEARCH, {"q": "word"}
)
def search(wanted: SearchRequest) -> Results:
    return searcher().search(wanted)


@OPERATIONS.get(
    "/explain",
    "一篇为什么找到，或为什么找不到 (why an article is found, or is not)",
    params.EXPLAIN,
    {"q": "word", "id": "article_id"},
)
def explain(wanted: tuple[SearchRequest, str]) -> Explanation:
    return searcher().explain(*wanted)


@OPERATIONS.get(
    "/suggest",
    "检索词的提示：汉字、全拼、首字母或混写 (what a query that is being typed may become)",
    params.SUGGEST,
    {"q": "letters"},
)
def suggest(wanted: tuple[str, int]) -> Suggestions:
    typed, limit = wanted
    return Suggestions(typed, searcher().suggest(typed, limit))


@OPERATIONS.get(
    "/articles/<article_id>",
    "一篇文章：全文，所记的人物、日期、地区、单位 (an article: its text and what it names)",
)
def article(article_id: str) -> ArticleAnswer:
    return article_answer(searcher().article(article_id))


@OPERATIONS.get(
    "/articles/<article_id>/similar", "与它相似的文章 (articles like this one)", params.SIMILAR_LIST, {"limit": "few"}
)
def similar(limit: int, article_id: str) -> Similar:
    return Similar(article_id, searcher().similar(article_id, limit))


@OPERATIONS.get(
    "/articles/<article_id>/passages",
    "他处同文：转载、更正、相同段落 (what other articles print alike: reprints, variants, passages)",
    params.PASSAGES_LIST,
)
def passages(limit: int, article_id: str) -> Sharing:
    return Sharing(article_id, searcher().passages(article_id, limit))


@OPERATIONS.get(
    "/people",
    "人物，按常见或拼音 (people, by frequency or by reading)",
    params.PEOPLE_LIST,
    {"q": "letters", "limit": "few"},
)
def people(wanted: PeopleRequest) -> People:
    return people_answer(wanted.q, searcher().people(wanted.q, wanted.sort, wanted.limit, wanted.offset))


@OPERATIONS.get(
    "/people/<path:key>",
    "一个人：历任职务、逐月篇数、同见之人、地区、文章 (a person: posts over time, company, places, articles)",
)
def person(key: str) -> PersonView:
    return searcher().person(key)


@OPERATIONS.get("/issues", "各期，新的在前 (all issues, newest first)")
def issues() -> Issues:
    return issues_answer(searcher().issues())


@OPERATIONS.get(
    "/issues/<issue_id>",
    "一期读成什么样，同 jianbao parse，连同副本和别的版 (an issue as it was read, its copies and versions)",
)
def issue(issue_id: str) -> IssueAnswer:
    return issue_answer(searcher().issue(issue_id))
