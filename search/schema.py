"""What the index holds: the index document, the Whoosh schema made for it, and the version of both."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.analysis import Analyzer, IDAnalyzer
from whoosh.fields import ID, NUMERIC, STORED, FieldType, Schema
from whoosh.formats import Existence, Format, Positions

from search.analyzer import WordAnalyzer

SCHEMA_VERSION = 6  # an index of another version must be rebuilt


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article as indexed, or what of an issue lies outside its articles. Carries no Whoosh types."""

    id: str
    kind: str  # article, issue
    source: str  # path of the file below the corpus folder; "" for an article, whose issue says it
    issue: str
    position: int  # in the bulletin, from 1; 0 for an issue
    section: str | None
    date: dt.date | None
    date_end: dt.date | None
    people: tuple[str, ...]  # keys
    names: tuple[str, ...]  # names, parallel to people
    posts: tuple[str, ...]  # the last post printed, parallel to people; "" where none
    places: tuple[str, ...]
    organizations: tuple[str, ...]
    title: str
    body: str
    data: dict[str, Any]  # the `parse` object's article, or its bulletin without the articles

    def stored(self) -> str:
        """What comes back from the index, as JSON: everything that columns are derived from. See `stored_row`."""
        row = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=dt.date.isoformat)


def stored_document(stored: str) -> IndexDocument:
    """The inverse of `IndexDocument.stored`."""
    return IndexDocument(**stored_row(stored))


def stored_row(stored: str) -> dict[str, Any]:
    """The fields of a stored document, by their names in IndexDocument."""
    row: dict[str, Any] = json.loads(stored)
    for name in _DAYS:
        if row[name] is not None:
            row[name] = dt.date.fromisoformat(row[name])
    for name in _SEVERAL:
        row[name] = tuple(row[name])
    return row


_DAYS = ("date", "date_end")
_SEVERAL = ("people", "names", "posts", "places", "organizations")


class _Kept(FieldType):  # type: ignore[misc]
    """A field whose terms the codec keeps (`columns/codec.py`): there are no postings to be made of a value."""

    def __init__(self, analyzer: Analyzer, format: Format, *, scorable: bool) -> None:
        self.analyzer = analyzer
        self.format = format
        self.scorable = scorable
        self.stored = False
        self.unique = False
        self.sortable = False
        self.vector = None
        self.multitoken_query = "default"

    def index(self, value: str, **kwargs: Any) -> tuple[()]:
        return ()


def _words() -> _Kept:
    """A text by its words."""
    return _Kept(WordAnalyzer(), Positions(), scorable=True)


def _values() -> _Kept:
    """A facet: each of a document's values is a term."""
    return _Kept(IDAnalyzer(), Existence(), scorable=False)


SCHEMA = Schema(
    id=ID(unique=True),
    kind=ID(),
    source=ID(),
    issue=ID(),
    section=_values(),
    date=NUMERIC(int, shift_step=0),  # proleptic Gregorian ordinal
    people=_values(),
    places=_values(),
    organizations=_values(),
    title=_words(),
    body=_words(),
    document=STORED(),
)


_PLAIN = ("id", "kind", "source", "issue")


def terms_of(document: IndexDocument) -> Iterator[tuple[str, bytes]]:
    """The terms that Whoosh keeps of a document, each once, as the fields of SCHEMA make them."""
    for name in _PLAIN:
        if value := getattr(document, name):
            yield name, value.encode()
    if document.date:
        yield "date", SCHEMA["date"].to_bytes(document.date.toordinal())
