"""Pages by the keyboard alone: every link, button and box in turn, seen when reached; filters chosen and excluded."""

from collections.abc import Iterator
from typing import Any

import pytest

from search.request import SearchRequest
from search.searcher import Searcher
from tests.web.chromium import kinds
from tests.web.conftest import SIZES, tab_of

pytestmark = pytest.mark.browser

# Where the focus is: its place among all that may have it, and what hinders seeing it.
FOCUSED = """() => {
    const now = document.activeElement;
    if (now === document.body || now === document.documentElement) return null;
    const style = getComputedStyle(now), box = now.getClientRects()[0];
    const x = box ? box.x + box.width / 2 : -1, y = box ? box.y + box.height / 2 : -1;
    const above = document.elementFromPoint(x, y);
    const hinders = {
        "no outline": style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2,
        "transparent": style.opacity !== "1",
        "too small": !box || box.width < 4 || box.height < 4,
        "covered": !above || !(now.contains(above) || above.contains(now)),
    };
    const seen = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")].indexOf(now);
    return { at: seen, name: now.outerHTML.slice(0, 90), hinders: Object.keys(hinders).filter(one => hinders[one]) };
}"""
# The places of all that can be reached, of those that are drawn.
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")].flatMap(
    (one, at) => one.tabIndex >= 0 && one.type !== "hidden" && one.checkVisibility({ visibilityProperty: true })
        ? [at] : []
)"""


@pytest.fixture(params=SIZES)
def tab(request: Any, chromium: Any, address: str) -> Iterator[Any]:
    with tab_of(chromium, address, viewport=SIZES[request.param], reduced_motion="reduce") as tab:
        tab.phone = request.param == "phone"
        yield tab


def walk(tab: Any) -> list[Any]:
    """What has the focus after each Tab, until it leaves the page or begins again."""
    steps: list[Any] = []
    for _ in range(2000):
        tab.keyboard.press("Tab")
        step = tab.evaluate(FOCUSED)
        if step is None or (steps and step["at"] == steps[0]["at"]):
            return steps
        steps.append(step)
    raise AssertionError("Tab never leaves the page")


def tab_to(tab: Any, target: Any) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(500):
        tab.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("never reached")


def hindered(steps: list[Any]) -> list[Any]:
    return [(step["name"], step["hinders"]) for step in steps if step["hinders"]]


def test_tab_reaches_everything_in_the_order_of_the_page_and_it_is_seen(tab: Any, searcher: Searcher) -> None:
    unreached: list[str] = []
    unseen: list[Any] = []
    for path in kinds(searcher):
        tab.goto(path)
        steps = walk(tab)
        unreached += [] if [step["at"] for step in steps] == tab.evaluate(REACHABLE) else [path]
        unseen += [(path, *one) for one in hindered(steps)]
    assert (unreached, unseen) == ([], [])


def test_the_first_link_skips_to_the_text(tab: Any, searcher: Searcher) -> None:
    for path in kinds(searcher):
        tab.goto(path)
        tab.keyboard.press("Tab")
        assert tab.locator(".skip").evaluate("one => one === document.activeElement"), path
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        after = "document.querySelector('#main').compareDocumentPosition(document.activeElement)"
        assert tab.evaluate(f"{after} & (Node.DOCUMENT_POSITION_CONTAINED_BY | Node.DOCUMENT_POSITION_FOLLOWING)"), path


def open_facets(tab: Any) -> Any:
    """The side column; of a phone, by its link."""
    if tab.phone:
        tab_to(tab, tab.locator(".tool a[href='#facets']"))
        tab.keyboard.press("Enter")
        tab.wait_for_url("**#facets")
    return tab.locator("#facets")


def test_a_value_is_chosen_excluded_and_removed(tab: Any, searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("养老"))
    first, second = found.facets["section"][:2]
    tab.goto("/search?q=养老")
    tab_to(tab, open_facets(tab).get_by_role("link", name=first.value).first)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**section=*")
    assert tab.locator("h1").inner_text() == f"养老：{first.count} 篇"

    tab_to(tab, tab.locator(".chips .x").first)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "section" not in url)
    assert tab.locator("h1").inner_text() == f"养老：{found.total} 篇"

    bar = open_facets(tab).get_by_role("link", name=f"排除 {second.value}")
    tab_to(tab, bar)
    assert bar.evaluate("one => getComputedStyle(one).opacity") == "1"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**not_section=*")
    without = searcher.search(SearchRequest("养老").excluded("section", second.value)).total
    assert 0 < without < found.total and tab.locator("h1").inner_text() == f"养老：{without} 篇"


def test_folded_values_open_and_dates_are_typed(tab: Any, searcher: Searcher) -> None:
    tab.goto("/search?q=养老")
    folded = open_facets(tab).locator("details").last
    tab_to(tab, folded.locator("summary"))
    tab.keyboard.press("Enter")
    assert folded.get_attribute("open") is not None
    tab.keyboard.press("Tab")
    assert folded.locator("ul a").first.evaluate("one => one === document.activeElement")

    tab.goto("/search?q=养老")
    tab_to(tab, open_facets(tab).locator("input[name=from]"))
    tab.keyboard.type("2025-03")
    tab.keyboard.press("Tab")
    tab.keyboard.type("2025-05")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**to=2025-05*")
    total = searcher.search(SearchRequest("养老 日期:2025-03..2025-05")).total
    assert total and tab.locator("h1").inner_text() == f"养老：{total} 篇"


def test_the_sheet_of_a_phone_keeps_the_focus_off_what_it_covers(tab: Any) -> None:
    tab.goto("/search?q=养老")
    side = open_facets(tab)
    steps = walk(tab)
    assert steps and hindered(steps) == []
    if not tab.phone:
        return
    inside = "document.querySelector('#facets').contains(document.activeElement)"
    tab_to(tab, side.locator(".close a"))
    assert tab.evaluate(inside)
    tab.keyboard.press("Enter")
    assert not side.is_visible()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('#main').contains(document.activeElement)")
