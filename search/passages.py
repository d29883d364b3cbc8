"""An article -> the other articles that print the same: all of it, most of it with differences, or some passages.

What is compared is the folded literal form, so that traditional characters and wrapped lines make no difference; what
is told are offsets and texts as printed. What very many articles have (official formulas) makes no two alike.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from search.columns.facet import Mask
from search.columns.shared import Stretches
from search.columns.snapshot import Snapshot
from search.fold import Offsets, fold, gaps, literal_form
from search.library import Library
from search.model import Issue, Part

Relation = Literal["reprint", "variant", "passage"]
Longs = npt.NDArray[np.int64]

LEAST = 12  # characters of a stretch
TELLING = 24  # characters, less formulas, names and posts, that an article has to share in one place to be told …
NEAR = 12  # … where stretches that so many characters part, here and there, are in one place
REPRINT, VARIANT = 0.95, 0.5  # shares of the article's body: reprints often bear another title
COMMON, COMMON_LEAST, COMMON_SHARE = 20, 8, 0.02  # in more articles than that it is a formula; in few, this share
AROUND = 4  # characters told before and behind a difference; both texts have them, as there are ALIKE at least
ALIKE = 4  # characters that count as the same between two stretches
COMPARED = 400  # stretches of an article, and characters between two of them, that are compared one by one
MOST = 20  # articles told

Span = tuple[int, int]  # start and end
Sized = tuple[str, int]  # a literal form, and how much of it is title
Stretch = tuple[int, int, int]  # where it begins here and there, and its size


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article's title or body that another prints as well."""

    part: Part  # "in" in JSON
    start: int
    end: int
    text: str  # as printed here
    there: str  # as printed there: the same, or its traditional or full-width form, or wrapped otherwise


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands here, and there in its place; either may be empty."""

    here: str
    there: str
    before: str = ""  # what stands in front of it in both, as printed here
    after: str = ""


@dataclass(frozen=True, slots=True)
class SharedText:
    """Another article and what it has in common with this one."""

    id: str
    title: str
    issue: Issue
    section: str | None
    date: dt.date | None
    relation: Relation  # nearly all of this article; most of it; some passages
    share: float  # of the characters of this article's body that it prints
    share_there: float  # of those of its own body
    passages: tuple[Passage, ...]  # in the order of this article
    differences: tuple[Difference, ...]  # where most is the same, in that order


@dataclass(frozen=True)
class Overlap:
    """What a document has in common with the article, in literal forms."""

    doc: int
    stretches: tuple[Stretch, ...]  # none overlaps another in the article, in its order
    share: float
    share_there: float

    @property
    def relation(self) -> Relation:
        return "reprint" if self.share >= REPRINT else "variant" if self.share >= VARIANT else "passage"


def overlaps(snapshot: Snapshot, doc: int) -> list[Overlap]:
    """The articles that have most in common with this one, most first."""
    text, title_size = snapshot.literal_text(doc, printed=False)
    found = snapshot.shared(doc, LEAST)
    found = found.take(snapshot.is_article[found.docs])
    formulas = _formulas(found, len(text), _common(int(snapshot.is_article.sum())))
    telling = np.concatenate([[0], np.cumsum(~formulas)])
    own = np.concatenate([[0], np.cumsum(~formulas & ~_of_people(snapshot.stored(doc), text))])
    enough = max(LEAST, min(TELLING, int(REPRINT * len(text))))  # of a short article all
    worth = np.bincount(found.docs, telling[found.here + found.sizes] - telling[found.here], minlength=snapshot.size)
    candidates = np.flatnonzero(worth >= enough)
    candidates = candidates[np.argsort(-worth[candidates], kind="stable")][: 4 * MOST]
    out = []
    for other in candidates.tolist():
        there = snapshot.literal_text(other, printed=False)
        stretches = _apart(found.take(found.docs == other), text, there[0])
        if not _places(stretches, telling, enough):
            continue
        overlap = _overlap(other, (text, title_size), there, stretches)
        if overlap.relation == "passage":
            # Who attended in which post stands alike in many: it makes a reprint, but no passage.
            told = tuple(stretch for place in _places(stretches, own, enough) for stretch in place)
            overlap = replace(overlap, stretches=told)
        if overlap.stretches:
            out.append(overlap)
    return sorted(out, key=lambda o: (-o.share, -o.share_there, o.doc))[:MOST]


def _overlap(doc: int, here: Sized, there: Sized, stretches: tuple[Stretch, ...]) -> Overlap:
    """Where most is the same, what lies between the stretches is compared as well."""
    share = _share([(at, at + size) for at, _, size in stretches], *here)
    if share >= VARIANT / 2:
        filled = _filled(here[0], there[0], stretches)
        share_filled = _share([(at, at + size) for at, _, size in filled], *here)
        if share_filled >= VARIANT:
            stretches, share = filled, share_filled
    return Overlap(doc, stretches, share, _share([(at, at + size) for _, at, size in stretches], *there))


def _of_people(row: dict[str, Any], text: str) -> Mask:
    """Which characters of a text are names and posts of the people whom its article names."""
    mask = np.zeros(len(text), bool)
    for person in row["data"]["people"]:
        for said in map(literal_form, (person["name"], *person["posts"])):
            at = text.find(said)
            while said and at >= 0:
                mask[at : at + len(said)] = True
                at = text.find(said, at + len(said))
    return mask


def _common(articles: int) -> int:
    return max(COMMON_LEAST, min(COMMON, int(articles * COMMON_SHARE)))


def _formulas(found: Stretches, size: int, common: int) -> Mask:
    """Which characters of a text of this size belong to what many documents have."""
    last = found.here + found.sizes - LEAST  # where the last piece of LEAST characters begins
    order = np.lexsort((found.here, found.docs))
    docs, first, last = found.docs[order].astype(np.int64), found.here[order].astype(np.int64), last[order]
    # A document counts once, however often it has the piece: where its stretches overlap, the later begins behind.
    reached = np.maximum.accumulate(docs * (size + 1) + last + 1) if len(docs) else docs
    behind = np.zeros(len(docs), np.int64)
    behind[1:] = np.where(docs[1:] == docs[:-1], reached[:-1] - docs[:-1] * (size + 1), 0)
    first = np.maximum(first, behind)
    new = first <= last
    documents = np.cumsum(np.bincount(first[new], minlength=size + 1) - np.bincount(last[new] + 1, minlength=size + 1))
    begins = np.flatnonzero(documents > common)
    covered = np.cumsum(
        np.bincount(begins, minlength=size + 1) - np.bincount(np.minimum(begins + LEAST, size), minlength=size + 1)
    )
    formulas: Mask = covered[:size] > 0
    return formulas


def _apart(found: Stretches, here: str, there: str) -> tuple[Stretch, ...]:
    """The longest stretches, others cut to what they leave uncovered, in the order of the article."""
    order = np.lexsort((found.there, found.here, -found.sizes))
    order = order[np.sort(np.unique(found.here[order], return_index=True)[1])][:COMPARED]  # the longest of each place
    rows = zip(found.here[order].tolist(), found.there[order].tolist(), found.sizes[order].tolist(), strict=True)
    taken: list[Stretch] = []
    for at, other, size in rows:
        if any(a <= at and at + size <= a + length for a, _, length in taken):
            continue
        start, end = _grown(here, there, at, other, size)
        taken = [one for one in taken if one[0] < start or end < one[0] + one[2]]  # what has grown may hold others
        for a, _, length in taken:
            if start < a + length and a < end:
                start, end = (a + length, end) if a <= start else (start, a)
        if end - start >= LEAST:
            taken.append((start, other + start - at, end - start))
    return tuple(sorted(taken))


def _grown(here: str, there: str, at: int, other: int, size: int) -> Span:
    """Where a stretch begins and ends here, made as long as it can be."""
    start, end = at, at + size
    while start and other + start > at and here[start - 1] == there[other + start - at - 1]:
        start -= 1
    while end < len(here) and other + end - at < len(there) and here[end] == there[other + end - at]:
        end += 1
    return start, end


def _places(stretches: Sequence[Stretch], counts: Longs, enough: int) -> list[list[Stretch]]:
    """The stretches in groups that stand together in both texts, if they have so many characters that tell something.

    `counts` has how many such there are before each character.
    """
    places: list[list[Stretch]] = []
    for here, there, size in stretches:
        at, other, length = places[-1][-1] if places else (-len(counts), 0, 0)
        if here - (at + length) <= NEAR and 0 <= there - (other + length) <= NEAR:
            places[-1].append((here, there, size))
        else:
            places.append([(here, there, size)])
    worth = (sum(int(counts[at + size] - counts[at]) for at, _, size in place) for place in places)
    return [place for place, characters in zip(places, worth, strict=True) if characters >= enough]


def _filled(here: str, there: str, stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The stretches, and shorter ones between those that follow one another in both texts."""
    found = list(stretches)
    for (a, end), (b, end_there) in _between(here, there, _in_order(stretches)):
        if 0 < max(end - a, end_there - b) <= COMPARED:
            matcher = SequenceMatcher(None, here[a:end], there[b:end_there], autojunk=False)
            new = [
                (a + at, b + at_there, size) for at, at_there, size in matcher.get_matching_blocks() if size >= ALIKE
            ]
            # What was moved elsewhere may lie in between.
            found += [one for one in new if all(one[0] + one[2] <= at or at + size <= one[0] for at, _, size in found)]
    return tuple(sorted(found))


def _in_order(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches that follow one another in both texts, of most characters."""
    best: list[tuple[int, int]] = []  # characters up to here, and the stretch before
    for n, (_, there, size) in enumerate(stretches):
        before = [(best[m][0], m) for m in range(n) if stretches[m][1] + stretches[m][2] <= there]
        most, last = max(before, default=(0, -1))
        best.append((most + size, last))
    chain = []
    n = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    while n >= 0:
        chain.append(stretches[n])
        n = best[n][1]
    return chain[::-1]


def _between(here: str, there: str, chain: Sequence[Stretch]) -> Iterator[tuple[Span, Span]]:
    """Before, between and behind stretches that follow one another in both texts: the spans of either."""
    a = b = 0
    for at, other, size in (*chain, (len(here), len(there), 0)):
        if a < at or b < other:
            yield (a, at), (b, other)
        a, b = at + size, other + size


def _share(spans: Sequence[Span], text: str, title_size: int) -> float:
    """How much of a text behind its title spans cover; of the title, where nothing is behind it."""
    size = len(text)
    reached = first = title_size if title_size < size else 0
    total = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total / max(1, size - first)


def shared_texts(library: Library, doc: int, shared: Sequence[Overlap]) -> tuple[SharedText, ...]:
    """The other articles that print the same as an article, of its `overlaps`, with what differs."""
    here = _Printed(library.snapshot.stored(doc))
    return tuple(_told(library, here, overlap) for overlap in shared)


class _Printed:
    """A stored article's text, and where in it the characters of the literal form stand."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.title_size = len(row["title"])
        self.text = f"{row['title']}\n{row['body']}"

    @cached_property
    def offset_of(self) -> Offsets:
        return Offsets(gaps(fold(self.text)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From the literal form to the text."""
        return (self.offset_of(start), self.offset_of(end - 1) + 1) if start < end else (0, 0)

    def printed(self, start: int, end: int) -> str:
        return self.text[slice(*self.span(start, end))]

    @cached_property
    def literal(self) -> str:
        return literal_form(self.text)


def _told(library: Library, here: _Printed, overlap: Overlap) -> SharedText:
    there = _Printed(library.snapshot.stored(overlap.doc))
    row = there.row
    return SharedText(
        id=row["id"],
        title=row["title"],
        issue=library.bulletins[row["issue"]].issue,
        section=row["section"],
        date=row["date"],
        relation=overlap.relation,
        share=round(overlap.share, 4),
        share_there=round(overlap.share_there, 4),
        passages=tuple(p for stretch in overlap.stretches for p in _passages(here, there, stretch)),
        differences=() if overlap.relation == "passage" else tuple(_differences(here, there, overlap.stretches)),
    )


def _passages(here: _Printed, there: _Printed, stretch: Stretch) -> Iterator[Passage]:
    """A stretch as printed; one that runs from the title into the body is two."""
    at, other, size = stretch
    start, end = here.span(at, at + size)
    border = here.title_size
    inner = sum(here.offset_of(n) < border for n in range(at, at + size)) if start < border < end else 0
    parts: list[tuple[Part, int, int]]
    if inner:
        behind = inner + (here.offset_of(at + inner) == border)  # the line feed, where it counts
        parts = [("title", 0, inner), ("body", behind, size)]
    else:
        parts = [("title" if end <= border else "body", int(start == border), size)]
    for part, first, last in parts:
        if first < last:
            a, b = here.span(at + first, at + last)
            base = 0 if part == "title" else border + 1
            text = here.text[a:b]
            yield Passage(part, a - base, b - base, text, there.printed(other + first, other + last))


def _differences(here: _Printed, there: _Printed, stretches: Sequence[Stretch]) -> Iterator[Difference]:
    """What stands between the stretches that follow one another in both; line breaks make no difference."""
    last = 0
    for own, other in _between(here.literal, there.literal, _in_order(stretches)):
        if "".join(here.literal[slice(*own)].split()) != "".join(there.literal[slice(*other)].split()):
            yield Difference(
                here=here.printed(*own),
                there=there.printed(*other),
                before=here.printed(max(own[0] - AROUND, last), own[0]),
                after=here.printed(own[1], min(own[1] + AROUND, len(here.literal))),
            )
        last = own[1]
