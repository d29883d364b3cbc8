"""Lines placed on pages -> the paragraphs they were set from, over columns and pages too."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from indexer.reader.blocks import INDENT, PAGE_BREAK
from indexer.reader.chars import Page, upright
from indexer.reader.layout import Column, Line, pages_lines

_PROSE = 0.45  # of the page's width: lines shorter than that are no full lines of prose
_EARLY = 0.3  # of the page's height left blank below its last line: the page was broken on purpose
_LATIN_WORD = re.compile(r"[!-~]+")
_NO_START = frozenset("，。、；：？！）》」』】〕”’…—％,.;:?!)]}%")  # never at the beginning of a line
_ENDS = frozenset("。！？；")
_BEGINS = re.compile(  # what opens a paragraph after a full line that ends a sentence: marks of sections, the footer
    r"[●◆■◇□○★☆▲△]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|"
    r"(?:报|送|发|主\s*报|主\s*送|抄\s*报|抄\s*送|呈\s*报|发\s*至|责任编辑|责\s*编|编\s*辑|审\s*核|签\s*发|核\s*稿|校\s*对|联系人)\s*[：:]"
)


def pages_text(pages: Sequence[Page]) -> list[str]:
    """The lines of the text of all pages, one a paragraph."""
    pages = [upright(page) for page in pages]
    lines = pages_lines(pages)
    return _Paragraphs(lines, pages).joined() if lines else []


class _Paragraphs:
    """Rejoins the lines of a document."""

    def __init__(self, lines: list[Line], pages: Sequence[Page]) -> None:
        self._lines = lines
        self._pages = pages
        self._left, self._right = self._margins()
        self._pitch = self._pitches()
        self._lowest = max(line.base for line in lines)

    def joined(self) -> list[str]:
        out: list[str] = []
        for n, line in enumerate(self._lines):
            if n and self._continues(n):
                out[-1] = _glued(out[-1], line.text)
                continue
            if n and line.page != self._lines[n - 1].page:
                if self._ended_early(n - 1):
                    out.append(PAGE_BREAK)
            elif n and self._apart(n):
                out.append("")
            out.append((INDENT if self._set_in(n) else "") + line.text.strip("　 "))
        return out

    def _margins(self) -> tuple[float, float]:
        """Left and right edge of the text: where lines begin most often, and the last place where several end."""
        size = median(line.size for line in self._lines)
        prose = [line for line in self._lines if not line.is_row] or self._lines
        enough = max(2, 0.05 * len(prose))
        starts = Counter(round(line.left / size * 2) for line in prose if len(line.text) > 8)
        common = [s for s, n in starts.items() if n >= max(2, 0.1 * len(prose))]
        every = {round(line.left / size * 2) for line in prose}
        least = min(common or every)
        # Where most paragraphs have one line, most lines are set in: two characters from the margin.
        left = min([s for s in every if 3 <= least - s <= 5] or [least]) / 2 * size
        ends = sorted(line.right for line in prose)
        width = self._pages[0].width
        for end in reversed(ends):
            if end - left < _PROSE * width:
                break
            mirrored = abs((width - end) - left) < 2 * size
            near = bisect_left(ends, end + 1.6 * size) - bisect_left(ends, end - 1.6 * size)
            if mirrored or near >= enough:
                return left, end
        return left, float("inf")

    def _pitches(self) -> dict[int, float]:
        """The usual distance of two lines, on every page."""
        found: dict[int, list[float]] = {}
        for a, b in pairwise(self._lines):
            if a.page == b.page and 0 < b.base - a.base < 6 * a.size:
                found.setdefault(a.page, []).append(b.base - a.base)
        whole = [d for ds in found.values() for d in ds]
        usual = median(whole) if whole else 0.0
        return {n: (median(ds) if len(ds) > 4 else usual) for n, ds in found.items()}

    def _continues(self, n: int) -> bool:
        """Whether a line goes on with the paragraph of the line before it."""
        before, line = self._lines[n - 1], self._lines[n]
        size = before.size
        if before.is_row or line.is_row or not 0.85 < line.size / size < 1.18:
            return False
        if self._shift(line, before) > 0.7 * size or self._apart(n):
            return False
        if before.text[-1:] in _ENDS and _BEGINS.match(line.text):
            return False
        return before.right + self._unit(line) + 0.6 * size > self._edges(before)[1]

    def _shift(self, line: Line, before: Line) -> float:
        """How far a line is set in, against the margin or against a line that itself continues a paragraph set in."""
        inset = line.left - self._edges(line)[0]
        first = before.left - self._edges(before)[0]
        hanging = abs(line.left - before.left) < 0.3 * line.size and not 1.2 < first / line.size < 3
        return 0 if hanging and before.page == line.page else inset

    def _unit(self, line: Line) -> float:
        """The width of what could not be left on the line before: a character, or a word, with the marks after it."""
        text = line.text
        word = _LATIN_WORD.match(text)
        if word:
            return 0.55 * min(len(word[0]), 30) * line.size
        marks = 0
        while marks < 3 and text[1 + marks : 2 + marks] and text[1 + marks] in _NO_START:
            marks += 1
        return (1.2 + marks) * line.size

    def _apart(self, n: int) -> bool:
        before, line = self._lines[n - 1], self._lines[n]
        usual = self._pitch.get(line.page, 0.0)
        if before.page != line.page or before.column != line.column or not usual:
            return before.page == line.page and not (before.column and line.column)
        distance = line.base - before.base
        return distance > 1.35 * max(usual, 1.1 * line.size) or distance < 0

    def _edges(self, line: Line) -> Column:
        return line.column or (self._left, self._right)

    def _set_in(self, n: int) -> bool:
        """Whether a paragraph's first line is set in, not centred."""
        line = self._lines[n]
        left, right = self._edges(line)
        inset = (line.left - left) / line.size
        if not 1.2 <= inset <= 3.2:
            return False
        centred = abs((line.left - left) - (right - line.right)) < 1.2 * line.size
        follows = n + 1 < len(self._lines) and self._continues(n + 1)
        return follows or not centred or line.text[-1:] in _ENDS

    def _ended_early(self, n: int) -> bool:
        line = self._lines[n]
        return line.base < self._lowest - _EARLY * self._pages[line.page].height


def _glued(before: str, after: str) -> str:
    after = after.strip("　 ")
    if before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum():
        return f"{before} {after}"
    return before + after
