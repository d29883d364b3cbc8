"""Disks that are full, folders that may not be written, files that go while they are read: told, and nothing is lost.

Each test makes the fault for real and makes sure that it was met.
"""

import contextlib
import gc
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import indexer.reading
from indexer.errors import Damaged, NotWritten
from indexer.generations import DRAFT, GONE
from indexer.lock import HOLDER
from indexer.segments import CommitWriter
from indexer.writer import update_index
from search.generations import POINTER, current, number_of
from tests.indexer.bulletins import articles, state, total, write
from tests.indexer.command import run
from tests.indexer.nursery import NOBODY, Nursery, Run, nursery

as_posix = pytest.mark.skipif(os.name != "posix", reason="rights and limits are others there")
DISK = 3_000_000  # bytes


def left_over(index: Path) -> list[str]:
    return [p.name for p in index.iterdir() if p.suffix in (DRAFT, GONE) or p.name == HOLDER]


@pytest.fixture(scope="module")
def runs() -> Iterator[Nursery]:
    with nursery() as made:
        yield made


# A full disk


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """A small disk of its own; skips where none may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no right to mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # files may be mapped still


def fill(disk: Path, free: int) -> Path:
    """A file that leaves so many bytes free."""
    filler = disk / "filler"
    status = os.statvfs(disk)
    filler.write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - free)))
    return filler


@as_posix
@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_disk_that_is_full_costs_nothing(corpus: Path, tmp_path: Path) -> None:
    with disk(tmp_path / "disk") as mounted:
        index = mounted / "index"
        update_index(corpus, index)
        before = articles(index)
        room = mounted_free(mounted)
        write(corpus / "2024/4.txt", 4)
        for full in (False, True):
            for free in (0, 4096, 8192, 20_000, 40_000, 80_000, 120_000):
                filler = fill(mounted, free)
                with pytest.raises(NotWritten, match="No space left|requested and"):
                    update_index(corpus, index, full=full)
                assert articles(index) == before and not left_over(index)
                result = run("index", corpus, "--index", index)
                assert result.exit_code == 4 and "腾出空间" in result.stderr
                filler.unlink()
                gc.collect()  # Whoosh leaves open what it could not write
                assert mounted_free(mounted) == room
        assert update_index(corpus, index).articles == len(articles(index)) == 8


def mounted_free(disk: Path) -> int:
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize


@as_posix
@pytest.mark.parametrize("full", [False, True])
def test_files_that_may_not_grow_cost_nothing(runs: Nursery, corpus: Path, index: Path, full: bool) -> None:
    """As a quota would have it, so far as that is told by the same error; where no disk may be mounted, too."""
    update_index(corpus, index)
    before = articles(index)
    write(corpus / "2024/4.txt", 4)
    for most in (0, 10, 200, 2000):
        ended = runs.run(Run(str(corpus), str(index), full=full, most=most))
        assert ended.error == "NotWritten" and "File too large" in ended.message, ended
        assert articles(index) == before and not left_over(index)
    assert update_index(corpus, index).articles == len(articles(index)) == 8


# No right to write, or to read


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a process without rights can reach, and may write."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        if os.name == "posix" and os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder


@pytest.fixture
def unprivileged(runs: Nursery, open_folder: Path) -> Callable[[], tuple[str | None, str]]:
    """Indexes `corpus` of the folder as a user without rights; gives the kind and text of what was raised."""

    def indexed() -> tuple[str | None, str]:
        ended = runs.run(Run(str(open_folder / "corpus"), str(open_folder / "index"), unprivileged=True))
        assert ended.signal is None
        return ended.error, ended.message

    return indexed


def owned(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)


@contextlib.contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


@as_posix
@pytest.mark.parametrize("closed", ["index", "index/.lock", "index of another"])
def test_an_index_that_may_not_be_written_is_told_and_stays(
    open_folder: Path, corpus: Path, unprivileged: Callable[[], tuple[str | None, str]], closed: str
) -> None:
    shutil.copytree(corpus, open_folder / "corpus")
    owned(open_folder)
    assert unprivileged() == (None, "")
    index = open_folder / "index"
    before = {path: content for path, content in state(index).items()}
    write(open_folder / "corpus/2024/4.txt", 4)
    if closed == "index of another":
        if os.geteuid() != 0:
            pytest.skip("only root gives files away")
        os.chown(index, 0, 0)
        error, message = unprivileged()
        os.chown(index, NOBODY, NOBODY)
    else:
        with mode(open_folder / closed, 0o500 if closed == "index" else 0o400):
            error, message = unprivileged()
    assert error in ("Damaged", "IndexMissing", "NotWritten"), message
    assert "ermission" in message or "没有权限" in message, message
    assert state(index) == before
    assert unprivileged() == (None, "") and number_of(current_of(index)) == 2


def current_of(index: Path) -> Path:
    """Without a look at its rights: here they are another user's."""
    return index / (index / POINTER).read_text().strip()


@as_posix
def test_a_disk_that_is_read_only_is_told_and_searched(corpus: Path, tmp_path: Path) -> None:
    with disk(tmp_path / "disk") as mounted:
        index = mounted / "index"
        update_index(corpus, index)
        before = articles(index)
        write(corpus / "2024/4.txt", 4)
        subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
        with pytest.raises(Damaged, match="Read-only"):
            update_index(corpus, index)
        assert run("index", corpus, "--index", index).exit_code == 4
        assert articles(index) == before
        subprocess.run(["mount", "-o", "remount,rw", str(mounted)], check=True)
        assert update_index(corpus, index).articles == 8


@as_posix
def test_files_and_folders_that_may_not_be_read_are_named(
    open_folder: Path, corpus: Path, unprivileged: Callable[[], tuple[str | None, str]]
) -> None:
    from search.manifest import load_manifest

    shutil.copytree(corpus, open_folder / "corpus")
    write(open_folder / "corpus/2025/5.txt", 5)
    owned(open_folder)
    assert unprivileged() == (None, "")
    (open_folder / "corpus/2024/2.txt").write_text("不同了", encoding="utf-8")
    with mode(open_folder / "corpus/2024/2.txt", 0), mode(open_folder / "corpus/2025", 0):
        assert unprivileged() == (None, "")
        files = load_manifest(open_folder / "index").files
        assert {source: one.code for source, one in files.items() if one.rejected}.keys() == {"2024/2.txt", "2025"}
        assert files["2024/2.txt"].stale and files["2024/2.txt"].articles == 2
        assert "ermission" in (files["2024/2.txt"].reason or "") and files["2025"].reason


# Files that go, or become others, while they are read


def vanish(path: Path) -> None:
    path.unlink()


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def be_emptied(path: Path) -> None:
    os.truncate(path, 0)


@pytest.mark.parametrize("change", [vanish, become_a_folder, be_emptied])
@pytest.mark.parametrize("known", [False, True])
def test_a_file_that_goes_while_it_is_read_costs_no_other(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], known: bool
) -> None:
    path = corpus / "2024/2.txt"
    if known:
        update_index(corpus, index)
        write(path, 2, month=12)
    whole, met = indexer.reading.read_text, []

    def read(one: Path) -> object:
        if one == path:
            change(path)
            met.append(one)
        return whole(one)

    with monkeypatch.context() as patched:
        patched.setattr(indexer.reading, "read_text", read)
        report = update_index(corpus, index)
    assert met and [one.source for one in report.rejected] == ["2024/2.txt"] and report.rejected[0].reason
    assert len(articles(index)) == report.articles == (6 if known else 4)  # the last good ones stay
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    write(path, 2, month=11)
    report = update_index(corpus, index)
    assert report.articles == len(articles(index)) == 6 and not report.rejected
    assert total(index, "11月5日") == 1


def test_a_corpus_that_goes_while_it_is_read_costs_nothing(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(corpus, index)
    before = articles(index)
    shutil.rmtree(corpus / "2024")
    with pytest.raises(NotWritten) as raised, monkeypatch.context() as patched:
        patched.setattr(CommitWriter, "commit", lambda *_: os.listdir(corpus / "2024"))  # what reads it late
        update_index(corpus, index, allow_removals=True)
    assert "2024" in str(raised.value) and articles(index) == before


# Processes that end


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no kill -9 here")
def test_a_worker_that_is_killed_is_told_and_costs_nothing(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4, 10):
        write(corpus / f"2024/{number}.txt", number)
    update_index(corpus, index)
    before = articles(index)
    write(corpus / "2024/10.txt", 10)
    monkeypatch.setattr(indexer.reading, "POOL_FROM", 2)
    monkeypatch.setattr(indexer.reading, "_reading_there", killed)
    with pytest.raises(NotWritten, match="process pool"):
        update_index(corpus, index, workers=2, full=True)
    assert articles(index) == before and not left_over(index)
    monkeypatch.undo()
    assert update_index(corpus, index).articles == 20


def killed(*_: object) -> None:
    """In place of a worker's task."""
    os.kill(os.getpid(), signal.SIGKILL)


# Damage


def cut_contents(folder: Path) -> Path:
    return next(folder.glob("_MAIN_*.toc"))


def cut_terms(folder: Path) -> Path:
    return next(folder.glob("*.trm"))


def cut_postings(folder: Path) -> Path:
    return next(folder.glob("*.pst"))


def cut_stored(folder: Path) -> Path:
    return next(folder.glob("*_stored.col"))


def cut_columns(folder: Path) -> Path:
    return next(folder.glob("columns/*/literals.text.npy"))


def cut_manifest(folder: Path) -> Path:
    return folder / "manifest.json"


def cut_pointer(folder: Path) -> Path:
    return folder.parent / POINTER


MENDED_BY_A_RUN = {cut_columns, cut_manifest, cut_pointer}


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("damaged", [cut_contents, cut_terms, cut_stored])
def test_an_index_that_cannot_be_searched_is_told_though_nothing_changed(
    corpus: Path, index: Path, damaged: Callable[[Path], Path]
) -> None:
    update_index(corpus, index)
    path = damaged(current(index))
    os.truncate(path, path.stat().st_size // 2)
    for command in (["index", corpus], ["search", "养老"], ["status"]):
        result = run(*command, "--index", index)
        assert result.exit_code == 4 and "--full" in result.stderr


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("left", [0.0, 0.5, 0.8])
@pytest.mark.parametrize(
    "damaged", [cut_contents, cut_terms, cut_postings, cut_stored, cut_columns, cut_manifest, cut_pointer]
)
def test_a_file_of_the_index_that_was_cut_is_told_and_mended(
    corpus: Path, index: Path, damaged: Callable[[Path], Path], left: float
) -> None:
    update_index(corpus, index)
    write(corpus / "2024/4.txt", 4)
    update_index(corpus, index)
    before = articles(index)
    path = damaged(current(index))
    os.truncate(path, int(path.stat().st_size * left))
    if damaged is cut_postings:  # read only where documents have to go
        for number in range(1, 5):
            write(corpus / f"2024/{number}.txt", number, month=number + 1)
    result = run("index", corpus, "--index", index)
    if damaged in MENDED_BY_A_RUN:
        assert result.exit_code == 0 and ("mended" in result.stderr or "manifest lost" in result.stderr)
    elif damaged is not cut_postings or result.exit_code:  # what was cut off may be of no use any more
        assert result.exit_code == 4 and "--full" in result.stderr
        assert run("index", corpus, "--index", index, "--full").exit_code == 0
    assert articles(index) == before
    assert run("verify", "--index", index, "--corpus", corpus, "--sample", 50).exit_code == 0
