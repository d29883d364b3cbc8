"""Facets on the page: values are excluded and brought back, and all of them are listed, found and ordered."""

from typing import Any

import pytest

from search.request import FACETS, Facet, SearchRequest
from search.searcher import Searcher


def links(page: Any, text: str) -> list[str]:
    return [link.href for link in page.links if text in link.text]


def test_a_value_is_excluded_and_brought_back(site: Any, searcher: Searcher) -> None:
    everything = site.get("/search?q=养老")
    barred = searcher.search(SearchRequest("养老")).facets["section"][0]
    [exclude] = links(everything, f"排除 {barred.value}")
    without = site.get(exclude)
    assert without.total == everything.total - barred.count
    assert "not_section=" in exclude and f"排除栏目：{barred.value}" in [link.text for link in without.links]
    [back] = links(without, "，点按恢复")
    assert site.get(back).total == everything.total


@pytest.mark.parametrize("facet", FACETS)
def test_every_listed_value_leads_to_as_many_articles_as_it_says(site: Any, searcher: Searcher, facet: Facet) -> None:
    page = site.get(f"/facets/{facet}?q=养老")
    listed = searcher.values(SearchRequest("养老"), facet)
    counted = [link for link in page.links if link.count is not None]
    assert [link.count for link in counted] == [value.count for value in listed.values]
    assert page.total == listed.total
    for link in counted[:3]:
        assert site.get(link.href).total == link.count


def test_values_are_found_and_ordered(site: Any, searcher: Searcher) -> None:
    found = site.get("/facets/person?q=养老&find=hqy")
    assert found.total == 1 and "贺庆元" in found.html
    ordered = site.get("/facets/person?order=name")
    names = [link.text for link in ordered.links if link.count is not None]
    expected = [value.value for value in searcher.values(SearchRequest(), "person", sort="name").values]
    assert all(name.startswith(key.partition("@")[0]) for name, key in zip(names, expected, strict=True))
    assert "没有这样的名称" in site.get("/facets/place?find=没有此地").html


@pytest.mark.parametrize(
    "url, status",
    [
        ("/facets/person?page=99", 404),
        ("/facets/person?order=best", 400),
        ("/facets/date", 404),
        ("/facets/issue", 200),
    ],
)
def test_pages_that_make_no_sense_are_told(site: Any, url: str, status: int) -> None:
    assert site.get(url).status == status


def test_the_api_filters_and_excludes_as_the_page_does(client: Any, searcher: Searcher) -> None:
    request = SearchRequest("养老")
    value = searcher.values(request, "organization").values[0]
    kept = client.get(f"/api/v1/search?q=养老&organization={value.value}").json["total"]
    rest = client.get(f"/api/v1/search?q=养老&not_organization={value.value}").json["total"]
    assert (kept, kept + rest) == (value.count, searcher.search(request).total)
