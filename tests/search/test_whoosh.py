"""What the index is made of: Whoosh's own phrase queries work on it, and the code runs on the other Whoosh too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh.query import Phrase

from search.analyzer import words
from search.fold import fold
from search.generations import current
from search.request import SearchRequest
from search.schema import stored_row
from search.searcher import Searcher

OTHER = Path(sys.prefix) / "whoosh3"


@pytest.mark.parametrize("phrase", ["养老服务", "市民政局党组书记", "临溪县民政局局长陈立新"])
def test_quoted_phrases_work_in_the_words_channel(searcher: Searcher, index_dir: Path, phrase: str) -> None:
    terms = [word for word, _, _ in words(fold(phrase))]
    wanted = searcher.search(SearchRequest(f'正文:"{phrase}"', limit=100))
    with whoosh_index.open_dir(current(index_dir)).searcher() as whoosh:
        found = {stored_row(hit["document"])["id"] for hit in whoosh.search(Phrase("body", terms), limit=None)}
    assert found and found <= {hit.id for hit in wanted.hits}


@pytest.mark.skipif(not OTHER.is_dir(), reason="whoosh3 is not beside the environment; `make test` puts it there")
def test_runs_on_whoosh3(corpus_dir: Path, index_dir: Path, tmp_path: Path) -> None:
    def jianbao(*args: str) -> str:
        command = [sys.executable, "-c", "from indexer.cli import main; main()", *args]
        environment = {**os.environ, "PYTHONPATH": f"{OTHER}{os.pathsep}{corpus_dir.parent}"}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120).stdout

    jianbao("index", str(corpus_dir), "--index", str(tmp_path))
    assert '"whoosh": "3.' in jianbao("status", "--index", str(tmp_path), "--json")
    theirs = jianbao("search", "养老 -会议", "--index", str(tmp_path))
    assert theirs == jianbao("search", "养老 -会议", "--index", str(index_dir)) and "共" in theirs
