"""Runs of text, ends of paragraphs, cells and rows -> the lines of a document, whatever format they come from.

One line is one paragraph; the cells of a table's row are joined by a tab. A row that is there for the layout, with
whole paragraphs in its cells, gives those paragraphs instead, cell after cell.
"""

import re
from dataclasses import dataclass, field

from indexer.reader.guard import MAX_DEPTH, bomb

INDENT = "　　"  # what a first line set in by a measure becomes; typed texts have the same two spaces
PAGE_BREAK = "\f"

MAX_LINES = 200_000  # of a document; a bulletin has some hundred
_MAX_CELL = 200  # characters; a cell longer than that holds prose, not a value
# Controls, soft hyphens and marks without width, which would part a word for the search.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[\t\n]+")

# Signs of the symbol fonts, which have no code point of their own: bullets before a section's name.
_SYMBOLS = {
    "wingdings": {
        0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "◆", 0x75: "◆",
        0x76: "❖", 0x77: "◆", 0x7A: "⌘", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "■", 0xA8: "□", 0xAB: "★",
        0xAC: "✦", 0xB2: "✦", 0xB6: "☆", 0xD8: "➢", 0xDC: "➲", 0xE0: "→", 0xF0: "⇨", 0xFC: "✔", 0xFD: "✘", 0xFE: "☑",
    },
    "symbol": {0xB7: "•", 0xA8: "♦", 0xAE: "→", 0xB4: "×", 0xB1: "±", 0xD7: "·", 0xB0: "°"},
}  # fmt: skip


def symbol(code: int, font: str) -> str:
    """The sign that a character of a symbol font stands for; "" where it is unknown."""
    code &= 0xFFFF
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    table = _SYMBOLS.get(font.lower().split(" ")[0])
    if table is None and 0xF000 <= code <= 0xF0FF:
        table = _SYMBOLS["wingdings"] | _SYMBOLS["symbol"]
    if table is None:
        return ""
    return table.get(low, "")


@dataclass(slots=True)
class _Table:
    cells: list[list[str]] = field(default_factory=list)  # of the row that is being read
    lines: list[str] = field(default_factory=list)  # of the cell that is being read


class Blocks:
    """Collects a document's lines. Levels count the tables around a paragraph: 0 outside of any."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._text: list[str] = []
        self._tables: list[_Table] = []
        self._count = 0

    def text(self, text: str) -> None:
        if text:
            self._text.append(text)

    def put_before(self, text: str) -> None:
        """Text printed before the paragraph that is being read: its number."""
        self._text.insert(0, text)

    def drop_paragraph(self) -> None:
        self._text.clear()

    @property
    def pending(self) -> bool:
        """Whether text has come since the last end of a paragraph."""
        return bool(self._text)

    @property
    def last(self) -> str:
        """The last character since then; "" where there is none."""
        return self._text[-1][-1] if self._text else ""

    def end_paragraph(self, level: int = 0, *, indent: bool = False) -> None:
        line = _CONTROLS.sub("", "".join(self._text)).rstrip()
        self._text.clear()
        if indent and line and not line[0].isspace():
            line = INDENT + line
        self.add_lines([line], level)

    def add_lines(self, lines: list[str], level: int = 0) -> None:
        """Whole lines, before the paragraph that is being read: those of a text box anchored in it."""
        self._reach(level)
        self._count += len(lines)
        if self._count > MAX_LINES:
            raise bomb(f"文档超过 {MAX_LINES:,} 行")
        (self._tables[-1].lines if self._tables else self._lines).extend(lines)

    def end_cell(self, level: int = 1) -> None:
        """A paragraph still open ends with its cell."""
        if self._text:
            self.end_paragraph(max(level, 1))
        self._reach(max(level, 1))
        table = self._tables[-1]
        table.cells.append(table.lines)
        table.lines = []

    def end_row(self, level: int = 1) -> None:
        if self._text:
            self.end_cell(level)
        self._reach(max(level, 1))
        self._close_row()

    def page_break(self) -> None:
        """A new page; not within a table."""
        if not self._tables:
            self._lines.append(PAGE_BREAK)

    def finished(self) -> list[str]:
        """All lines; rows and paragraphs left open by a document cut short are kept."""
        if self._text:
            self.end_paragraph(len(self._tables))
        self._reach(0)
        return self._lines

    def _reach(self, level: int) -> None:
        if level > MAX_DEPTH:
            raise bomb(f"表格套了 {level} 层")
        while len(self._tables) > level:
            self._close_row()
            self._tables.pop()
        while len(self._tables) < level:
            self._tables.append(_Table())

    def _close_row(self) -> None:
        table = self._tables[-1]
        if table.lines:
            table.cells.append(table.lines)
        rows = row_lines(table.cells)
        table.cells, table.lines = [], []
        outer = self._tables[-2].lines if len(self._tables) > 1 else self._lines
        outer.extend(rows)


def row_lines(cells: list[list[str]]) -> list[str]:
    """The lines that the cells of one row give."""
    filled = [[line for line in cell if line.strip()] for cell in cells]
    if sum(map(bool, filled)) <= 1 or any(len(cell) > 3 or sum(map(len, cell)) > _MAX_CELL for cell in filled):
        return [line for cell in filled for line in cell]
    return ["\t".join(_SPACES.sub(" ", " ".join(line.strip() for line in cell)) for cell in filled).strip("\t")]


def joined(lines: list[str]) -> str:
    """Lines -> text: runs of more than two blank lines cut, a page break at the beginning of the line after it."""
    out: list[str] = []
    blank = 0
    page = ""
    for line in lines:
        if line == PAGE_BREAK:
            page = PAGE_BREAK
        elif not line.strip():
            blank += 1
        else:
            if out:
                out.extend([""] * min(blank, 2))
            out.append(page + line if out else line)
            blank, page = 0, ""
    return "\n".join(out) + "\n" if out else ""
