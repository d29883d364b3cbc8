"""All hits of a search as files: the same as the pages list, with what was asked and of which state of the index."""

import csv
import io
import json
import zipfile
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest

from indexer.reader import read_as
from search.request import SearchRequest
from search.searcher import Searcher

QUERIES = ("养老", "会议 -养老", "贺庆元", "")
ATOM = "{http://www.w3.org/2005/Atom}"


def ids_of(searcher: Searcher, q: str, **asked: Any) -> list[str]:
    """All hits, page by page."""
    pages = (searcher.search(SearchRequest(q, limit=20, offset=at, **asked)).hits for at in range(0, 200, 20))
    return [hit.id for page in pages for hit in page]


def taken(client: Any, form: str, query: str) -> Any:
    response = client.get(f"/search.{form}?{query}", buffered=True)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("q", QUERIES)
def test_every_form_has_all_hits_in_the_order_of_the_pages(client: Any, searcher: Searcher, q: str) -> None:
    query, expected = f"q={quote(q)}&page=3", ids_of(searcher, q)
    assert len(expected) > 20 or q not in ("", "养老")  # more than a page
    lines = csv.DictReader(io.StringIO(taken(client, "csv", query).text.removeprefix("\ufeff")))
    assert [row["编号 id"] for row in lines] == expected
    found = json.loads(taken(client, "json", query).data)
    assert [hit["id"] for hit in found["hits"]] == expected and found["total"] == len(expected)
    assert [hit["article"] is None for hit in found["hits"]] == [hit["kind"] == "issue" for hit in found["hits"]]
    cited = [line for line in read_as("docx", taken(client, "docx", query).data).split("\n") if line.startswith("[")]
    assert [line.split("]")[0] for line in cited] == [f"[{n}" for n in range(1, len(expected) + 1)]
    assert all(line.endswith(unquote(quote(one))) for line, one in zip(cited, expected, strict=True))
    with zipfile.ZipFile(io.BytesIO(taken(client, "xlsx", query).data)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert len(sheet.findall(".//{*}row")) == len(expected) + 1
    feed = ElementTree.fromstring(taken(client, "atom", query).data)
    ids = [unquote(one.text or "").removeprefix("urn:jianbao:") for one in feed.findall(f"{ATOM}entry/{ATOM}id")]
    assert ids == ids_of(searcher, q, sort="newest")[:50]


def test_files_tell_what_was_asked_and_of_which_state(client: Any, searcher: Searcher) -> None:
    query = f"q={quote('养老')}&section={quote('市级动态')}&from=2024"
    generation = searcher.status().generation
    row = next(csv.DictReader(io.StringIO(taken(client, "csv", query).text.removeprefix("\ufeff"))))
    assert row["检索 query"] == "养老　日期：2024年1月1日起　栏目：市级动态"
    assert row["索引 index"].startswith(f"第 {generation} 代")
    found = json.loads(taken(client, "json", query).data)
    assert (found["query"], found["generation"]) == (row["检索 query"], generation)
    assert unquote(found["address"]).endswith("/search?q=养老&section=市级动态&from=2024")
    lines = read_as("docx", taken(client, "docx", query).data).split("\n")
    assert lines[0] == row["检索 query"] and f"第 {generation} 代" in lines[1]
    name = unquote(taken(client, "xlsx", query).headers["Content-Disposition"])
    assert "养老" in name and name.endswith(".xlsx")


def test_nothing_found_is_a_file_too(client: Any) -> None:
    query = f"q={quote('没有这样的话')}&literal=1"
    assert json.loads(taken(client, "json", query).data)["hits"] == []
    assert len(taken(client, "csv", query).text.splitlines()) == 1
    assert "共 0 篇" in read_as("docx", taken(client, "docx", query).data)
    assert ElementTree.fromstring(taken(client, "atom", query).data).findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx", "json", "atom"])
def test_what_makes_no_sense_is_told_as_on_the_page(client: Any, form: str) -> None:
    assert client.get(f"/search.{form}?from=春天").status_code == 400


def test_the_search_page_offers_all_hits_and_the_browser_s_box(client: Any) -> None:
    page = client.get("/search?q=养老&page=2").text
    for form in ("csv", "xlsx", "docx", "json", "atom"):
        assert f'href="/search.{form}?q=%E5%85%BB%E8%80%81"' in page
    described = ElementTree.fromstring(client.get("/opensearch.xml").data)
    urls = {one.get("type"): one.get("template", "") for one in described.findall("{*}Url")}
    assert urls["text/html"].endswith("/search?q={searchTerms}")
    typed, texts = json.loads(client.get("/opensearch/suggest?q=养").data)
    assert typed == "养" and texts and all("养" in text for text in texts)
