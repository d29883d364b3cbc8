"""What scripts add to the facets in a real Chromium: a span drawn on the dates, a long list filtered by typing."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from search.request import SearchRequest
from search.searcher import Searcher

pytestmark = pytest.mark.browser

DRAWN = ".hist svg[data-in]"


@pytest.fixture
def side(page: Any) -> Any:
    """The facets of everything, with scripts."""
    if not page.scripted:
        pytest.skip("without a script there are links and fields, which other tests use")
    page.goto("/search")
    if page.phone:
        page.get_by_role("link", name="筛选").click()
    return page.locator("#facets")


def middle(chart: Any, number: int, of: int = 12) -> tuple[float, float]:
    box = chart.bounding_box()
    return box["x"] + (number - 0.5) * box["width"] / of, box["y"] + box["height"] / 2


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("begin, end", [(2, 5), (5, 2)])
def test_a_span_is_chosen_by_dragging_over_bars(page: Any, side: Any, searcher: Searcher, begin: int, end: int) -> None:
    chart = side.locator(DRAWN).first
    chart.scroll_into_view_if_needed()
    year = chart.get_attribute("data-in")
    page.mouse.move(*middle(chart, begin))
    page.mouse.down()
    page.mouse.move(*middle(chart, end), steps=4)
    span = [f"{year}-02", f"{year}-05"]
    fields = side.locator("form.span input:not([type=hidden])")
    assert [fields.nth(at).input_value() for at in (0, 1)] == span
    months = {m.value for y in searcher.search(SearchRequest()).facets["date"] for m in y.children}
    inside = sum(span[0] <= month <= span[1] for month in months)
    assert side.locator(f"{DRAWN} a.in").count() == inside > 0
    page.mouse.up()
    page.wait_for_url("**/search?*")
    assert (query(page)["from"], query(page)["to"]) == ([span[0]], [span[1]])
    assert page.locator(f"{DRAWN} a.on").count() == inside
    whole = SearchRequest().within(dt.date(int(year), 2, 1), dt.date(int(year), 5, 31))
    assert page.locator("h1").inner_text().endswith(f"{searcher.search(whole).total} 篇")


def test_a_drag_over_rows_can_be_taken_back(page: Any, side: Any) -> None:
    first, second = side.locator(DRAWN).nth(0), side.locator(DRAWN).nth(1)
    first.scroll_into_view_if_needed()
    page.mouse.move(*middle(first, 3))
    page.mouse.down()
    page.mouse.move(*middle(second, 9), steps=4)
    begin = side.locator("form.span input:not([type=hidden])").first
    assert begin.input_value() == f"{second.get_attribute('data-in')}-09"
    page.keyboard.press("Escape")
    page.mouse.up()
    assert begin.input_value() == "" and not side.locator("a.in").count() and "from" not in query(page)


def test_a_click_on_a_bar_is_its_link(page: Any, side: Any) -> None:
    bar = side.locator(f"{DRAWN} a").first
    href = bar.get_attribute("href")
    bar.locator(".bar").click()
    page.wait_for_url("**from=*")
    assert page.url.endswith(href)


def test_a_long_list_is_filtered_by_typing(page: Any, side: Any, searcher: Searcher) -> None:
    facet = side.locator(".facet[data-find]").filter(has=page.locator("#f-person"))
    field = facet.get_by_role("searchbox")
    whole = facet.locator(":scope > ul.list").inner_text()
    wanted = searcher.values(SearchRequest(), "person").values[-1]
    field.fill(wanted.value[:2])
    listed = facet.locator(":scope > ul.list > li > a:first-child .v")
    facet.get_by_role("status").filter(has_text="项").wait_for()
    names = [name.partition("\n")[0] for name in listed.all_inner_texts()]
    assert wanted.value in " ".join(names) and all(wanted.value[:2] in name for name in names)
    assert not facet.get_by_text("全部，可查可排").is_visible()
    link = facet.locator(":scope > ul.list > li > a:first-child").filter(has_text=wanted.value).first
    count = int(link.locator(".n").inner_text())
    field.press("Escape")
    assert field.input_value() == "" and facet.locator(":scope > ul.list").inner_text() == whole
    field.fill(wanted.value)
    facet.get_by_role("status").filter(has_text="项").wait_for()
    link.click()
    page.wait_for_url("**person=*")
    assert page.locator("h1").inner_text().endswith(f"{count} 篇")


def test_what_is_not_there_is_told(page: Any, side: Any) -> None:
    facet = side.locator(".facet[data-find]").first
    facet.get_by_role("searchbox").fill("查无此名")
    facet.get_by_role("status").filter(has_text="0 项").wait_for()
    assert not facet.locator(":scope > ul.list > li").count()
