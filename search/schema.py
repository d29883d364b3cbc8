"""What the index holds: the index document, the Whoosh schema made for it, and the version of both."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, NUMERIC, STORED, FieldType, Schema
from whoosh.formats import Format, Frequency, Positions

from search.analyzer import WordAnalyzer

SCHEMA_VERSION = 4  # an index of another version must be rebuilt


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article as indexed, or what of an issue lies outside its articles. Carries no Whoosh types."""

    id: str
    kind: str  # article, issue
    source: str  # path of the file below the corpus folder
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
    return _Bare(_Values(), Frequency())


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


def fields_of(document: IndexDocument) -> dict[str, Any]:
    """The arguments of Whoosh's `add_document`; what is absent is left out."""
    row: dict[str, Any] = {
        "id": document.id,
        "kind": document.kind,
        "source": document.source,
        "issue": document.issue,
        "section": document.section,
        "date": document.date and document.date.toordinal(),
        "people": "\n".join(document.people),
        "places": "\n".join(document.places),
        "organizations": "\n".join(document.organizations),
        "title": document.title,
        "body": document.body,
        "document": document.stored(),
    }
    return {name: value for name, value in row.items() if value not in (None, "")}
