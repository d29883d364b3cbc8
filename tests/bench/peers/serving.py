"""What the drivers of all engines share: a process that answers a file of queries, pass by pass, when told to.

    python -m tests.bench.peers.with_NAME DOCUMENTS QUERIES INDEXES

A driver gives a name, a way to build its index of documents.jsonl in a folder, and a way to open it. Indexes are kept
in INDEXES, named by the driver's source. It reads commands, a line each, and answers each with a line of JSON:
`answers` what is found, `pass` the CPU ms of each query, `memory` the MB of the process. The first line it writes tells
how long building took (null: kept from before) and how long from opening the index to the first answer.
No module of the project is imported here: the drivers run in the peers' own environment.
"""

import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TOP = 20
PEOPLE = 20  # values of the facet of people; of sections and months all are given

Query = dict[str, Any]  # asked.Asked as JSON
Counts = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The best documents, and what is true of all that match; None is what the engine cannot tell."""

    top: list[int] | None
    total: int | None
    section: Counts | None = None
    month: Counts | None = None
    person: Counts | None = None


Engine = Callable[[Query], Answer | None]  # None: it cannot be asked this


def rows(documents: Path) -> Iterator[dict[str, Any]]:
    with documents.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def run(source: str, version: str, build: Callable[[Path, Path], None], open_index: Callable[[Path], Engine]) -> None:
    documents, queries, indexes = map(Path, sys.argv[1:4])
    with queries.open(encoding="utf-8") as lines:
        asked = [json.loads(line) for line in lines]
    index, seconds = _kept(Path(source), version, documents, indexes, build)
    started, cpu = time.perf_counter(), time.process_time()
    engine = open_index(index)
    engine(asked[0])
    opened = {"wall": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    _say({"version": version, "built": seconds, "size": megabytes(index), "opened": opened})
    for command in sys.stdin:
        _say(_COMMANDS[command.strip()](engine, asked))


def _kept(
    source: Path, version: str, documents: Path, indexes: Path, build: Callable[[Path, Path], None]
) -> tuple[Path, float | None]:
    digest = hashlib.sha256(source.read_bytes() + version.encode()).hexdigest()[:12]
    index = indexes / f"{source.stem}-{digest}"
    if index.is_dir():
        return index, None
    indexes.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=indexes, prefix="draft-"))
    try:
        cpu = time.process_time()
        build(documents, draft)
        seconds = time.process_time() - cpu
        draft.rename(index)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return index, seconds


def _answers(engine: Engine, asked: list[Query]) -> Any:
    found = [engine(query) for query in asked]
    return [answer and asdict(answer) for answer in found]


def _pass(engine: Engine, asked: list[Query]) -> Any:
    times = []
    for query in asked:
        started = time.process_time()
        answer = engine(query)
        times.append((time.process_time() - started) * 1000 if answer else None)
    return times


def memory(*_: Any) -> dict[str, float]:
    """MB: all that is resident, and of it what is no page of a file."""
    sizes = {}
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]:
        name, kilobytes, _unit = line.split()
        sizes[name] = int(kilobytes) / 1024
    return {"resident": sizes["Rss:"], "own": sizes["Anonymous:"]}


_COMMANDS: dict[str, Callable[[Engine, list[Query]], Any]] = {"answers": _answers, "pass": _pass, "memory": memory}


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _say(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
