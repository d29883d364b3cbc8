"""Runs that are killed, at random and in each step of the switch: the index is the old one or the new, then completed.

The usual run kills a few; `make soak` kills 200 at random (JIANBAO_SOAK).
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.generations import DRAFT, GONE, KEPT
from indexer.lock import HOLDER
from indexer.writer import update_index
from search.generations import current, generations
from search.manifest import load_manifest
from tests.indexer.bulletins import BULLETIN, articles, write
from tests.indexer.nursery import Nursery, Run, nursery

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork and no kill -9 here")

SOAK = int(os.environ.get("JIANBAO_SOAK", "1")) > 1
AT_ANY_TIME, AFTER_THE_FIRST_WRITE = (50, 150) if SOAK else (2, 6)
SEED = time.time_ns() if SOAK else 5

MOMENTS = {
    "before a document": "indexer.shelf.index_documents",
    "before a segment is finished": "whoosh.writing.SegmentWriter.commit",
    "before the columns": "search.columns.codec.save_columns",
    "while the columns are written": "search.columns.store.os.replace",
    "before its table of contents": "whoosh.index.TOC.write",
    "before it is checked": "indexer.writer.check_soundness",
    "before the manifest": "indexer.writer.save_manifest",
    "before it is on the disk": "indexer.generations._settle",
    "before the pointer is written": "indexer.generations._pointer_to",
    "before it has its name": "indexer.generations._give_name",
    "before the pointer is replaced": "indexer.generations._switch",
    "before the switch is on the disk": "indexer.generations.Draft._drop_abandoned",
    "before an older generation is removed": "indexer.generations._remove",
    "while an older generation is removed": "indexer.generations._erase",
}
SWITCHED = {
    "before the switch is on the disk",
    "before an older generation is removed",
    "while an older generation is removed",
}
IN_A_FULL_RUN = ("before a document", "before the columns", "before the pointer is replaced", *sorted(SWITCHED))


@pytest.fixture(scope="module")
def runs() -> Iterator[Nursery]:
    with nursery() as made:
        yield made


@pytest.fixture
def changed(three: Path) -> Path:
    """The corpus of an index with all the generations that are kept, where one file came, one went and one changed."""
    write(three / "2024/4.txt", 4)
    (three / "2024/1.txt").unlink()
    write(three / "2024/2.txt", 5)
    return three


def is_tidy(index: Path) -> bool:
    left = [path.name for path in index.iterdir() if path.suffix in (DRAFT, GONE) or path.name == HOLDER]
    return not left and len(generations(index)) <= KEPT + 1


@pytest.mark.parametrize(
    ("moment", "full"), [*((moment, False) for moment in MOMENTS), *((moment, True) for moment in IN_A_FULL_RUN)]
)
def test_a_run_killed_in_a_step_leaves_the_old_index_or_the_new_and_the_next_completes_it(
    runs: Nursery, changed: Path, index: Path, moment: str, full: bool
) -> None:
    old = articles(index)
    ended = runs.run(Run(str(changed), str(index), full=full, die_at=MOMENTS[moment]))
    assert (ended.signal, ended.error) == (signal.SIGKILL, None)
    seen = articles(index)
    assert (seen == old) is (moment not in SWITCHED)
    report = update_index(changed, index)
    new = articles(index)
    assert moment not in SWITCHED or (seen == new and not report.committed)  # nothing is read twice
    assert is_tidy(index)
    assert len(new) == report.articles == 6 and sorted(load_manifest(index).files) == [
        "2024/2.txt",
        "2024/3.txt",
        "2024/4.txt",
    ]
    assert not update_index(changed, index).committed


@pytest.mark.parametrize("moment", ["before it has its name", "before the pointer is replaced"])
def test_a_first_run_that_is_killed_leaves_nothing_or_a_whole_index(
    runs: Nursery, corpus: Path, index: Path, moment: str
) -> None:
    assert runs.run(Run(str(corpus), str(index), die_at=MOMENTS[moment])).signal == signal.SIGKILL
    found = generations(index)
    assert len(found) == (moment == "before the pointer is replaced")
    assert not found or len(articles(index)) == 6
    report = update_index(corpus, index)
    assert report.articles == len(articles(index)) == 6 and is_tidy(index)
    assert report.committed is not bool(found)


def test_a_lock_left_by_a_killed_run_and_its_workers_is_taken_over(runs: Nursery, changed: Path, index: Path) -> None:
    """Workers, which share the lock of their parent, end with it."""
    ended = runs.kill_after(Run(str(changed), str(index), full=True, workers=2), 0.05, begun=index)
    assert ended.signal == signal.SIGKILL and (index / HOLDER).exists()
    assert update_index(changed, index, wait=10).articles == 6
    assert not (index / HOLDER).exists()


@pytest.mark.parametrize(("times", "begun"), [(AT_ANY_TIME, False), (AFTER_THE_FIRST_WRITE, True)])
def test_runs_killed_at_random_leave_the_old_index_or_the_new(
    runs: Nursery, larger: Path, index: Path, times: int, begun: bool
) -> None:
    chance = random.Random(SEED)
    update_index(larger, index)
    whole = duration(runs, larger, index)
    killed = old_seen = new_seen = trials = 0
    while killed < times:
        trials += 1
        assert trials < 5 * times + 20, "runs end before they are killed"
        old = articles(index)
        new = one_change(larger, chance, old)
        run = Run(str(larger), str(index), full=chance.random() < 0.3, workers=1 if chance.random() < 0.9 else 2)
        ended = runs.kill_after(run, chance.uniform(0, whole), begun=index if begun else None)
        assert ended.error is None, ended
        killed += ended.signal == signal.SIGKILL
        seen = articles(index)
        assert seen in (old, new), (SEED, trials)
        old_seen, new_seen = old_seen + (seen == old), new_seen + (seen == new)
        update_index(larger, index, wait=10)
        assert articles(index) == new and is_tidy(index), (SEED, trials)
    assert killed == times and (old_seen or not SOAK) and (new_seen or not SOAK)


@pytest.fixture
def larger(corpus: Path) -> Path:
    for number in range(4, 10):
        write(corpus / f"2024/{number}.txt", number)
    return corpus


def duration(runs: Nursery, corpus: Path, index: Path) -> float:
    """Seconds that a run takes which reads everything."""
    started = time.monotonic()
    assert runs.run(Run(str(corpus), str(index), full=True)).signal is None
    return time.monotonic() - started


def one_change(corpus: Path, chance: random.Random, old: dict[str, str]) -> dict[str, str]:
    """Let a file of the corpus come, go or change; gives what the index is to hold then."""
    number = chance.randint(1, 9)
    path = corpus / f"2024/{number}.txt"
    spare = corpus.parent / "spare"
    if path.exists() and chance.random() < 0.5:
        path.unlink()
    else:
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        write(
            path,
            number,
            month=chance.choice([m for m in range(1, 13) if BULLETIN.format(number=number, month=m) != now]),
        )
    shutil.rmtree(spare, ignore_errors=True)
    update_index(corpus, spare)
    return articles(spare)


def test_what_a_killed_run_left_is_removed_by_a_run_that_has_nothing_to_do(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = current(index)
    for name in ("g-000001.gone/columns", "g-000002.draft/columns"):
        (index / name).mkdir(parents=True)
        (index / name / "date.npy").write_bytes(b"left")
    assert not update_index(corpus, index).committed
    assert is_tidy(index) and current(index) == before
