"""A table of the lexicon folder as staff keep it with Excel, WPS or an editor: tab-separated text with a header.

`read_table` takes what these write (byte order marks, UTF-16, CRLF, quoted cells, empty cells at the end, columns of
one's own) and tells what it cannot take; a changed table is written back with everything else as it was.
"""

import codecs
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NOT_UTF8 = "不是 UTF-8 编码；Excel 请另存为“Unicode 文本”，记事本请选 UTF-8 (not UTF-8)"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a file; line 0 is the file as a whole."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        where = f" 第 {self.line} 行 (line {self.line})" if self.line else ""
        return f"{self.path}{where}：{self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    line: int  # from 1
    cells: Mapping[str, str]  # column -> cell, "" where it is empty


@dataclass(frozen=True, slots=True)
class Table:
    """A file's lines, and the rows among them; comments, blank and faulty lines are lines only."""

    path: Path
    columns: tuple[str, ...]  # as the header names them
    lines: tuple[str, ...]  # without their ends
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    mark: bytes = codecs.BOM_UTF8  # Excel takes UTF-8 for what it is only with the mark
    encoding: str = "utf-8"
    newline: str = "\n"

    def with_cells(self, line: int, cells: Mapping[str, str]) -> "Table":
        """The table with other cells in one line; columns that are not named keep theirs."""
        old = next(row.cells for row in self.rows if row.line == line)
        return self._with_lines((*self.lines[: line - 1], self._line({**old, **cells}), *self.lines[line:]))

    def with_row(self, cells: Mapping[str, str], *, after: int | None = None) -> "Table":
        """The table with one more row: behind a line, or at the end."""
        at = len(self.lines) if after is None else after
        return self._with_lines((*self.lines[:at], self._line(cells), *self.lines[at:]))

    def without_line(self, line: int) -> "Table":
        return self._with_lines((*self.lines[: line - 1], *self.lines[line:]))

    def save(self) -> None:
        """Write the file in one step: another program sees the old one or the new one."""
        target = self.path.resolve()  # through a link, if it is one
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(line + self.newline for line in self.lines)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.mark + text.encode(self.encoding))
                file.flush()
                os.fsync(file.fileno())
            os.chmod(draft, target.stat().st_mode & 0o7777 if target.exists() else 0o644)
            os.replace(draft, target)
        except BaseException:
            os.unlink(draft)
            raise

    def _line(self, cells: Mapping[str, str]) -> str:
        return "\t".join(_quoted(cells.get(column, "")) for column in self.columns)

    def _with_lines(self, lines: Sequence[str]) -> "Table":
        return _parsed(replace(self, lines=tuple(lines)), self.columns)


def read_table(path: Path, columns: tuple[str, ...]) -> Table:
    """The table at `path`, with a problem for each line that cannot be taken. A file that is not there is empty."""
    empty = Table(path, columns, ("\t".join(columns),))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return empty
    except OSError as error:
        return _broken(empty, f"读不出：{error.strerror or error} (cannot be read)")
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return _broken(empty, _NOT_UTF8)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    return _parsed(Table(path, columns, tuple(lines), mark=mark, encoding=encoding, newline=newline), columns)


def _broken(table: Table, message: str) -> Table:
    return replace(table, problems=(Problem(table.path, 0, message),))


def _parsed(table: Table, wanted: tuple[str, ...]) -> Table:
    """The table with its header, rows and problems read from its lines."""
    header = _cells(table.lines[0])
    missing = [column for column in wanted if column not in header]
    if missing or len(set(header)) < len(header):
        told = f"表头应为 {'⇥'.join(wanted)}，实为 {'⇥'.join(header)} (wrong header)"
        return replace(table, rows=(), problems=(Problem(table.path, 1, told),))
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, line in enumerate(table.lines[1:], start=2):
        cells = _cells(line)
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) > len(header):
            told = f"最多 {len(header)} 列，实有 {len(cells)} 列 (too many columns)"
            problems.append(Problem(table.path, number, told))
        else:
            rows.append(Row(number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))))
    return replace(table, columns=tuple(header), rows=tuple(rows), problems=tuple(problems))


def _cells(line: str) -> list[str]:
    """The cells of a line; empty ones at its end are left out, as spreadsheets add them."""
    cells = [_unquoted(cell.strip()) for cell in line.split("\t")]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"').strip()
    return cell


def _quoted(cell: str) -> str:
    """A cell as it is written: nothing in it that would end it, and what would be taken for quotes quoted."""
    cell = " ".join(cell.split())
    return '"' + cell.replace('"', '""') + '"' if cell.startswith('"') else cell
