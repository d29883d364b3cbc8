"""What a query matches, and what filters and facets make of that: masks of documents -> totals and facets."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from search.columns.facet import Chosen, Mask
from search.columns.snapshot import Snapshot, all_of
from search.evaluate import Evaluation
from search.facets import date_counts, value_counts
from search.fold import fold
from search.query import Days, Query
from search.request import FACETS, SearchRequest
from search.results import FacetValue
from search.synonyms import as_named


@dataclass(frozen=True, slots=True)
class Matched:
    """What a query matches before facet filters, and the filters beside it."""

    query: Query
    evaluation: Evaluation
    base: Mask  # live documents that match the tree and the readings other than dates
    days: tuple[Days, ...]  # of the readings
    relaxed: bool


def own(matched: Matched, hits: Mask) -> Mask:
    """The hits that would be found without synonyms, and without the other names of people."""
    root = as_named(matched.query.root)
    return hits if matched.relaxed or root == matched.query.root else hits & matched.evaluation.mask(root)


def filters(snapshot: Snapshot, request: SearchRequest, matched: Matched) -> dict[str, Mask]:
    """A mask for each facet that is filtered by; explicit days replace those read from the query."""
    masks: dict[str, Mask] = {}
    for facet in (*FACETS, "issue"):
        values: tuple[str, ...] = getattr(request, facet)
        if values:
            masks[facet] = snapshot.facets[facet].mask(_keys(snapshot, facet, values))
    days = matched.days
    if request.start or request.end:
        days = (Days(request.start or dt.date.min, request.end or dt.date.max),)
    if days:
        masks["date"] = all_of([matched.evaluation.overlapping(span) for span in days])
    return masks


def wanted(snapshot: Snapshot, request: SearchRequest, matched: Matched, masks: Mapping[str, Mask]) -> Mask:
    """What matches the query and every filter."""
    return all_of([matched.base, *masks.values()]) & _shown(snapshot, request, matched, "")


def hits_in(snapshot: Snapshot, request: SearchRequest, matched: Matched) -> Mask:
    """What a search finds."""
    return wanted(snapshot, request, matched, filters(snapshot, request, matched))


def _keys(snapshot: Snapshot, facet: str, values: Sequence[str]) -> tuple[str, ...]:
    """Person keys; another name of a person, and a bare name that staff have split, stand for all who bear it."""
    if facet != "person":
        return tuple(values)
    known = snapshot.people
    return tuple(key for v in values for key in ((v,) if v in known else snapshot.keys_of.get(fold(v), ())))


def _shown(snapshot: Snapshot, request: SearchRequest, matched: Matched, counting: str) -> Mask:
    """Which kinds of documents a search shows.

    Browsing is for articles; an issue's masthead and distribution list come up when something is looked for in them:
    a text, a field, or a person (`counting` is the facet whose values are being counted, as if one were chosen).
    """
    looked_for = matched.query.seeks or request.person or counting == "person"
    return snapshot.live if looked_for else snapshot.is_article


def facets(
    snapshot: Snapshot, request: SearchRequest, matched: Matched, masks: dict[str, Mask]
) -> dict[str, tuple[FacetValue, ...]]:
    known: dict[tuple[bool, bool], Chosen] = {}

    def others(facet: str) -> Chosen:
        """What matches all but the filter of this facet; the same for all facets that are not filtered by."""
        without = replace(request, person=()) if facet == "person" else request
        shown = _shown(snapshot, without, matched, facet)
        kind = shown is snapshot.live, facet in masks
        if facet in masks or kind not in known:
            mask = all_of([matched.base, *(m for name, m in masks.items() if name != facet)])
            known[kind] = Chosen(mask & shown)
        return known[kind]

    def counted(facet: str, note_of: Callable[[str], str | None] = lambda value: None) -> tuple[FacetValue, ...]:
        chosen: tuple[str, ...] = getattr(request, facet)
        return value_counts(snapshot.facets[facet], others(facet), chosen, request.facet_limit, note_of)

    start, end = request.start, request.end
    if not (start or end) and len(matched.days) == 1:
        start, end = matched.days[0].start, matched.days[0].end
    return {
        "section": counted("section"),
        "person": counted("person", snapshot.last_posts.get),
        "date": date_counts(snapshot, others("date"), start, end),
        "place": counted("place"),
    }
