"""A bulletin file -> its text, one module per format; the bytes are checked before anything parses them."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import Rejected
from indexer.reader.text import decode_text

MAX_BYTES = 20_000_000  # a bulletin has some ten thousand; no office sends round 20 MB of text

READERS: dict[str, Callable[[bytes], str]] = {".txt": decode_text, ".md": decode_text}


@dataclass(frozen=True, slots=True)
class SourceText:
    text: str
    sha256: str  # of the file's bytes


def is_bulletin_file(path: Path) -> bool:
    """Whether a file in the corpus is meant to be read: of a known format, not hidden, not an editor's leftover."""
    return path.suffix.lower() in READERS and not path.name.startswith((".", "~"))


def source_name(path: Path) -> str:
    """A path as it is told and kept: with "/". Names of old archives that are no UTF-8 are read as GB18030."""
    name = path.as_posix()
    if not any("\ud800" <= c <= "\udfff" for c in name):
        return name
    raw = os.fsencode(name)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "backslashreplace")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; Rejected where it cannot be read, is empty or is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Rejected("too_large", f"文件 {size:,} 字节，超过上限 {MAX_BYTES:,}；请拆分后再放入 (too large)")
        data = path.read_bytes()
    except OSError as error:
        raise Rejected("unreadable", f"读不出文件：{error.strerror or error} (cannot be read)") from error
    if not data.strip():
        raise Rejected("empty", f"空文件（{len(data)} 字节）；请检查是否拷贝完整 (empty file)")
    return data


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_text(path: Path) -> SourceText:
    """The text of a bulletin file; Rejected with the reason where it has none."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        raise Rejected("unknown_format", f"不认识的格式 {path.suffix or '（无扩展名）'}，可读 {known} (unknown format)")
    data = read_bytes(path)
    return SourceText(reader(data), sha256_of(data))
