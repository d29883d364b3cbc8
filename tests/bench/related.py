"""How fast related articles and people are found, and whether all shared passages are: `python -m tests.bench.related`.

Needs an index (--index DIR), or the archive, which is indexed at the first run (see `tests.bench.issues`). What some
articles share with all others is held against a scan of every text. CPU time, as the machines are shared. Exit code 0:
all found, and p95 below the goals; 1: not; 2: no data.
"""

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from search.passages import LEAST
from search.request import SearchRequest
from search.searcher import Searcher
from tests.bench.issues import searcher_of

SAMPLE = 500  # articles and people
SCANNED = 100  # articles whose passages are looked for in all others
GOALS = {"similar": 20.0, "passages": 20.0, "person": 20.0, "people": 20.0}  # ms, p95


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure related articles and people.")
    parser.add_argument("--index", type=Path, help="an index, instead of one that is made of the archive")
    options = parser.parse_args(argv)
    searcher = searcher_of(options.index)
    return _measured(searcher) if searcher else 2


def _measured(searcher: Searcher) -> int:
    chance = random.Random(4)
    snapshot = searcher.library().snapshot
    docs = np.flatnonzero(snapshot.is_article).tolist()
    chosen = chance.sample(docs, min(SAMPLE, len(docs)))
    articles = [snapshot.stored(doc)["id"] for doc in chosen]
    everyone = searcher.library().roster().by_count
    people = chance.sample(everyone, min(SAMPLE, len(everyone)))
    searcher.search(SearchRequest("养老", limit=1))
    searcher.people("l")
    print(f"{len(docs)} articles, {len(everyone)} people; CPU ms")
    reached = [
        _timed("similar", searcher.similar, articles),
        _timed("passages", searcher.passages, articles),
        _timed("person", searcher.person, people),
        _timed("people", searcher.people, ["", *sorted({name[:1] for name in people})]),
    ]
    _timed("the most frequent person", searcher.person, everyone[:1])
    found, there = _recall(searcher, chosen[:SCANNED])
    print(f"{found} of {there} pairs of articles that share {LEAST} characters found, with all places")
    return 0 if all(reached) and found == there else 1


def _timed(name: str, ask: Callable[[str], object], asked: Iterable[str]) -> bool:
    times = []
    for one in asked:
        started = time.process_time()
        ask(one)
        times.append((time.process_time() - started) * 1000)
    half, most = np.percentile(times, [50, 95])
    print(f"{name:25} p50 {half:6.2f}   p95 {most:6.2f}   max {max(times):6.2f}")
    return bool(most <= GOALS.get(name, np.inf))


def _recall(searcher: Searcher, docs: Sequence[int]) -> tuple[int, int]:
    """Of the pairs of documents that have characters in common by a scan, those that are found with just these."""
    snapshot = searcher.library().snapshot
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for doc in docs:
        text, _ = snapshot.literal_text(doc, printed=False)
        for at in range(len(text) - LEAST + 1):
            places[text[at : at + LEAST]].append((doc, at))
    common: dict[tuple[int, int], set[int]] = defaultdict(set)
    for other in np.flatnonzero(snapshot.live).tolist():
        text, _ = snapshot.literal_text(other, printed=False)
        for at in range(len(text) - LEAST + 1):
            for doc, here in places.get(text[at : at + LEAST], ()):
                if doc != other:
                    common[doc, other].add(here)
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for doc in docs:
        shared = snapshot.shared(doc, LEAST)
        rows = zip(shared.docs.tolist(), shared.here.tolist(), shared.sizes.tolist(), strict=True)
        for other, here, size in rows:
            found[doc, other] |= set(range(here, here + size - LEAST + 1))
    return sum(found[pair] == starts for pair, starts in common.items()), len(common | found)


if __name__ == "__main__":
    sys.exit(main())
