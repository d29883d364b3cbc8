"""A query tree over a snapshot -> which documents match, as a mask, and how well, as scores.

A text matches literally (grams give candidates, the folded text decides) or by all of its words. Scores are BM25F
(Robertson and Zaragoza 2009) over the words of every clause, and over the clause itself where it stands literally, so
that a literal phrase comes above scattered words and a title above a body.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.analyzer import query_grams, words
from search.columns.snapshot import Mask, Snapshot, all_of, any_of
from search.fold import fold, joined, literal_form
from search.query import And, Days, Everything, Named, Near, Node, Not, Numbered, Or, Pattern, Text, leaves

K1 = 1.2
B = 0.4  # bulletins' articles differ in length by their matter, not by their wordiness
TITLE_WEIGHT = 3.0
LITERAL_WEIGHT = 1.5  # a clause found as typed, beside its words
NAME_WEIGHT = 4.0  # a clause that is the name of a person of the article
RELAXED_SHARE = 0.4  # of the words' weight that a document must have where none has all …
RELAXED_BEST = 0.8  # … or of what the best has, where none has so much …
RELAXED_LEAST = 0.25  # … but never less than this
STAR_MAX = 30  # characters that * stands for at most

Scores = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a text occurs: documents, ascending, and how often in their titles and bodies."""

    docs: Ints
    title: npt.NDArray[np.float64]
    body: npt.NDArray[np.float64]


NOWHERE = Occurrences(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))


class Evaluation:
    """Evaluates query trees on one snapshot; what it finds is kept for its lifetime, a request."""

    def __init__(self, snapshot: Snapshot, numbers: "Callable[[Numbered], Mask]", *, printed: bool) -> None:
        self.snapshot = snapshot
        self.printed = printed
        self._numbers = numbers
        self._found: dict[tuple[object, ...], Occurrences] = {}

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
                return self._of(self._near(node))
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
        """Documents with most of the words, by weight, of the texts that were typed plainly; the rest must hold."""
        nodes = root.nodes if isinstance(root, And) else (root,)
        plain = [node for node in nodes if isinstance(node, Text) and node.by_words]
        firm = [self.mask(node) for node in nodes if not (isinstance(node, Text) and node.by_words)]
        terms = sorted({word for node in plain for word in terms_of(node.text, printed=self.printed)})
        nothing = np.zeros(self.snapshot.size, bool)
        if len(terms) < 2:
            return nothing
        weight = np.zeros(self.snapshot.size)
        total = 0.0
        for term in terms:
            docs = self._word(term).docs
            if not len(docs):
                continue  # a word that is nowhere tells nothing apart
            idf = self._idf(len(docs))
            total += idf
            weight[docs] += idf
        held = all_of([self.snapshot.live, weight > 0, *firm])
        best = float(weight[held].max(initial=0.0))
        enough = min(RELAXED_SHARE * total, max(RELAXED_BEST * best, RELAXED_LEAST * total))
        return held & (weight >= enough)

    def overlapping(self, days: Days) -> Mask:
        """Documents whose span of days overlaps the given one."""
        s = self.snapshot
        return s.live & (s.date > 0) & (s.date <= days.end.toordinal()) & (s.date_end >= days.start.toordinal())

    def scores(self, root: Node) -> Scores:
        """A score for every document; only those of matching documents mean anything."""
        total = np.zeros(self.snapshot.size)
        for leaf in leaves(root):
            if isinstance(leaf, Text):
                for word in terms_of(leaf.text, printed=self.printed):
                    total += self._bm25f(self._word(word))
                total += LITERAL_WEIGHT * self._bm25f(self.literal(leaf.text))
                total[self._is_name(leaf.text)] += NAME_WEIGHT
            elif isinstance(leaf, Pattern):
                total += self._bm25f(self._pattern(leaf.text))
            elif isinstance(leaf, Near):
                total += self._bm25f(self._near(leaf))
        return total

    def literal(self, text: str) -> Occurrences:
        """The documents that contain the text literally."""
        needle = literal_form(text, printed=self.printed)
        return self._kept(("literal", needle), lambda: self._literal(needle))

    def _literal(self, needle: str) -> Occurrences:
        key = needle.encode("utf-8", "surrogatepass")
        if not key:
            return NOWHERE
        return self._counted(
            self._candidates(query_grams(joined(fold(needle)))),
            lambda title, text: (title.count(key), text.count(key)),
        )

    def _candidates(self, grams: Sequence[str]) -> Ints:
        """The documents that have all of the grams, rarest first."""
        if not grams:
            return np.flatnonzero(self.snapshot.live).astype(np.int32)
        lists = sorted((self.snapshot.postings("grams", gram).docs for gram in grams), key=len)
        docs = lists[0]
        for others in lists[1:]:
            docs = np.intersect1d(docs, others, assume_unique=True)
        return docs

    def _counted(self, docs: Ints, count: Callable[[bytes, bytes], tuple[int, int]]) -> Occurrences:
        """Count occurrences in the literal text of each candidate: in its title, and in all of it."""
        titles, alls = np.zeros(len(docs)), np.zeros(len(docs))
        for i, text in enumerate(self.snapshot.literal_texts(docs, printed=self.printed)):
            data = text.data[text.start : text.end]
            titles[i], alls[i] = count(data[: text.body - text.start], data)
        found = alls > 0
        return Occurrences(docs[found], titles[found], (alls - titles)[found])

    def _word(self, word: str) -> Occurrences:
        """The documents that have a word, in title or body."""
        return self._kept(("word", word), lambda: self._read_word(word))

    def _read_word(self, word: str) -> Occurrences:
        folded = fold(word)
        title, body = self.snapshot.postings("title", folded), self.snapshot.postings("body", folded)
        docs = np.union1d(title.docs, body.docs).astype(np.int32)
        counts = [np.zeros(len(docs)), np.zeros(len(docs))]
        for part, postings in zip(counts, (title, body), strict=True):
            part[np.searchsorted(docs, postings.docs)] = postings.weights
        found = Occurrences(docs, *counts)
        if not self.printed:
            return found
        # Words are folded in the index: keep the documents that print this one as typed.
        return self._counted(docs, _counter(word))

    def _text(self, node: Text) -> Mask:
        mask = self._in_part(self.literal(node.text), node.part)
        terms = terms_of(node.text, printed=self.printed)
        if node.by_words and terms:
            mask = mask | all_of(self._in_part(self._word(term), node.part) for term in terms)
        return mask

    def _pattern(self, text: str) -> Occurrences:
        return self._kept(("pattern", text), lambda: self._match_pattern(text))

    def _match_pattern(self, text: str) -> Occurrences:
        shown = literal_form(text, printed=self.printed)
        pattern = re.compile(wildcard_pattern(shown))
        fixed = [gram for part in re.split(r"[*?]+", fold(shown)) for gram in query_grams(part)]

        def count(title: bytes, whole: bytes) -> tuple[int, int]:
            return sum(1 for _ in pattern.finditer(_str(title))), sum(1 for _ in pattern.finditer(_str(whole)))

        return self._counted(self._candidates(fixed), count)

    def _near(self, node: Near) -> Occurrences:
        return self._kept(("near", node.texts, node.distance), lambda: self._match_near(node))

    def _match_near(self, node: Near) -> Occurrences:
        needles = [literal_form(text, printed=self.printed) for text in node.texts]
        grams = sorted({gram for needle in needles for gram in query_grams(fold(needle))})

        def count(title: bytes, whole: bytes) -> tuple[int, int]:
            return len(near_spans(_str(title), needles, node.distance)), len(
                near_spans(_str(whole), needles, node.distance)
            )

        return self._counted(self._candidates(grams), count)

    def _named(self, node: Named) -> Mask:
        column = self.snapshot.facets[node.field]
        wanted = fold(joined(node.value))
        people = self.snapshot.people if node.field == "person" else {}

        def known_as(value: str) -> tuple[str, ...]:
            names = (people[value][0], *self.snapshot.other_names.get(value, ())) if value in people else ()
            return tuple(fold(joined(v)) for v in (value, *names))

        whole = tuple(value for value in column.values if wanted in known_as(value))
        part = tuple(value for value in column.values if any(wanted in known for known in known_as(value)))
        return column.mask(whole or part) & self.snapshot.live

    def _is_name(self, text: str) -> Mask:
        return self.snapshot.facets["person"].mask(self.snapshot.keys_of.get(fold(joined(text)), ()))

    def _in_part(self, found: Occurrences, part: str | None) -> Mask:
        mask = self._of(found)
        if part is not None:
            mask[found.docs] = (found.title if part == "title" else found.body) > 0
        return mask

    def _of(self, found: Occurrences) -> Mask:
        mask = np.zeros(self.snapshot.size, bool)
        mask[found.docs] = True
        return mask

    def _kept(self, key: tuple[object, ...], make: Callable[[], Occurrences]) -> Occurrences:
        if key not in self._found:
            self._found[key] = make()
        return self._found[key]

    def _idf(self, documents: int) -> float:
        return float(np.log1p((len(self.snapshot.live) - documents + 0.5) / (documents + 0.5)))

    def _bm25f(self, found: Occurrences) -> Scores:
        s = self.snapshot
        scores = np.zeros(s.size)
        if not len(found.docs):
            return scores
        title_norm = 1 - B + B * s.title_length[found.docs] / max(1.0, float(s.title_length.mean()))
        body_norm = 1 - B + B * s.body_length[found.docs] / max(1.0, float(s.body_length.mean()))
        tf = TITLE_WEIGHT * found.title / title_norm + found.body / body_norm
        scores[found.docs] = self._idf(len(found.docs)) * tf * (K1 + 1) / (tf + K1)
        return scores


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


def terms_of(text: str, *, printed: bool) -> list[str]:
    """The distinct words of a clause, folded or as typed."""
    folded = fold(text)
    shown = text if printed else folded
    return list(dict.fromkeys(shown[start:end] for _, start, end in words(folded)))


def wildcard_pattern(text: str) -> str:
    """A regular expression for a text with * and ?: neither crosses punctuation or white space."""
    star = rf"[^\W_]{{0,{STAR_MAX}}}?"
    return "".join({"*": star, "?": r"[^\W_]"}.get(c) or re.escape(c) for c in text)


def near_spans(text: str, needles: Sequence[str], distance: int) -> list[tuple[int, int]]:
    """Where all needles stand with at most `distance` characters between the end of one and the start of the next."""
    places = [sorted((m.start(), m.end()) for m in re.finditer(re.escape(needle), text)) for needle in needles]
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


def _counter(word: str) -> Callable[[bytes, bytes], tuple[int, int]]:
    key = word.encode("utf-8", "surrogatepass")
    return lambda title, whole: (title.count(key), whole.count(key))


def _str(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
