"""bm25s: scores of every document for a bag of words, and the best of them. It has no AND, phrase, filter or facet:
it is asked single words only, and its total is the number of scores above nothing."""

from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from tests.bench.peers.serving import TOP, Answer, Engine, rows, run


def build(documents: Path, folder: Path) -> None:
    corpus = [f"{row['title']} {row['body']}".split() for row in rows(documents)]
    retriever = bm25s.BM25(k1=1.2, b=0.4)
    retriever.index(corpus, show_progress=False)
    retriever.save(str(folder))


def open_index(folder: Path) -> Engine:
    retriever = bm25s.BM25.load(str(folder), mmap=True)

    def answer(query: dict[str, Any]) -> Answer | None:
        if query["kind"] not in ("common", "rare"):
            return None
        scores = retriever.get_scores(query["words"])
        best, _ = bm25s.selection.topk(scores, TOP, backend="numpy")[::-1]
        return Answer([int(doc) for doc in best], int(np.count_nonzero(scores > 0)))

    return answer


if __name__ == "__main__":
    run(__file__, bm25s.__version__, build, open_index)
