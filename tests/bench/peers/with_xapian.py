"""Xapian: words of titles count twice, phrases by positions, facets by match spies over values.

A value holds one text, but an article has many people. A spy of ours therefore notes which articles match, and their
people are counted from a table beside: faster than a value, and a spy of Xapian's, for each person of an article.
"""

import json
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import xapian

from tests.bench.peers.serving import PEOPLE, TOP, Answer, Counts, Engine, rows, run

SECTION, MONTH, DAY = range(3)  # values
PEOPLE_OF = "people.json"  # of each article
GAP = 100  # positions between title and body
LONGEST = 240  # bytes of a term


def build(documents: Path, folder: Path) -> None:
    base = xapian.WritableDatabase(str(folder / "xapian"), xapian.DB_CREATE_OR_OVERWRITE)
    people: list[list[str]] = []
    for row in rows(documents):
        document = xapian.Document()
        title = row["title"].split()
        for position, word in enumerate(title):
            document.add_posting(_cut(word), position, 2)
        for position, word in enumerate(row["body"].split(), start=len(title) + GAP):
            document.add_posting(_cut(word), position)
        document.add_boolean_term(_cut("XS" + row["section"]))
        for person in row["people"]:
            document.add_boolean_term(_cut("XP" + person))
        people.append(row["people"])
        document.add_value(SECTION, row["section"])
        document.add_value(MONTH, row["month"])
        document.add_value(DAY, xapian.sortable_serialise(row["day"]))
        base.add_document(document)
    base.commit()
    base.close()
    (folder / PEOPLE_OF).write_text(json.dumps(people), encoding="utf-8")


class _Matching(xapian.MatchSpy):
    """Notes the documents that match."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[int] = []

    def __call__(self, document: xapian.Document, weight: float) -> None:
        self.ids.append(document.get_docid())


def open_index(folder: Path) -> Engine:
    base = xapian.Database(str(folder / "xapian"))
    people = [[], *json.loads((folder / PEOPLE_OF).read_text(encoding="utf-8"))]  # documents count from 1
    everything = base.get_doccount()
    enquire = xapian.Enquire(base)
    enquire.set_weighting_scheme(xapian.BM25Weight(1.2, 0, 1, 0.4, 0))

    def answer(query: dict[str, Any]) -> Answer:
        section, month = (xapian.ValueCountMatchSpy(value) for value in (SECTION, MONTH))
        matching = _Matching()
        enquire.set_query(_query(query))
        for spy in (section, month, matching):
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, TOP, everything)  # all are looked at: the counts are exact
        enquire.clear_matchspies()
        person = Counter(chain.from_iterable(people[number] for number in matching.ids))
        top = [match.docid - 1 for match in found]
        total = found.get_matches_estimated()
        return Answer(top, total, _counts(section), _counts(month), person.most_common(PEOPLE))

    return answer


def _query(query: dict[str, Any]) -> xapian.Query:
    words = [_cut(word) for word in query["words"]]
    if query["kind"] == "phrase":
        whole = xapian.Query(xapian.Query.OP_PHRASE, words, len(words))
    else:
        whole = xapian.Query(xapian.Query.OP_AND, words)
    filters = [_cut(prefix + query[name]) for prefix, name in (("XS", "section"), ("XP", "person")) if query[name]]
    for term in filters:
        whole = xapian.Query(xapian.Query.OP_FILTER, whole, xapian.Query(term))
    if query["start"] is not None:
        first, last = (xapian.sortable_serialise(query[name]) for name in ("start", "end"))
        days = xapian.Query(xapian.Query.OP_VALUE_RANGE, DAY, first, last)
        whole = xapian.Query(xapian.Query.OP_FILTER, whole, days)
    return whole


def _counts(spy: xapian.ValueCountMatchSpy) -> Counts:
    return [(item.term.decode(), item.termfreq) for item in spy.values()]


def _cut(term: str) -> bytes:
    return term.encode()[:LONGEST]


if __name__ == "__main__":
    run(__file__, xapian.version_string(), build, open_index)
