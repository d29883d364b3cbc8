"""The events of one part of WordprocessingML -> its lines: paragraphs, tables, text boxes, fields, printed numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.reader.blocks import Blocks, symbol
from indexer.reader.docx_styles import Style, indented, number
from indexer.reader.numbering import Numbering

_OFF = ("0", "false", "none", "off")
# What is not printed: deleted by a reviser, the older form of a text box, phonetic guides.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "rt"})


@dataclass(slots=True)
class _Paragraph:
    """What is known of the paragraph that is being read."""

    style: str | None = None
    list_id: str | None = None
    level: int | None = None
    indent: bool | None = None
    fields: int = 0  # page numbers in it
    typed: str = ""  # text outside of those fields, in headers and footers


@dataclass(slots=True)
class _Frame:
    """One flow of paragraphs: the part itself, or a text box in it."""

    blocks: Blocks
    paragraph: _Paragraph
    tables: int = 0
    hidden: bool = False  # the run that is being read


@dataclass(slots=True)
class Story:
    """The events of one part -> its lines and, for the body, the headers and footers it uses."""

    styles: dict[str, Style]
    numbering: Numbering
    running: bool  # a header, footer or note: page numbers alone on a line are left out
    chunk: Callable[[str], list[str]] = lambda _: []  # the lines of a document put into this one, by its reference
    references: list[str] = field(default_factory=list)
    first_section: int = 0  # how many of the references are headers of the first section
    _frames: list[_Frame] = field(default_factory=lambda: [_Frame(Blocks(), _Paragraph())])
    _open: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)  # those that stand in the text, as Word 2003 keeps them
    _skip: int = 0  # elements open within one that is not read
    _sections: int = 0
    _field: list[str] = field(default_factory=list)  # instructions of the fields that are open

    @property
    def lines(self) -> list[str]:
        return [*self._frames[0].blocks.finished(), *(["", *self._notes] if self._notes else [])]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skip or name in _SKIPPED:
            self._skip += 1
            return
        frame = self._frames[-1]
        value = attributes.get("val", "")
        inside = self._open[-1] if self._open else ""
        self._open.append(name)
        match name:
            case "p":
                frame.paragraph = _Paragraph()
            case "r":
                frame.hidden = False
            case "vanish" if inside == "rPr":
                frame.hidden = value not in _OFF
            case "pStyle":
                frame.paragraph.style = value
            case "numId":
                frame.paragraph.list_id = value
            case "ilvl":
                frame.paragraph.level = int(number(value))
            case "ind" if inside == "pPr":
                indent = indented(attributes)
                frame.paragraph.indent = frame.paragraph.indent if indent is None else indent
            case "pageBreakBefore" if inside == "pPr" and value not in _OFF:
                frame.blocks.page_break()
            case "tab" | "ptab" if inside in ("r", "p"):
                self._print("\t")
            case "br" | "cr" if inside == "r":
                self._break(attributes.get("type", ""))
            case "noBreakHyphen":
                self._print("-")
            case "sym":
                self._print(symbol(_hex(attributes.get("char")), attributes.get("font", "")))
            case "fldChar":
                self._field_mark(attributes.get("fldCharType", ""))
            case "fldSimple":
                self._field.append(attributes.get("instr", ""))
            case "textpath":  # WordArt
                frame.blocks.add_lines(attributes.get("string", "").split("\n"), frame.tables)
            case "altChunk":
                frame.blocks.add_lines(self.chunk(attributes.get("id", "")), frame.tables)
            case "t" if inside == "listPr":  # the printed number, as Word 2003 keeps it
                self._print(value)
            case "tbl":
                frame.tables += 1
            case "txbxContent" | "footnote" | "endnote" if name == "txbxContent" or inside == "r":
                self._frames.append(_Frame(Blocks(), _Paragraph()))
            case "headerReference" | "footerReference":
                self.references.append(attributes.get("id", ""))
                if name == "headerReference" and not self._sections:
                    self.first_section += 1

    def end(self, name: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        self._open.pop()
        frame = self._frames[-1]
        match name:
            case "p":
                self._end_paragraph(frame)
            case "r":
                frame.hidden = False
            case "tc":
                frame.blocks.end_cell(frame.tables)
            case "tr":
                frame.blocks.end_row(frame.tables)
            case "tbl":
                frame.tables -= 1
            case "fldSimple":
                self._field[-1:] = []
            case "sectPr":
                self._sections += 1
            case "txbxContent" if len(self._frames) > 1:
                self._frames.pop()
                outer = self._frames[-1]
                outer.blocks.add_lines(frame.blocks.finished(), outer.tables)
            case "footnote" | "endnote" if len(self._frames) > 1:
                self._notes += self._frames.pop().blocks.finished()

    def characters(self, text: str) -> None:
        if self._skip or not self._open:
            return
        if self._open[-1] == "t":
            self._print(text)
        elif self._open[-1] == "instrText" and self._field:
            self._field[-1] += text

    def _print(self, text: str) -> None:
        frame = self._frames[-1]
        if frame.hidden or not text:
            return
        if self.running and any(_is_page_number(f) for f in self._field):
            frame.paragraph.fields += 1
        else:
            frame.paragraph.typed += text if self.running else ""
        frame.blocks.text(text)

    def _break(self, kind: str) -> None:
        frame = self._frames[-1]
        if kind == "page" and not frame.blocks.pending:
            frame.blocks.page_break()
        elif kind != "column":
            self._end_paragraph(frame, within=True)
            if kind == "page":
                frame.blocks.page_break()

    def _field_mark(self, kind: str) -> None:
        if kind == "begin":
            self._field.append("")
        elif kind == "end":
            self._field[-1:] = []

    def _end_paragraph(self, frame: _Frame, within: bool = False) -> None:
        """`within`: at a line break; the paragraph goes on, but without number and indent."""
        paragraph = frame.paragraph
        style = self.styles.get(paragraph.style or "", Style())
        if self.running and paragraph.fields and not _says_something(paragraph.typed):
            frame.blocks.drop_paragraph()
            return
        indent = paragraph.indent if paragraph.indent is not None else style.indent
        list_id = paragraph.list_id if paragraph.list_id is not None else style.list_id
        level = paragraph.level if paragraph.level is not None else style.level
        if list_id and list_id != "0":
            label = self.numbering.label(list_id, level or 0)  # an empty paragraph takes a number too
            if frame.blocks.pending:
                frame.blocks.put_before(label)
        frame.blocks.end_paragraph(frame.tables, indent=bool(indent))
        if within:
            frame.paragraph = _Paragraph(indent=False, list_id="0")


def _is_page_number(instruction: str) -> bool:
    return instruction.split()[:1] in (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"])


def _says_something(text: str) -> bool:
    """Whether a line with a page number holds more than what is printed around such numbers."""
    return any(c.isalnum() and c not in "第页共頁of" for c in text)


def _hex(text: str | None) -> int:
    try:
        return int(text or "", 16)
    except ValueError:
        return 0
