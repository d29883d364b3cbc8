"""What the templates may call: addresses, Chinese wording, and the values that stand on every page."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask

from search.errors import IndexMissing
from search.ledger import KIND_NAMES
from search.request import SearchRequest
from search.results import IndexStatus
from web import ledger, params, texts, wording
from web.opened import searcher

_WORDING = (
    "chinese",
    "code",
    "day",
    "han_number",
    "issue_name",
    "issue_number",
    "long_span",
    "moment",
    "month",
    "number",
    "reading",
    "relation",
    "short",
    "short_day",
    "short_span",
    "took",
    "years",
)


def register(app: Flask) -> None:
    """Gives the app's templates their filters and globals."""
    app.jinja_env.globals.update(
        style_version=_version(app, "style.css"),
        script_version=_version(app, "page.js"),
        suggestion_kinds=wording.SUGGESTION_KINDS,
        search_url=params.search_url,
        take_url=params.take_url,
        article_url=params.article_url,
        issue_url=params.issue_url,
        people_url=params.people_url,
        person_url=params.person_url,
        filter_pairs=params.filter_pairs,
        query_pairs=params.query_pairs,
        search_for=_search_for,
        wanted_for=lambda q: SearchRequest(q=q),
    )
    app.jinja_env.filters.update({name: getattr(wording, name) for name in _WORDING})
    app.jinja_env.filters.update(title_runs=texts.title_runs, event_span=texts.event_span)
    app.jinja_env.filters.update(readable=unquote)
    app.jinja_env.filters.update(spans=ledger.spans, kind=KIND_NAMES.__getitem__)
    app.context_processor(_on_every_page)


def _version(app: Flask, name: str) -> str:
    """What changes with a static file, for its address: browsers keep it for a year."""
    return hashlib.sha256((Path(app.root_path) / "static" / name).read_bytes()).hexdigest()[:12]


def _search_for(facet: str, value: str) -> SearchRequest:
    """Everything with this person, place, section or issue."""
    chosen: dict[str, Any] = {facet: (value,)}
    return SearchRequest(**chosen)


def _on_every_page() -> dict[str, IndexStatus | None]:
    """What the foot says of the archive; nothing on the page that says there is no index."""
    try:
        return {"archive": searcher().status()}
    except IndexMissing:
        return {"archive": None}
