"""Columns beside the index: they come back as saved, and are derived again where they cannot be trusted."""

import json
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from search.columns.snapshot import Snapshot
from search.columns.store import FOLDER, drop_columns, load_columns
from search.config import Config
from search.generations import current
from search.request import SearchRequest
from search.searcher import open_searcher


@pytest.fixture
def index(index_dir: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "index"
    shutil.copytree(index_dir, copy)
    return copy


@pytest.fixture
def generation(index: Path) -> Path:
    return current(index)


def only_segment(generation: Path) -> Path:
    (folder,) = (generation / FOLDER).iterdir()
    return folder


def test_saved_columns_are_those_derived_from_the_segment(generation: Path) -> None:
    loaded = Snapshot(generation)
    shutil.rmtree(generation / FOLDER)
    derived = Snapshot(generation)
    assert np.array_equal(loaded.date, derived.date) and np.array_equal(loaded.title_length, derived.title_length)
    for doc in range(loaded.size):
        for printed in (False, True):
            assert loaded.literal_text(doc, printed=printed) == derived.literal_text(doc, printed=printed)
    for one, other in ((loaded.word("养老"), derived.word("养老")),):
        assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("docs", "title", "body"))
    for name, column in loaded.facets.items():
        assert column.values == derived.facets[name].values
        assert np.array_equal(column.codes, derived.facets[name].codes)
    assert loaded.people == derived.people


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "lists.json").write_text("{"),
        lambda folder: (folder / "lists.json").unlink(),
        lambda folder: (folder / "date.npy").write_bytes(b""),
        lambda folder: (folder / "date.npy").write_bytes((folder / "kind.npy").read_bytes()[:100]),
        lambda folder: (folder / "terms.data.bin").write_bytes(b"short"),
        lambda folder: np.save(folder / "literals.text.npy", np.zeros(7, np.uint16)),
        lambda folder: np.save(folder / "person.starts.npy", np.zeros(3, np.int64)),
        lambda folder: (folder / "lists.json").write_text(
            json.dumps({**json.loads((folder / "lists.json").read_text()), "schema": -1})
        ),
    ],
    ids=["gone", "half a list", "no list", "empty", "cut", "short terms", "short text", "other size", "other version"],
)
def test_columns_that_cannot_be_used_are_derived_again(index: Path, damage: Callable[[Path], object]) -> None:
    whole = open_searcher(Config(index=index)).search(SearchRequest("养老"))
    segment = only_segment(current(index))
    damage(segment)
    assert load_columns(current(index), segment.name, 84) is None
    again = open_searcher(Config(index=index)).search(SearchRequest("养老"))
    assert (again.total, again.facets) == (whole.total, whole.facets)


def test_columns_of_segments_that_are_no_more_are_dropped(generation: Path) -> None:
    segment = only_segment(generation)
    shutil.copytree(segment, segment.with_name("old"))
    (segment.parent / ".half").mkdir()
    drop_columns(generation, {segment.name})
    assert [p.name for p in segment.parent.iterdir()] == [segment.name]


def test_heads_of_arrays_are_read_by_one_thread_at_a_time(generation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load, reading, most = np.load, 0, 0

    def slow(*args: Any, **options: Any) -> Any:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        time.sleep(0.002)
        array = load(*args, **options)
        reading -= 1
        return array

    monkeypatch.setattr(np, "load", slow)
    with ThreadPoolExecutor(2) as pool:
        assert len({one.size for one in pool.map(Snapshot, [generation] * 2)}) == 1
    assert most == 1
