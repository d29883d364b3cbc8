"""The desk in a real browser: what a reader keeps there, what is new since, storage that fails."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher
from tests.web.conftest import SIZES, served, tab_of
from web import create_app

pytestmark = pytest.mark.browser

SAVED = "养老　栏目：市级动态"
ADDRESS = "/search?q=养老&section=市级动态"
NEW = {
    "issue": {"name": "岚州民政简报", "number": 99, "year": 2024, "date": "2024-12-30"},
    "articles": [{"section": "市级动态", "title": "养老机构年终检查", "paragraphs": ["全市养老机构检查完毕。"]}],
}


@pytest.fixture(params=SIZES)
def tab(request: Any, chromium: Any, address: str) -> Iterator[Any]:
    with tab_of(chromium, address, viewport=SIZES[request.param]) as one:
        yield one


def until(tab: Any, true: Callable[[], Any]) -> None:
    """Wait some seconds for what the page does by itself (its policy forbids Playwright to wait inside of it)."""
    for _ in range(200):
        if true():
            return
        tab.wait_for_timeout(50)
    raise AssertionError("not in ten seconds")


def kept(tab: Any) -> Any:
    return json.loads(tab.evaluate("localStorage['jianbao.desk']"))


def keep(tab: Any, value: Any) -> None:
    tab.evaluate(
        "text => { localStorage['jianbao.desk'] = text }", value if isinstance(value, str) else json.dumps(value)
    )


def save(tab: Any, address: str = ADDRESS) -> None:
    """Save a search, and wait until its hits are remembered."""
    tab.goto(address)
    tab.get_by_role("button", name="存此检索").click()
    until(tab, lambda: "seen" in kept(tab)["searches"][0])


def said(tab: Any) -> str:
    return str(tab.locator(".said").inner_text())


def news(tab: Any) -> str:
    """What the desk says of the first search, once it was asked."""
    tab.goto("/desk")
    told = tab.locator("[data-list=searches] [data-part=news]").first
    until(tab, lambda: told.inner_text() != "在问……")
    return str(told.inner_text())


def test_articles_are_kept_read_and_taken_off(tab: Any, searcher: Searcher) -> None:
    tab.goto("/search?q=养老")
    stars = tab.locator(".hits button.star")
    titles = [tab.locator(".hits h2").nth(at).inner_text() for at in range(2)]
    for at in range(2):
        stars.nth(at).click()
    assert stars.nth(1).get_attribute("aria-pressed") == "true"
    tab.reload()
    assert stars.nth(1).get_attribute("aria-pressed") == "true"

    tab.goto("/desk")
    rows = tab.locator("[data-list=articles] > li")
    assert [row.locator("a").inner_text() for row in rows.all()] == [" ".join(t.split()) for t in titles[::-1]]
    assert tab.locator("[data-unread]").inner_text() == "未读 2 篇"
    rows.first.locator("a").click()
    tab.wait_for_url("**/a/*")
    keeps = tab.get_by_role("button", name="收在案头")
    assert keeps.get_attribute("aria-pressed") == "true"
    tab.go_back()
    assert tab.locator("[data-unread]").inner_text() == "未读 1 篇"
    read = rows.first.get_by_role("button", name="读过")
    assert read.get_attribute("aria-pressed") == "true"
    read.click()
    assert tab.locator("[data-unread]").inner_text() == "未读 2 篇"
    rows.first.get_by_role("button", name="移出").click()
    assert rows.count() == 1 and said(tab) == "已从案头移出。"
    rows.first.locator("a").click()
    tab.get_by_role("button", name="收在案头").click()
    tab.goto("/desk")
    assert rows.count() == 0 and tab.locator("[data-none=articles]").is_visible()


def test_a_saved_search_tells_what_is_new_in_the_index(chromium: Any, own_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    update_index(own_corpus, index)
    config = Config(corpus=own_corpus, index=index)
    with served(create_app(config, open_searcher(config))) as address, tab_of(chromium, address) as tab:
        save(tab)
        assert news(tab) == "没有新的"
        (own_corpus / "2024" / "99.jsonl").write_text(json.dumps(NEW, ensure_ascii=False), "utf-8")
        update_index(own_corpus, index)
        assert news(tab) == "新 1 篇"
        row = tab.locator("[data-list=searches] > li")
        assert row.locator("a").inner_text() == SAVED
        row.locator("a").click()
        tab.wait_for_url("**/search?*")
        assert NEW["articles"][0]["title"] in tab.locator(".hits").inner_text().replace("\n", "")  # type: ignore[index]
        assert tab.get_by_role("button", name="存此检索").get_attribute("aria-pressed") == "true"
        assert news(tab) == "没有新的"


def test_of_more_hits_than_are_remembered_the_least_is_told(tab: Any, searcher: Searcher) -> None:
    save(tab)
    all_kept = kept(tab)
    (search,) = all_kept["searches"]
    found = searcher.search(SearchRequest("养老", section=("市级动态",), sort="newest", limit=100))
    assert (search["seen"], search["total"]) == ([hit.id for hit in found.hits], found.total)
    for seen, total, told in (
        (search["seen"][2:], found.total - 2, "新 2 篇"),
        ([*search["seen"], "gone"], found.total + 1, "没有新的"),
        (search["seen"][2:-3], 1500, "新至少 2 篇"),  # the last three may have been there
        (None, None, "从现在起留意"),
    ):
        keep(tab, {**all_kept, "searches": [{**search, "seen": seen, "total": total}]})
        assert news(tab) == told
    assert kept(tab)["searches"][0]["seen"] == search["seen"]


def test_a_search_without_hits_can_be_saved(tab: Any) -> None:
    save(tab, "/search?q=没有这样的话&literal=1")
    assert news(tab) == "没有新的"
    tab.locator("[data-list=searches]").get_by_role("button", name="移出").click()
    assert tab.locator("[data-none=searches]").is_visible()


def test_a_desk_moves_to_another_browser_as_a_file(tab: Any, chromium: Any, address: str, tmp_path: Path) -> None:
    save(tab)
    tab.locator(".hits button.star").first.click()
    tab.goto("/desk")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="导出").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    exported = json.loads(file.read_text("utf-8"))
    assert file.name.startswith("jianbao-desk-20") and exported["searches"] == kept(tab)["searches"]
    other_file = tmp_path / "other.json"
    other_file.write_text('{"articles": "many"}')
    with tab_of(chromium, address) as other:
        for path, told in (
            (file, "导入 2 项，已有的不重复。"),
            (file, "导入 0 项，已有的不重复。"),
            (other_file, "没有导入：这不是案头导出的文件。"),
        ):
            other.goto("/desk")
            other.locator("input[type=file]").set_input_files(path)
            until(other, lambda: said(other))
            assert said(other) == told
        assert kept(other) == exported


def test_what_a_file_names_leads_nowhere_else(tab: Any, address: str) -> None:
    tab.goto("/desk")
    article = {"id": "../x?y#z", "title": "<img src=x onerror=alert(1)>", "read": "yes"}
    search = {"query": "q=养老&limit=9&evil=1", "label": "javascript:alert(1)"}
    keep(tab, {"articles": [article, None, {"id": 7}, {"id": "", "title": "x"}], "searches": [search, 3]})
    assert news(tab) == "从现在起留意"
    links = [a.get_attribute("href") for a in tab.locator("#desk li a").all()]
    assert links == ["/search?q=养老&limit=9&evil=1", "/a/..%2Fx%3Fy%23z"]
    assert tab.locator("[data-list=articles] a").inner_text() == article["title"]


@pytest.mark.parametrize("damaged", ["{", "null", "[]", '{"articles": 1, "searches": []}'])
def test_a_damaged_desk_is_laid_aside_and_told(chromium: Any, address: str, damaged: str) -> None:
    with tab_of(chromium, address) as tab:
        tab.goto("/help")
        keep(tab, damaged)
        tab.goto("/search?q=养老")
        assert said(tab).startswith("案头原来所记已损坏")
        tab.locator(".hits button.star").first.click()
        assert len(kept(tab)["articles"]) == 1
        assert tab.evaluate("localStorage['jianbao.desk.damaged']") == damaged


def test_a_full_storage_is_told_and_nothing_is_lost(chromium: Any, address: str) -> None:
    with tab_of(chromium, address) as tab:
        tab.goto("/search?q=养老")
        stars = tab.locator(".hits button.star")
        stars.first.click()
        before = kept(tab)
        tab.evaluate("for (let n = 2 ** 22; n >= 1; n /= 2) try { localStorage['fill' + n] = 'x'.repeat(n) } catch {}")
        stars.nth(1).click()
        assert said(tab).startswith("没有记下：浏览器给本站的存储已满")
        assert stars.nth(1).get_attribute("aria-pressed") == "false" and kept(tab) == before


def test_a_browser_that_stores_nothing_shows_every_page_and_says_so_on_the_desk(chromium: Any, address: str) -> None:
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    with tab_of(chromium, address) as tab:
        tab.add_init_script(refused)
        tab.goto("/search?q=养老")
        assert tab.locator(".hits > li").count() > 1 and tab.locator("button.star").count() == 0
        tab.goto("/desk")
        assert "开启脚本" not in tab.locator("main").inner_text()
        assert said(tab).startswith("浏览器不许本站存储") and not tab.locator("#desk").is_visible()


def test_without_a_script_the_desk_says_what_it_needs(chromium: Any, address: str) -> None:
    with tab_of(chromium, address, java_script_enabled=False) as tab:
        tab.goto("/desk")
        assert "开启脚本" in tab.locator("main").inner_text() and not tab.locator("#desk").is_visible()
        tab.goto(ADDRESS)
        assert tab.locator("main button").count() == 0
