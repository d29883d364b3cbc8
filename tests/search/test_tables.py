"""Tables as spreadsheets and editors write them are read; an edit changes one line and keeps the rest."""

import codecs
import os
from pathlib import Path

import pytest

from search.tables import read_table

COLUMNS = ("name", "key", "status")
TEXT = "name\tkey\tstatus\n# 说明\n甲\t甲@一\t\n\n乙\n"
ROWS = [{"name": "甲", "key": "甲@一", "status": ""}, {"name": "乙", "key": "", "status": ""}]


def rows(path: Path) -> list[dict[str, str]]:
    table = read_table(path, COLUMNS)
    assert not table.problems
    return [dict(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF16_LE + TEXT.replace("\n", "\r\n").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.removesuffix("\n").encode(),
        TEXT.replace("\n", "\t\t\t\n").encode(),  # empty columns of a spreadsheet
        TEXT.replace("# 说明", '"# 说明，"').replace("甲@一", '"甲@一"').encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["plain", "mark", "CRLF", "Excel's Unicode text", "big endian", "no end", "wide", "quoted", "CR"],
)
def test_what_programs_write_is_read(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(data)
    assert rows(tmp_path / "a.tsv") == ROWS


def test_columns_of_one_s_own_and_in_another_order_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("备注\tstatus\tname\tkey\n旧\t\t甲\t甲@一\n\t\t乙\n", encoding="utf-8")
    assert [{c: row[c] for c in COLUMNS} for row in rows(tmp_path / "a.tsv")] == ROWS


def test_a_file_that_is_not_there_has_no_rows(tmp_path: Path) -> None:
    assert rows(tmp_path / "none.tsv") == []


@pytest.mark.parametrize(
    ("data", "line", "told"),
    [
        (b"\xff\x00\xff", 0, "UTF-8"),
        ("name\tkey\tstatus\n甲\n".encode("gb18030"), 0, "Unicode"),
        (b"name\tstatus\n", 1, "表头"),
        (b"", 1, "表头"),
        (b"name\tname\tkey\tstatus\n", 1, "表头"),
        ("name\tkey\tstatus\n甲\t\t\t多\n".encode(), 2, "最多 3 列"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line(data: bytes, line: int, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(data)
    [problem] = read_table(tmp_path / "a.tsv", COLUMNS).problems
    assert (problem.line, told in problem.message) == (line, True)
    assert "a.tsv" in str(problem)


@pytest.mark.parametrize(
    ("mark", "encoding", "newline"),
    [(b"", "utf-8", "\n"), (codecs.BOM_UTF8, "utf-8", "\r\n"), (codecs.BOM_UTF16_LE, "utf-16-le", "\r\n")],
)
def test_an_edit_changes_its_line_and_nothing_else(mark: bytes, encoding: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    lines = ["name\tkey\tstatus\t备注", "# 说明", "甲\t甲@一\t\t  旧 ", "", "乙\t\t\t\t\t"]
    path.write_bytes(mark + "".join(line + newline for line in lines).encode(encoding))
    table = read_table(path, COLUMNS)
    table = table.with_cells(3, {"status": "x"}).with_row({"name": "丙"}, after=3).with_row({"name": '"丁"'})
    table.save()
    assert path.read_bytes().startswith(mark)
    assert path.read_bytes()[len(mark) :].decode(encoding).split(newline) == [
        lines[0], lines[1], "甲\t甲@一\tx\t旧", "丙\t\t\t", "", lines[4], '"""丁"""\t\t\t', "",
    ]  # fmt: skip
    table.without_line(3).save()
    assert [row["name"] for row in rows(path)] == ["丙", "乙", '"丁"']


def test_a_cell_cannot_end_itself(tmp_path: Path) -> None:
    read_table(tmp_path / "a.tsv", COLUMNS).with_row({"name": "甲\t乙\n丙"}).save()
    assert [row["name"] for row in rows(tmp_path / "a.tsv")] == ["甲 乙 丙"]


@pytest.mark.skipif(os.name == "nt", reason="no modes there")
def test_a_saved_file_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.tsv").chmod(0o640)
    (tmp_path / "link.tsv").symlink_to("a.tsv")
    read_table(tmp_path / "link.tsv", COLUMNS).with_row({"name": "丙"}).save()
    assert (tmp_path / "link.tsv").is_symlink()
    assert (tmp_path / "a.tsv").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tsv", "link.tsv"]


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.tsv").write_text(TEXT, encoding="utf-8")
    table = read_table(tmp_path / "a.tsv", COLUMNS).with_row({"name": "丙"})
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        table.save()
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == [TEXT]
