"""A query tree over a snapshot -> which documents match, as a mask, and how well, as scores.

A text matches literally, which the segments' literals tell exactly, or by all of its words. Scores are BM25F
(Robertson and Zaragoza 2009) over the words of every clause, and over the clause itself where it stands literally, so
that a literal phrase comes above scattered words and a title above a body.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from search.fold import fold, joined, literal_form
from search.query import And, Days, Everything, Named, Near, Node, Not, Numbered, Or, Pattern, Text, leaves

K1 = 1.2
B = 0.4  # bulletins' articles differ in length by their matter, not by their wordiness
TITLE_WEIGHT = 2.0
LITERAL_WEIGHT = 1.5  # a clause found as typed, beside its words
NAME_WEIGHT = 4.0  # a clause that is the name of a person of the article
GRAM_WEIGHTS = {1: 1.5, 2: 0.7}  # of characters and pairs of them, where no document has all words: pairs repeat words
PASSAGE_WEIGHT = 0.8  # the sentences that have most of a question, beside the article as a whole …
COMPARED = 20  # … among the best so many …
DENSE = 48  # … by the rarest pieces of it
RAREST = 24  # pieces of a question that are looked for everywhere …
COMMON, FEW = 0.1, 1000  # … if not more than this share of the articles has them, or not more than so many …
FEWEST = 12  # … and there are so many of them …
READ = 32  # … and documents in which all of it is
RELAXED_SHARE = 1 / 3  # of what the best document has: where none has all words, those with less are left out …
RELAXED_LEAST = 0.1  # … and those with less than this of all words

_K1, _TITLE_WEIGHT = np.float32(K1), np.float32(TITLE_WEIGHT)  # so that frequencies stay of single precision

_RUN = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")

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
    """A part of a question."""

    kind: Literal["word", "characters"]
    text: str
    documents: int  # how many have it, deleted ones included

    @property
    def weight(self) -> float:
        return 1.0 if self.kind == "word" else GRAM_WEIGHTS[len(self.text)]


class Evaluation:
    """Evaluates query trees on one snapshot; what it finds is kept for its lifetime, a request."""

    def __init__(self, snapshot: Snapshot, numbers: "Callable[[Numbered], Mask]", *, printed: bool) -> None:
        self.snapshot = snapshot
        self.printed = printed
        self._numbers = numbers
        self._articles = int(np.count_nonzero(snapshot.is_article))
        self._found: dict[tuple[object, ...], Occurrences] = {}
        self._found_places: dict[str, Places] = {}
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

    def relaxed(self, root: Node) -> Mask:
        """The documents closest to having all words of the texts that were typed plainly; the rest must hold.

        Words weigh by how few documents have them. Measured as a share of all words, what is asked for in other words
        is lost; as a share of what the best document has, it is not.
        """
        nodes = root.nodes if isinstance(root, And) else (root,)
        firm = [self.mask(node) for node in nodes if not (isinstance(node, Text) and node.by_words)]
        pieces = self.pieces(root)
        if sum(piece.kind == "word" for piece in pieces) < 2:
            return np.zeros(self.snapshot.size, bool)
        weight = np.zeros(self.snapshot.size, np.float32)
        total = 0.0
        for piece in rarest(pieces, max(FEW, COMMON * self._articles)):
            if piece.kind == "word" or len(piece.text) > 1:
                weight[self._of_piece(piece).docs] += self.idf(piece.documents)
                total += self.idf(piece.documents)
        held = all_of([self.snapshot.live, weight > 0, *firm])
        least = max(RELAXED_SHARE * float(weight[held].max(initial=0.0)), RELAXED_LEAST * total)
        close: Mask = held & (weight >= least)
        return close

    def pieces(self, root: Node) -> tuple[Piece, ...]:
        """What the texts that were typed plainly consist of.

        Words, characters, and pairs of these: a name that is no word of the dictionary is cut to pieces.
        """
        nodes = root.nodes if isinstance(root, And) else (root,)
        texts = [node.text for node in nodes if isinstance(node, Text) and node.by_words]
        terms = dict.fromkeys(term for text in texts for term in terms_of(text, printed=self.printed))
        grams = {gram: held for text in texts for gram, held in self._grams(text)}
        return (
            *(Piece("word", term, self.snapshot.documents(fold(term))) for term in terms),
            *(Piece("characters", gram, held) for gram, held in grams.items()),
        )

    def _grams(self, text: str) -> Iterator[tuple[str, int]]:
        """The characters, and pairs of them, within the words of a text, and how many documents have each folded."""
        form = literal_form(text, printed=self.printed)
        singles, pairs = self.snapshot.holders_of(fold(form))
        for run in _RUN.finditer(form):
            yield from ((form[n], singles[n]) for n in range(*run.span()))
            yield from ((form[n : n + 2], pairs[n]) for n in range(run.start(), run.end() - 1))

    def _of_piece(self, piece: Piece) -> Occurrences:
        return self.word(piece.text) if piece.kind == "word" else self.literal(piece.text)

    def overlapping(self, days: Days) -> Mask:
        """Documents whose span of days overlaps the given one."""
        s = self.snapshot
        return s.live & (s.date > 0) & (s.date <= days.end.toordinal()) & (s.date_end >= days.start.toordinal())

    def scores(
        self, root: Node, hits: Ints, *, relaxed: bool = False, told: Callable[[Worth], None] | None = None
    ) -> Scores:
        """The score of each of the documents `hits` (ascending), which match; `told` gets what it is the sum of.

        Where no document has all the words, pairs of characters and single ones count too, as words may be cut
        otherwise or be worded a little otherwise in the text.
        """
        scores = np.zeros(len(hits))
        place = np.full(self.snapshot.size, -1, np.int32)
        place[hits] = np.arange(len(hits), dtype=np.int32)

        def add(worth: Worth) -> None:
            scores[worth.at] += worth.scores
            if told:
                told(worth)

        def of(kind: Kind, text: str, found: Occurrences, weight: float = 1.0) -> Worth:
            at = place[found.docs]
            held = at >= 0
            return Worth(kind, text, at[held], weight * self._bm25f(found, held), found)

        for leaf in leaves(root):
            if isinstance(leaf, Text):
                if not (relaxed and leaf.by_words):
                    for word in terms_of(leaf.text, printed=self.printed):
                        add(of("word", word, self.word(word)))
                for text in (leaf.text, *leaf.others):
                    add(of("literal", text, self.literal(text), LITERAL_WEIGHT))
                if keys := self.snapshot.keys_of.get(fold(joined(leaf.text))):
                    named = np.flatnonzero(self.snapshot.facets["person"].mask(keys)[hits]).astype(np.int32)
                    add(Worth("name", leaf.text, named, np.full(len(named), NAME_WEIGHT)))
            elif isinstance(leaf, Pattern):
                add(of("pattern", leaf.text, self._pattern(leaf.text)))
            elif isinstance(leaf, Near):
                add(of("near", " ".join(leaf.texts), self._near(leaf)))
        if relaxed:
            self._add_closeness(root, hits, scores, of, add, told)
        return scores

    def _add_closeness(
        self,
        root: Node,
        hits: Ints,
        scores: Scores,
        of: Callable[..., Worth],
        add: Callable[[Worth], None],
        told: Callable[[Worth], None] | None,
    ) -> None:
        """What pieces of a question are worth: the rarest in all hits; all others, and where they stand close together,
        in the best of these, whose texts are read."""
        pieces = self.pieces(root)
        rare = rarest(pieces, max(FEW, COMMON * self._articles))
        for piece in rare:
            add(of(piece.kind, piece.text, self._of_piece(piece), piece.weight))
        best = np.sort(np.argsort(-scores, kind="stable")[:READ]).astype(np.int32)
        docs = hits[best]
        texts = [self.snapshot.literal_text(doc, printed=self.printed) for doc in docs.tolist()]
        chosen = set(rare)
        others = [piece for piece in pieces if piece.documents and piece not in chosen]
        if others:
            counts = _Counts(others, docs, texts)
            worth = self._worth_of(counts)
            scores[best] += worth.sum(axis=0)
            if told:
                for n, piece in enumerate(others):
                    at, found = counts.found(n)
                    told(Worth(piece.kind, piece.text, best[at], worth[n, at], found))
        telling = sorted((piece for piece in pieces if piece.documents), key=lambda piece: piece.documents)[:DENSE]
        wanted = {piece.text: self.idf(piece.documents) for piece in telling}
        closest = np.argsort(-scores[best], kind="stable")[:COMPARED]
        dense = np.array([PASSAGE_WEIGHT * densest(texts[n][0], wanted) for n in closest.tolist()])
        add(Worth("passage", "", best[closest], dense))

    def _worth_of(self, counts: "_Counts") -> Scores:
        """What each piece is worth in each document."""
        title_norm, body_norm = (norms[counts.docs] for norms in self.snapshot.norms(B))
        tf = counts.body * body_norm + _TITLE_WEIGHT * counts.title * title_norm
        weights = np.array([piece.weight * self.idf(piece.documents) * (K1 + 1) for piece in counts.pieces])
        scores: Scores = weights[:, None] * (tf / (tf + _K1)).astype(np.float64)
        return scores

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

    def _of(self, found: Occurrences) -> Mask:
        return self._in_part(found, None)

    def _kept(self, key: tuple[object, ...], make: Callable[[], Occurrences]) -> Occurrences:
        if key not in self._found:
            self._found[key] = make()
        return self._found[key]

    def idf(self, documents: int) -> float:
        """How telling something is that so many documents have."""
        return log1p((max(0, self._articles - documents) + 0.5) / (documents + 0.5))

    def _bm25f(self, found: Occurrences, held: Mask) -> Scores:
        """What the occurrences are worth in the documents `held` of theirs."""
        docs = found.docs[held]
        title_norm, body_norm = self.snapshot.norms(B)
        tf = found.body[held] * body_norm[docs]
        title = found.title[held]
        if title.any():
            tf += _TITLE_WEIGHT * title * title_norm[docs]
        scores: Scores = self.idf(len(found.docs)) * (K1 + 1) * (tf / (tf + _K1)).astype(np.float64)
        return scores


def rarest(pieces: Sequence[Piece], most: float) -> tuple[Piece, ...]:
    """Those that fewest documents have, single characters last: they tell most, and finding them costs least.

    What is nowhere tells nothing apart; what very many documents have tells little, if there is anything else.
    """
    known = sorted((p for p in pieces if p.documents), key=lambda piece: (len(piece.text) == 1, piece.documents))
    telling = [piece for piece in known if piece.documents <= most and len(piece.text) > 1]
    return tuple(telling[:RAREST] if len(telling) >= FEWEST else known[:FEWEST])


class _Counts:
    """How often pieces stand in the titles and bodies of some documents: a row a piece, a column a document."""

    def __init__(self, pieces: Sequence[Piece], docs: Ints, texts: Sequence[tuple[str, int]]) -> None:
        """`texts` are the literal texts of `docs`, each with the size of its title."""
        self.pieces, self.docs = pieces, docs
        titles = "\0".join(text[:size] for text, size in texts)
        self.title = np.zeros((len(pieces), len(texts)), np.float32)
        for n, piece in enumerate(pieces):
            if piece.text in titles:
                self.title[n] = [text.count(piece.text, 0, size) for text, size in texts]
        whole = np.array([[text.count(piece.text) for text, _ in texts] for piece in pieces], np.float32)
        self.body = whole - self.title

    def found(self, n: int) -> tuple[Ints, Occurrences]:
        """In which of the documents a piece stands, and how often."""
        at = np.flatnonzero(self.title[n] + self.body[n]).astype(np.int32)
        return at, Occurrences(self.docs[at], self.title[n, at].astype(np.int32), self.body[n, at].astype(np.int32))


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


def densest(text: str, wanted: Mapping[str, float]) -> float:
    """The most that two sentences in a row hold of the pieces wanted, by their weights."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    held = [0.0] * (len(ends) + 2)  # by each sentence and the one before it
    for piece, weight in wanted.items():
        at, counted = text.find(piece), -1
        while at >= 0:
            sentence = bisect_right(ends, at)
            for pair in range(max(sentence, counted + 1), sentence + 2):
                held[pair] += weight
            counted = sentence + 1
            at = text.find(piece, ends[sentence]) if sentence < len(ends) else -1
    return max(held)


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
