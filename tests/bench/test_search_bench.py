"""What bench-search is fair by: archives that carry their entities, queries that can be drawn, counts made by hand."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.documents import index_documents
from tests.bench.asked import Asked, true_of
from tests.bench.figures import channel_rows, truth_rows
from tests.bench.multiplied import ISSUE_OF, KNOWN, Piece, Source, bulletins

ROOT = Path(__file__).resolve().parents[2]

ROWS = (
    ("养老 服务", "市里 办 养老 服务 养老服务", "要闻", "2024-03", 10, ("贺庆元",)),
    ("会议", "服务 养老 会议", "要闻", "2024-04", 20, ("贺庆元", "梁绍雄")),
    ("通知", "养老 通知", "部门信息", "2024-04", 30, ()),
)
TEXTS = ("养老服务\n市里办养老服务", "会议\n服务养老会议", "通知\n养老通知，办养老服 务")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    names = ("title", "body", "section", "month", "day", "people")
    documents, texts = tmp_path / "documents.jsonl", tmp_path / "texts.jsonl"
    documents.write_text("".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in ROWS))
    texts.write_text("".join(json.dumps(text.replace(" ", "")) + "\n" for text in TEXTS))
    return documents, texts


@pytest.mark.parametrize(
    ("asked", "by_words", "by_texts"),
    [
        (Asked("common", ("养老",), "养老"), 3, 3),
        (Asked("and", ("养老", "会议"), "养老 会议"), 1, 1),
        (Asked("phrase", ("养老", "服务"), "养老服务"), 1, 2),
        (Asked("person", ("养老",), "养老", person="贺庆元"), 2, 2),
        (Asked("filtered", ("养老",), "养老", section="要闻"), 2, 2),
        (Asked("filtered", ("养老",), "养老", start=20, end=30), 2, 2),
        (Asked("rare", ("没有",), "没有"), 0, 0),
    ],
)
def test_truth_is_counted_by_words_and_of_phrases_by_texts(
    files: tuple[Path, Path], asked: Asked, by_words: int, by_texts: int
) -> None:
    words, texts = true_of(*files, [asked])
    assert (words[0].total, texts[0].total) == (by_words, by_texts)
    assert words[0].section.total() == words[0].month.total() == by_words


def test_wrong_answers_and_slow_ones_are_told(files: tuple[Path, Path]) -> None:
    kinds = ("common", "rare", "and", "phrase", "person", "filtered")
    asked = [Asked(kind, ("养老",), "养老") for kind in kinds for _ in range(2)]
    truths = true_of(*files, asked)
    right = {
        "total": 3,
        "section": [["要闻", 2], ["部门信息", 1]],
        "month": [["2024-04", 2], ["2024-03", 1]],
        "person": [["贺庆元", 2], ["梁绍雄", 1]],
    }
    wrong = right | {"person": [["贺庆元", 2], ["梁绍雄", 2]]}
    answers = {"Jianbao": [right] * 11 + [wrong], "tantivy": [right] * 12}
    totals, facets, _ = truth_rows(asked, *truths, answers)
    assert (totals.missed, facets.missed, facets.cells["Jianbao"]) == (False, True, "11 of 12")
    for factor, missed in ((0.9, False), (1.1, True)):
        rows = list(channel_rows(asked, {"Jianbao": [factor] * 12, "tantivy": [1.0] * 12}))
        assert [row.missed for row in rows] == [False] * 6 + [missed]


def _source(number: int) -> Source:
    people = tuple((name, "局长") for name in ("贺庆元", f"梁绍{chr(0x4E00 + number)}"))
    piece = Piece(f"第{number}件事办好。", people, ("临溪县",), ())
    return Source("2024-03-05", Piece(f"题名{number}", (), (), ()), (piece, piece))


def test_multiplied_archives_begin_with_the_archive_and_carry_what_paragraphs_name() -> None:
    sources = [_source(number) for number in range(2 * KNOWN)]
    size = 3 * len(sources)
    issues = list(bulletins(sources, size, seed=1))
    articles = [article for issue in issues for article in issue.articles]
    assert len(articles) == size and {len(issue.articles) for issue in issues[:-1]} == {ISSUE_OF}
    assert [a.title for a in articles[: len(sources)]] == [s.title.text for s in sources]
    assert list(bulletins(sources, size, seed=1)) == issues
    same = [a.section for issue in bulletins(sources, len(sources), seed=1) for a in issue.articles]
    assert [a.section for a in articles[: len(same)]] == same
    drawn = articles[len(sources) :]
    others = [a for issue in bulletins(sources, size, seed=1, own=False) for a in issue.articles]
    assert len(others) == size
    assert [a.title for a in others[: len(sources)]] != [a.title for a in articles[: len(sources)]]
    by_text = {source.paragraphs[0].text: source.paragraphs[0].people for source in sources}
    for article in (*drawn, *others):
        named = {name for paragraph in article.paragraphs for name, _ in by_text[paragraph]}
        assert {person.name for person in article.people} == named
    assert any("@" in person.key for article in drawn for person in article.people)
    assert all(person.key == "贺庆元" for a in drawn for person in a.people if person.name == "贺庆元")
    assert len({document.id for issue in issues for document in index_documents(issue)}) == size + len(issues)


def test_a_missing_peer_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "archive.jsonl.xz").touch()
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.search"],
        cwd=ROOT,
        env={**os.environ, "JIANBAO_DATA": str(tmp_path), "JIANBAO_PEERS": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert "tantivy" in run.stderr
