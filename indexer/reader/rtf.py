"""RTF bytes -> text: body, tables, text boxes, notes, headers and footers, and the numbers of lists.

A stream of groups, control words and bytes; bytes are in the code page of the font that prints them (GBK in ours).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from indexer.reader.blocks import Blocks, joined, symbol
from indexer.reader.guard import MAX_DEPTH, bomb, no_text, truncated

MAX_TOKENS = 3_000_000  # a bulletin has some ten thousand

_MARKUP = rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([\r\n]+)|"
_TOKEN = re.compile(_MARKUP + rb"([^\\{}\r\n]+)", re.DOTALL | re.IGNORECASE)
# Where characters of two bytes are written as they are, the second may be a backslash or a brace.
_WIDE_TOKEN = re.compile(_MARKUP + rb"((?:[\x81-\xfe][\x40-\xfe]|[^\\{}\r\n])+)", re.DOTALL | re.IGNORECASE)
_WIDE_PAGE = re.compile(rb"\\ansicpg(?:936|950|54936)\b")
# Groups that hold no printed text. Those behind \* are skipped too, but for the ones in _READ.
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata filetbl revtbl listtable listoverridetable rsidtbl generator"
    b" themedata colorschememapping datastore latentstyles xmlnstbl fldinst bkmkstart bkmkend annotation atnid"
    b" atnauthor atntime atnref atndate atnicn atnparent template comment nonshppict sp sn sv pgptbl mmathPr defchp"
    b" defpap tc xe ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn pnseclvl".split()
)
_READ = frozenset(b"shppict shptxt shpinst dptxbxtext footnote ud listtext pntext".split())
_HEADS = frozenset(b"header headerl headerr headerf".split())
_FEET = frozenset(b"footer footerl footerr footerf".split())
_BOXES = frozenset(b"shptxt dptxbxtext".split())
_SIGNS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"emspace": "\u2003", b"enspace": "\u2002", b"qmspace": "\u2005",
}  # fmt: skip
_SIGNS_FONT = "signs"
_CHARSETS = {
    2: _SIGNS_FONT,
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437",
}  # fmt: skip
_HIGH = bytes(range(0x81, 0x100))
_WIDE = ("gb18030", "big5", "cp932", "cp949")


def read_rtf(data: bytes) -> str:
    """The text of an RTF document. Raises Rejected."""
    reader = _Reader()
    for count, (name, number, text) in enumerate(_tokens(data)):
        if count > MAX_TOKENS:
            raise bomb(f"RTF 的控制字超过 {MAX_TOKENS:,} 个")
        reader.take(name, number, text)
    if reader.depth > 0:
        raise truncated("RTF 的括号没有合上")
    text_ = joined(reader.lines())
    if not text_:
        raise no_text("文档")
    return text_


def _tokens(data: bytes) -> Iterator[tuple[bytes, int | None, bytes]]:
    """(word, number, bytes): a control word, or "" with bytes of text, or a brace as a word. Pictures are passed by."""
    at = 0
    token = _WIDE_TOKEN if _WIDE_PAGE.search(data, 0, 400) else _TOKEN
    while at < len(data):
        match = token.match(data, at)
        if match is None:  # a lone backslash at the end
            return
        at = match.end()
        word, number, code, sign, brace, _, text = match.groups()
        if word == b"bin":  # that many raw bytes follow
            at += max(0, int(number or 0))
        elif word:
            yield word, None if number is None else int(number), b""
        elif code:
            yield b"", None, bytes.fromhex(code.decode())
        elif sign:
            printed = sign in b"\\{}"  # an escaped one, not a brace of the markup
            yield (b"", None, sign) if printed else (b"par" if sign in b"\r\n" else sign, None, b"")
        elif brace:
            yield brace, None, b""
        elif text:
            yield b"", None, text


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and, at its end, gives back."""

    skipped: bool = False
    flow: str = "body"
    font: int = -1
    charset: str | None = None  # of the font
    hidden: bool = False
    fallback: int = 1  # bytes after \u that stand for the same character
    in_table: bool = False
    level: int = 1
    indent: int = 0
    label: bool = False  # the printed number of a list's paragraph
    two_forms: bool = False  # a group of two: the text in bytes, then the same in Unicode
    table: str = ""  # "fonts" within the table of fonts


@dataclass(slots=True)
class _Reader:
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    code_page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    flows: dict[str, Blocks] = field(default_factory=dict)
    default_font: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _pass: int = 0  # bytes to leave out after \u
    _starred: bool = False
    _high: int = 0
    _number: int = 0
    _within: bool = False  # after a line break, where the paragraph goes on

    @property
    def depth(self) -> int:
        return len(self.stack)

    def lines(self) -> list[str]:
        self._flush()
        flows = {name: blocks.finished() for name, blocks in self.flows.items()}
        heads = _distinct(lines for name, lines in flows.items() if name.startswith("head"))
        feet = _distinct(lines for name, lines in flows.items() if name.startswith("foot"))
        notes = [line for name, lines in flows.items() if name.startswith("note") for line in lines]
        return [*heads, *([""] if heads else []), *flows.get("body", []), "", *notes, *([""] if feet else []), *feet]

    def take(self, word: bytes, number: int | None, text: bytes) -> None:
        if not word:
            self._take_bytes(text)
            return
        starred, self._starred = self._starred, False
        if word == b"{":
            self._flush(hold=True)
            self._pass = 0
            if len(self.stack) > 8 * MAX_DEPTH:
                raise bomb("RTF 的括号套得太深")
            self.stack.append(self.state)
            if self.state.two_forms:
                self.state = replace(self.state, skipped=True, two_forms=False)
        elif word == b"}":
            self._close()
        elif word == b"*":
            self._starred = True
        elif self._is_destination(word, starred):
            pass
        elif word == b"u" and number is not None:
            self._unicode(number)
        elif word in _SIGNS:
            self._print(_SIGNS[word])
        elif word == b"~":
            self._print("\u00a0")
        elif word == b"_":
            self._print("-")
        else:
            self._flush(hold=True)
            self._control(word, number)

    def _close(self) -> None:
        self._flush(hold=True)
        self._pass = 0
        if not self.stack:
            return
        old, self.state = self.state, self.stack.pop()
        if old.flow != self.state.flow and old.flow.startswith("box"):
            box = self.flows.pop(old.flow, None)
            if box and not self.state.skipped:
                self._blocks.add_lines(box.finished(), self._level())

    def _is_destination(self, word: bytes, starred: bool) -> bool:
        flow = None
        if word in _HEADS:
            flow = "head"
        elif word in _FEET:
            flow = "foot"
        elif word == b"footnote":
            flow = "note"
        elif word in _BOXES:
            flow = "box"
        if flow:
            self._flush()
            self._number += 1
            inner = _State(flow=f"{flow}{self._number}", charset=self.state.charset, font=self.state.font)
            self.state = replace(inner, skipped=self.state.skipped and flow != "box", fallback=self.state.fallback)
            return True
        if word == b"upr":
            self.state = replace(self.state, two_forms=True)
            return True
        if word == b"ud" and self.stack:
            self.state = replace(self.state, skipped=self.stack[-1].skipped)
            return True
        if word in (b"listtext", b"pntext"):
            self._flush()
            self.state = replace(self.state, label=True)
            return True
        if word == b"fonttbl":
            self.state = replace(self.state, table="fonts", skipped=True)
            return True
        if word in _SKIPPED or (starred and word not in _READ):
            self._flush()
            self.state = replace(self.state, skipped=True)
            return True
        return False

    @property
    def _blocks(self) -> Blocks:
        return self.flows.setdefault(self.state.flow, Blocks())

    def _level(self) -> int:
        return self.state.level if self.state.in_table else 0

    def _control(self, word: bytes, number: int | None) -> None:
        state = self.state
        match word:
            case b"ansicpg":
                self.code_page = _code_page(number or 1252)
            case b"deff":
                self.default_font = number or 0
            case b"f":
                self.state = replace(state, font=number or 0, charset=self.fonts.get(number or 0))
            case b"fcharset" if state.table == "fonts":
                self.fonts[state.font] = _CHARSETS.get(number or 0, self.code_page)
            case b"cpg" if state.table == "fonts":
                self.fonts[state.font] = _code_page(number or 0)
            case b"plain":
                self.state = replace(
                    state, font=self.default_font, charset=self.fonts.get(self.default_font), hidden=False
                )
            case b"v" | b"deleted":
                self.state = replace(state, hidden=number != 0)
            case b"uc":
                self.state = replace(state, fallback=max(0, number if number is not None else 1))
            case b"pard":
                self.state = replace(state, in_table=False, level=1, indent=0)
            case b"intbl":
                self.state = replace(state, in_table=True)
            case b"itap":
                self.state = replace(state, in_table=bool(number), level=max(1, number or 0))
            case b"fi" | b"cufi":
                self.state = replace(state, indent=number or 0)
            case (
                b"par"
                | b"sect"
                | b"line"
                | b"lbr"
                | b"column"
                | b"page"
                | b"pagebb"
                | b"cell"
                | b"row"
                | b"nestcell"
                | b"nestrow"
            ):
                if not state.skipped:
                    self._structure(word)

    def _structure(self, word: bytes) -> None:
        self._flush()
        blocks = self._blocks
        within, self._within = self._within, word in (b"line", b"lbr", b"column")
        match word:
            case b"par" | b"line" | b"lbr" | b"column":
                blocks.end_paragraph(self._level(), indent=self.state.indent > 0 and not within)
            case b"cell":
                blocks.end_cell(1)
            case b"row":
                blocks.end_row(1)
            case b"nestcell":
                blocks.end_cell(max(2, self.state.level))
            case b"nestrow":
                blocks.end_row(max(2, self.state.level))
            case b"page" | b"sect" | b"pagebb":
                if blocks.pending:
                    blocks.end_paragraph(self._level())
                blocks.page_break()

    def _take_bytes(self, data: bytes) -> None:
        if self._pass:
            passed = min(self._pass, len(data))
            self._pass -= passed
            data = data[passed:]
        if data and not self.state.skipped and not self.state.hidden:
            self._bytes += data

    def _unicode(self, number: int) -> None:
        self._flush()
        code = number & 0xFFFF
        self._pass = self.state.fallback
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00) if self._high else 0xFFFD
        self._print(symbol(code, "") or "·" if 0xF000 <= code <= 0xF0FF else chr(code))

    def _print(self, text: str) -> None:
        self._flush()
        self._add(text)

    def _add(self, text: str) -> None:
        if self.state.label:
            text = text.strip()  # the tab after it
            text += " " if text[-1:].isalnum() and text.isascii() else ""
        if not self.state.skipped and not self.state.hidden:
            self._high = 0  # of a pair, the second half follows, whatever control words stand between
            self._blocks.text(text)

    def _flush(self, hold: bool = False) -> None:
        """Decode the bytes that have gathered, but `hold` half a character: the rest may stand in another group."""
        if self._bytes:
            raw = bytes(self._bytes)
            self._bytes.clear()
            if hold and self._is_half(raw):
                self._bytes += raw[-1:]
                raw = raw[:-1]
            self._add(self._decoded(raw))

    def _is_half(self, raw: bytes) -> bool:
        """Whether the last byte is the first of two."""
        high = len(raw) - len(raw.rstrip(_HIGH))
        return high % 2 == 1 and (self.state.charset or self.code_page) in _WIDE

    def _decoded(self, raw: bytes) -> str:
        if self.state.charset == _SIGNS_FONT:
            return "".join(symbol(0xF000 | b, "") or (chr(b) if b < 0x80 else "·") for b in raw)
        if raw.isascii():
            return raw.decode("ascii")
        own = self.state.charset or self.code_page
        wide = [own, self.code_page] if own in _WIDE or self.code_page in _WIDE else [own]
        for encoding in sorted(dict.fromkeys(wide), key=lambda e: e not in _WIDE):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        return raw.decode(wide[0], "replace")


def _code_page(number: int) -> str:
    if number in (936, 54936, 20936, 52936, 10008):
        return "gb18030"
    if number == 65001:
        return "utf-8"
    name = "big5" if number in (950, 10002) else f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _distinct(flows: Iterator[list[str]]) -> list[str]:
    """Headers of odd, even and first pages, each line said once; page numbers alone are left out."""
    lines = dict.fromkeys(line for flow in flows for line in flow if line.strip())
    return [line for line in lines if any(c.isalpha() and c not in "第页共頁" for c in line)]
