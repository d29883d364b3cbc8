"""How fast an archive is indexed, beside other engines: `make bench-index`, `python -m tests.bench.indexing`.

Needs archive/archive.jsonl.xz in JIANBAO_DATA or ../shared/data, and the peers of `peers.lock` in .venv-peers (or
JIANBAO_PEERS). Writes the archive as one .jsonl file an issue, as an export of another system would be, and runs
`jianbao index` on them with two workers, in processes as cron would start them. Then the engine's part alone, from
documents with their entities, beside peers that are fed the words of the same articles, and for growing archives (the
articles of SIZES, blanks between, instead of 24141 and 100000). Prints one Markdown table. Exit code 0: every figure is
reached; 1: one is not; 2: no data, or a peer is missing.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from indexer.segments import CommitWriter
from indexer.writer import update_index
from search.analyzer import segmenter
from search.config import Config
from search.generations import current
from search.library import Library
from search.request import SearchRequest
from search.searcher import open_searcher
from tests.bench import archives, issues
from tests.bench.engines import OURS, Engine, Missing, Running, chosen
from tests.bench.table import Row, print_table

WORKERS = 2
BUILD, ENGINE, ADD, WARM, NOTHING, RATIO, MEMORY = 50.0, 10.0, 2.0, 1.0, 0.5, 4.0, 700.0  # s, CPU s, s, s, s, -, MB
STEEPER, MORE = 1.05, 300.0  # CPU seconds an article against those of the smallest archive; MB
SLOW = ("bm25s",)  # which has no index to be measured beside
SIZES = tuple(map(int, (os.environ.get("SIZES") or "24141 100000").split()))


def main() -> int:
    if not issues.is_there():
        return 2
    try:
        peers = [one for one in chosen(()) if one.name not in (*SLOW, OURS.name)]
        archive = archives.built(None)
    except Missing as error:
        print(error, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        engine = _engine_rows(Path(folder), archive.documents, peers)
        return print_table(chain(_own_rows(Path(folder)), engine, _growth_rows()))


def _own_rows(folder: Path) -> Iterator[Row]:
    corpus, index = folder / "corpus", folder / "index"
    size = _write_corpus(corpus)
    run = _indexed(corpus, index)
    megabytes = size / 1e6
    rate = f"{run.wall:.1f} s, {run.cpu:.0f} CPU s, {megabytes / run.wall:.2f} MB/s"
    yield Row(f"full build, {megabytes:.0f} MB of text, two workers", rate, f"{BUILD:.0f} s", run.wall > BUILD)
    yield Row("memory of all processes at most, MB", f"{run.memory:.0f}", f"< {MEMORY:.0f}", run.memory > MEMORY)
    ratio = sum(path.stat().st_size for path in current(index).rglob("*") if path.is_file()) / size
    yield Row("index to text", f"{ratio:.2f}", f"< {RATIO:.0f}", ratio >= RATIO)
    nothing = min(_indexed(corpus, index).wall for _ in range(3))
    yield Row("no change, best of three, s", f"{nothing:.2f}", f"< {NOTHING}", nothing >= NOTHING)
    fresh = median(_added(corpus, index, number, lambda: _indexed(corpus, index)) for number in range(9001, 9004))
    what = "a new issue, by a fresh command, until a search finds it, median of three, s"
    yield Row(what, f"{fresh:.2f}", f"< {ADD}", fresh >= ADD)
    warm = [_added(corpus, index, number, lambda: update_index(corpus, index)) for number in range(9004, 9008)][1:]
    what = "a new issue, by a process that runs already (--watch), median of three, s"
    yield Row(what, f"{median(warm):.2f}", f"< {WARM}", median(warm) >= WARM)


@dataclass(frozen=True, slots=True)
class Run:
    wall: float
    cpu: float
    memory: float  # MB at most, shared pages by parts


def _indexed(corpus: Path, index: Path) -> Run:
    command = [sys.executable, "-c", "from indexer.cli import main; main()", "index", str(corpus)]
    command += ["--index", str(index), "--workers", str(WORKERS)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(command, cwd=issues.ROOT, stdout=subprocess.DEVNULL) as process:
        peak = _Peak(process.pid)
        code = process.wait()
        wall = time.perf_counter() - started
        memory = peak.stopped()
    if code:
        raise Missing(f"jianbao index ended with code {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, memory)


class _Peak:
    """Looks at the memory of a process and its children until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stopped(self) -> float:
        self._done.set()
        self._thread.join()
        return self._most / 1024

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            self._most = max(self._most, sum(map(_proportional, _family(self._pid))))


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _proportional(pid: int) -> int:
    """KB of a process, what it shares with others divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _added(corpus: Path, index: Path, number: int, run: Callable[[], object]) -> float:
    """Seconds from starting a run to the first answer of a running searcher that has the new issue."""
    searcher = open_searcher(Config(corpus=corpus, index=index))
    searcher.search(SearchRequest("会议"))
    searcher.suggest("a")  # as in a `serve` in use
    text = f"增补第{number}期独有的一句话"
    issue = {"name": "简报", "number": number, "date": "2026-01-09"}
    row = {"issue": issue, "articles": [{"title": "增补", "body": text}]}
    (corpus / f"new-{number}.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    started = time.perf_counter()
    run()
    if not searcher.search(SearchRequest(f'"{text}"')).total:
        raise Missing("the new issue is not found")
    return time.perf_counter() - started


def _write_corpus(corpus: Path) -> int:
    """One file an issue; gives the bytes of their texts."""
    corpus.mkdir()
    size = 0
    for row in issues.bulletins():
        texts = [article["title"] + "".join(article["paragraphs"]) for article in row["articles"]]
        size += sum(len(text.encode()) for text in texts)
        name = f"{row['issue']['date']}-{row['issue']['number']:04d}.jsonl"
        (corpus / name).write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return size


def _engine_rows(folder: Path, documents: Path, peers: Sequence[Engine]) -> Iterator[Row]:
    """The engine's part alone: ours from documents that are read already, with literals and all columns."""
    snapshot = Library(folder / "index").snapshot
    rows = [snapshot.document(doc) for doc in range(snapshot.size)]
    segmenter()
    (folder / "own").mkdir(mode=0o700)
    started = time.process_time()
    writer = CommitWriter(folder / "own", clear=True)
    writer.add(rows)
    writer.commit()
    own = time.process_time() - started
    others = {}
    fresh = folder / "peers"
    fresh.mkdir()
    os.symlink(documents, fresh / "documents.jsonl")
    queries = fresh / "queries.jsonl"
    query = {"kind": "common", "words": ["会议"], "text": "会议"}
    nothing = dict.fromkeys(("person", "section", "start", "end"))
    queries.write_text(json.dumps(query | nothing), encoding="utf-8")
    for engine in peers:
        with Running(engine, fresh / "documents.jsonl", queries) as running:
            others[engine.name] = running.built or 0.0
    beside = ", ".join(f"{name} {seconds:.1f} ({own / seconds:.1f})" for name, seconds in others.items())
    figure = f"{own:.1f}; beside it {beside}"
    yield Row(
        f"engine alone, {len(rows)} documents, CPU s (ratio)", figure, f"{ENGINE:.0f}, literals included", own > ENGINE
    )


def _growth_rows() -> Iterator[Row]:
    """The engine's part for archives of several sizes; the smallest again behind each: machines change pace."""
    least, larger = [_grown(SIZES[0])], []
    for size in SIZES[1:]:
        larger.append(_grown(size))
        least.append(_grown(SIZES[0]))
    first = sorted(least, key=lambda row: row["cpu"])[len(least) // 2]
    return (_growth_row(row, first) for row in (first, *larger))


def _grown(size: int) -> dict[str, Any]:
    """What `growth` prints, of a process of its own."""
    command = [sys.executable, "-m", "tests.bench.growth", str(size)]
    done = subprocess.run(command, cwd=issues.ROOT, stdout=subprocess.PIPE, check=True)
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def _growth_row(row: dict[str, Any], least: dict[str, Any]) -> Row:
    steeper = row["cpu"] / row["articles"] / (least["cpu"] / least["articles"])
    more = row["memory"] - least["memory"]
    spent = f"{row['cpu']:.1f} CPU s ({steeper:.2f} an article), {row['wall']:.1f} s"
    held = f"{row['memory']:.0f} MB ({more:+.0f})"
    made = f"index {row['index']:.0f} MB, {row['index'] / row['text']:.2f} of the text, {row['segments']} segments"
    reach = f"≤ {STEEPER} an article; < +{MORE:.0f} MB"
    what = f"engine alone, {row['articles']} articles put together"
    return Row(what, f"{spent}; {held}; {made}", reach, steeper > STEEPER or more >= MORE)


if __name__ == "__main__":
    sys.exit(main())
