"""What is asked of the searcher: one value, from which every link on a page is another value."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

from search.errors import BadRequest

Sort = Literal["relevance", "newest", "oldest"]
Group = Literal["issue"]
GROUPS: tuple[Group, ...] = ("issue",)
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
Facet = Literal["section", "person", "place", "organization", "issue"]
FACETS: tuple[Facet, ...] = ("section", "person", "place", "organization", "issue")  # each with a filter of its name
COUNTED: tuple[str, ...] = ("section", "person", "date", "place")  # with every search, unless others are asked for
MAX_QUERY = 1000  # characters; more is cut, and told
MAX_LIMIT = 100


def require_page(limit: int, offset: int, most: int) -> None:
    """Raises BadRequest for a page of a list that there cannot be."""
    if not 0 <= limit <= most or offset < 0:
        found = f"limit 须在 0 到 {most} 之间，offset 不小于 0，收到 {limit}、{offset} (out of range)"
        raise BadRequest(found, "limit", "offset")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The query as typed and the filters chosen. Values of one filter are alternatives; filters all hold.

    Values of a person are keys, of an issue ids.
    """

    q: str = ""
    section: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    organization: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    without: tuple[tuple[Facet, str], ...] = ()  # values that no hit may have
    start: dt.date | None = None  # "from" outside Python
    end: dt.date | None = None  # "to"; both ends included
    sort: Sort | None = None  # None: relevance with words to rank by, else newest
    literal: bool = False  # no word matching
    printed: bool = False  # nothing folded
    as_text: tuple[str, ...] = ()  # clauses that would be read as dates or numbers, to be searched as text
    group: Group | None = None  # the hits of an issue stand together, and issues are counted by limit and offset
    limit: int = 20
    offset: int = 0
    counted: tuple[str, ...] = COUNTED  # of which facets the values are counted
    facet_limit: int = 100  # values a facet; those selected come on top

    def __post_init__(self) -> None:
        if not 0 <= self.limit <= MAX_LIMIT:
            raise BadRequest(f"limit 须在 0 到 {MAX_LIMIT} 之间，收到 {self.limit} (limit out of range)", "limit")
        if not 0 <= self.offset <= 10**9:
            raise BadRequest(f"offset 须在 0 到 10 亿之间，收到 {self.offset} (offset out of range)", "offset")
        if self.start and self.end and self.start > self.end:
            english = f"from {self.start} is after to {self.end}"
            raise BadRequest(f"起始日期 {self.start} 晚于截止日期 {self.end} ({english})", "from", "to")

    def toggled(self, facet: str, value: str) -> "SearchRequest":
        """This search with one facet value added or removed, from the first hit."""
        old: tuple[str, ...] = getattr(self, facet)
        changed: dict[str, Any] = {facet: tuple(v for v in old if v != value) if value in old else (*old, value)}
        return replace(
            self, **changed, without=tuple(pair for pair in self.without if pair != (facet, value)), offset=0
        )

    def excluded(self, facet: Facet, value: str) -> "SearchRequest":
        """This search without the hits that have one facet value, or with them again, from the first hit."""
        pair = facet, value
        rest = tuple(one for one in self.without if one != pair)
        chosen: dict[str, Any] = {facet: tuple(v for v in getattr(self, facet) if v != value)}
        return replace(self, **chosen, without=rest if pair in self.without else (*rest, pair), offset=0)

    def excludes(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that no hit may have."""
        return tuple(value for name, value in self.without if name == facet)

    def within(self, start: dt.date | None, end: dt.date | None) -> "SearchRequest":
        """This search between two days, from the first hit."""
        return replace(self, start=start, end=end, offset=0)
