"""What is told of a document that a search finds or not: its clauses, what keeps it out, what its score is made of."""

from dataclasses import dataclass
from typing import Literal

from search.evaluate import Kind
from search.model import Part

Channel = Literal["literal", "folded", "word", "synonym", "name", "field", "excluded"]
Verdict = Literal["found", "relaxed", "filtered", "not_matched", "too_little", "not_shown"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands in the document."""

    part: Part
    offset: int  # code points in the title, or in the body
    text: str  # as printed


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the query, and what of it the document has."""

    kind: Literal["everything", "text", "pattern", "near", "field", "all", "any", "not"]
    text: str  # as it was understood
    matched: bool
    field: str | None = None
    others: tuple[str, ...] = ()  # texts of the same meaning that were searched for as well
    channels: tuple[Channel, ...] = ()  # by which it matches
    places: tuple[Place, ...] = ()  # the first of them
    count: int = 0  # of all places
    missing: tuple[str, ...] = ()  # words or runs of characters that are not there
    apart: tuple[str, ...] = ()  # pieces that are there, but do not follow each other
    variants: tuple[str, ...] = ()  # how it is printed there, where only the printed form was asked for
    held: tuple[str, ...] = ()  # of a field: the values that the document has
    part: Part | None = None  # in which it was looked for; None: in both
    nodes: tuple["Clause", ...] = ()  # of what joins clauses


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition beside the clauses: chosen from a facet, or read from the query."""

    field: str
    wanted: tuple[str, ...]
    held: tuple[str, ...]  # what the document has
    passed: bool
    typed: str | None = None  # the clause it was read from
    excludes: bool = False  # none of what is wanted may be there


@dataclass(frozen=True, slots=True)
class ScorePart:
    """Something that adds to the score; frequencies are null where they play no part."""

    kind: Kind
    text: str
    score: float
    title: int | None = None  # how often it is in the title …
    body: int | None = None  # … and in the body
    documents: int | None = None  # that have it
    idf: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    query: str
    id: str
    title: str
    found: bool  # whether it is among the hits
    verdict: Verdict
    clauses: tuple[Clause, ...]  # all of which are to match
    filters: tuple[Filter, ...]
    score: float  # of the hit; 0 where it is none, or nothing is ranked
    parts: tuple[ScorePart, ...]  # what the score is the sum of
