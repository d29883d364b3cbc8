"""Why a search finds a document, or why not: its clauses one by one, what keeps it out, and what its score is made of.

What is asked is evaluated as the search itself does it; this tells of one document what came of it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from search.closest import closest, scores_of
from search.columns.facet import Mask
from search.columns.segment import Occurrences
from search.evaluate import Evaluation, Ints, Worth, literally, terms_of
from search.explanation import Channel, Clause, Explanation, Filter, Place, ScorePart, Verdict
from search.fold import fold, joined, literal_form
from search.model import Part
from search.query import And, Days, Everything, Named, Near, Node, Not, Numbered, Or, Pattern, Query, Text
from search.request import FACETS, SearchRequest
from search.snippet import matched_ranges

PLACES = 10  # of a clause that are told; all are counted
_WILD = re.compile(r"[*?]+")


class Explainer:
    """Explains one document of an evaluation; `row` is its stored document."""

    def __init__(self, evaluation: Evaluation, doc: int, row: dict[str, Any]) -> None:
        self._evaluation = evaluation
        self._snapshot = evaluation.snapshot
        self._printed = evaluation.printed
        self._doc = doc
        self._id: str = row["id"]
        self._title: str = row["title"]
        self._text = f"{row['title']}\n{row['body']}"

    def explanation(
        self, request: SearchRequest, query: Query, title: str, masks: Mapping[str, Mask], *, hits: Ints, relaxed: bool
    ) -> Explanation:
        """`masks` are those of the filters, `hits` what the search finds, ascending; `title` is shown."""
        root, filters = query.root, self.filters(request, query, masks)
        found = bool(np.isin(self._doc, hits))
        score, parts = self._score(root, hits, relaxed=relaxed) if found and query.ranked else (0.0, ())
        return Explanation(
            query=request.q,
            id=self._id,
            title=title,
            found=found,
            verdict=("relaxed" if relaxed else "found") if found else self._verdict(root, filters, relaxed=relaxed),
            clauses=tuple(self.clause(node) for node in (root.nodes if isinstance(root, And) else (root,))),
            filters=filters,
            score=round(score, 6),
            parts=parts,
        )

    def clause(self, node: Node) -> Clause:
        match node:
            case Text():
                return self._words_or_literal(node)
            case Pattern():
                pieces = [piece for piece in _WILD.split(node.text) if piece]
                return self._leaf(node, "pattern", node.text, pieces, node.part)
            case Near():
                return self._leaf(
                    node, "near", f"{' '.join(node.texts)}（{node.distance} 字以内）", node.texts, node.part
                )
            case Named():
                return self._named(node)
            case And() | Or():
                inner = tuple(self.clause(child) for child in node.nodes)
                return Clause("all" if isinstance(node, And) else "any", "", self._matches(node), nodes=inner)
            case Not():
                return self._excluded(node)
            case Days() | Numbered():
                matched, field = self._matches(node), "date" if isinstance(node, Days) else "number"
                return Clause("field", node.typed, matched, field, channels=("field",) if matched else ())
            case Everything():
                return Clause("everything", "", True)

    def _verdict(self, root: Node, filters: Iterable[Filter], *, relaxed: bool) -> Verdict:
        """Why it is not among the hits."""
        if not (closest(self._evaluation, root)[self._doc] if relaxed else self._matches(root)):
            return "too_little" if relaxed else "not_matched"
        return "not_shown" if all(one.passed for one in filters) else "filtered"

    def filters(self, request: SearchRequest, query: Query, masks: Mapping[str, Mask]) -> tuple[Filter, ...]:
        """Every condition, and whether the document meets it; chosen days replace those of the query."""
        facets, doc = self._snapshot.facets, self._doc
        out = [
            Filter(facet, wanted, facets[facet].of(doc), bool(masks[name][doc]), excludes=name != facet)
            for facet in FACETS
            for name, wanted in ((facet, getattr(request, facet)), (f"-{facet}", request.excludes(facet)))
            if name in masks
        ]
        first, last = (int(day[doc]) for day in (self._snapshot.date, self._snapshot.date_end))
        days = tuple(dt.date.fromordinal(day).isoformat() for day in dict.fromkeys((first, last)) if day)
        chosen = request.start or request.end
        if chosen:
            wanted = f"{request.start or ''}..{request.end or ''}"
            out.append(Filter("date", (wanted,), days, bool(masks["date"][doc])))
        for reading in query.readings:
            if reading.field == "issue":
                held = facets["issue"].of(doc)
                out.append(Filter("number", (reading.value,), held, self._matches(reading.node), reading.text))
            elif not chosen:
                out.append(Filter("date", (reading.value,), days, self._matches(reading.node), reading.text))
        return tuple(out)

    def _score(self, root: Node, hits: Ints, *, relaxed: bool) -> tuple[float, tuple[ScorePart, ...]]:
        """The document's score among `hits`, of which it is one, and its parts."""
        worths: list[Worth] = []
        scores = scores_of(self._evaluation, root, hits, relaxed=relaxed, told=worths.append)
        number = int(np.searchsorted(hits, self._doc))
        return float(scores[number]), tuple(self._parts(worths, number))

    def _parts(self, worths: Iterable[Worth], number: int) -> Iterable[ScorePart]:
        for worth in worths:
            for at in np.flatnonzero(worth.at == number).tolist():
                part = ScorePart(worth.kind, worth.text, float(worth.scores[at]))
                yield part if worth.found is None else self._counted(part, worth.found)

    def _counted(self, part: ScorePart, found: Occurrences) -> ScorePart:
        at = int(np.searchsorted(found.docs, self._doc))
        documents = len(found.docs)
        title, body = int(found.title[at]), int(found.body[at])
        return replace(part, title=title, body=body, documents=documents, idf=self._evaluation.idf(documents))

    def _matches(self, node: Node) -> bool:
        return bool(self._evaluation.mask(node)[self._doc])

    # ---- texts

    def _words_or_literal(self, node: Text) -> Clause:
        alone = Text(node.text, node.part, by_words=False)
        others = [other for text in node.others if self._matches(other := Text(text, node.part, by_words=False))]
        terms = [Text(term, node.part) for term in terms_of(node.text, printed=self._printed)] if node.by_words else []
        there = [term for term in terms if self._has(term)]
        clause = Clause("text", node.text, self._matches(node), others=node.others, part=node.part)
        names = self._name(node.text)
        synonym: tuple[Channel, ...] = ("synonym",) if others else ()
        if self._matches(alone):
            channel: Channel = "literal" if self._as_typed(alone) else "folded"
            return self._at(replace(clause, channels=(channel, *synonym, *names)), [alone, *others])
        if terms and len(there) == len(terms):
            return self._at(replace(clause, channels=("word", *synonym, *names)), [*there, *others])
        if others:
            return self._at(replace(clause, channels=(*synonym, *names)), others)
        if len(terms) > 1:
            lacking = [term.text for term in terms if term not in there]
            missing = tuple(a for a in lacking if not any(a in b for b in lacking if b != a))  # 长颈 within 长颈鹿
            return self._at(replace(clause, missing=missing, variants=self._variants(alone)), there)
        missing, apart = self._pieces(node)
        return replace(clause, missing=missing, apart=apart, variants=self._variants(alone))

    def _has(self, node: Text) -> bool:
        """Whether the document matches a word; a question has dozens, and most are told by the document's own text."""
        if not self._printed and node.part is None:
            text, _ = self._snapshot.literal_text(self._doc, printed=False)
            if literal_form(node.text) in text:
                return True
            if not all(literal_form(word) in text for word in terms_of(node.text, printed=False)):
                return False
        return self._matches(node)

    def _variants(self, node: Text) -> tuple[str, ...]:
        """The printed forms of a text that stands in the document, but not as typed."""
        places = (
            self._places(matched_ranges(self._text, node, printed=False, title=len(self._title)), node.part)
            if self._printed
            else ()
        )
        return tuple(dict.fromkeys(place.text for place in places))

    def _as_typed(self, node: Text) -> bool:
        """Whether a text that stands in the document folded is printed as typed somewhere there."""
        if self._printed:
            return True
        printed = matched_ranges(self._text, node, printed=True, title=len(self._title))
        return bool(self._places(printed, node.part))

    def _name(self, text: str) -> tuple[Channel, ...]:
        keys = self._snapshot.keys_of.get(fold(joined(text)), ())
        return ("name",) if set(keys) & set(self._snapshot.facets["person"].of(self._doc)) else ()

    def _pieces(self, node: Text) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of a text that does not stand in the document: the runs that stand nowhere there; or the pieces that do."""
        text, size = self._snapshot.literal_text(self._doc, printed=self._printed)
        text = text[:size] if node.part == "title" else text[size:] if node.part == "body" else text
        needle = literal_form(node.text, printed=self._printed)
        runs: list[tuple[str, bool]] = []  # each as long as may be, and whether it is there
        at = 0
        while at < len(needle):
            end = at
            while end < len(needle) and needle[at : end + 1] in text:
                end += 1
            there = end > at
            end = max(end, at + 1)
            if runs and not there and not runs[-1][1]:
                runs[-1] = runs[-1][0] + needle[at:end], False
            else:
                runs.append((needle[at:end], there))
            at = end
        missing = tuple(run for run, there in runs if not there and run.strip())
        return missing, tuple(run for run, there in runs if there and run.strip())

    # ---- others

    def _leaf(
        self,
        node: Pattern | Near,
        kind: Literal["pattern", "near"],
        text: str,
        pieces: Iterable[str],
        part: Part | None,
    ) -> Clause:
        matched = self._matches(node)
        if matched:
            return self._at(Clause(kind, text, True, channels=("literal",), part=part), [node])
        alone = [Text(piece, part, by_words=False) for piece in pieces]
        missing = tuple(piece.text for piece in alone if not self._matches(piece))
        there = tuple(piece.text for piece in alone if piece.text not in missing)
        return Clause(kind, text, False, missing=missing, apart=there, part=part)

    def _named(self, node: Named) -> Clause:
        held = self._snapshot.facets[node.field].of(self._doc)
        called = set(self._snapshot.called(node.field, fold(joined(node.value)))) & set(held)
        clause = Clause("field", node.value, bool(called), node.field)
        if not called:
            return replace(clause, held=held, missing=(node.value,))
        people, other_names = self._snapshot.people, self._snapshot.other_names
        names = (
            {n for key in called for n in (people[key][0], *other_names.get(key, ()))} if node.field == "person" else ()
        )
        texts = [Text(name, by_words=False) for name in names]
        return self._at(replace(clause, channels=("field",), held=tuple(sorted(called))), [node, *texts])

    def _excluded(self, node: Not) -> Clause:
        inner = self.clause(literally(node.node))
        channels: tuple[Channel, ...] = ("excluded",) if inner.matched else ()
        return Clause("not", inner.text, not inner.matched, channels=channels, nodes=(inner,))

    # ---- places

    def _at(self, clause: Clause, nodes: Iterable[Node]) -> Clause:
        found = {
            place
            for node in nodes
            for place in self._places(
                matched_ranges(self._text, node, printed=self._printed, title=len(self._title)), clause.part
            )
        }
        places = sorted(found, key=lambda place: (place.part == "body", place.offset, -len(place.text)))
        return replace(clause, places=tuple(places[:PLACES]), count=len(places))

    def _places(self, ranges: Iterable[tuple[int, int]], part: Part | None) -> list[Place]:
        """Ranges of title and body as places; what crosses from one into the other counts as body, from its start."""
        body = len(self._title) + 1
        places = []
        for start, end in ranges:
            text = self._text[start:end]
            place = Place("title", start, text) if end < body else Place("body", max(0, start - body), text)
            if part in (None, place.part):
                places.append(place)
        return places
