"""What staff come for, as somebody who is new here finds it: by the page alone, in as few steps as are told here.

A step is a click, or a text typed and sent off. The numbers are in the README, too.
"""

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from search.fold import literal_form
from search.schema import IndexDocument
from search.searcher import Searcher

pytestmark = pytest.mark.browser


@dataclass
class Reader:
    """Somebody at the page; counts what is done."""

    page: Any
    clicks: int = 0
    typed: int = 0

    def comes(self) -> "Reader":
        self.page.goto("/")
        return self

    def asks(self, text: str) -> None:
        self.typed += 1
        self.page.locator("input[name=q]").fill(text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/search?*")

    def clicks_on(self, target: Any) -> None:
        self.clicks += 1
        target.click()

    def found(self) -> set[str]:
        """The ids of the articles and issues on the page of results."""
        links = self.page.locator(".hits .t a").evaluate_all("links => links.map(link => link.href)")
        return {unquote(urlsplit(link).path).rpartition("/")[2] for link in links}


def documents(searcher: Searcher) -> list[IndexDocument]:
    snapshot = searcher.library().snapshot
    return [snapshot.document(doc) for doc in range(snapshot.size) if snapshot.live[doc]]


@pytest.mark.parametrize(
    "remembered, title",
    [
        ("护理员技能大赛在岚州举行", "全市养老护理员职业技能竞赛在岚州举行"),  # a word of it wrong
        ("老人腿脚慢 谁省几分钟", "市民政局召开民政服务机构负责人安全约谈会"),  # bits of a sentence
        ("幸福食堂让老人吃热饭", "临溪县：溪口镇“幸福食堂”让山里老人吃上热乎饭"),  # a title less some of its words
    ],
)
def test_an_article_by_a_half_remembered_phrase(page: Any, remembered: str, title: str) -> None:
    reader = Reader(page).comes()
    reader.asks(remembered)
    reader.clicks_on(page.locator(".hits .t a").first)
    assert page.locator("h1").inner_text() == title and page.locator("main mark").count()
    assert (reader.typed, reader.clicks) == (1, 1)


def test_any_seven_characters_of_an_article_lead_to_it(page: Any, searcher: Searcher) -> None:
    articles = [one for one in documents(searcher) if one.kind == "article"]
    for article in articles[3::29]:
        at = len(article.body) // 2
        piece = re.sub(r"\s", "", article.body[at : at + 9])[:7]
        reader = Reader(page).comes()
        reader.asks(piece)
        assert article.id in reader.found(), piece
        assert (reader.typed, reader.clicks) == (1, 0)


def test_everything_on_one_official_in_the_spring_of_a_year(page: Any, searcher: Searcher) -> None:
    name, first, last = "贺庆元", dt.date(2025, 3, 1), dt.date(2025, 5, 31)
    wanted = {
        one.id if one.kind == "article" else one.issue
        for one in documents(searcher)
        if name in literal_form(f"{one.title}\n{one.body}") and one.date and one.date_end
        if one.date <= last and one.date_end >= first
    }
    reader = Reader(page).comes()
    reader.asks(f"{name} 2025年春天")
    assert len(wanted) > 2 and reader.found() == wanted
    assert page.locator("h1").inner_text() == f"{name}：{len(wanted)} 篇"
    assert (reader.typed, reader.clicks) == (1, 0)


def test_what_changed_in_the_post_of_an_official(page: Any, searcher: Searcher) -> None:
    posts = [span.post for span in searcher.person("陆文清").posts]
    assert len(posts) > 1
    reader = Reader(page).comes()
    reader.asks("陆文清")
    reader.clicks_on(page.get_by_role("link", name="陆文清的职务和往来"))
    assert page.locator("h1").inner_text() == "陆文清"
    table = page.locator("table.posts").inner_text()
    assert all(post in table for post in posts) and "最近" in table
    assert (reader.typed, reader.clicks) == (1, 1)


def test_all_issues_in_which_a_county_appears_as_an_excel_file(page: Any, searcher: Searcher) -> None:
    county = "临溪县"
    holding = [one for one in documents(searcher) if county in literal_form(f"{one.title}\n{one.body}")]
    reader = Reader(page).comes()
    reader.asks(county)
    with page.expect_download() as download:
        reader.clicks_on(page.locator("#take").get_by_role("link", name="Excel"))
    rows = _rows(download.value.path().read_bytes())
    assert {row["期"] for row in rows} == {one.issue for one in holding}
    assert {row["编号"] for row in rows} == {one.id for one in holding}
    assert (reader.typed, reader.clicks) == (1, 1)


def _rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a workbook's first sheet, by the Chinese names in its first row."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.findall(".//{*}row"):
        cells = {cell.get("r", "").rstrip("0123456789"): cell for cell in row}
        rows.append({column: "".join(cell.itertext()) for column, cell in cells.items()})
    names = {column: name.partition(" ")[0] for column, name in rows[0].items()}
    return [{names[column]: text for column, text in row.items()} for row in rows[1:]]
