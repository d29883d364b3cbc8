"""How well the right article is put first: `python tests/bench/ranking.py`.

Needs retrieval/ in JIANBAO_DATA or ../shared/data. Indexes the passages of each set as an archive of its own and asks
each question as a user would type it. Prints MRR@10 beside that of peers in the same run: BM25 (k1 1.2, b .4) on jieba
words, on characters and pairs of them, and on both, over folded text. `--wrong` lists what is not put first. Exit code
0: above the best peer; 1: not; 2: no data.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from typing import Any

from indexer.writer import update_index
from search.analyzer import words
from search.config import Config
from search.fold import fold, literal_form
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JIANBAO_DATA") or ROOT.parent / "shared" / "data")
FIRST = 10
K1, B = 1.2, 0.4
SETS = {"cmrc_trial": "CMRC", "drcd_dev": "DRCD"}

Row = dict[str, Any]


def main() -> int:
    folder = DATA / "retrieval"
    if not (folder / "passages.jsonl").is_file():
        print(f"{DATA}: no retrieval/passages.jsonl; set JIANBAO_DATA", file=sys.stderr)
        return 2
    passages, queries = _rows(folder / "passages.jsonl"), _rows(folder / "queries.jsonl")
    below = []
    print(
        "| set | questions | search | "
        + " | ".join(PEERS)
        + " | ms a question |\n|---|---|---|"
        + "---|" * (len(PEERS) + 1)
    )
    for name, shown in SETS.items():
        own = [p for p in passages if p["set"] == name]
        asked = [q for q in queries if q["set"] == name]
        best, ms = _search_mrr(own, asked)
        peers = [_peer_mrr(own, asked, tokens) for tokens in PEERS.values()]
        print(
            f"| {shown} | {len(asked)} | {best:.4f} | " + " | ".join(f"{p:.4f}" for p in peers) + f" | {ms:.2f} |",
            flush=True,
        )
        if best <= max(peers):
            below.append(shown)
    print("not above the best peer: " + (", ".join(below) or "none"))
    return 1 if below else 0


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _search_mrr(passages: Sequence[Row], queries: Sequence[Row]) -> tuple[float, float]:
    """The figure, and the CPU time of a question in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        searcher = _indexed(Path(folder), passages)
        searcher.search(SearchRequest("一"))
        started = time.process_time()
        found = [
            [
                hit.id.partition("-")[2]
                for hit in searcher.search(SearchRequest(q["query"], limit=FIRST)).hits
                if q["query"]
            ]
            for q in queries
        ]
        ms = (time.process_time() - started) * 1000 / len(queries)
        if "--wrong" in sys.argv:
            for query, pids in zip(queries, found, strict=True):
                if pids[:1] != [query["pid"]]:
                    print(f"{query['query']} found {pids[:3]}, wanted {query['pid']}: {query['answers'][:1]}")
    return _mrr(found, queries), ms


def _indexed(folder: Path, passages: Sequence[Row]) -> Searcher:
    """An index of the passages, an issue for each."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, row in enumerate(passages, 1):
        article = {"id": row["pid"], "title": row["title"], "paragraphs": [row["text"]]}
        issue = {"issue": {"id": str(number), "date": "2020-01-01"}, "articles": [article]}
        (corpus / f"{number}.jsonl").write_text(json.dumps(issue, ensure_ascii=False), "utf-8")
    update_index(corpus, folder / "index")
    return open_searcher(Config(corpus=corpus, index=folder / "index"))


def _mrr(found: Sequence[Sequence[str]], queries: Sequence[Row]) -> float:
    ranks = (pids.index(q["pid"]) + 1 if q["pid"] in pids else 0 for pids, q in zip(found, queries, strict=True))
    return sum(1 / rank for rank in ranks if rank) / len(queries)


# -- Peers -------------------------------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    return [word for word, _, _ in words(fold(text))]


def _grams(text: str) -> list[str]:
    form = "".join(c for c in literal_form(text) if c.isalnum())
    return [*form, *(a + b for a, b in zip(form, form[1:], strict=False))]


PEERS: dict[str, Callable[[str], list[str]]] = {
    "BM25 on words": _words,
    "on characters and pairs": _grams,
    "on both": lambda text: [*("w" + word for word in _words(text)), *("g" + gram for gram in _grams(text))],
}


def _peer_mrr(passages: Sequence[Row], queries: Sequence[Row], tokens: Callable[[str], list[str]]) -> float:
    postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths = []
    for n, row in enumerate(passages):
        counts = Counter(tokens(f"{row['title']}\n{row['text']}"))
        lengths.append(counts.total())
        for token, count in counts.items():
            postings[token].append((n, count))
    mean = sum(lengths) / len(lengths)
    found = []
    for query in queries:
        scores: defaultdict[int, float] = defaultdict(float)
        for token in tokens(query["query"]):
            docs = postings.get(token, [])
            idf = log(1 + (len(passages) - len(docs) + 0.5) / (len(docs) + 0.5))
            for n, tf in docs:
                scores[n] += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[n] / mean))
        best = sorted(scores, key=lambda n: (-scores[n], n))[:FIRST]
        found.append([passages[n]["pid"] for n in best])
    return _mrr(found, queries)


if __name__ == "__main__":
    sys.exit(main())
