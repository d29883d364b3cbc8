""".ofd bytes (GB/T 33190, what Chinese offices exchange) -> text: a zip of XML pages with characters placed on them."""

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise

from indexer.errors import Rejected
from indexer.reader.blocks import joined
from indexer.reader.chars import Char, Page
from indexer.reader.guard import Archive, Attributes, XmlEvents, bomb, encrypted, faults_as_damaged
from indexer.reader.paragraphs import pages_text

MAX_PAGES = 2_000
MAX_CHARS = 500_000  # a bulletin has some ten thousand

_A4 = (210.0, 297.0)


def read_ofd(data: bytes) -> str:
    """The text of an OFD document. Raises Rejected, with `needs_ocr` for a scanned one."""
    archive = Archive(data)
    with faults_as_damaged("OFD 结构"):
        pages, pictures = _Package(archive).read()
        text = joined(pages_text(pages))
    if not text:
        code, what = ("needs_ocr", "扫描件，没有文字；请先做文字识别（OCR） (needs OCR)") if pictures else (
            "empty", "OFD 里没有文字；请检查是否拷贝完整 (no text)")  # fmt: skip
        raise Rejected(code, what)
    return text


@dataclass(slots=True)
class _Object:
    """What is printed in one text object: where its box lies, how it is turned, how large its characters are."""

    x: float
    y: float
    size: float
    turned: tuple[float, ...]  # a b c d e f


@dataclass(slots=True)
class _Content:
    """The events of a page or of a template."""

    width: float = 0.0
    height: float = 0.0
    chars: list[Char] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    units: list[tuple[str, float, float]] = field(default_factory=list)  # composite objects and where they stand
    pictures: int = 0
    _text: str | None = None
    _box: str = ""
    _code: Attributes = field(default_factory=dict)
    _object: _Object | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "PhysicalBox":
                self._text = ""
            case "Template":
                self.templates.append(attributes.get("TemplateID", ""))
            case "ImageObject":
                self.pictures += 1
            case "CompositeObject":
                x, y = (*_numbers(attributes.get("Boundary", "")), 0.0, 0.0)[:2]
                self.units.append((attributes.get("ResourceID", ""), x, y))
            case "TextObject":
                x, y = (*_numbers(attributes.get("Boundary", "")), 0.0, 0.0)[:2]
                turned = _numbers(attributes.get("CTM", ""))
                size = (*_numbers(attributes.get("Size", "")), 3.5)[0]
                visible = attributes.get("Visible", "true") != "false"
                whole = turned if len(turned) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
                self._object = _Object(x, y, size, whole) if visible else None
                self._code = {}
            case "TextCode":
                # One without a place goes on from that of the one before it.
                before = {n: self._code[n] for n in ("X", "Y") if n in self._code}
                self._text, self._code = "", before | attributes

    def end(self, name: str) -> None:
        if name == "PhysicalBox":
            self.width, self.height = (*_numbers(self._text or ""), 0.0, 0.0, 0.0, 0.0)[2:4]
            self._text = None
        elif name == "TextObject":
            self._object = None
        elif name == "TextCode":
            if self._object:
                self.chars.extend(_placed(self._object, self._code, (self._text or "").strip("\r\n")))
            self._text = None

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text += text


class _Package:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._events = XmlEvents()
        self._chars = 0

    def read(self) -> tuple[list[Page], int]:
        """The pages of all its documents, and the number of pictures on them."""
        pages: list[Page] = []
        pictures = 0
        for root in self._roots():
            for page, number in self._document(root):
                pages.append(page)
                pictures += number
        return pages, pictures

    def _roots(self) -> list[str]:
        roots: list[str] = []
        parts: list[str] = []

        def start(name: str, _: Attributes) -> None:
            if name in ("Encryptions", "Encryption"):
                raise encrypted("OFD ")
            parts.clear()

        def end(name: str) -> None:
            if name == "DocRoot":
                roots.append("".join(parts).strip())

        self._events.read(self._archive.read("OFD.xml"), "OFD.xml", start=start, end=end, text=parts.append)
        return roots

    def _document(self, root: str) -> Iterator[tuple[Page, int]]:
        pages: list[str] = []
        templates: dict[str, str] = {}
        resources: list[str] = []
        parts: list[str] = []
        size = _Content()

        def start(name: str, attributes: Attributes) -> None:
            parts.clear()
            if name == "Page":
                pages.append(attributes.get("BaseLoc", ""))
            elif name == "TemplatePage":
                templates[attributes.get("ID", "")] = attributes.get("BaseLoc", "")
            elif name == "PhysicalBox":
                size.start(name, attributes)

        def end(name: str) -> None:
            if name in ("PublicRes", "DocumentRes"):
                resources.append("".join(parts).strip())
            size.end(name)

        def text(part: str) -> None:
            parts.append(part)
            size.characters(part)

        self._events.read(self._archive.read(root), root, start=start, end=end, text=text)
        if len(pages) > MAX_PAGES:
            raise Rejected("too_large", f"OFD 超过 {MAX_PAGES:,} 页；请按期拆分后再放入 (too large)")
        units = self._units(root, resources)
        behind = {name: self._content(_located(root, place)) for name, place in templates.items()}
        for place in pages:
            yield self._page(_located(root, place), behind, units, (size.width, size.height))

    def _page(
        self, part: str, templates: dict[str, _Content], units: dict[str, _Content], usual: tuple[float, float]
    ) -> tuple[Page, int]:
        content = self._content(part)
        layers = [content, *(templates[name] for name in content.templates if name in templates)]
        placed = (c for layer in layers for c in chain(layer.chars, _composed(layer, units)))
        chars = list(islice(placed, MAX_CHARS - self._chars + 1))
        self._chars += len(chars)
        if self._chars > MAX_CHARS:
            raise bomb(f"OFD 有超过 {MAX_CHARS:,} 个字")
        width, height = content.width or usual[0] or _A4[0], content.height or usual[1] or _A4[1]
        return Page(width, height, chars), sum(layer.pictures for layer in layers)

    def _content(self, part: str) -> _Content:
        content = _Content()
        if part in self._archive:
            data = self._archive.read(part)
            self._events.read(data, part, start=content.start, end=content.end, text=content.characters)
        return content

    def _units(self, root: str, resources: list[str]) -> dict[str, _Content]:
        """Drawings that pages use by number; a masthead may be one."""
        units: dict[str, _Content] = {}
        for place in resources:
            part = _located(root, place)
            if part not in self._archive:
                continue
            reader = _Units(units)
            data = self._archive.read(part)
            self._events.read(data, part, start=reader.start, end=reader.end, text=reader.characters)
        return units


@dataclass(slots=True)
class _Units:
    """The events of a part that holds composite objects: each is a content of its own."""

    found: dict[str, _Content]
    _now: _Content = field(default_factory=_Content)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "CompositeGraphicUnit":
            self._now = self.found[attributes.get("ID", "")] = _Content()
        self._now.start(name, attributes)

    def end(self, name: str) -> None:
        self._now.end(name)

    def characters(self, text: str) -> None:
        self._now.characters(text)


def _composed(layer: _Content, units: dict[str, _Content]) -> Iterator[Char]:
    for name, x, y in layer.units:
        for char in units[name].chars if name in units else ():
            yield Char(char.text, char.left + x, char.right + x, char.base + y, char.size)


def _located(root: str, place: str) -> str:
    return place if place.startswith("/") else posixpath.join(posixpath.dirname(root), place)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(n) for n in text.split())


def _steps(text: str, count: int) -> list[float]:
    """Distances between characters: "8 8 g 3 4" is 8 8 4 4 4. No more of them than there are characters."""
    words = text.split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < count:
        if words[at] == "g" and at + 2 < len(words):
            steps += [float(words[at + 2])] * min(int(words[at + 1]), count)
            at += 3
        else:
            steps.append(float(words[at]))
            at += 1
    return steps[:count]


def _placed(box: _Object, code: Attributes, text: str) -> Iterator[Char]:
    """The characters of one TextCode where they stand on the page."""
    a, b, c, d, e, f = box.turned
    if 10 < math.degrees(math.atan2(b, a)) % 90 < 80:  # a watermark across the page
        return
    scale = math.sqrt(abs(a * d - b * c)) or 1.0
    across, down = _steps(code.get("DeltaX", ""), len(text)), _steps(code.get("DeltaY", ""), len(text))
    x, y = float(code.get("X", 0)), float(code.get("Y", 0))
    chars: list[Char] = []
    for n, char in enumerate(text):
        usual = box.size * (0.5 if char.isascii() else 1.0)
        step = across[n] if n < len(across) else 0.0 if down else usual
        left = box.x + a * x + c * y + e
        width = min(usual, step) if step > 0 else usual
        chars.append(Char(char, left, left + width * scale, box.y + b * x + d * y + f, box.size * scale))
        x += step
        y += down[n] if n < len(down) else 0.0
    if any(after.left < before.left - box.size for before, after in pairwise(chars)):
        # Wrapped lines of one field of a form, which stand beside those of another: kept as one piece.
        left, right = min(c.left for c in chars), max(c.right for c in chars)
        chars = [Char(text.strip(), left, right, chars[0].base, chars[0].size)]
    yield from chars
