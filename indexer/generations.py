"""A new generation of the index: made aside from the one in use, switched to by one rename, or given up.

Files of a generation stay as they are (but its manifest, and columns that were damaged), so that what the next one
shares with it is linked, not copied. Readers see the old one or the new; what a killed run leaves, the next removes.
"""

import errno
import gc
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from indexer.errors import NoEarlier
from indexer.lock import writing
from indexer.soundness import check_generation
from search.generations import POINTER, current, folder_of, found, generations, number_of, pointed
from search.manifest import NAME as MANIFEST

KEPT = 2  # generations behind the one in use, to go back to
DRAFT, GONE = ".draft", ".gone"  # of a generation that is being made, and of one that is being removed
_AT_ONCE = 16  # files that are being synced
_OLD_LAYOUT = ("MAIN_*", "columns", "manifest*.json", "_MAIN_*.toc")  # before there were generations


class Draft:
    """The folder in which the next generation is made. The write lock is held."""

    def __init__(self, index: Path, origin: Path | None, *, clear: bool) -> None:
        """Begin with what `origin`, the generation in use, holds; with nothing where all is made anew."""
        self.index = index
        self._origin = origin
        self.number = 1 + max(map(number_of, index.iterdir()), default=0)
        self._final = folder_of(index, self.number)
        self.folder = self._final.with_suffix(DRAFT)
        try:
            self.folder.mkdir(mode=0o700)
            if origin is not None and not clear:
                _link(origin, self.folder)
        except BaseException:
            self.discard()
            raise

    def put_beside(self) -> Path:
        """Give it its name beside the generation in use, which readers go on opening."""
        _settle(self.folder)
        _give_name(self.folder, self._final)
        return self._final

    def publish(self) -> None:
        """Make this the generation that readers open."""
        _settle(self.folder)
        pointer = _pointer_to(self._final)  # written before the renames: these need no room on the disk
        _give_name(self.folder, self._final)
        _switch(pointer)
        with suppress(OSError):  # the next run tries again
            self._drop_abandoned()
            tidy(self.index)
            _drop_old_layout(self.index)

    def discard(self) -> None:
        """Give it up, unless readers open it already."""
        _erase(self.folder)
        if self._final.is_dir() and pointed(self.index) != self._final:
            _remove(self._final)

    def _drop_abandoned(self) -> None:
        """Generations after the one that this one follows: staff went back behind them, or a run was killed."""
        start = number_of(self._origin) if self._origin else 0
        for folder in generations(self.index):
            if start < number_of(folder) < self.number:
                _remove(folder)


def point_to(folder: Path) -> None:
    """Let readers open this generation from now on."""
    _switch(_pointer_to(folder))


def succeed(index: Path, kept: Sequence[Path]) -> None:
    """Let readers open the last of these generations, and remove all others: not one byte of them is to stay.

    Raises OSError where one cannot be removed.
    """
    point_to(kept[-1])
    for folder in generations(index):
        if folder not in kept:
            _remove(folder)
    tidy(index)
    _drop_old_layout(index)
    left = [path for path in index.iterdir() if number_of(path) and path not in kept]
    if left:
        raise OSError(errno.EBUSY, "还有别的程序打开着，删不掉 (still open, cannot be removed)", str(left[0]))


def drop_later(index: Path) -> None:
    """Remove the generations after the one in use: staff went back behind them, or a run was killed."""
    used = found(index)
    for folder in generations(index):
        if used is not None and number_of(folder) > number_of(used):
            _remove(folder)


def mend_pointer(index: Path) -> bool:
    """Write the pointer again where it is lost though there are generations; gives whether it was."""
    folder = found(index)
    if folder is None or pointed(index) == folder:
        return False
    point_to(folder)
    return True


def roll_back(index: Path, wait: float = 0) -> int:
    """Let readers open the generation before the one in use, and give its number.

    Raises Locked; IndexMissing, NoEarlier where there is nothing to go back from or to; Unsound where that is damaged.
    """
    current(index)
    with writing(index, wait):
        used = number_of(current(index))
        before = [folder for folder in generations(index) if number_of(folder) < used]
        if not before:
            raise NoEarlier(f"{index}：没有更早的一代可以回去 (no earlier generation is kept)")
        check_generation(before[-1])
        point_to(before[-1])
        return number_of(before[-1])


def tidy(index: Path) -> None:
    """Remove what killed runs left, and generations but for the one in use, those after it, and `KEPT` before it."""
    for path in index.iterdir():
        if number_of(path) and path.suffix in (DRAFT, GONE):
            _erase(path)
    used = found(index)
    before = [folder for folder in generations(index) if used and number_of(folder) < number_of(used)]
    for folder in before[: max(0, len(before) - KEPT)]:
        _remove(folder)


def old_layout(index: Path) -> Path | None:
    """The folder itself, where it holds an index of the time before there were generations."""
    return index if next(index.glob("_MAIN_*.toc"), None) else None


def _drop_old_layout(index: Path) -> None:
    if old_layout(index):
        for path in (path for pattern in _OLD_LAYOUT for path in index.glob(pattern)):
            if path.is_dir():
                _erase(path)
            else:
                with suppress(OSError):
                    path.unlink()


def _remove(folder: Path) -> None:
    """By a rename first: a generation under its own name is always whole."""
    gone = folder.with_suffix(GONE)
    try:
        os.rename(folder, gone)
    except OSError:
        return  # open in another process, on Windows: the next run tries again
    _erase(gone)


def _erase(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _link(origin: Path, folder: Path) -> None:
    """Everything in `origin`, linked into `folder`; copied where the file system knows no links."""
    for path in origin.iterdir():
        target = folder / path.name
        if path.is_dir():
            target.mkdir(mode=0o700)
            _link(path, target)
        elif path.suffix == ".toc" or path.name == MANIFEST:
            shutil.copy2(path, target)  # small, and written again
        else:
            try:
                os.link(path, target)
            except OSError:
                shutil.copy2(path, target)


def _pointer_to(folder: Path) -> Path:
    """A pointer, not yet in its place."""
    draft = folder.parent / f"{POINTER}{DRAFT}"
    with draft.open("w", encoding="utf-8") as file:
        file.write(folder.name + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


def _give_name(draft: Path, final: Path) -> None:
    if os.name == "nt":
        gc.collect()  # a folder with files that are still mapped cannot be renamed there
    os.rename(draft, final)


def _switch(pointer: Path) -> None:
    os.replace(pointer, pointer.with_name(POINTER))
    _sync_folder(pointer.parent)


def _settle(folder: Path) -> None:
    """Have what is new on the disk before anything points to it."""
    paths = list(folder.rglob("*"))
    files = [path for path in paths if path.is_file() and path.stat().st_nlink == 1]
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # a disk that is asked for all of them does them together
        list(pool.map(_sync_file, files))
    for path in (*filter(Path.is_dir, paths), folder):
        _sync_folder(path)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:  # Windows syncs only what may be written
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    with suppress(OSError):  # not all systems open folders, not all file systems sync them
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
