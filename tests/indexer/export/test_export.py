"""The archive as files: read back it is the same archive, whatever staff corrected; tables open safely in Excel."""

import csv
import io
import json
import random
import re
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from indexer.export import bulletins, count_of, export
from indexer.writer import update_index
from search.config import Config
from search.library import Library
from search.model import Article, Bulletin, Issue, Organization, Person, Place
from search.request import SearchRequest
from search.searcher import open_searcher
from search.takeaway.rows import article_rows, guarded, header
from search.takeaway.workbook import MOST_CHARACTERS, Workbook

CORRECTIONS = "id\ttitle\tchange\tparagraph\tvalue\n"


def exported(index: Path, target: Path) -> Path:
    export(bulletins(Library(index)), target, "jsonl", text=False, told=lambda n: None)
    return target


def documents(index: Path) -> dict[str, Any]:
    """Id -> everything that an index holds of it, but for where it came from."""
    found = {}
    library = Library(index)
    for doc in range(library.snapshot.size):
        if library.snapshot.live[doc]:
            row = library.snapshot.stored(doc)
            found[row["id"]] = _without_origin(row)
    return found


def _without_origin(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {name: _without_origin(v) for name, v in value.items() if name not in ("source", "sha256")}
        if inner.get("printed"):
            inner["printed"].pop("corrections", None)  # the file's own, as against those of the lexicon
        return inner
    return value


def corpus_of(folder: Path, export_file: Path, lexicon: Path | None) -> Path:
    """Another corpus, of an export and a copy of the lexicon."""
    corpus = folder / "corpus"
    (corpus / "lexicon").mkdir(parents=True)
    (corpus / "archive.jsonl").write_bytes(export_file.read_bytes())
    for path in lexicon.iterdir() if lexicon else ():
        (corpus / "lexicon" / path.name).write_bytes(path.read_bytes())
    return corpus


def round_trip(corpus: Path, folder: Path, *, lexicon: bool = True) -> tuple[Path, Path]:
    """The index of a corpus, and the one of its export."""
    folder.mkdir()
    update_index(corpus, folder / "index")
    file = exported(folder / "index", folder / "archive.jsonl")
    update_index(corpus_of(folder, file, corpus / "lexicon" if lexicon else None), folder / "again")
    return folder / "index", folder / "again"


def some_corrections(index: Path, seed: int) -> str:
    """A table of corrections of every kind for articles and issues that there are, some of them useless."""
    draw = random.Random(seed)
    rows = []
    for view in draw.sample(list(bulletins(Library(index))), 8):
        one, articles = view.issue.id, view.articles
        article = draw.choice(articles)
        paragraph = draw.choice([p for p in article.paragraphs if p] or ["没有"])[:12]
        rows += draw.sample(
            [
                f"{article.id}\t\t题名\t\t更正的题名{draw.random()}",
                f"{article.id}\t\t栏目\t\t-",
                f"{article.id}\t\t日期\t\t2023-05-06",
                f"{article.id}\t\t拆出\t{paragraph}\t",
                f"{article.id}\t\t起自\t{paragraph}\t",
                f"{article.id}\t\t止于\t{paragraph}\t",
                f"{articles[-1].id}\t\t并入上篇\t\t",
                f"{one}\t\t日期\t\t2024-02-03",
                f"{one}\t\t期号\t\t77",
                f"{one}\t\t刊名\t\t-",
                f"{one}\t{article.title}\t题名\t\t按题名更正",
                f"{one}-没有\t\t题名\t\t用不上",
                f"{article.id}\t\t拆出\t找不到这样的段落\t",
            ],
            3,
        )
    return CORRECTIONS + "\n".join(rows) + "\n"


@pytest.mark.parametrize("seed", range(4))
def test_an_export_is_indexed_to_an_equal_index(
    corpus_dir: Path, config: Config, tmp_path: Path, seed: int, copied: Any
) -> None:
    corpus = copied(corpus_dir)
    if seed:
        told = some_corrections(config.index, seed)
        (corpus / "lexicon/corrections.tsv").write_text(told, encoding="utf-8")
        first = corpus / "2024/2024-03.txt"
        text = first.read_text(encoding="utf-8")
        (corpus / "2024/更正重印.txt").write_text(text.replace("，", "、", 3), encoding="utf-8")  # the same issue twice
        (corpus / "2024/bad.txt").write_bytes(b"")
        spaces = "".join(f"{text[: seed * 20]}。{rare}\n" for rare in ("\u2005", "\u200b", "\u00a0", "\u2005\u200b"))
        (corpus / "2024/空白.txt").write_text(text.replace("第2期", "第9期") + spaces, encoding="utf-8")
    index, again = round_trip(corpus, tmp_path / "one")
    assert documents(again) == documents(index)
    before, after = (open_searcher(Config(corpus=corpus, index=one)) for one in (index, again))
    for query in ("", "养老", "市民政局", "更正", "“会议”", "2024年3月", "第2期", "人物:贺庆元", "岚州 -会议"):
        was, now = (searcher.search(SearchRequest(query, limit=50)) for searcher in (before, after))
        assert (was.total, was.facets) == (now.total, now.facets), query
        assert [(h.id, h.title, h.date, h.section) for h in was.hits] == [
            (h.id, h.title, h.date, h.section) for h in now.hits
        ]
    once, twice = exported(index, tmp_path / "1.jsonl"), exported(again, tmp_path / "2.jsonl")
    assert list(map(_without_origin, _lines(once))) == list(map(_without_origin, _lines(twice)))


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def copied(tmp_path: Path) -> Any:
    def copy(corpus: Path) -> Path:
        target = tmp_path / "own"
        for path in corpus.rglob("*"):
            if path.is_file():
                (target / path.relative_to(corpus)).parent.mkdir(parents=True, exist_ok=True)
                (target / path.relative_to(corpus)).write_bytes(path.read_bytes())
        return target

    return copy


def one_issue(folder: Path, corrections: str = "") -> tuple[Path, str]:
    """A corpus of an issue of two articles, and the id of its first."""
    corpus = folder / "corpus"
    (corpus / "lexicon").mkdir(parents=True)
    row = {
        "issue": {"id": "青州简报-2022-01", "name": "青州简报", "number": 1, "year": 2022, "date": "2022-01-08"},
        "articles": [
            {"id": "a", "title": "旧题", "paragraphs": ["甲段在此。", "乙段在此。"]},
            {"id": "b", "title": "另一篇", "paragraphs": ["丙段在此。"]},
        ],
    }
    (corpus / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (corpus / "lexicon/corrections.tsv").write_text(CORRECTIONS + corrections, encoding="utf-8")
    return corpus, "青州简报-2022-01-a"


SPLIT = "青州简报-2022-01-a\t\t拆出\t乙段\t\n青州简报-2022-01-a\t\t题名\t\t新题\n"


@pytest.mark.parametrize("lexicon", [True, False])
def test_what_was_corrected_survives_and_is_not_done_twice(tmp_path: Path, lexicon: bool) -> None:
    corpus, _ = one_issue(tmp_path, SPLIT)
    index, again = round_trip(corpus, tmp_path / "trip", lexicon=lexicon)
    (found,) = bulletins(Library(again))
    assert [a.title for a in found.articles] == ["新题", "乙段在此。", "另一篇"]
    assert not [w for w in found.warnings if w.code == "correction_unused"]
    assert documents(again) == documents(index)


def test_corrections_of_an_export_can_be_added_to(tmp_path: Path) -> None:
    """What is corrected in the archive it goes to comes after; taken back, the export's own stay; so does a rebuild."""
    corpus, one = one_issue(tmp_path, SPLIT)
    _, again = round_trip(corpus, tmp_path / "trip", lexicon=False)
    table = tmp_path / "trip/corpus/lexicon/corrections.tsv"
    for rows, title in ((f"{one}\t\t题名\t\t更新的题\n", "更新的题"), ("", "新题")):
        table.write_text(CORRECTIONS + rows, encoding="utf-8")
        update_index(tmp_path / "trip/corpus", again)
        (found,) = bulletins(Library(again))
        assert [a.title for a in found.articles] == [title, "乙段在此。", "另一篇"]
        update_index(tmp_path / "trip/corpus", tmp_path / f"anew{title}")
        assert documents(again) == documents(tmp_path / f"anew{title}")


def test_all_bulletins_are_given_oldest_first(config: Config) -> None:
    library = Library(config.index)
    found = list(bulletins(library))
    assert len(found) == count_of(library) == len(library.bulletins)
    days = [b.issue.date.isoformat() if b.issue.date else "" for b in found]
    assert days == sorted(days)
    for one in found:
        assert replace(one, articles=()) == library.bulletins[one.issue.id]
        assert [a.id for a in one.articles] == [library.article(d).id for d in library.articles_of[one.issue.id]]


def bulletin(*articles: Article) -> Bulletin:
    return Bulletin("a/b.txt", "", Issue("某简报-1", "某简报", 1), (), articles)


def article(number: int, title: str, text: str = "正 文。", **more: Any) -> Article:
    return Article(f"某简报-1-{number}", number, "栏目", title, True, None, tuple(text.split("\n")), **more)


def test_a_row_tells_who_and_what(tmp_path: Path) -> None:
    people = (Person("王强", "王强", ("科长", "主任")), Person("陈立新", "陈立新@福利院"))
    one = article(1, "题", people=people, places=(Place("石埠镇"),), organizations=(Organization("市民政局"),))
    (row,) = article_rows(bulletin(one), text=True)
    told = dict(zip(header(text=True), row, strict=True))
    assert told["人物 people"] == "王强（科长、主任）；陈立新@福利院"
    assert (told["地区 places"], told["单位 organizations"], told["字数 length"]) == ("石埠镇", "市民政局", 3)
    assert (told["期号 number"], told["日期 date"], told["正文 text"]) == (1, None, "正 文。")
    assert [len(row) for row in article_rows(bulletin(one))] == [len(header(text=False))]


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", '=HYPERLINK("http://x")', "http://example.invalid/", "{=1}"]


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    rows = [article(n, title, text=title) for n, title in enumerate(EVIL, 1)]
    file = tmp_path / "a.csv"
    export([bulletin(*rows)], file, "csv", text=True, told=lambda n: None)
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    first, *read = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert tuple(first) == header(text=True)
    for title, row in zip(EVIL, read, strict=True):
        assert row[10] == (title if title[0] in "h{" else f"'{title}")
        assert not any(cell.startswith(tuple("=+-@＝\t")) for cell in row)


def test_numbers_stay_numbers() -> None:
    assert guarded(["=a", -1, None, "a=b"]) == ["'=a", -1, None, "a=b"]


NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(data: bytes) -> list[list[list[tuple[str, str | None]]]]:
    """Type and text of every cell of every row of every sheet."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = sorted((n for n in book.namelist() if "worksheets/sheet" in n), key=lambda n: int(re.sub(r"\D", "", n)))
        for name in names:
            root = ElementTree.fromstring(book.read(name))
            assert not list(root.iter(f"{NAMESPACE}f")) and not list(root.iter(f"{NAMESPACE}hyperlink"))
            found.append(
                [
                    [(c.get("t") or "n", "".join(c.itertext())) for c in row.iter(f"{NAMESPACE}c")]
                    for row in root.iter(f"{NAMESPACE}row")
                ]
            )
    return found


def test_every_text_of_a_workbook_is_text(tmp_path: Path) -> None:
    rows = [article(n, title, text=title) for n, title in enumerate([*EVIL, "123", "控\x01制", "半\ud800"], 1)]
    file = tmp_path / "a.xlsx"
    export([bulletin(*rows)], file, "xlsx", text=True, told=lambda n: None)
    ((first, *read),) = sheets(file.read_bytes())
    assert [text for _, text in first] == list(header(text=True))
    titles = [[cell for cell in row if cell[0] != "n"][-4] for row in read]
    assert all(kind == "inlineStr" for kind, _ in titles)
    assert [row[0][1] for row in read] == [one.id for one in rows]
    assert {"=1+1", "@SUM(A1)", "123", "半\ufffd"} <= {text for row in read for _, text in row}


@pytest.mark.parametrize(
    "text, cut",
    [("字" * MOST_CHARACTERS, 0), ("字" * (MOST_CHARACTERS + 1), 1), ("𠮷" * 16_383, 0), ("𠮷" * 16_384, 1)],
)
def test_a_text_that_no_cell_holds_is_cut_and_told(tmp_path: Path, text: str, cut: int) -> None:
    file = tmp_path / "a.xlsx"
    done = export([bulletin(article(1, "题", text))], file, "xlsx", text=True, told=lambda n: None)
    assert done.cut == cut
    ((_, row),) = sheets(file.read_bytes())
    written = row[-1][1] or ""
    assert (written == text) == (not cut) and written[:16_000] == text[:16_000]
    assert len(written.encode("utf-16-le")) // 2 <= MOST_CHARACTERS


def test_another_sheet_begins_where_one_is_full() -> None:
    file = io.BytesIO()
    with Workbook(file, ("a",), most_rows=3) as book:
        for number in range(5):
            book.add((number,))
    assert [[row[0][1] for row in sheet] for sheet in sheets(file.getvalue())] == [
        ["a", "0", "1"], ["a", "2", "3"], ["a", "4"]
    ]  # fmt: skip


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("old")

    def broken() -> Any:
        yield bulletin(article(1, "题"))
        raise OSError("gone")

    for form in ("jsonl", "csv", "xlsx"):
        with pytest.raises(OSError, match="gone"):
            export(broken(), file, form, text=True, told=lambda n: None)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"] and file.read_text() == "old"


def written(folder: Path, issues: int) -> Path:
    folder.mkdir()
    with (folder / "all.jsonl").open("w", encoding="utf-8") as file:
        for n in range(issues):
            text = "".join(chr(0x4E00 + (n * 7919 + k * 104_729) % 20_000) for k in range(6_000))
            row = {"issue": {"name": "某简报", "total_number": n + 1}, "articles": [{"title": f"题{n}", "body": text}]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    update_index(folder, folder / "index")
    return folder / "index"


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_memory_does_not_grow_with_the_archive(two_sizes: tuple[Path, Path], tmp_path: Path, form: Any) -> None:
    peaks = []
    for index in (two_sizes[0], *two_sizes):  # the first to warm up
        library = Library(index)
        tracemalloc.start()
        export(bulletins(library), tmp_path / f"a.{form}", form, text=True, told=lambda n: None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < 500_000, peaks  # 100 issues more, 1.8 MB of text; buffers are full after some 70


@pytest.fixture(scope="module")
def two_sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("sizes")
    return written(folder / "small", 50), written(folder / "large", 150)
