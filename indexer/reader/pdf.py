"""PDF bytes with a text layer -> text, by PDFium in a process of its own; the lines are rejoined by `layout`."""

import json
import re
import subprocess
import sys
from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from indexer.errors import Rejected
from indexer.reader.blocks import joined, symbol
from indexer.reader.box_font import box_font
from indexer.reader.chars import Char, Page
from indexer.reader.guard import MAX_EXPANDED, MAX_RATIO, RATIO_FROM, bomb, damaged, encrypted, expanded_size, truncated
from indexer.reader.paragraphs import pages_text
from indexer.reader.pdf_worker import DAMAGED, MAX_PAGES, PASSWORD, TOO_LONG

MAX_FONTS = 80_000_000  # bytes unpacked; whole Chinese fonts come to fifteen million each
MAX_SECONDS = 30.0  # a bulletin takes a tenth of one

_WORKER = Path(__file__).with_name("pdf_worker.py")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH = re.compile(rb"/Linearized.{0,200}?/L\s+(\d+)", re.DOTALL)
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_COMPOSITE = re.compile(rb"/DescendantFonts\s*\[\s*(null)\s*\]")
_DESCENDANT = re.compile(rb"(\d+)\s+(\d+)\s+obj\s*<<(?:(?!endobj).){0,2000}?/CIDFontType[02]\b", re.DOTALL)
_FONT = re.compile(rb"/Length1\b|/(?:Type1C|CIDFontType0C|OpenType)\b")
_UNREADABLE = 0.3  # of the characters without a meaning: the fonts do not tell what they print
_FEW = 4  # letters on a page of pictures: a stamp or a page number, not the text


def read_pdf(data: bytes) -> str:
    """The text of a PDF. Raises Rejected, with `needs_ocr` for a scanned one."""
    _check_whole(data)
    _check_streams(data)
    pages, pictures = _read_pages(_worker(_with_descendants(data)))
    letters = [sum(c.text.isalnum() for c in page.chars) for page in pages]
    scanned = sum(number <= _FEW and picture > 0 for number, picture in zip(letters, pictures, strict=True))
    count = sum(picture >= 0 for picture in pictures)  # what runs in another direction is no page of its own
    if not sum(letters) or 2 * scanned > count:
        raise Rejected(
            "needs_ocr",
            f"扫描件，{count} 页中 {scanned or count} 页没有文字层；请先做文字识别（OCR） (needs OCR)",
        )
    strange = sum(_meaningless(c.text) for page in pages for c in page.chars)
    if strange > _UNREADABLE * sum(letters):
        raise Rejected("needs_ocr", "PDF 的字体没有注明文字，取出的是乱码；请先做文字识别（OCR） (needs OCR)")
    return joined(pages_text([replace(page, chars=[c for c in page.chars if not _control(c.text)]) for page in pages]))


def _control(text: str) -> bool:
    return text < " " or "\x7f" <= text < "\xa0"


def _meaningless(text: str) -> bool:
    return text == "\ufffd" or "\ue000" <= text <= "\uf8ff" or _control(text)


def _check_whole(data: bytes) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in data:
        raise truncated("PDF 没有结尾")
    length = _LENGTH.search(data, 0, 2048)
    if length and int(length[1]) > len(data):
        raise truncated(f"PDF 应有 {int(length[1]):,} 字节，只有 {len(data):,}")
    if re.search(rb"\d\s+obj\b", data[end:]):
        raise truncated("PDF 没有结尾")


def _check_streams(data: bytes) -> None:
    """Count what the packed streams come to before PDFium unpacks them."""
    left = {True: MAX_FONTS, False: MAX_EXPANDED}
    for match in _STREAM.finditer(data):
        start = match.end()
        about = data[max(data.rfind(b"obj", 0, match.start()), match.start() - 4096, 0) : match.start()]
        filters = len(_FLATE.findall(about))
        if not filters or b"/Image" in about:  # pictures are not unpacked
            continue
        if filters > 1 and b"/Filter" in about and re.search(rb"/Filter\s*\[[^\]]*Fl\w*\s*/Fl", about):
            raise bomb("PDF 的内容压缩了不止一层")
        end = data.find(b"endstream", start)
        packed = data[start : end if end > 0 else len(data)]
        is_font = bool(_FONT.search(about))
        size, _ = expanded_size(packed, left[is_font])
        left[is_font] -= size
        if left[is_font] < 0 or (size > RATIO_FROM and size > MAX_RATIO * len(packed)):
            raise bomb(f"PDF 的内容解压后超过 {size:,} 字节")


def _with_descendants(data: bytes) -> bytes:
    """The file with a font in place of each that was lost, as of emoji that a writer could not embed.

    PDFium prints nothing in a composite font without its descendant, though the table beside it still tells the text.
    Any other descendant will do, as only that table is asked; the places of all objects stay.
    """
    if not _COMPOSITE.search(data):
        return data
    other = _DESCENDANT.search(data)
    if not other:
        return data

    def put(match: re.Match[bytes]) -> bytes:
        whole, head = match[0], b"/DescendantFonts["
        found = head + b"%s %s R]" % (other[1], other[2])
        return found.ljust(len(whole)) if len(found) <= len(whole) else whole

    return _COMPOSITE.sub(put, data)


def _worker(data: bytes) -> bytes:
    # -P: beside the worker lie modules named like those of the standard library.
    command = [sys.executable, "-P", str(_WORKER)]
    font = box_font()
    data = len(font).to_bytes(4, "big") + font + data
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise bomb(f"PDF 读了 {MAX_SECONDS:.0f} 秒还没有读完") from error
    if done.returncode == PASSWORD:
        raise encrypted("PDF ")
    if done.returncode == TOO_LONG:
        raise Rejected("too_large", f"PDF 超过 {MAX_PAGES:,} 页；请按期拆分后再放入 (too large)")
    if done.returncode == DAMAGED or done.returncode < 0:
        raise damaged("PDF 打不开")
    if done.returncode:
        if b"MemoryError" in done.stderr:
            raise bomb("PDF 要用的内存太多")
        raise RuntimeError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return done.stdout


def _read_pages(output: bytes) -> tuple[list[Page], list[int]]:
    pages: list[Page] = []
    pictures: list[int] = []
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        header = json.loads(output[at:end])
        at = end + 1 + 20 * header["chars"]
        places = array("f", output[end + 1 : at])
        pages.append(Page(header["width"], header["height"], tuple(_chars(places))))
        pictures.append(header["images"])
    return pages, pictures


def _chars(places: "array[float]") -> Iterator[Char]:
    high = 0
    for n in range(0, len(places), 5):
        code = int(places[n])
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD), 0
        text = "-" if code in (0xAD, 0xFFFE) else chr(code) if code < 0x110000 else "\ufffd"
        if 0xF000 <= code <= 0xF0FF:
            text = symbol(code, "") or text
        yield Char(text, *places[n + 1 : n + 5])
