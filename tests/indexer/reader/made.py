"""Files of every format, made of what a test wants in them: small, whole and valid, so that a test may break them."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from struct import pack

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


Placed = tuple[float, float, str] | tuple[float, float, str, float]  # x, y from the top, text, size


def pdf(
    *pages: Sequence[Placed],
    width: float = 595,
    height: float = 842,
    extra: str = "",
    trailer: str = "",
    font: str = "Made",
    encoding: str = "Identity-H",
    ordering: str = "Identity",
    ascii_glyphs: str = "0 255",
) -> bytes:
    """A PDF of one font without an outline, whose codes are UTF-16: Chinese a full size wide, ASCII half.

    Shown with glyphs where the font, its encoding and ordering are ones that the viewer knows.
    """
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000>"
        b" <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    objects += [
        f"<</Type/Font/Subtype/Type0/BaseFont/{font}/Encoding/{encoding}/DescendantFonts[4 0 R]"
        "/ToUnicode 6 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{font}/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})"
        f"/Supplement 0>>/FontDescriptor 5 0 R/DW 1000/W[{ascii_glyphs} 500]>>".encode(),
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80>>" % font.encode(),
        _stream(to_unicode),
    ]
    kids = []
    for page in pages:
        content = "".join(_shown(placed, height) for placed in page) + extra
        objects.append(_stream(content.encode("latin-1")))
        kids.append(len(objects) + 1)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>".encode()
    return pdf_of(objects, trailer)


def pdf_of(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """The file of numbered objects, from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer.encode("latin-1"), start)  # fmt: skip
    return bytes(out)


def _stream(content: bytes) -> bytes:
    small = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(small), small)


def _shown(placed: Placed, height: float) -> str:
    x, y, text, *size = placed
    codes = text.encode("utf-16-be").hex()
    return f"BT /F {size[0] if size else 16} Tf 1 0 0 1 {x} {height - y} Tm <{codes}> Tj ET\n"


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file with sectors of 512 bytes; small streams are padded into large ones."""
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    body, first, table = bytearray(), {}, []
    for name, data in contents.items():
        first[name] = len(table)
        sectors = -(-len(data) // 512)
        table += [*range(len(table) + 1, len(table) + sectors), 0xFFFFFFFE]
        body += data.ljust(sectors * 512, b"\0")
    names = list(contents)
    entries = [_entry("Root Entry", 5, child=1 if names else 0xFFFFFFFF)]
    for n, name in enumerate(names):
        right = n + 2 if n + 1 < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, first=first[name], size=len(contents[name])))
    directory = b"".join(entries)
    sectors = -(-len(directory) // 512)
    start = len(table)
    table += [*range(start + 1, start + sectors), 0xFFFFFFFE]
    body += directory.ljust(sectors * 512, b"\0")
    tables = 1
    while (len(table) + tables) > tables * 128:
        tables += 1
    at = len(table)
    table += [0xFFFFFFFD] * tables
    body += pack(f"<{tables * 128}I", *table, *[0xFFFFFFFF] * (tables * 128 - len(table)))
    difat = [*range(at, at + tables), *[0xFFFFFFFF] * (109 - tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += pack("<9I", 0, tables, start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + pack("<109I", *difat)
    return header + bytes(body)


def _entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, first: int = 0, size: int = 0
) -> bytes:
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + pack("<HBBIII36xIQ", len(raw) + 2, kind, 1, 0xFFFFFFFF, right, child, first, size)


_PARAGRAPHS_A_PAGE = 12
_ENDS = ("\r", "\x07", "\x0c")

Paragraph = tuple[str, bytes]  # its text with the mark that ends it, its properties

IN_CELL = pack("<HB", 0x2416, 1)
ROW_END = IN_CELL + pack("<HB", 0x2417, 1)
SET_IN = pack("<Hh", 0x8411, 480)
CENTRED = pack("<HB", 0x2403, 1)
PAGE_BEFORE = pack("<HB", 0x2407, 1)
DELETED = pack("<HB", 0x0800, 1)
HIDDEN = pack("<HB", 0x083C, 1)


def doc(
    *paragraphs: Paragraph | str,
    headers: Mapping[int, str] | None = None,
    boxes: Sequence[tuple[int, str]] = (),
    runs: Sequence[tuple[str, bytes]] = (),
    styles: Sequence[tuple[int, bytes]] = (),
    flags: int = 0,
    version: int = 193,
    narrow: bool = False,
) -> bytes:
    """A Word 97 document. `headers` by place among the six of a section (1: odd header, 3: odd footer); `boxes` by the
    place in the text that they hang on; `runs`: pieces of the text with properties of characters; `styles`: each the
    one it is based on and its properties. Where there are styles, the number of
    its own stands before the properties of each paragraph."""
    found = [(q, b"") if isinstance(q, str) else q for q in paragraphs]
    body = "".join(text if text.endswith(_ENDS) else text + "\r" for text, _ in found)
    stories = [*[""] * 6, *((headers or {}).get(n, "") for n in range(6))] if headers else []
    stories = [s and s + "\r" for s in stories]
    head = "".join(stories) + ("\r" if headers else "")
    box_texts = [text + "\r" for _, text in boxes] + ([" \r"] if boxes else [])
    text = body + head + "".join(box_texts)
    raw = text.encode("cp1252" if narrow else "utf-16-le")
    width = 1 if narrow else 2
    start = 0x800
    main = bytearray(start)
    main += raw
    main += bytes(-len(main) % 512)
    limits = [start]
    for q, _ in found:
        limits.append(limits[-1] + width * (len(q) + (not q.endswith(_ENDS))))
    limits.append(start + len(raw))
    blocks = [(b"" if styles else pack("<H", 0)) + properties for _, properties in found] + [pack("<H", 0)]
    first_page = len(main) // 512
    starts = range(0, len(blocks), _PARAGRAPHS_A_PAGE)
    for n in starts:
        now = slice(n, n + _PARAGRAPHS_A_PAGE)
        main += _page(limits[n : now.stop + 1], blocks[now], 13, _with_length)
    run_page = len(main) // 512
    marks = sorted((text.index(t), text.index(t) + len(t), props) for t, props in runs)
    run_limits, run_blocks = [start], []
    for low, high, props in marks:
        run_limits += [start + width * low, start + width * high]
        run_blocks += [b"", props]
    run_limits.append(start + len(raw))
    run_blocks.append(b"")
    main += _page(run_limits, run_blocks, 1, lambda b: bytes([len(b)]) + b if b else b"")

    table_stream = bytearray(b"\0\0")
    pairs: dict[int, tuple[int, int]] = {}

    def put(number: int, content: bytes) -> None:
        pairs[number] = (len(table_stream), len(content))
        table_stream.extend(content)

    place = start * 2 | 0x40000000 if narrow else start
    pieces = pack("<II", 0, len(text)) + pack("<HIH", 0, place, 0)
    put(33, b"\x02" + pack("<I", len(pieces)) + pieces)
    places = [*(limits[n] for n in starts), start + len(raw)]
    put(13, pack(f"<{2 * len(starts) + 1}I", *places, *range(first_page, first_page + len(starts))))
    put(12, pack("<III", start, start + len(raw), run_page))
    if styles:
        put(1, _style_sheet(styles))
    if headers:
        ends = [sum(map(len, stories[:n])) for n in range(len(stories) + 1)]
        put(11, pack(f"<{len(ends) + 1}I", *ends, len(head)))
    if boxes:
        anchors = [at for at, _ in boxes]
        shapes = b"".join(pack("<I22x", 1000 + n) for n in range(len(boxes)))
        put(40, pack(f"<{len(boxes) + 1}I", *anchors, len(body)) + shapes)
        ends = [sum(map(len, box_texts[:n])) for n in range(len(box_texts) + 1)]
        texts = b"".join(pack("<14xI4x", 1000 + n) for n in range(len(box_texts)))
        put(56, pack(f"<{len(ends)}I", *ends) + texts)
    main[0:2] = pack("<H", 0xA5EC)
    main[2:4] = pack("<H", version)
    main[10:12] = pack("<H", 0x0200 | flags)
    main[0x4C:0x6C] = pack("<8I", len(body), 0, len(head), 0, 0, 0, sum(map(len, box_texts)), 0)
    for number, pair in pairs.items():
        main[0x9A + 8 * number : 0xA2 + 8 * number] = pack("<II", *pair)
    return ole({"WordDocument": bytes(main), "1Table": bytes(table_stream)})


def _with_length(properties: bytes) -> bytes:
    half = len(properties) // 2
    return (bytes([half + 1]) if len(properties) % 2 else bytes([0, half])) + properties


def _style_sheet(styles: Sequence[tuple[int, bytes]]) -> bytes:
    out = pack("<HHH", 4, len(styles), 10)
    for base, properties in styles:
        style = pack("<HHHHH", 0xFFE, 1 | base << 4, 1, 0, 0) + pack("<H2sH", 1, "甲".encode("utf-16-le"), 0)
        style += pack("<HH", 2 + len(properties), 0) + properties
        out += pack("<H", len(style)) + style
    return out


def _page(limits: Sequence[int], blocks: Sequence[bytes], step: int, packing) -> bytes:  # type: ignore[no-untyped-def]
    """A page of properties: where each run begins, where its properties lie, the properties from the end backwards."""
    page = bytearray(512)
    count = len(blocks)
    page[511] = count
    page[0 : 4 * (count + 1)] = pack(f"<{count + 1}I", *limits)
    at = 510
    for n, block in enumerate(blocks):
        content = packing(block)
        if content:
            at = (at - len(content)) // 2 * 2
            page[at : at + len(content)] = content
            page[4 * (count + 1) + step * n] = at // 2
    assert at > 4 * (count + 1) + step * count, "too much for one page"
    return bytes(page)


def rtf(body: str, head: str = "") -> bytes:
    """An RTF document in GBK; Chinese is written as Word does, in bytes of the code page."""
    start = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset0 Arial;}"
    start += r"{\f2\fnil\fcharset2 Wingdings;}}"
    return (start + head + rtf_bytes(body) + "}").encode("ascii")


def rtf_bytes(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode("gb18030")) for c in text)
