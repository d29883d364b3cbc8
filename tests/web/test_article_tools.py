"""What an article can be taken along by, in a real browser: its citation, its address, its file, paper."""

from typing import Any
from urllib.parse import quote

import pytest

from search.request import SearchRequest
from search.searcher import Searcher
from tests.web.conftest import tab_of

pytestmark = pytest.mark.browser

INSECURE = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"  # as it is on plain HTTP


def pasted(tab: Any) -> str:
    """What was copied, as the box of the search takes it."""
    box = tab.locator("input[name=q]")
    box.fill("")
    box.press("Control+V")
    return str(box.input_value())


@pytest.mark.parametrize("script", ["", INSECURE], ids=["https", "http"])
def test_citation_and_address_are_copied(chromium: Any, address: str, searcher: Searcher, script: str) -> None:
    hit = searcher.search(SearchRequest("养老")).hits[0]
    with tab_of(chromium, address, permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.add_init_script(script)
        tab.goto(f"/a/{quote(hit.id)}?q=养老#m1")
        status = tab.locator(".tools [role=status]")
        for name, expected in (
            ("复制引文", tab.locator("#citation").inner_text()),
            ("复制链接", f"{address}/a/{hit.id}"),
        ):
            tab.get_by_role("button", name=name).click()
            tab.wait_for_timeout(100)
            assert status.inner_text() == "已复制"
            assert pasted(tab) == expected


def test_the_print_button_prints(chromium: Any, address: str, searcher: Searcher) -> None:
    with tab_of(chromium, address) as tab:
        tab.add_init_script("window.print = () => { document.title = 'printed' }")
        tab.goto(f"/a/{quote(searcher.search(SearchRequest('养老')).hits[0].id)}")
        tab.get_by_role("button", name="打印").click()
        assert tab.title() == "printed"


def test_the_file_is_downloaded(chromium: Any, address: str, searcher: Searcher) -> None:
    hit = searcher.search(SearchRequest("养老")).hits[0]
    source = searcher.issue(hit.issue.id).bulletin.source
    with tab_of(chromium, address) as tab:
        tab.goto(f"/a/{quote(hit.id)}")
        with tab.expect_download() as download:
            tab.get_by_role("link", name="下载原件").click()
        assert download.value.suggested_filename == source.rpartition("/")[2]


def test_without_a_script_there_are_no_buttons(chromium: Any, address: str, searcher: Searcher) -> None:
    with tab_of(chromium, address, java_script_enabled=False) as tab:
        tab.goto(f"/a/{quote(searcher.search(SearchRequest('养老')).hits[0].id)}")
        assert tab.locator("main button").count() == 0 and "［J/OL］" in tab.locator("#citation").inner_text()
