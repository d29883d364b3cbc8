"""What narrows a search, as the page shows it: chips that can be removed, and the words that are left to look for.

A date or an issue number in the query is read as a filter (`Results.interpretation`). It is removed by asking for it
as text, and replaced, when another date is chosen, by taking its words out of the query.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from search.dates import format_span
from search.request import FACETS, SearchRequest
from search.results import Interpretation, Results
from web.wording import FIELDS, reading

_CLAUSE = re.compile(r'"[^"]*"|“[^”]*”|\S+')
# With any of these a clause does not stand for itself.
_OPERATORS = re.compile(r'^[-－]|[()|｜~]|^(?:and|or|not|&&|与|或|非)$|.["“]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter: its words, and the search without it."""

    label: str
    without: SearchRequest
    read: Interpretation | None = None  # read from the query, not chosen


def readings_shown(request: SearchRequest, results: Results) -> tuple[Interpretation, ...]:
    """Clauses that were read as filters."""
    return tuple(r for r in results.interpretation if r.field != "synonym" and r.text not in request.as_text)


def widened(request: SearchRequest, results: Results) -> list[tuple[Interpretation, SearchRequest]]:
    """Clauses that are searched for in other words as well, and the search for each as typed only."""
    return [(r, as_text(request, r)) for r in results.interpretation if r.field == "synonym"]


def conditions(request: SearchRequest, results: Results, issue_label: Callable[[str], str]) -> list[Condition]:
    """Every filter of this search, those read from the query first."""
    found = [Condition(reading(r), as_text(request, r), r) for r in readings_shown(request, results)]
    if request.start or request.end:
        found.append(Condition(f"日期：{format_span(request.start, request.end)}", request.within(None, None)))
    for facet in FACETS:
        label_of = {"issue": issue_label, "person": name_of}.get(facet, str)
        for value in getattr(request, facet):
            found.append(Condition(f"{FIELDS[facet]}：{label_of(value)}", request.toggled(facet, value)))
        for value in request.excludes(facet):
            found.append(Condition(f"排除{FIELDS[facet]}：{label_of(value)}", request.excluded(facet, value)))
    if request.literal:
        found.append(Condition("逐字", replace(request, literal=False, offset=0)))
    if request.printed:
        found.append(Condition("只认印出的字形", replace(request, printed=False, offset=0)))
    return found


def name_of(key: str) -> str:
    """What a person's key shows."""
    return key.partition("@")[0]


def as_text(request: SearchRequest, *read: Interpretation) -> SearchRequest:
    """This search with clauses taken as text that were read as filters."""
    return replace(request, as_text=(*request.as_text, *(r.text for r in read)), offset=0)


def not_as_text(request: SearchRequest) -> list[tuple[str, SearchRequest]]:
    """Clauses that are searched as text by choice, and the search that reads them again."""
    chosen = [text for text in request.as_text if text in request.q]
    return [(t, replace(request, as_text=tuple(o for o in request.as_text if o != t), offset=0)) for t in chosen]


def without_clause(q: str, clause: str) -> str:
    """The query less one clause; where it stands by itself first, else where it is found first."""
    q, clause = " ".join(q.split()), " ".join(clause.split())
    alone = re.compile(rf"(?<!\S){re.escape(clause)}(?!\S)")
    rest = alone.sub(" ", q, count=1) if alone.search(q) else q.replace(clause, " ", 1)
    return " ".join(rest.split())


def words_left(results: Results) -> str:
    """The query without what was read as a filter."""
    q = results.query
    for read in results.interpretation:
        if read.field != "synonym":
            q = without_clause(q, read.text)
    return " ".join(q.split())


def clauses(q: str) -> list[str]:
    """The clauses of a plain query; none where operators tie them together."""
    found: list[str] = _CLAUSE.findall(q)
    return [] if any(_OPERATORS.search(clause) for clause in found) else list(dict.fromkeys(found))


def date_replaced(
    request: SearchRequest, results: Results, start: dt.date | None, end: dt.date | None
) -> SearchRequest:
    """This search in another period: instead of the one chosen, and of the one read from the query."""
    q = request.q
    for read in readings_shown(request, results):
        if read.field == "date":
            q = without_clause(q, read.text)
    return replace(request.within(start, end), q=q)


def without_date(request: SearchRequest, results: Results) -> SearchRequest:
    """This search in all periods."""
    return date_replaced(request, results, None, None)
