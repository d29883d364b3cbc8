"""The properties of a Word 97 document: operators of what a paragraph is, with those of its style. [MS-DOC] 2.6, 2.9"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack_from

from indexer.reader.guard import bomb

MAX_OPERATORS = 2_000_000  # of a document; a bulletin has some ten thousand
_MAX_BASES = 12  # styles that a style is based on, one on the other

_STYLES = 1  # place in the header of the pair that points to them
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_PAGE_BEFORE, _LEVEL, _LIST = 0x2407, 0x260A, 0x460B
_FIRST_LINE = (0x8411, 0x8460, 0x4457)  # twips, twips, hundredths of a character
_HUGE = (0x6645, 0x6646)  # the properties lie in the stream Data
_OPERANDS = (1, 1, 2, 4, 2, 2, None, 3)  # bytes, by the three highest bits of an operator

Operators = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Paragraph:
    level: int = 0
    cell_end: bool = False  # of an inner table
    row_end: bool = False
    indent: bool = False
    page_before: bool = False
    list_id: int = 0
    list_level: int = 0


def operators(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Properties: an operator and its operand each."""
    at = 0
    while at + 2 < len(block):
        operator = unpack_from("<H", block, at)[0]
        at += 2
        length = _OPERANDS[operator >> 13]
        if length is None:
            if operator == 0xD608:  # a table's definition has a length of two bytes
                length = unpack_from("<H", block, at)[0] + 1
            else:
                length = block[at] + 1
        yield operator, block[at : at + length]
        at += length


def is_on(properties: Operators, operator: int) -> bool:
    return properties.get(operator, b"\0")[:1] not in (b"\0", b"")


class Properties:
    """Reads the properties of paragraphs; counts what it reads against the limit of the whole document."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        self._data = data
        self._left = MAX_OPERATORS
        self._known: dict[tuple[int, bytes], Paragraph] = {}
        self._styles = _read_styles(main, table)
        self._resolved: dict[int, Operators] = {}

    def paragraph(self, style: int, block: bytes) -> Paragraph:
        key = style, block
        if key not in self._known:
            self._known[key] = self._read(style, block)
        return self._known[key]

    def counted(self, block: bytes) -> Operators:
        found: Operators = {}
        for operator, operand in operators(block):
            self._left -= 1
            if self._left < 0:
                raise bomb(f"文档的排版指令超过 {MAX_OPERATORS:,} 条")
            found[operator] = operand
        return found

    def _read(self, style: int, block: bytes) -> Paragraph:
        own = self.counted(block)
        for operator in _HUGE:
            if operator in own:
                place = unpack_from("<I", own[operator])[0]
                length = unpack_from("<H", self._data, place)[0]
                own |= self.counted(self._data[place + 2 : place + 2 + length])
        found = self._of_style(style) | own
        level = int.from_bytes(found.get(_DEPTH, b"\0")[:4], "little", signed=True)
        if not level and is_on(found, _IN_TABLE):
            level = 1
        return Paragraph(
            level=max(0, level),
            cell_end=is_on(found, _INNER_CELL),
            row_end=is_on(found, _ROW_END) or is_on(found, _INNER_ROW),
            indent=_is_set_in(own) if any(o in own for o in _FIRST_LINE) else _is_set_in(found),
            page_before=is_on(found, _PAGE_BEFORE),
            list_id=int.from_bytes(found.get(_LIST, b"")[:2], "little"),
            list_level=found.get(_LEVEL, b"\0")[0],
        )

    def _of_style(self, number: int) -> Operators:
        """What a style says, with what it takes from those it is based on."""
        if number not in self._resolved:
            chain: list[bytes] = []
            at = number
            while at in self._styles and len(chain) < _MAX_BASES:
                at, block = self._styles[at]
                chain.append(block)
            found: Operators = {}
            for block in reversed(chain):
                found |= self.counted(block)
            self._resolved[number] = found
        return self._resolved[number]


def _is_set_in(found: Operators) -> bool:
    return any(int.from_bytes(found.get(o, b"")[:2], "little", signed=True) > 0 for o in _FIRST_LINE)


def _read_styles(main: bytes, table: bytes) -> dict[int, tuple[int, bytes]]:
    """The styles of paragraphs by number: the number of the one each is based on, and its operators."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        place, length = unpack_from("<II", main, 0x9A + 8 * _STYLES)
        block = table[place : place + length]
        size, count, base = unpack_from("<HHH", block)
        at = 2 + size
        for number in range(min(count, 4095)):
            length = unpack_from("<H", block, at)[0]
            style = block[at + 2 : at + 2 + length]
            at += 2 + length
            if len(style) > base:
                kind = unpack_from("<H", style, 2)[0]
                if kind & 15 == 1:
                    found[number] = kind >> 4, _own_operators(style, base)
    except (error, IndexError):  # a document is worth reading without its styles
        pass
    return found


def _own_operators(style: bytes, base: int) -> bytes:
    """Of a style of paragraphs: behind its fixed part and its name lie a length, a number and the operators."""
    at = base + 2 + 2 * unpack_from("<H", style, base)[0] + 2
    at += at % 2
    length = unpack_from("<H", style, at)[0]
    return style[at + 4 : at + 2 + length]
