"""Entries + the lines of the text -> where each begins: one ordered assignment.

Every entry, in the order given, is laid on its heading in the text, or on the first paragraph of an article whose title
line is missing, or on nothing; the assignment with the best sum wins. So a missing, wrapped or altered title costs that
title and no neighbour. Dynamic programming over (entry, line), a row of lines at a time, as in sequence alignment
(Needleman and Wunsch 1970).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from indexer.parser.contents import Entry
from indexer.parser.headings import is_byline, is_subtitle
from indexer.parser.lines import Line, squeeze
from indexer.parser.openings import Openings
from indexer.parser.titles import Windows, likeness

Scores = npt.NDArray[Any]

# Scores, in units of "one title found as the contents print it" = 10. Fitted by hand on issues with known contents.
EXACT = 10.0
WRAP = -0.2  # for each further line of a heading
WRAP_OVER_BLANK = -2.0
SIMILAR_FROM = 0.5  # likeness below which two titles are not the same
SIMILAR = 9.0  # times the likeness …
SIMILAR_BASE = -2.0
ABSENT = -4.2  # no article in the text
ABSENT_SECTION = -1.5
STRAY_LINE = -2.0  # a line under no article
FOREIGN_HEADING = -4.0  # a section line or a title of the contents read as a paragraph
UNPLACED = -1e9


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an entry came to lie: its heading is lines[start:text], what follows from `text` is its own."""

    entry: Entry
    how: Literal["found", "missing", "absent"]  # missing: no heading line, start == text
    start: int
    text: int


class Assignment:
    """Lays entries on lines[first:last]; `sections` holds the names on section lines."""

    def __init__(self, windows: Windows, sections: dict[int, str], openings: Openings, titles: set[str]) -> None:
        self.windows = windows
        self.sections = sections
        self.openings = openings
        self._no_opening: set[int] = set()  # what stands right below a title that is found is its text
        self.body_cost = np.zeros(len(windows.lines))
        self.body_cost[list(sections)] = FOREIGN_HEADING
        for title in titles:
            below = -1
            for start, width in windows.by_text.get(title, ()):
                if start != below:  # a title repeated right below itself is text
                    self.body_cost[start : start + width] = FOREIGN_HEADING
                below = start + width
                self._no_opening.update(_first_text(windows.lines, below))

    def place(self, entries: Sequence[Entry], first: int, last: int) -> list[Placed]:
        """One Placed for each entry, in order: fill a row an entry, then walk back from the end of the text."""
        size = last - first
        stray = STRAY_LINE * np.arange(size + 1)
        body = np.concatenate([[0.0], np.cumsum(self.body_cost[first:last])])
        # free[j]: the best sum with the entries so far placed and all lines above line j given to them.
        free = stray.copy()
        trail: list[tuple[list[_Row], Scores]] = []
        above: str | None = None
        for entry in entries:
            cost = stray if entry.kind == "section" else body  # a section line has no text of its own
            rows = [
                _row(free + scores, width, cost, text_lines=int(entry.kind == "title"))
                for width, scores in self._options(entry, above, first, last).items()
            ]
            absent = free + (ABSENT_SECTION if entry.kind == "section" else ABSENT)
            free = np.maximum.reduce([absent, *(row.best for row in rows)])
            trail.append((rows, absent))
            above = squeeze(entry.text) if entry.kind == "title" else above
        return _walk_back(entries, trail, first, last)

    def _options(self, entry: Entry, above: str | None, first: int, last: int) -> dict[int, Scores]:
        """Width of the heading (0: no heading line) -> for each line the score of the entry beginning there."""
        scores: dict[int, Scores] = {}

        def note(start: int, width: int, score: float) -> None:
            if first <= start < last:
                row = scores.setdefault(width, np.full(last - first + 1, UNPLACED))
                row[start - first] = max(row[start - first], score)

        wanted = squeeze(entry.text)
        if entry.kind == "section":
            for i, name in self.sections.items():
                same = squeeze(name) == wanted
                alike = 1.0 if same else likeness(wanted, squeeze(name))
                if alike >= SIMILAR_FROM:
                    note(i, 1, EXACT if same else SIMILAR * alike + SIMILAR_BASE)
            return scores
        for start, width in self.windows.by_text.get(wanted, ()):
            note(start, width, EXACT + self._wrap(start, width))
        if not scores:
            alike_all = self.windows.likenesses(wanted)
            for n in np.flatnonzero(alike_all >= SIMILAR_FROM):
                start, width, _ = self.windows.all[n]
                if start not in self.sections:
                    note(start, width, SIMILAR * float(alike_all[n]) + SIMILAR_BASE + self._wrap(start, width))
        untitled = ABSENT + self.openings.scores(wanted, above, first, last)
        untitled[[i - first for i in self._no_opening if first <= i < last]] = UNPLACED
        scores[0] = np.append(untitled, UNPLACED)
        return scores

    def _wrap(self, start: int, width: int) -> float:
        blanks = sum(line.gap > 0 for line in self.windows.lines[start + 1 : start + width])
        return WRAP * (width - 1) + WRAP_OVER_BLANK * blanks


def _first_text(lines: Sequence[Line], below: int) -> list[int]:
    """The lines below a heading down to the first line of its text."""
    first = below
    while first < len(lines) - 1 and (is_byline(lines[first]) or is_subtitle(lines[first])):
        first += 1
    return list(range(below, min(first + 1, len(lines))))


@dataclass(frozen=True, slots=True)
class _Row:
    """One way of placing an entry: best[j], the sum with all lines above j given; text[j], where its text begins."""

    best: Scores
    text: npt.NDArray[np.intp]
    width: int


def _row(begun: Scores, width: int, cost: Scores, *, text_lines: int) -> _Row:
    """From the sums of beginning at each line to the sums of having ended before each line."""
    own = np.full(len(begun), UNPLACED)
    shift = width + text_lines  # the heading, and the text it must have at least
    own[shift:] = begun[: max(0, len(begun) - shift)]
    begins = np.arange(len(begun)) - text_lines
    gain = np.where(begins >= 0, own - cost[np.maximum(begins, 0)], UNPLACED)
    best = np.maximum.accumulate(gain)
    # The first of equals, rounding aside: a title line repeated right below is text.
    improves = np.concatenate([[True], best[1:] > best[:-1] + 1e-9])
    where = np.maximum.accumulate(np.where(improves, np.arange(len(gain)), 0))
    return _Row(best + cost, where - text_lines, width)


def _walk_back(
    entries: Sequence[Entry], trail: Sequence[tuple[list[_Row], Scores]], first: int, last: int
) -> list[Placed]:
    end = last - first
    placed: list[Placed] = []
    for entry, (rows, absent) in zip(reversed(entries), reversed(trail), strict=True):
        chosen = max(rows, key=lambda row: float(row.best[end]), default=None)
        if chosen is None or chosen.best[end] <= absent[end]:
            placed.append(Placed(entry, "absent", first + end, first + end))
            continue
        text = int(chosen.text[end])
        end = text - chosen.width
        placed.append(Placed(entry, "found" if chosen.width else "missing", first + end, first + text))
    return placed[::-1]
