"""The terms of a document are those that Whoosh makes of its fields."""

import datetime as dt
from dataclasses import replace

import pytest

from search.columns.terms import FIELDS
from search.schema import SCHEMA, IndexDocument, terms_of

PLAIN = IndexDocument(
    id="简报-2024-01-aa", kind="article", source="2024/a.txt", issue="简报-2024-01", position=1,
    section=None, date=None, date_end=None, people=(), names=(), posts=(), places=(), organizations=(),
    title="题", body="文", data={},
)  # fmt: skip
NAMED = replace(PLAIN, people=("王䶮", "李明@民政局"), places=("岚州市",), organizations=("市 民政局",))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(PLAIN, id="nothing named"),
        pytest.param(
            replace(PLAIN, kind="issue", section="市级 动态", date=dt.date(2024, 1, 18)), id="section and day"
        ),
        pytest.param(NAMED, id="values of facets, which the codec keeps"),
    ],
)
def test_terms_of_a_document_are_those_that_whoosh_makes_of_its_fields(document: IndexDocument) -> None:
    values = {
        "date": document.date and document.date.toordinal(),
        **{name: getattr(document, name) for name in ("id", "kind", "source", "issue", "section")},
        **{name: "，".join(getattr(document, name)) for name in ("people", "places", "organizations")},
    }
    made = [
        ((name, text), weight, kept)
        for name, value in values.items()
        if value
        for text, _, weight, kept in SCHEMA[name].index(value)
    ]
    assert sorted(terms_of(document)) == sorted(term for term, _, _ in made)
    assert {(weight, kept) for _, weight, kept in made} == {(1.0, b"")}
    assert {name for (name, _), _, _ in made} <= set(SCHEMA.names()) - {*FIELDS, "document"}
