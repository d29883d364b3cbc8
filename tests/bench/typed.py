"""The whole search as users type it, and as programs ask it, in one fresh process: `python -m tests.bench.typed INDEX
QUERIES PASSES`, a part of `make bench-search`.

Prints one JSON object: seconds of loading the segmenter and from opening the index to the first answer; CPU and wall ms
of every query, the median of the passes, for `Searcher.search` with no hits shown and with 20, and for /api/v1/search
with 20; MB of the process after all that. With no passes only what comes first.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.analyzer import words
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher
from tests.bench.asked import Asked
from tests.bench.peers.serving import memory
from web import create_app

KINDS = ("word", "rare", "clauses", "phrase", "person", "date", "wildcard", "question")
EACH = 25
SEED = 21


@dataclass(frozen=True, slots=True)
class Typed:
    kind: str
    text: str


def typed(asked: Sequence[Asked], texts: Sequence[str]) -> list[Typed]:
    """What users type, of what the words channel is asked and of the articles' literal texts, single words first."""
    chance = random.Random(SEED)
    by_kind: dict[str, list[Asked]] = {}
    for one in asked:
        by_kind.setdefault(one.kind, []).append(one)
    drawn = {
        "word": [one.text for one in by_kind["common"]],
        "rare": [one.text for one in by_kind["rare"]],
        "clauses": [one.text for one in by_kind["and"]],
        "phrase": [f"“{one.text}”" for one in by_kind["phrase"]],
        "person": [f"人物:{(one.person or '').partition('@')[0]} {one.text}" for one in by_kind["person"]],
        "date": [f"{chance.randint(2022, 2025)}年{chance.randint(1, 12)}月 {one.text}" for one in by_kind["filtered"]],
        "wildcard": [_with_wildcard(_piece(chance.choice(texts), chance), chance) for _ in range(EACH)],
        "question": [_question(chance.choice(texts), number) for number in range(EACH)],
    }
    found = [Typed(kind, text) for kind in KINDS for text in drawn[kind][:EACH]]
    chance.shuffle(found)
    return sorted(found, key=lambda one: one.kind != KINDS[0])  # the usual first: it is what an index is opened with


def _piece(text: str, chance: random.Random) -> str:
    """Four to six Han characters that stand together, or what there is."""
    runs = [run for run in text.split("\n", 1)[-1].replace("，", "。").split("。") if len(run) > 6 and run.isalpha()]
    run = chance.choice(runs) if runs else text[:6]
    at, size = chance.randrange(max(1, len(run) - 6)), chance.randint(4, 6)
    return run[at : at + size]


def _with_wildcard(piece: str, chance: random.Random) -> str:
    return f"{piece[:2]}{chance.choice('?*')}{piece[3:]}"


def _question(text: str, number: int) -> str:
    """About a title, or about two long words of the text."""
    title, _, body = text.partition("\n")
    longest = sorted({word for word, _, _ in words(body)}, key=lambda word: (len(word), word))[-2:]
    return f"{'和'.join(longest)}有什么关系？" if number % 2 and longest else f"{title}是怎么回事？"


def measured(index: Path, queries: Sequence[str], passes: int) -> dict[str, Any]:
    segmenter = _seconds(lambda: words("检索"))
    config = Config(corpus=index.parent / "corpus", index=index)
    searcher = Searcher(config)
    opened = _seconds(lambda: searcher.search(SearchRequest(queries[0])))
    figures: dict[str, Any] = {"segmenter": segmenter, "opened": opened}
    if passes:
        searcher.library().vocabulary()  # as `serve` does
        tasks = _tasks(config, searcher)
        times = [
            {name: [_ms(task, query) for query in queries] for name, task in tasks.items()}
            for _ in range(passes + 1)  # the first one warms
        ]
        figures |= {"memory": memory()}
        figures |= {name: _medians([one[name] for one in times[1:]]) for name in tasks}
    return figures


def _tasks(config: Config, searcher: Searcher) -> dict[str, Callable[[str], object]]:
    client = create_app(config, searcher).test_client()

    def api(query: str) -> object:
        response = client.get("/api/v1/search", query_string={"q": query, "limit": 20})
        assert response.status_code == 200, response.text
        return response.data

    return {
        "counted": lambda query: searcher.search(SearchRequest(query, limit=0)),
        "shown": lambda query: searcher.search(SearchRequest(query, limit=20)),
        "api": api,
    }


def _seconds(task: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    task()
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def _ms(task: Callable[[str], object], query: str) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    task(query)
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def _medians(passes: Sequence[Sequence[tuple[float, float]]]) -> dict[str, list[float]]:
    by_query = list(zip(*passes, strict=True))
    return {
        name: [statistics.median(times[at] for times in query) for query in by_query]
        for at, name in enumerate(("cpu", "wall"))
    }


if __name__ == "__main__":
    asked: list[str] = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    json.dump(measured(Path(sys.argv[1]), asked, int(sys.argv[3])), sys.stdout)
