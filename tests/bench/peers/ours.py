"""The engine's own words channel, made of its parts: the only place that knows how an answer is put together here.

`words` are postings, a phrase is literal; the order is that of the searcher's: score, then newest first.
"""

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from search.columns.facet import Chosen, Mask
from search.columns.snapshot import Snapshot, all_of
from search.evaluate import Evaluation, common
from search.facets import date_counts, value_counts
from search.generations import current
from search.hits import best_of
from search.query import Days
from tests.bench.peers.serving import PEOPLE, TOP, Answer, Engine, run


def build(documents: Path, folder: Path) -> None:
    """The index is there already, beside the documents."""


def open_index(folder: Path) -> Engine:
    snapshot = Snapshot(current(Path(sys.argv[1]).parent / "index"))

    def answer(query: dict[str, Any]) -> Answer:
        evaluation = Evaluation(snapshot, lambda node: snapshot.live, printed=False)
        if query["kind"] == "phrase":
            found = [evaluation.literal(query["text"])]
        else:
            found = [evaluation.word(word) for word in query["words"]]
        mask = np.zeros(snapshot.size, bool)
        mask[common([one.docs for one in found])] = True
        hits = Chosen(all_of([mask, *_filters(evaluation, query)]))
        docs = hits.docs.astype(np.int32)
        scores = np.zeros(len(docs))
        for one in found:
            scores += evaluation.bm25f(one, hits.mask[one.docs])
        section, person = (
            [(value.value, value.count) for value in value_counts(snapshot.facets[name], hits, (), limit)]
            for name, limit in (("section", 100), ("person", PEOPLE))
        )
        years = date_counts(snapshot, hits, None, None)
        months = [(month.value, month.count) for year in years for month in year.children]
        top = docs[best_of(scores, snapshot.newest, docs, TOP)].tolist()
        return Answer(top, len(docs), section, months, person)

    return answer


def _filters(evaluation: Evaluation, query: dict[str, Any]) -> Iterator[Mask]:
    for name in ("section", "person"):
        if query[name] is not None:
            yield evaluation.snapshot.facets[name].mask((query[name],))
    if query["start"] is not None:
        start, end = dt.date.fromordinal(query["start"]), dt.date.fromordinal(query["end"])
        yield evaluation.overlapping(Days(start, end))


if __name__ == "__main__":
    run(__file__, "", build, open_index)
