"""Paragraphs -> a Word document: the least that ECMA-376 (Office Open XML) part 1 asks of one, no styles, no fields."""

import re
import zipfile
from collections.abc import Iterable
from typing import BinaryIO, Literal
from xml.sax.saxutils import escape

Kind = Literal["title", "text", "item"]  # an item is numbered, [1], and its later lines hang

_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # these no XML may hold
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    ),
}
_BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
_LAYOUT = {
    "title": ('<w:spacing w:after="120"/>', '<w:b/><w:sz w:val="32"/>'),
    "text": ('<w:spacing w:after="60"/>', '<w:color w:val="595959"/><w:sz w:val="20"/>'),
    "item": ('<w:spacing w:after="60"/><w:ind w:left="567" w:hanging="567"/>', '<w:sz w:val="21"/>'),
}


def write_document(file: BinaryIO, paragraphs: Iterable[tuple[Kind, str]]) -> None:
    """Write them as they come; none is kept."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _HEAD + text)
        with archive.open("word/document.xml", "w") as out:
            out.write((_HEAD + _BODY).encode())
            for number, (kind, text) in _numbered(paragraphs):
                out.write(_paragraph(kind, f"[{number}]\t{text}" if kind == "item" else text).encode())
            out.write(b"<w:sectPr/></w:body></w:document>")


def _numbered(paragraphs: Iterable[tuple[Kind, str]]) -> Iterable[tuple[int, tuple[Kind, str]]]:
    items = 0
    for kind, text in paragraphs:
        items += kind == "item"
        yield items, (kind, text)


def _paragraph(kind: Kind, text: str) -> str:
    layout, letters = _LAYOUT[kind]
    parts = escape(_NO_CHARACTER.sub("\ufffd", text)).split("\t")
    runs = "<w:tab/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)
    return f"<w:p><w:pPr>{layout}</w:pPr><w:r><w:rPr>{_FONT}{letters}</w:rPr>{runs}</w:r></w:p>"
