"""What the index holds: the index document, the Whoosh schema made for it, and the version of both."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, NUMERIC, STORED, FieldType, Schema
from whoosh.formats import Existence, Format, Positions

from search.analyzer import WordAnalyzer

SCHEMA_VERSION = 5  # an index of another version must be rebuilt


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


class _Values(Analyzer):  # type: ignore[misc]
    """A field of several whole values: one term each, joined by line feeds on the way in."""

    def __call__(self, value: str, mode: str = "", **kwargs: Any) -> Any:
        token = Token(mode=mode, **kwargs)
        for text in value.split("\n"):
            if text:
                token.text = text
                token.boost = 1.0
                yield token


class _Bare(FieldType):  # type: ignore[misc]
    """A field that is only looked up in: neither stored nor scored by Whoosh."""

    def __init__(self, analyzer: Analyzer, format: Format) -> None:
        self.analyzer = analyzer
        self.format = format
        self.scorable = False
        self.stored = False
        self.unique = False
        self.sortable = False
        self.vector = None
        self.multitoken_query = "default"


class _Words(_Bare):
    """A text whose words the codec keeps (`columns/codec.py`): there are no postings to be made of a value."""

    def __init__(self) -> None:
        super().__init__(WordAnalyzer(), Positions())
        self.scorable = True

    def index(self, value: str, **kwargs: Any) -> tuple[()]:
        return ()


def _values() -> _Bare:
    return _Bare(_Values(), Existence())


SCHEMA = Schema(
    id=ID(unique=True),
    kind=ID(),
    source=ID(),
    issue=ID(),
    section=ID(),
    date=NUMERIC(int, shift_step=0),  # proleptic Gregorian ordinal
    people=_values(),
    places=_values(),
    organizations=_values(),
    title=_Words(),
    body=_Words(),
    document=STORED(),
)


_ONE = ("id", "kind", "source", "issue", "section")
_MANY = ("people", "places", "organizations")


def terms_of(document: IndexDocument) -> Iterator[tuple[str, bytes]]:
    """The terms under which Whoosh finds a document, each once, as the fields of SCHEMA make them; words are none."""
    for name in _ONE:
        if value := getattr(document, name):
            yield name, value.encode()
    if document.date:
        yield "date", SCHEMA["date"].to_bytes(document.date.toordinal())
    for name in _MANY:
        for text in {part for value in getattr(document, name) for part in value.split("\n") if part}:
            yield name, text.encode()
