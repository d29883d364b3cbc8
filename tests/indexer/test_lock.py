"""One writer at a time: the second waits or is told who holds the index; an index that others may write is refused."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.errors import Locked
from indexer.generations import roll_back
from indexer.lock import HOLDER, LOCK, writing
from indexer.writer import update_index
from search.errors import IndexMissing
from search.generations import POINTER, current
from tests.indexer.bulletins import articles, searcher_of, state, write
from tests.indexer.command import run

OTHER = 12345  # a user who has nothing here
as_posix = pytest.mark.skipif(os.name != "posix", reason="rights are told otherwise there")


@contextlib.contextmanager
def held(index: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the write lock, until its standard input ends."""
    script = f"""
        import sys
        from pathlib import Path
        from indexer.lock import writing
        with writing(Path({str(index)!r})):
            print("held", flush=True)
            sys.stdin.read()
    """
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process
        process.communicate()


@pytest.mark.parametrize("full", [False, True])
def test_a_second_writer_is_told_that_the_index_is_locked(corpus: Path, index: Path, full: bool) -> None:
    update_index(corpus, index)
    before = articles(index)
    write(corpus / "2024/4.txt", 4)
    with held(index):
        with pytest.raises(Locked, match="请稍后再试"):
            update_index(corpus, index, full=full)
        with pytest.raises(Locked):
            roll_back(index)
        assert articles(index) == before  # readers go on
        assert len(update_index(corpus, index, dry_run=True).changes.new) == 1  # and so does who only asks
    assert update_index(corpus, index, full=full).articles == 8


@pytest.mark.parametrize("wait", [0, 0.3])
def test_who_waits_in_vain_ends_with_3_and_is_told_who_holds_the_index(corpus: Path, index: Path, wait: float) -> None:
    with held(index) as holder:
        started = time.monotonic()
        result = run("index", corpus, "--index", index, "--wait", wait)
        assert time.monotonic() - started >= wait
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{socket.gethostname()} 上的进程 {holder.pid} " in result.stderr and "--wait" in result.stderr


def test_who_waits_gets_the_index(corpus: Path, index: Path) -> None:
    with held(index) as holder:
        assert holder.stdin is not None
        threading.Timer(0.4, holder.stdin.close).start()
        started = time.monotonic()
        result = run("index", corpus, "--index", index, "--wait", "30")
        assert 0.3 < time.monotonic() - started < 30
        assert result.exit_code == 0
        holder.wait()
        holder.stdin = None
    assert len(articles(index)) == 6


def test_a_clock_that_jumps_does_not_change_how_long_is_waited(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(index):
        jumps = iter(range(0, -1_000_000, -1000))
        monkeypatch.setattr(time, "time", lambda: float(next(jumps)))
        started = time.monotonic()
        with pytest.raises(Locked):
            update_index(corpus, index, wait=0.3)
        assert 0.3 <= time.monotonic() - started < 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no kill -9 here")
def test_a_lock_left_by_a_killed_process_is_taken_over(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    with held(index) as holder:
        holder.kill()
        holder.wait()
    assert json.loads((index / HOLDER).read_text(encoding="utf-8"))["pid"] == holder.pid
    write(corpus / "2024/4.txt", 4)
    assert update_index(corpus, index).articles == 8
    assert not (index / HOLDER).exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', None])
def test_a_holder_that_cannot_be_named_is_another_process(corpus: Path, index: Path, content: str | None) -> None:
    with held(index):
        (index / HOLDER).unlink() if content is None else (index / HOLDER).write_text(content)
        with pytest.raises(Locked, match="另一个进程正在写索引"):
            update_index(corpus, index)
        (index / HOLDER).touch()


def test_a_corpus_that_is_not_there_makes_no_folder_and_a_dry_run_no_lock(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    assert run("index", tmp_path / "nowhere", "--index", index).exit_code == 2
    assert run("index", corpus, "--index", index, "--dry-run").exit_code == 0
    assert not index.exists()
    update_index(corpus, index)
    (index / LOCK).unlink()
    before = state(index)
    write(corpus / "2024/4.txt", 4)
    assert run("index", corpus, "--index", index, "--dry-run").exit_code == 0
    assert state(index) == before


def test_an_index_within_the_corpus_is_no_part_of_it(corpus: Path) -> None:
    index = corpus / "索引"
    for number in (4, 5, 6):
        write(corpus / "2024/4.txt", number)
        report = update_index(corpus, index)
        assert (report.rejected, report.articles) == ((), 8)
    assert not update_index(corpus, index).committed


# Rights


def open_to_group(index: Path) -> None:
    index.chmod(0o770)


def open_to_all(index: Path) -> None:
    index.chmod(0o707)


def generation_open_to_all(index: Path) -> None:
    current(index).chmod(0o777)


def contents_open_to_group(index: Path) -> None:
    next(current(index).glob("_MAIN_*.toc")).chmod(0o660)


def another_s(index: Path) -> None:
    os.chown(current(index), OTHER, OTHER)


def with_contents_of_another(index: Path) -> None:
    os.chown(next(current(index).glob("_MAIN_*.toc")), OTHER, OTHER)


AS_ROOT = [another_s, with_contents_of_another]
if os.name != "posix" or os.geteuid() != 0:
    AS_ROOT = []


@as_posix
@pytest.mark.parametrize(
    "opened", [open_to_group, open_to_all, generation_open_to_all, contents_open_to_group, *AS_ROOT]
)
def test_an_index_that_others_may_write_is_refused(corpus: Path, index: Path, opened: Callable[[Path], None]) -> None:
    update_index(corpus, index)
    serving = searcher_of(index)
    opened(index)
    before = state(index)
    for command in (["search", "养老"], ["status"], ["index", corpus], ["index", "--rollback"]):
        result = run(*command, "--index", index)
        assert (result.exit_code, result.stdout) == (4, "")
        assert "不安全" in result.stderr and ("chmod -R go-w" in result.stderr or "chown" in result.stderr)
    assert state(index) == before
    with pytest.raises(IndexMissing):
        searcher_of(index)
    assert serving.status().articles == 6  # opened before
    if opened not in AS_ROOT:
        subprocess.run(["chmod", "-R", "go-w", str(index)], check=True)
        assert len(articles(index)) == 6


@as_posix
def test_a_file_system_that_keeps_no_rights_is_told_before_anything_is_read(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.mkdir()
    index.chmod(0o777)
    told: list[object] = []
    monkeypatch.setattr(Path, "chmod", lambda *args: None)
    with pytest.raises(IndexMissing, match="盘上记不了权限"):
        update_index(corpus, index, told=told.append)
    assert not told and not list(index.iterdir())


@as_posix
def test_everything_in_an_index_is_its_owner_s_alone(corpus: Path, index: Path) -> None:
    mask = os.umask(0)
    try:
        update_index(corpus, index)
        write(corpus / "2024/4.txt", 4)
        update_index(corpus, index)
        (index / POINTER).unlink()
        update_index(corpus, index)
        roll_back(index)
    finally:
        os.umask(mask)
    modes = {path: path.stat().st_mode & 0o077 for path in [index, *index.rglob("*")]}
    assert not {path for path, mode in modes.items() if mode}


def test_the_mask_of_the_process_is_given_back(corpus: Path, index: Path) -> None:
    mask = os.umask(0o022)
    try:
        with writing(index):
            pass
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(mask)
    shutil.rmtree(index)
