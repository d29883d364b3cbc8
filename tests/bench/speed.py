"""How fast bulletins are read, on one core: `python -m tests.bench.speed [--step N]`, part of `make bench-reading`.

Needs archive/archive.jsonl.xz in JIANBAO_DATA or ../shared/data. Every N-th issue is printed as a bulletin in the plain
layout, parsed, and its entities are found. MB of UTF-8 text a second of CPU time, the median of five runs, as the
machines are shared. Exit code 0: measured; 1: below the goal; 2: no data.
"""

import argparse
import datetime as dt
import json
import lzma
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from indexer.entities import annotate, prepare
from indexer.parser import parse_bulletin
from search.names import Lexicon
from tests.bench.issues import ARCHIVE, is_there
from tests.bench.layouts import Item, Layout, Truth, printed

GOALS = {"parser": 5.0, "entities": 0.7}
RUNS = 5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how fast bulletins are read.")
    parser.add_argument("--step", type=int, default=20, help="every how many issues of the archive are read")
    options = parser.parse_args(argv)
    if not is_there():
        return 2
    texts = list(_bulletins(options.step))
    size = sum(len(text.encode()) for text in texts) / 1e6
    bulletins = [parse_bulletin(text, f"{n}.txt", "") for n, text in enumerate(texts)]
    lexicon = Lexicon()
    tasks: dict[str, Callable[[], object]] = {
        "parser": lambda: [parse_bulletin(text, f"{n}.txt", "") for n, text in enumerate(texts)],
        "entities": lambda: [annotate(bulletin, lexicon) for bulletin in bulletins],
    }
    prepare()
    annotate(bulletins[0], lexicon)
    low = []
    print(f"speed on one core, {len(texts)} issues of the archive, {size:.1f} MB")
    for name, task in tasks.items():
        seconds = [_seconds(task) for _ in range(RUNS)]
        speed = size / statistics.median(seconds)
        runs = f"runs {size / max(seconds):.2f} to {size / min(seconds):.2f}"
        print(f"  {name:10} {speed:.2f} MB/s (goal {GOALS[name]}; {runs})")
        if speed < GOALS[name]:
            low.append(name)
    return 1 if low else 0


def _bulletins(step: int) -> Iterator[str]:
    with lzma.open(ARCHIVE, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                row = json.loads(line)
                day = dt.date.fromisoformat(row["issue_date"])
                items = tuple(
                    Item("要闻", a["title"], tuple(p for p in a["body"].split("\n") if p.strip()))
                    for a in row["articles"]
                )
                truth = Truth("要闻简报", number + 1, number + 1, (day.year, day.month, day.day), items)
                yield printed(truth, Layout()).text


def _seconds(task: Callable[[], object]) -> float:
    started = time.process_time()
    task()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
