"""An article -> the articles most like it: by its telling words, and by the people, places and units that it names.

The weight of a word is how rare it is, times how often it stands here; what it adds to another article is that, times
what it would be worth to a search there. Nothing is read but columns, until the best are told.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.analyzer import words
from search.columns.snapshot import Snapshot
from search.evaluate import K1, TITLE_WEIGHT, B
from search.library import Library
from search.model import Issue
from search.passages import Overlap

SIMILAR = 10  # unless told
MOST = 50
WORDS = 30  # the most telling words that are compared
NAMES = 8  # and so many people, places and units each
NAME_WEIGHT = {"person": 0.6, "place": 0.4, "organization": 0.4}  # beside the words that names are as well
LEAST_SHARE = 0.06  # of what an article would score that is the same; what has less is not alike

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """An article that is like another one."""

    id: str
    title: str
    issue: Issue
    section: str | None
    date: dt.date | None
    score: float  # 1 for what has all of its words as often


def similar_articles(
    library: Library, doc: int, shared: Sequence[Overlap], limit: int = SIMILAR
) -> tuple[SimilarArticle, ...]:
    """The articles most like this one, best first, without those that print the same, of its `overlaps`."""
    snapshot = library.snapshot
    scores = likeness(snapshot, doc)
    whole = scores[doc]
    scores[[doc, *(o.doc for o in shared if o.relation != "passage")]] = 0.0
    scores[~snapshot.is_article] = 0.0
    found = np.flatnonzero(scores > LEAST_SHARE * whole)
    # Of equals the newest first.
    best = found[np.lexsort((snapshot.newest[found], -np.round(scores[found], 9)))][: min(limit, MOST)]
    return tuple(_told(library, at, min(1.0, float(scores[at] / whole))) for at in best.tolist())


def _told(library: Library, doc: int, score: float) -> SimilarArticle:
    row = library.snapshot.stored(doc)
    issue = library.bulletins[row["issue"]].issue
    return SimilarArticle(row["id"], row["title"], issue, row["section"], row["date"], round(score, 4))


def likeness(snapshot: Snapshot, doc: int) -> Scores:
    """How like this document each is."""
    scores = np.zeros(snapshot.size)
    title_norm, body_norm = snapshot.norms(B)
    for word, weight in telling_words(snapshot, doc):
        found = snapshot.word(word)
        tf = TITLE_WEIGHT * found.title * title_norm[found.docs] + found.body * body_norm[found.docs]
        scores[found.docs] += weight * _idf(snapshot, len(found.docs)) * (K1 + 1) * tf / (tf + K1)
    for facet, factor in NAME_WEIGHT.items():
        column = snapshot.facets[facet]
        for value in column.of(doc)[:NAMES]:  # bounds the work, not the choice
            named = column.docs(value)
            scores[named] += factor * _idf(snapshot, len(named)) ** 2
    return scores


def telling_words(snapshot: Snapshot, doc: int) -> list[tuple[str, float]]:
    """The words of a document that tell most of it, with their weights, the greatest first."""
    text, title_size = snapshot.literal_text(doc, printed=False)
    often: dict[str, float] = {}
    for word, start in _whole_words(text):
        if len(word) > 1 and not word[0].isdigit():
            often[word] = often.get(word, 0.0) + (TITLE_WEIGHT if start < title_size else 1.0)
    weights = []
    for word, times in often.items():
        documents = snapshot.frequency(word)
        if documents > 1:  # what stands here alone finds nothing
            weights.append((word, times / (times + K1) * _idf(snapshot, documents)))
    return sorted(weights, key=lambda pair: (-pair[1], pair[0]))[:WORDS]


def _whole_words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text and where they begin, without those within a longer one."""
    found = words(text)
    ends = 0
    for word, start, end in sorted(found, key=lambda w: (w[1], -w[2])):
        if end > ends:
            yield word, start
            ends = end


def _idf(snapshot: Snapshot, documents: int) -> float:
    return float(np.log1p((snapshot.size - documents + 0.5) / (documents + 0.5)))
