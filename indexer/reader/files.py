"""A folder -> the files in it that have to be told of, read or rejected: all but what is hidden or left over.

What nobody meant to put there: hidden files, the remains of editors and of downloads, what systems keep for themselves.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from search.generations import is_index

_SYSTEMS = frozenset(
    name.lower()
    for name in (
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN",
        "RECYCLER", "System Volume Information", "lost+found",
    )
)  # fmt: skip
_LEFT_OVER = re.compile(r"[.~]|.*(?:~|\.(?:bak|tmp|swp|swo|wbk|asd|crdownload|part|partial))$", re.I | re.S)
_CONTENTS = re.compile(r"_MAIN_\d+\.toc")  # Whoosh's table of contents


def files_below(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Every file meant to be read, with its path below the folder; a folder that cannot be opened counts as a file.

    Links to folders are followed, each folder once.
    """
    unreadable: list[Path] = []
    seen: set[tuple[int, int]] = set()
    _is_new(folder, seen)
    walk = os.walk(folder, followlinks=True, onerror=lambda error: unreadable.append(Path(error.filename)))
    for base, folders, names in walk:
        below = Path(base)
        if is_index(folders, names) or any(map(_CONTENTS.fullmatch, names)):
            # An index that is kept within the corpus is no part of it.
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if _is_meant(name) and _is_new(below / name, seen))
        for name in filter(_is_meant, names):
            yield below / name, (below / name).relative_to(folder)
    yield from ((path, path.relative_to(folder)) for path in unreadable if path != folder)


def is_bulletin_file(path: Path) -> bool:
    """Whether a file in the corpus is meant to be read, by its path below the corpus folder."""
    return all(map(_is_meant, path.parts))


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


def _is_meant(name: str) -> bool:
    return name.lower() not in _SYSTEMS and not _LEFT_OVER.match(name)


def _is_new(folder: Path, seen: set[tuple[int, int]]) -> bool:
    try:
        status = folder.stat()
    except OSError:
        return True  # named when it is opened
    key = status.st_dev, status.st_ino
    if key in seen:
        return False
    seen.add(key)
    return True
