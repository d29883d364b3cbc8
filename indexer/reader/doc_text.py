"""The text of a Word 97 document as its file keeps it -> what is printed of it, and the properties of its paragraphs.

The text lies in pieces that the file's table stream lists; what a paragraph is (a row's end, set in, numbered) and
what a run is (deleted, hidden) lies in pages of 512 bytes, found by the place of the text in the file. [MS-DOC]
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

from indexer.errors import Rejected
from indexer.reader.blocks import symbol
from indexer.reader.doc_properties import Paragraph, Properties, is_on
from indexer.reader.guard import bomb, encrypted, truncated
from indexer.reader.ole import Ole

MAX_CHARS = 2_000_000  # a bulletin has some ten thousand
MAX_PIECES = 50_000
MAX_PAGES = 6_000  # of properties; a bulletin has some ten
MAX_FIELDS = 30  # one within the other

WORD_97 = 193
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_RUNS, _PARAGRAPHS, _PIECES = 12, 13, 33  # places in the header of pairs (offset, length) in the table stream
_DELETED, _HIDDEN, _SYMBOL = 0x0800, 0x083C, 0x6A09
_LONGEST_NUMBER = 20  # of a page, as printed

_CUT = "\0"  # stands where a character is not printed
_FIELD = re.compile("[\x13\x14\x15]")
_DROPPED = dict.fromkeys((0, 1, 2, 3, 4, 5, 6, 8, 0x0E, 0x13, 0x14, 0x15, 0x1F)) | {0x1E: "-"}


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # in the text
    end: int
    place: int  # in the file
    width: int  # bytes a character


class WordText:
    """`text`: all stories, a character for each UTF-16 unit, so that places stay as the file counts them."""

    def __init__(self, ole: Ole) -> None:
        self.main = ole.read("WordDocument")
        if len(self.main) < 0x200:
            raise truncated("WordDocument")
        version, flags = unpack_from("<H6xH", self.main, 2)
        if version < WORD_97:
            reason = f"Word 2 或更早的文档（版本 {version}）；请用 Word/WPS 打开后另存为 .docx (older than Word 6)"
            raise Rejected("unknown_format", reason)
        if flags & _ENCRYPTED:
            raise encrypted("文档")
        self.table = ole.read("1Table" if flags & _SECOND_TABLE else "0Table")
        self._properties = Properties(self.main, self.table, ole.read("Data") if "Data" in ole else b"")
        self._pieces = self._read_pieces()
        self.text = "".join(map(self._read_piece, self._pieces))
        self._places, self._paragraphs = self._read_paragraphs()
        self._cut_unprinted()
        self._page_numbers: set[int] = set()  # characters that fields of page numbers gave
        self._cut_fields()

    def pair(self, number: int) -> bytes:
        """A structure of the table stream; b"" where the document has none."""
        place, length = unpack_from("<II", self.main, 0x9A + 8 * number)
        if place + length > len(self.table):
            raise truncated("表流")
        return self.table[place : place + length]

    def printed(self, start: int, end: int) -> str:
        """A part of the text without the marks in it, pairs of units joined."""
        text = self.text[start:end].translate(_DROPPED)
        if any("\ud800" <= c <= "\udfff" for c in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def paragraph(self, at: int) -> Paragraph:
        """What the paragraph is that ends at a place in the text."""
        piece = self._pieces[bisect_right(self._pieces, at, key=lambda p: p.start) - 1]
        n = bisect_right(self._places, piece.place + (at - piece.start) * piece.width) - 1
        return self._properties.paragraph(*self._paragraphs[n]) if n >= 0 else Paragraph()

    def is_page_number(self, begin: int, end: int) -> bool:
        """Whether a paragraph says no more than the number of its page."""
        if self._page_numbers.isdisjoint(range(begin, end)):
            return False
        typed = (c for n, c in enumerate(self.text[begin:end], begin) if n not in self._page_numbers)
        return not any(c.isalnum() and c not in "第页共頁of" for c in typed)

    def _read_pieces(self) -> list[_Piece]:
        block = self.pair(_PIECES)
        at = 0
        while block[at] == 1:  # properties of pieces, which hold nothing printed
            at += 3 + unpack_from("<H", block, at + 1)[0]
        size = unpack_from("<I", block, at + 1)[0]
        table = block[at + 5 : at + 5 + size]
        number = (len(table) - 4) // 12
        limits = unpack_from(f"<{number + 1}I", table)
        if limits[-1] > MAX_CHARS or number > MAX_PIECES or list(limits) != sorted(limits):
            raise bomb(f"文档自称有 {limits[-1]:,} 个字，分 {number:,} 块")
        pieces: list[_Piece] = []
        for n, (start, end) in enumerate(zip(limits, limits[1:], strict=False)):
            place = unpack_from("<I", table, 4 * (number + 1) + 8 * n + 2)[0]
            narrow = bool(place & 0x40000000)
            place = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
            pieces.append(_Piece(start, end, place, 1 if narrow else 2))
        return pieces

    def _read_piece(self, piece: _Piece) -> str:
        length = (piece.end - piece.start) * piece.width
        raw = self.main[piece.place : piece.place + length]
        if len(raw) < length:
            raise truncated("正文")
        return raw.decode("cp1252", "replace") if piece.width == 1 else _units(raw)

    def _pages(self, number: int) -> Iterator[bytes]:
        """The pages of properties that a list in the table stream points to."""
        block = self.pair(number)
        count = max(0, (len(block) - 4) // 8)
        if count > MAX_PAGES:
            raise bomb(f"文档的排版信息超过 {MAX_PAGES:,} 页")
        pages = unpack_from(f"<{count}I", block, 4 * (count + 1)) if count else ()
        for page in dict.fromkeys(page & 0x3FFFFF for page in pages):
            content = self.main[page * 512 : page * 512 + 512]
            if len(content) == 512:
                yield content

    def _read_paragraphs(self) -> tuple[list[int], list[tuple[int, bytes]]]:
        """Where in the file each paragraph begins; the number of its style and its properties."""
        found: dict[int, tuple[int, bytes]] = {}
        for page in self._pages(_PARAGRAPHS):
            count = page[511]
            for n in range(count):
                offset = page[4 * (count + 1) + 13 * n] * 2
                place = unpack_from("<I", page, 4 * n)[0]
                if not offset:
                    found[place] = 0, b""
                    continue
                length = page[offset] * 2 - 1
                if length < 0:
                    offset += 1
                    length = page[offset] * 2
                found[place] = unpack_from("<H", page, offset + 1)[0], page[offset + 3 : offset + 1 + length]
        places = sorted(found)
        return places, [found[p] for p in places]

    def _cut_unprinted(self) -> None:
        """Blank out what revisers deleted and what is hidden; put in the signs of symbol fonts."""
        runs = self._unprinted()
        if not runs:
            return
        ends = [end for _, end, _ in runs]
        text = list(self.text)
        for piece in self._pieces:
            length = (piece.end - piece.start) * piece.width
            for n in range(bisect_right(ends, piece.place), len(runs)):
                start, end, sign = runs[n]
                if start >= piece.place + length:
                    break
                low, high = max(0, start - piece.place), min(length, end - piece.place)
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
                block = page[offset + 1 : offset + 1 + page[offset]] if offset else b""
                properties = self._properties.counted(block)
                start, end = unpack_from("<II", page, 4 * n)
                if is_on(properties, _DELETED) or is_on(properties, _HIDDEN):
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
                if len(begun) > MAX_FIELDS:
                    raise bomb(f"文档的域套了 {MAX_FIELDS} 层以上")
                begun.append((at, -1))
            elif mark[0] == "\x14" and begun:
                begun[-1] = (begun[-1][0], at)
            elif begun:
                start, middle = begun.pop()
                cuts.append((start, middle if middle > 0 else at))
                wording = self.text[start + 1 : min(cuts[-1][1], start + 60)].split()
                if 0 < middle > at - _LONGEST_NUMBER and wording[:1] in (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"]):
                    self._page_numbers.update(range(middle, at))
        if cuts:
            text = list(self.text)
            for start, end in cuts:
                text[start:end] = _CUT * (end - start)
            self.text = "".join(text)


def _units(raw: bytes) -> str:
    """UTF-16 -> a character a unit; pairs are joined when printed."""
    text = raw.decode("utf-16-le", "surrogatepass")
    if len(text) * 2 == len(raw):
        return text
    return "".join(map(chr, array("H", unpack_from(f"<{len(raw) // 2}H", raw))))
