"""HTML bytes -> text: what a browser shows, a line a paragraph, in the encoding that the page declares or that fits.

The markup is split in one pass that never looks back, so that no page, however mangled, takes more than linear time.
"""

import codecs
import email
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.errors import Rejected
from indexer.reader.blocks import Blocks, joined
from indexer.reader.guard import MAX_DEPTH, bomb, faults_as_damaged, no_text
from indexer.reader.text import SURE_SHARE, decode_text, everyday_share

MAX_TOKENS = 250_000  # tags and texts; a page has some thousand

_MIME = re.compile(rb"\s*(?:[A-Za-z-]{2,40}:[^\n]{0,500}\n\s*){0,10}?MIME-Version:", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9_:.-]+)""", re.IGNORECASE)
_GB = ("gb2312", "gbk", "gb_2312-80", "gb_2312", "x-gbk", "cp936", "ms936", "csgb2312")
_ENCODINGS = ("utf-8", "utf8", "gb18030", "big5", "big5-hkscs", "hz-gb-2312", "iso-8859-1", "windows-1252", "us-ascii")
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_TAG_REST = re.compile(r"""(?>[^"'=>]+|=\s*"[^"]*"|=\s*'[^']*'|[="'])*+>""")
_STYLE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BLANKS = " \t\n\r\f"
_SPACES = re.compile(f"(.)([{_BLANKS}]+)(?=(.))", re.DOTALL)
_LEADING = re.compile(f"[{_BLANKS}]*")
_TRAILING = re.compile(f"(?<![{_BLANKS}])[{_BLANKS}]*$")
_INDENT = re.compile(r"text-indent\s*:\s*(-?[\d.]+)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:^|\s)hidden(?:[\s=]|$))", re.IGNORECASE
)
_NOTE_MARK = re.compile(r"""href\s*=\s*["']?[^"'\s>]*#_?(?:ftn|edn|sdfootnote|sdendnote|footnote|fn)""", re.IGNORECASE)
_PAGE = re.compile(r"page-break-before\s*:\s*always", re.IGNORECASE)

_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"})
_UNREAD = frozenset(
    {
        "script",
        "style",
        "iframe",
        "noembed",
        "noframes",
        "template",
        "select",
        "svg",
        "object",
        "head",
        "del",
        "rt",
        "rp",
        "button",
    }
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr html legend li listing main menu nav ol option optgroup p pre section summary ul"
    " caption table tbody thead tfoot tr td th".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


def read_html(data: bytes) -> str:
    """The text of a web page. Raises Rejected."""
    page = _Page()
    for number, token in enumerate(_tokens(decode_html(_unwrapped(data)))):
        if number > MAX_TOKENS:
            raise bomb(f"网页的标记超过 {MAX_TOKENS:,} 个")
        page.take(token)
    text = joined(page.lines())
    if not any(c.isalpha() for c in text):
        if b"<frameset" in data.lower():
            raise Rejected(
                "empty", "网页由框架拼成，正文在别的文件里；请打开后把正文所在的页另存 (frames without text)"
            )
        raise no_text("网页")
    return text


def _unwrapped(data: bytes) -> bytes:
    """The page of a web archive, which is what Word saves as "single file web page"; other bytes as they are."""
    if not _MIME.match(data):
        return data
    with faults_as_damaged("单个文件网页"):
        for part in email.message_from_bytes(data).walk():
            if part.get_content_type() == "text/html":
                content = part.get_payload(decode=True)
                return content if isinstance(content, bytes) else b""
    raise no_text("单个文件网页")


def decode_html(data: bytes) -> str:
    """By byte order mark, by what the page declares if it decodes so, else as a text of unknown encoding."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode_text(data)
    declared = _declared(data)
    share = 0.0 if declared is None else everyday_share(declared)
    if declared is not None and share >= SURE_SHARE:
        return declared
    try:
        guessed = decode_text(data)
    except Rejected:
        if declared is None:
            raise
        return declared
    return guessed if declared is None or everyday_share(guessed) > share else declared


def _declared(data: bytes) -> str | None:
    """The page as decoded by what it declares; None where it does not, or wrongly, as pages saved again often do."""
    found = _CHARSET.search(data, 0, 8192) or _XML_ENCODING.search(data)
    if not found:
        return None
    name = found[1].decode("ascii").lower()
    name = "gb18030" if name in _GB else name
    if name not in _ENCODINGS:
        return None
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # text, start, end
    text: str  # of the page, or the name of the tag
    attributes: str = ""


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    quoted = True  # whether quotes within tags still match; once one is left open, the next ">" ends a tag
    while at < len(text):
        begin = text.find("<", at)
        if begin < 0:
            break
        if begin > at:
            yield _Token("text", text[at:begin])
        at = begin + 1
        following = text[at : at + 1]
        if following in ("!", "?"):
            end = "-->" if text.startswith("!--", at) else ">"
            found = text.find(end, at)
            if found < 0:
                return
            at = found + len(end)
            continue
        closing = following == "/"
        name = _NAME.match(text, at + closing)
        if name is None:
            yield _Token("text", "<")
            continue
        rest = _TAG_REST.match(text, name.end()) if quoted else None
        if rest is None:
            quoted = False
            end_at = text.find(">", name.end())
            if end_at < 0:
                return
            attributes, at = text[name.end() : end_at], end_at + 1
        else:
            attributes, at = rest[0][:-1], rest.end()
        tag = name[0].lower()
        yield _Token("end" if closing else "start", tag, attributes)
        if tag in _RAW and not closing:
            close = re.compile(rf"</{tag}[\s/>]", re.IGNORECASE).search(text, at)
            if close is None:
                return
            yield _Token("raw", text[at : close.start()])
            at = close.start()
    if at < len(text):
        yield _Token("text", text[at:])


@dataclass(slots=True)
class _Open:
    name: str
    hidden: bool
    kept: bool  # white space is printed as it is


@dataclass(slots=True)
class _Page:
    blocks: Blocks = field(default_factory=Blocks)
    cells: list[bool] = field(default_factory=list)  # of every table that is open: whether a cell is
    indent: bool = False
    space: str = ""  # white space that is due before the next text: " ", or "\n" where the source has a line's end
    _open: list[_Open] = field(default_factory=list)

    def lines(self) -> list[str]:
        return self.blocks.finished()

    def take(self, token: _Token) -> None:
        if token.kind == "start":
            self._start(token.text, token.attributes)
        elif token.kind == "end":
            self._end(token.text)
        elif token.kind == "text" and not self._hidden:
            self._text(html.unescape(token.text))
        elif token.kind == "raw" and not self._hidden:
            self._text(token.text)

    @property
    def _level(self) -> int:
        return len(self.cells)

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1].hidden

    def _text(self, text: str) -> None:
        if self._open and self._open[-1].kept:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.blocks.text(first)
            for line in rest:
                self._break()
                self.blocks.text(line)
            return
        leading, trailing = _LEADING.match(text), _TRAILING.search(text)
        inner = _SPACES.sub(_one_space, text.strip(_BLANKS))
        self.space = self.space or _kind(leading)
        if inner:
            if self.space and self.blocks.pending and not (self.space == "\n" and self._between_wide(inner)):
                self.blocks.text(" ")
            self.blocks.text(inner)
            self.space = _kind(trailing)

    def _between_wide(self, text: str) -> bool:
        """A line of the source that was broken between two Chinese characters has no space there."""
        return _is_wide(self.blocks.last) and _is_wide(text[:1])

    def _start(self, name: str, attributes: str) -> None:
        if name == "br":
            if not self._hidden:
                self._break()
                self.indent = False  # the paragraph goes on
            return
        if name in ("body", "p", "div", "table"):
            self._close_head()
        if name in _BLOCKS:
            self._close_paragraph()
            self._start_block(name, attributes)
        if name in _VOID or attributes.rstrip().endswith("/") and name not in _BLOCKS and name not in _RAW:
            return
        if len(self._open) < 8 * MAX_DEPTH:
            style = attributes if "style" in attributes or "hidden" in attributes else ""
            hidden = self._hidden or name in _UNREAD or name == "title" or bool(_HIDDEN.search(style))
            hidden = hidden or name == "a" and bool(_NOTE_MARK.search(attributes))  # it would part a name
            kept = name in ("pre", "listing", "xmp", "textarea") or (bool(self._open) and self._open[-1].kept)
            self._open.append(_Open(name, hidden, kept))

    def _close_head(self) -> None:
        """A head that was never closed ends where the page begins."""
        if self._open and self._open[-1].name == "head":
            self._open.pop()

    def _close_paragraph(self) -> None:
        """A paragraph left open ends where the next block begins."""
        for n in range(len(self._open) - 1, max(-1, len(self._open) - 20), -1):
            name = self._open[n].name
            if name == "p":
                del self._open[n:]
            if name in ("p", "td", "th", "li"):
                return

    def _start_block(self, name: str, attributes: str) -> None:
        if self._hidden:
            return
        if name in ("td", "th", "tr"):
            self._end_cell(row=name == "tr")  # its end may be left to the reader
            self.cells[-1:] = [name != "tr"] if self.cells else []
        else:
            self._break_if_pending()
        if name == "table" and len(self.cells) < MAX_DEPTH:
            self.cells.append(False)
        found = _STYLE.search(attributes)
        style = (found[1] or found[2] or "") if found else ""
        indent = _INDENT.search(style)
        self.indent = bool(indent and float(indent[1].rstrip(".") or 0) > 0) if style else False
        if _PAGE.search(style):
            self.blocks.page_break()

    def _end(self, name: str) -> None:
        hidden = self._hidden
        for n in range(len(self._open) - 1, max(-1, len(self._open) - 200), -1):
            if self._open[n].name == name:
                del self._open[n:]
                break
        if hidden or name not in _BLOCKS:
            return
        if name in ("td", "th", "tr"):
            self._end_cell(row=name == "tr")
        elif name == "table" and self.cells:
            self._end_cell(row=True)
            self.cells.pop()
        else:
            self._break_if_pending()
            if name in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
                self.indent = False

    def _end_cell(self, row: bool) -> None:
        """End the cell that is open, if any, and with it its row."""
        if self.cells and self.cells[-1]:
            self.blocks.end_cell(self._level)
            self.cells[-1] = False
        elif self.blocks.pending:
            self._break()
        if row and self.cells:
            self.blocks.end_row(self._level)
        self.space = ""

    def _break(self) -> None:
        self.blocks.end_paragraph(self._level, indent=self.indent)
        self.space = ""

    def _break_if_pending(self) -> None:
        if self.blocks.pending:
            self._break()
        self.space = ""


def _one_space(match: re.Match[str]) -> str:
    broken = "\n" in match[2] and _is_wide(match[1]) and _is_wide(match[3])
    return match[1] if broken else match[1] + " "


def _kind(match: re.Match[str] | None) -> str:
    if match is None or not match[0]:
        return ""
    return "\n" if "\n" in match[0] else " "


def _is_wide(text: str) -> bool:
    return text > "\u2e80" or text in "“”‘’…—·"
