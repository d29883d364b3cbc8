"""Files of every format, made of what a test wants in them: small, whole and valid, so that a test may break them."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of no time: made twice, the same
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Sequence[str]) -> str:
    cells = ("".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A .docx; `parts` are header1, footer1, numbering, styles, footnotes … with what lies in their root element."""
    parts = parts or {}
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}{what}+xml"/>'
        for name, what in [("document", "document.main"), *((name, name.rstrip("0123456789")) for name in parts)]
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in parts
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}relationships"><Relationship Id="a" '
            f'Type="{_RELATION}officeDocument" Target="/word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}relationships">{relations}'
            "</Relationships>",
            **{f"word/{name}.xml": f"<w:{_root(name)} {W}>{inner}</w:{_root(name)}>" for name, inner in parts.items()},
        }
    )


def _root(part: str) -> str:
    return {"header": "hdr", "footer": "ftr"}.get(part.rstrip("0123456789"), part)


OFD_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_text(text: str, x: float, y: float, size: float = 5, more: str = "", steps: str | None = None) -> str:
    """A text object; (x, y) is where the base line of its first character begins."""
    steps = steps if steps is not None else f'DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    code = f'<ofd:TextCode X="0" Y="{size}" {steps}>{text}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{x} {y - size} 200 {size}" Size="{size}" {more}>{code}</ofd:TextObject>'


def ofd(*pages: str, template: str = "", root: str = "", resources: str = "") -> bytes:
    """An .ofd of A4 pages, each with what lies in its layer."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    used = '<ofd:Template TemplateID="9"/>' if template else ""
    content = "<ofd:Page {ns}>{used}<ofd:Content><ofd:Layer>{inner}</ofd:Layer></ofd:Content></ofd:Page>"
    return packed(
        {
            "OFD.xml": f"<ofd:OFD {OFD_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
            f"{root}</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {OFD_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes>"
            '<ofd:TemplatePage ID="9" BaseLoc="Template.xml"/></ofd:CommonData>'
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            "Doc_0/Template.xml": content.format(ns=OFD_NS, used="", inner=template),
            "Doc_0/Res.xml": f"<ofd:Res {OFD_NS}>{resources}</ofd:Res>",
            **{f"Doc_0/Pages/{n}.xml": content.format(ns=OFD_NS, used=used, inner=x) for n, x in enumerate(pages)},
        }
    )


def rtf(body: str, head: str = "") -> bytes:
    """An RTF document in GBK; Chinese is written as Word does, in bytes of the code page."""
    start = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset0 Arial;}"
    start += r"{\f2\fnil\fcharset2 Wingdings;}}"
    return (start + head + rtf_bytes(body) + "}").encode("ascii")


def rtf_bytes(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode("gb18030")) for c in text)
