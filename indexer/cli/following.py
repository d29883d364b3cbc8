"""`index --watch`: a run whenever the corpus has changed, until Ctrl-C or SIGTERM; errors are told, and it goes on."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

from indexer.errors import Locked
from indexer.watching import Watch
from search.config import Config

RETRY = 30.0  # seconds until a run that failed is tried again, if nothing changes before
RETRY_LOCKED = 1.0  # … where another process was writing
RETRY_FOLDER = 10.0  # … until the folder is looked for again


class Stopped(BaseException):
    """Somebody wants a run to end, between two files: nothing of it is kept, the next run does it."""


Run = Callable[[Callable[[], None]], object]


def follow(config: Config, run: Run, *, settle: float, poll: bool | None) -> None:
    """Call `run` when the corpus has changed. It is given what to call between files, which may raise Stopped."""
    stop = threading.Event()

    def pause() -> None:
        if stop.is_set():
            raise Stopped

    with _stopping(stop):
        while not stop.is_set():
            watch = Watch(config.corpus, config.index, stop, settle, poll)
            try:
                for _ in watch.due_runs():
                    _run(run, pause, watch)
            except Stopped:
                break
            except Exception as error:  # a share that is gone comes back; whatever it is, the next change counts
                _tell(f"看不了 {config.corpus}：{_text(error)}；稍后再试 (cannot watch, trying again)")
                stop.wait(RETRY_FOLDER)


def _run(run: Run, pause: Callable[[], None], watch: Watch) -> None:
    try:
        run(pause)
    except Locked as error:
        _tell(f"{error}；稍后再试 (trying again)")
        watch.try_again(RETRY_LOCKED)
    except Exception as error:
        _tell(f"这次没有更新：{_text(error)}；索引仍是原来的样子，稍后再试 (run failed, trying again)")
        watch.try_again(RETRY)


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set the event."""

    def set_it(number: int, frame: FrameType | None) -> None:
        stop.set()

    kinds = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(kind, set_it) for kind in kinds]
    try:
        yield
    finally:
        for kind, old in zip(kinds, before, strict=True):
            signal.signal(kind, old)


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__


def _tell(message: str) -> None:
    click.echo(f"jianbao: {message}", err=True)
