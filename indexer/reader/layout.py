"""Characters placed on pages -> text, for the formats that keep no paragraphs (PDF, OFD).

Characters become lines, columns are read one after the other, running heads and page numbers fall away, and lines are
rejoined into the paragraphs they were set from, over pages too.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.reader.blocks import INDENT, PAGE_BREAK

_CELL = 1.8  # widths of a character between two pieces of a line: from here on they are cells
_WIDE = 0.7  # … a wide space, as in 王　强
_NARROW = (0.2, 0.4, 0.18)  # … a space: where none, one, both are Latin; software sets Latin words apart by .25 itself
_MARGIN = 0.105  # of the page's height: where running heads and page numbers stand
_COLUMN = 10  # characters that a column is wide at least
_COLUMN_LINES = 5
_EARLY = 0.3  # of the page's height left blank below its last line: the page was broken on purpose

_PAGE_NUMBER = re.compile(
    r"[\s\-—–－―─·•.~〜*]*(?:第?\s*(\d{1,4})\s*页?|第[一二三四五六七八九十百]{1,5}页)"
    r"(?:\s*[/／,，、|of共第\s]+\s*\d{1,4}\s*页?)?[\s\-—–－―─·•.~〜*]*"
)
_LATIN_WORD = re.compile(r"[!-~]+")
_NO_START = frozenset("，。、；：？！）》」』】〕”’…—％,.;:?!)]}%")  # never at the beginning of a line
_ENDS = frozenset("。！？；")


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


@dataclass(frozen=True, slots=True)
class Line:
    page: int
    left: float
    right: float
    base: float
    size: float
    text: str

    @property
    def is_row(self) -> bool:
        return "\t" in self.text


def pages_text(pages: Sequence[Page]) -> list[str]:
    """The lines of the text of all pages, one a paragraph."""
    flows = [_lines(page, n) for n, page in enumerate(pages)]
    kept = _without_running(flows, pages)
    lines = [line for flow in kept for line in flow]
    if not lines:
        return []
    return _Paragraphs(lines, pages).joined()


def _lines(page: Page, number: int) -> list[Line]:
    """The lines of one page in reading order."""
    rows = _rows(page.chars)
    pieces = [_split(row) for row in rows]
    return [_line(piece, number) for piece in _by_column(pieces)]


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters on one base line, from the left, each once: bold is often the same character printed twice."""
    ordered = sorted(chars, key=lambda c: (c.base, c.left))
    rows: list[list[Char]] = []
    for char in ordered:
        if rows and abs(char.base - rows[-1][0].base) < 0.45 * min(char.size, rows[-1][0].size):
            rows[-1].append(char)
        else:
            rows.append([char])
    found = [_once(_trimmed(sorted(row, key=lambda c: c.left))) for row in rows]
    return [row for row in found if row]


def _trimmed(row: list[Char]) -> list[Char]:
    """Without the blanks at both ends, which say nothing of where a line begins."""
    printed = [n for n, char in enumerate(row) if not char.text.isspace()]
    return row[printed[0] : printed[-1] + 1] if printed else []


def _once(row: list[Char]) -> list[Char]:
    kept: list[Char] = []
    for char in row:
        twice = (
            k.text == char.text and abs(k.left - char.left) < 0.25 * char.size * _width(char.text) for k in kept[-2:]
        )
        if not any(twice):
            kept.append(char)
    return kept


def _width(text: str) -> float:
    return 0.5 if text.isascii() else 1.0


def _split(row: list[Char]) -> list[list[Char]]:
    """The pieces of a line that stand apart like cells."""
    pieces = [[row[0]]]
    before = row[0]
    for char in row[1:]:
        blank = char.text.isspace()
        if not blank and char.left - before.right > _CELL * max(before.size, char.size):
            pieces[-1] = _trimmed(pieces[-1])
            pieces.append([])
        pieces[-1].append(char)
        before = before if blank else char
    return pieces


def _by_column(rows: list[list[list[Char]]]) -> list[list[list[Char]]]:
    """Rows with their pieces; where two columns of prose run side by side, those of the left one come first."""
    out: list[list[list[Char]]] = []
    at = 0
    while at < len(rows):
        end = _columns_end(rows, at)
        if sum(len(row) == 2 for row in rows[at:end]) >= _COLUMN_LINES:
            gutter = _gutter(rows[at:end])
            columns: tuple[list[list[list[Char]]], list[list[list[Char]]]] = ([], [])
            for row in rows[at:end]:
                for side in (0, 1):
                    part = [p for p in row if (p[0].left >= gutter) == bool(side)]
                    if part:
                        columns[side].append(part)
            out += columns[0] + columns[1]
            at = end
        else:
            out.append(rows[at])
            at += 1
    return out


def _columns_end(rows: list[list[list[Char]]], start: int) -> int:
    """Where the rows end that are two pieces wide, apart at the same place, each as long as a line of prose."""
    low, high = float("-inf"), float("inf")
    at = start
    while at < len(rows):
        row = rows[at]
        if len(row) == 2 and all(len(piece) >= _COLUMN for piece in row):
            now = max(low, row[0][-1].right), min(high, row[1][0].left)
        elif at > start and len(row) == 1 and row[0][-1].right <= high:
            now = max(low, row[0][-1].right), high
        elif at > start and len(row) == 1 and row[0][0].left >= low:
            now = low, min(high, row[0][0].left)
        else:
            break
        if now[0] >= now[1]:
            break
        low, high = now
        at += 1
    return at


def _gutter(rows: list[list[list[Char]]]) -> float:
    return min(row[1][0].left for row in rows if len(row) == 2) - 0.01


def _line(pieces: list[list[Char]], page: int) -> Line:
    text = "\t".join(_spaced(piece) for piece in pieces)
    chars = [c for piece in pieces for c in piece]
    size = median(c.size for c in chars)
    return Line(page, chars[0].left, max(c.right for c in chars), median(c.base for c in chars), size, text)


def _spaced(piece: list[Char]) -> str:
    """The text of a piece, with its own spaces, or where it has none with those that the places of characters show."""
    out = piece[0].text
    for before, char in pairwise(piece):
        gap = (char.left - before.right) / max(before.size, char.size, 0.01)
        if before.text.isspace() or char.text.isspace():
            pass
        elif gap > _WIDE:
            out += "　"
        elif gap > _NARROW[before.text.isascii() + char.text.isascii()]:
            out += " "
        out += char.text
    return out


def _without_running(flows: list[list[Line]], pages: Sequence[Page]) -> list[list[Line]]:
    """The lines without what the margins repeat on every page."""
    edges = [[line for line in flow if _in_margin(line, page)] for flow, page in zip(flows, pages, strict=True)]
    heads: Counter[tuple[str, int]] = Counter()
    numbers: Counter[int] = Counter()
    for edge, page in zip(edges, pages, strict=True):
        heads.update({_head(line, page) for line in edge})
        numbers.update({n - line.page for line in edge if (n := _bare_number(line)) is not None})
    often = max(2, 0.4 * len(pages))  # heads of odd and of even pages may differ
    kept: list[list[Line]] = []
    for flow, edge, page in zip(flows, edges, pages, strict=True):
        runs = {line for line in edge if _head(line, page)[0] and heads[_head(line, page)] >= often}
        outer = _outermost(flow, page)
        runs |= {line for line in edge if line in outer and _is_page_number(line, numbers, often, len(pages))}
        kept.append([line for line in flow if line not in runs])
    return kept


def _is_page_number(line: Line, numbers: Counter[int], often: float, pages: int) -> bool:
    """A number alone is one only where it counts the pages: a table has numbers too."""
    number = _bare_number(line)
    if number is None:
        return len(line.text) < 40 and bool(_PAGE_NUMBER.fullmatch(line.text))
    return numbers[number - line.page] >= often or (pages == 1 and number == 1)


def _outermost(flow: list[Line], page: Page) -> set[Line]:
    """The first and the last line of a page, and the one next to each, which a running head may keep from its edge."""
    rows = sorted(flow, key=lambda line: line.base)
    top = [line for line in rows[:2] if line.base < page.height / 2]
    bottom = [line for line in rows[-2:] if line.base >= page.height / 2]
    return {*top, *bottom}


def _in_margin(line: Line, page: Page) -> bool:
    top = line.base - line.size
    return top < _MARGIN * page.height or line.base > (1 - _MARGIN) * page.height


def _head(line: Line, page: Page) -> tuple[str, int]:
    """What makes two lines on two pages the same running head: the words but for numbers, and the height."""
    words = re.sub(r"\d+|\s", "", line.text)
    return words, round(line.base / page.height * 60)


def _bare_number(line: Line) -> int | None:
    text = line.text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None


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
        left = min(common or [min(round(line.left / size * 2) for line in prose)]) / 2 * size
        ends = sorted(line.right for line in prose)
        width = self._pages[0].width
        for end in reversed(ends):
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
        return before.right + self._unit(line) + 0.6 * size > self._right

    def _shift(self, line: Line, before: Line) -> float:
        """How far a line is set in, against the margin or against a line that itself continues a paragraph set in."""
        inset = line.left - self._left
        first = before.left - self._left
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
        if before.page != line.page or not usual:
            return False
        distance = line.base - before.base
        return distance > 1.35 * max(usual, 1.1 * line.size) or distance < 0

    def _set_in(self, n: int) -> bool:
        """Whether a paragraph's first line is set in, not centred."""
        line = self._lines[n]
        inset = (line.left - self._left) / line.size
        if not 1.2 <= inset <= 3.2:
            return False
        centred = abs((line.left - self._left) - (self._right - line.right)) < 1.2 * line.size
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
