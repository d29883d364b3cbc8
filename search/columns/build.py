"""Stored documents of a segment -> its columns: postings, literal texts, facet codes, sort keys, field lengths."""

import datetime as dt
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from search.columns.literal import Literals, LiteralsBuilder
from search.columns.postings import Lengths, Terms, TermsBuilder
from search.fold import fold
from search.schema import IndexDocument, stored_document

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

KINDS = ("article", "issue")


@dataclass(frozen=True, slots=True)
class Codes:
    """A facet of several values a document: those of document d are codes[starts[d]:starts[d + 1]]."""

    starts: Longs
    codes: Ints
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A segment's arrays, all indexed by its document number (deleted documents included)."""

    kind: npt.NDArray[np.uint8]  # index into KINDS
    date: Ints  # proleptic ordinal of the first day, 0 where none
    date_end: Ints  # of the last day
    position: Ints
    lengths: Lengths
    section: Codes
    issue: Codes
    person: Codes
    place: Codes
    organization: Codes
    terms: Terms
    literals: Literals
    names: tuple[str, ...]  # parallel to person.values
    last_posts: tuple[tuple[int, str], ...]  # parallel to person.values: ordinal of the day, post as printed


@dataclass(slots=True)
class _Coder:
    known: dict[str, int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=lambda: [0])
    codes: list[int] = field(default_factory=list)

    def add(self, values: Iterable[str]) -> None:
        self.codes.extend(sorted({self.known.setdefault(v, len(self.known)) for v in values}))
        self.starts.append(len(self.codes))

    def done(self) -> Codes:
        return Codes(np.array(self.starts, np.int64), np.array(self.codes, np.int32), tuple(self.known))


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day else 0


class LastPosts:
    """Documents, in any order -> by people's keys their names and last posts."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.posts: dict[str, tuple[int, str]] = {}  # ordinal of the day, post as printed; (0, "") of who has none

    def add(self, document: IndexDocument) -> None:
        day = _ordinal(document.date)
        for key, name, post in zip(document.people, document.names, document.posts, strict=True):
            self.names[key] = name
            last = self.posts.get(key, (0, ""))
            self.posts[key] = max(last, (day, post)) if post else last


class ColumnsBuilder:
    """Documents of a segment, in their order -> its columns."""

    def __init__(self) -> None:
        self._kinds, self._days, self._ends, self._positions = bytearray(), array("i"), array("i"), array("i")
        self._section, self._issue, self._person, self._place, self._organization = (_Coder() for _ in range(5))
        self._terms, self._literals = TermsBuilder(), LiteralsBuilder()
        self._last_posts = LastPosts()

    def __len__(self) -> int:
        return len(self._kinds)

    @property
    def characters(self) -> int:
        return self._literals.characters

    def add(self, document: IndexDocument) -> None:
        day = _ordinal(document.date)
        self._kinds.append(KINDS.index(document.kind))
        self._days.append(day)
        self._ends.append(max(day, _ordinal(document.date_end or document.date)))
        self._positions.append(document.position)
        self._section.add((document.section,) if document.section else ())
        self._issue.add((document.issue,))
        self._person.add(document.people)
        self._place.add(document.places)
        self._organization.add(document.organizations)
        self._last_posts.add(document)
        printed = f"{document.title}\n{document.body}"
        folded, size = fold(printed), len(document.title)
        self._literals.add(printed, folded, size)
        self._terms.add(folded[:size], folded[size + 1 :])

    def done(self) -> Columns:
        people = self._person.done()
        terms, lengths = self._terms.done()
        return Columns(
            kind=np.frombuffer(self._kinds, np.uint8),
            date=np.array(self._days, np.int32),
            date_end=np.array(self._ends, np.int32),
            position=np.array(self._positions, np.int32),
            lengths=lengths,
            section=self._section.done(),
            issue=self._issue.done(),
            person=people,
            place=self._place.done(),
            organization=self._organization.done(),
            terms=terms,
            literals=self._literals.done(),
            names=tuple(self._last_posts.names[key] for key in people.values),
            last_posts=tuple(self._last_posts.posts[key] for key in people.values),
        )


def columns_of(reader: Any) -> Columns:
    """The columns of a segment, derived by what Whoosh reads its stored documents with."""
    builder = ColumnsBuilder()
    for number in range(reader.doc_count_all()):
        builder.add(stored_document(reader.stored_fields(number)["document"]))
    return builder.done()
