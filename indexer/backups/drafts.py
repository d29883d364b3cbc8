"""Files and folders that become a backup, or are made of one, named for their process: what a killed one leaves shows.

They hold texts, so that they are nobody else's, and the next command that looks into the folder removes them.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_NAME = re.compile(r"\.jianbao-(\d+)\.(?:part|folder)")


@contextmanager
def draft_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in a folder, that only its user may read; removed at the end, if it is still called so."""
    drop_abandoned(folder)
    path = folder / f".jianbao-{os.getpid()}.part"
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def draft_folder(folder: Path) -> Iterator[Path]:
    """The same, a folder."""
    drop_abandoned(folder)
    path = folder / f".jianbao-{os.getpid()}.folder"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def drop_abandoned(folder: Path) -> None:
    """Remove what processes left that are no more."""
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match and not _runs(int(match[1])):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()


def _runs(process: int) -> bool:
    if os.name != "posix":
        return False  # a file that is open cannot be removed there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
