"""A file of any format becomes bulletins with what they name, or the reason why not, told as a value."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import indexer.entities
import indexer.reading
from indexer.reading import read_bulletins, reading, readings
from search.model import to_json
from search.names import Lexicon, load_lexicon
from tests.indexer.reader.made import docx, ofd, ofd_text, p, rtf
from tests.indexer.reader.made_doc import doc
from tests.indexer.reader.made_pdf import pdf

LINES = (
    "云岭民政简报",
    "第12期",
    "云岭市民政局办公室　　2025年3月28日",
    "本期要目",
    "●市级动态",
    "市局召开养老服务工作推进会",
    "●市级动态",
    "市局召开养老服务工作推进会",
    "　　3月25日，市民政局召开会议。市民政局局长韦国梁主持会议。",
    "报：省民政厅。",
)
FILES = {
    "a.txt": "\n".join(LINES).encode("gb18030"),
    "a.html": ("<meta charset=gb2312>" + "".join(f"<p>{line}</p>" for line in LINES)).encode("gb18030"),
    "a.docx": docx("".join(p(line) for line in LINES)),
    "a.doc": doc(*LINES),
    "a.wps": docx("".join(p(line) for line in LINES)),
    "a.rtf": rtf("".join(line + r"\par " for line in LINES)),
    "a.ofd": ofd("".join(ofd_text(line, 30, 40 + 12 * n) for n, line in enumerate(LINES))),
    "a.pdf": pdf([(60.0, 140 + 30.0 * n, line) for n, line in enumerate(LINES)]),
}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return load_lexicon(tmp_path_factory.mktemp("lexicon"))


@pytest.mark.parametrize("name", FILES)
def test_a_bulletin_is_the_same_in_every_format(name: str, tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    [bulletin] = read_bulletins(tmp_path / name, name, lexicon)
    issue, [article] = bulletin.issue, bulletin.articles
    assert (issue.name, issue.number, str(issue.date)) == ("云岭民政简报", 12, "2025-03-28")
    assert (article.section, article.title, str(article.date)) == ("市级动态", LINES[5], "2025-03-25")
    assert article.paragraphs == (LINES[8].strip("　"),)
    assert [(q.name, q.posts) for q in article.people] == [("韦国梁", ("市民政局局长",))]
    assert bulletin.distribution is not None


def test_characters_lost_are_told_and_cost_no_file(tmp_path: Path, lexicon: Lexicon) -> None:
    data = ("\n".join(LINES) + "\n" + (LINES[8] + "\n") * 40).encode("gb18030")
    at = data.index(b"\n", data.index("会议召开".encode("gb18030")[:2]))
    (tmp_path / "a.txt").write_bytes(data[:at] + b"\xff" + data[at:])
    [bulletin] = read_bulletins(tmp_path / "a.txt", "a.txt", lexicon)
    assert [(w.code, w.line) for w in bulletin.warnings if w.code == "characters_lost"] == [("characters_lost", 6)]
    assert "1 个字" in bulletin.warnings[-1].message


def rows(count: int) -> str:
    articles = [{"section": "市级动态", "title": LINES[5], "paragraphs": [LINES[8].strip("　")]}]
    issue = {"name": "云岭民政简报", "year": 2025, "date": "2025-03-28"}
    return "\n".join(
        json.dumps({"issue": {**issue, "number": n}, "articles": articles}, ensure_ascii=False)
        for n in range(1, count + 1)
    )


def test_a_structured_file_gives_all_its_bulletins_with_their_people(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "a.jsonl").write_text(rows(3), encoding="utf-8")
    bulletins = list(read_bulletins(tmp_path / "a.jsonl", "x/a.jsonl", lexicon))
    assert [b.issue.id for b in bulletins] == ["云岭民政简报-2025-01", "云岭民政简报-2025-02", "云岭民政简报-2025-03"]
    assert all(b.source == "x/a.jsonl" and b.articles[0].people[0].name == "韦国梁" for b in bulletins)


def test_what_was_parsed_can_be_read_again(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "a.txt").write_bytes(FILES["a.txt"])
    [bulletin] = read_bulletins(tmp_path / "a.txt", "a.txt", lexicon)
    (tmp_path / "a.jsonl").write_text(json.dumps(to_json(bulletin)), encoding="utf-8")
    [again] = read_bulletins(tmp_path / "a.jsonl", "a.txt", lexicon)
    assert to_json(again) == to_json(bulletin) | {"sha256": again.sha256}


def test_a_rejection_is_a_value(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "a.docx").write_bytes(FILES["a.docx"][:-40])
    found = reading(tmp_path / "a.docx", "a.docx", lexicon)
    assert not found.bulletins and found.rejected is not None and found.rejected.code == "truncated"


def test_a_bad_line_is_told_before_the_first_bulletin(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "a.jsonl").write_text(rows(3) + "\n{", encoding="utf-8")
    found = reading(tmp_path / "a.jsonl", "a.jsonl", lexicon)
    assert not found.bulletins and found.rejected is not None and "第 4 行" in found.rejected.reason


def test_a_fault_in_finding_names_costs_the_names_and_not_the_text(
    tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.entities, "annotate", lambda *_: 1 / 0)
    (tmp_path / "a.txt").write_bytes(FILES["a.txt"])
    [bulletin] = read_bulletins(tmp_path / "a.txt", "a.txt", lexicon)
    assert bulletin.articles[0].paragraphs == (LINES[8].strip("　"),)
    assert [w.code for w in bulletin.warnings] == ["entities_failed"]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("many", [100, indexer.reading.POOL_BYTES])
def test_workers_give_the_same_in_the_same_order(
    workers: int, many: int, tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.reading, "POOL_FROM", 2)
    monkeypatch.setattr(indexer.reading, "POOL_BYTES", many)
    names = ("a.txt", "b.jsonl", "c.jsonl", "d.txt", "e.txt")
    contents = (FILES["a.txt"], rows(40).encode(), b"{x", b"", FILES["a.txt"])
    for name, data in zip(names, contents, strict=True):
        (tmp_path / name).write_bytes(data)
    files = {name: tmp_path / name for name in names}
    found = [
        (read.source, read.rejected and read.rejected.code, [b.issue.number for b in read.bulletins])
        for read in readings(files, names, lexicon, workers)
    ]
    assert found == [
        ("a.txt", None, [12]),
        ("b.jsonl", None, list(range(1, 41))),
        ("c.jsonl", "damaged", []),
        ("d.txt", "empty", []),
        ("e.txt", None, [12]),
    ]


@pytest.mark.parametrize(
    "many, ahead",
    [
        pytest.param(indexer.reading.POOL_BYTES, 3, id="files of few bulletins go to workers as they come"),
        pytest.param(100, 1, id="of a file of many, the bulletins do, when its turn comes"),
    ],
)
def test_files_are_read_while_earlier_ones_are_waited_for(
    many: int, ahead: int, tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, *_: object, initargs: tuple[Lexicon], **__: object) -> None:
            super().__init__(1)
            monkeypatch.setattr(indexer.reading, "_here", [*initargs])

        def submit(self, *task: Any, **options: Any) -> Any:
            given.append(task)
            return super().submit(*task, **options)

    monkeypatch.setattr(indexer.reading, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(indexer.reading, "POOL_FROM", 2)
    monkeypatch.setattr(indexer.reading, "POOL_BYTES", many)
    files = {name: tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")}
    for path in files.values():
        path.write_text(rows(1), encoding="utf-8")
    found = readings(files, tuple(files), lexicon, workers=2)
    assert len(list(next(found).bulletins)) == 1
    assert len(given) == ahead
