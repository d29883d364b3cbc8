"""The engines as processes of their own, each in its environment: whom `bench-search` asks (`peers/serving.py`)."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(os.environ.get("JIANBAO_PEERS") or ROOT / ".venv-peers") / "bin" / "python"


class Missing(Exception):
    """An engine that cannot be measured here."""


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    module: str  # of tests.bench.peers
    rounds: int | None = None  # passes at most, of the slow

    @property
    def python(self) -> Path:
        return Path(sys.executable) if self.module == "ours" else PEERS


OURS = Engine("Jianbao", "ours")
TANTIVY = Engine("tantivy", "with_tantivy")
ENGINES = (
    OURS,
    TANTIVY,
    Engine("tantivy, texts", "with_tantivy_texts"),
    Engine("Xapian", "with_xapian"),
    Engine("FTS5", "with_fts5"),
    Engine("bm25s", "with_bm25s", rounds=3),
    Engine("Whoosh", "with_whoosh", rounds=2),
)


def chosen(names: Sequence[str]) -> list[Engine]:
    """The engines of these names, ours and tantivy always; all where none is named. Missing where one cannot run."""
    engines = [one for one in ENGINES if not names or one in (OURS, TANTIVY) or one.name in names]
    for engine in engines:
        command = [str(engine.python), "-c", f"import tests.bench.peers.{engine.module}"]
        if not engine.python.is_file() or subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL).returncode:
            raise Missing(f"{engine.name} is not in {engine.python}: make bench-search installs it")
    return engines


class Running:
    """An engine's process with its index open; made first, in a process apart, where it is not there yet."""

    def __init__(self, engine: Engine, documents: Path, queries: Path) -> None:
        self.engine = engine
        self._given = [str(path) for path in (documents, queries, documents.parent / "indexes")]
        self._start()
        self.built: float | None = self.opened["built"]
        if self.built is not None:
            self.close()
            self._start()

    def _start(self) -> None:
        command = [str(self.engine.python), "-m", f"tests.bench.peers.{self.engine.module}", *self._given]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.opened: dict[str, Any] = self._answered()

    def ask(self, command: str) -> Any:
        assert self._process.stdin
        try:
            self._process.stdin.write(f"{command}\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Missing(f"{self.engine.name}: its process ended") from error
        return self._answered()

    def _answered(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise Missing(f"{self.engine.name}: its process ended with code {self._process.returncode}")
        return json.loads(line)

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def passes(running: Sequence[Running], rounds: int) -> list[list[list[float | None]]]:
    """CPU ms of each query by engine and pass, the engines' passes taking turns."""
    times: list[list[list[float | None]]] = [[] for _ in running]
    for number in range(rounds):
        for engine, own in zip(running, times, strict=True):
            if number < (engine.engine.rounds or rounds):
                own.append(engine.ask("pass"))
    return times
