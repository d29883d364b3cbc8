"""Why a search found nothing: for each condition, what it finds by itself and what the rest finds without it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from search.request import FACETS, SearchRequest
from web.conditions import Condition, clauses, without_clause
from web.language import zh

_CHECKED = 6  # clauses, and as many filters: each costs two searches


@dataclass(frozen=True, slots=True)
class Check:
    label: str
    alone: SearchRequest | None  # None: a switch, which finds nothing by itself
    alone_total: int
    without: SearchRequest
    without_total: int


def checks(
    wanted: SearchRequest, chosen: list[Condition], words: str, total: Callable[[SearchRequest], int]
) -> list[Check]:
    """A row for each clause and each filter; none where there is but one condition. `total` asks the searcher."""
    rows: list[Check] = []
    parts = clauses(words)
    if len(parts) + len(chosen) < 2:
        return rows
    for clause in parts[:_CHECKED]:
        alone = SearchRequest(q=clause, literal=wanted.literal, printed=wanted.printed)
        rows.append(_check(zh(clause), alone, _without(wanted, clause), total))
    for condition in chosen[:_CHECKED]:
        read = condition.read
        without = _without(wanted, read.text) if read else condition.without
        rows.append(
            _check(condition.label, SearchRequest(q=read.text) if read else _only(wanted, without), without, total)
        )
    return rows


def _check(
    label: str, alone: SearchRequest | None, without: SearchRequest, total: Callable[[SearchRequest], int]
) -> Check:
    return Check(label, alone, total(alone) if alone else 0, without, total(without))


def _without(wanted: SearchRequest, clause: str) -> SearchRequest:
    return replace(wanted, q=without_clause(wanted.q, clause), offset=0)


def _only(wanted: SearchRequest, without: SearchRequest) -> SearchRequest | None:
    """The one filter in which the two searches differ, with no query."""
    if (without.start, without.end) != (wanted.start, wanted.end):
        return SearchRequest().within(wanted.start, wanted.end)
    for name in FACETS:
        differing = tuple(value for value in getattr(wanted, name) if value not in getattr(without, name))
        if differing:
            filters: dict[str, Any] = {name: differing}
            return SearchRequest(**filters)
    return None
