"""Run as a program of its own: a PDF on stdin -> its characters and where they stand on stdout.

A process apart, because PDFium is native code: a file made to break it must cost neither the run nor the machine. For
each page a line of JSON, then five 32-bit floats a character. The exit code tells what went wrong.
"""

import ctypes
import importlib
import json
import math
import sys
from array import array
from typing import Any

PASSWORD, DAMAGED, TOO_LONG = 10, 11, 12
MAX_PAGES = 2_000
MAX_CHARS = 500_000  # a bulletin has some ten thousand
MAX_MEMORY = 1_500_000_000  # addresses, of which PDFium reserves far more than it uses


def main() -> int:
    _limit_memory()
    pdfium: Any = importlib.import_module("pypdfium2.raw")  # after the limit, which its library counts against

    data = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
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
        header, places = _page(pdfium, page, left)
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


def _page(pdfium: Any, page: Any, left: int) -> tuple[dict[str, float], "array[float]"]:
    """Size and kind of a page, and (code point, left, right, base line, size) of every printed character."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    turned = pdfium.FPDFPage_GetRotation(page)
    text = pdfium.FPDFText_LoadPage(page)
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    places = array("f")
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
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a)) + 90 * turned) % 360
        if 10 < angle % 90 < 80:  # a watermark across the page
            continue
        size = pdfium.FPDFText_GetFontSize(text, n) * math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        corners = [_turned(turned, px - box.left, py - box.bottom, width, height)
                   for px, py in ((x.value, y.value), (rect.left, rect.bottom), (rect.right, rect.top))]  # fmt: skip
        (_, base), (x1, _), (x2, _) = corners
        places.extend((code, min(x1, x2), max(x1, x2), height - base, size or abs(rect.top - rect.bottom) or 1.0))
    pdfium.FPDFText_ClosePage(text)
    header = {"width": width, "height": height, "chars": len(places) // 5, "images": _images(pdfium, page)}
    return header, places


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
