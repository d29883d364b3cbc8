"""Run as a program of its own: a PDF on stdin -> its characters and where they stand on stdout.

Before the PDF come the length of a font, in four bytes, and the font: PDFium is given it for all that the PDF does not
hold. A process apart, because PDFium is native code: a file made to break it must cost neither the run nor the
machine. For each page a line of JSON, then five 32-bit floats a character. The exit code tells what went wrong.
"""

import ctypes
import importlib
import json
import math
import sys
from array import array
from collections.abc import Iterator
from typing import Any

PASSWORD, DAMAGED, TOO_LONG = 10, 11, 12
MAX_PAGES = 2_000
MAX_CHARS = 500_000  # a bulletin has some ten thousand
MAX_MEMORY = 1_500_000_000  # addresses, of which PDFium reserves far more than it uses


_KEPT: list[Any] = []  # what PDFium calls back at its very end
_Placed = tuple[Any, ...]  # code point, size, then (x, y) of origin, lower left and upper right


def main() -> int:
    _limit_memory()
    pdfium: Any = importlib.import_module("pypdfium2.raw")  # after the limit, which its library counts against

    font = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big"))
    data = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
    _KEPT.append(_fonts(pdfium, font))
    pdfium.FPDF_SetSystemFontInfo(_KEPT[0])
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        return (
            PASSWORD if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) else DAMAGED
        )
    pages = pdfium.FPDF_GetPageCount(document)
    if pages > MAX_PAGES:
        return TOO_LONG
    left = MAX_CHARS
    read = 0
    for number in range(pages):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            continue
        read += 1
        for header, places in _page(pdfium, page, left):
            left -= len(places) // 5
            if left < 0:
                return TOO_LONG
            sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + places.tobytes())
        pdfium.FPDF_ClosePage(page)
    sys.stdout.buffer.flush()
    return 0 if read else DAMAGED


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _fonts(pdfium: Any, font: bytes) -> Any:
    """In place of the machine's fonts one that stands for all of them."""

    def data(_: Any, __: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    fonts = pdfium.FPDF_SYSFONTINFO(version=1)
    kinds = dict(fonts._fields_)
    fonts.MapFont = kinds["MapFont"](lambda *_: 1)
    fonts.GetFontData = kinds["GetFontData"](data)
    fonts.GetFont = kinds["GetFont"](lambda *_: 1)
    fonts.GetFaceName = kinds["GetFaceName"](lambda *_: 0)
    fonts.GetFontCharset = kinds["GetFontCharset"](lambda *_: 134)
    fonts.DeleteFont = kinds["DeleteFont"](lambda *_: None)
    fonts.EnumFonts = kinds["EnumFonts"](lambda *_: None)
    fonts.Release = kinds["Release"](lambda *_: None)
    return fonts


def _page(pdfium: Any, page: Any, left: int) -> Iterator[tuple[dict[str, float], "array[float]"]]:
    """Size and kind of a page, and (code point, left, right, base line, size) of every printed character.

    As it is read: turned so that most of its text runs from left to right, however the page is to be shown. What runs
    in another direction comes as a page of its own, without a number of pictures (-1).
    """
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if pdfium.FPDFPage_GetRotation(page) % 2:
        width, height = height, width
    found: list[list[_Placed]] = [[], [], [], []]  # by quarters of a turn that make it upright
    for quarters, placed in _characters(pdfium, page, left):
        found[quarters].append(placed)
    images = _images(pdfium, page)
    for quarters in sorted(range(4), key=lambda n: -len(found[n])):
        if found[quarters] or images >= 0:
            shown = (height, width) if quarters % 2 else (width, height)
            places = array("f")
            for code, size, *corners in found[quarters]:
                (_, base), (x1, _), (x2, _) = (_turned(quarters, x, y, *shown) for x, y in corners)
                places.extend((code, min(x1, x2), max(x1, x2), shown[1] - base, size))
            yield {"width": shown[0], "height": shown[1], "chars": len(places) // 5, "images": images}, places
            images = -1


def _characters(pdfium: Any, page: Any, left: int) -> Iterator[tuple[int, "_Placed"]]:
    """The quarters of a turn that make each character upright, and where it stands."""
    text = pdfium.FPDFText_LoadPage(page)
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    x, y = ctypes.c_double(), ctypes.c_double()
    rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    for n in range(min(pdfium.FPDFText_CountChars(text), left + 1)):
        if pdfium.FPDFText_IsGenerated(text, n) == 1:  # its guess at a space or an end of line
            continue
        code = pdfium.FPDFText_GetUnicode(text, n)
        if code in (0x09, 0x0A, 0x0D):
            continue
        pdfium.FPDFText_GetCharOrigin(text, n, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, n, rect)
        pdfium.FPDFText_GetMatrix(text, n, matrix)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        if 10 < angle % 90 < 80:  # a watermark across the page
            continue
        size = pdfium.FPDFText_GetFontSize(text, n) * math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        corners = ((x.value, y.value), (rect.left, rect.bottom), (rect.right, rect.top))
        within = ((px - box.left, py - box.bottom) for px, py in corners)
        yield round(angle / 90) % 4, (code, size or abs(rect.top - rect.bottom) or 1.0, *within)
    pdfium.FPDFText_ClosePage(text)


def _turned(turned: int, x: float, y: float, width: float, height: float) -> tuple[float, float]:
    """A place on the page as it is shown, from the lower left; width and height are those shown."""
    return ((x, y), (y, height - x), (width - x, height - y), (width - y, x))[turned % 4]


def _images(pdfium: Any, page: Any) -> int:
    return sum(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, n)) == pdfium.FPDF_PAGEOBJ_IMAGE
        for n in range(min(pdfium.FPDFPage_CountObjects(page), 1000))
    )


if __name__ == "__main__":
    sys.exit(main())
