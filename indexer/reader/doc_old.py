"""Word 6 and Word 95 documents (the stream WordDocument) -> lines: paragraphs, rows of tables, notes, headers.

Their text lies in one run, or in pieces, of bytes in the code page of the language, or of UTF-16 in the Far East's own
version. What a paragraph is (set in, numbered) is not read.
"""

import re
from collections.abc import Iterator
from struct import unpack_from

from indexer.reader.blocks import PAGE_BREAK
from indexer.reader.guard import bomb, damaged, encrypted, truncated
from indexer.reader.text import SURE_SHARE, everyday_share

OLDEST = 101  # Word 6
MAX_CHARS = 2_000_000  # a bulletin has some ten thousand
MAX_PIECES = 50_000

_PIECED, _ENCRYPTED, _WIDE = 0x0004, 0x0100, 0x1000
_STORIES, _PIECES = 0x34, 0x160  # places in the header: lengths of the stories; where the list of pieces lies
_LANGUAGES = {0x0804: "gb18030", 0x1004: "gb18030", 0x0404: "big5", 0x0C04: "big5", 0x1404: "big5", 0x0411: "cp932"}
_GUESSES = ("gb18030", "big5", "cp1252")

_INNER = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")  # a field with none within it
_MAX_FIELDS = 20
_ROW = re.compile("\x07(?:\r?)\x07")
_ENDS = re.compile("[\r\x0b]|(\x0c)")
_SIGNS = dict.fromkeys((*range(9), 0x0E, *range(0x10, 0x1E), 0x1F)) | {0x1E: "-"}


def old_lines(main: bytes) -> list[str]:
    """The lines of the body, the notes, the headers and footers. Raises Rejected, and what mangled bytes cause."""
    language, flags = unpack_from("<H2xH", main, 6)
    if flags & _ENCRYPTED:
        raise encrypted("文档")
    wide = bool(flags & _WIDE)
    raw = b"".join(_pieces(main, wide) if flags & _PIECED else [_run(main)])
    if len(raw) > 2 * MAX_CHARS:
        raise bomb(f"文档自称有 {len(raw):,} 字节的文字")
    body, notes, heads = unpack_from("<3I", main, _STORIES)
    width = 2 if wide else 1
    limits = [0, body * width, (body + notes) * width, (body + notes + heads) * width]
    if limits[2] > len(raw):
        raise truncated("正文")
    encoding = "utf-16-le" if wide else _LANGUAGES.get(language) or _guessed(raw)
    stories = [raw[a:b].decode(encoding, "replace") for a, b in zip(limits, limits[1:], strict=False)]
    heads_said = dict.fromkeys(line for line in _lines(stories[2]) if any(c.isalpha() for c in line))
    return [*heads_said, *([""] if heads_said else []), *_lines(stories[0]), "", *_lines(stories[1])]


def _run(main: bytes) -> bytes:
    start, end = unpack_from("<II", main, 0x18)
    if end > len(main) or end < start:
        raise truncated("正文")
    return main[start:end]


def _pieces(main: bytes, wide: bool) -> Iterator[bytes]:
    place, length = unpack_from("<II", main, _PIECES)
    block = main[place : place + length]
    at = 0
    while block[at] == 1:  # properties of pieces, which hold nothing printed
        at += 3 + unpack_from("<H", block, at + 1)[0]
    table = block[at + 5 : at + 5 + unpack_from("<I", block, at + 1)[0]]
    count = (len(table) - 4) // 12
    limits = unpack_from(f"<{count + 1}I", table)
    if limits[-1] > MAX_CHARS or count > MAX_PIECES:
        raise bomb(f"文档自称有 {limits[-1]:,} 个字，分 {count:,} 块")
    for n in range(count):
        start = unpack_from("<I", table, 4 * (count + 1) + 8 * n + 2)[0]
        size = (limits[n + 1] - limits[n]) * (2 if wide else 1)
        if size < 0 or start + size > len(main):
            raise damaged("正文的块")
        yield main[start : start + size]


def _guessed(raw: bytes) -> str:
    """The code page in which most characters are everyday Chinese, else that of Western Europe."""
    shares = [(everyday_share(raw.decode(encoding, "replace")), encoding) for encoding in _GUESSES[:2]]
    best, encoding = max(shares)
    return encoding if best >= SURE_SHARE else _GUESSES[-1]


def _lines(text: str) -> list[str]:
    """Lines of a story: results of fields, rows with a tab between their cells, a page break as one before a line."""
    for _ in range(_MAX_FIELDS):
        text, fields = _INNER.subn(lambda field: field[1] or "", text)
        if not fields:
            break
    text = _ROW.sub("\r", text).replace("\x07", "\t")
    text = _ENDS.sub(lambda end: f"\n{PAGE_BREAK}\n" if end[1] else "\n", text.rstrip("\r"))
    return text.translate(_SIGNS).split("\n")
