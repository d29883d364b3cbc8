"""The ledger on the command line: in short, in full, as JSON; what makes --strict fail, and what staff acknowledge."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.indexer.command import run


def row(number: int, day: str) -> dict[str, Any]:
    return {
        "issue": {"name": "青州简报", "number": number, "year": int(day[:4]), "date": day},
        "articles": [{"title": f"{day}的一篇", "paragraphs": [f"{day}，某镇召开会议。"]}],
    }


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Numbers 1, 3 and 3 of a year, and a file that is none."""
    corpus = tmp_path / "corpus"
    (corpus / "lexicon").mkdir(parents=True)
    for name, one in (("1", row(1, "2022-01-08")), ("3", row(3, "2022-02-08")), ("3b", row(3, "2022-02-18"))):
        (corpus / f"{name}.jsonl").write_text(json.dumps(one), encoding="utf-8")
    (corpus / "相片.jpg").write_bytes(b"\xff\xd8\xff\xe0 no bulletin")
    assert run("index", corpus, "--index", tmp_path / "index").exit_code == 1
    return tmp_path


def asked(archive: Path, command: str, *more: object) -> Result:
    return run(command, "--index", archive / "index", "--corpus", archive / "corpus", *more)


def test_status_tells_what_is_missing_in_short_and_all_with_ledger(archive: Path) -> None:
    short, full = asked(archive, "status"), asked(archive, "status", "--ledger")
    assert (short.exit_code, full.exit_code) == (0, 0)
    assert "缺期 1（2）" in short.stdout and "重号 2（3、3）" in short.stdout and "未收 相片.jpg" in short.stdout
    assert "缺期 2022 第2期：前后两期号数不连" in full.stdout and "3b.jsonl" in full.stdout
    assert "3b.jsonl" not in short.stdout


def test_status_as_json_has_the_whole_ledger(archive: Path) -> None:
    found = json.loads(asked(archive, "status", "--json").stdout)["ledger"]
    (year,) = found["series"][0]["years"]
    assert (year["missing"], year["doubled"], len(year["issues"]), found["whole"]) == ([2], [3], 3, False)
    assert [one["source"] for one in found["rejected"]] == ["相片.jpg"]


def test_strict_fails_until_all_is_acknowledged(archive: Path) -> None:
    strict = asked(archive, "status", "--strict")
    assert strict.exit_code == 1
    assert all(told in strict.stderr for told in ("青州简报-2022-02", "青州简报-2022-03", "相片.jpg"))
    assert asked(archive, "acknowledge", "青州简报-2022-02").exit_code == 0
    assert "青州简报-2022-02" not in asked(archive, "status", "--strict").stderr
    assert asked(archive, "acknowledge", "--all").exit_code == 0
    whole = asked(archive, "status", "--strict")
    assert (whole.exit_code, whole.stderr) == (0, "")
    assert "缺期 1（2）" in whole.stdout  # still told
    table = (archive / "corpus/lexicon/acknowledged.tsv").read_text("utf-8-sig").splitlines()
    assert [line.split("\t")[:2] for line in table[1:]] == [
        ["缺期", "青州简报-2022-02"], ["重号", "青州简报-2022-03"], ["未收", "相片.jpg"]
    ]  # fmt: skip


def test_a_rejected_file_that_changed_is_told_again_and_kept_as_one_row(archive: Path) -> None:
    asked(archive, "acknowledge", "--all")
    (archive / "corpus/相片.jpg").write_bytes(b"\xff\xd8\xff\xe0 another")
    run("index", archive / "corpus", "--index", archive / "index")
    assert "相片.jpg" in asked(archive, "status", "--strict").stderr
    asked(archive, "acknowledge", "相片.jpg")
    assert asked(archive, "status", "--strict").exit_code == 0
    assert (archive / "corpus/lexicon/acknowledged.tsv").read_text("utf-8-sig").count("相片.jpg") == 1


@pytest.mark.parametrize("what", [(), ("青州简报-2022-01",), ("青州简报-2022-02", "--all")])
def test_only_what_is_open_can_be_acknowledged(archive: Path, what: tuple[str, ...]) -> None:
    assert asked(archive, "acknowledge", *what).exit_code == 2
    assert not (archive / "corpus/lexicon/acknowledged.tsv").exists()


def test_index_strict_fails_on_gaps_that_a_plain_run_passes(archive: Path) -> None:
    plain = ["index", archive / "corpus", "--index", archive / "index"]
    assert run(*plain).exit_code == 0
    strict = run(*plain, "--strict")
    assert strict.exit_code == 1 and "青州简报-2022-02" in strict.stderr
    asked(archive, "acknowledge", "--all")
    assert run(*plain, "--strict").exit_code == 0


def test_a_corrected_version_and_a_copy_are_told_and_pass(archive: Path) -> None:
    corpus = archive / "corpus"
    marked = {**row(1, "2022-01-08"), "masthead": "青州简报\n2022年第1期（更正）"}
    (corpus / "1更.jsonl").write_text(json.dumps(marked), encoding="utf-8")
    (corpus / "3.bak.jsonl").write_text(json.dumps(row(3, "2022-02-08")), encoding="utf-8")
    run("index", corpus, "--index", archive / "index")
    asked(archive, "acknowledge", "--all")
    assert asked(archive, "status", "--strict").exit_code == 0
    short, full = asked(archive, "status").stdout, asked(archive, "status", "--ledger").stdout
    assert "更正 1（1）" in short and "副本 1 份" in short and "3.bak.jsonl" not in short
    assert "更正 2022 第1期：较早一版，以印有更正字样的 1更.jsonl 为准" in full
    assert "同一文件 3.bak.jsonl：即 3.jsonl" in full
    found = json.loads(asked(archive, "status", "--json").stdout)
    assert [(one["source"], one["of"], one["same"]) for one in found["copies"]] == [("3.bak.jsonl", "3.jsonl", "bytes")]
    assert [(one["later"], one["why"]) for one in found["reissues"] if one["why"]] == [("青州简报-2022-01", "mark")]
    (year,) = found["ledger"]["series"][0]["years"]
    assert (year["reissued"], year["doubled"]) == ([1], [3])
