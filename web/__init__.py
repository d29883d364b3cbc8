"""The pages and the API over one searcher: a Flask app that knows HTTP and HTML, and no Whoosh."""

import http
import time
import uuid
from typing import Any

from flask import Flask, Request, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from search.config import Config
from search.errors import BadRequest, IndexMissing, NotFound, SearchError, Withdrawn
from search.searcher import Searcher
from web import (
    api,
    interface,
    metrics,
    opensearch,
    originals,
    pages,
    problems,
    switching,
    takeaway,
    templating,
)
from web.language import N_, gettext
from web.opened import Opened
from web.params import mended
from web.wording import short

STATUS: dict[type[SearchError], int] = {BadRequest: 400, Withdrawn: 410, NotFound: 404, IndexMissing: 503}

# What went wrong, for people.
_TITLES = {
    400: N_("请求有误"),
    404: N_("没有这一页"),
    405: N_("不能这样请求"),
    410: N_("已经撤回"),
    500: N_("出了差错"),
    503: N_("索引尚未就绪"),
}

_LONGEST = 400  # characters of what is told of it, which may repeat what was asked

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
    "Cache-Control": "no-cache, private",  # asked again each time: the archive may have changed
}


class _Request(Request):
    """Takes bytes in a query string that are no UTF-8: Werkzeug's own decoding would answer 500. Knows when it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.started = time.perf_counter()
        self.query_string = self.query_string.decode("utf-8", "replace").encode()


def create_app(config: Config, searcher: Searcher | None = None) -> Flask:
    """The app over `searcher`, or over the index that `config` names, opened at the first request that needs it."""
    app = Flask(__name__)
    app.request_class = _Request
    app.extensions["jianbao"] = Opened(config, searcher)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000  # the address of a style sheet changes with its content
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    templating.register(app)
    switching.register(app)
    app.register_blueprint(pages.bp)
    app.register_blueprint(originals.bp)
    app.register_blueprint(api.bp)
    app.register_blueprint(interface.bp)
    app.register_blueprint(takeaway.bp)
    app.register_blueprint(opensearch.bp)
    metrics.register(app)
    app.register_error_handler(SearchError, _search_error)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_add_headers)
    return app


def _search_error(error: SearchError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if isinstance(error, IndexMissing):
        metrics.metrics().unopened()
    return _problem(status, str(error), error.wrong if isinstance(error, BadRequest) else ())


def _http_error(error: HTTPException) -> Response:
    response = error.get_response()
    if response.status_code < 400:  # a redirect
        assert isinstance(response, Response)
        return response
    status, instance = response.status_code, None
    if status == 500:
        instance = uuid.uuid4().urn
        current_app.logger.error("%s: the error above, as it was told", instance)
    detail = _detail(status, instance) or error.description or ""
    problem = _problem(status, detail, instance=instance)
    if "Allow" in response.headers:
        problem.headers["Allow"] = response.headers["Allow"]
    return problem


def _detail(status: int, instance: str | None) -> str | None:
    if status == 404:
        return f"地址“{request.path}”不存在。 (no such address)"
    if status == 405:
        return f"“{request.path}”不答 {request.method}。 ({request.method} is not answered here)"
    if status == 500:
        english = f"try again later; if it happens again, tell your administrator this number: {instance}"
        return f"请稍后再试；若仍如此，请将此编号告知管理员：{instance} ({english})"
    return None


def _problem(
    status: int, detail: str, wrong: tuple[tuple[str, str], ...] = (), instance: str | None = None
) -> Response:
    detail = short(detail, _LONGEST)
    if problems.wants_problem(request.path):
        return problems.problem(status, detail, wrong, instance)
    title = gettext(_TITLES.get(status, http.HTTPStatus(status).phrase))
    mendable = wrong and request.endpoint == "pages.search"
    wanted = mended(request.args, (name for name, _ in wrong)) if mendable else None
    page = render_template("error.html", status=status, title=title, detail=detail, wanted=wanted)
    return Response(page, status)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
