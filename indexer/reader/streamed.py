"""A structured file that is too large to be held: its bulletins line by line, in UTF-8. See `jsonl`."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.errors import Rejected
from indexer.reader.jsonl import Lines, bulletins_in
from search.model import Bulletin

MOST_IN_LINE = 60_000_000  # bytes: one issue


def read_streamed(path: Path, source: str) -> Iterator[Bulletin]:
    """The bulletins of the file, in order. Raises Rejected before the first of them.

    A file that is changed while it is read ends where that shows; its stamp tells the next run to read it again.
    """
    digest = hashlib.sha256()
    found = bulletins_in(streamed_lines(path, digest), source, digest.hexdigest)
    return _until_it_breaks(found)


def streamed_lines(path: Path, digest: "hashlib._Hash | None" = None) -> Lines:
    """The lines of the file, one read after the other; `digest` is fed their bytes. Rejected comes on the way."""
    return lambda: _lines(path, digest)


def _until_it_breaks(found: Iterator[Bulletin]) -> Iterator[Bulletin]:
    try:
        yield from found
    except (Rejected, OSError, ValueError, TypeError, LookupError, AttributeError):
        return


def _lines(path: Path, digest: "hashlib._Hash | None") -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for number, raw in enumerate(_raw_lines(file), start=1):
            if len(raw) > MOST_IN_LINE:
                raise Rejected("too_large", f"第 {number} 行超过 {MOST_IN_LINE:,} 字节；应一行一期 (line too long)")
            if digest is not None:
                digest.update(raw)
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError as error:
                reason = f"第 {number} 行不是 UTF-8 编码；这样大的文件请存成 UTF-8 (not UTF-8)"
                raise Rejected("undecodable", reason) from error
            if line:
                yield number, line


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    while raw := file.readline(MOST_IN_LINE + 1):
        yield raw
