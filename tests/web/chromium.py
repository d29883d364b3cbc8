"""What tests in a real browser look at, and measure from outside: the page's own scripts may be off."""

from typing import Any
from urllib.parse import quote

from search.request import SearchRequest
from search.searcher import Searcher

NOWHERE = "/nowhere"  # an address that there is not


def no_wider_than_the_window(tab: Any) -> bool:
    """Whether nothing has to be scrolled sideways."""
    session = tab.context.new_cdp_session(tab)
    metrics = session.send("Page.getLayoutMetrics")
    return bool(metrics["cssContentSize"]["width"] <= metrics["cssLayoutViewport"]["clientWidth"])


def kinds(searcher: Searcher) -> list[str]:
    """An address of every kind of page."""
    hit = searcher.search(SearchRequest("养老")).hits[0]
    return [
        "/",
        f"/search?q={quote('养老')}&section={quote('市级动态')}&not_person={quote('贺庆元')}&from=2024",
        f"/a/{quote(hit.id)}?q={quote('养老')}",
        f"/i/{quote(hit.issue.id)}",
        "/issues",
        "/people",
        "/people?sort=unit",
        f"/people/{quote('陆文清')}",
        "/facets/place",
        "/status",
        "/desk",
        "/help",
        "/api",
        NOWHERE,
    ]
