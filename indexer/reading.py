"""Files of the corpus -> the bulletins they hold with everything they name, or the reason why there is none.

`readings` reads many files, in processes if asked; a file of many issues is never held whole with what it names.
What parses and knows names is imported when the first file is read: a run that finds nothing new is done before that.
"""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from indexer.errors import Rejected
from indexer.naming import is_named_mark
from indexer.reader import is_structured, read_structured, read_text
from search.model import Bulletin, Warning
from search.names import Lexicon

POOL_FROM = 50  # files; below that starting workers costs more than it saves
POOL_BYTES = 1_000_000  # … unless one of them holds many issues
_AHEAD = 8  # bulletins a worker that are read before they are asked for

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size and time of change of a file, by which the next run knows it again."""

    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file. The stamp is older than the bytes: a file that grows meanwhile is read again."""

    source: str
    stamp: Stamp | None  # None: the file is gone
    bulletins: Iterable[Bulletin] = ()  # may be read while it is gone through, once; none where it was rejected
    rejected: Rejected | None = None


def stamp_of(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def read_bulletins(path: Path, source: str, lexicon: Lexicon) -> Iterable[Bulletin]:
    """Read, parse and annotate one file; Rejected, before the first bulletin, where that cannot be done.

    Only a structured file holds several; they come one at a time.
    """
    return map(partial(finished, lexicon=lexicon), bulletins_as_read(path, source))


def bulletins_as_read(path: Path, source: str) -> Iterable[Bulletin]:
    """The same as they are printed: nothing is corrected in them, and nothing that they name is found."""
    if is_structured(path):
        return read_structured(path, source)
    from indexer.parser import parse_bulletin

    text = read_text(path)
    read = replace(parse_bulletin(text.text, source, text.sha256), marked=is_named_mark(source))
    return (_told_of_spoilt(read, text.text),)


def _told_of_spoilt(bulletin: Bulletin, text: str) -> Bulletin:
    """With a warning where bytes stood for no character: the rest of the file is worth having."""
    count = text.count("\ufffd")
    if not count:
        return bulletin
    message = f"有 {count} 个字认不出，印作 \ufffd；请对照原文件 (characters lost)"
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return replace(bulletin, warnings=(*bulletin.warnings, Warning("characters_lost", message, line)))


def finished(bulletin: Bulletin, lexicon: Lexicon) -> Bulletin:
    """A bulletin as it was read -> as staff correct it, with what it names. A fault of ours costs no text."""
    from indexer.corrections import FAILED, corrected
    from indexer.entities import annotate

    try:
        fixed = corrected(bulletin, lexicon.corrections)
        return fixed.dated(annotate(fixed.bulletin, lexicon))
    except Exception as error:
        message = f"人名、日期等认不出：{type(error).__name__}: {error}；请把此文件交给维护者 (internal error)"
        return replace(bulletin, warnings=(*bulletin.warnings, Warning(FAILED, message)))


def refinished(bulletin: Bulletin, lexicon: Lexicon) -> Bulletin:
    """The same for a bulletin that was finished before: from what was read, without reading its file."""
    from indexer.corrections import plain

    return finished(plain(bulletin.printed or bulletin), lexicon)


def reading(path: Path, source: str, lexicon: Lexicon) -> Reading:
    """The same as `read_bulletins`, with a rejection as a value: one bad file never stops the rest."""
    return _reading(path, source, lambda: read_bulletins(path, source, lexicon))


def _reading(path: Path, source: str, read: Callable[[], Iterable[Bulletin]]) -> Reading:
    stamp = stamp_of(path)
    try:
        return Reading(source, stamp, read())
    except Rejected as rejected:
        return Reading(source, stamp, rejected=rejected)
    except Exception as error:  # a fault of ours in one bulletin must not cost the others
        reason = f"读取时出错：{type(error).__name__}: {error}；请把此文件交给维护者 (internal error)"
        return Reading(source, stamp, rejected=Rejected("internal", reason))


def readings(
    files: Mapping[str, Path], sources: Sequence[str], lexicon: Lexicon, workers: int = 1
) -> Iterator[Reading]:
    """What came of each file, in order; each is to be gone through before the next is asked for."""
    if sources:
        _prepare()
    if workers <= 1 or not _worth_a_pool([files[source] for source in sources]):
        yield from (reading(files[source], source, lexicon) for source in sources)
        return
    with ProcessPoolExecutor(workers, initializer=_use, initargs=(lexicon,)) as pool:
        start = partial(_started, pool, workers * _AHEAD)
        yield from _ahead(start, ((files[source], source) for source in sources), workers * _AHEAD)


def _worth_a_pool(paths: Sequence[Path]) -> bool:
    return len(paths) >= POOL_FROM or any(map(_holds_many, paths))


def _holds_many(path: Path) -> bool:
    stamp = stamp_of(path)
    return is_structured(path) and stamp is not None and stamp.size >= POOL_BYTES


def _started(pool: Executor, window: int, file: tuple[Path, str]) -> Callable[[], Reading]:
    """A file handed to a worker; of one that holds many bulletins these are, when its turn comes."""
    path, source = file
    if not _holds_many(path):
        return pool.submit(_reading_there, path, source).result

    def annotated() -> Iterable[Bulletin]:
        return _ahead(lambda one: pool.submit(_finished_there, one).result, read_structured(path, source), window)

    return lambda: _reading(path, source, annotated)


def _ahead(start: Callable[[_T], Callable[[], _R]], items: Iterable[_T], window: int) -> Iterator[_R]:
    """The results in order, `window` of them under way: what is read is never far ahead of what is written."""
    waiting: deque[Callable[[], _R]] = deque()
    for item in items:
        waiting.append(start(item))
        if len(waiting) >= window:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()


_here: list[Lexicon] = []  # a worker's lexicon: sent once, since what is compiled from it is kept by identity


def _use(lexicon: Lexicon) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [lexicon]
    _prepare()


def _prepare() -> None:
    from indexer.entities import prepare

    prepare()


def _end_with_parent() -> None:
    """A worker waits for its parent for ever where that was killed, and with it holds the lock of the index."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _reading_there(path: Path, source: str) -> Reading:
    return _reading(path, source, lambda: tuple(read_bulletins(path, source, _here[0])))


def _finished_there(bulletin: Bulletin) -> Bulletin:
    return finished(bulletin, _here[0])
