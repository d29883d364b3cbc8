"""A structured file that is too large to be held is read line by line, to the same bulletins."""

import json
import tracemalloc
from pathlib import Path

import pytest

import indexer.reader
from indexer.errors import Rejected
from indexer.reader import read_structured, streamed


@pytest.fixture(autouse=True)
def nothing_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer.reader, "MAX_PICTURED", 10)


def line(number: int, text: str = "正文。") -> str:
    row = {"issue": {"name": "某简报", "total_number": number}, "articles": [{"title": "甲", "body": text}]}
    return json.dumps(row, ensure_ascii=False)


def test_it_comes_as_if_it_were_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\ufeff" + "\r\n\n".join(map(line, range(1, 5))), encoding="utf-8")
    found = list(read_structured(path, "a.jsonl"))
    monkeypatch.setattr(indexer.reader, "MAX_PICTURED", 1_000_000)
    assert found == list(read_structured(path, "a.jsonl")) and len(found) == 4
    assert found[0].sha256 == indexer.reader.sha256_of(path.read_bytes())


@pytest.mark.parametrize(
    "data, code, told",
    [
        (line(1).encode() + b"\n{x", "damaged", "第 2 行"),
        (line(1).encode() + b"\n" + line(2).encode("gb18030"), "undecodable", "第 2 行"),
        (line(1, "长" * 1000).encode(), "too_large", "第 1 行"),
        (b"\n" * 20, "empty", ""),
    ],
)
def test_a_bad_line_rejects_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, code: str, told: str
) -> None:
    monkeypatch.setattr(streamed, "MOST_IN_LINE", 500)
    (tmp_path / "a.jsonl").write_bytes(data)
    with pytest.raises(Rejected) as rejected:
        read_structured(tmp_path / "a.jsonl", "a.jsonl")
    assert rejected.value.code == code and told in rejected.value.reason


def test_a_file_that_changes_while_it_is_read_ends_there(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(line(n, "长" * 20_000) for n in range(9)), encoding="utf-8")
    found = read_structured(path, "a.jsonl")
    next(found)
    path.write_text("{x\n" * 90_000, encoding="utf-8")
    assert len(list(found)) < 8


def test_it_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(line(n, "长" * 10_000) for n in range(200)), encoding="utf-8")  # 6 MB
    tracemalloc.start()
    assert sum(1 for _ in read_structured(path, "a.jsonl")) == 200
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
