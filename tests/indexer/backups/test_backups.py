"""Backups: whole and private, made beside a run; restored as a new generation; damaged ones told, and nothing done."""

import json
import os
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import indexer.backups.writing
from indexer.backups.contents import LIST, BadBackup, is_safe
from indexer.backups.writing import back_up
from indexer.cli import main
from indexer.lock import writing
from indexer.writer import update_index
from search.config import Config
from search.generations import current, generations, number_of
from tests.indexer import command
from tests.indexer.bulletins import articles, state, total, write
from tests.indexer.erased import places_of
from tests.indexer.test_faults import disk, fill
from tests.indexer.test_purging import purged
from tests.indexer.test_revisions import documents

as_posix = pytest.mark.skipif(os.name != "posix", reason="rights are others there")


@pytest.fixture
def run(three: Path, index: Path) -> Callable[..., Result]:
    """A command on the index of three issues that has all its generations."""

    def called(*args: object) -> Result:
        words = [str(arg) for arg in (*args, "--index", index)]
        corpus = [] if args[0] == "index" else ["--corpus", str(three)]
        return command.run(*words, *corpus)

    return called


@pytest.fixture
def backup(run: Callable[..., Result]) -> Path:
    return Path(json.loads(run("backup", "--json").stdout)["path"])


def lexicon_of(three: Path) -> Path:
    (three / "lexicon").mkdir(exist_ok=True)
    return three / "lexicon"


# Made


def test_a_backup_is_one_private_file_that_lists_what_it_holds(three: Path, index: Path, run: Any) -> None:
    (lexicon_of(three) / "people.tsv").write_text("name\tkey\tmatch\taliases\treading\tstatus\n", encoding="utf-8")
    made = json.loads(run("backup", "--json").stdout)
    path = Path(made["path"])
    assert path.parent == index.parent / "backups" and path.stat().st_size == made["size"]
    assert (made["generation"], made["issues"], made["articles"]) == (3, 3, 6)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as zipped:
        listed = json.loads(zipped.read(LIST))["members"]
        assert sorted(zipped.namelist()) == sorted([LIST, *listed])
    held = {path.relative_to(current(index)).as_posix() for path in current(index).rglob("*") if path.is_file()}
    assert set(listed) == {f"index/{name}" for name in held} | {"lexicon/people.tsv"}
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_backups_have_names_of_their_own_and_the_newest_are_kept(run: Any, index: Path) -> None:
    made = [Path(json.loads(run("backup", "--json").stdout)["path"]) for _ in range(4)]
    assert len(set(made)) == 4
    folder = made[0].parent
    (folder / "other.zip").write_bytes(b"x")
    assert "删去旧备份" in run("backup", "--keep", 2).stdout
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == 3 and made[-1].name in left and "other.zip" in left


def test_a_backup_goes_where_it_is_told(run: Any, index: Path, three: Path, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "here").exit_code == 0 and len(list((tmp_path / "here").iterdir())) == 1
    assert run("backup", tmp_path / "a/one.zip").exit_code == 0 and (tmp_path / "a/one.zip").is_file()
    again = run("backup", tmp_path / "a/one.zip")
    assert again.exit_code == 1 and "不予覆盖" in again.stderr and len(list((tmp_path / "a").iterdir())) == 1
    for within in (index / "backups", three / "one.zip"):
        assert run("backup", within).exit_code == 2 and not within.exists()
    assert run("backup", tmp_path / "b.zip", "--keep", 1).exit_code == 2
    assert run("backup", "--quiet").output == ""


def test_a_backup_needs_an_index(three: Path, tmp_path: Path) -> None:
    result = command.run("backup", "--index", tmp_path / "none", "--corpus", three)
    assert result.exit_code == 4 and not (tmp_path / "backups").exists()


def test_a_backup_takes_no_lock(index: Path, run: Any) -> None:
    with writing(index):
        assert run("backup").exit_code == 0


def test_a_generation_that_is_removed_while_it_is_read_is_left_for_the_next(
    three: Path, index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole, removed = indexer.backups.writing._add, []

    def slow(*args: Any) -> Any:
        if not removed:
            removed.append(current(index))
            for number in (4, 5, 6):
                write(three / "2024/3.txt", number)
                update_index(three, index)
        return whole(*args)

    monkeypatch.setattr(indexer.backups.writing, "_add", slow)
    made = back_up(Config(three, index), tmp_path / "backups", is_folder=True)
    assert not removed[0].exists() and made.generation == 6
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.path.name]


def test_no_backup_brings_back_what_is_withdrawn_meanwhile(
    three: Path, index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole, done = indexer.backups.writing._put, []

    def late(*args: Any, **more: Any) -> Path:
        if not done:
            done.append(True)
            purged(three, "岚州民政简报-2024-01")
            update_index(three, index)
        return whole(*args, **more)

    monkeypatch.setattr(indexer.backups.writing, "_put", late)
    made = back_up(Config(three, index), tmp_path / "backups", is_folder=True)
    assert made.issues == 2 and places_of("站10个", tmp_path / "backups") == []


def test_a_purge_that_is_not_completed_is_told(three: Path, run: Any) -> None:
    purged(three, "岚州民政简报-2024-01")
    result = run("backup")
    assert result.exit_code == 1 and "jianbao index" in result.stderr


def test_backups_beside_runs_are_whole(three: Path, index: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def change() -> None:
        number = 10
        while not stop.is_set():
            number += 1
            write(three / "2024/3.txt", number)
            update_index(three, index)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        made = [back_up(Config(three, index), tmp_path / "backups", is_folder=True) for _ in range(6)]
    finally:
        stop.set()
        thread.join()
    for n, one in enumerate(made):
        result = CliRunner().invoke(
            main, ["restore", str(one.path), "--index", str(tmp_path / f"r{n}"), "--corpus", str(three)]
        )
        assert result.exit_code == 0, result.output
        assert len(articles(tmp_path / f"r{n}")) == 6


@as_posix
def test_a_disk_that_is_full_is_told_and_leaves_nothing(run: Any, index: Path, tmp_path: Path) -> None:
    with disk(tmp_path / "disk") as mounted:
        (mounted / "backups").mkdir()
        fill(mounted, 20_000)
        result = run("backup", mounted / "backups")
        assert result.exit_code == 4 and "No space left" in result.stderr and "腾出空间" in result.stderr
        assert list((mounted / "backups").iterdir()) == []


@as_posix
def test_a_folder_that_is_read_only_is_told(run: Any, tmp_path: Path) -> None:
    with disk(tmp_path / "disk") as mounted:
        os.system(f"mount -o remount,ro {mounted}")
        result = run("backup", mounted / "backups")
        assert result.exit_code == 4 and "Read-only" in result.stderr


@as_posix
def test_what_a_killed_backup_left_is_removed(run: Any, index: Path) -> None:
    folder = index.parent / "backups"
    folder.mkdir()
    (folder / ".jianbao-999999999.part").write_bytes(b"text")
    (folder / ".jianbao-999999999.folder").mkdir()
    assert run("backup").exit_code == 0
    assert [path.suffix for path in folder.iterdir()] == [".zip"]


# Put back


def test_a_restored_backup_is_a_new_generation_from_which_runs_go_on(
    three: Path, index: Path, run: Any, backup: Path
) -> None:
    before = documents(index)
    write(three / "2024/3.txt", 9)
    update_index(three, index)
    result = run("restore", backup)
    assert result.exit_code == 0 and "第 5 代" in result.stdout
    assert documents(index) == before and number_of(current(index)) == 5
    assert [number_of(folder) for folder in generations(index)] == [3, 4, 5]
    report = update_index(three, index)
    assert report.changes.changed == ("2024/3.txt",) and report.rebuilt is None
    assert total(index, "站90个") == 1
    assert run("index", "--rollback").exit_code == 0 and documents(index) == before
    assert run("index", "--rollback").exit_code == 0 and total(index, "站90个") == 1


def test_a_backup_is_restored_where_nothing_is_left(three: Path, index: Path, run: Any, backup: Path) -> None:
    (lexicon_of(three) / "places.tsv").write_text("name\tparent\tkind\n", encoding="utf-8")
    backup = Path(json.loads(run("backup", "--json").stdout)["path"])
    before = documents(index)
    shutil.rmtree(index)
    shutil.rmtree(three / "lexicon")
    result = run("restore", backup, "--json")
    assert json.loads(result.stdout)["written"] == ["places.tsv"] and (three / "lexicon/places.tsv").is_file()
    assert documents(index) == before
    assert not update_index(three, index).committed
    if os.name == "posix":
        assert all(not path.stat().st_mode & 0o077 for path in [index, *index.rglob("*")])


def test_a_dry_run_checks_and_changes_nothing(three: Path, index: Path, run: Any, backup: Path) -> None:
    before = state(index)
    result = run("restore", backup, "--dry-run")
    assert result.exit_code == 0 and "将恢复索引" in result.stdout and state(index) == before


OLD, NEW = "name\tkey\tmatch\taliases\treading\tstatus\n", "name\tkey\tmatch\taliases\treading\tstatus\n周甲\n"


@pytest.mark.parametrize(
    "option, present, kept",
    [(None, NEW, []), ("--no-lexicon", NEW, []), ("--lexicon", OLD, ["people.tsv.before-restore"])],
)
def test_decisions_of_staff_are_never_lost(
    three: Path, run: Any, option: str | None, present: str, kept: list[str]
) -> None:
    path = lexicon_of(three) / "people.tsv"
    path.write_text(OLD, encoding="utf-8")
    backup = json.loads(run("backup", "--json").stdout)["path"]
    path.write_text(NEW, encoding="utf-8")
    result = run("restore", backup, *([option] if option else []))
    assert result.exit_code == 0 and "people.tsv" in result.stdout
    assert path.read_text(encoding="utf-8") == present
    assert [p.name for p in path.parent.iterdir() if p != path] == kept
    if kept:
        assert (path.parent / kept[0]).read_text(encoding="utf-8") == NEW
        path.write_text(NEW, encoding="utf-8")
        run("restore", backup, "--lexicon-only")
        assert (path.parent / "people.tsv.before-restore-2").is_file()


def test_what_was_withdrawn_since_is_not_restored(three: Path, index: Path, run: Any, backup: Path) -> None:
    purged(three, "岚州民政简报-2024-01")
    update_index(three, index)
    result = run("restore", backup, "--lexicon")
    assert result.exit_code == 0 and "岚州民政简报-2024-01" in result.stdout and "没有恢复" in result.stdout
    assert places_of("站10个", index) == [] and total(index, "站80个") == 1
    assert "岚州民政简报-2024-01" in (three / "lexicon/purged.tsv").read_text(encoding="utf-8")


def test_a_restore_while_another_process_writes_tells_who(index: Path, run: Any, backup: Path) -> None:
    with writing(index):
        result = run("restore", backup)
    assert result.exit_code == 3 and f"进程 {os.getpid()}" in result.stderr


# Not restored


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """A backup with other members, as one who wants to do harm would make it."""
    with zipfile.ZipFile(path) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    change(members)
    path.unlink()
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    path.chmod(0o600)


def listing(members: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    row = json.loads(members[LIST])
    change(row)
    members[LIST] = json.dumps(row).encode()


def with_name(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        first = next(iter(members))
        members[name] = members.pop(first)
        listing(members, lambda row: row["members"].update({name: row["members"].pop(first)}))

    return change


def larger(members: dict[str, bytes]) -> None:
    members[next(iter(members))] += b"\0"


def unlisted(members: dict[str, bytes]) -> None:
    members["index/more"] = b""


def missing(members: dict[str, bytes]) -> None:
    del members[next(iter(members))]


def without_list(members: dict[str, bytes]) -> None:
    del members[LIST]


@pytest.mark.parametrize(
    "change",
    [
        *map(with_name, ("../g-000009/x", "/etc/passwd", "index/../../x", "C:/x", "index/a\\b", "index//x", "other/x")),
        larger,
        unlisted,
        missing,
        without_list,
        lambda members: listing(members, lambda row: row.update(format=2)),
        lambda members: listing(members, lambda row: row.pop("members")),
        lambda members: listing(members, lambda row: row["members"].update({"index/x": {"size": 1}})),
    ],
)
def test_a_backup_that_is_not_what_it_says_is_refused(
    index: Path, run: Any, backup: Path, change: Callable[[dict[str, bytes]], None], tmp_path: Path
) -> None:
    rewritten(backup, change)
    before, around = state(index), sorted(tmp_path.rglob("*"))
    result = run("restore", backup)
    assert result.exit_code == 1 and str(backup) in result.stderr
    assert state(index) == before and sorted(tmp_path.rglob("*")) == around


def test_bytes_that_were_flipped_in_any_member_are_told(index: Path, run: Any, backup: Path) -> None:
    whole, before = backup.read_bytes(), state(index)
    with zipfile.ZipFile(backup) as zipped:
        spots = [(info.header_offset + 30 + len(info.filename.encode()) + 25, info) for info in zipped.infolist()]
    for at, info in spots:
        if info.compress_size < 8:
            continue
        middle = at + info.compress_size // 2 - 5
        backup.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x55]) + whole[middle + 1 :])
        result = run("restore", backup, "--dry-run")
        assert result.exit_code == 1 and "损坏" in result.stderr, info.filename
    backup.write_bytes(whole)
    assert run("restore", backup, "--dry-run").exit_code == 0 and state(index) == before


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9, 0.9999])
def test_a_backup_that_was_cut_short_is_told(index: Path, run: Any, backup: Path, left: float) -> None:
    os.truncate(backup, int(backup.stat().st_size * left))
    before = state(index)
    result = run("restore", backup)
    assert result.exit_code == 1 and "截断" in result.stderr and state(index) == before


def test_no_such_backup_is_a_matter_of_usage(run: Any, tmp_path: Path) -> None:
    assert run("restore", tmp_path / "none.zip").exit_code == 2


@as_posix
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_backup_that_others_may_write_is_not_opened(index: Path, run: Any, backup: Path, mode: int) -> None:
    backup.chmod(mode)
    before = state(index)
    result = run("restore", backup)
    assert result.exit_code == 4 and "不安全" in result.stderr and state(index) == before


def test_of_another_version_the_lexicon_can_be_restored(three: Path, index: Path, run: Any) -> None:
    (lexicon_of(three) / "people.tsv").write_text(OLD, encoding="utf-8")
    backup = Path(json.loads(run("backup", "--json").stdout)["path"])
    rewritten(backup, lambda members: listing(members, lambda row: row.update(schema="1")))
    (three / "lexicon/people.tsv").unlink()
    result = run("restore", backup)
    assert result.exit_code == 1 and "--lexicon-only" in result.stderr and "--full" in result.stderr
    assert run("restore", backup, "--lexicon-only").exit_code == 0 and (three / "lexicon/people.tsv").is_file()
    assert number_of(current(index)) == 3


@pytest.mark.parametrize(
    "name, safe",
    [
        ("index/a", True),
        ("lexicon/人名.tsv", True),
        ("index/columns/MAIN_x/kind.npy", True),
        *((name, False) for name in ("index", "index/", "a/b", "/index/a", "index/..", "index/./a", "index/a\0b", "")),
    ],
)
def test_names_of_members(name: str, safe: bool) -> None:
    assert is_safe(name) is safe


def test_bad_backups_are_errors_of_the_indexer() -> None:
    from indexer.errors import IndexerError

    assert issubclass(BadBackup, IndexerError)
