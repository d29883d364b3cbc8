""".docx bytes (WordprocessingML) -> text: body, tables, text boxes, notes, headers and footers, printed numbers.

The parts are read as a stream of events, so that no tree of a large document is ever held.
"""

import posixpath
from dataclasses import dataclass, field

from indexer.reader.blocks import Blocks, joined, symbol
from indexer.reader.guard import Archive, XmlEvents, faults_as_damaged, no_text
from indexer.reader.numbering import Numbering, NumberingReader

_OFF = ("0", "false", "none", "off")
# What is not printed: deleted by a reviser, the older form of a text box, phonetic guides.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "rt"})


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str  # the last word of its type: header, footer, numbering …
    target: str


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str | None = None
    list_id: str | None = None
    level: int | None = None
    indent: bool | None = None


@dataclass(slots=True)
class _Paragraph:
    """What is known of the paragraph that is being read."""

    style: str | None = None
    list_id: str | None = None
    level: int | None = None
    indent: bool | None = None
    fields: int = 0  # page numbers in it
    typed: str = ""  # text outside of those fields, in headers and footers


def read_docx(data: bytes) -> str:
    """The text of a .docx file. Raises Rejected."""
    archive = Archive(data)
    with faults_as_damaged("文档结构"):
        return _Document(archive).text()


class _Document:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._events = XmlEvents()
        self._main = next((r.target for r in self._relations("").values() if r.kind == "officeDocument"), "")
        if self._main not in archive:
            self._main = "word/document.xml"
        self._parts = self._relations(self._main)
        self._styles = self._read_styles()
        self._numbering = self._read_numbering()

    def text(self) -> str:
        body = self._story(self._main)
        used = list(dict.fromkeys(body.references))
        first = [r for r in used if self._kind(r) == "header"][: body.first_section]
        lines = self._stories("header", first)
        lines += body.lines
        lines += self._stories("footnotes") + self._stories("endnotes")
        lines += self._stories("header", [r for r in used if r not in first], seen=lines)
        lines += self._stories("footer", used)
        text = joined(lines)
        if not text:
            raise no_text("文档")
        return text

    def _kind(self, reference: str) -> str:
        return self._parts[reference].kind if reference in self._parts else ""

    def _stories(self, kind: str, references: list[str] | None = None, seen: list[str] | None = None) -> list[str]:
        """The lines of the parts of one kind; a header said before is not said again."""
        names = list(self._parts) if references is None else references
        targets = dict.fromkeys(self._parts[n].target for n in names if self._kind(n) == kind)
        said: set[tuple[str, ...]] = set()
        out: list[str] = []
        for target in targets:
            if target not in self._archive:
                continue
            lines = [line for line in self._story(target).lines if line.strip()]
            known = seen is not None and set(lines) <= set(seen)
            if lines and tuple(lines) not in said and not known:
                said.add(tuple(lines))
                out += lines
        return ["", *out, ""] if out else []

    def _story(self, part: str) -> "_Story":
        story = _Story(self._styles, self._numbering, running=part != self._main)
        self._events.read(self._archive.read(part), part, start=story.start, end=story.end, text=story.characters)
        return story

    def _relations(self, part: str) -> dict[str, _Relation]:
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels" if name else "_rels/.rels"
        found: dict[str, _Relation] = {}
        if path not in self._archive:
            return found

        def start(element: str, attributes: dict[str, str]) -> None:
            target = attributes.get("Target", "")
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = _Relation(kind, posixpath.normpath(target))

        self._events.read(self._archive.read(path), path, start=start, end=_ignore, text=_ignore)
        return found

    def _part(self, kind: str) -> str | None:
        target = next((r.target for r in self._parts.values() if r.kind == kind), None)
        return target if target is not None and target in self._archive else None

    def _read_numbering(self) -> Numbering:
        reader = NumberingReader()
        part = self._part("numbering")
        if part:
            self._events.read(self._archive.read(part), part, start=reader.start, end=reader.end, text=_ignore)
        return reader.numbering

    def _read_styles(self) -> dict[str, _Style]:
        reader = _StylesReader()
        part = self._part("styles")
        if part:
            self._events.read(self._archive.read(part), part, start=reader.start, end=_ignore, text=_ignore)
        return reader.resolved()


def _ignore(_: str) -> None:
    pass


def _indented(attributes: dict[str, str]) -> bool | None:
    """Whether `ind` sets in the first line; None where it does not say."""
    values = [attributes[n] for n in ("firstLineChars", "firstLine") if n in attributes]
    return any(_number(v) > 0 for v in values) if values else None


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


class _StylesReader:
    def __init__(self) -> None:
        self._found: dict[str, dict[str, str | bool | None]] = {}
        self._now: dict[str, str | bool | None] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val")
        match name:
            case "style":
                self._now = self._found.setdefault(attributes.get("styleId", ""), {})
                if attributes.get("type") == "paragraph" and attributes.get("default") in ("1", "true", "on"):
                    self._found[""] = self._now  # of paragraphs that name no style
            case "basedOn" | "numId" | "ilvl":
                self._now[name] = value
            case "ind":
                self._now["indent"] = _indented(attributes)

    def resolved(self) -> dict[str, _Style]:
        return {name: self._resolve(name) for name in self._found}

    def _resolve(self, name: str) -> _Style:
        """A style with what it takes from those it is based on."""
        chain: list[dict[str, str | bool | None]] = []
        at: str | bool | None = name
        while isinstance(at, str) and at in self._found and len(chain) < 20:
            chain.append(self._found[at])
            at = self._found[at].get("basedOn")

        def first(key: str) -> str | bool | None:
            return next((s[key] for s in chain if s.get(key) is not None), None)

        list_id, level, indent = first("numId"), first("ilvl"), first("indent")
        return _Style(
            list_id=list_id if isinstance(list_id, str) else None,
            level=int(_number(level)) if isinstance(level, str) else None,
            indent=indent if isinstance(indent, bool) else None,
        )


@dataclass(slots=True)
class _Frame:
    """One flow of paragraphs: the part itself, or a text box in it."""

    blocks: Blocks
    paragraph: _Paragraph
    tables: int = 0
    hidden: bool = False  # the run that is being read


@dataclass(slots=True)
class _Story:
    """The events of one part -> its lines and, for the body, the headers and footers it uses."""

    styles: dict[str, _Style]
    numbering: Numbering
    running: bool  # a header, footer or note: page numbers alone on a line are left out
    references: list[str] = field(default_factory=list)
    first_section: int = 0  # how many of the references are headers of the first section
    _frames: list[_Frame] = field(default_factory=lambda: [_Frame(Blocks(), _Paragraph())])
    _open: list[str] = field(default_factory=list)
    _skip: int = 0  # elements open within one that is not read
    _sections: int = 0
    _field: list[str] = field(default_factory=list)  # instructions of the fields that are open

    @property
    def lines(self) -> list[str]:
        return self._frames[0].blocks.finished()

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
                frame.paragraph.level = int(_number(value))
            case "ind" if inside == "pPr":
                frame.paragraph.indent = _indented(attributes)
            case "pageBreakBefore" if inside == "pPr" and value not in _OFF:
                frame.blocks.page_break()
            case "tab" | "ptab" if inside == "r":
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
            case "tbl":
                frame.tables += 1
            case "txbxContent":
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
        style = self.styles.get(paragraph.style or "", _Style())
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
