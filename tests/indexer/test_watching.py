"""When a run is due: after a change, once what changed has stopped growing."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.reading import Stamp
from indexer.watching import PATIENCE, Settling, Watch

A, B = Path("a.txt"), Path("b.txt")


class Files:
    """Sizes of files that are set by the test."""

    def __init__(self) -> None:
        self.sizes: dict[Path, int] = {}

    def stamp(self, path: Path) -> Stamp | None:
        return Stamp(self.sizes[path], 0) if path in self.sizes else None


def ready(steps: list[tuple[float, str, int | None]], until: float) -> list[float]:
    """The moments at which something was due, of files that change (name, size; None: gone) at given moments."""
    files, found, now = Files(), [], 0.0
    settling = Settling(2.0, files.stamp)
    pending = list(steps)
    while now <= until:
        while pending and pending[0][0] <= now:
            _, name, size = pending.pop(0)
            files.sizes.pop(Path(name), None)
            if size is not None:
                files.sizes[Path(name)] = size
            if not name.startswith("silent"):
                settling.note([Path(name)], now)
        if settling.is_ready(now):
            found.append(now)
            settling.clear()
        now += 0.5
    return found


@pytest.mark.parametrize(
    "steps, expected",
    [
        ([], []),
        ([(1, "a", 5)], [3.0]),
        # Two halves: the second one begins the waiting anew.
        ([(1, "a", 5), (2, "a", 9)], [4.0]),
        ([(1, "a", 5), (9, "a", 9)], [3.0, 11.0]),
        # One that is complete waits for one that is not, and goes with it.
        ([(1, "a", 5), (2.5, "b", 1), (4, "b", 2)], [6.0]),
        ([(1, "a", None)], [3.0]),
    ],
)
def test_a_run_is_due_when_files_have_stopped_growing(
    steps: list[tuple[float, str, int | None]], expected: list[float]
) -> None:
    assert ready(steps, 20) == expected


def test_growth_that_nobody_tells_of_is_seen() -> None:
    files = Files()
    settling = Settling(2.0, files.stamp)
    files.sizes[A] = 1
    settling.note([A], 0)
    files.sizes[A] = 2
    assert not settling.is_ready(2.0)  # seen now, and waited for
    assert not settling.is_ready(3.9) and settling.is_ready(4.0)


def test_a_file_that_never_stops_growing_does_not_hold_up_the_others() -> None:
    steps: list[tuple[float, str, int | None]] = [(n, "a", n) for n in range(200)]
    assert ready(steps, 70)[0] == 2.0 * PATIENCE


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def due(watch: Watch, seconds: float, stop: threading.Event) -> list[float]:
    """When runs were due, seconds after the start, until that many seconds have passed."""
    started = time.monotonic()
    threading.Timer(seconds, stop.set).start()
    return [round(time.monotonic() - started, 2) for _ in watch.due_runs()]


@pytest.mark.parametrize("poll", [False, True])
def test_what_is_written_moved_and_deleted_is_noticed(tmp_path: Path, stop: threading.Event, poll: bool) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    watch, runs = Watch(corpus, tmp_path / "index", stop, settle=0.2, poll=poll), 0
    steps = [
        lambda: (corpus / "a.txt").write_text("一"),
        lambda: (corpus / "a.txt").rename(corpus / "b.txt"),
        lambda: (corpus / "lexicon").mkdir(),
        lambda: (corpus / "lexicon/people.tsv").write_text("name"),
        lambda: (corpus / "b.txt").unlink(),
    ]
    timer = threading.Timer(40, stop.set)
    timer.start()
    for _ in watch.due_runs():
        runs += 1
        if not steps:
            break
        steps.pop(0)()
    timer.cancel()
    assert not stop.is_set() and runs == 6


def test_what_does_not_matter_is_no_reason(tmp_path: Path, stop: threading.Event) -> None:
    """Left-overs of editors, and the index where it lies within the corpus."""
    (tmp_path / "index").mkdir()

    def write() -> None:
        for name in (".a.txt.swp", "~$a.docx", "index/segment", "a.tmp", "Thumbs.db"):
            (tmp_path / name).write_text("x")

    threading.Timer(0.5, write).start()
    assert len(due(Watch(tmp_path, tmp_path / "index", stop, settle=0.1), 2.0, stop)) == 1  # the first one


def test_a_run_is_due_again_after_it_failed_and_once_in_a_while(tmp_path: Path, stop: threading.Event) -> None:
    watch = Watch(tmp_path, tmp_path / "index", stop, settle=0.1, rescan=2.0)
    threading.Timer(6.0, stop.set).start()
    found, started = [], time.monotonic()
    for _ in watch.due_runs():
        found.append(time.monotonic() - started)
        if len(found) == 1:
            watch.try_again(0.5)
    assert 0.5 <= found[1] - found[0] < 1.8 <= found[2] - found[1]


def test_a_folder_that_goes_away_is_told(tmp_path: Path, stop: threading.Event) -> None:
    (tmp_path / "corpus").mkdir()
    threading.Timer(0.5, (tmp_path / "corpus").rmdir).start()
    threading.Timer(10, stop.set).start()
    with pytest.raises(OSError, match="no|gone|不见"):
        list(Watch(tmp_path / "corpus", tmp_path / "index", stop, settle=0.1).due_runs())
    assert not stop.is_set()
