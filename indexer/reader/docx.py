""".docx bytes (WordprocessingML) -> text: body, tables, text boxes, notes, headers and footers, printed numbers.

The parts are read as a stream of events, so that no tree of a large document is ever held.
"""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from indexer.errors import Rejected
from indexer.reader.blocks import joined
from indexer.reader.docx_story import Story
from indexer.reader.docx_styles import Style, StylesReader
from indexer.reader.guard import Archive, XmlEvents, bomb, faults_as_damaged, no_text
from indexer.reader.html import read_html
from indexer.reader.numbering import Numbering, NumberingReader
from indexer.reader.rtf import read_rtf
from indexer.reader.sniff import format_of
from indexer.reader.text import decode_text

MAX_CHUNKS = 100  # documents within the document


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str  # the last word of its type: header, footer, numbering …
    target: str


def read_docx(data: bytes, *, inner: bool = False) -> str:
    """The text of a .docx file; an `inner` one stands in another and may hold none itself. Raises Rejected."""
    archive = Archive(data)
    with faults_as_damaged("文档结构"):
        return _Document(archive, inner).text()


class _Document:
    def __init__(self, archive: Archive, inner: bool) -> None:
        self._archive = archive
        self._chunks_left = 0 if inner else MAX_CHUNKS
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

    def _story(self, part: str) -> "Story":
        story = Story(self._styles, self._numbering, running=part != self._main, chunk=self._chunk)
        self._events.read(self._archive.read(part), part, start=story.start, end=story.end, text=story.characters)
        return story

    def _chunk(self, reference: str) -> list[str]:
        """The lines of another document that was put into this one as it is."""
        if reference not in self._parts:
            return []
        self._chunks_left -= 1
        if self._chunks_left < 0:
            raise bomb("文档里嵌的文档太多")
        part = self._parts[reference].target
        data = self._archive.read(part)
        found = format_of(data, posixpath.splitext(part)[1].lower())
        try:
            return _CHUNKS[found](data).splitlines() if found in _CHUNKS else []
        except Rejected as rejected:
            if rejected.code != "empty":
                raise
            return []

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

    def _read_styles(self) -> dict[str, Style]:
        reader = StylesReader()
        part = self._part("styles")
        if part:
            self._events.read(self._archive.read(part), part, start=reader.start, end=_ignore, text=_ignore)
        return reader.resolved()


_CHUNKS: Mapping[str, Callable[[bytes], str]] = {
    "html": read_html,
    "rtf": read_rtf,
    "text": decode_text,
    "docx": partial(read_docx, inner=True),
}


def _ignore(_: str) -> None:
    pass
