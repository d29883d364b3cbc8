"""tantivy as its documentation shows facets: terms aggregations over fast fields of texts."""

from pathlib import Path

import tantivy

from tests.bench.peers.serving import Engine, run
from tests.bench.peers.with_tantivy import engine, fill, index_of


def build(documents: Path, folder: Path) -> None:
    builder = tantivy.SchemaBuilder()
    for field in ("section", "month", "people"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    fill(documents, folder, builder, lambda row: row)


def open_index(folder: Path) -> Engine:
    return engine(index_of(folder), str, str)


if __name__ == "__main__":
    run(__file__, tantivy.__version__, build, open_index)
