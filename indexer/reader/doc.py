"""Word .doc and .wps bytes (an OLE container) -> text: body, tables, text boxes, notes, headers and footers."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from struct import unpack_from

from indexer.errors import Rejected
from indexer.reader.blocks import PAGE_BREAK, Blocks, joined
from indexer.reader.doc_lists import read_lists
from indexer.reader.doc_old import OLDEST, old_lines
from indexer.reader.doc_text import WORD_97, WordText
from indexer.reader.guard import bomb, damaged, encrypted, faults_as_damaged, no_text
from indexer.reader.ole import Ole

MAX_STORIES = 10_000  # headers, footers and text boxes; a bulletin has some ten

# Places in the header of pairs (offset, length) in the table stream.
_HEADERS, _SHAPES, _HEADER_SHAPES, _BOXES, _HEADER_BOXES = 11, 40, 41, 56, 58
_END = re.compile("[\r\x07\x0c\x0b]")

_OTHERS = (
    ("Workbook", "Excel 表格"),
    ("Book", "Excel 表格"),
    ("PowerPoint Document", "PowerPoint 演示文稿"),
    ("__properties_version1.0", "Outlook 邮件"),
)


def read_doc(data: bytes) -> str:
    """The text of a Word document, of Word 97 or older. Raises Rejected."""
    ole = Ole(data)
    if "EncryptedPackage" in ole:
        raise encrypted("文档")
    if "WordDocument" not in ole:
        what = next((what for name, what in _OTHERS if name in ole), "不认识的 OLE 文件")
        raise Rejected("unknown_format", f"这是{what}；请另存为 .docx 或 .pdf 再放入 (unknown format)")
    with faults_as_damaged("Word 文档结构"):
        main = ole.read("WordDocument")
        old = OLDEST <= unpack_from("<H", main, 2)[0] < WORD_97
        text = joined(old_lines(main) if old else _Document(WordText(ole)).lines())
    if not text:
        raise no_text("文档")
    return text


@dataclass(frozen=True, slots=True)
class _Box:
    anchor: int  # in its story; -1 where nothing points to it
    start: int
    end: int


class _Document:
    """The stories of a document, which lie one behind the other in its text."""

    def __init__(self, word: WordText) -> None:
        self._word = word
        self._numbering = read_lists(word.main, word.table)

    def lines(self) -> list[str]:
        body, notes, head, _, comments, ends, boxes, head_boxes = unpack_from("<8I", self._word.main, 0x4C)
        starts = [0]
        for length in (body, notes, head, 0, comments, ends, boxes, head_boxes):
            starts.append(starts[-1] + length)
        if starts[-1] > len(self._word.text) + 1:
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

    def _story(self, start: int, end: int, boxes: list[_Box] | None = None, *, running: bool = False) -> list[str]:
        """The lines of a part of the text; text boxes come before the paragraph that they hang on."""
        blocks = Blocks()
        waiting = boxes or []
        next_box = 0
        begin = start
        for mark in _END.finditer(self._word.text, start, end):
            at = mark.start()
            while next_box < len(waiting) and waiting[next_box].anchor <= at - start:
                box = waiting[next_box]
                blocks.add_lines(self._story(box.start, box.end, running=running))
                next_box += 1
            self._end(blocks, begin, at, mark[0], running)
            begin = at + 1
        blocks.text(self._word.printed(begin, end))
        lines = blocks.finished()
        for box in waiting[next_box:]:
            lines += self._story(box.start, box.end, running=running)
        return lines

    def _end(self, blocks: Blocks, begin: int, at: int, mark: str, running: bool) -> None:
        text = self._word.printed(begin, at)
        is_ = self._word.paragraph(at)
        # After a line break the paragraph goes on, without being set in or numbered again.
        indent = is_.indent and self._word.text[begin - 1 : begin] != "\x0b"
        if running and mark != "\x0b" and self._word.is_page_number(begin, at):
            text = ""
        if is_.list_id and not running and mark != "\x0b":
            label = self._numbering.label(str(is_.list_id), is_.list_level)
            text = label + text if text.strip() else text
        if is_.page_before and mark != "\x0b":
            blocks.page_break()
        blocks.text(text)
        if mark == "\x0b":
            blocks.end_paragraph(is_.level, indent=indent)
        elif is_.row_end:
            blocks.end_row(is_.level)
        elif mark == "\x07" or is_.cell_end:
            blocks.end_cell(is_.level)
        elif mark == "\x0c":
            if text:
                blocks.end_paragraph(indent=indent)
            blocks.page_break()
        else:
            blocks.end_paragraph(is_.level, indent=indent)

    def _running(self, start: int, length: int, boxes: list[_Box]) -> tuple[list[str], list[str]]:
        """Headers and footers, each said once. Six stories of separators, then six for each section."""
        block = self._word.pair(_HEADERS)
        limits = _ascending(unpack_from(f"<{len(block) // 4}I", block))
        heads: dict[str, None] = {}
        feet: dict[str, None] = {}
        for n in range(6, len(limits) - 2):
            low, high = limits[n], min(limits[n + 1], length)
            if low < high:
                first, last = (bisect_left(boxes, at, key=lambda b: b.anchor) for at in (low, high))
                own = [_Box(b.anchor - low, b.start, b.end) for b in boxes[first:last]]
                lines = self._story(start + low, start + high, own, running=True)
                (heads if (n - 6) % 6 in (0, 1, 4) else feet).update(dict.fromkeys(x for x in lines if x.strip()))
        heads.pop(PAGE_BREAK, None)
        feet.pop(PAGE_BREAK, None)
        for box in boxes:
            if box.anchor < 0:
                heads.update(dict.fromkeys(self._story(box.start, box.end, running=True)))
        return [*heads, ""] if heads else [], ["", *feet] if feet else []

    def _boxes(self, shapes: int, texts: int, base: int) -> list[_Box]:
        """Text boxes by the places that they hang on; shape and text know each other by a number."""
        block = self._word.pair(shapes)
        count = max(0, (len(block) - 4) // 30)
        anchors = unpack_from(f"<{count}I", block)
        places = {unpack_from("<I", block, 4 * (count + 1) + 26 * n)[0]: anchors[n] for n in range(count)}
        block = self._word.pair(texts)
        count = max(0, (len(block) - 4) // 26)
        limits = _ascending(unpack_from(f"<{count + 1}I", block)) if count else ()
        found = []
        for n in range(count - 1):  # the last is none
            shape = unpack_from("<I", block, 4 * (count + 1) + 22 * n + 14)[0]
            end = min(base + limits[n + 1], len(self._word.text))
            found.append(_Box(places.get(shape, -1), base + limits[n], end))
        return sorted(found, key=lambda b: b.anchor)


def _ascending(limits: tuple[int, ...]) -> tuple[int, ...]:
    """Borders of stories; stories that overlap would be read over and over."""
    if len(limits) > MAX_STORIES:
        raise bomb(f"文档的页眉、页脚和文本框超过 {MAX_STORIES:,} 个")
    if any(after < before for before, after in pairwise(limits[:-1])):
        raise damaged("文档各部分互相重叠")
    return limits
