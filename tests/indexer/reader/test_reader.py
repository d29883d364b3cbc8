"""A file of the corpus becomes its text and hash; what cannot be one is left aside or named with the reason."""

import hashlib
import os
from pathlib import Path

import pytest

from indexer import reader
from indexer.errors import Rejected
from indexer.reader import is_bulletin_file, read_bytes, read_text, source_name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2024-01.txt", True),
        ("第3期.TXT", True),
        ("简报.md", True),
        ("简报.html", True),
        ("简报.htm", True),
        ("简报.DOCX", True),
        ("简报.doc", True),
        ("简报.wps", True),
        ("简报.rtf", True),
        ("简报.pdf", True),
        ("简报.ofd", True),
        ("导出.jsonl", True),
        ("~$简报.docx", False),
        ("简报.xlsx", False),
        (".隐藏.txt", False),
        ("~$简报.txt", False),
        ("._2024-01.txt", False),
        ("people.tsv", False),
        ("2024-01.txt.bak", False),
        ("2024-01.txt~", False),
        ("README", False),
    ],
)
def test_only_files_meant_to_be_read_count(name: str, meant: bool) -> None:
    assert is_bulletin_file(Path("2024") / name) is meant


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"2024/\xe7\xae\x80\xe6\x8a\xa5.txt", "2024/简报.txt"),
        ("2024/简报.txt".encode("gb18030"), "2024/简报.txt"),
        (b"\xff\xff.txt", "\\xff\\xff.txt"),
        (b"a b.txt", "a b.txt"),
    ],
    ids=["utf-8", "gb18030", "neither", "ascii"],
)
@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_every_name_can_be_told(raw: bytes, told: str) -> None:
    name = source_name(Path(os.fsdecode(raw)))
    assert name == told
    name.encode()


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
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("read"))
    assert rejection(path).code == "too_large"


@pytest.mark.parametrize("name", ["gone.txt", "folder.txt"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert rejection(tmp_path / name).code == "unreadable"


@pytest.mark.parametrize(("name", "shown"), [("a.xyz", ".xyz"), ("a", "无扩展名")])
def test_an_unknown_format_is_told_with_those_that_are_known(tmp_path: Path, name: str, shown: str) -> None:
    (tmp_path / name).write_text("会议", encoding="utf-8")
    rejected = rejection(tmp_path / name)
    assert rejected.code == "unknown_format" and shown in rejected.reason and ".txt" in rejected.reason


def test_bytes_come_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\x00\x01")
    assert read_bytes(tmp_path / "a.txt") == b"\xff\x00\x01"


def rejection(path: Path) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read_text(path)
    return caught.value
