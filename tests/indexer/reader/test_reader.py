"""A file of the corpus becomes its text and hash; what cannot be one is left aside or named with the reason."""

import hashlib
import os
from pathlib import Path

import pytest

from indexer import reader
from indexer.errors import Rejected
from indexer.reader import read_bytes, read_text
from tests.indexer.reader.made import docx, p, packed, rtf
from tests.indexer.reader.made_doc import doc, ole


def test_text_and_hash_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("会议\r\n".encode("gb18030"))
    found = read_text(path)
    assert found.text == "会议\r\n"
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t "])
def test_an_empty_file_is_told_with_its_size(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    rejected = rejection(path)
    assert rejected.code == "empty" and f"{len(data)} 字节" in rejected.reason


def test_a_file_too_large_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(reader.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("read"))
    assert rejection(path).code == "too_large"


@pytest.mark.parametrize("name", ["gone.txt", "folder.txt"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert rejection(tmp_path / name).code == "unreadable"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xyz", "会议".encode(), "不认识的格式 .xyz"),
        ("a", "会议".encode(), "无扩展名"),
        ("a.tsv", "王　强\t局长".encode("gb18030"), ".docx 或 .txt"),
        ("a.xlsx", packed({"xl/workbook.xml": ""}), "Excel 表格"),
        ("a.pptx", packed({"ppt/presentation.xml": ""}), "PowerPoint"),
        ("a.zip", packed({"第1期.docx": ""}), "先解压"),
        ("a.xls", ole({"Workbook": b""}), "Excel 表格"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "图片"),
        ("a.rar", b"Rar!\x1a\x07", "压缩包"),
        ("a.mp4", bytes(100), ".mp4"),
        ("a.exe", b"", ".exe"),
    ],
)
def test_an_unknown_format_is_named_with_what_to_do(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    rejected = rejection(tmp_path / name)
    assert rejected.code == "unknown_format" and told in rejected.reason and "请" in rejected.reason


@pytest.mark.parametrize("name", ["第3期", "第3期.docm", "第3期.doc1", "第3期.存档"])
@pytest.mark.parametrize("data", [docx(p("会议")), doc("会议"), rtf("会议"), b"<html>" + "会议".encode("gb18030")])
def test_a_name_that_tells_nothing_does_not_hide_what_the_bytes_tell(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert read_text(tmp_path / name).text == "会议\n"


def test_a_large_file_of_an_unknown_format_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.mp4").open("wb") as file:
        file.truncate(reader.MAX_PICTURED + 1)
    assert rejection(tmp_path / "a.mp4").code == "unknown_format"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert rejection(tmp_path / "a.txt").code == "unreadable"


def test_bytes_come_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\x00\x01")
    assert read_bytes(tmp_path / "a.txt") == b"\xff\x00\x01"


def rejection(path: Path) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read_text(path)
    return caught.value
