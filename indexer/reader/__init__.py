"""A bulletin file -> its text, or the bulletins that it holds structured already; one module per format.

The bytes tell the format, not the name, and are held to limits before anything parses them (`guard`).
"""

import hashlib
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from indexer.errors import Rejected
from indexer.reader.files import files_below, is_bulletin_file, source_name
from indexer.reader.sniff import HEAD, Format, format_of, marked_format
from search.model import Bulletin

if TYPE_CHECKING:
    from indexer.reader.jsonl import Lines

MAX_BYTES = 20_000_000  # a bulletin has some ten thousand; no office sends round 20 MB of text
MAX_PICTURED = 60_000_000  # … but its photographs may come to that
MAX_STRUCTURED = 20_000_000_000  # a whole archive, read line by line

_TEXTS = (".txt", ".md", ".html", ".htm")
STRUCTURED = ".jsonl"
SUFFIXES = frozenset({*_TEXTS, ".docx", ".doc", ".wps", ".rtf", ".pdf", ".ofd", STRUCTURED})

__all__ = [
    "MAX_BYTES", "SUFFIXES", "SourceText", "files_below", "is_bulletin_file", "is_structured", "read_as", "read_bytes",
    "read_structured", "read_text", "sha256_of", "source_name", "structured_lines",
]  # fmt: skip

_READERS: Mapping[Format, str] = {  # where each is, to be imported when a file of its format is met
    "text": "text:decode_text",
    "html": "html:read_html",
    "docx": "docx:read_docx",
    "wordxml": "wordxml:read_wordxml",
    "doc": "doc:read_doc",
    "rtf": "rtf:read_rtf",
    "pdf": "pdf:read_pdf",
    "ofd": "ofd:read_ofd",
}


@dataclass(frozen=True, slots=True)
class SourceText:
    text: str
    sha256: str  # of the file's bytes


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; Rejected where it cannot be read, is empty or is too large."""
    limit = MAX_BYTES if path.suffix.lower() in _TEXTS else MAX_PICTURED
    data = _opened(path, -1, limit)
    if not data.strip():
        raise Rejected("empty", f"空文件（{len(data)} 字节）；请检查是否拷贝完整 (empty file)")
    return data


def _opened(path: Path, count: int, limit: int | None = None) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):  # reading a pipe never ends
            raise Rejected("unreadable", "不是普通文件；请移出 (no regular file)")
        if limit is not None and status.st_size > limit:
            raise Rejected("too_large", f"文件 {status.st_size:,} 字节，超过上限 {limit:,}；请拆分后再放入 (too large)")
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise Rejected("unreadable", f"读不出文件：{error.strerror or error} (cannot be read)") from error


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_text(path: Path) -> SourceText:
    """The text of a bulletin file; Rejected with the reason where it has none."""
    if path.suffix.lower() not in SUFFIXES:
        return _read_by_bytes(path)
    data = read_bytes(path)
    return SourceText(read_as(format_of(data, path.suffix.lower()), data), sha256_of(data))


def read_as(format: Format, data: bytes) -> str:
    """The text of a file of this format; Rejected with the reason where it has none."""
    read: Callable[[bytes], str] = resolve_name(f"{__name__}.{_READERS[format]}")
    return read(data)


def is_structured(path: Path) -> bool:
    """Whether a file holds bulletins as values, any number of them, and no text to be parsed."""
    return path.suffix.lower() == STRUCTURED


def read_structured(path: Path, source: str) -> Iterator[Bulletin]:
    """The bulletins of such a file, one at a time; what they name is not found yet. Rejected comes before the first."""
    from indexer.reader.jsonl import read_jsonl
    from indexer.reader.streamed import read_streamed

    if _is_streamed(path):
        return read_streamed(path, source)
    data = read_bytes(path)
    return read_jsonl(data, source, sha256_of(data))


def structured_lines(path: Path) -> "Lines":
    """The lines of such a file, each a bulletin; Rejected where it, or on the way one of them, cannot be read."""
    from indexer.reader.jsonl import held_lines
    from indexer.reader.streamed import streamed_lines

    return streamed_lines(path) if _is_streamed(path) else held_lines(read_bytes(path))


def _is_streamed(path: Path) -> bool:
    """Whether it is too large to be held; Rejected where it is too large altogether."""
    if _size_of(path) <= MAX_PICTURED:
        return False
    _opened(path, 0, MAX_STRUCTURED)
    return True


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # told when it is opened


def _read_by_bytes(path: Path) -> SourceText:
    """A file whose name tells nothing: read where its first bytes make sure of its format, which text does not."""
    try:
        found = marked_format(_opened(path, HEAD))
    except Rejected as rejected:
        if rejected.code != "binary":
            raise
        raise Rejected("unknown_format", rejected.reason) from rejected
    if found is None:
        known = " ".join(sorted(SUFFIXES))
        what = f"不认识的格式 {path.suffix or '（无扩展名）'}，可读 {known}"
        raise Rejected("unknown_format", f"{what}；如是简报，请另存为 .docx 或 .txt，否则请移出 (unknown format)")
    data = read_bytes(path)
    return SourceText(read_as(format_of(data), data), sha256_of(data))
