"""A reader's way through the site in a real Chromium, on a desk and on a phone, with scripts and without."""

from typing import Any

import pytest

from search.request import SearchRequest
from search.searcher import Searcher
from tests.web.chromium import no_wider_than_the_window

pytestmark = pytest.mark.browser


def test_search_filter_read_and_return(page: Any, searcher: Searcher) -> None:
    word = searcher.search(SearchRequest(limit=1)).hits[0].title[:2]
    page.goto("/")
    page.locator("input[name=q]").fill(word)
    page.get_by_role("button", name="检索").click()
    total = searcher.search(SearchRequest(q=word)).total
    assert page.locator("h1").inner_text() == f"{word}：{total} 篇"
    assert page.locator(".hits mark").first.is_visible()

    facet = searcher.search(SearchRequest(q=word)).facets["section"][0]
    side = page.locator("#facets")
    if page.phone:
        assert not side.is_visible()
        page.get_by_role("link", name="筛选").click()
    assert side.is_visible()
    side.get_by_role("link", name=facet.value).first.click()
    assert page.locator("h1").inner_text() == f"{word}：{facet.count} 篇"
    assert page.locator(".chips .x").inner_text() == f"栏目：{facet.value}"

    results = page.url
    title = page.locator(".hits .t a").first
    heading = title.inner_text()
    title.click()
    page.go_back()
    assert page.url == results
    title.click()
    assert page.locator("h1").inner_text().replace("\n", "") == heading.replace("\n", "")
    mark = page.locator("#m1")
    assert mark.is_visible()
    page.locator(".jump").get_by_role("link", name="第 1 处").click()
    assert page.url.endswith("#m1")
    assert page.locator("mark:target").count() == 1
    if page.get_by_role("link", name="下一处").count():  # shown beside the place that was reached, no other
        page.get_by_role("link", name="下一处").click()
        assert page.url.endswith("#m2")
        page.get_by_role("link", name="上一处").click()
        assert page.url.endswith("#m1")
    page.goto(results)

    page.locator(".chips .x").click()
    assert page.locator("h1").inner_text() == f"{word}：{total} 篇"


def test_no_page_is_wider_than_the_window(page: Any, searcher: Searcher) -> None:
    newest = searcher.search(SearchRequest(limit=1)).hits[0]
    article, issue = f"/a/{newest.id}?q={newest.title[:2]}", f"/i/{newest.issue.id}"
    for path in (
        "/",
        "/search",
        "/search?q=鱻鱻 鱻",
        article,
        issue,
        "/issues",
        "/people",
        "/people/贺庆元",
        "/status",
        "/help",
        "/desk",
    ):
        page.goto(path)
        assert page.locator("#main").is_visible()
        assert no_wider_than_the_window(page), path


def test_the_side_column_of_a_phone_opens_and_closes(page: Any) -> None:
    page.goto("/search")
    side = page.locator("#facets")
    opener = page.get_by_role("link", name="筛选")
    if not page.phone:
        assert side.is_visible() and not opener.is_visible()
        return
    opener.click()
    assert side.is_visible()
    assert no_wider_than_the_window(page)
    side.get_by_role("link", name="看结果").click()
    assert not side.is_visible()


def test_the_whole_way_works_with_the_keyboard(page: Any, searcher: Searcher) -> None:
    word = searcher.search(SearchRequest(limit=1)).hits[0].title[:2]
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator("h1").inner_text().startswith(word)


def test_suggestions_are_chosen_with_the_keyboard(page: Any, searcher: Searcher) -> None:
    page.goto("/")
    box = page.locator("input[name=q]")
    box.fill("yanglao")
    if not page.scripted:
        assert page.locator("[role=listbox]").count() == 0
        return
    options = page.get_by_role("option")
    options.first.wait_for()
    expected = [one.text for one in searcher.suggest("yanglao")]
    assert [one.get_attribute("data-text") for one in options.all()] == expected
    assert box.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("search").get_by_role("status").inner_text() == f"{len(expected)} 条提示"
    for text in (expected[0], expected[1]):
        box.press("ArrowDown")
        assert box.input_value() == text
        assert page.locator(f"#{box.get_attribute('aria-activedescendant')}").get_attribute("aria-selected") == "true"
    box.press("ArrowUp")
    box.press("ArrowUp")
    assert box.input_value() == "yanglao" and not box.get_attribute("aria-activedescendant")
    box.press("ArrowUp")  # around, to the last
    assert box.input_value() == expected[-1]
    box.press("Escape")
    assert box.input_value() == "yanglao" and not options.first.is_visible()
    assert box.get_attribute("aria-expanded") == "false"
    box.press("ArrowDown")  # asks again
    options.first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator("h1").inner_text().startswith(expected[0])


def test_suggestions_are_chosen_with_the_pointer_and_close_with_the_focus(page: Any, searcher: Searcher) -> None:
    if not page.scripted:
        return
    page.goto("/")
    box = page.locator("input[name=q]")
    box.fill("hqy")
    name = page.get_by_role("option", name="贺庆元").first
    name.wait_for()
    box.blur()
    assert not name.is_visible()
    box.focus()
    box.press("ArrowDown")
    name.wait_for()
    name.click()
    page.wait_for_url("**/search?*")
    assert page.locator("h1").inner_text().startswith("贺庆元")


def test_keys_lead_to_the_box_and_from_mark_to_mark(page: Any, searcher: Searcher) -> None:
    if not page.scripted:
        return
    hit = searcher.search(SearchRequest("养老")).hits[0]
    page.goto(f"/a/{hit.id}?q=养老")
    for key, place in (("n", "m1"), ("n", "m2"), ("p", "m1"), ("p", "m1")):
        page.keyboard.press(key)
        page.wait_for_url(f"**#{place}")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("n")
    assert page.locator("input[name=q]").input_value() == "n"
