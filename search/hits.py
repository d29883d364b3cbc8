"""The documents that match -> the page of hits that is asked for: which, in what order, and what is shown of each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.closest import scores_of
from search.columns.facet import Mask
from search.columns.snapshot import Snapshot
from search.evaluate import Ints, Scores
from search.library import Library, issue_title
from search.matched import Matched
from search.model import Person
from search.query import Node
from search.request import SearchRequest, Sort
from search.results import FurtherHit, Hit
from search.snippet import clipped, matched_ranges, pieces, snippet

FURTHER = 3  # hits of an issue that are listed below its first
EQUAL = 1e-9  # scores that differ by less are


def sort_of(request: SearchRequest, *, ranked: bool) -> Sort:
    """The order asked for, or the usual one: by relevance where there is a text to rank by, else newest first."""
    return request.sort or ("relevance" if ranked else "newest")


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit of the page asked for, and those that stand below it."""

    doc: int
    score: float
    further: tuple[int, ...] = ()


def page_of(snapshot: Snapshot, request: SearchRequest, matched: Matched, mask: Mask) -> list[Shown]:
    """The matching documents of the page asked for, in order."""
    if request.group == "issue":
        return _grouped(snapshot, request, matched, mask)
    docs, scores = first_of(snapshot, request, matched, mask, request.offset + request.limit)
    return list(map(Shown, docs[request.offset :].tolist(), scores[request.offset :].tolist()))


def _grouped(snapshot: Snapshot, request: SearchRequest, matched: Matched, mask: Mask) -> list[Shown]:
    """The first of each issue, issues in the order of these, and the next few of the same issue."""
    docs, scores = first_of(snapshot, request, matched, mask, int(np.count_nonzero(mask)))
    issues = snapshot.facets["issue"].single[docs]
    _, first = np.unique(issues, return_index=True)
    page = np.sort(first)[request.offset : request.offset + request.limit].tolist()
    return [
        Shown(int(docs[at]), float(scores[at]), tuple(docs[issues == issues[at]][1 : FURTHER + 1].tolist()))
        for at in page
    ]


def first_of(
    snapshot: Snapshot, request: SearchRequest, matched: Matched, mask: Mask, wanted: int
) -> tuple[Ints, Scores]:
    """The first `wanted` of the matching documents, in order, and their scores."""
    hits = np.flatnonzero(mask).astype(np.int32)
    ranked = matched.query.ranked
    scores = scores_of(matched.evaluation, matched.query.root, hits, relaxed=matched.relaxed) if ranked else None
    sort = sort_of(request, ranked=ranked)
    if scores is not None and sort == "relevance":
        best = best_of(scores, snapshot.newest, hits, wanted)
        return hits[best], scores[best]
    order = snapshot.by_oldest if sort == "oldest" else snapshot.by_newest
    first = order[mask[order]][:wanted]
    return first, np.zeros(len(first)) if scores is None else scores[np.searchsorted(hits, first)]


def best_of(scores: Scores, newest: Ints, docs: Ints, wanted: int) -> npt.NDArray[np.int64]:
    """The places of the `wanted` best of documents by their scores, of equals the newer, in order."""
    if wanted < len(docs):  # only those that may be on the page have to be ordered
        least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted] if wanted else np.inf
        chosen = (scores >= least - 10 * EQUAL).nonzero()[0]
    else:
        chosen = np.arange(len(docs))
    # What differs by the order of adding up only is equal.
    worth = np.round(scores[chosen] / EQUAL)
    return chosen[np.lexsort((newest[docs[chosen]], -worth))][:wanted]


def hit_of(
    library: Library,
    shown: Shown,
    root: Node,
    request: SearchRequest,
    by_issue: npt.NDArray[np.int64],
    *,
    variant: bool,
) -> Hit:
    row = library.snapshot.stored(shown.doc)
    bulletin = library.bulletins[row["issue"]]
    is_article = row["kind"] == "article"
    title = row["title"] if is_article else issue_title(bulletin.issue)
    body = row["body"]
    ranges = matched_ranges(f"{row['title']}\n{body}", root, printed=request.printed, title=len(row["title"]))
    start = len(row["title"]) + 1
    later = library.edition(row["issue"]).later
    listed = bulletin.distribution.people if bulletin.distribution else ()
    people = (
        tuple(Person(p["name"], p["key"], tuple(p["posts"])) for p in row["data"]["people"]) if is_article else listed
    )
    return Hit(
        id=row["id"],
        kind="article" if is_article else "issue",
        title=title,
        title_pieces=pieces(title, clipped(ranges, 0, len(title)) if is_article else []),
        section=row["section"],
        issue=bulletin.issue,
        position=row["position"],
        date=row["date"],
        date_end=row["date_end"],
        people=people,
        score=round(shown.score, 6),
        snippet=snippet(body, clipped(ranges, start, start + len(body))),
        variant=variant,
        in_issue=int(by_issue[library.snapshot.facets["issue"].code_of[row["issue"]]]),
        later=later.later if later else None,
        later_sure=later is not None and later.sure,
        further=tuple(_further(library, doc, root, request) for doc in shown.further),
    )


def _further(library: Library, doc: int, root: Node, request: SearchRequest) -> FurtherHit:
    """A hit in one line: what is found in its title is marked."""
    row = library.snapshot.stored(doc)
    if row["kind"] != "article":
        return FurtherHit(row["id"], "issue", ((issue_title(library.bulletins[row["issue"]].issue), False),))
    title = row["title"]
    ranges = matched_ranges(f"{title}\n", root, printed=request.printed, title=len(title))
    return FurtherHit(row["id"], "article", pieces(title, clipped(ranges, 0, len(title))))
