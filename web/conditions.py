"""What narrows a search, as the page shows it: chips that can be removed, and the words that are left to look for.

A date or an issue number in the query is read as a filter (`Results.interpretation`). It is removed by asking for it
as text, and replaced, when another date is chosen, by taking its words out of the query.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup

from search.request import FACETS, SearchRequest
from search.results import Interpretation, Results
from web.dates import period
from web.language import gettext, zh
from web.wording import field, labelled, reading

_CLAUSE = re.compile(r'"[^"]*"|“[^”]*”|\S+')
# With any of these a clause does not stand for itself.
_OPERATORS = re.compile(r'^[-－]|[()|｜~]|^(?:and|or|not|&&|与|或|非)$|.["“]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter: its words, and the search without it."""

    label: Markup
    without: SearchRequest
    field: str = ""  # what it is a filter of; none: a switch
    read: Interpretation | None = None  # read from the query, not chosen


def readings_shown(request: SearchRequest, results: Results) -> tuple[Interpretation, ...]:
    """Clauses that were read as filters."""
    return tuple(r for r in results.interpretation if r.field != "synonym" and r.text not in request.as_text)


def widened(request: SearchRequest, results: Results) -> list[tuple[Interpretation, SearchRequest]]:
    """Clauses that are searched for in other words as well, and the search for each as typed only."""
    return [(r, as_text(request, r)) for r in results.interpretation if r.field == "synonym"]


def conditions(request: SearchRequest, results: Results, issue_label: Callable[[str], str]) -> list[Condition]:
    """Every filter of this search, those read from the query first."""
    found = [Condition(reading(r), as_text(request, r), field(r.field), r) for r in readings_shown(request, results)]
    if request.start or request.end:
        chosen = labelled("date", period(request.start, request.end))
        found.append(Condition(chosen, request.within(None, None), field("date")))
    for facet in FACETS:
        for value in getattr(request, facet):
            label = labelled(facet, _shown(facet, value, issue_label))
            found.append(Condition(label, request.toggled(facet, value), field(facet)))
        for value in request.excludes(facet):
            label = labelled(facet, _shown(facet, value, issue_label), excluded=True)
            found.append(Condition(label, request.excluded(facet, value), field(facet)))
    if request.literal:
        found.append(Condition(gettext("逐字"), replace(request, literal=False, offset=0)))
    if request.printed:
        found.append(Condition(gettext("只认印出的字形"), replace(request, printed=False, offset=0)))
    return found


def _shown(facet: str, value: str, issue_label: Callable[[str], str]) -> str:
    return issue_label(value) if facet == "issue" else zh(name_of(value) if facet == "person" else value)


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


def in_words(results: Results, chosen: Iterable[Condition]) -> str:
    """What was asked, in one line: the words and every condition."""
    return "　".join(filter(None, (words_left(results), *(one.label.striptags() for one in chosen)))) or gettext(
        "全部文章"
    )


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
