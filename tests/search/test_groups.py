"""Hits of an issue together: what stands there is what the same search gives one by one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from search.hits import FURTHER
from search.request import MAX_LIMIT, SearchRequest
from search.results import Hit
from search.searcher import Searcher

SEARCHES = [
    SearchRequest(),
    SearchRequest(q="养老"),
    SearchRequest(q="养老", sort="oldest"),
    SearchRequest(q="服务", sort="newest", place=("东湾区",)),
    SearchRequest(q="检查 OR 会议"),
    SearchRequest(q="怎样把养老服务送到每一位老人的家里"),  # none has all the words
    SearchRequest(q="顾秉衡"),
    SearchRequest(q="此语无处可寻觅"),
]


def every_hit(searcher: Searcher, request: SearchRequest) -> Iterator[Hit]:
    """All pages, one after the other."""
    page = replace(request, limit=7)
    while hits := searcher.search(page).hits:
        yield from hits
        page = replace(page, offset=page.offset + page.limit)


@pytest.mark.parametrize("request_", SEARCHES, ids=lambda one: one.q or "everything")
def test_the_first_of_each_issue_with_the_next_ones(searcher: Searcher, request_: SearchRequest) -> None:
    flat = list(every_hit(searcher, replace(request_, limit=MAX_LIMIT)))
    by_issue: dict[str, list[Hit]] = {}
    for hit in flat:
        by_issue.setdefault(hit.issue.id, []).append(hit)
    grouped = list(every_hit(searcher, replace(request_, group="issue")))
    assert [hit.id for hit in grouped] == [hits[0].id for hits in by_issue.values()]
    for hit, hits in zip(grouped, by_issue.values(), strict=True):
        assert hit.in_issue == len(hits)
        assert [one.id for one in hit.further] == [one.id for one in hits[1 : FURTHER + 1]]
        assert [one.title_pieces for one in hit.further] == [one.title_pieces for one in hits[1 : FURTHER + 1]]
        assert replace(hit, further=()) == hits[0]
    assert not flat or any(hit.further for hit in grouped)
    results = searcher.search(replace(request_, group="issue"))
    assert (results.total, results.in_issues) == (len(flat), len(grouped))
    assert results.facets == searcher.search(request_).facets
