"""A query tree over a snapshot -> which documents match, as a mask, and how well, as scores.

A text matches literally, which the segments' literals tell exactly, or by all of its words. Scores are BM25F
(Robertson and Zaragoza 2009) over the words of every clause, and over the clause itself where it stands literally, so
that a literal phrase comes above scattered words and a title above a body.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p
from typing import Literal

import numpy as np
import numpy.typing as npt

from search.analyzer import words
from search.columns.facet import Mask
from search.columns.segment import Occurrences
from search.columns.snapshot import Places, Snapshot, all_of, any_of
from search.fold import fold, joined
from search.query import And, Days, Everything, Named, Near, Node, Not, Numbered, Or, Pattern, Text, leaves

K1 = 1.2
B = 0.4  # bulletins' articles differ in length by their matter, not by their wordiness
TITLE_WEIGHT = 2.0
LITERAL_WEIGHT = 1.5  # a clause found as typed, beside its words
NAME_WEIGHT = 4.0  # a clause that is the name of a person of the article

_K1, _TITLE_WEIGHT = np.float32(K1), np.float32(TITLE_WEIGHT)  # so that frequencies stay of single precision


Scores = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Kind = Literal["word", "literal", "characters", "name", "pattern", "near", "passage"]


@dataclass(frozen=True, slots=True)
class Worth:
    """What one thing that was asked for adds to the scores of the hits that have it."""

    kind: Kind
    text: str
    at: Ints  # which of the hits
    scores: Scores  # parallel to `at`
    found: Occurrences | None = None  # where it occurs; None where frequencies play no part


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a question: a word, a character, or two of them."""

    kind: Literal["word", "characters"]
    text: str
    documents: int  # how many have it, deleted ones included


class Evaluation:
    """Evaluates query trees on one snapshot; what it finds is kept for its lifetime, a request."""

    def __init__(self, snapshot: Snapshot, numbers: "Callable[[Numbered], Mask]", *, printed: bool) -> None:
        self.snapshot = snapshot
        self.printed = printed
        self._numbers = numbers
        self.articles = int(np.count_nonzero(snapshot.is_article))  # how many there are
        self._found: dict[tuple[object, ...], Occurrences] = {}
        self._found_places: dict[str, Places] = {}
        self.pieces: dict[Node, tuple[Piece, ...]] = {}  # of trees, once they are made (`search/closest.py`)
        self._folded = self

    def as_printed(self) -> "Evaluation":
        """The same where only what is printed as typed counts; it builds on what this one has found."""
        other = Evaluation(self.snapshot, self._numbers, printed=True)
        other._folded = self
        return other

    def mask(self, node: Node) -> Mask:
        """The live documents that match, issues by their masthead and distribution list among them."""
        match node:
            case Everything():
                return self.snapshot.live
            case Text():
                return self._text(node)
            case Pattern():
                return self._in_part(self._pattern(node.text), node.part)
            case Near():
                return self._in_part(self._near(node), node.part)
            case Named():
                return self._named(node)
            case Days():
                return self.overlapping(node)
            case Numbered():
                return self._numbers(node) & self.snapshot.live
            case And():
                return all_of(self.mask(child) for child in node.nodes)
            case Or():
                return any_of(self.mask(child) for child in node.nodes)
            case Not():
                # Only what is said literally is excluded.
                return self.snapshot.live & ~self.mask(literally(node.node))

    def overlapping(self, days: Days) -> Mask:
        """Documents whose span of days overlaps the given one."""
        s = self.snapshot
        return s.live & (s.date > 0) & (s.date <= days.end.toordinal()) & (s.date_end >= days.start.toordinal())

    def add_scores(self, root: Node, ranking: "Ranking", *, words: bool = True) -> None:
        """Add what the query is worth in the hits, which match.

        Without `words`, those of texts that were typed plainly are left out.
        """
        for leaf in leaves(root):
            if isinstance(leaf, Text):
                if words or not leaf.by_words:
                    for word in terms_of(leaf.text, printed=self.printed):
                        ranking.add_found("word", word, self.word(word))
                for text in (leaf.text, *leaf.others):
                    ranking.add_found("literal", text, self.literal(text), LITERAL_WEIGHT)
                if keys := self.snapshot.keys_of.get(fold(joined(leaf.text))):
                    named = np.flatnonzero(self.snapshot.facets["person"].mask(keys)[ranking.hits]).astype(np.int32)
                    ranking.add(Worth("name", leaf.text, named, np.full(len(named), NAME_WEIGHT)))
            elif isinstance(leaf, Pattern):
                ranking.add_found("pattern", leaf.text, self._pattern(leaf.text))
            elif isinstance(leaf, Near):
                ranking.add_found("near", " ".join(leaf.texts), self._near(leaf))

    def literal(self, text: str) -> Occurrences:
        """The documents that contain the text literally."""
        return self._kept(("literal", text), lambda: self._read_literal(text))

    def _read_literal(self, text: str) -> Occurrences:
        if self._folded is not self and not self.snapshot.varies(text):
            return self._folded.literal(text)
        found = self._places(text)
        printed = self.snapshot.as_printed(found, text) if self.printed else found
        if printed is found and self._folded is not self:
            return self._folded.literal(text)
        return self.snapshot.at_places(printed)

    def _places(self, text: str) -> Places:
        known = self._folded._found_places
        if text not in known:
            known[text] = self.snapshot.places(text)
        return known[text]

    def word(self, word: str) -> Occurrences:
        """The documents that have a word, in title or body."""
        return self._kept(("word", word), lambda: self._read_word(word))

    def _read_word(self, word: str) -> Occurrences:
        found = self.snapshot.word(fold(word)) if self._folded is self else self._folded.word(word)
        if not self.printed or not self.snapshot.varies(word):
            return found
        # Words are folded in the index: keep the documents that print this one as typed.
        printed = self.literal(word)
        held = np.isin(printed.docs, found.docs, assume_unique=True)
        return Occurrences(printed.docs[held], printed.title[held], printed.body[held])

    def _text(self, node: Text) -> Mask:
        mask = self._in_part(self.literal(node.text), node.part)
        terms = terms_of(node.text, printed=self.printed)
        if node.by_words and terms:
            mask[common([_docs_in(self.word(term), node.part) for term in terms])] = True
        return any_of([mask, *(self._in_part(self.literal(other), node.part) for other in node.others)])

    def _pattern(self, text: str) -> Occurrences:
        return self._kept(("pattern", text), lambda: self.snapshot.pattern(text, printed=self.printed))

    def _near(self, node: Near) -> Occurrences:
        return self._kept(
            ("near", node.texts, node.distance),
            lambda: self.snapshot.near(node.texts, node.distance, printed=self.printed),
        )

    def _named(self, node: Named) -> Mask:
        called = self.snapshot.called(node.field, fold(joined(node.value)))
        return self.snapshot.facets[node.field].mask(called) & self.snapshot.live

    def _in_part(self, found: Occurrences, part: str | None) -> Mask:
        mask = np.zeros(self.snapshot.size, bool)
        mask[_docs_in(found, part)] = True
        return mask

    def _kept(self, key: tuple[object, ...], make: Callable[[], Occurrences]) -> Occurrences:
        if key not in self._found:
            self._found[key] = make()
        return self._found[key]

    def idf(self, documents: int) -> float:
        """How telling something is that so many documents have."""
        return log1p((max(0, self.articles - documents) + 0.5) / (documents + 0.5))

    def bm25f(self, found: Occurrences, held: Mask) -> Scores:
        """What the occurrences are worth in the documents `held` of theirs."""
        docs = found.docs[held]
        title_norm, body_norm = self.snapshot.norms(B)
        tf = found.body[held] * body_norm[docs]
        title = found.title[held]
        if title.any():
            tf += _TITLE_WEIGHT * title * title_norm[docs]
        scores: Scores = self.idf(len(found.docs)) * (K1 + 1) * (tf / (tf + _K1)).astype(np.float64)
        return scores


class Ranking:
    """The scores of hits while they are summed up; `told` gets what they are the sum of."""

    def __init__(self, evaluation: Evaluation, hits: Ints, told: Callable[[Worth], None] | None = None) -> None:
        """`hits` are documents, ascending."""
        self.hits, self.told = hits, told
        self.scores = np.zeros(len(hits))  # parallel to `hits`
        self._bm25f = evaluation.bm25f
        self._place = np.full(evaluation.snapshot.size, -1, np.int32)  # of each document among the hits
        self._place[hits] = np.arange(len(hits), dtype=np.int32)

    def add(self, worth: Worth) -> None:
        self.scores[worth.at] += worth.scores
        if self.told:
            self.told(worth)

    def add_found(self, kind: Kind, text: str, found: Occurrences, weight: float = 1.0) -> None:
        """Add what occurrences are worth in the hits."""
        at = self._place[found.docs]
        held = at >= 0
        self.add(Worth(kind, text, at[held], weight * self._bm25f(found, held), found))


def _docs_in(found: Occurrences, part: str | None) -> Ints:
    """The documents in whose title or body, or in either, something occurs."""
    if part is None:
        return found.docs
    return found.docs[(found.title if part == "title" else found.body) > 0]


def common(lists: Sequence[Ints]) -> Ints:
    """What ascending lists of documents have in common; at least one is given."""
    docs, *others = sorted(lists, key=len)
    for other in others:
        if not len(docs):
            break
        at = np.searchsorted(other, docs)
        docs = docs[other.take(at, mode="clip") == docs]
    return docs


def literally(node: Node) -> Node:
    """The same tree without matching by words."""
    match node:
        case Text():
            return Text(node.text, node.part, by_words=False)
        case And():
            return And(tuple(literally(child) for child in node.nodes))
        case Or():
            return Or(tuple(literally(child) for child in node.nodes))
        case Not():
            return Not(literally(node.node))
        case _:
            return node


@lru_cache(maxsize=256)  # asked again for each hit that is marked
def terms_of(text: str, *, printed: bool) -> tuple[str, ...]:
    """The distinct words of a clause, folded or as typed."""
    folded = fold(text)
    shown = text if printed else folded
    return tuple(dict.fromkeys(shown[start:end] for _, start, end in words(folded)))


def near_spans(text: str, needles: Sequence[str], distance: int) -> list[tuple[int, int]]:
    """Where all needles stand with at most `distance` characters between the end of one and the start of the next."""
    places = [[(m.start(), m.start() + len(n)) for m in re.finditer(f"(?={re.escape(n)})", text)] for n in needles]
    if not all(places):
        return []
    spans = []
    for first in places[0]:
        start, end = first
        for others in places[1:]:
            close = [(a, b) for a, b in others if a - end <= distance and start - b <= distance and (a, b) != first]
            if not close:
                break
            a, b = min(close, key=lambda span: max(span[0] - end, start - span[1]))
            start, end = min(start, a), max(end, b)
        else:
            spans.append((start, end))
    return spans
