"""What a query matches, and what filters and facets make of that: masks of documents -> totals and facets."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from search.columns.facet import Chosen, Mask
from search.columns.snapshot import Snapshot, all_of
from search.evaluate import Evaluation
from search.facets import date_counts, no_note, value_counts
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
    """A mask for each facet that is filtered by; explicit days replace those read from the query.

    What must not have some of its values has a mask of its own, under its name after a minus.
    """
    masks: dict[str, Mask] = {}
    for facet in FACETS:
        values: tuple[str, ...] = getattr(request, facet)
        if values:
            masks[facet] = snapshot.facets[facet].mask(_keys(snapshot, facet, values))
        if barred := request.excludes(facet):
            masks[f"-{facet}"] = ~snapshot.facets[facet].mask(_keys(snapshot, facet, barred))
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


def chosen_for(
    snapshot: Snapshot, request: SearchRequest, matched: Matched, masks: Mapping[str, Mask], facet: str
) -> Mask:
    """The documents among which the values of a facet are counted: what matches all but its own choice."""
    without = replace(request, person=()) if facet == "person" else request
    mask = all_of([matched.base, *(mask for name, mask in masks.items() if name != facet)])
    return mask & _shown(snapshot, without, matched, facet)


def facets(
    snapshot: Snapshot, request: SearchRequest, matched: Matched, masks: dict[str, Mask]
) -> dict[str, tuple[FacetValue, ...]]:
    known: dict[bool, Chosen] = {}

    def others(facet: str) -> Chosen:
        """What the values of this facet are counted among; the same for all that are not filtered by."""
        if facet in masks:
            return Chosen(chosen_for(snapshot, request, matched, masks, facet))
        kind = _shown(snapshot, request, matched, facet) is snapshot.live
        if kind not in known:
            known[kind] = Chosen(chosen_for(snapshot, request, matched, masks, facet))
        return known[kind]

    def dates() -> tuple[FacetValue, ...]:
        start, end = request.start, request.end
        if not (start or end) and len(matched.days) == 1:
            start, end = matched.days[0].start, matched.days[0].end
        return date_counts(snapshot, others("date"), start, end)

    def values(facet: str) -> tuple[FacetValue, ...]:
        chosen: tuple[str, ...] = getattr(request, facet)
        barred = request.excludes(facet)
        note_of = snapshot.last_posts.get if facet == "person" else no_note
        return value_counts(snapshot.facets[facet], others(facet), chosen, barred, request.facet_limit, note_of)

    return {facet: dates() if facet == "date" else values(facet) for facet in request.counted}
