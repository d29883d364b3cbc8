"""Whoosh 2.7.4 as it comes: its own matchers, BM25F and facets, over words that are cut already."""

from pathlib import Path
from typing import Any

import whoosh
from whoosh import index as whoosh_index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.query import And, NumericRange, Or, Phrase, Term
from whoosh.sorting import Count, FieldFacet

from tests.bench.peers.serving import PEOPLE, TOP, Answer, Counts, Engine, rows, run


def build(documents: Path, folder: Path) -> None:
    schema = Schema(
        title=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True, field_boost=2.0),
        body=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True),
        section=ID(sortable=True),
        month=ID(sortable=True),
        people=KEYWORD(commas=True),
        day=NUMERIC(int, sortable=True),
    )
    writer = whoosh_index.create_in(folder, schema).writer(limitmb=512)
    for row in rows(documents):
        writer.add_document(**row | {"people": ",".join(row["people"])})
    writer.commit()


def open_index(folder: Path) -> Engine:
    searcher = whoosh_index.open_dir(folder).searcher()

    def answer(query: dict[str, Any]) -> Answer:
        facets = {
            "section": FieldFacet("section", maptype=Count),
            "month": FieldFacet("month", maptype=Count),
            "person": FieldFacet("people", allow_overlap=True, maptype=Count),
        }
        found = searcher.search(And(_clauses(query)), limit=TOP, groupedby=facets)
        section, month, person = (_counts(found.groups(name)) for name in facets)
        return Answer([number for _, number in found.top_n], len(found), section, month, person[:PEOPLE])

    return answer


def _clauses(query: dict[str, Any]) -> list[Any]:
    if query["kind"] == "phrase":
        clauses: list[Any] = [Or([Phrase(field, query["words"]) for field in ("title", "body")])]
    else:
        clauses = [Or([Term(field, word) for field in ("title", "body")]) for word in query["words"]]
    if query["person"] is not None:
        clauses.append(Term("people", query["person"]))
    if query["section"] is not None:
        clauses.append(Term("section", query["section"]))
    if query["start"] is not None:
        clauses.append(NumericRange("day", query["start"], query["end"]))
    return clauses


def _counts(groups: dict[Any, int]) -> Counts:
    """Values of most documents first; None stands for the documents without one."""
    found = [(value, count) for value, count in groups.items() if value]
    return sorted(found, key=lambda item: -item[1])


if __name__ == "__main__":
    run(__file__, ".".join(map(str, whoosh.__version__)), build, open_index)
