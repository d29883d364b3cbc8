"""The archive of archive/archive.jsonl.xz in JIANBAO_DATA or ../shared/data: its issues, and an index of them.

What is kept between runs lies in a folder of JIANBAO_BENCH_CACHE, or below the system's temporary folder.
"""

import json
import lzma
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.writer import update_index
from search.config import Config
from search.searcher import Searcher, open_searcher

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JIANBAO_DATA") or ROOT.parent / "shared" / "data")
ARCHIVE = DATA / "archive" / "archive.jsonl.xz"
CACHE = Path(os.environ.get("JIANBAO_BENCH_CACHE") or Path(tempfile.gettempdir(), "jianbao-bench"))


def is_there() -> bool:
    """Whether the archive is; where it is not, that is told."""
    if not ARCHIVE.is_file():
        print(f"{DATA}: no archive/archive.jsonl.xz; set JIANBAO_DATA", file=sys.stderr)
        return False
    return True


def bulletins() -> Iterator[dict[str, Any]]:
    """Its issues as the indexer takes them, numbered through."""
    with lzma.open(ARCHIVE, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            issue = json.loads(line)
            articles = [
                {"title": a["title"], "paragraphs": [p for p in a["body"].split("\n") if p.strip()] or ["（略）"]}
                for a in issue["articles"]
            ]
            yield {"issue": {"name": "简报", "number": number, "date": issue["issue_date"]}, "articles": articles}


def searcher_of(index: Path | None) -> Searcher | None:
    """A searcher on an index, or for None on one of the archive, which is made or brought up to date (minutes).

    None where the archive is not there, which is told.
    """
    if index is not None:
        return open_searcher(Config(index=index))
    return open_searcher(Config(index=_indexed())) if is_there() else None


def _indexed() -> Path:
    corpus = CACHE / "archive" / "corpus"
    if not (corpus / "archive.jsonl").is_file():
        corpus.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = corpus / f".draft-{os.getpid()}"
        with draft.open("w", encoding="utf-8") as out:
            for row in bulletins():
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        draft.rename(corpus / "archive.jsonl")
    print(f"indexing the archive in {corpus.parent}, unless it is there", file=sys.stderr)
    update_index(corpus, corpus.parent / "index")
    return corpus.parent / "index"
