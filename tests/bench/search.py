"""How fast searches are beside other engines: `make bench-search`, `python -m tests.bench.search [--size N]`.

Needs archive/archive.jsonl.xz in JIANBAO_DATA or ../shared/data, and the peers of `peers.lock` in .venv-peers (or
JIANBAO_PEERS). The archive, or one of N articles multiplied from it, is indexed by all engines with the same words and
facets; what is made is kept for the next run (`archives.py`). Then all answer the same queries in turns, pass by pass.
Prints one Markdown table: CPU ms, p50 / p95 of the medians of each query, with the ratio to tantivy; and how many of
the answers are true of the articles. Exit code 0: every figure is reached; 1: one is not, or an answer is wrong; 2: no
data, or a peer is missing.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench import archives, issues
from tests.bench.asked import drawn, to_json, true_of
from tests.bench.engines import ENGINES, OURS, ROOT, Engine, Missing, Running, chosen, passes
from tests.bench.figures import Row, built_rows, channel_rows, process_rows, truth_rows, whole_rows
from tests.bench.peers.serving import megabytes
from tests.bench.typed import typed

ROUNDS = 7
PASSES = 5  # of the whole search
FRESH = 3  # processes for the figures of opening
FROM_ARCHIVE = 24_141  # queries are drawn from the archive itself, whatever the size


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure searches beside other engines.")
    parser.add_argument("--size", type=int, help="articles; those of the archive unless told")
    names = [engine.name for engine in ENGINES]
    parser.add_argument("--beside", action="append", choices=names, help="of the peers only tantivy and these")
    options = parser.parse_args(argv)
    if not issues.is_there():
        return 2
    try:
        engines = chosen(options.beside or ())
        rows = list(_measured(archives.built(options.size), engines))
    except Missing as error:
        print(error, file=sys.stderr)
        return 2
    _print(rows, [engine.name for engine in engines])
    missed = [row.what for row in rows if row.missed]
    print("\nnot reached: " + ("; ".join(missed) or "none"))
    return 1 if missed else 0


def _measured(archive: archives.Built, engines: Sequence[Engine]) -> Iterator[Row]:
    with archive.texts.open(encoding="utf-8") as lines:
        texts = [json.loads(line) for line, _ in zip(lines, range(FROM_ARCHIVE), strict=False)]
    asked = drawn(archive.documents, texts)
    users = typed(asked, texts)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        queries = Path(folder, "queries.jsonl")
        queries.write_text("".join(f"{to_json(one)}\n" for one in asked), encoding="utf-8")
        running = {one.name: stack.enter_context(Running(one, archive.documents, queries)) for one in engines}
        answers = {name: one.ask("answers") for name, one in running.items()}
        measured = passes(list(running.values()), ROUNDS)
        memory = {name: one.ask("memory") for name, one in running.items()}
    opened = {name: one.opened for name, one in running.items()}
    opened[OURS.name]["size"] = megabytes(archive.index)
    yield from channel_rows(asked, dict(zip(running, map(_medians, measured), strict=True)))
    yield from truth_rows(asked, *true_of(archive.documents, archive.texts, asked), answers)
    runs = [_process(archive, [query.text for query in users], n) for n in (*(FRESH - 1) * [0], PASSES)]
    yield from whole_rows(users, runs[-1], archive.articles)
    yield from process_rows(runs, opened, memory, archive.articles)
    yield from built_rows(opened, {name: one.built for name, one in running.items()})


def _process(archive: archives.Built, queries: Sequence[str], passes: int) -> Any:
    """The whole search in a fresh process."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(queries, file)
        file.flush()
        command = [sys.executable, "-m", "tests.bench.typed", str(archive.index), file.name, str(passes)]
        return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout)


def _medians(times: Sequence[Sequence[float | None]]) -> list[float | None]:
    """The median of each query's passes."""
    by_query = ([ms for ms in own if ms is not None] for own in zip(*times, strict=True))
    return [statistics.median(own) if own else None for own in by_query]


def _print(rows: Sequence[Row], names: Sequence[str]) -> None:
    print("| what | " + " | ".join(names) + " | ours / tantivy | reach |")
    print("|---|" + "---|" * (len(names) + 2))
    for row in rows:
        cells = " | ".join(row.cells.get(name) or "–" for name in names)
        print(f"| {row.what} | {cells} | {row.ratio} | {row.reach}{' ✗' if row.missed else ''} |")


if __name__ == "__main__":
    sys.exit(main())
