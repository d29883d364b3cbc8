"""Pages on screens of every width, in print, in the dark, and how much there is to load."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest

from search.request import SearchRequest
from search.searcher import Searcher
from tests.web.chromium import kinds, no_wider_than_the_window
from tests.web.conftest import tab_of

WIDTHS = (360, 600, 900, 1600, 2560)
LOADED = 60_000  # bytes of HTML, CSS and scripts of a page, compressed


@pytest.fixture(scope="module")
def tab(chromium: Any, address: str) -> Iterator[Any]:
    with tab_of(chromium, address, reduced_motion="reduce") as tab:
        yield tab


def colours(tab: Any) -> tuple[str, str]:
    """Of what is written, and of the page behind it."""
    ink, paper = tab.evaluate("""[getComputedStyle(document.body).color,
        getComputedStyle(document.documentElement).backgroundColor]""")
    return ink, paper


@pytest.mark.browser
def test_no_page_is_wider_than_any_window(tab: Any, searcher: Searcher) -> None:
    tab.emulate_media(media="screen", color_scheme="light")
    wide = []
    for path in kinds(searcher):
        tab.goto(path)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            wide += [] if no_wider_than_the_window(tab) else [(path, width)]
    assert wide == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_article_is_printed_black_with_its_citation_and_nothing_to_click(
    tab: Any, searcher: Searcher, scheme: str
) -> None:
    hit = searcher.search(SearchRequest("养老")).hits[0]
    tab.goto(f"/a/{hit.id}?q=养老")
    tab.emulate_media(media="print", color_scheme=scheme)
    shown = tab.locator("body").inner_text()
    article = searcher.article(hit.id).article
    assert all(paragraph[:40] in shown for paragraph in article.paragraphs)
    assert "［J/OL］" in tab.locator(".cite:visible").first.inner_text()
    for gone in ("form", "nav", "aside", ".tools", ".jump", ".skip", "button"):
        assert tab.locator(f"{gone}:visible").count() == 0, gone
    assert colours(tab) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert tab.locator(".text").evaluate("text => getComputedStyle(text).color") == "rgb(0, 0, 0)"


@pytest.mark.browser
@pytest.mark.parametrize("scheme, dark", [("light", False), ("dark", True)])
def test_pages_follow_the_colour_scheme(tab: Any, scheme: str, dark: bool) -> None:
    tab.emulate_media(media="screen", color_scheme=scheme)
    tab.goto("/search?q=养老")
    ink, paper = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours(tab))
    assert (ink > paper) is dark and abs(ink - paper) > 450


def test_a_page_loads_little(client: Any, searcher: Searcher) -> None:
    for path in kinds(searcher):
        page = client.get(path)
        assert page.status_code in (200, 404), path
        needed = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js)[^"]*)"', page.text)))
        assert needed
        parts = [page.data, *(client.get(one, buffered=True).data for one in needed)]
        assert sum(len(gzip.compress(part)) for part in parts) < LOADED, path


def test_pages_are_whole_without_scripts(client: Any, searcher: Searcher) -> None:
    """What is printed and counted is in the HTML; scripts are deferred, so that nothing waits for them."""
    for path in kinds(searcher):
        html = client.get(path).text
        assert all("defer" in tag for tag in re.findall(r"<script[^>]*>", html)), path
        assert not re.search(r"<noscript|javascript:|\son\w+=", html), path
