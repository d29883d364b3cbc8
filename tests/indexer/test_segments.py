"""Segments: many small ones answer as one does, documents leave by their numbers, hollow ones are written again."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import indexer.segments
from indexer.writer import update_index
from search.columns.snapshot import Snapshot
from search.generations import current
from search.request import SearchRequest
from tests.indexer.bulletins import searcher_of, write

SMALL = 300  # characters: a bulletin or two
QUERIES = (
    "", "养老", "居家养老服务站", "站20个", "第3批 婚姻", "标题:跨省通办", "-会议", "护*位", "民政局召开了什么会",
)  # fmt: skip


@pytest.fixture
def many(corpus: Path) -> Path:
    for number in range(4, 13):
        write(corpus / f"2024/{number}.txt", number)
    return corpus


def segments(index: Path) -> int:
    return len(list((current(index) / "columns").iterdir()))


def answers(index: Path) -> list[Any]:
    """Totals, facets and hits, of words, pieces, names, dates and nothing at all."""
    searcher = searcher_of(index)
    rows = []
    for query in QUERIES:
        for literal in (False, True):
            found = searcher.search(SearchRequest(query, literal=literal, limit=100))
            # What is closest to a question is weighed by documents that are deleted, too.
            scores = [0.0 if found.relaxed else round(hit.score, 5) for hit in found.hits]
            hits = {
                hit.id: (hit.title, hit.date, score, hit.snippet) for hit, score in zip(found.hits, scores, strict=True)
            }
            rows.append((query, found.total, found.variants, found.facets, hits))
    return rows


def test_several_segments_answer_as_one(many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    update_index(many, tmp_path / "one")
    monkeypatch.setattr(indexer.segments, "MOST_CHARACTERS", SMALL)
    monkeypatch.setattr(indexer.segments, "MERGE_SMALL", lambda writer, segments: segments)  # it would have one again
    update_index(many, tmp_path / "several")
    assert segments(tmp_path / "one") == 1 and segments(tmp_path / "several") > 4
    assert answers(tmp_path / "several") == answers(tmp_path / "one")
    assert all(answer[1] for answer in answers(tmp_path / "one")[:8])


def test_documents_leave_though_segments_were_finished_in_between(
    many: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers of documents are those of the last generation, also when others have come behind them."""
    monkeypatch.setattr(indexer.segments, "MOST_CHARACTERS", SMALL)
    monkeypatch.setattr(indexer.segments, "MERGE_SMALL", lambda writer, segments: segments)
    chance = random.Random(3)
    for _ in range(4):
        update_index(many, index)
        for number in chance.sample(range(1, 13), 6):
            write(many / f"2024/{number}.txt", number, month=chance.randint(1, 12))
        (many / f"2024/{chance.randint(1, 12)}.txt").unlink(missing_ok=True)
    update_index(many, index)
    update_index(many, tmp_path / "anew")
    assert answers(index) == answers(tmp_path / "anew")


def test_hollow_segments_are_written_again(many: Path, index: Path) -> None:
    update_index(many, index)
    for number in range(1, 6):
        write(many / f"2024/{number}.txt", number, month=11)
    update_index(many, index)
    assert Snapshot(current(index)).size > 36  # five of twelve issues: too few to write the others again
    for number in range(6, 10):
        write(many / f"2024/{number}.txt", number, month=11)
    update_index(many, index)
    assert Snapshot(current(index)).size < 50


def test_what_is_written_again_makes_no_segment_too_large(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.segments, "MOST_CHARACTERS", 450)  # three bulletins
    monkeypatch.setattr(indexer.segments, "MERGE_SMALL", lambda writer, segments: segments)
    for number in range(1, 31):
        write(corpus / f"2024/{number:02}.txt", number, month=number % 12 + 1)
    update_index(corpus, index)
    made = sizes(index)
    for number in range(1, 31):
        if number % 3:  # two thirds of each segment
            write(corpus / f"2024/{number:02}.txt", number, month=(number + 5) % 12 + 1)
    update_index(corpus, index)
    assert int(Snapshot(current(index)).live.sum()) == 3 * 33
    assert len(made) > 6 and max(sizes(index)) < 2 * 450 + 200


def sizes(index: Path) -> list[int]:
    """Characters of each segment."""
    return [len(np.load(path)) for path in (current(index) / "columns").glob("*/literals.text.npy")]
