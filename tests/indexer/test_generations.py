"""Generations: made aside, kept, gone back to; readers see whole ones only, whatever the disk and the clock do."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import NoEarlier, Unsound
from indexer.generations import KEPT, roll_back
from indexer.lock import LOCK
from indexer.segments import CommitWriter
from indexer.writer import update_index
from search.config import Config
from search.errors import IndexMissing
from search.generations import POINTER, current, folder_of, generations, number_of, pointed
from search.manifest import NAME as MANIFEST
from search.manifest import load_manifest
from search.request import SearchRequest
from search.searcher import Searcher
from tests.indexer.bulletins import articles, searcher_of, state, total, write
from tests.indexer.command import run


def numbers(index: Path) -> list[int]:
    return [number_of(folder) for folder in generations(index)]


# Kept, and never changed


def test_two_generations_stay_behind_the_one_in_use(three: Path, index: Path) -> None:
    assert numbers(index) == [1, 2, 3] and number_of(current(index)) == 3
    for number in (4, 5):
        write(three / "2024/3.txt", number)
        update_index(three, index, full=number == 5)
    assert numbers(index) == [3, 4, 5] and len(numbers(index)) == KEPT + 1
    assert sorted(path.name for path in index.iterdir()) == sorted([LOCK, POINTER, "g-000003", "g-000004", "g-000005"])


def test_older_generations_stay_as_they_are_and_share_what_did_not_change(corpus: Path, index: Path) -> None:
    for number in range(4, 30):
        write(corpus / f"2024/{number}.txt", number, month=number % 12 + 1)
    update_index(corpus, index)
    first = current(index)
    before = state(first)
    write(corpus / "2024/3.txt", 31, month=1)
    (corpus / "2024/2.txt").unlink()
    update_index(corpus, index)
    assert state(first) == before
    second = current(index)
    shared = {p.relative_to(first) for p in first.rglob("*") if p.is_file() and p.stat().st_nlink == 2}
    assert {path.suffix for path in shared} >= {".npy", ".bin", ".trm", ".pst", ".col"}
    assert all((first / path).samefile(second / path) for path in shared)
    (corpus / "2024/1.txt").unlink()
    update_index(corpus, index, full=True)
    assert state(first) == before


def test_a_file_system_without_links_gets_copies(corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def link(*paths: object) -> None:
        tried.append(paths)
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    update_index(corpus, index)
    write(corpus / "2024/4.txt", 4)
    assert update_index(corpus, index).articles == len(articles(index)) == 8
    assert tried
    assert {p.stat().st_nlink for p in index.rglob("*") if p.is_file()} == {1}


def test_a_copy_of_the_folder_is_a_backup(three: Path, index: Path, tmp_path: Path) -> None:
    backup = shutil.copytree(index, tmp_path / "backup")
    before = articles(index)
    write(three / "2024/4.txt", 4)
    update_index(three, index)
    assert articles(backup) == before
    roll_back(backup)
    assert total(backup, "站70个") == 1
    assert update_index(three, backup).articles == 8


def test_an_index_in_the_layout_before_generations_is_taken_over(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = articles(index)
    for path in current(index).iterdir():
        path.rename(index / path.name)
    current(index).rmdir()
    (index / POINTER).unlink()
    (corpus / "2024/2.txt").write_bytes(b"")  # its last good articles are in the old index only
    with pytest.raises(IndexMissing, match="jianbao index"):
        searcher_of(index)
    assert update_index(corpus, index).rebuilt == "new"
    assert articles(index) == before and load_manifest(index).files["2024/2.txt"].stale
    assert sorted(path.name for path in index.iterdir()) == [LOCK, POINTER, "g-000001"]


# Going back


def test_rollback_goes_back_one_generation_at_a_time(three: Path, index: Path) -> None:
    serving = searcher_of(index)
    assert [serving.search(SearchRequest(f"站{n}0个", literal=True)).total for n in (3, 7, 8)] == [0, 0, 1]
    result = run("index", "--index", index, "--rollback")
    assert (result.exit_code, result.stdout) == (0, "已回到第 2 代 (rolled back)\n")
    assert [serving.search(SearchRequest(f"站{n}0个", literal=True)).total for n in (3, 7, 8)] == [0, 1, 0]
    assert run("index", "--index", index, "--rollback", "--json").stdout == '{"generation": 1}\n'
    assert [total(index, f"站{n}0个") for n in (3, 7, 8)] == [1, 0, 0]
    with pytest.raises(NoEarlier):
        roll_back(index)
    result = run("index", "--index", index, "--rollback")
    assert result.exit_code == 1 and "no earlier generation" in result.stderr
    assert total(index, "站30个") == 1


@pytest.mark.parametrize("full", [False, True])
def test_the_run_after_a_rollback_goes_on_from_there(three: Path, index: Path, full: bool) -> None:
    roll_back(index)
    write(three / "2024/3.txt", 9)
    report = update_index(three, index, full=full)
    assert report.changes.changed == (("2024/1.txt", "2024/2.txt", "2024/3.txt") if full else ("2024/3.txt",))
    assert [total(index, f"站{n}0个") for n in (3, 7, 8, 9)] == [0, 0, 0, 1]
    assert numbers(index) == [1, 2, 4]  # the one that was gone back from is none to go back to
    roll_back(index)
    assert [total(index, f"站{n}0个") for n in (3, 7, 8, 9)] == [0, 1, 0, 0]


def test_a_run_brings_back_what_a_rollback_took_away(three: Path, index: Path) -> None:
    before = articles(index)
    roll_back(index)
    assert update_index(three, index).committed
    assert articles(index) == before and numbers(index) == [1, 2, 4]


@pytest.mark.parametrize("flag", ["--full", "--dry-run", "--allow-removals"])
def test_a_rollback_reads_no_files(three: Path, index: Path, flag: str) -> None:
    assert run("index", three, "--index", index, "--rollback", flag).exit_code == 2
    assert number_of(current(index)) == 3


def test_a_rollback_needs_an_index(index: Path) -> None:
    assert run("index", "--index", index, "--rollback").exit_code == 4
    assert not index.exists()


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_damaged_generation_is_not_gone_back_to(three: Path, index: Path) -> None:
    for path in folder_of(index, 2).glob("*.trm"):
        cut = path.read_bytes()[:50]
        path.unlink()  # the other generations share it
        path.write_bytes(cut)
    result = run("index", "--index", index, "--rollback")
    assert result.exit_code == 1 and "not sound" in result.stderr
    assert number_of(current(index)) == 3 and total(index, "站80个") == 1


# Not sound


def test_what_does_not_pass_the_check_is_not_switched_to(
    three: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(index)
    write(three / "2024/4.txt", 4)
    whole = CommitWriter.commit

    def losing(self: CommitWriter, *args: Callable[[Path], None]) -> None:
        self.remove_issue("岚州民政简报-2024-08")  # which the manifest knows nothing of
        whole(self, *args)

    with monkeypatch.context() as patched:
        patched.setattr(CommitWriter, "commit", losing)
        with pytest.raises(Unsound, match="应有 4 期 8 篇，实有 3 期 6 篇"):
            update_index(three, index)
        result = run("index", three, "--index", index)
        assert result.exit_code == 1 and "not sound" in result.stderr and "--full" in result.stderr
    assert state(index) == before and total(index, "站80个") == 1
    assert update_index(three, index).articles == 8


# The pointer


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\0", b"g-000009\n", b"../small\n", b"/etc\n", b"g-00000"])
def test_a_lost_pointer_costs_nothing_and_is_written_again(three: Path, index: Path, content: bytes | None) -> None:
    before = articles(index)
    (index / POINTER).unlink() if content is None else (index / POINTER).write_bytes(content)
    assert articles(index) == before
    result = run("index", three, "--index", index)
    assert result.exit_code == 0 and "已修复" in result.stderr and "不变 3" in result.stdout
    assert pointed(index) == folder_of(index, 3)
    assert "已修复" not in run("index", three, "--index", index).stderr


def test_a_clock_that_jumps_back_hides_no_change(three: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving = searcher_of(index)
    assert serving.search(SearchRequest("站80个", literal=True)).total == 1
    tomorrow = time.time() + 86_400
    for path in (index / POINTER, current(index) / MANIFEST, three / "2024/3.txt"):
        os.utime(path, (tomorrow, tomorrow))  # written before the clock was set right
    assert serving.search(SearchRequest("站80个", literal=True)).total == 1
    (three / "2024/3.txt").write_text(
        (three / "2024/3.txt").read_text(encoding="utf-8").replace("站80个", "站60个"), encoding="utf-8"
    )
    os.utime(three / "2024/3.txt", (10**9, 10**9))  # older than ever, of the same size
    report = update_index(three, index)
    assert report.changes.changed == ("2024/3.txt",) and number_of(current(index)) == 4
    assert [serving.search(SearchRequest(f"站{n}0个", literal=True)).total for n in (8, 6)] == [0, 1]


# Readers


def test_a_reader_keeps_what_it_has_open_when_it_is_removed(three: Path, index: Path) -> None:
    searcher = searcher_of(index)
    library = searcher.library()
    folder = current(index)
    for number in (4, 5, 6):
        write(three / "2024/3.txt", number)
        update_index(three, index, full=number == 5)
    assert not folder.exists()
    snapshot = library.snapshot
    rows = [snapshot.stored(doc) for doc in range(snapshot.size) if snapshot.live[doc]]
    assert {row["source"] for row in rows if row["kind"] == "issue"} == {"2024/1.txt", "2024/2.txt", "2024/3.txt"}
    assert all(snapshot.document_of(row["id"]) is not None for row in rows)
    assert len(snapshot.literal("站80个", printed=True).docs) == 1


@pytest.mark.parametrize("step", ["search.library.read_manifest", "search.columns.snapshot.load_columns"])
def test_a_generation_that_is_removed_while_it_is_opened_is_let_go(
    three: Path, index: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    module = sys.modules[step.rpartition(".")[0]]
    whole = getattr(module, step.rpartition(".")[2])
    removed: list[Path] = []

    def slow(folder: Path, *args: object) -> object:
        if not removed:
            removed.append(folder)
            for number in (4, 5, 6):
                write(three / "2024/3.txt", number)
                update_index(three, index)
        return whole(folder, *args)

    monkeypatch.setattr(step, slow)
    assert Searcher(Config(index=index)).search(SearchRequest("站60个", literal=True)).total == 1
    assert not removed[0].exists()


def test_readers_see_no_error_and_no_partial_result_during_fifty_rebuilds(three: Path, index: Path) -> None:
    totals: list[set[int]] = [set() for _ in range(3)]
    errors: list[BaseException] = []
    done = threading.Event()
    serving = searcher_of(index)

    def read(seen: set[int], again: bool) -> None:
        while not done.is_set():
            try:
                searcher = searcher_of(index) if again else serving
                found = searcher.search(SearchRequest("养老", limit=50))
                assert len(found.hits) == found.total and all(hit.snippet for hit in found.hits)
                seen.add(found.total)
                time.sleep(0.01)
            except BaseException as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=read, args=(seen, n == 0)) for n, seen in enumerate(totals)]
    for thread in threads:
        thread.start()
    for rebuild in range(50):
        if rebuild % 2:
            (three / "2024/4.txt").unlink()
        else:
            write(three / "2024/4.txt", 4)
        update_index(three, index, full=rebuild % 5 == 0)
    done.set()
    for thread in threads:
        thread.join()
    assert not errors, errors
    assert all(seen == {3, 4} for seen in totals)  # one more article on 养老 in every second state


# Nothing to index


def test_a_corpus_without_files_makes_an_empty_index_once(corpus: Path, index: Path) -> None:
    shutil.rmtree(corpus / "2024")
    assert update_index(corpus, index).committed
    assert articles(index) == {} and total(index, "养老") == 0
    assert not update_index(corpus, index).committed
    write(corpus / "2024/1.txt", 1)
    assert update_index(corpus, index).articles == len(articles(index)) == 2


def test_an_index_that_lost_all_its_files_is_empty(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    shutil.rmtree(corpus / "2024")
    assert update_index(corpus, index, allow_removals=True).articles == 0
    assert articles(index) == {} and not update_index(corpus, index).committed
    roll_back(index)
    assert len(articles(index)) == 6
