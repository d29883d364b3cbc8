"""No page breaks a rule of axe-core: WCAG 2.2 A and AA, best practices; in both languages and colour schemes."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from search.searcher import Searcher
from tests.web.chromium import kinds
from tests.web.conftest import SIZES, tab_of

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => (await axe.run(document, { runOnly: rules, resultTypes: ["violations"] })).violations.flatMap(
    broken => broken.nodes.map(node => `${broken.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""


STATES = (  # of a page of results
    "/search?q=贺庆元 2025年春天",
    "/search?q=护理员技能大赛在岚州举行",
    "/search?q=鱻鱻 鱻",
    "/search?q=贺清元",
    "/search?q=低保",
    "/search?page=900",
)


@pytest.fixture(scope="module")
def axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.fixture
def tab(request: Any, chromium: Any, address: str) -> Iterator[Any]:
    language, scheme, size = request.param
    options = {"viewport": SIZES[size], "locale": language, "color_scheme": scheme, "reduced_motion": "reduce"}
    with tab_of(chromium, address, bypass_csp=True, **options) as tab:  # axe is put into the page
        yield tab


@pytest.mark.parametrize(
    "tab",
    [
        ("zh-CN", "light", "desk"),
        ("zh-CN", "dark", "phone"),
        ("en-GB", "light", "phone"),
        ("en-GB", "dark", "desk"),
    ],
    ids=str,
    indirect=True,
)
def test_no_page_breaks_a_rule(tab: Any, searcher: Searcher, axe: str) -> None:
    broken = []
    tab.goto("/search?q=养老")
    for button in tab.locator("button.star").all()[:3]:  # something for the desk: the search, and two articles
        button.click()
    states = STATES if tab.viewport_size == SIZES["desk"] else ()
    for path in (*kinds(searcher), *states):
        tab.goto(path)
        tab.evaluate(axe)
        broken += [f"{path} {one}" for one in tab.evaluate(RUN, RULES)]
    assert broken == []


@pytest.mark.parametrize("tab", [("zh-CN", "light", "desk"), ("en-GB", "dark", "phone")], ids=str, indirect=True)
def test_what_opens_breaks_none_either(tab: Any, axe: str) -> None:
    """The list of suggestions; the side column of a phone; what is folded."""
    tab.goto("/search?q=%E5%85%BB%E8%80%81")
    if tab.viewport_size["width"] < 500:
        tab.locator("a[href='#facets']").first.click()
        tab.wait_for_url("**#facets")
    for folded in tab.locator("#facets details").all():
        folded.evaluate("one => { one.open = true }")
    tab.evaluate(axe)
    assert tab.evaluate(RUN, RULES) == []
    tab.goto("/")
    tab.locator("input[name=q]").fill("yanglao")
    tab.get_by_role("option").first.wait_for()
    tab.evaluate(axe)
    assert tab.evaluate(RUN, RULES) == []
