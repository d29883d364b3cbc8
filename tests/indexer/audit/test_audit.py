"""A sound index passes; whatever is damaged in it is found out and named; changed files are no losses."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from whoosh import index as whoosh_index

from indexer import reader
from indexer.audit import Audit, audit
from indexer.audit.scan import Scan
from indexer.audit.texts import random_pieces
from indexer.segments import CommitWriter
from indexer.writer import update_index
from search.config import Config
from search.corrections import CORRECTION_COLUMNS
from search.generations import current, number_of
from search.manifest import FileRecord, IssueRecord, load_manifest, save_manifest
from search.schema import IndexDocument, stored_row
from tests.indexer import command

ISSUE = "岚州民政简报-2024-02"  # of 2024/2024-03.txt


def audited(folder: Path, sample: int = 200) -> Audit:
    return audit(Config(corpus=folder / "corpus", index=folder / "index"), sample)


def failing(found: Audit) -> set[str]:
    return {check.name for check in found.checks if check.failed}


def told(found: Audit) -> str:
    return "\n".join(failure for check in found.checks for failure in check.failures)


def run(folder: Path, *args: str) -> Result:
    flags = ("--index", str(folder / "index"), "--corpus", str(folder / "corpus"))
    return command.run("verify", *flags, *args)


# ---- sound indexes


@pytest.mark.parametrize("seed", [0, 1])
def test_the_sample_archive_passes(config: Config, seed: int) -> None:
    found = audit(config, 300, seed)
    assert (failing(found), told(found)) == (set(), "")
    assert found.recall == 1
    assert found.sources == 19 and not any(found.aside.values())
    assert {check.name for check in found.checks if check.checked} == {
        "manifest", "lines", "source_pieces", "texts", "words", "literal", "printed", "quoted", "ordinary", "contents",
        "titles", "people", "facets",
    }  # fmt: skip


def test_an_archive_of_several_segments_with_deletions_passes(small_archive: Path) -> None:
    for name in ("2024-04.txt", "2024-06.txt"):
        file = small_archive / "corpus/2024" / name
        file.write_text(file.read_text(encoding="utf-8").replace("养老", "养老助残"), encoding="utf-8")
        update_index(small_archive / "corpus", small_archive / "index")
    assert told(audited(small_archive)) == ""


def test_corrections_of_staff_are_no_losses(small_archive: Path) -> None:
    first = next(d for d in documents(small_archive) if d.issue == ISSUE and d.kind == "article")
    rows = ["\t".join(CORRECTION_COLUMNS), f"{first.id}\t\ttitle\t\t另一个题名", f"{ISSUE}\t\tnumber\t\t33"]
    (small_archive / "corpus/lexicon/corrections.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    update_index(small_archive / "corpus", small_archive / "index")
    assert "另一个题名" in {d.title for d in documents(small_archive)}
    assert told(audited(small_archive)) == ""


@pytest.mark.parametrize(
    "paragraphs", [["第一段，王䶮到会。", "𠮷野家在第二段。"], ['含“引号"和 空格。\nＡＢＣ 与臺灣'], []]
)
@pytest.mark.parametrize("held", [60_000_000, 10])
def test_structured_bulletins_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paragraphs: list[str], held: int
) -> None:
    monkeypatch.setattr(reader, "MAX_PICTURED", held)  # what is larger is read line by line
    rows = [
        {
            "issue": {"name": "云岭民政简报", "number": n, "year": 2025, "date": f"2025-0{n}-01"},
            "masthead": "云岭民政简报\n内部资料",
            "distribution": {"text": "报：省民政厅。"},
            "articles": [
                {"section": "市级动态", "title": f"第{n}次会议 召开", "paragraphs": [*paragraphs, f"第{n}段。"]}
            ],
        }
        for n in (1, 2, 3)
    ]
    (tmp_path / "corpus").mkdir()
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "corpus/all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    update_index(tmp_path / "corpus", tmp_path / "index")
    found = audited(tmp_path)
    assert told(found) == ""
    lines_check = next(check for check in found.checks if check.name == "lines")
    assert lines_check.checked == 3 * (6 + sum(len(p.split("\n")) for p in paragraphs)) + 1


def test_pieces_have_what_is_hard() -> None:
    text = "养老服务" * 500 + "王䶮𠮷PM2.5\nＡ" + "养老服务" * 500
    pieces = random_pieces(Scan([text]).codes, 300, random.Random(0))
    assert len(pieces) == 300 and {len(piece) for piece in pieces} == set(range(1, 13))
    for hard in ("䶮", "𠮷", "P", "2", "\n", "Ａ"):
        assert sum(hard in piece for piece in pieces) > 5, hard


# ---- damaged ones


def documents(folder: Path) -> list[IndexDocument]:
    with whoosh_index.open_dir(current(folder / "index")).reader() as reader:
        rows = [stored_row(fields["document"]) for _, fields in reader.iter_docs()]
    return [IndexDocument(**row) for row in rows]


def with_manifest_kept(folder: Path, change: Callable[[CommitWriter, tuple[IndexDocument, ...]], None]) -> None:
    """A commit of which the manifest knows nothing."""
    index = folder / "index"
    manifest = load_manifest(index)
    writer = CommitWriter(index, clear=False)
    change(writer, tuple(d for d in documents(folder) if d.issue == ISSUE))
    writer.commit()
    save_manifest(current(index), replace(manifest, generation=number_of(current(index))))


def without_an_article(writer: CommitWriter, issue: tuple[IndexDocument, ...]) -> None:
    writer.revise(ISSUE, issue[1:])


def with_a_sentence_less(writer: CommitWriter, issue: tuple[IndexDocument, ...]) -> None:
    first, *rest = issue
    writer.revise(ISSUE, (replace(first, body=first.body[: first.body.index("。")]), *rest))


def with_a_character_changed(writer: CommitWriter, issue: tuple[IndexDocument, ...]) -> None:
    first, *rest = issue
    writer.revise(ISSUE, (replace(first, body=first.body.replace("。", "、", 1)), *rest))


def with_a_figure_less(writer: CommitWriter, issue: tuple[IndexDocument, ...]) -> None:
    writer.revise(ISSUE, [replace(document, body=document.body.replace("１２，３４５", "")) for document in issue])


def with_an_article_twice(writer: CommitWriter, issue: tuple[IndexDocument, ...]) -> None:
    writer.add([issue[0]])


def with_a_title_more(writer: CommitWriter, issue: tuple[IndexDocument, ...]) -> None:
    own = issue[-1]
    sections = [*own.data["sections"], {"name": "其他", "titles": ["没有这一篇文章"]}]
    writer.revise(ISSUE, (*issue[:-1], replace(own, data={**own.data, "sections": sections})))


@pytest.mark.parametrize(
    "change, checks",
    [
        (without_an_article, {"manifest", "lines", "contents"}),
        (with_a_sentence_less, {"lines"}),
        (with_a_character_changed, {"lines"}),
        (with_a_figure_less, {"lines"}),
        (with_an_article_twice, {"manifest"}),
        (with_a_title_more, {"contents"}),
    ],
)
def test_a_document_that_is_not_as_it_was_read_is_found_out(
    small_archive: Path, change: Callable[[CommitWriter, tuple[IndexDocument, ...]], None], checks: set[str]
) -> None:
    file = small_archive / "corpus/2024/2024-03.txt"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n　　", "\n　　１２，３４５\n　　", 1), encoding="utf-8")  # of a table: no letters
    update_index(small_archive / "corpus", small_archive / "index")
    assert told(audited(small_archive, 20)) == ""
    with_manifest_kept(small_archive, change)
    found = audited(small_archive, 50)
    assert checks <= failing(found)
    assert ISSUE in told(found)
    assert run(small_archive, "--sample", "20").exit_code == 1


def a_character_changed(array: "np.ndarray[Any, Any]") -> None:
    array[len(array) // 2] += 1


def a_third_lost(array: "np.ndarray[Any, Any]") -> None:
    array[: len(array) // 3] = 0


def one_more(array: "np.ndarray[Any, Any]") -> None:
    array[array == array[0]] = array[0] + 1


def far_off(array: "np.ndarray[Any, Any]") -> None:
    array[:] = 10**6


@pytest.mark.parametrize(
    "column, change, checks",
    [
        ("literals.text", a_character_changed, {"texts"}),
        ("literals.places_low", a_third_lost, {"literal", "quoted", "printed", "ordinary"}),
        ("literals.pair_starts", a_third_lost, {"literal"}),
        ("literals.odd_chars", a_character_changed, {"texts"}),
        ("terms.starts", a_third_lost, {"words"}),
        ("person.codes", one_more, {"people"}),
        ("section.codes", one_more, {"facets"}),
        ("date", a_third_lost, {"facets"}),
        ("kind", one_more, {"facets"}),
        ("literals.blocks", far_off, {"pieces"}),  # which makes searching fail
    ],
)
def test_columns_that_are_not_what_is_stored_are_found_out(
    small_archive: Path, column: str, change: Callable[["np.ndarray[Any, Any]"], None], checks: set[str]
) -> None:
    [file] = (current(small_archive / "index") / "columns").glob(f"*/{column}.npy")
    array = np.load(file)
    change(array)
    np.save(file, array)
    found = audited(small_archive, 100)
    assert checks <= failing(found), told(found)
    assert found.recall < 1


def with_another_record(folder: Path, change: Callable[[FileRecord], FileRecord]) -> None:
    index = folder / "index"
    manifest = load_manifest(index)
    source = "2024/2024-03.txt"
    save_manifest(current(index), replace(manifest, files={**manifest.files, source: change(manifest.files[source])}))


@pytest.mark.parametrize(
    "issues",
    [
        {ISSUE: IssueRecord(articles=99)},
        {},
        {ISSUE: IssueRecord(articles=5), "没有这一期-2024-99": IssueRecord(articles=1)},
    ],
)
def test_a_manifest_that_counts_otherwise_is_found_out(small_archive: Path, issues: dict[str, IssueRecord]) -> None:
    with_another_record(small_archive, lambda record: replace(record, issues=issues))
    found = audited(small_archive)
    assert "manifest" in failing(found)
    assert "2024/2024-03.txt" in told(found)


def test_a_lost_manifest_is_found_out(small_archive: Path) -> None:
    (current(small_archive / "index") / "manifest.json").unlink()
    found = audited(small_archive)
    assert failing(found) == {"manifest"}
    assert found.sources == 0 and len(found.aside["new"]) == 4


# ---- files that tell nothing of the index


def test_files_that_are_no_longer_what_was_indexed_are_told_apart(small_archive: Path) -> None:
    corpus = small_archive / "corpus/2024"
    (corpus / "bad.txt").write_bytes(b"\0\1\2\3" * 100)
    update_index(small_archive / "corpus", small_archive / "index")
    (corpus / "2024-01.txt").write_text("全变了", encoding="utf-8")
    (corpus / "2024-03.txt").unlink()
    shutil.copy(corpus / "2024-04.txt", corpus / "later.txt")
    found = audited(small_archive)
    assert told(found) == ""
    assert {name: files for name, files in found.aside.items() if files} == {
        "changed": ("2024/2024-01.txt",),
        "vanished": ("2024/2024-03.txt",),
        "rejected": ("2024/bad.txt",),
        "new": ("2024/later.txt",),
    }
    result = run(small_archive, "--sample", "50")
    assert result.exit_code == 0
    for name in ("2024-01.txt", "2024-03.txt", "bad.txt", "later.txt"):
        assert f"2024/{name}" in result.stdout


def test_files_beyond_the_sample_are_told(small_archive: Path) -> None:
    found = audited(small_archive, 3)
    assert found.sources == 3 and len(found.aside["left_out"]) == 1


# ---- the command


def test_json_tells_what_was_checked(small_archive: Path) -> None:
    result = run(small_archive, "--json", "--sample", "100", "--seed", "7")
    row = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (row["passed"], row["recall"], row["failed"], row["sample"], row["seed"]) == (True, 1.0, 0, 100, 7)
    assert row["checked"] == sum(check["checked"] for check in row["checks"]) > 500
    assert set(row["aside"]) == {"changed", "vanished", "rejected", "new", "left_out"}


def test_the_same_seed_draws_the_same_sample(small_archive: Path) -> None:
    first, second = (replace(audited(small_archive, 50), seconds=0) for _ in range(2))
    assert first == second


def test_failures_are_bounded_and_counted(small_archive: Path) -> None:
    with_manifest_kept(small_archive, lambda writer, issue: writer.revise(ISSUE, issue[-1:]) and None)
    result = run(small_archive, "--sample", "50")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) < 60 and "另有" in result.stdout and "✗" in result.stdout


def test_without_an_index_the_code_is_4(tmp_path: Path, corpus_dir: Path) -> None:
    result = command.run("verify", "--index", tmp_path / "none", "--corpus", corpus_dir)
    assert (result.exit_code, result.stdout) == (4, "")


@pytest.mark.parametrize("args", [("--corpus", "/nowhere/at/all"), ("--sample", "0"), ("--seed", "x")])
def test_usage_errors_exit_with_2(config: Config, args: tuple[str, str]) -> None:
    result = command.run("verify", "--index", config.index, *args)
    assert result.exit_code == 2


def test_an_index_can_be_audited_where_its_files_are_not(small_archive: Path) -> None:
    shutil.rmtree(small_archive / "corpus")
    found = audited(small_archive, 50)
    assert told(found) == "" and len(found.aside["vanished"]) == 4
