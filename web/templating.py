"""What the templates may call: addresses, wording, and the values that stand on every page."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from search.errors import IndexMissing
from search.request import SearchRequest
from search.results import IndexStatus
from web import dates, language, ledger, params, texts, wording
from web.opened import searcher

_WORDING = (
    "code",
    "field",
    "issue_name",
    "issue_number",
    "kind",
    "number",
    "relation",
    "remedy",
    "same",
    "series_title",
    "short",
    "spelled",
    "told",
    "took",
    "zh",
)
_DATES = (
    "day",
    "long_span",
    "moment",
    "month",
    "month_day",
    "month_name",
    "month_parts",
    "months",
    "short_day",
    "short_span",
    "years",
)


def register(app: Flask) -> None:
    """Gives the app's templates their filters and globals."""
    app.jinja_env.globals.update(
        static_url=_static_urls(app),
        search_parameters=[one.name for one in params.SEARCH.parameters.values()],
        suggestion_kinds=wording.suggestion_kinds,
        search_url=params.search_url,
        take_url=params.take_url,
        values_url=params.values_url,
        values_of=params.ValuesRequest,
        article_url=params.article_url,
        issue_url=params.issue_url,
        people_url=params.people_url,
        person_url=params.person_url,
        filter_pairs=params.filter_pairs,
        query_pairs=params.query_pairs,
        view_pairs=params.view_pairs,
        search_for=_search_for,
        wanted_for=lambda q: SearchRequest(q=q),
    )
    app.jinja_env.filters.update({name: _for_the_reader(getattr(wording, name)) for name in _WORDING})
    app.jinja_env.filters.update({name: _for_the_reader(getattr(dates, name)) for name in _DATES})
    app.jinja_env.filters["broken"] = Markup("<wbr>").join
    app.jinja_env.filters.update(title_runs=texts.title_runs, event_span=texts.event_span)
    app.jinja_env.filters.update(readable=unquote, spans=ledger.spans)
    _register_language(app)
    app.context_processor(_on_every_page)


def _register_language(app: Flask) -> None:
    """Jinja's own way of messages, `_` and {% trans %}; and `counted`, where Chinese is the same for one and many."""
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    words = language.plain, language.plain_plural, True, language.plain_in_context
    env.install_gettext_callables(*words)  # type: ignore[attr-defined]
    env.globals.update(counted=language.counted)


def _for_the_reader(worded: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that words things in the reader's language: not once, when Jinja compiles a template with a constant."""

    @pass_context
    def filtered(_: Context, *args: Any, **options: Any) -> Any:
        return worded(*args, **options)

    return filtered


def _static_urls(app: Flask) -> Callable[[str], str]:
    """The address of a static file, with what changes with its content: browsers keep it for a year."""
    folder = Path(app.root_path) / "static"
    versions = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir()}
    return lambda name: url_for("static", filename=name, v=versions[name])


def _search_for(facet: str, value: str) -> SearchRequest:
    """Everything with this person, place, section or issue."""
    chosen: dict[str, Any] = {facet: (value,)}
    return SearchRequest(**chosen)


def _on_every_page() -> dict[str, Any]:
    """What the foot says of the archive, and the attribute of elements that hold nothing but printed text."""
    chinese = language.spoken() is language.CHINESE
    return {"archive": _archive(), "zh": "" if chinese else Markup(' lang="zh-CN"')}


def _archive() -> IndexStatus | None:
    """None on the page that says there is no index."""
    try:
        return searcher().status()
    except IndexMissing:
        return None
