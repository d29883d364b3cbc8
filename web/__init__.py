"""The pages and the API over one searcher: a Flask app that knows HTTP and HTML, and no Whoosh."""

import http
from typing import Any

from flask import Flask, Request, Response, render_template, request
from werkzeug.exceptions import HTTPException

from search.config import Config
from search.errors import BadRequest, IndexMissing, NotFound, SearchError
from search.searcher import Searcher
from web import api, opensearch, pages, takeaway, templating
from web.opened import Opened

STATUS: dict[type[SearchError], int] = {BadRequest: 400, NotFound: 404, IndexMissing: 503}

# What went wrong, for people.
_TITLES = {400: "请求有误", 404: "没有这一页", 405: "不能这样请求", 500: "出了差错", 503: "索引尚未就绪"}

_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # queries stay in the house
}


class _Request(Request):
    """Takes bytes in a query string that are no UTF-8: Werkzeug's own decoding would answer 500."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query_string = self.query_string.decode("utf-8", "replace").encode()


def create_app(config: Config, searcher: Searcher | None = None) -> Flask:
    """The app over `searcher`, or over the index that `config` names, opened at the first request that needs it."""
    app = Flask(__name__)
    app.request_class = _Request
    app.extensions["jianbao"] = Opened(config, searcher)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000  # the address of a style sheet changes with its content
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    templating.register(app)
    app.register_blueprint(pages.bp)
    app.register_blueprint(api.bp)
    app.register_blueprint(takeaway.bp)
    app.register_blueprint(opensearch.bp)
    app.register_error_handler(SearchError, _search_error)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_add_headers)
    return app


def _search_error(error: SearchError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return _problem(status, str(error))


def _http_error(error: HTTPException) -> Response:
    response = error.get_response()
    if response.status_code < 400:  # a redirect
        assert isinstance(response, Response)
        return response
    detail = {404: f"地址 {request.path} 不存在。", 500: "请稍后再试；若仍如此，请将此刻的时间告知管理员。"}
    status = response.status_code
    problem = _problem(status, detail.get(status, error.description or ""))
    if "Allow" in response.headers:
        problem.headers["Allow"] = response.headers["Allow"]
    return problem


def _problem(status: int, detail: str) -> Response:
    title = _TITLES.get(status, http.HTTPStatus(status).phrase)
    if request.path.startswith("/api/"):
        return api.problem(status, title, detail)
    return Response(render_template("error.html", status=status, title=title, detail=detail), status)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
