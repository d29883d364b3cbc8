"""A bulletin file -> its text, or the bulletins that it holds structured already; one module per format.

The bytes tell the format, not the name, and are held to limits before anything parses them (`guard`).
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import Rejected
from indexer.reader.doc import read_doc
from indexer.reader.docx import read_docx
from indexer.reader.html import read_html
from indexer.reader.jsonl import read_jsonl
from indexer.reader.ofd import read_ofd
from indexer.reader.pdf import read_pdf
from indexer.reader.rtf import read_rtf
from indexer.reader.sniff import Format, format_of
from indexer.reader.text import decode_text
from search.model import Bulletin

MAX_BYTES = 20_000_000  # a bulletin has some ten thousand; no office sends round 20 MB of text
MAX_PICTURED = 60_000_000  # … but its photographs may come to that

_TEXTS = (".txt", ".md", ".html", ".htm")
STRUCTURED = ".jsonl"
SUFFIXES = frozenset({*_TEXTS, ".docx", ".doc", ".wps", ".rtf", ".pdf", ".ofd", STRUCTURED})

READERS: Mapping[Format, Callable[[bytes], str]] = {
    "text": decode_text,
    "html": read_html,
    "docx": read_docx,
    "doc": read_doc,
    "rtf": read_rtf,
    "pdf": read_pdf,
    "ofd": read_ofd,
}


@dataclass(frozen=True, slots=True)
class SourceText:
    text: str
    sha256: str  # of the file's bytes


def is_bulletin_file(path: Path) -> bool:
    """Whether a file in the corpus is meant to be read: of a known format, not hidden, not an editor's leftover."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~"))


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
        limit = MAX_BYTES if path.suffix.lower() in _TEXTS else MAX_PICTURED
        if size > limit:
            raise Rejected("too_large", f"文件 {size:,} 字节，超过上限 {limit:,}；请拆分后再放入 (too large)")
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
    suffix = _known_suffix(path)
    data = read_bytes(path)
    return SourceText(READERS[format_of(data, suffix)](data), sha256_of(data))


def is_structured(path: Path) -> bool:
    """Whether a file holds bulletins as values, any number of them, and no text to be parsed."""
    return path.suffix.lower() == STRUCTURED


def read_structured(path: Path, source: str) -> tuple[Bulletin, ...]:
    """The bulletins of such a file; what they name is not found yet. Raises Rejected."""
    data = read_bytes(path)
    return read_jsonl(data, source, sha256_of(data))


def _known_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        raise Rejected("unknown_format", f"不认识的格式 {path.suffix or '（无扩展名）'}，可读 {known} (unknown format)")
    return suffix
