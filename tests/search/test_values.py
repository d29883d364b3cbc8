"""All values of a facet: each with the total that choosing it gives, found by what is typed, in two orders."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.writer import update_index
from search.config import Config
from search.errors import BadRequest
from search.request import FACETS, Facet, SearchRequest
from search.searcher import Searcher, open_searcher
from search.values import MOST

EVERYTHING = SearchRequest(limit=0)
QUERIES = ("", "养老", "会议", "养老 -会议", "2024年3月")


def total(searcher: Searcher, request: SearchRequest) -> int:
    return searcher.search(replace(request, limit=0)).total


def choosing(request: SearchRequest, facet: Facet, *values: str) -> SearchRequest:
    chosen: dict[str, Any] = {facet: values}
    return replace(request, **chosen)


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("query", QUERIES)
def test_every_value_has_the_total_that_choosing_it_gives(searcher: Searcher, facet: Facet, query: str) -> None:
    request = SearchRequest(query, counted=(facet,), facet_limit=10_000)
    listed = searcher.values(request, facet, limit=MOST)
    counted = searcher.search(request).facets[facet]
    assert {v.value: v.count for v in listed.values} == {v.value: v.count for v in counted}
    assert listed.total == len(listed.values)
    for value in random.Random(facet + query).sample(listed.values, min(5, listed.total)):
        assert value.count == total(searcher, choosing(request, facet, value.value)), value


@pytest.mark.parametrize("facet", FACETS)
def test_what_is_excluded_leaves_the_hits_and_the_counts_of_all_facets(searcher: Searcher, facet: Facet) -> None:
    request = SearchRequest("养老", counted=FACETS, facet_limit=10_000)
    [barred] = random.Random(facet).sample(searcher.values(request, facet).values, 1)
    without = request.excluded(facet, barred.value)
    assert total(searcher, without) == total(searcher, request) - barred.count
    found = searcher.search(without).facets
    assert {value.value: (value.count, value.excluded) for value in found[facet]}[barred.value] == (0, True)
    for name in FACETS:
        for value in random.Random(facet).sample(found[name], min(4, len(found[name]))):
            if not value.excluded:
                assert value.count == total(searcher, choosing(without, name, value.value)), (name, value)
    assert without.excluded(facet, barred.value) == request
    assert without.toggled(facet, barred.value) == request.toggled(
        facet, barred.value
    )  # chosen, it is excluded no more
    assert choosing(request, facet, barred.value).excluded(facet, barred.value) == without


@pytest.mark.parametrize(
    "facet, typed, found",
    [
        ("person", "hqy", {"贺庆元"}),
        ("person", "heqing", {"贺庆元"}),
        ("person", "庆元", {"贺庆元"}),
        ("section", "动态", {"市级动态"}),
        ("section", "shiji", {"市级动态"}),
        ("issue", "2024年第3期", {"岚州民政简报-2024-03"}),
        ("place", "没有此地", set()),
    ],
)
def test_values_are_found_by_what_is_typed(searcher: Searcher, facet: Facet, typed: str, found: set[str]) -> None:
    values = {value.value for value in searcher.values(EVERYTHING, facet, typed, limit=MOST).values}
    assert found <= values if found else not values
    assert len(values) < searcher.values(EVERYTHING, facet).total


def test_values_come_by_count_or_by_how_they_are_read_a_page_at_a_time(searcher: Searcher) -> None:
    whole = searcher.values(EVERYTHING, "place", limit=MOST)
    counts = [value.count for value in whole.values]
    assert counts == sorted(counts, reverse=True)
    pages = [searcher.values(EVERYTHING, "place", limit=7, offset=at).values for at in range(0, whole.total, 7)]
    assert [value for page in pages for value in page] == list(whole.values)
    people = searcher.values(EVERYTHING, "person", sort="name", limit=MOST).values
    assert [v.value for v in people] == [p.key for p in searcher.people(sort="pinyin", limit=MOST).people if p.count]
    issues = [v.value for v in searcher.values(EVERYTHING, "issue", sort="name", limit=MOST).values]
    assert issues == [row.issue.id for row in searcher.issues() if row.issue.id in issues]
    assert len(issues) == searcher.search(EVERYTHING).in_issues


def test_values_that_are_chosen_or_excluded_are_there_though_no_hit_has_them(searcher: Searcher) -> None:
    request = SearchRequest("第12期没有的话", person=("贺庆元",), literal=True)
    [chosen] = searcher.values(request, "person").values
    assert (chosen.value, chosen.count, chosen.selected) == ("贺庆元", 0, True)
    [barred] = searcher.values(replace(request, person=(), without=(("person", "贺庆元"),)), "person").values
    assert (barred.count, barred.selected, barred.excluded) == (0, False, True)


@pytest.mark.parametrize("limit, offset", [(-1, 0), (MOST + 1, 0), (5, -1)])
def test_bounds_are_told(searcher: Searcher, limit: int, offset: int) -> None:
    with pytest.raises(BadRequest, match="limit"):
        searcher.values(EVERYTHING, "place", limit=limit, offset=offset)


@pytest.mark.parametrize("facet, typed", [("person", "h"), ("issue", "简报"), ("place", "市")])
def test_a_value_that_went_with_its_file_may_still_be_chosen(
    own_corpus: Path, tmp_path: Path, facet: Facet, typed: str
) -> None:
    config = Config(corpus=own_corpus, index=tmp_path / "index")
    update_index(own_corpus, config.index)
    before = {value.value for value in open_searcher(config).values(EVERYTHING, facet, limit=MOST).values}
    (own_corpus / "2024" / "2024-03.txt").unlink()
    update_index(own_corpus, config.index)
    after = open_searcher(config)
    gone = before - {value.value for value in after.values(EVERYTHING, facet, limit=MOST).values}
    assert gone
    for one in gone:
        assert after.values(choosing(EVERYTHING, facet, one), facet).total > 0
        after.values(choosing(EVERYTHING, facet, one), facet, typed)
        after.values(EVERYTHING.excluded(facet, one), facet, typed, sort="name")
