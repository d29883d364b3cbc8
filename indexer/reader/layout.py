"""Characters placed on pages -> lines in reading order, for the formats that keep no paragraphs (PDF, OFD).

Columns are read one after the other; running heads and page numbers fall away. `paragraphs` rejoins the lines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.reader.chars import Char, Page, marks_joined

_CELL = 1.8  # widths of a character between two pieces of a line: from here on they are cells
_WIDE = 0.7  # … a wide space, as in 王　强
_NARROW = (0.2, 0.4, 0.18)  # … a space: where none, one, both are Latin; software sets Latin words apart by .25 itself
_MARGIN = 0.105  # of the page's height: where running heads and page numbers stand
_COLUMN = 10  # characters that a column is wide at least
_COLUMN_LINES = 5

_PAGE_NUMBER = re.compile(
    r"[\s\-—–－―─·•.~〜*]*(?:第?\s*(\d{1,4})\s*页?|第[一二三四五六七八九十百]{1,5}页)"
    r"(?:\s*[/／,，、|of共第\s]+\s*\d{1,4}\s*页?)?[\s\-—–－―─·•.~〜*]*"
)


@dataclass(frozen=True, slots=True)
class Line:
    page: int
    left: float
    right: float
    base: float
    size: float
    text: str
    column: tuple[float, float] | None = None  # its edges, where columns run side by side

    @property
    def is_row(self) -> bool:
        return "\t" in self.text


Row = list[list[Char]]  # pieces of a line
Column = tuple[float, float]  # left and right edge


def pages_lines(pages: Sequence[Page]) -> list[Line]:
    """The lines of all pages in reading order."""
    flows = [_lines(page, n) for n, page in enumerate(pages)]
    return [line for flow in _without_running(flows, pages) for line in flow]


def _lines(page: Page, number: int) -> list[Line]:
    """The lines of one page in reading order."""
    rows = [_split(row) for row in _rows(page.chars)]
    return [_line(pieces, number, column) for pieces, column in _by_column(rows)]


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
    return marks_joined([row for row in found if row])


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
    if _is_spread(row):
        return [row]
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


def _by_column(rows: list[Row]) -> list[tuple[Row, Column | None]]:
    """Rows with their pieces; where two columns of prose run side by side, those of the left one come first."""
    out: list[tuple[Row, Column | None]] = []
    at = 0
    while at < len(rows):
        end = _columns_end(rows, at)
        double = [row for row in rows[at:end] if len(row) == 2]
        if len(double) >= _COLUMN_LINES and 2 * sum(map(_is_prose, double)) > len(double):
            pieces = [piece for row in rows[at:end] for piece in row]
            gutter = _gutter(rows[at:end])
            for column in ([q for q in pieces if q[0].left < gutter], [q for q in pieces if q[0].left >= gutter]):
                edges = min(q[0].left for q in column), max(q[-1].right for q in column)
                out += [([piece], edges) for piece in column]
            at = end
        else:
            out.append((rows[at], None))
            at += 1
    return out


def _is_prose(row: Row) -> bool:
    """Two pieces, each as long as a line of prose."""
    return len(row) == 2 and all(len(piece) >= _COLUMN for piece in row)


def _columns_end(rows: list[Row], start: int) -> int:
    """Where the rows end that are two pieces wide, or one at a side, apart at the same place as the first."""
    low, high = float("-inf"), float("inf")
    at = start
    while at < len(rows):
        row = rows[at]
        if len(row) == 2 and (at > start or _is_prose(row)):
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


def _gutter(rows: list[Row]) -> float:
    return min(row[1][0].left for row in rows if len(row) == 2) - 0.01


def _line(pieces: Row, page: int, column: Column | None) -> Line:
    text = "\t".join(_spaced(piece) for piece in pieces)
    chars = [c for piece in pieces for c in piece]
    size = median(c.size for c in chars)
    base = median(c.base for c in chars)
    return Line(page, chars[0].left, max(c.right for c in chars), base, size, text, column)


def _spaced(piece: list[Char]) -> str:
    """The text of a piece, with its own spaces, or where it has none with those that the places of characters show."""
    if _is_spread(piece):
        return "".join(char.text for char in piece)
    out = piece[0].text
    even = _is_even(piece)
    for before, char in pairwise(piece):
        right = max(before.right, before.left + before.size) if even else before.right
        gap = (char.left - right) / max(before.size, char.size, 0.01)
        if before.text.isspace() or char.text.isspace():
            pass
        elif gap > _WIDE:
            out += "　"
        elif gap > _NARROW[before.text.isascii() + char.text.isascii()]:
            out += " "
        out += char.text
    return out


def _is_spread(piece: list[Char]) -> bool:
    """Whether a few characters are set apart evenly, as a masthead or a title is: 民　政　简　报."""
    if not 3 <= len(piece) <= 30 or any(len(c.text) > 1 or c.text < "\u3400" or not c.text.isalpha() for c in piece):
        return False
    gaps = [(b.left - a.right) / max(a.size, b.size, 0.01) for a, b in pairwise(piece)]
    return min(gaps) > _NARROW[0] and max(gaps) - min(gaps) < 0.3


def _is_even(piece: list[Char]) -> bool:
    """Whether digits and letters stand as far apart as Chinese characters do, so that no gap tells of a space."""
    steps = [b.left - a.left for a, b in pairwise(piece) if a.text.isascii() and not a.text.isspace()]
    return bool(steps) and min(steps) > 0.9 * median(c.size for c in piece)


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
        return not line.text.isdigit() and len(line.text) < 40 and bool(_PAGE_NUMBER.fullmatch(line.text))
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
    return int(text) if text.isdecimal() and len(text) <= 3 else None
