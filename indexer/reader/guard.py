"""Limits that every file is held to before anything parses it: what an archive, a packed stream or XML may expand to.

Sizes are counted while reading, never taken from a header; Rejected tells what was found and what staff can do.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from struct import error as StructError
from xml.parsers import expat

from indexer.errors import Rejected

MAX_ENTRIES = 10_000  # of an archive; a bulletin with a hundred pictures has two hundred
MAX_EXPANDED = 32_000_000  # bytes that the parts that are read of one file may come to; pictures are not read
MAX_RATIO = 200  # of a part larger than RATIO_FROM; Word's own come to 5-40, a bomb to 1,000
RATIO_FROM = 1_000_000
MAX_DEPTH = 256  # of nested elements, groups, tables
MAX_ELEMENTS = 500_000  # of XML in one file; a bulletin has some ten thousand, a second reads that many
_CHUNK = 1 << 16

Attributes = dict[str, str]


def bomb(what: str) -> Rejected:
    return Rejected("bomb", f"{what}，像是压缩炸弹；请勿打开，改向来文单位索取原文件 (expands beyond all measure)")


def damaged(what: str) -> Rejected:
    return Rejected("damaged", f"文件已损坏（{what}）；请重新拷贝，或用 Word/WPS 打开后另存 (damaged)")


def truncated(what: str) -> Rejected:
    return Rejected("truncated", f"文件不完整（{what}）；请重新拷贝或重新下载 (cut short)")


def encrypted(what: str) -> Rejected:
    return Rejected("encrypted", f"{what}设有密码；请打开后去掉密码另存，再放入 (encrypted)")


def no_text(what: str) -> Rejected:
    reason = f"{what}里没有文字；请检查是否拷贝完整，扫描图片请先做文字识别（OCR） (no text)"
    return Rejected("empty", reason)


@contextmanager
def faults_as_damaged(what: str) -> Iterator[None]:
    """Whatever mangled bytes make a parser stumble over is told as a damaged file."""
    try:
        yield
    except (ArithmeticError, LookupError, TypeError, ValueError, EOFError, RecursionError, StructError) as error:
        raise damaged(f"{what}：{type(error).__name__}") from error


class Archive:
    """The parts of a zip container by name; every read is counted against the limits of the whole file."""

    def __init__(self, data: bytes) -> None:
        self._size = len(data)
        self._left = MAX_EXPANDED
        # Entries are counted by their signature, since zipfile makes an object of each before anyone can ask.
        if (entries := data.count(b"PK\x01\x02")) > MAX_ENTRIES:
            raise bomb(f"压缩包内有 {entries:,} 项")
        if b"PK\x05\x06" not in data[-66_000:]:
            raise truncated("压缩包没有结尾")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, LookupError, NotImplementedError, OSError, StructError) as error:
            raise damaged("压缩包目录读不出") from error
        self._names = {_plain(info.filename): info for info in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._names

    def names(self) -> tuple[str, ...]:
        return tuple(self._names)

    def read(self, name: str) -> bytes:
        """The bytes of one part; Rejected where it is missing, encrypted, damaged or too large."""
        info = self._names.get(_plain(name))
        if info is None:
            raise damaged(f"缺少 {name}")
        if info.flag_bits & 1:
            raise encrypted("压缩包")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(f"{name} 的压缩方法 {info.compress_type} 不认识")
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    self._check(name, size, info.compress_size)
                    parts.append(chunk)
        except (EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise damaged(f"{name} 读不出") from error
        except (NotImplementedError, RuntimeError, OSError, ValueError, LookupError, StructError) as error:
            raise damaged(f"{name} 读不出：{type(error).__name__}") from error
        return b"".join(parts)

    def _check(self, name: str, size: int, packed: int) -> None:
        packed = min(max(packed, 1), self._size)
        if self._left < 0:
            raise bomb(f"解压后超过 {MAX_EXPANDED:,} 字节")
        if size > RATIO_FROM and size > MAX_RATIO * packed:
            raise bomb(f"{name} 解压到原来的 {size // packed} 倍以上")


def _plain(name: str) -> str:
    """A part's name as it is looked up: some writers begin it with "/", use "\\" or another case."""
    parts: list[str] = []
    for part in name.replace("\\", "/").lower().split("/"):
        if part == "..":
            parts[-1:] = []
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def expanded_size(packed: bytes, limit: int) -> tuple[int, bool]:
    """How many bytes a zlib stream comes to, counted up to the limit, and whether it is whole. Nothing is kept."""
    inflate = zlib.decompressobj()
    size = 0
    try:
        for at in range(0, len(packed), _CHUNK):
            rest = packed[at : at + _CHUNK]
            while rest and not inflate.eof and size <= limit:
                size += len(inflate.decompress(rest, _CHUNK))
                rest = inflate.unconsumed_tail
            if inflate.eof or size > limit:
                break
    except zlib.error:
        return size, False
    return size, inflate.eof


class XmlEvents:
    """Start, end and text of every element, by local name; no DTD, no entities, bounded depth and number.

    One object counts for all the parts of a file.
    """

    def __init__(self) -> None:
        self._elements = 0

    def read(
        self,
        data: bytes,
        what: str,
        *,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None],
    ) -> None:
        """Call back for each event of one XML part. Rejected for what no office's software writes."""
        depth = 0

        def opened(name: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
                raise bomb(f"{what} 的标记层数或个数超过上限")
            start(_local(name), {_local(key): value for key, value in attributes.items()} if attributes else {})

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(_local(name))

        def doctype(*_: object) -> None:
            raise bomb(f"{what} 带有 DOCTYPE 实体声明")

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = doctype
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.CharacterDataHandler = text
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise damaged(f"{what} 第 {error.lineno} 行不是 XML") from error
        except (ValueError, LookupError) as error:  # an encoding that Python does not know
            raise damaged(f"{what} 的编码不认识") from error


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2]
