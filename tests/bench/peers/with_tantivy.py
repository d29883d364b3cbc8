"""tantivy by its Python bindings, its facets as terms aggregations over fast fields of numbers.

Sections, months and people are kept as numbers, which the driver turns into values: three times as fast as aggregations
over texts, which `with_tantivy_texts` measures. One thread writes, so that there is one segment. A search gives the
best with their count, an aggregation the facets: the bindings have no one pass for both.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query, TextAnalyzerBuilder, Tokenizer

from tests.bench.peers.serving import PEOPLE, TOP, Answer, Engine, rows, run

HEAP = 1_000_000_000
FACETS = {
    "section": {"terms": {"field": "section", "size": 100}},
    "month": {"terms": {"field": "month", "size": 10_000}},
    "person": {"terms": {"field": "people", "size": PEOPLE}},
}
VALUES = "values.json"  # the texts of the numbers

Clauses = list[tuple[Occur, Query]]


def index_of(folder: Path, schema: tantivy.Schema | None = None) -> tantivy.Index:
    """A new index of this schema, or the one that is there."""
    index = tantivy.Index(schema, path=str(folder)) if schema else tantivy.Index.open(str(folder))
    index.register_tokenizer("blanks", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def fill(documents: Path, folder: Path, builder: tantivy.SchemaBuilder, row_of: Callable[[Any], Any]) -> None:
    """Index the articles, each as `row_of` gives it; `builder` has the fields of the facets."""
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="blanks", index_option="position")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    schema = builder.build()
    writer = index_of(folder, schema).writer(heap_size=HEAP, num_threads=1)
    for row in rows(documents):
        writer.add_document(tantivy.Document.from_dict(row_of(row), schema))
    writer.commit()
    writer.wait_merging_threads()


def engine(index: tantivy.Index, code: Callable[[str], Any], value: Callable[[Any], str]) -> Engine:
    """Answers queries; `code` and `value` turn a facet's text into what is kept of it and back."""
    index.reload()
    schema, searcher = index.schema, index.searcher()

    def answer(query: dict[str, Any]) -> Answer:
        clauses = _texts(schema, query) + _filters(schema, query, code)
        whole = Query.boolean_query(clauses) if len(clauses) > 1 else clauses[0][1]
        found = searcher.search(whole, TOP, count=True)
        facets = searcher.aggregate(whole, FACETS)
        section, month, person = (
            [(value(bucket["key"]), bucket["doc_count"]) for bucket in facets[name]["buckets"]] for name in FACETS
        )
        return Answer([address.doc for _, address in found.hits], found.count, section, month, person)

    return answer


def _texts(schema: tantivy.Schema, query: dict[str, Any]) -> Clauses:
    if query["kind"] == "phrase":
        return [_either(*(Query.phrase_query(schema, field, query["words"]) for field in ("title", "body")))]
    return [
        _either(*(Query.term_query(schema, field, word, "freq") for field in ("title", "body")))
        for word in query["words"]
    ]


def _either(title: Query, body: Query) -> tuple[Occur, Query]:
    both = Query.boolean_query([(Occur.Should, Query.boost_query(title, 2.0)), (Occur.Should, body)])
    return Occur.Must, both


def _filters(schema: tantivy.Schema, query: dict[str, Any], code: Callable[[str], Any]) -> Clauses:
    found = [
        Query.term_query(schema, field, code(query[name]), "basic")
        for field, name in (("people", "person"), ("section", "section"))
        if query[name] is not None
    ]
    if query["start"] is not None:
        days = (query["start"], query["end"])
        found.append(Query.range_query(schema, "day", tantivy.FieldType.Unsigned, *days))
    return [(Occur.Must, Query.const_score_query(clause, 0.0)) for clause in found]


def build(documents: Path, folder: Path) -> None:
    builder = tantivy.SchemaBuilder()
    for field in ("section", "month", "people"):
        builder.add_unsigned_field(field, indexed=True, fast=True)
    codes: dict[str, int] = {}

    def coded(row: dict[str, Any]) -> dict[str, Any]:
        numbers = {name: codes.setdefault(row[name], len(codes)) for name in ("section", "month")}
        return row | numbers | {"people": [codes.setdefault(key, len(codes)) for key in row["people"]]}

    fill(documents, folder, builder, coded)
    (folder / VALUES).write_text(json.dumps(list(codes)), encoding="utf-8")


def open_index(folder: Path) -> Engine:
    values = json.loads((folder / VALUES).read_text(encoding="utf-8"))
    codes = {value: code for code, value in enumerate(values)}
    return engine(index_of(folder), codes.__getitem__, values.__getitem__)


if __name__ == "__main__":
    run(__file__, tantivy.__version__, build, open_index)
