"""Totals and facet counts under random queries and filters, held against a search and a count by hand."""

import calendar
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from indexer.audit.archive import Archive
from indexer.audit.report import Check, Tally
from search.fold import literal_form
from search.request import FACETS, SearchRequest
from search.results import Results
from search.schema import IndexDocument

VALUES = 3  # of each facet that are chosen, for each request
_ALL = 10**9
_NAMES = {"section": "栏目", "person": "人物", "place": "地区", "organization": "单位", "issue": "期"}
_EVERY = (*FACETS, "date")


class _Hand:
    """Counts by hand: which stored documents match, without the columns."""

    def __init__(self, archive: Archive, words: Sequence[str]) -> None:
        self._documents = archive.documents
        self._having: dict[tuple[str, str | None], set[int]] = defaultdict(set)
        for number, document in archive.documents.items():
            for facet, values in _values(document).items():
                for value in values:
                    self._having[facet, value].add(number)
        found = archive.folded.texts_with({literal_form(word) for word in words})
        self._containing = {form: set(archive.numbers[places].tolist()) for form, places in found.items()}
        self._articles = {number for number, _ in archive.articles}

    def count(self, request: SearchRequest) -> int:
        """Browsing is for articles, but where somebody is asked for."""
        if request.q:
            numbers = set(self._containing[literal_form(request.q)])
        else:
            numbers = set(self._documents) if request.person else set(self._articles)
        for facet in FACETS:
            if chosen := getattr(request, facet):
                numbers &= set().union(*(self._having[facet, value] for value in chosen))
            for value in request.excludes(facet):
                numbers -= self._having[facet, value]
        return sum(_overlaps(self._documents[number], request) for number in numbers)


def _values(document: IndexDocument) -> dict[str, Sequence[str | None]]:
    return {
        "section": (document.section,),
        "person": document.people,
        "place": document.places,
        "organization": document.organizations,
        "issue": (document.issue,),
    }


def _overlaps(document: IndexDocument, request: SearchRequest) -> bool:
    if not (request.start and request.end):
        return True
    if document.date is None:
        return False
    last = max(document.date, document.date_end or document.date)
    return document.date <= request.end and last >= request.start


def check_facets(archive: Archive, pieces: Sequence[str], rounds: int, chance: random.Random) -> Check:
    """`rounds` random requests made of pieces of the texts and of values of the facets."""
    tally = Tally("facets", "任意条件下总数、分面计数与逐篇数得的相同 (totals and facet counts under random filters)")
    everything = archive.searcher.search(SearchRequest(limit=0, facet_limit=_ALL, counted=_EVERY))
    words = [piece for piece in pieces if len(piece) <= 3 and piece.isalpha()][:rounds]
    hand = _Hand(archive, words)
    for _ in range(rounds if archive.documents else 0):
        request = _random_request(everything, words, chance)
        results = archive.searcher.search(request)
        _hold(archive, tally, hand, request, results.total)
        for facet in FACETS:
            values = results.facets[facet]
            for value in chance.sample(values, min(VALUES, len(values))):
                _hold(archive, tally, hand, _choosing(request, facet, value.value), value.count, value.value)
        periods = [
            v for year in results.facets["date"] for month in (year, *year.children) for v in (month, *month.children)
        ]
        for value in chance.sample(periods, min(VALUES, len(periods))):
            _hold(archive, tally, hand, request.within(*_days(value.value)), value.count, value.value)
    return tally.done()


def _random_request(everything: Results, words: Sequence[str], chance: random.Random) -> SearchRequest:
    request = SearchRequest(limit=0, facet_limit=_ALL, counted=_EVERY, literal=True)
    if words and chance.random() < 0.6:
        request = replace(request, q=chance.choice(words))
    for facet in FACETS:
        values = everything.facets[facet]
        if values and chance.random() < 0.3:
            # Frequent ones more often than any: most combinations would have no hit.
            some = values[:20] if chance.random() < 0.7 else values
            chosen = chance.sample([value.value for value in some], min(chance.randint(1, 3), len(some)))
            request = _choosing(request, facet, *chosen)
        if values and chance.random() < 0.1:
            request = request.excluded(facet, chance.choice(values[:20]).value)
    dates = everything.facets["date"]
    if dates and chance.random() < 0.3:
        periods = [period for year in dates for period in (year, *year.children)]
        request = request.within(*_days(chance.choice(periods).value))
    return request


def _choosing(request: SearchRequest, facet: str, *values: str) -> SearchRequest:
    chosen: dict[str, Any] = {facet: values}
    return replace(request, **chosen)


def _days(value: str) -> tuple[dt.date, dt.date]:
    """2024, 2024-03 or 2024-03-18 -> its first and last day."""
    year, month, day = (int(part) for part in f"{value}-0-0".split("-")[:3])
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    last = calendar.monthrange(year, month or 12)[1]
    return dt.date(year, month or 1, 1), dt.date(year, month or 12, last)


def _hold(archive: Archive, tally: Tally, hand: _Hand, request: SearchRequest, told: int, value: str = "") -> None:
    """A total, or the count of a value that `request` chooses, against a search and a count by hand."""
    total = int(archive.searcher.matching(request).sum())
    own = hand.count(request)
    chosen = [f"{_NAMES[facet]} {'、'.join(getattr(request, facet))}" for facet in FACETS if getattr(request, facet)]
    chosen += [f"排除{_NAMES[facet]} {value}" for facet, value in request.without]
    chosen += [f"{request.start} 至 {request.end}"] if request.start else []
    told_of = f"分面“{value}”记 {told} 篇" if value else f"总数报 {told} 篇"
    where = "，".join([f"“{request.q}”", *chosen])
    tally.hold(told == total == own, f"{where}：{told_of}，检索得 {total} 篇，逐篇数得 {own} 篇 (counts disagree)")
