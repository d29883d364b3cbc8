"""Files come, change, go, turn bad and are doubled; runs are killed and meet: the index is whole and all is told."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh import index as whoosh_index

import indexer.plan
import indexer.reading
import indexer.segments
import indexer.shelf
import indexer.writer
from indexer.changes import bulletin_files, find_changes
from indexer.errors import Damaged, NoCorpus, NotWritten
from indexer.events import Event, FileDone, PhaseBegun, Planned
from indexer.writer import Report, update_index
from search.errors import IndexMissing
from search.generations import current
from search.manifest import load_manifest, save_manifest
from tests.indexer.bulletins import BULLETIN, articles, searcher_of, state, total, write

BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\0" + bytes(range(256)), "binary"),
    "undecodable": (b"\xff\x81" * 200, "undecodable"),
    "cut": (BULLETIN.format(number=9, month=9).rstrip().removesuffix("。").encode()[:-1], "truncated"),
    "half written": (BULLETIN.format(number=9, month=9).encode()[:300] + b"\0" * 700, "truncated"),
    "no bulletin": ("岚州\n".encode(), "no_articles"),
}


def counts(report: Report) -> tuple[int, int, int, int]:
    changes = report.changes
    return len(changes.new), len(changes.changed), len(changes.removed), len(changes.unchanged)


# What a run does


def test_a_first_run_indexes_every_file(corpus: Path, index: Path) -> None:
    report = update_index(corpus, index)
    assert counts(report) == (3, 0, 0, 0)
    assert (report.issues, report.articles, report.committed, report.rebuilt) == (3, 6, True, "new")
    assert report.exit_code == 0
    assert len(articles(index)) == 6
    assert total(index, "居家养老服务站20个") == 1
    assert total(index, "各县（市、区）民政局") == 3  # distribution lists


def test_a_second_run_commits_nothing(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = state(index)
    report = update_index(corpus, index)
    assert counts(report) == (0, 0, 0, 3)
    assert not report.committed and report.rebuilt is None
    assert (report.issues, report.articles) == (3, 6)
    assert state(index) == before


def test_new_changed_and_removed_files_are_all_that_is_done(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    write(corpus / "2024/4.txt", 4)
    changed = corpus / "2024/2.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("20分钟", "十五分钟"), encoding="utf-8")
    (corpus / "2024/1.txt").unlink()
    report = update_index(corpus, index)
    assert counts(report) == (1, 1, 1, 1)
    assert (report.issues, report.articles) == (3, 6)
    assert [total(index, text) for text in ("站10个", "站20个", "站40个", "十五分钟", "20分钟")] == [0, 1, 1, 1, 2]


def test_a_dry_run_tells_and_touches_nothing(corpus: Path, index: Path) -> None:
    assert counts(update_index(corpus, index, dry_run=True)) == (3, 0, 0, 0)
    assert not index.exists()
    update_index(corpus, index)
    before = state(index)
    (corpus / "2024/1.txt").unlink()
    assert counts(update_index(corpus, index, dry_run=True)) == (0, 0, 1, 2)
    assert state(index) == before


def test_a_touched_file_is_not_read_again(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    touched = corpus / "2024/1.txt"
    os.utime(touched, (10**9, 10**9))
    assert not update_index(corpus, index).committed
    assert load_manifest(index).files["2024/1.txt"].modified_ns == 10**18  # remembered: not even hashed next time


def test_ids_and_articles_survive_a_renamed_file(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = articles(index)
    (corpus / "2024").rename(corpus / "old")
    (corpus / "old/1.txt").rename(corpus / "old/第一期.txt")
    report = update_index(corpus, index)
    assert counts(report) == (0, 0, 0, 0) and len(report.changes.renamed) == 3
    assert not report.doubled and not report.held
    assert articles(index) == before


def test_ids_survive_a_full_run(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = articles(index)
    report = update_index(corpus, index, full=True)
    assert (report.rebuilt, counts(report)) == ("full", (0, 3, 0, 0))
    assert articles(index) == before


def test_several_processes_read_the_same(corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer.reading, "POOL_FROM", 2)
    (corpus / "2024/bad.txt").write_bytes(b"")
    report = update_index(corpus, index, workers=2)
    assert (report.issues, report.articles) == (3, 6)
    assert [rejected.source for rejected in report.rejected] == ["2024/bad.txt"]


def test_progress_is_told_file_by_file(corpus: Path, index: Path) -> None:
    told: list[Event] = []
    (corpus / "2024/bad.txt").write_bytes(b"")
    update_index(corpus, index, told=told.append)
    plan, reading, *files, writing = told
    assert plan == Planned(4, 0, 0, 0, 0, 0, "new")
    assert (reading, writing) == (PhaseBegun("reading"), PhaseBegun("writing"))
    done = [file for file in files if isinstance(file, FileDone)]
    assert [(file.done, file.of) for file in done] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert {file.source: file.rejected and file.rejected.code for file in done} == {
        "2024/1.txt": None, "2024/2.txt": None, "2024/3.txt": None, "2024/bad.txt": "empty"
    }  # fmt: skip
    told.clear()
    update_index(corpus, index, told=told.append)
    assert told == [Planned(0, 0, 0, 4, 0, 0, None)]


@pytest.mark.parametrize("name", ["lexicon/people.txt", ".git/a.txt", "2024/~1.txt", "2024/.1.txt", "2024/1.bak"])
def test_what_nobody_meant_to_put_there_is_left_alone(corpus: Path, name: str) -> None:
    before = bulletin_files(corpus)
    write(corpus / name, 7)
    assert bulletin_files(corpus) == before


def test_files_of_formats_that_are_not_read_are_named(corpus: Path, index: Path) -> None:
    (corpus / "2024/附件.xlsx").write_bytes(b"PK")
    (corpus / "2024/照片.jpg").write_bytes(b"\xff\xd8\xff")
    report = update_index(corpus, index)
    assert report.articles == 6
    assert {r.source: r.code for r in report.rejected} == dict.fromkeys(
        ("2024/照片.jpg", "2024/附件.xlsx"), "unknown_format"
    )


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_a_file_name_that_is_no_utf8_is_read_and_told(corpus: Path, index: Path) -> None:
    write(corpus / os.fsdecode("2024/第四期.txt".encode("gb18030")), 4)
    report = update_index(corpus, index)
    assert "2024/第四期.txt" in report.changes.new
    assert report.articles == 8
    assert not update_index(corpus, index).committed


def test_a_corpus_that_is_not_there_is_told(index: Path, tmp_path: Path) -> None:
    with pytest.raises(NoCorpus, match="nowhere"):
        update_index(tmp_path / "nowhere", index)
    assert not index.exists()


def test_the_index_is_its_owner_s_alone(corpus: Path, index: Path) -> None:
    index.mkdir(mode=0o777)
    update_index(corpus, index)
    if os.name != "nt":
        assert index.stat().st_mode & 0o777 == 0o700


# Bad files


def test_bad_files_are_named_with_the_reason_and_the_rest_is_indexed(corpus: Path, index: Path) -> None:
    for name, (data, _) in BAD.items():
        (corpus / f"{name}.txt").write_bytes(data)
    report = update_index(corpus, index)
    assert {r.source: r.code for r in report.rejected} == {f"{name}.txt": code for name, (_, code) in BAD.items()}
    assert all(r.reason for r in report.rejected)
    assert (report.issues, report.articles, report.exit_code) == (3, 6, 1)
    assert {r.source for r in searcher_of(index).status().rejected} == {f"{name}.txt" for name in BAD}


@pytest.mark.parametrize("full", [False, True])
def test_known_rejects_are_not_told_as_new(corpus: Path, index: Path, full: bool) -> None:
    (corpus / "bad.txt").write_bytes(b"\0" * 50)
    update_index(corpus, index)
    os.utime(corpus / "bad.txt", (10**9, 10**9))
    report = update_index(corpus, index, full=full)
    assert (report.rejected, report.known_rejected, report.exit_code) == ((), 1, 0)
    (corpus / "bad.txt").write_bytes(b"\0" * 51)
    report = update_index(corpus, index)
    assert [r.source for r in report.rejected] == ["bad.txt"] and report.exit_code == 1


def test_a_reject_that_was_repaired_is_indexed(corpus: Path, index: Path) -> None:
    (corpus / "2024/4.txt").write_bytes(b"")
    update_index(corpus, index)
    write(corpus / "2024/4.txt", 4)
    report = update_index(corpus, index)
    assert (report.articles, report.rejected, report.known_rejected) == (8, (), 0)
    assert searcher_of(index).status().rejected == ()


@pytest.mark.parametrize("bad", BAD)
def test_a_good_file_that_turns_bad_keeps_its_last_good_articles(corpus: Path, index: Path, bad: str) -> None:
    update_index(corpus, index)
    before = articles(index)
    (corpus / "2024/2.txt").write_bytes(BAD[bad][0])
    for full in (False, True, True, False):
        report = update_index(corpus, index, full=full)
        assert articles(index) == before
        assert (report.issues, report.articles) == (3, 6)
        record = load_manifest(index).files["2024/2.txt"]
        assert (record.code, record.stale, record.articles) == (BAD[bad][1], True, 2)
    (rejected,) = searcher_of(index).status().rejected
    assert "last good articles kept" in rejected.reason
    assert total(index, "站20个") == 1


def test_stale_articles_go_when_the_file_goes_or_is_good_again(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    (corpus / "2024/2.txt").write_bytes(b"")
    update_index(corpus, index)
    write(corpus / "2024/2.txt", 5)
    update_index(corpus, index)
    assert [total(index, text) for text in ("站20个", "站50个")] == [0, 1]
    assert not load_manifest(index).files["2024/2.txt"].stale
    (corpus / "2024/2.txt").write_bytes(b"")
    update_index(corpus, index)
    (corpus / "2024/2.txt").unlink()
    assert update_index(corpus, index).articles == 4
    assert total(index, "站50个") == 0


def test_stale_articles_survive_the_loss_of_the_manifest(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = articles(index)
    (corpus / "2024/2.txt").write_bytes(b"")
    (current(index) / "manifest.json").write_text("{")
    report = update_index(corpus, index)
    assert report.rebuilt == "manifest"
    assert articles(index) == before
    assert load_manifest(index).files["2024/2.txt"].stale


@pytest.mark.parametrize(("month", "held"), [(2, 3), (5, 4)])
def test_a_good_file_beside_a_bad_one_of_its_issue(corpus: Path, index: Path, month: int, held: int) -> None:
    """What the good one prints is not kept of the bad one; another version is."""
    update_index(corpus, index)
    (corpus / "2024/2.txt").write_bytes(b"")
    write(corpus / "2024/0.txt", 2, month=month)
    update_index(corpus, index)
    rows = searcher_of(index).issues()
    assert len({row.issue.id for row in rows}) == len(rows) == held
    assert len(articles(index)) == 2 * held
    assert load_manifest(index).files["2024/2.txt"].stale == (held == 4)
    (corpus / "2024/2.txt").unlink()
    assert update_index(corpus, index).articles == 6
    assert "岚州民政简报-2024-02" in {row.issue.id for row in searcher_of(index).issues()}


def test_a_fault_of_ours_in_one_file_costs_no_other(corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import indexer.parser

    whole = indexer.parser.parse_bulletin

    def faulty(text: str, source: str, sha256: str) -> object:
        if source == "2024/2.txt":
            raise ZeroDivisionError("of ours")
        return whole(text, source, sha256)

    monkeypatch.setattr(indexer.parser, "parse_bulletin", faulty)
    report = update_index(corpus, index)
    assert [(r.source, r.code) for r in report.rejected] == [("2024/2.txt", "internal")]
    assert report.articles == 4


def test_a_file_that_grows_while_it_is_read_is_read_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import indexer.reading

    whole = indexer.reading.read_text
    path = corpus / "2024/2.txt"
    longer = path.read_text(encoding="utf-8").replace("20分钟", "十五分钟了")

    def slow(read: Path) -> object:
        found = whole(read)
        if read == path:
            path.write_text(longer, encoding="utf-8")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(indexer.reading, "read_text", slow)
        update_index(corpus, index)
    assert total(index, "十五分钟了") == 0
    assert counts(update_index(corpus, index)) == (0, 1, 0, 2)
    assert total(index, "十五分钟了") == 1


# Files gone


@pytest.fixture
def larger(corpus: Path) -> Path:
    for number in range(4, 9):
        write(corpus / f"2024/{number}.txt", number)
    return corpus


@pytest.mark.parametrize(("gone", "held"), [(3, 0), (4, 4), (8, 8)])
def test_many_files_gone_at_once_are_held_back(larger: Path, index: Path, gone: int, held: int) -> None:
    update_index(larger, index)
    for number in range(1, gone + 1):
        (larger / f"2024/{number}.txt").unlink()
    assert len(update_index(larger, index, dry_run=True).held) == held
    for _ in range(2):  # and held they stay
        report = update_index(larger, index)
        assert (len(report.held), report.articles) == (held, 16 if held else 10)
        assert report.exit_code == (1 if held else 0)
    assert len(articles(index)) == report.articles


@pytest.mark.parametrize("full", [False, True])
def test_held_files_stay_through_other_work(larger: Path, index: Path, full: bool) -> None:
    update_index(larger, index)
    before = articles(index)
    for number in range(1, 6):
        (larger / f"2024/{number}.txt").unlink()
    write(larger / "2024/9.txt", 9)
    report = update_index(larger, index, full=full)
    assert len(report.held) == 5 and report.articles == 18
    assert before.items() <= articles(index).items()
    report = update_index(larger, index, allow_removals=True)
    assert (report.held, report.articles, report.exit_code) == ((), 8, 0)
    assert len(articles(index)) == 8


def test_renamed_files_are_not_held_back(larger: Path, index: Path) -> None:
    update_index(larger, index)
    before = articles(index)
    (larger / "2024").rename(larger / "二〇二四年")
    report = update_index(larger, index)
    assert (report.held, report.doubled, report.exit_code) == ((), (), 0)
    assert articles(index) == before


# Failed runs


def test_a_failed_run_leaves_the_old_state_and_no_lock(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(corpus, index)
    before = articles(index)
    write(corpus / "2024/4.txt", 4)

    def failing(*_: object) -> object:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(indexer.shelf, "index_documents", failing)
        with pytest.raises(NotWritten, match="disk full"):
            update_index(corpus, index)
    assert articles(index) == before
    assert update_index(corpus, index).articles == 8


def test_what_a_killed_run_indexed_goes_with_its_file(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(corpus, index)
    before = articles(index)
    lost = load_manifest(index)
    write(corpus / "2024/4.txt", 4)
    update_index(corpus, index)
    save_manifest(current(index), lost)  # that of another generation
    (corpus / "2024/4.txt").unlink()
    report = update_index(corpus, index)
    assert report.committed
    assert articles(index) == before


# Damage


def lose_columns(index: Path) -> None:
    shutil.rmtree(current(index) / "columns")


def damage_one_column(index: Path) -> None:
    (folder,) = (current(index) / "columns").iterdir()
    (folder / "date.npy").write_bytes(b"")


@pytest.mark.parametrize("damage", [lose_columns, damage_one_column])
def test_columns_are_written_again(corpus: Path, index: Path, damage: Callable[[Path], None]) -> None:
    update_index(corpus, index)
    columns = current(index) / "columns"
    before, whole = articles(index), [p.name for p in sorted(columns.rglob("*"))]
    damage(index)
    assert articles(index) == before  # readers derive them meanwhile
    report = update_index(corpus, index)
    assert not report.committed and "columns" in report.mended[0]
    assert [p.name for p in sorted(columns.rglob("*"))] == whole
    (folder,) = columns.iterdir()
    assert (folder / "date.npy").stat().st_size
    assert not update_index(corpus, index).mended
    assert articles(index) == before


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"versions": {}, "files": {"a": 1}}', b"\xff\xfe"])
def test_a_damaged_manifest_means_that_everything_is_read_again(
    corpus: Path, index: Path, content: bytes | None
) -> None:
    update_index(corpus, index)
    before = articles(index)
    manifest = current(index) / "manifest.json"
    manifest.unlink() if content is None else manifest.write_bytes(content)
    report = update_index(corpus, index)
    assert (report.rebuilt, report.articles) == ("manifest", 6)
    assert articles(index) == before
    assert not update_index(corpus, index).committed


@pytest.mark.parametrize("name", ["SCHEMA_VERSION", "PARSER_VERSION", "ENTITIES_VERSION"])
def test_another_version_reads_everything_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    update_index(corpus, index)
    monkeypatch.setattr(indexer.plan, name, 999)
    report = update_index(corpus, index)
    assert (report.rebuilt, counts(report)) == (name.removesuffix("_VERSION").lower(), (0, 3, 0, 0))
    assert update_index(corpus, index).rebuilt is None


def test_a_manifest_without_its_lexicon_reads_everything_again(own_corpus: Path, index: Path) -> None:
    update_index(own_corpus, index)
    manifest = load_manifest(index)
    save_manifest(current(index), replace(manifest, lexicon=None, versions={**manifest.versions, "lexicon": "older"}))
    assert update_index(own_corpus, index).rebuilt == "lexicon"
    assert not update_index(own_corpus, index).committed


def test_an_older_copy_of_the_index_under_a_newer_manifest_is_not_trusted(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    backup = index.with_name("backup")
    shutil.copytree(index, backup)
    write(corpus / "2024/4.txt", 4)
    update_index(corpus, index)
    shutil.copy(current(index) / "manifest.json", current(backup) / "manifest.json")
    report = update_index(corpus, backup)
    assert (report.rebuilt, report.articles) == ("generation", 8)
    assert articles(backup) == articles(index)


def break_contents(index: Path) -> None:
    next(current(index).glob("_MAIN_*.toc")).write_bytes(b"garbage")


def break_segment(index: Path) -> None:
    os.truncate(next(current(index).glob("*.trm")), 500)


def lose_segment(index: Path) -> None:
    next(current(index).glob("*.trm")).unlink()


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("damage", [break_contents, break_segment, lose_segment])
def test_a_damaged_index_is_told_and_rebuilt_when_asked(
    corpus: Path, index: Path, damage: Callable[[Path], None]
) -> None:
    update_index(corpus, index)
    before = articles(index)
    damage(index)
    with pytest.raises(Damaged, match="--full"):
        update_index(corpus, index)
    with pytest.raises(IndexMissing):
        searcher_of(index)
    write(corpus / "2024/4.txt", 4)
    (corpus / "2024/1.txt").write_bytes(b"")  # its last good articles cannot be had any more
    with pytest.raises(Damaged, match="--full"):
        update_index(corpus, index)
    report = update_index(corpus, index, full=True)
    assert report.articles == len(articles(index)) == 6
    assert len(before.keys() & articles(index).keys()) == 4
    assert not load_manifest(index).files["2024/1.txt"].stale


def test_an_index_of_another_schema_is_rebuilt_in_one_commit(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    writer = whoosh_index.open_dir(current(index)).writer()
    writer.remove_field("places")
    writer.commit()
    write(corpus / "2024/4.txt", 4)
    with pytest.raises(Damaged, match="--full"):
        update_index(corpus, index)
    assert update_index(corpus, index, full=True).articles == 8
    assert len(articles(index)) == 8


def test_an_index_folder_that_is_a_file_is_told(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Damaged, match="file"):
        update_index(corpus, tmp_path / "file")


# The manifest


def test_the_manifest_says_what_became_of_every_file(corpus: Path, index: Path) -> None:
    (corpus / "bad.txt").write_bytes(b"")
    update_index(corpus, index)
    rows = json.loads((current(index) / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert sorted(rows) == ["2024/1.txt", "2024/2.txt", "2024/3.txt", "bad.txt"]
    assert rows["2024/2.txt"]["issues"] == {"岚州民政简报-2024-02": {"articles": 2, "warnings": {}, "joined": []}}
    assert (rows["bad.txt"]["issues"], rows["bad.txt"]["code"]) == ({}, "empty")


def test_changes_are_found_by_content_where_size_and_time_differ(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    known = load_manifest(index).files
    files = bulletin_files(corpus)
    path = corpus / "2024/1.txt"
    swapped = path.read_text(encoding="utf-8").replace("10个", "01个")
    path.write_text(swapped, encoding="utf-8")  # the same size
    os.utime(path, (10**9, 10**9))
    changes = find_changes(files, known)
    assert (changes.changed, changes.unchanged) == (("2024/1.txt",), ("2024/2.txt", "2024/3.txt"))
    assert find_changes(files, known, again=True).unchanged == ()
