"""Word 97 .doc and .wps bytes (an OLE container) -> text: body, tables, text boxes, notes, headers and footers.

The text lies in pieces that the file's table stream lists; what a paragraph is (a row's end, set in, numbered) and
what a run is (deleted, hidden) lies in pages of 512 bytes, found by the place of the text in the file. [MS-DOC]
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from struct import unpack_from

from indexer.errors import Rejected
from indexer.reader.blocks import PAGE_BREAK, Blocks, joined, symbol
from indexer.reader.guard import bomb, damaged, encrypted, faults_as_damaged, no_text, truncated
from indexer.reader.lists import read_lists
from indexer.reader.numbering import Numbering
from indexer.reader.ole import Ole

MAX_CHARS = 2_000_000  # a bulletin has some ten thousand

_WORD_97 = 193
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Places in the header of pairs (offset, length) in the table stream.
_HEADERS, _RUNS, _PARAGRAPHS, _PIECES = 11, 12, 13, 33
_SHAPES, _HEADER_SHAPES, _BOXES, _HEADER_BOXES = 40, 41, 56, 58

_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_PAGE_BEFORE, _LEVEL, _LIST = 0x2407, 0x260A, 0x460B
_FIRST_LINE = (0x8411, 0x8460, 0x4457)  # twips, twips, hundredths of a character
_DELETED, _HIDDEN, _SYMBOL = 0x0800, 0x083C, 0x6A09
_HUGE = (0x6645, 0x6646)  # the properties lie in the stream Data
_OPERANDS = (1, 1, 2, 4, 2, 2, None, 3)  # bytes, by the three highest bits of an operator

_CUT = "\0"  # stands where a character is not printed
_FIELD = re.compile("[\x13\x14\x15]")
_END = re.compile("[\r\x07\x0c\x0b]")
_DROPPED = dict.fromkeys((0, 1, 2, 3, 4, 5, 6, 8, 0x0E, 0x13, 0x14, 0x15, 0x1F)) | {0x1E: "-"}

_OTHERS = (
    ("Workbook", "Excel 表格"),
    ("Book", "Excel 表格"),
    ("PowerPoint Document", "PowerPoint 演示文稿"),
    ("__properties_version1.0", "Outlook 邮件"),
)


def read_doc(data: bytes) -> str:
    """The text of a Word 97 document. Raises Rejected."""
    ole = Ole(data)
    if "EncryptedPackage" in ole:
        raise encrypted("文档")
    if "WordDocument" not in ole:
        what = next((what for name, what in _OTHERS if name in ole), "不认识的 OLE 文件")
        raise Rejected("unknown_format", f"这是{what}；请另存为 .docx 或 .pdf 再放入 (unknown format)")
    with faults_as_damaged("Word 文档结构"):
        text = joined(_Word(ole).lines())
    if not text:
        raise no_text("文档")
    return text


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # in the text
    end: int
    place: int  # in the file
    width: int  # bytes a character


@dataclass(frozen=True, slots=True)
class _Box:
    anchor: int  # in its story; -1 where nothing points to it
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    level: int = 0
    cell_end: bool = False  # of an inner table
    row_end: bool = False
    indent: bool = False
    page_before: bool = False
    list_id: int = 0
    list_level: int = 0


@dataclass(slots=True)
class _Word:
    ole: Ole
    main: bytes = b""
    table: bytes = b""
    data: bytes = b""
    text: str = ""  # of all stories, a character for each UTF-16 unit
    pieces: list[_Piece] = field(default_factory=list)
    numbering: Numbering = field(default_factory=Numbering)
    page_numbers: set[int] = field(default_factory=set)  # characters that fields of page numbers gave

    def __post_init__(self) -> None:
        self.main = self.ole.read("WordDocument")
        if len(self.main) < 0x200:
            raise truncated("WordDocument")
        version, flags = unpack_from("<H6xH", self.main, 2)
        if version < _WORD_97:
            reason = f"Word 95 或更早的文档（版本 {version}）；请用 Word/WPS 打开后另存为 .docx (older than Word 97)"
            raise Rejected("unknown_format", reason)
        if flags & _ENCRYPTED:
            raise encrypted("文档")
        self.table = self.ole.read("1Table" if flags & _SECOND_TABLE else "0Table")
        self.data = self.ole.read("Data") if "Data" in self.ole else b""
        self._read_pieces()
        self._paragraph_places, self._paragraph_values = self._read_paragraphs()
        self._cut_unprinted()
        self._cut_fields()
        self.numbering = read_lists(self.main, self.table)

    _paragraph_places: list[int] = field(default_factory=list)
    _paragraph_values: list[bytes] = field(default_factory=list)

    def lines(self) -> list[str]:
        body, notes, head, _, comments, ends, boxes, head_boxes = unpack_from("<8I", self.main, 0x4C)
        starts = [0]
        for length in (body, notes, head, 0, comments, ends, boxes, head_boxes):
            starts.append(starts[-1] + length)
        if starts[-1] > len(self.text) + 1:
            raise damaged("正文比文件长")
        inside = self._boxes(_SHAPES, _BOXES, starts[6])
        above = self._boxes(_HEADER_SHAPES, _HEADER_BOXES, starts[7])
        heads, feet = self._running(starts[2], head, above)
        return [
            *heads,
            *self._story(0, body, inside),
            *self._story(starts[1], starts[2]),
            *self._story(starts[5], starts[6]),
            *feet,
        ]

    def _pair(self, number: int) -> bytes:
        """A structure of the table stream; b"" where the document has none."""
        place, length = unpack_from("<II", self.main, 0x9A + 8 * number)
        if place + length > len(self.table):
            raise truncated("表流")
        return self.table[place : place + length]

    def _read_pieces(self) -> None:
        block = self._pair(_PIECES)
        at = 0
        while block[at] == 1:  # properties of pieces, which hold nothing printed
            at += 3 + unpack_from("<H", block, at + 1)[0]
        size = unpack_from("<I", block, at + 1)[0]
        table = block[at + 5 : at + 5 + size]
        number = (len(table) - 4) // 12
        limits = unpack_from(f"<{number + 1}I", table)
        if limits[-1] > MAX_CHARS or list(limits) != sorted(limits):
            raise bomb(f"文档自称有 {limits[-1]:,} 个字")
        parts: list[str] = []
        for n, (start, end) in enumerate(zip(limits, limits[1:], strict=False)):
            place = unpack_from("<I", table, 4 * (number + 1) + 8 * n + 2)[0]
            narrow = bool(place & 0x40000000)
            place = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
            piece = _Piece(start, end, place, 1 if narrow else 2)
            raw = self.main[place : place + (end - start) * piece.width]
            if len(raw) < (end - start) * piece.width:
                raise truncated("正文")
            parts.append(raw.decode("cp1252", "replace") if narrow else _units(raw))
            self.pieces.append(piece)
        self.text = "".join(parts)

    def _pages(self, number: int) -> Iterator[bytes]:
        """The pages of properties that a list in the table stream points to."""
        block = self._pair(number)
        count = max(0, (len(block) - 4) // 8)
        pages = unpack_from(f"<{count}I", block, 4 * (count + 1)) if count else ()
        for page in dict.fromkeys(page & 0x3FFFFF for page in pages):
            content = self.main[page * 512 : page * 512 + 512]
            if len(content) == 512:
                yield content

    def _read_paragraphs(self) -> tuple[list[int], list[bytes]]:
        """Where in the file each paragraph begins, and its properties."""
        found: dict[int, bytes] = {}
        for page in self._pages(_PARAGRAPHS):
            count = page[511]
            for n in range(count):
                offset = page[4 * (count + 1) + 13 * n] * 2
                place = unpack_from("<I", page, 4 * n)[0]
                if not offset:
                    found[place] = b""
                    continue
                length = page[offset] * 2 - 1
                if length < 0:
                    offset += 1
                    length = page[offset] * 2
                found[place] = page[offset + 3 : offset + 1 + length]  # after the number of the style
        places = sorted(found)
        return places, [found[p] for p in places]

    def _cut_unprinted(self) -> None:
        """Blank out what revisers deleted and what is hidden; put in the signs of symbol fonts."""
        runs = self._unprinted()
        if not runs:
            return
        ends = [end for _, end, _ in runs]
        text = list(self.text)
        for piece in self.pieces:
            length = (piece.end - piece.start) * piece.width
            for start, end, sign in runs[bisect_right(ends, piece.place) :]:
                low, high = max(0, start - piece.place), min(length, end - piece.place)
                if start >= piece.place + length:
                    break
                for at in range(piece.start + low // piece.width, piece.start + high // piece.width):
                    text[at] = sign
        self.text = "".join(text)

    def _unprinted(self) -> list[tuple[int, int, str]]:
        """Runs in the order of the file, none over another, each with what stands for its characters."""
        found: list[tuple[int, int, str]] = []
        for page in self._pages(_RUNS):
            count = page[511]
            for n in range(count):
                offset = page[4 * (count + 1) + n] * 2
                properties = dict(_operators(page[offset + 1 : offset + 1 + page[offset]])) if offset else {}
                start, end = unpack_from("<II", page, 4 * n)
                if _on(properties, _DELETED) or _on(properties, _HIDDEN):
                    found.append((start, end, _CUT))
                elif _SYMBOL in properties:
                    code = unpack_from("<H", properties[_SYMBOL], 2)[0]
                    found.append((start, end, symbol(code, "")[:1] or _CUT))
        apart: list[tuple[int, int, str]] = []
        for start, end, sign in sorted(found):
            start = max(start, apart[-1][1]) if apart else start
            if start < end:
                apart.append((start, end, sign))
        return apart

    def _cut_fields(self) -> None:
        """Blank out the wording of fields, so that their results stay; a field without an end is text."""
        begun: list[tuple[int, int]] = []  # begin, separator
        cuts: list[tuple[int, int]] = []
        for mark in _FIELD.finditer(self.text):
            at = mark.start()
            if mark[0] == "\x13":
                begun.append((at, -1))
            elif mark[0] == "\x14" and begun:
                begun[-1] = (begun[-1][0], at)
            elif begun:
                start, middle = begun.pop()
                cuts.append((start, middle if middle > 0 else at))
                wording = self.text[start + 1 : cuts[-1][1]].split()
                if middle > 0 and wording[:1] in (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"]):
                    self.page_numbers.update(range(middle, at))
        if cuts:
            text = list(self.text)
            for start, end in cuts:
                text[start:end] = _CUT * (end - start)
            self.text = "".join(text)

    def _properties(self, at: int) -> _Paragraph:
        """Those of the paragraph that ends at a place in the text."""
        piece = self.pieces[bisect_right(self.pieces, at, key=lambda p: p.start) - 1]
        place = piece.place + (at - piece.start) * piece.width
        n = bisect_right(self._paragraph_places, place) - 1
        return _paragraph(self._paragraph_values[n], self.data) if n >= 0 else _Paragraph()

    def _story(self, start: int, end: int, boxes: list[_Box] | None = None, *, running: bool = False) -> list[str]:
        """The lines of a part of the text; text boxes come before the paragraph that they hang on."""
        blocks = Blocks()
        waiting = sorted(boxes or [], key=lambda b: b.anchor)
        begin = start
        for mark in _END.finditer(self.text, start, end):
            at = mark.start()
            while waiting and waiting[0].anchor <= at - start:
                box = waiting.pop(0)
                blocks.add_lines(self._story(box.start, box.end, running=running))
            self._end(blocks, begin, at, mark[0], running)
            begin = at + 1
        blocks.text(_printed(self.text[begin:end]))
        lines = blocks.finished()
        for box in waiting:
            lines += self._story(box.start, box.end, running=running)
        return lines

    def _end(self, blocks: Blocks, begin: int, at: int, mark: str, running: bool) -> None:
        text = _printed(self.text[begin:at])
        is_ = self._properties(at)
        within = self.text[begin - 1 : begin] == "\x0b"
        if mark == "\x0b":  # a line break within the paragraph
            blocks.text(text)
            blocks.end_paragraph(is_.level, indent=is_.indent and not within)
            return
        if running and self._only_page_number(begin, at):
            text = ""
        if is_.list_id and not running:
            label = self.numbering.label(str(is_.list_id), is_.list_level)
            text = label + text if text.strip() else text
        if is_.page_before:
            blocks.page_break()
        blocks.text(text)
        if mark == "\x07" and not is_.row_end:
            blocks.end_cell(is_.level)
        elif is_.cell_end and not is_.row_end:
            blocks.end_cell(is_.level)
        elif is_.row_end:
            blocks.end_row(is_.level)
        elif mark == "\x0c":
            if text:
                blocks.end_paragraph(indent=is_.indent and not within)
            blocks.page_break()
        else:
            blocks.end_paragraph(is_.level, indent=is_.indent and not within)

    def _only_page_number(self, begin: int, end: int) -> bool:
        if not any(n in self.page_numbers for n in range(begin, end)):
            return False
        typed = (c for n, c in enumerate(self.text[begin:end], begin) if n not in self.page_numbers)
        return not any(c.isalnum() and c not in "第页共頁of" for c in typed)

    def _running(self, start: int, length: int, boxes: list[_Box]) -> tuple[list[str], list[str]]:
        """Headers and footers, each said once. Six stories of separators, then six for each section."""
        block = self._pair(_HEADERS)
        limits = _ascending(unpack_from(f"<{len(block) // 4}I", block))
        heads: dict[str, None] = {}
        feet: dict[str, None] = {}
        for n in range(6, len(limits) - 2):
            low, high = limits[n], min(limits[n + 1], length)
            own = [_Box(b.anchor - low, b.start, b.end) for b in boxes if low <= b.anchor < high]
            if low < high:
                lines = self._story(start + low, start + high, own, running=True)
                (heads if (n - 6) % 6 in (0, 1, 4) else feet).update(dict.fromkeys(x for x in lines if x.strip()))
        heads.pop(PAGE_BREAK, None)
        feet.pop(PAGE_BREAK, None)
        for box in boxes:
            if box.anchor < 0:
                heads.update(dict.fromkeys(self._story(box.start, box.end, running=True)))
        return [*heads, ""] if heads else [], ["", *feet] if feet else []

    def _boxes(self, shapes: int, texts: int, base: int) -> list[_Box]:
        """Text boxes with the places that they hang on; shape and text know each other by a number."""
        block = self._pair(shapes)
        count = max(0, (len(block) - 4) // 30)
        anchors = unpack_from(f"<{count}I", block)
        places = {unpack_from("<I", block, 4 * (count + 1) + 26 * n)[0]: anchors[n] for n in range(count)}
        block = self._pair(texts)
        count = max(0, (len(block) - 4) // 26)
        limits = _ascending(unpack_from(f"<{count + 1}I", block)) if count else ()
        found = []
        for n in range(count - 1):  # the last is none
            shape = unpack_from("<I", block, 4 * (count + 1) + 22 * n + 14)[0]
            found.append(_Box(places.get(shape, -1), base + limits[n], min(base + limits[n + 1], len(self.text))))
        return found


def _ascending(limits: tuple[int, ...]) -> tuple[int, ...]:
    """Borders of stories; stories that overlap would be read over and over."""
    if any(after < before for before, after in pairwise(limits[:-1])):
        raise damaged("文档各部分互相重叠")
    return limits


def _units(raw: bytes) -> str:
    """UTF-16 -> a character a unit, so that places stay as the file counts them; pairs are joined when printed."""
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) * 2 == len(raw):
        return text
    return "".join(map(chr, array("H", unpack_from(f"<{len(raw) // 2}H", raw))))


def _printed(text: str) -> str:
    text = text.translate(_DROPPED)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _operators(block: bytes) -> Iterator[tuple[int, bytes]]:
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


def _on(properties: dict[int, bytes], operator: int) -> bool:
    return properties.get(operator, b"\0")[:1] not in (b"\0", b"")


def _paragraph(block: bytes, data: bytes) -> _Paragraph:
    found = dict(_operators(block))
    for operator in _HUGE:
        if operator in found:
            place = unpack_from("<I", found[operator])[0]
            length = unpack_from("<H", data, place)[0]
            found |= dict(_operators(data[place + 2 : place + 2 + length]))
    level = int.from_bytes(found.get(_DEPTH, b"\0")[:4], "little", signed=True)
    if not level and _on(found, _IN_TABLE):
        level = 1
    return _Paragraph(
        level=max(0, level),
        cell_end=_on(found, _INNER_CELL),
        row_end=_on(found, _ROW_END) or _on(found, _INNER_ROW),
        indent=any(int.from_bytes(found.get(o, b"")[:2], "little", signed=True) > 0 for o in _FIRST_LINE),
        page_before=_on(found, _PAGE_BEFORE),
        list_id=int.from_bytes(found.get(_LIST, b"")[:2], "little"),
        list_level=found.get(_LEVEL, b"\0")[0],
    )
