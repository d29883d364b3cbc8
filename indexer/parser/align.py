"""Contents entries + the lines of the text -> where each section and article begins: one ordered assignment.

Every entry, in the order of the contents, is laid on its heading in the text, or on the first paragraph of an article
whose title line is missing, or on nothing; the assignment with the best sum over the whole issue wins. So a missing,
wrapped or altered title costs that title and no neighbour. Dynamic programming over (entry, line), a row of lines at a
time, as in sequence alignment (Needleman and Wunsch 1970).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from indexer.parser.contents import Entry
from indexer.parser.headings import TITLE_LINES, TITLE_MAX, may_be_title, section_name
from indexer.parser.lines import Line, squeeze

Scores = npt.NDArray[Any]

# Scores, in units of "one title found as the contents print it" = 10. Fitted by hand on issues with known contents.
EXACT = 10.0
WRAP = -0.2  # for each further line of a heading
WRAP_OVER_BLANK = -2.0
SIMILAR_FROM = 0.5  # Dice coefficient of character pairs below which two titles are not the same
SIMILAR = 9.0  # times the coefficient …
SIMILAR_BASE = -2.0
MISSING_TITLE = -5.0  # below ABSENT: without more to it no paragraph begins an article that lacks its title line …
MISSING_TITLE_COVER = 8.0  # … and the share of the title's character pairs that its first paragraph has
BELOW = (0.3, 0.15)  # … of which the next paragraphs' shares count too …
ABOVE = (0.7, 0.35)  # … and against it the shares of the paragraphs above, which would then be another article's
MISSING_TITLE_COHESION = -6.0  # … times the share of words that the paragraph above has too
TELLING = 6  # paragraphs that a character pair may stand in to tell of their matter
MISSING_TITLE_OPENING = 1.0  # … which begins as reports begin
MISSING_TITLE_DATED = 0.7  # … with its day in the first sentence
MISSING_TITLE_APART = 1.0  # … or stands off from the paragraph above
ABSENT = -4.5  # no article in the text
ABSENT_SECTION = -1.5
STRAY_LINE = -2.0  # a line under no article
FOREIGN_HEADING = -4.0  # a section line or a title of the contents read as a paragraph

_OPENING = re.compile(
    r"(?:[当本]地时间|北京时间)?(?:\d{2,4}年|\d{1,2}月|[二○〇]\d?[〇零一二]|\d{1,2}日)|近日|日前|近期|今[天日年]|昨[天日]|连日|为[了进深贯加切推做全认]"
)
_DATED = re.compile(r"\d日")
_UNPLACED = -1e9


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an entry came to lie: its heading is lines[start:text], what follows from `text` is its own."""

    entry: Entry
    how: Literal["found", "missing", "absent"]  # missing: no heading line, start == text
    start: int
    text: int


def place(entries: Sequence[Entry], lines: Sequence[Line]) -> list[Placed]:
    """One Placed for each entry, in order."""
    return _Assignment(entries, lines).best()


class _Assignment:
    def __init__(self, entries: Sequence[Entry], lines: Sequence[Line]) -> None:
        self.entries = entries
        self.lines = lines
        self.size = len(lines)
        self.squeezed = [line.squeezed for line in lines]
        self.sections = [section_name(line) for line in lines]
        self.windows = self._windows()
        self.by_text: dict[str, list[tuple[int, int]]] = {}
        for start, width, text in self.windows:
            self.by_text.setdefault(text, []).append((start, width))
        self.opening_pairs = [set(_pairs(text[:300])) for text in self.squeezed]
        self.spread = Counter(pair for pairs in self.opening_pairs for pair in pairs)
        self.body_cost = np.concatenate([[0.0], np.cumsum(self._body_costs())])

    @cached_property
    def pairs_of_windows(self) -> list[tuple[int, int, Counter[str]]]:
        """Large, and needed only for titles worded otherwise."""
        return [(start, width, Counter(_pairs(text))) for start, width, text in self.windows]

    @cached_property
    def cohesion(self) -> list[float]:
        """For each line, the share of its telling character pairs that the line above has too (Hearst 1997)."""
        telling = [{p for p in pairs if self.spread[p] <= TELLING} for pairs in self.opening_pairs]
        shares = [len(one & other) / max(1, min(len(one), len(other))) for one, other in pairwise(telling)]
        return [0.0, *shares][: self.size]

    def best(self) -> list[Placed]:
        """Fill a row an entry, then walk back from the end of the text."""
        stray = STRAY_LINE * np.arange(self.size + 1)
        # free[j]: the best sum with the entries so far placed and all lines above line j given to them.
        free = stray.copy()
        trail: list[tuple[list[_Row], Scores]] = []
        for entry in self.entries:
            cost = stray if entry.kind == "section" else self.body_cost  # a section line has no text of its own
            rows = [
                _row(free + scores, width, cost, text_lines=int(entry.kind == "title"))
                for width, scores in self._options(entry).items()
            ]
            absent = free + (ABSENT_SECTION if entry.kind == "section" else ABSENT)
            free = np.maximum.reduce([absent, *(row.best for row in rows)])
            trail.append((rows, absent))
        return self._walk_back(trail)

    def _options(self, entry: Entry) -> dict[int, Scores]:
        """Width of the heading (0: no heading line) -> for each line the score of the entry beginning there."""
        options = self._heading_scores(entry)
        if entry.kind == "title":
            options[0] = np.append(self._missing_scores(entry), _UNPLACED)
        return options

    def _walk_back(self, trail: list[tuple[list["_Row"], Scores]]) -> list[Placed]:
        end = self.size
        placed: list[Placed] = []
        for entry, (rows, absent) in zip(reversed(self.entries), reversed(trail), strict=True):
            chosen = max(rows, key=lambda row: float(row.best[end]), default=None)
            if chosen is None or chosen.best[end] <= absent[end]:
                placed.append(Placed(entry, "absent", end, end))
                continue
            text = int(chosen.text[end])
            end = text - chosen.width
            placed.append(Placed(entry, "found" if chosen.width else "missing", end, text))
        return placed[::-1]

    def _windows(self) -> list[tuple[int, int, str]]:
        """Every run of lines that may be a (wrapped) title: start, width, squeezed text."""
        windows = []
        for start in range(self.size):
            text = ""
            for width in range(1, min(TITLE_LINES, self.size - start) + 1):
                line = self.lines[start + width - 1]
                if not may_be_title(line) or self.sections[start + width - 1] or (width > 1 and line.gap > 1):
                    break
                text += self.squeezed[start + width - 1]
                if len(text) > TITLE_MAX:
                    break
                windows.append((start, width, text))
        return windows

    def _heading_scores(self, entry: Entry) -> dict[int, Scores]:
        """Width -> for each line the score of the entry's heading beginning there."""
        scores: dict[int, Scores] = {}

        def note(start: int, width: int, score: float) -> None:
            row = scores.setdefault(width, np.full(self.size + 1, _UNPLACED))
            row[start] = max(row[start], score)

        wanted = squeeze(entry.text)
        if entry.kind == "section":
            for i, name in enumerate(self.sections):
                if name is not None:
                    likeness = _likeness(Counter(_pairs(wanted)), Counter(_pairs(squeeze(name))))
                    if squeeze(name) == wanted or likeness >= SIMILAR_FROM:
                        note(i, 1, EXACT if squeeze(name) == wanted else SIMILAR * likeness + SIMILAR_BASE)
            return scores
        for start, width in self.by_text.get(wanted, ()):
            note(start, width, EXACT + self._wrap(start, width))
        if not scores:
            pairs = Counter(_pairs(wanted))
            for start, width, others in self.pairs_of_windows:
                likeness = _likeness(pairs, others)
                if likeness >= SIMILAR_FROM:
                    note(start, width, SIMILAR * likeness + SIMILAR_BASE + self._wrap(start, width))
        return scores

    def _wrap(self, start: int, width: int) -> float:
        blanks = sum(line.gap > 0 for line in self.lines[start + 1 : start + width])
        return WRAP * (width - 1) + WRAP_OVER_BLANK * blanks

    def _missing_scores(self, entry: Entry) -> Scores:
        """For each line, how well an article of this title may begin there without its title line."""
        cover = np.zeros(self.size)
        total = 0.0
        for pair in set(_pairs(squeeze(entry.text))):
            lines = self.lines_of_title_pairs.get(pair, [])
            weight = 1.0 / (1 + len(lines))  # a pair that every paragraph has (our city, the bureau) tells little
            total += weight
            cover[lines] += weight
        cover /= total or 1.0
        gain = cover.copy()
        for distance, share in enumerate(BELOW, start=1):
            gain[:-distance] += share * cover[distance:]
        for distance, share in enumerate(ABOVE, start=1):
            gain[distance:] -= share * cover[:-distance]
        return self.openings + MISSING_TITLE_COVER * gain

    @cached_property
    def lines_of_title_pairs(self) -> dict[str, list[int]]:
        """Character pair of a title -> the lines that open with it."""
        wanted = {pair for entry in self.entries for pair in _pairs(squeeze(entry.text))}
        lines: dict[str, list[int]] = {}
        for i, pairs in enumerate(self.opening_pairs):
            for pair in pairs & wanted:
                lines.setdefault(pair, []).append(i)
        return lines

    @cached_property
    def openings(self) -> Scores:
        """For each line, how well any article may begin there without its title line."""
        scores = np.empty(self.size)
        for i, line in enumerate(self.lines):
            if (may_be_title(line) and len(line.text) < 30) or self.sections[i]:
                scores[i] = _UNPLACED
                continue
            scores[i] = (
                MISSING_TITLE
                + MISSING_TITLE_COHESION * self.cohesion[i]
                + (MISSING_TITLE_OPENING if _OPENING.match(line.text) else 0.0)
                + (MISSING_TITLE_DATED if _DATED.search(line.text, 0, 40) else 0.0)
                + (MISSING_TITLE_APART if self._stands_off(i) else 0.0)
            )
        return scores

    def _stands_off(self, i: int) -> bool:
        """Blank lines above, or an indent unlike that of the line above."""
        return i > 0 and (self.lines[i].gap > 0 or self.lines[i].indent != self.lines[i - 1].indent)

    def _body_costs(self) -> list[float]:
        titles = {squeeze(entry.text) for entry in self.entries}
        headings = {
            start + k for start, width, text in self.windows if text in titles for k in range(width)
        }  # lines that print a title of the contents
        return [FOREIGN_HEADING if self.sections[i] is not None or i in headings else 0.0 for i in range(self.size)]


@dataclass(frozen=True, slots=True)
class _Row:
    """One way of placing an entry: best[j], the sum with all lines above j given; text[j], where its text begins."""

    best: Scores
    text: npt.NDArray[np.intp]
    width: int


def _row(begun: Scores, width: int, cost: Scores, *, text_lines: int) -> _Row:
    """From the sums of beginning at each line to the sums of having ended before each line."""
    own = np.full(len(begun), _UNPLACED)
    shift = width + text_lines  # the heading, and the text it must have at least
    own[shift:] = begun[: len(begun) - shift]
    begins = np.arange(len(begun)) - text_lines
    gain = np.where(begins >= 0, own - cost[np.maximum(begins, 0)], _UNPLACED)
    best = np.maximum.accumulate(gain)
    # The first of equals, rounding aside: a title line repeated right below is text.
    improves = np.concatenate([[True], best[1:] > best[:-1] + 1e-9])
    where = np.maximum.accumulate(np.where(improves, np.arange(len(gain)), 0))
    return _Row(best + cost, where - text_lines, width)


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice coefficient of two bags of character pairs."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())
