"""Printed text -> runs that a template can write: marks, links on names, places where a title may break.

Nothing here is HTML: the template escapes, marks and links.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from search.analyzer import segment
from search.model import Article, Mention
from search.results import ArticleView, Piece

_NO_BREAK_BEFORE = re.compile(r"[，。、：；！？）〕》」』】”’…—～·％℃,.:;!?)\]\s]")
_NO_BREAK_AFTER = re.compile(r"[（〔《「『【“‘(\[\s—…·\d]$")  # a number stays with its unit
_UNBROKEN = 8  # a marked phrase up to this length stays on one line


@dataclass(frozen=True, slots=True)
class TitleRun:
    words: tuple[str, ...]  # a break is allowed between them
    matched: bool
    breaks: bool  # and before the first of them


def title_runs(pieces: Iterable[Piece]) -> tuple[TitleRun, ...]:
    """A title cut at word borders, so that a narrow column splits no word; marks stay whole."""
    pieces = tuple(pieces)
    borders = _borders("".join(text for text, _ in pieces))
    runs: list[TitleRun] = []
    at = 0
    for text, matched in pieces:
        inner = [] if matched and len(text) <= _UNBROKEN else [b - at for b in borders if at < b < at + len(text)]
        edges = [0, *sorted(inner), len(text)]
        words = tuple(text[a:b] for a, b in zip(edges, edges[1:], strict=False))
        runs.append(TitleRun(words, matched, at in borders))
        at += len(text)
    return tuple(runs)


def _borders(text: str) -> set[int]:
    borders: set[int] = set()
    at = 0
    for word in segment(text):
        if at and not _NO_BREAK_BEFORE.match(word) and not _NO_BREAK_AFTER.search(text[:at]):
            borders.add(at)
        at += len(word)
    return borders


def event_span(article: Article) -> tuple[dt.date, dt.date] | None:
    """When the article's event was; None where nothing but the issue's own date is known."""
    spans = [span for span in article.dates if span.start == article.date]
    return (spans[0].start, spans[0].end) if spans else None


@dataclass(frozen=True, slots=True)
class Name:
    """Someone or some place named in the text: where, and what a link on it searches for."""

    start: int
    end: int
    facet: str  # person, place
    value: str
    hint: str


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    mark: int | None  # number of the marked place it belongs to
    opens: bool  # the first run of that place


@dataclass(frozen=True, slots=True)
class Part:
    """Runs under one link, or under none."""

    name: Name | None
    runs: tuple[Run, ...]

    @property
    def opened(self) -> int | None:
        """The last marked place that begins in this part."""
        return next((run.mark for run in reversed(self.runs) if run.opens), None)


@dataclass(frozen=True, slots=True)
class MarkedText:
    title: tuple[tuple[TitleRun, int | None], ...]
    paragraphs: tuple[tuple[Part, ...], ...]
    marks: int


def marked_text(view: ArticleView) -> MarkedText:
    """An article's title and paragraphs, marks numbered from 1 through both."""
    marks = 0
    title = []
    for run in title_runs(view.title_pieces):
        marks += run.matched
        title.append((run, marks if run.matched else None))
    paragraphs = []
    for pieces, names in zip(view.paragraph_pieces, paragraph_names(view.article), strict=True):
        paragraphs.append(paragraph_parts(pieces, names, marks))
        marks += sum(matched for _, matched in pieces)
    return MarkedText(tuple(title), tuple(paragraphs), marks)


def paragraph_names(article: Article) -> list[tuple[Name, ...]]:
    """For each paragraph the first mention of everyone and every place in it; offsets count from its own start."""
    people = [(m, "person", p.key, p.posts[0] if p.posts else "") for p in article.people for m in p.mentions]
    places = [(m, "place", p.name, "") for p in article.places for m in p.mentions]
    # People before places, long before short: a name inside another (青屏县 in 青屏县柏塘镇) is not linked twice.
    found = sorted(chain(people, places), key=lambda f: (f[1] != "person", f[0].start - f[0].end, f[0].start))
    rows: list[tuple[Name, ...]] = []
    start = 0
    for paragraph in article.paragraphs:
        rows.append(_first_names(found, start, start + len(paragraph)))
        start += len(paragraph) + 1  # the line break between paragraphs
    return rows


def _first_names(found: list[tuple[Mention, str, str, str]], start: int, end: int) -> tuple[Name, ...]:
    inside = [f for f in found if f[0].part == "body" and start <= f[0].start < f[0].end <= end]
    free: list[Name] = []
    for mention, facet, value, hint in inside:
        if all(mention.end - start <= n.start or n.end <= mention.start - start for n in free):
            free.append(Name(mention.start - start, mention.end - start, facet, value, hint))
    first: dict[tuple[str, str], Name] = {}
    for name in sorted(free, key=lambda name: name.start):
        first.setdefault((name.facet, name.value), name)
    return tuple(first.values())


def paragraph_parts(pieces: tuple[Piece, ...], names: tuple[Name, ...], marks: int = 0) -> tuple[Part, ...]:
    """Marks and links combined: a mark may lie within a name, hold it, or cross its border. `marks` were before."""
    text = "".join(piece for piece, _ in pieces)
    spans: list[tuple[int, int, int | None]] = []
    at = 0
    for piece, matched in pieces:
        marks += matched
        spans.append((at, at + len(piece), marks if matched else None))
        at += len(piece)
    parts: list[Part] = []
    at = 0
    for name in sorted(names, key=lambda n: n.start):
        parts.append(Part(None, _runs(text, spans, at, name.start)))
        parts.append(Part(name, _runs(text, spans, name.start, name.end)))
        at = name.end
    parts.append(Part(None, _runs(text, spans, at, len(text))))
    return tuple(part for part in parts if part.runs)


def _runs(text: str, spans: list[tuple[int, int, int | None]], start: int, end: int) -> tuple[Run, ...]:
    runs = []
    for a, b, mark in spans:
        low, high = max(a, start), min(b, end)
        if low < high:
            runs.append(Run(text[low:high], mark, mark is not None and low == a))
    return tuple(runs)
