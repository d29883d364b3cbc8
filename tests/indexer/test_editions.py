"""Renamed files, copies, reissues: who holds the plain id, what is indexed once, what is told, and what comes back."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import indexer.reading
import indexer.shelf
from indexer.audit import audit
from indexer.editions import natural
from indexer.writer import Report, update_index
from search.config import Config
from search.generations import current
from search.manifest import load_manifest, save_manifest
from search.request import SearchRequest
from search.results import Copy
from tests.indexer.bulletins import BULLETIN, articles, documents, searcher_of, total, write

ID = "岚州民政简报-2024-02"
CORRECTIONS = "id\ttitle\tchange\tparagraph\tvalue"


def text(*changes: tuple[str, str]) -> str:
    found = BULLETIN.format(number=2, month=2)
    for old, new in changes:
        assert old in found
        found = found.replace(old, new)
    return found


CHANGED = ("20分钟", "十五分钟")
MARKED = ("第2期\n", "第2期（更正）\n")
LATER = ("2月28日", "2月29日")


def put(corpus: Path, name: str, *changes: tuple[str, str], at: int | None = None) -> Path:
    path = corpus / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(*changes), encoding="utf-8")
    if at is not None:
        os.utime(path, (at, at))
    return path


def sources(index: Path) -> dict[str, str]:
    """Id of an issue -> its file, without those that stay out of it."""
    rows = searcher_of(index).issues()
    return {row.issue.id: row.source for row in rows if row.issue.number == 2}


def sound(corpus: Path, index: Path) -> bool:
    found = audit(Config(corpus=corpus, index=index), 100)
    return not [failure for check in found.checks for failure in check.failures]


# Renames


def renames(report: Report) -> tuple[tuple[tuple[str, str], ...], int, int, int]:
    what = report.changes
    return what.renamed, len(what.new), len(what.changed), len(what.removed)


def swap(corpus: Path) -> None:
    (corpus / "2024/1.txt").rename(corpus / "~")
    (corpus / "2024/2.txt").rename(corpus / "2024/1.txt")
    (corpus / "~").rename(corpus / "2024/2.txt")


def chain(corpus: Path) -> None:
    (corpus / "2024/2.txt").rename(corpus / "2024/5.txt")
    (corpus / "2024/1.txt").rename(corpus / "2024/2.txt")


def move_all(corpus: Path) -> None:
    (corpus / "2024").rename(corpus / "旧")


@pytest.mark.parametrize(
    "rename, told",
    [
        (lambda c: (c / "2024/1.txt").rename(c / "甲.txt"), (("2024/1.txt", "甲.txt"),)),
        (swap, (("2024/1.txt", "2024/2.txt"), ("2024/2.txt", "2024/1.txt"))),
        (chain, (("2024/1.txt", "2024/2.txt"), ("2024/2.txt", "2024/5.txt"))),
        (move_all, tuple((f"2024/{n}.txt", f"旧/{n}.txt") for n in (1, 2, 3))),
    ],
    ids=["one", "swap", "chain", "folder"],
)
def test_renamed_files_are_recognised_and_not_read(
    corpus: Path, index: Path, rename: Any, told: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        path = corpus / f"2024/{number}.txt"
        path.write_text(path.read_text(encoding="utf-8") + "\n" * number, encoding="utf-8")
    update_index(corpus, index)
    rename(corpus)
    with monkeypatch.context() as patched:
        patched.setattr(indexer.reading, "read_text", None)
        dry = update_index(corpus, index, dry_run=True)
        report = update_index(corpus, index)
    assert renames(dry) == renames(report) == (told, 0, 0, 0)
    assert (report.issues, report.articles, report.held, report.rebuilt) == (3, 6, (), None)
    before = documents(index)
    update_index(corpus, index, full=True)
    assert documents(index) == before
    assert sound(corpus, index)
    assert not update_index(corpus, index).committed


def test_a_renamed_file_is_told_wherever_its_path_is(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    (corpus / "2024/2.txt").rename(corpus / "新名.txt")
    update_index(corpus, index)
    searcher = searcher_of(index)
    assert searcher.issue(ID).bulletin.source == "新名.txt" == searcher.issue(ID).edition.source
    hit = searcher.search(SearchRequest("站20个")).hits[0]
    assert searcher.article(hit.id).source == "新名.txt"
    assert "2024/2.txt" not in json.dumps(documents(index), ensure_ascii=False, default=str)


def test_renaming_and_changing_others_in_one_run(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    (corpus / "2024/1.txt").rename(corpus / "a.txt")
    put(corpus, "2024/2.txt", CHANGED)
    write(corpus / "2024/1.txt", 4)  # another under the old name
    report = update_index(corpus, index)
    assert renames(report) == ((("2024/1.txt", "a.txt"),), 1, 1, 0)
    assert [total(index, one) for one in ("站10个", "十五分钟", "站40个")] == [1, 1, 1]


def test_a_name_that_another_file_took_is_told_as_removed(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    (corpus / "2024/1.txt").replace(corpus / "2024/2.txt")
    report = update_index(corpus, index)
    assert renames(report) == ((("2024/1.txt", "2024/2.txt"),), 0, 0, 1)
    assert report.changes.removed == ("2024/2.txt",)
    assert [total(index, one) for one in ("站10个", "站20个")] == [1, 0]


def test_a_rejected_file_is_renamed_with_its_last_good_articles(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    (corpus / "2024/2.txt").write_bytes(b"")
    (corpus / "bad.txt").write_bytes(b"\0" * 40)
    update_index(corpus, index)
    before = articles(index)
    (corpus / "2024/2.txt").rename(corpus / "2024/9.txt")
    (corpus / "bad.txt").rename(corpus / "worse.txt")
    report = update_index(corpus, index)
    assert (len(report.changes.renamed), report.rejected, report.known_rejected) == (2, (), 2)
    assert articles(index) == before
    assert load_manifest(index).files["2024/9.txt"].stale
    update_index(corpus, index, full=True)
    assert articles(index) == before


def test_a_file_without_a_printed_day_is_read_again_under_its_new_name(corpus: Path, index: Path) -> None:
    old = put(corpus, "2024-05-06.txt", ("市民政局办公室　2024年2月28日\n", ""))
    (corpus / "2024/2.txt").unlink()
    update_index(corpus, index)
    old.rename(corpus / "2024-07-08.txt")
    assert len(update_index(corpus, index).changes.renamed) == 1
    assert str(searcher_of(index).issue(ID).bulletin.issue.date) == "2024-07-08"


@pytest.mark.parametrize("number", [8, 12])
def test_renaming_many_files_holds_nothing_back(corpus: Path, index: Path, number: int) -> None:
    for one in range(4, number):
        write(corpus / f"2024/{one}.txt", one)
    update_index(corpus, index)
    for one in range(1, number // 2 + 1):
        (corpus / f"2024/{one}.txt").rename(corpus / f"第{one}期.txt")
    report = update_index(corpus, index)
    assert (report.held, report.exit_code, len(report.changes.renamed)) == ((), 0, number // 2)


# Copies


@pytest.mark.parametrize("same, more", [("bytes", ""), ("text", "\n\n")])
def test_a_copy_is_told_and_not_found_twice(corpus: Path, index: Path, same: Any, more: str) -> None:
    update_index(corpus, index)
    before = documents(index)
    (corpus / "2024/0.txt").write_text(text() + more, encoding="utf-8")
    report = update_index(corpus, index)
    assert report.copies == (Copy("2024/0.txt", "2024/2.txt", ID, same),)
    assert (report.doubled, report.reissued, report.issues, report.articles) == ((), (), 3, 6)
    assert documents(index) == before and sound(corpus, index)
    found = searcher_of(index)
    assert found.status().copies == report.copies and found.ledger().is_whole
    assert found.issue(ID).edition.files == ("2024/2.txt", "2024/0.txt")
    update_index(corpus, index, full=True)
    assert documents(index) == before


@pytest.mark.parametrize("how", ["removed", "changed", "spoilt"])
def test_a_copy_takes_the_place_of_the_first_in_the_same_run(corpus: Path, index: Path, how: str) -> None:
    put(corpus, "2024/2.pdf.txt")
    update_index(corpus, index)
    before = articles(index)
    first = corpus / "2024/2.txt"
    if how == "removed":
        first.unlink()
    else:
        first.write_text(BULLETIN.format(number=7, month=7) if how == "changed" else "", encoding="utf-8")
    report = update_index(corpus, index)
    assert (report.copies, report.doubled) == ((), ())
    assert before.items() <= articles(index).items()
    assert sources(index) == {ID: "2024/2.pdf.txt"} and sound(corpus, index)
    assert not load_manifest(index).files.get("2024/2.txt", load_manifest(index).files["2024/1.txt"]).stale


def test_one_of_two_copies_is_renamed(corpus: Path, index: Path) -> None:
    shutil.copy(corpus / "2024/2.txt", corpus / "2024/2b.txt")
    update_index(corpus, index)
    (corpus / "2024/2.txt").rename(corpus / "2024/2c.txt")
    report = update_index(corpus, index)
    assert report.changes.renamed == (("2024/2.txt", "2024/2c.txt"),)
    assert sum(one.copy for record in load_manifest(index).files.values() for one in record.claims) == 1
    assert len(articles(index)) == 6 and sound(corpus, index)


def test_issues_without_name_and_number_are_copies_by_their_text(corpus: Path, index: Path) -> None:
    bare = ("岚州民政简报\n2024年第2期\n市民政局办公室　2024年2月28日\n", "")
    for name in ("a.txt", "b.txt"):
        put(corpus, name, bare)
    report = update_index(corpus, index)
    assert [(one.source, one.of) for one in report.copies] == [("b.txt", "a.txt")]
    assert report.issues == 4


# Reissues


@pytest.mark.parametrize(
    "name, changes, why",
    [
        ("a.txt", (CHANGED, MARKED), "mark"),
        ("2更正.txt", (CHANGED,), "mark"),
        ("a.txt", (CHANGED, LATER), "date"),
        ("z.txt", (CHANGED, ("民政局。\n", "民政局。\n市民政局办公室　2024年3月1日印发\n")), "date"),
    ],
)
def test_the_corrected_version_gets_the_plain_id(
    corpus: Path, index: Path, name: str, changes: tuple[tuple[str, str], ...], why: str
) -> None:
    update_index(corpus, index)
    before = articles(index)
    put(corpus, name, *changes)
    report = update_index(corpus, index)
    (one,) = report.reissued
    assert (one.source, one.later_source, one.later, one.why) == ("2024/2.txt", name, ID, why)
    assert report.doubled == () and sources(index) == {ID: name, one.issue: "2024/2.txt"}
    assert before.items() <= articles(index).items() and len(articles(index)) == 8
    assert [total(index, word) for word in ("十五分钟", "站20个")] == [1, 2]
    found = searcher_of(index)
    assert found.ledger().is_whole and sound(corpus, index)
    hits = {hit.issue.id: hit for hit in found.search(SearchRequest("站20个")).hits}
    assert (hits[one.issue].later, hits[one.issue].later_sure, hits[ID].later) == (ID, True, None)
    assert found.issue(ID).edition.earlier == (one,) and found.issue(one.issue).edition.later == one
    assert found.article(hits[one.issue].id).later == hits[ID].id
    kept = documents(index)
    update_index(corpus, index, full=True)
    assert documents(index) == kept


def test_a_mark_stands_above_a_day_and_a_day_above_arrival(corpus: Path, index: Path) -> None:
    put(corpus, "2024/2.txt", CHANGED, LATER)
    update_index(corpus, index)
    put(corpus, "later.txt")  # came later, has an earlier day
    update_index(corpus, index)
    assert sources(index)[ID] == "2024/2.txt"
    put(corpus, "marked.txt", MARKED)
    update_index(corpus, index)
    assert sources(index)[ID] == "marked.txt" and len(sources(index)) == 3


def test_of_two_that_nothing_tells_apart_the_one_that_came_later_wins(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    put(corpus, "0.txt", CHANGED, at=10**8)
    for full in (False, True):
        report = update_index(corpus, index, full=full)
        assert report.doubled == (("2024/2.txt", "0.txt"),) and report.reissued == ()
        assert sources(index)[ID] == "0.txt"
    ledger = searcher_of(index).ledger()
    assert not ledger.is_whole and {entry.key for entry in ledger.open("doubled")} == {ID}


@pytest.mark.parametrize(
    "at, holder", [((10**9, 2 * 10**9), "b.txt"), ((2 * 10**9, 10**9), "a.txt"), ((5, 5), "b.txt")]
)
def test_without_memory_times_decide_and_then_names(
    corpus: Path, index: Path, at: tuple[int, int], holder: str
) -> None:
    (corpus / "2024/2.txt").unlink()
    put(corpus, "a.txt", at=at[0])
    put(corpus, "b.txt", CHANGED, at=at[1])
    update_index(corpus, index)
    assert sources(index)[ID] == holder
    (current(index) / "manifest.json").unlink()
    update_index(corpus, index)
    assert sources(index)[ID] == holder


def test_the_earlier_gets_its_id_back_when_the_later_goes(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = documents(index)
    put(corpus, "2更正.txt", CHANGED)
    update_index(corpus, index)
    (corpus / "2更正.txt").unlink()
    report = update_index(corpus, index)
    assert (report.reissued, report.doubled) == ((), ())
    assert documents(index) == before


def test_a_later_version_that_is_rejected_leaves_the_earlier_as_it_is(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = documents(index)
    (corpus / "2更正.txt").write_bytes(b"")
    update_index(corpus, index)
    assert documents(index) == before
    put(corpus, "2更正.txt", CHANGED)
    update_index(corpus, index)
    after = documents(index)
    (corpus / "2更正.txt").write_bytes(b"")  # it turned bad: its last good articles stay, and stay the later ones
    update_index(corpus, index)
    assert documents(index) == after and sources(index)[ID] == "2更正.txt"


def test_another_issue_that_has_the_same_number_is_no_version(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = articles(index)
    other = text(
        ("召开养老服务第2次会议", "检查敬老院消防"), ("全市婚姻登记跨省通办第2批启动", "县区开展清明祭扫"), LATER
    )
    (corpus / "x.txt").write_text(other, encoding="utf-8")
    report = update_index(corpus, index)
    assert report.doubled == (("x.txt", "2024/2.txt"),) and before.items() <= articles(index).items()
    found = searcher_of(index)
    assert not found.ledger().is_whole and found.issue(ID).edition.earlier == ()


@pytest.mark.parametrize(
    "change, other", [(("第2期\n", "第2期（增刊）\n"), "2024/2.txt"), (("第2期\n", "第2-3期\n"), "2024/3.txt")]
)
def test_supplements_and_combined_issues_are_no_versions(
    corpus: Path, index: Path, change: tuple[str, str], other: str
) -> None:
    update_index(corpus, index)
    before = articles(index)
    put(corpus, "0.txt", change, LATER)
    report = update_index(corpus, index)
    assert report.doubled == (("0.txt", other),) and report.reissued == ()
    assert before.items() <= articles(index).items()


def test_corrections_for_the_plain_id_go_to_the_later_version(corpus: Path, index: Path) -> None:
    title = "市民政局召开养老服务第2次会议"
    (corpus / "lexicon").mkdir()
    rows = (f"{ID}\t{title}\t题名\t\t改过的题名", f"{ID}\t\t期号\t\t2")
    (corpus / "lexicon/corrections.tsv").write_text("\n".join((CORRECTIONS, *rows)) + "\n", encoding="utf-8")
    update_index(corpus, index)
    assert "改过的题名" in articles(index).values()
    put(corpus, "2更正.txt", (title, "市民政局召开另一次会议"))
    report = update_index(corpus, index)
    assert any(title in message for message in report.unused)  # it finds no place in the later one
    assert title in articles(index).values() and "改过的题名" not in articles(index).values()
    (corpus / "2更正.txt").unlink()
    assert update_index(corpus, index).unused == ()
    assert "改过的题名" in articles(index).values()


def test_a_copy_that_parted_from_the_others_is_the_later_version(corpus: Path, index: Path) -> None:
    shutil.copy(corpus / "2024/2.txt", corpus / "2024/9.txt")
    update_index(corpus, index)
    put(corpus, "2024/2.txt", CHANGED)
    for full in (False, True):
        update_index(corpus, index, full=full)
        assert sources(index)[ID] == "2024/2.txt"


# What older versions wrote


def test_an_older_manifest_means_one_rebuild(corpus: Path, index: Path) -> None:
    update_index(corpus, index)
    before = documents(index)
    manifest = load_manifest(index)
    files = {source: replace(record, claims=()) for source, record in manifest.files.items()}
    save_manifest(current(index), replace(manifest, files=files, versions={**manifest.versions, "schema": "4"}))
    path = current(index) / "manifest.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    for row in rows["files"].values():
        del row["claims"]
    path.write_text(json.dumps(rows), encoding="utf-8")
    put(corpus, "0.txt", CHANGED, at=5)  # new in this run: later than what the older version knew
    report = update_index(corpus, index)
    assert report.rebuilt == "schema" and sources(index)[ID] == "0.txt"
    assert {one: document for one, document in documents(index).items() if ID not in one} == {
        one: document for one, document in before.items() if ID not in one
    }
    assert not update_index(corpus, index).committed


def test_last_good_articles_that_cannot_be_made_anew_are_kept_as_they_are(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(corpus, "2更正.txt", CHANGED)
    update_index(corpus, index)
    before = articles(index)
    for name in ("2024/2.txt", "2更正.txt"):
        (corpus / name).write_bytes(b"")

    def foreign(*_: object) -> None:
        raise LookupError("of another version")

    with monkeypatch.context() as patched:
        patched.setattr(indexer.shelf, "bulletin_of", foreign)
        update_index(corpus, index, full=True)
    assert articles(index) == before and sources(index)[ID] == "2更正.txt"


def test_paths_are_in_their_natural_order() -> None:
    assert sorted(["10.txt", "9.txt", "a/2", "第10期", "第9期", "09.txt"], key=natural) == [
        "09.txt", "9.txt", "10.txt", "a/2", "第9期", "第10期"
    ]  # fmt: skip
