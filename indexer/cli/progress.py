"""How far a long run has come: a bar on stderr, on a terminal or where it is asked for; nothing in cron and pipes."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from tqdm import tqdm

_WIDTH, _HEIGHT = 100, 20  # where a terminal says that its are 0
_SHOWN = 30  # characters of a path

progress_option = click.option(
    "--progress/--no-progress", "shown", default=None, help="显示进度；默认只在终端上显示。Show a progress bar."
)

Progress = Callable[[int, int, str], None]  # done, of, path


@contextmanager
def progress_bar(shown: bool | None, unit: str = "份") -> Iterator[Progress]:
    """What to call with the files done, the files there are, and the one at hand."""
    # tqdm's own None: only on a terminal
    disable = None if shown is None else not shown
    with tqdm(file=sys.stderr, unit=unit, disable=disable, ncols=_width(), nrows=_HEIGHT) as bar:

        def told(done: int, total: int, path: str) -> None:
            bar.total = total
            bar.set_postfix_str(path if len(path) <= _SHOWN else f"…{path[-_SHOWN:]}", refresh=False)
            if not bar.update(done - bar.n):
                bar.refresh()

        yield told


def _width() -> int:
    """Of the terminal: the bar takes all of it."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _WIDTH
    except (OSError, ValueError):
        return _WIDTH


@contextmanager
def beside_the_bar() -> Iterator[None]:
    """Where something else is printed while a bar is shown."""
    with tqdm.external_write_mode(file=sys.stderr):
        yield
