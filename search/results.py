"""What a search gives: hits, exact totals, facets, and what was made of the query. `to_json` gives the API's object."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from search.model import Article, Bulletin, Distribution, Issue, Leaving, Person, to_json

Piece = tuple[str, bool]  # text as printed, and whether it matched


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A clause of the query that was read as a filter, or is searched for in other words as well.

    And how many hits searching its text only would find.
    """

    text: str  # as typed
    field: Literal["date", "issue", "person", "place", "section", "organization", "synonym"]
    value: str  # 2022-01-01..2022-01-31, 2024-12, a key, the other words parted by | …
    as_text_total: int | None = None


@dataclass(frozen=True, slots=True)
class FurtherHit:
    """A hit that stands below the first of its issue."""

    id: str
    kind: Literal["article", "issue"]
    title_pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    kind: Literal["article", "issue"]  # issue: its masthead, distribution list or another line outside the articles
    title: str
    title_pieces: tuple[Piece, ...]
    section: str | None
    issue: Issue
    position: int
    date: dt.date | None
    date_end: dt.date | None
    people: tuple[Person, ...]  # mentions left out
    score: float
    snippet: tuple[Piece, ...]
    variant: bool = False  # found only by folding: not printed as typed
    in_issue: int = 1  # hits in its issue, itself among them: the total of the search restricted to that issue
    later: str | None = None  # id of the later version of its issue …
    later_sure: bool = False  # … if it is printed, or the file's name says, that it is
    further: tuple[FurtherHit, ...] = ()  # where hits are grouped, the next ones in its issue


@dataclass(slots=True)  # not frozen: hundreds are made for every answer, in a fifth of the time
class FacetValue:
    value: str
    count: int  # the total with this as its facet's only selection
    selected: bool
    children: tuple["FacetValue", ...] = ()
    note: str | None = None  # a person's latest post as printed; a place's parent
    excluded: bool = False  # no hit may have it


@dataclass(frozen=True, slots=True)
class Variants:
    """How many hits hold the query as typed, and how many only a folded form or another name of it."""

    printed: int
    folded: int
    alias: int


@dataclass(frozen=True, slots=True)
class Results:
    query: str
    total: int  # exact
    took_ms: float
    relaxed: bool
    literal: bool
    printed: bool
    interpretation: tuple[Interpretation, ...]
    notes: tuple[str, ...]
    variants: Variants
    suggestion: str | None
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]  # those that the request wants counted
    issues_total: int  # of the total: issues found by their masthead or distribution list
    in_issues: int  # issues in which the hits lie

    def to_json(self) -> dict[str, Any]:
        """The object of `jianbao search --json` and /api/v1/search."""
        names = (name for name in self.__slots__ if name != "facets")
        out: dict[str, Any] = {name: to_json(getattr(self, name), LEFT_OUT) for name in names}
        out["facets"] = {name: [_facet_json(v) for v in values] for name, values in self.facets.items()}
        return out


# What the object of a search does not show: where people are named stands in the articles.
LEFT_OUT: Leaving = MappingProxyType({Person: ("mentions",), FacetValue: ("note",)})


def _facet_json(value: FacetValue) -> dict[str, Any]:
    """What `to_json` gives, in a fifth of the time: there are hundreds."""
    out: dict[str, Any] = {"value": value.value, "count": value.count, "selected": value.selected}
    if value.excluded:
        out["excluded"] = True
    if value.children:
        out["children"] = [_facet_json(child) for child in value.children]
    return out


Why = Literal["mark", "date", "order"]  # by what a version is the later one: a mark, its day, or that it came later
Same = Literal["bytes", "text"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A bulletin that is not indexed because another prints the same."""

    source: str
    of: str  # path of the file that is indexed; it may be the same file
    issue: str  # id under which both are found
    same: Same


@dataclass(frozen=True, slots=True)
class Reissue:
    """An issue of which there is a later version, and that."""

    source: str
    issue: str
    later_source: str
    later: str
    why: Why | None  # by what it is known to be later; None: no version, a supplement that has the same number

    @property
    def sure(self) -> bool:
        """Whether what is printed, or the file's name, says which is the later one."""
        return self.why in ("mark", "date")


@dataclass(frozen=True, slots=True)
class Edition:
    """An issue among its copies and versions."""

    source: str = ""
    copies: tuple[Copy, ...] = ()
    later: Reissue | None = None
    earlier: tuple[Reissue, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All files that print it, the indexed one first."""
        return tuple(dict.fromkeys((self.source, *(copy.source for copy in self.copies))))


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A hit as it is taken away: whole, and not marked."""

    id: str
    title: str
    issue: Issue
    source: str  # path of its file below the corpus folder
    article: Article | None  # None: the masthead, distribution list or another line of the issue


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """All hits of a search, in order, to be gone through once; and what tells the state that they are of."""

    total: int
    generation: int
    updated: dt.datetime | None
    documents: Iterator[FoundDocument]


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue in a list."""

    issue: Issue
    articles: int
    warnings: int
    source: str = ""  # path of its file below the corpus folder
    titles: int = 0  # that its table of contents lists
    codes: tuple[tuple[str, int], ...] = ()  # of its warnings, with their count
    masthead: str | None = None  # as printed
    edition: Edition = Edition()


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article with its neighbours, and what a query marks in it."""

    article: Article
    issue: Issue
    source: str  # path of its file below the corpus folder
    contents: tuple[Article, ...]  # every article of the issue, in order
    distribution: Distribution | None
    title_pieces: tuple[Piece, ...]
    paragraph_pieces: tuple[tuple[Piece, ...], ...]  # parallel to article.paragraphs
    matches: int  # marked places, title and body
    edition: Edition = Edition()
    later: str | None = None  # id of the article of this title in the later version of the issue


@dataclass(frozen=True, slots=True)
class IssueView:
    """One bulletin as it was read, with its neighbours by date."""

    bulletin: Bulletin
    previous: Issue | None
    next: Issue | None
    edition: Edition = Edition()


@dataclass(frozen=True, slots=True)
class RejectedFile:
    source: str
    code: str  # empty, binary, undecodable, truncated …
    reason: str  # what was found and what to do
    stale: bool = False  # its last good articles are still in the index


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What is in the index and how it came there."""

    issues: int
    articles: int
    first_date: dt.date | None
    last_date: dt.date | None
    generation: int  # its number
    updated: dt.datetime | None
    rejected: tuple[RejectedFile, ...]
    warnings: tuple[tuple[str, int], ...]  # code and count, most frequent first
    versions: dict[str, str]  # schema, parser, lexicon, whoosh, jieba
    unused: tuple[str, ...] = ()  # corrections that do not find their place, as told to staff
    copies: tuple[Copy, ...] = ()
    reissues: tuple[Reissue, ...] = ()
