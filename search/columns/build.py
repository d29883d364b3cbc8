"""Stored documents of a segment -> its columns: postings, literal texts, facet codes, sort keys, field lengths."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from search.columns.literal import Literals, build_literals
from search.columns.postings import Lengths, Terms, build_terms

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


def build_columns(documents: Sequence[Mapping[str, Any]]) -> Columns:
    """Columns of a segment from its stored documents (`IndexDocument.stored`), in their order."""
    section, issue, person, place, organization = (_Coder() for _ in range(5))
    names: dict[str, str] = {}
    last: dict[str, tuple[int, str]] = {}
    for row in documents:
        section.add((row["section"],) if row["section"] else ())
        issue.add((row["issue"],))
        person.add(row["people"])
        place.add(row["places"])
        organization.add(row["organizations"])
        day = _ordinal(row["date"])
        for key, name, post in zip(row["people"], row["names"], row["posts"], strict=True):
            names[key] = name
            last[key] = max(last.get(key, (0, "")), (day, post)) if post else last.get(key, (0, ""))
    people = person.done()
    first = np.array([_ordinal(row["date"]) for row in documents], np.int32)
    end = np.array([_ordinal(row["date_end"] or row["date"]) for row in documents], np.int32)
    texts = [(row["title"], row["body"]) for row in documents]
    terms, lengths = build_terms(texts)
    return Columns(
        kind=np.array([KINDS.index(row["kind"]) for row in documents], np.uint8),
        date=first,
        date_end=np.maximum(first, end),
        position=np.array([row["position"] for row in documents], np.int32),
        lengths=lengths,
        section=section.done(),
        issue=issue.done(),
        person=people,
        place=place.done(),
        organization=organization.done(),
        terms=terms,
        literals=build_literals(texts),
        names=tuple(names[key] for key in people.values),
        last_posts=tuple(last[key] for key in people.values),
    )
