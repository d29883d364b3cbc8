"""A structured file holds any number of issues: each is found, counted, removed, doubled and kept like a file's one."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import indexer.reading
from indexer.events import Event, FileDone, IssuesDone
from indexer.writer import update_index
from search.config import Config
from search.generations import current
from search.manifest import load_manifest
from search.request import SearchRequest
from search.results import Copy
from search.searcher import Searcher, open_searcher

EXPORT = "导出.jsonl"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def issue(number: int, text: str = "") -> dict[str, Any]:
    paragraphs = [f"{number}月5日，云岭市民政局局长韦国梁调研第{number}号站。", text or f"全市新增床位{number}00张。"]
    return {
        "issue": {"name": "云岭民政简报", "number": number, "year": 2025, "date": f"2025-{number:02d}-28"},
        "articles": [
            {"section": "市级动态", "title": f"市局调研第{number}号站", "paragraphs": paragraphs},
            {"section": "县区动态", "title": "青溪县开展安全检查", "paragraphs": [f"青溪县检查了{number}处。"]},
        ],
    }


def write(corpus: Path, numbers: Iterable[int], name: str = EXPORT) -> None:
    lines = (json.dumps(issue(number), ensure_ascii=False) for number in numbers)
    (corpus / name).write_text("\n".join(lines), encoding="utf-8")


def searcher_of(index: Path) -> Searcher:
    return open_searcher(Config(index=index))


def issues(index: Path) -> list[str]:
    return sorted(row.issue.id for row in searcher_of(index).issues())


def articles(index: Path) -> set[str]:
    return {hit.id for hit in searcher_of(index).search(SearchRequest(limit=100)).hits}


def ids(*numbers: int) -> list[str]:
    return [f"云岭民政简报-2025-{number:02d}" for number in numbers]


def test_every_issue_of_a_file_is_indexed(corpus: Path, index: Path) -> None:
    write(corpus, range(1, 6))
    report = update_index(corpus, index)
    assert (report.issues, report.articles, report.exit_code) == (5, 10, 0)
    assert issues(index) == ids(1, 2, 3, 4, 5)
    found = searcher_of(index).search(SearchRequest("第4号站", literal=True, person=("韦国梁",)))
    assert [hit.issue.id for hit in found.hits] == ids(4)
    assert list(load_manifest(index).files[EXPORT].issues) == ids(1, 2, 3, 4, 5)
    again = update_index(corpus, index)
    assert (again.committed, again.issues, again.articles) == (False, 5, 10)


def test_issues_come_and_go_with_their_lines(corpus: Path, index: Path) -> None:
    write(corpus, (1, 2, 3))
    update_index(corpus, index)
    before = articles(index)
    write(corpus, (5, 3, 1))  # in another order, too
    assert (update_index(corpus, index).issues, issues(index)) == (3, ids(1, 3, 5))
    assert len(before & articles(index)) == 4
    (corpus / EXPORT).unlink()
    report = update_index(corpus, index)
    assert (report.issues, report.articles, issues(index)) == (0, 0, [])


def test_ids_survive_moving_an_issue_to_another_file(corpus: Path, index: Path) -> None:
    write(corpus, (1, 2, 3))
    update_index(corpus, index)
    before = articles(index)
    write(corpus, (1, 3))
    write(corpus, (2,), "其余.jsonl")
    report = update_index(corpus, index)
    assert (report.doubled, articles(index)) == ((), before)


def test_an_issue_twice_in_one_file_is_told_as_a_version_or_a_copy(corpus: Path, index: Path) -> None:
    rows = [issue(1), issue(2), issue(1, "另一种说法。"), issue(1)]
    (corpus / EXPORT).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = update_index(corpus, index)
    assert report.doubled == ((EXPORT, EXPORT),)
    assert report.copies == (Copy(EXPORT, EXPORT, report.copies[0].issue, "text"),)
    assert (report.issues, len(articles(index))) == (3, 6)
    assert dict(searcher_of(index).status().warnings)["issue_doubled"] == 1
    assert [(one.id, one.copy) for one in load_manifest(index).files[EXPORT].claims if one.issue == ids(1)[0]] == [
        (report.copies[0].issue, False), (ids(1)[0], False), (report.copies[0].issue, True)
    ]  # fmt: skip
    before = articles(index)
    for full in (False, True):
        update_index(corpus, index, full=full)
        assert articles(index) == before


def test_issues_that_two_files_hold_are_copies_one_by_one(corpus: Path, index: Path) -> None:
    write(corpus, (2, 3), "b.jsonl")
    update_index(corpus, index)
    before = articles(index)
    write(corpus, (1, 2), "a.jsonl")
    for full in (False, True):
        report = update_index(corpus, index, full=full)
        assert report.copies == (Copy("a.jsonl", "b.jsonl", ids(2)[0], "text"),)
        assert before <= articles(index) and len(articles(index)) == 6
    write(corpus, (3,), "b.jsonl")  # the copy takes its place
    report = update_index(corpus, index)
    assert (report.copies, report.issues, issues(index)) == ((), 3, ids(1, 2, 3))
    assert before <= articles(index)
    assert searcher_of(index).issue(ids(2)[0]).bulletin.source == "a.jsonl"


@pytest.mark.parametrize("full", [False, True])
def test_a_file_that_turned_bad_keeps_every_last_good_issue(corpus: Path, index: Path, full: bool) -> None:
    write(corpus, (1, 2, 3))
    update_index(corpus, index)
    before = articles(index)
    with (corpus / EXPORT).open("a") as file:
        file.write('\n{"articles": [')
    for _ in range(2):
        report = update_index(corpus, index, full=full)
        assert articles(index) == before
        assert (report.issues, report.articles) == (3, 6)
    record = load_manifest(index).files[EXPORT]
    assert (record.code, record.stale, list(record.issues)) == ("damaged", True, ids(1, 2, 3))
    assert "第 4 行" in (record.reason or "")


@pytest.mark.parametrize("full", [False, True])
def test_of_a_bad_file_the_issues_stay_that_no_other_file_holds(corpus: Path, index: Path, full: bool) -> None:
    write(corpus, (1, 2, 3))
    update_index(corpus, index)
    before = articles(index)
    (corpus / EXPORT).write_text("坏了", encoding="utf-8")
    write(corpus, (2, 4), "a.jsonl")
    report = update_index(corpus, index)
    assert (report.doubled, report.issues, issues(index)) == ((), 4, ids(1, 2, 3, 4))
    assert list(load_manifest(index).files[EXPORT].issues) == ids(1, 3)
    write(corpus, (2, 4), "a.jsonl")
    (corpus / EXPORT).unlink()
    update_index(corpus, index)
    assert issues(index) == ids(2, 4)
    write(corpus, (1, 2, 3))
    update_index(corpus, index)
    (corpus / EXPORT).write_text("又坏了", encoding="utf-8")
    update_index(corpus, index, full=full)
    assert before <= articles(index)
    assert set(ids(1, 3)) <= set(load_manifest(index).files[EXPORT].issues)


def test_issues_held_by_another_file_are_not_kept(corpus: Path, index: Path) -> None:
    write(corpus, (1, 2, 3), "z.jsonl")
    update_index(corpus, index)
    (current(index) / "manifest.json").unlink()  # what each file held is not known any more
    (corpus / "z.jsonl").write_text("坏了", encoding="utf-8")
    write(corpus, (2,), "a.jsonl")
    report = update_index(corpus, index)
    assert (report.doubled, issues(index)) == ((), ids(1, 2, 3))
    assert list(load_manifest(index).files["z.jsonl"].issues) == ids(1, 3)
    assert articles(index) == articles(index) and len(articles(index)) == 6


def test_progress_is_told_issue_by_issue(corpus: Path, index: Path) -> None:
    write(corpus, (1, 2, 3))
    write(corpus, (4,), "a.jsonl")
    told: list[Event] = []
    update_index(corpus, index, told=told.append)
    assert told[2:-1] == [
        FileDone("a.jsonl", 1, 2), IssuesDone(EXPORT, 2, 1, 2), IssuesDone(EXPORT, 3, 1, 2), FileDone(EXPORT, 2, 2)
    ]  # fmt: skip


def test_workers_share_one_large_file(corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer.reading, "POOL_BYTES", 100)
    write(corpus, range(1, 13))
    report = update_index(corpus, index, workers=2)
    assert (report.issues, report.articles) == (12, 24)


READ_WITHIN = """
    import resource, sys
    from pathlib import Path
    from indexer.reading import read_bulletins
    from search.names import Lexicon
    next(iter(read_bulletins(Path(sys.argv[1]), "a", Lexicon())))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(sum(1 for _ in read_bulletins(Path(sys.argv[2]), "b", Lexicon())))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no rusage there")
def test_memory_does_not_grow_with_what_many_issues_name(corpus: Path) -> None:
    write(corpus, (1,), "one.jsonl")
    row = json.dumps({**issue(1), "issue": {}} | {"articles": issue(1)["articles"] * 20}, ensure_ascii=False)
    many = 400
    (corpus / "many.jsonl").write_text("\n".join([row] * many), encoding="utf-8")
    size = (corpus / "many.jsonl").stat().st_size
    script = textwrap.dedent(READ_WITHIN)
    command = [sys.executable, "-c", script, str(corpus / "one.jsonl"), str(corpus / "many.jsonl")]
    out = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout.split()
    grown = int(out[1]) * 1024
    assert int(out[0]) == many
    assert grown < 4 * size + 10_000_000  # its bytes and its text, no 8,000 articles with people
