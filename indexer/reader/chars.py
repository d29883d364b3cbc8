"""Characters placed on a page, and the small ones raised or lowered beside a line, which belong into it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_SMALL = 0.78  # of the size of the line beside
_COLUMN = 3  # steps from a character to one below it, at least, in text that runs downwards
_NOTE = frozenset("0123456789*[]()〔〕［］（）①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳¹²³⁴⁵⁶⁷⁸⁹⁰†‡")


@dataclass(frozen=True, slots=True)
class Char:
    text: str
    left: float
    right: float
    base: float  # downwards from the top of the page
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    width: float
    height: float
    chars: Sequence[Char]


def upright(page: Page) -> Page:
    """The page; one whose text runs downwards in columns from the right, as if its columns were lines."""
    down = across = 0
    for before, char in pairwise(page.chars):
        size = max(before.size, char.size, 0.01)
        aside, below = abs(char.left - before.left) / size, (char.base - before.base) / size
        down += aside < 0.6 and 0.4 < below < 1.6
        across += abs(below) < 0.3
    if down < _COLUMN or down < 2 * across:
        return page
    turned = (
        Char(c.text, c.base - 0.88 * c.size, c.base + 0.12 * c.size, page.width - (c.left + c.right) / 2, c.size)
        for c in page.chars
    )
    return Page(page.height, page.width, tuple(turned))


Row = list[Char]  # on one base line, from the left


def marks_joined(rows: list[Row]) -> list[Row]:
    """Rows with the raised and lowered ones put into their lines, m² and CO₂; marks of notes are left out."""
    out: list[Row] = []
    above: Row = []
    for n, row in enumerate(rows):
        following = rows[n + 1] if n + 1 < len(rows) else []
        if following and _stands_in(row, following, 0.75):
            above = row
            continue
        if out and not above and _stands_in(row, out[-1], -0.4):
            out[-1] = _merged(out[-1], row)
            continue
        out.append(_merged(row, _without_notes(row, above)) if above else row)
        above = []
    return out


def _stands_in(marks: Row, line: Row, height: float) -> bool:
    """Whether small characters stand between those of a line, at most so high above its base (below, if negative)."""
    size = median(c.size for c in line)
    raised = (line[0].base - marks[0].base) / max(size, 0.01)
    if not (0 < raised < height or height < raised < 0) or len(marks) > len(line):
        return False
    if any(c.size > _SMALL * size for c in marks):
        return False
    return all(_is_free(mark, line) for mark in marks)


def _is_free(mark: Char, line: Row) -> bool:
    """Whether a mark stands within or right behind a line, where none of its characters is."""
    middle = (mark.left + mark.right) / 2
    n = bisect_right(line, middle, key=lambda c: c.left) - 1
    if n < 0:
        return False
    return line[n].right <= middle and (n + 1 < len(line) or middle - line[n].right < 3 * line[n].size)


def _without_notes(line: Row, marks: Row) -> Row:
    """The marks but for the numbers of notes, which follow a Chinese character or a sign: they would part a name."""
    kept = []
    for mark in marks:
        n = bisect_right(line, mark.left, key=lambda c: c.left) - 1
        of_note = n >= 0 and not line[n].text.isascii() and mark.text in _NOTE
        kept.append(replace(mark, text="") if of_note else mark)  # its place is no gap between words
    return kept


def _merged(line: Row, marks: Row) -> Row:
    return sorted([*line, *marks], key=lambda c: c.left)
