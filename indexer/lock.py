"""One writer at a time: a lock that the system gives back when its holder ends, however that is."""

import datetime as dt
import json
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from indexer.errors import Damaged, Locked, NotWritten
from search.generations import current, found, refuse_open_to_others

LOCK, HOLDER = ".lock", ".writer.json"  # hidden: an index may lie within the corpus
_DELAY = 0.1  # seconds between two trials


@contextmanager
def writing(index: Path, wait: float = 0) -> Iterator[None]:
    """Hold the write lock of an index, whose folder is made if need be; `wait` is in seconds.

    Raises Locked; Damaged where the folder is of no use, IndexMissing where others may write the index that is there.
    """
    if found(index) is not None:
        current(index)
    try:
        index.mkdir(parents=True, exist_ok=True)
        _make_private(index)
    except OSError as error:
        raise _unusable(index, error) from error
    refuse_open_to_others(index)  # some file systems keep no rights: told before anything is read
    mask = os.umask(0o077)
    try:
        lock = _locked(index, wait)
        try:
            with suppress(OSError):  # a courtesy: where there is no room, writing fails soon enough
                _tell(index)
            yield
        finally:
            with suppress(OSError):
                (index / HOLDER).unlink()
            lock.release()
    finally:
        os.umask(mask)


@contextmanager
def told_in_words(index: Path) -> Iterator[None]:
    """A disk that is full, a right that is missing, a process that was killed: told in words."""
    try:
        yield
    except (OSError, BrokenExecutor) as error:
        what = f"{error.filename}：{error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        raise NotWritten(
            f"{index}：没有写成，索引仍是原来的样子：{what}。请腾出空间或核对权限，再运行一次 (old index stays)"
        ) from error


def _make_private(index: Path) -> None:
    """Whoosh's files are pickles: who may write them may run code."""
    mode = index.stat().st_mode & 0o777
    if mode & 0o077:
        index.chmod(mode & 0o700)


def _locked(index: Path, wait: float) -> Any:
    lock = FileStorage(str(index)).lock(LOCK)
    until = time.monotonic() + wait
    try:
        while not lock.acquire():
            if time.monotonic() >= until:
                raise Locked(
                    f"{index}：{_holder(index)}正在写索引，请稍后再试，或加 --wait 秒数等候 (locked by another writer)"
                )
            time.sleep(_DELAY)
    except OSError as error:
        raise _unusable(index, error) from error
    return lock


def _unusable(index: Path, error: OSError) -> Damaged:
    return Damaged(f"{index}：不能用作索引文件夹：{error.strerror or error} (no index folder)")


def _tell(index: Path) -> None:
    row = {"pid": os.getpid(), "host": socket.gethostname(), "since": dt.datetime.now().isoformat(timespec="seconds")}
    (index / HOLDER).write_text(json.dumps(row), encoding="utf-8")


def _holder(index: Path) -> str:
    try:
        row = json.loads((index / HOLDER).read_text(encoding="utf-8"))
        return f"{row['host']} 上的进程 {row['pid']} 自 {row['since'].replace('T', ' ')} 起"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "另一个进程"
