"""Rows -> an Excel workbook, row by row: no more than one is held. Every text stays text, whatever it begins with."""

import re
from collections.abc import Sequence
from types import TracebackType
from typing import Any, BinaryIO

from search.takeaway.rows import Cell

MOST_ROWS = 1_048_576  # of a sheet
MOST_CHARACTERS = 32_767  # of a cell, as UTF-16 counts
_WIDTHS = {"题名 title": 50, "人物 people": 30, "编号 id": 26, "期 issue": 22, "正文 text": 60}
_CUT = "……"
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")  # these no XML may hold
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Workbook:
    """To be used in a `with` block; another sheet begins where one is full."""

    def __init__(self, file: BinaryIO, header: Sequence[str], most_rows: int = MOST_ROWS) -> None:
        import xlsxwriter  # some 50 ms, which no other command should wait for

        self.cut = 0  # texts that did not fit in their cell
        self._header = header
        self._most_rows = most_rows
        self._book: Any = xlsxwriter.Workbook(file, _OPTIONS)
        self._bold: Any = self._book.add_format({"bold": True})
        self._sheets = 0
        self._begin()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 0), len(self._header) - 1)
        self._book.close()  # takes away its temporary files, too

    def add(self, row: Sequence[Cell]) -> None:
        if self._row >= self._most_rows:
            self._sheet.autofilter(0, 0, self._row - 1, len(self._header) - 1)
            self._begin()
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell)
            elif cell:
                self._sheet.write_string(self._row, column, self._fitting(cell))
        self._row += 1

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet: Any = self._book.add_worksheet("文章" if self._sheets == 1 else f"文章{self._sheets}")
        for column, title in enumerate(self._header):
            self._sheet.set_column(column, column, _WIDTHS.get(title, 14))
        self._sheet.freeze_panes(1, 0)
        for column, title in enumerate(self._header):
            self._sheet.write_string(0, column, title, self._bold)
        self._row = 1

    def _fitting(self, text: str) -> str:
        text = _NO_CHARACTER.sub("\ufffd", text)
        if len(text) * 2 <= MOST_CHARACTERS or _units(text) <= MOST_CHARACTERS:
            return text
        self.cut += 1
        return text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
