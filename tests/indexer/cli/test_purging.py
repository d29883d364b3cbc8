"""`purge`: what it says, asks and does; with backups; killed at each step, and completed by the next command."""

import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import indexer.cli.purging
from indexer.lock import writing
from indexer.writer import update_index
from search.generations import current, generations, number_of
from tests.indexer import command
from tests.indexer.bulletins import articles, state, total, write
from tests.indexer.erased import places_of
from tests.indexer.nursery import Nursery, Run, nursery
from tests.indexer.test_purging import CARE, corrected, id_of

FIRST = "岚州民政简报-2024-01"


@pytest.fixture
def run(three: Path, index: Path) -> Callable[..., Result]:
    def called(*args: object, stdin: str | None = None) -> Result:
        words = [str(arg) for arg in (*args, "--index", index)]
        corpus = [str(three)] if args[0] == "index" else ["--corpus", str(three)]
        return command.run(*words, *corpus, stdin=stdin)

    return called


def table(three: Path) -> str:
    path = three / "lexicon/purged.tsv"
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def test_it_says_what_goes_and_takes_it_out(three: Path, index: Path, run: Any) -> None:
    one = id_of(index, CARE.format(1))
    result = run("purge", one, "--reason", "引用了未公开的内容", "--yes")
    assert result.exit_code == 0 and not result.stderr
    for told in (
        CARE.format(1),
        "岚州民政简报 2024年第1期",
        one,
        "2024/1.txt",
        "第 1、2、3 代",
        "第 4、5、6 代",
        "撤去 1 篇",
    ):
        assert told in result.stdout, told
    assert places_of("站10个", index) == [] and one not in articles(index)
    [row] = table(three).splitlines()[1:]
    assert row.split("\t")[0] == one and row.endswith("引用了未公开的内容")
    again = run("index")
    assert again.exit_code == 0 and "2024/1.txt" in again.stderr and one in again.stderr
    assert run("index", "--quiet").output == ""


def test_an_issue_goes_as_a_whole(index: Path, run: Any) -> None:
    found = json.loads(run("purge", FIRST, "--yes", "--json").stdout)
    assert found["purged"] == [FIRST] and found["written"] and found["sources"] == ["2024/1.txt"]
    assert [one["kind"] for one in found["gone"]] == ["article", "article", "issue"]
    assert places_of("1个婚姻登记处", index) == [] and len(articles(index)) == 4


def test_a_dry_run_changes_nothing(three: Path, index: Path, run: Any) -> None:
    before = state(index)
    assert run("purge", FIRST, "--dry-run").exit_code == 0
    assert json.loads(run("purge", FIRST, "--dry-run", "--json").stdout)["written"] is False
    assert state(index) == before and not table(three)


@pytest.mark.parametrize("ids", [("无此编号",), (FIRST, "无此编号"), ("岚州民政简报-2024",)])
def test_an_id_that_is_nowhere_is_told_and_nothing_is_done(three: Path, index: Path, run: Any, ids: Any) -> None:
    before = state(index)
    result = run("purge", *ids, "--yes")
    assert result.exit_code == 2 and ids[-1] in result.stderr and "no such id" in result.stderr
    assert state(index) == before and not table(three)


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_on_a_terminal_it_asks(
    three: Path, index: Path, run: Any, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    assert run("purge", FIRST).exit_code == 2  # nobody to ask
    monkeypatch.setattr(indexer.cli.purging, "_on_terminal", lambda: True)
    assert run("purge", FIRST, stdin=answer).exit_code == code
    assert (total(index, "站10个") == 0) is (code == 0) and bool(table(three)) is (code == 0)


def test_what_lies_in_older_generations_alone_can_be_withdrawn(three: Path, index: Path, run: Any) -> None:
    one = id_of(index, CARE.format(1))
    (three / "2024/1.txt").unlink()
    update_index(three, index)
    assert one not in articles(index) and places_of("站10个", index)
    result = run("purge", one, "--yes")
    assert result.exit_code == 0 and "现用的一代里没有" in result.stdout and places_of("站10个", index) == []


def test_what_was_withdrawn_already_is_looked_for_again(three: Path, index: Path, run: Any) -> None:
    run("purge", FIRST, "--yes")
    result = run("purge", FIRST, "--yes")
    assert result.exit_code == 0 and "索引里已经没有" in result.stdout
    assert table(three).count(FIRST) == 1


def test_reprints_and_corrections_that_word_it_are_told(three: Path, index: Path, run: Any) -> None:
    text = (three / "2024/1.txt").read_text(encoding="utf-8")
    long = "要求新建居家养老服务站10个，把老年食堂、日间照料、康复护理合在一处办理，年底以前验收。"
    (three / "2024/1.txt").write_text(text.replace("要求新建居家养老服务站10个。", long), encoding="utf-8")
    other = text.replace("第1期", "第5期").replace("市民政局召开养老服务第1次会议", "转载一篇")
    (three / "2024/5.txt").write_text(other.replace("要求新建居家养老服务站10个。", long), encoding="utf-8")
    update_index(three, index)
    one = id_of(index, CARE.format(1))
    corrected(
        three,
        f"{FIRST}\t\t日期\t\t2024-01-29",
        f"{FIRST}\t{CARE.format(1)}\t栏目\t\t要闻",
        f"{one}\t\t日期\t\t2024-01-02",
    )
    update_index(three, index)
    result = run("purge", one, "--yes")
    assert "转载一篇" in result.stdout and "第 3 行" in result.stdout and "第 4 行" in result.stdout
    assert "第 2 行" not in result.stdout
    assert places_of(CARE.format(1), index) == []
    run("index", "--full")
    assert places_of(CARE.format(1), index) == [] and total(index, "站10个") == 1


def test_what_the_rest_of_the_issue_prints_as_well_stays_and_is_told(three: Path, index: Path, run: Any) -> None:
    text = (three / "2024/1.txt").read_text(encoding="utf-8")
    quoting = text.replace("领证只用20分钟", f"见《{CARE.format(1)}》一文")
    (three / "2024/1.txt").write_text(quoting, encoding="utf-8")
    update_index(three, index)
    result = run("purge", id_of(index, CARE.format(1)), "--yes")
    assert result.exit_code == 0 and f"本期别处也印着“{CARE.format(1)}”" in result.stdout
    assert total(index, f"见《{CARE.format(1)}》") == 1 and places_of("站10个", index) == []


def test_while_another_process_writes_it_tells_who_and_does_nothing(three: Path, index: Path, run: Any) -> None:
    with writing(index):
        result = run("purge", FIRST, "--yes")
    assert result.exit_code == 3 and f"进程 {os.getpid()}" in result.stderr and not table(three)


def test_it_needs_an_index_and_a_corpus(three: Path, tmp_path: Path) -> None:
    none = command.run("purge", "a", "--index", tmp_path / "none", "--corpus", three)
    assert none.exit_code == 4
    assert command.run("purge", "a", "--corpus", tmp_path / "none").exit_code == 2


def test_an_index_that_cannot_be_made_again_is_told_and_completed_by_a_full_run(
    three: Path, index: Path, run: Any
) -> None:
    (current(index) / "manifest.json").write_text("{}")
    result = run("purge", FIRST, "--yes")
    assert result.exit_code == 4 and "--full" in result.stderr and FIRST in table(three)
    run("index", "--full")
    assert places_of("站10个", index) == [] and len(articles(index)) == 4


# Backups


def backup_of(run: Any, *args: object) -> Path:
    return Path(json.loads(run("backup", *args, "--json").stdout)["path"])


def test_backups_are_freed_of_it(three: Path, index: Path, run: Any, tmp_path: Path) -> None:
    one = id_of(index, CARE.format(1))
    corrected(three, f"{one}\t\t题名\t\t更正的题名")
    update_index(three, index)
    paths = [backup_of(run), backup_of(run, tmp_path / "far/any.zip")]
    assert all(places_of("站10个", path.parent) for path in paths)
    result = run("purge", one, "--yes", "--backups", paths[0].parent, "--backups", paths[1].parent)
    assert result.exit_code == 0 and "改写备份 2 份" in result.stdout
    for path in paths:
        assert places_of("站10个", path.parent) == [] and places_of("更正的题名", path.parent) == []
        assert [p.name for p in path.parent.iterdir()] == [path.name]
        with zipfile.ZipFile(path) as zipped:
            assert one in zipped.read("lexicon/purged.tsv").decode()
        assert run("restore", path, "--no-lexicon").exit_code == 0
        assert total(index, "1个婚姻登记处") == 1 and total(index, "站10个") == 0
    before = state(paths[0].parent)
    assert run("purge", one, "--yes").exit_code == 0 and state(paths[0].parent) == before


def test_what_lies_in_a_backup_alone_can_be_withdrawn(three: Path, index: Path, run: Any) -> None:
    one = id_of(index, CARE.format(1))
    path = backup_of(run)
    (three / "2024/1.txt").unlink()
    for number in (4, 5, 6):
        write(three / "2024/3.txt", number)
        update_index(three, index, full=True)
    assert places_of("站10个", index) == []
    assert run("purge", one, "--yes").exit_code == 0 and places_of("站10个", path.parent) == []


def test_a_backup_that_cannot_be_opened_is_named_and_the_rest_is_done(three: Path, index: Path, run: Any) -> None:
    bad, good = backup_of(run), backup_of(run)
    os.truncate(bad, 500)
    result = run("purge", FIRST, "--yes")
    assert result.exit_code == 1 and str(bad) in result.stderr and str(good) not in result.stderr.split("jianbao:")[1]
    bad.unlink()
    assert places_of("站10个", good.parent) == [] and places_of("站10个", index) == []


def test_a_run_that_completes_a_purge_frees_the_backups_beside_the_index(three: Path, index: Path, run: Any) -> None:
    path = backup_of(run)
    (three / "lexicon").mkdir()
    (three / "lexicon/purged.tsv").write_text(f"id\tdate\treason\n{FIRST}\t\t\n", encoding="utf-8")
    result = run("index")
    assert result.exit_code == 0 and FIRST in result.stderr
    assert places_of("站10个", path.parent) == [] and places_of("站10个", index) == []


# Killed


MOMENTS = {
    "before the table": "search.tables.os.replace",
    "before the backups": "indexer.withdrawing.free_backups",
    "while a backup is unpacked": "indexer.backups.checking.Backup.extract_index",
    "before a backup is written": "indexer.backups.freed.write_backup",
    "before a backup is replaced": "indexer.backups.freed._take_place",
    "before a generation": "indexer.purging._freed",
    "while a segment is written again": "indexer.segments._rewritten",
    "before its columns": "indexer.segments.save_missing_columns",
    "before its manifest": "indexer.purging.save_manifest",
    "before it has its name": "indexer.generations._give_name",
    "before the switch": "indexer.purging.succeed",
    "before the pointer is replaced": "indexer.generations._switch",
    "before an old one is removed": "indexer.generations._remove",
    "while an old one is removed": "indexer.generations._erase",
}


@pytest.fixture(scope="module")
def runs() -> Iterator[Nursery]:
    with nursery() as made:
        yield made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork and no kill -9 here")
@pytest.mark.parametrize(
    ("moment", "completing"),
    [
        *((moment, "index") for moment in MOMENTS),
        *((moment, "purge") for moment in ("before the table", "before a backup is replaced", "before the switch")),
    ],
)
def test_a_purge_that_is_killed_leaves_a_whole_index_and_the_next_command_completes_it(
    runs: Nursery, three: Path, index: Path, run: Any, moment: str, completing: str
) -> None:
    path = backup_of(run)
    before = articles(index)
    one = id_of(index, CARE.format(1))
    ended = runs.run(Run(str(three), str(index), command=("purge", one, "--yes"), die_at=MOMENTS[moment]))
    assert (ended.signal, ended.error) == (signal.SIGKILL, None), ended
    seen = articles(index)
    assert seen in (before, {key: title for key, title in before.items() if key != one})
    if moment == "before the table":
        assert seen == before and not table(three)
    written = moment != "before the table"
    result = run("purge", one, "--yes") if completing == "purge" else run("index")
    assert result.exit_code == 0
    if written or completing == "purge":
        assert places_of("站10个", index.parent / "index") == [] and places_of("站10个", path.parent) == []
        assert places_of(CARE.format(1), index) == []
        assert sorted(articles(index)) == sorted(set(before) - {one})
        assert run("restore", path, "--dry-run").exit_code == 0
    assert run("index", "--rollback").exit_code == 0 and number_of(current(index)) == number_of(generations(index)[-2])


RESTORING = {
    "before the draft is filled": "indexer.backups.checking.Backup.extract_index",
    "before it is checked": "indexer.backups.restoring.check_generation",
    "before it has its name": "indexer.generations._give_name",
    "before the switch": "indexer.generations._switch",
    "before the lexicon": "indexer.backups.restoring._write_lexicon",
    "before a file of the lexicon is replaced": "indexer.backups.restoring._kept_beside",
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork and no kill -9 here")
@pytest.mark.parametrize("moment", RESTORING)
def test_a_restore_that_is_killed_leaves_a_whole_index(
    runs: Nursery, three: Path, index: Path, run: Any, moment: str
) -> None:
    (three / "lexicon").mkdir()
    people = three / "lexicon/people.tsv"
    people.write_text("name\tkey\tmatch\taliases\treading\tstatus\n", encoding="utf-8")
    path = backup_of(run)
    old = articles(index)
    people.write_text("name\tkey\tmatch\taliases\treading\tstatus\n周甲\n", encoding="utf-8")
    write(three / "2024/3.txt", 9)
    update_index(three, index)
    new = articles(index)
    ended = runs.run(Run(str(three), str(index), command=("restore", str(path), "--lexicon"), die_at=RESTORING[moment]))
    assert (ended.signal, ended.error) == (signal.SIGKILL, None), ended
    assert articles(index) in (old, new) and people.exists()
    assert run("restore", path, "--lexicon").exit_code == 0
    assert articles(index) == old and "周甲" not in people.read_text(encoding="utf-8")
    assert any("周甲" in p.read_text(encoding="utf-8") for p in people.parent.glob("people.tsv.before-restore*"))
    assert [p.name for p in index.iterdir() if p.suffix in (".draft", ".gone")] == []
