"""A process that has loaded everything and forks runs of the indexer, to be killed, starved and stripped of rights.

A run is a line of JSON on its standard input (`Run`); it tells the run's process, how it failed, and how it ended.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


@dataclass(frozen=True)
class Run:
    corpus: str
    index: str
    full: bool = False
    workers: int = 1
    wait: float = 0
    die_at: str | None = None  # kill -9 itself where it would call this
    most: int | None = None  # bytes that a file may have
    unprivileged: bool = False
    command: tuple[str, ...] = ()  # another command than `index`, with its options


@dataclass(frozen=True)
class Ended:
    signal: int | None
    error: str | None  # the kind of what was raised
    message: str


class Nursery:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def run(self, run: Run, meanwhile: Callable[[int], None] = lambda pid: None) -> Ended:
        """Start a run, do something with its process, and wait for its end."""
        assert self._process.stdout
        self._say(json.dumps(asdict(run)))
        meanwhile(int(self._process.stdout.readline()))
        self._say("wait")  # not before: the number is the process's until somebody has waited for it
        error, message = json.loads(self._process.stdout.readline())
        code = int(self._process.stdout.readline())
        return Ended(-code if code < 0 else None, error, message)

    def kill_after(self, run: Run, seconds: float, begun: Path | None = None) -> Ended:
        """Kill a run after so many seconds, counted from its first write to the index if that is given."""

        def kill(pid: int) -> None:
            until = time.monotonic() + 20
            while begun is not None and not list(begun.glob("*.draft")) and time.monotonic() < until:
                time.sleep(0.0005)
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)

        return self.run(run, kill)


@contextmanager
def nursery() -> Iterator[Nursery]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.indexer.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == "ready\n"
        yield Nursery(process)
        process.stdin.close()
        assert process.wait(20) == 0


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _main() -> None:
    import indexer.cli.purging  # loaded once, not by every run
    import indexer.cli.restoring
    import indexer.reading
    from indexer.writer import update_index
    from tests.indexer.bulletins import write

    indexer.reading.POOL_FROM = 2
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "corpus/1.txt"), 1)
        update_index(Path(folder, "corpus"), Path(folder, "index"))
    print("ready", flush=True)
    while line := sys.stdin.readline():
        read, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            _child(Run(**json.loads(line)), write_end)
        os.close(write_end)
        print(pid, flush=True)
        assert sys.stdin.readline() == "wait\n"
        _, status = os.waitpid(pid, 0)  # a killed run's workers end by themselves, and may hold the pipe until then
        with os.fdopen(read, "rb") as told:
            print((told.read() or b'[null, ""]').decode(), flush=True)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _child(run: Run, told: int) -> None:
    try:
        _deprived(run)
        with patch(run.die_at, die) if run.die_at else nullcontext():
            _do(run)
    except BaseException as error:
        os.write(told, json.dumps([type(error).__name__, str(error)]).encode())
    os._exit(0)


def _do(run: Run) -> None:
    from indexer.cli import main
    from indexer.writer import update_index

    if run.command:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the nursery says stands there
        args = [*run.command, "--index", run.index, "--corpus", run.corpus]
        main(args, prog_name="jianbao", standalone_mode=False)
        return
    settings: dict[str, Any] = {"full": run.full, "workers": run.workers, "wait": run.wait}
    update_index(Path(run.corpus), Path(run.index), **settings)


def _deprived(run: Run) -> None:
    if run.most is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (run.most, run.most))
    if run.unprivileged and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


if __name__ == "__main__":
    _main()
