"""The generations of an index: folders that stay as they were made, and a pointer to the one that is in use.

index/current        the name of the folder that readers open; replaced by one rename
index/g-000012/      Whoosh's segments, their columns, and the manifest of what was read
"""

import os
import re
import stat
from pathlib import Path

from search.errors import IndexMissing

POINTER = "current"
_NAME = re.compile(r"g-(\d{6,12})")


def current(index: Path) -> Path:
    """The folder of the generation in use. Raises IndexMissing where there is none that may be opened."""
    folder = found(index)
    if folder is None:
        raise IndexMissing(_why_none(index))
    try:
        for part in (index, folder, *folder.iterdir()):
            refuse_open_to_others(part)
    except OSError as error:
        raise IndexMissing(f"{folder}：读不了：{error.strerror} (cannot be read)") from error
    return folder


def found(index: Path) -> Path | None:
    """The folder of the generation in use; the newest where the pointer is lost; None where there is none."""
    return pointed(index) or next(reversed(generations(index)), None)


def pointed(index: Path) -> Path | None:
    """The folder that the pointer names; None where it cannot be read, or names nothing that is there."""
    try:
        name = (index / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    folder = index / name
    return folder if _NAME.fullmatch(name) and folder.is_dir() else None


def pointer_state(index: Path) -> tuple[int, ...]:
    """Something that changes with every switch to another generation, whatever the clock says."""
    try:
        status = (index / POINTER).stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


def generations(index: Path) -> list[Path]:
    """The folders of all generations that are kept, oldest first. Each is whole: it was given its name when it was."""
    try:
        return sorted((p for p in index.iterdir() if _NAME.fullmatch(p.name) and p.is_dir()), key=number_of)
    except OSError:
        return []


def number_of(folder: Path) -> int:
    """The number of a generation; 0 for a folder that is none."""
    match = _NAME.match(folder.name)
    return int(match[1]) if match else 0


def folder_of(index: Path, number: int) -> Path:
    return index / f"g-{number:06d}"


def is_index(folders: list[str], files: list[str]) -> bool:
    """Whether a folder that holds these is an index, or a generation of one."""
    return POINTER in files and any(_NAME.match(name) for name in folders)


def _why_none(index: Path) -> str:
    if index.is_dir() and not os.access(index, os.R_OK | os.X_OK):
        return f"{index}：没有权限读这个索引，请以建索引的用户运行 (permission denied; run jianbao index as its owner)"
    return f"{index}：没有索引，请先运行 jianbao index (no index here; run jianbao index first)"


def refuse_open_to_others(path: Path, status: os.stat_result | None = None) -> None:
    """Raises IndexMissing: Whoosh's table of contents is a pickle, and who may write it may run code as its reader."""
    if os.name != "posix":
        return
    status = status or path.stat()
    if status.st_uid not in (os.geteuid(), 0):
        what = f"属于另一用户（{status.st_uid}），不安全，请以该用户运行，或核对后用 chown 改归自己 (owned by another)"
    elif status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        what = "别人可以改写，不安全，请核对后运行 chmod -R go-w；盘上记不了权限的换个文件夹 (others may write)"
    else:
        return
    raise IndexMissing(f"{path}：{what}")
