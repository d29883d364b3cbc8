"""/api/v1: the same searches for scripts, as JSON. Dates are ISO strings, errors are problems (RFC 9457)."""

import json
from typing import Any

from flask import Blueprint, Response, request

from search.model import to_json
from search.passages import MOST as MOST_SHARING
from search.persons import PersonView
from search.results import ArticleView
from search.similar import MOST as MOST_SIMILAR
from search.similar import SIMILAR
from web.opened import searcher
from web.params import api_request_from, explained_from, limit_from, people_from, suggest_from

bp = Blueprint("api", __name__, url_prefix="/api/v1")


def answer(value: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """`value` as JSON; Chinese stays readable."""
    return Response(json.dumps(value, ensure_ascii=False), status, mimetype=mimetype)


def problem(status: int, title: str, detail: str) -> Response:
    """An error as RFC 9457 has it."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return answer(body, status, "application/problem+json")


@bp.get("/search")
def search() -> Response:
    return answer(searcher().search(api_request_from(request.args)).to_json())


@bp.get("/explain")
def explain() -> Response:
    wanted, document = explained_from(request.args)
    return answer(to_json(searcher().explain(wanted, document)))


@bp.get("/suggest")
def suggest() -> Response:
    typed, limit = suggest_from(request.args)
    found = searcher().suggest(typed, limit)
    return answer({"query": typed, "suggestions": [to_json(one) for one in found]})


@bp.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    return answer(article_json(searcher().article(article_id)))


def article_json(view: ArticleView) -> dict[str, Any]:
    """The article of a `parse` object, with its issue, its file and its neighbours in the issue."""
    ids = [a.id for a in view.contents]
    at = ids.index(view.article.id)
    neighbours = {
        "previous": ids[at - 1] if at else None,
        "next": ids[at + 1] if at + 1 < len(ids) else None,
    }
    return {**to_json(view.article), "issue": to_json(view.issue), "source": view.source, **neighbours}


@bp.get("/articles/<article_id>/similar")
def similar(article_id: str) -> Response:
    found = searcher().similar(article_id, limit_from(request.args, SIMILAR, MOST_SIMILAR))
    return answer({"id": article_id, "similar": to_json(found)})


@bp.get("/articles/<article_id>/passages")
def passages(article_id: str) -> Response:
    found = searcher().passages(article_id, limit_from(request.args, MOST_SHARING, MOST_SHARING))
    return answer({"id": article_id, "articles": to_json(found)})


@bp.get("/people")
def people() -> Response:
    wanted = people_from(request.args)
    found = searcher().people(wanted.q, wanted.sort, wanted.limit, wanted.offset)
    return answer({"query": wanted.q, **to_json(found)})


@bp.get("/people/<path:key>")
def person(key: str) -> Response:
    return answer(person_json(searcher().person(key)))


def person_json(view: PersonView) -> dict[str, Any]:
    """A person, the years as the facet of dates has them."""
    years = [
        {"value": y.value, "count": y.count, "children": [{"value": m.value, "count": m.count} for m in y.children]}
        for y in view.years
    ]
    return {**to_json(view), "years": years}


@bp.get("/issues")
def issues() -> Response:
    rows = searcher().issues()
    listed = [{**to_json(row.issue), "articles": row.articles, "warnings": row.warnings} for row in rows]
    return answer({"total": len(listed), "issues": listed})


@bp.get("/issues/<issue_id>")
def issue(issue_id: str) -> Response:
    return answer(to_json(searcher().issue(issue_id).bulletin))
