"""A corpus folder -> the moments at which something in it has changed and is whole: files have stopped growing.

Notification comes from watchfiles; where there is none, as on network folders, it looks again and again (polling). A
look at all files every few minutes makes up for what neither told.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from indexer.reader import is_bulletin_file
from indexer.reader.files import files_below
from indexer.reading import Stamp, stamp_of

SETTLE = 2.0  # seconds for which a file has to stay as it is
PATIENCE = 30  # times as long others wait for one that does not stop growing
RESCAN = 600.0  # seconds after which a run is due though nothing was told
_LOOK = 250  # milliseconds between two looks at files that may still grow
_POLL = 1000  # milliseconds between two looks at the whole folder, where nothing tells of changes

_MISSING = Stamp(-1, 0)


@dataclass(slots=True)
class Settling:
    """The files that have changed, and since when each has been as it is now."""

    settle: float
    stamp: Callable[[Path], Stamp | None] = stamp_of
    since: dict[Path, tuple[Stamp, float]] = field(default_factory=dict)
    first: float | None = None  # when the oldest change that waits was told

    def note(self, paths: Iterable[Path], now: float) -> None:
        for path in paths:
            self.since[path] = (self.stamp(path) or _MISSING, now)
            self.first = now if self.first is None else self.first

    def is_ready(self, now: float) -> bool:
        """Whether there is something to do, and all of it is whole or was waited for long enough."""
        if self.first is None:
            return False
        for path, (stamp, _) in self.since.items():
            seen = self.stamp(path) or _MISSING
            if seen != stamp:
                self.since[path] = (seen, now)
        quiet = all(now - since >= self.settle for _, since in self.since.values())
        return quiet or now - self.first >= self.settle * PATIENCE

    def clear(self) -> None:
        self.since.clear()
        self.first = None


@dataclass(slots=True)
class Watch:
    """Tells when a run is due. What is written into the index's own folder never is a reason."""

    corpus: Path
    index: Path
    stop: threading.Event
    settle: float = SETTLE
    poll: bool | None = None  # None: as watchfiles finds right, or its WATCHFILES_FORCE_POLLING says
    rescan: float = RESCAN
    _again: float | None = None  # when a run that failed is due again

    def due_runs(self) -> Iterator[None]:
        """Yields when a run is due, the first as soon as nothing is being written; ends with `stop`.

        Raises OSError, or what watchfiles raises, where the folder cannot be watched or is gone.
        """
        settling, last = Settling(self.settle), time.monotonic()
        settling.note(self._written_since(time.time() - self.settle), last)
        settling.first = last
        for changes in self._changes():
            now = time.monotonic()
            settling.note((file for path in changes for file in _files_of(Path(path))), now)
            if settling.first is None and now >= (last + self.rescan if self._again is None else self._again):
                settling.first = now
            if settling.is_ready(now):
                settling.clear()
                self._again = None
                last = now
                yield
            if not self.corpus.is_dir():
                raise NotADirectoryError(f"{self.corpus}：文件夹不见了 (the folder is gone)")

    def try_again(self, seconds: float) -> None:
        """The run that was due has failed: it is due again then, or with the next change."""
        self._again = time.monotonic() + seconds

    def _changes(self) -> Iterator[set[str]]:
        """What has changed, an empty set where nothing has for a moment."""
        from watchfiles import watch  # not for each run of the command that may follow

        corpus, index = self.corpus.resolve(), self.index.resolve()
        found = watch(
            corpus,
            watch_filter=lambda _, path: _concerns(Path(path), corpus, index),
            debounce=1000,
            rust_timeout=_LOOK,
            poll_delay_ms=_POLL,
            yield_on_timeout=True,
            force_polling=self.poll,
            stop_event=self.stop,
            ignore_permission_denied=True,
        )
        return ({path for _, path in changes} for changes in found)

    def _written_since(self, moment: float) -> Iterator[Path]:
        for path, _ in files_below(self.corpus):
            stamp = stamp_of(path)
            if stamp and stamp.modified_ns / 1e9 >= moment:
                yield path


def _concerns(path: Path, corpus: Path, index: Path) -> bool:
    """Not what editors leave, nor what they write before they rename it; the tables of the lexicon are files, too."""
    if path.is_relative_to(index) or not path.is_relative_to(corpus):
        return False
    return is_bulletin_file(path.relative_to(corpus))


def _files_of(path: Path) -> Iterator[Path]:
    """The file, or those of a folder that was moved here as a whole."""
    yield path
    if path.is_dir():
        yield from (file for file, _ in files_below(path))
