"""PDF files made of what a test wants on their pages."""

import zlib
from collections.abc import Sequence

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
