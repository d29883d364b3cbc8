"""What staff know of names reaches the search: merged persons under either name, namesakes apart, no forbidden ones."""

from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher

HEADER = "name\tkey\tmatch\taliases\treading\tstatus\n"
ISSUE = """云岭民政简报
第{number}期
云岭市民政局办公室　　2025年{number}月28日
本期要目
●市级动态
市局召开第{number}次会议
●市级动态
市局召开第{number}次会议
　　{number}月5日，{who}出席会议并讲话。
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    whos = ("市民政局局长韦国梁", "市民政局局长韦国良", "县民政局局长韦国梁", "市民政局副局长覃秀兰")
    for number, who in enumerate(whos, start=1):
        (tmp_path / f"{number}.txt").write_text(ISSUE.format(number=number, who=who), encoding="utf-8")
    (tmp_path / "lexicon").mkdir()
    return tmp_path


def searcher(archive: Path, *rows: str) -> Searcher:
    (archive / "lexicon/people.tsv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    update_index(archive, archive / "index")
    return open_searcher(Config(corpus=archive, index=archive / "index"))


def found(searcher: Searcher, **asked: object) -> list[int | None]:
    return sorted(hit.issue.number for hit in searcher.search(SearchRequest(**asked)).hits if hit.issue.number)  # type: ignore[arg-type]


def people(searcher: Searcher) -> dict[str, int]:
    return {value.value: value.count for value in searcher.search(SearchRequest()).facets["person"]}


@pytest.mark.parametrize("name", ["韦国梁", "韦国良", "韋國良"])
def test_a_misprint_is_merged_and_found_under_either_name(archive: Path, name: str) -> None:
    merged = searcher(archive, "韦国梁\t\t\t韦国良")
    assert people(merged) == {"韦国梁": 3, "覃秀兰": 1}
    assert found(merged, q=f"人物:{name}") == [1, 2, 3]
    assert found(merged, person=(name,)) == [1, 2, 3]
    [hit] = merged.search(SearchRequest("第2次会议", literal=True)).hits
    assert [(p.name, p.key) for p in hit.people] == [("韦国梁", "韦国梁")]
    assert found(merged, q="韦国良") == [2]  # a text is what is printed


def test_a_former_name_that_is_printed_nowhere_finds_the_person(archive: Path) -> None:
    renamed = searcher(archive, "覃秀兰\t\t\t覃小兰")
    assert found(renamed, q="人物:覃小兰") == [4]
    later = searcher(archive, "覃秀兰\t\t\t覃阿兰")
    assert (found(later, q="人物:覃小兰"), found(later, q="人物:覃阿兰")) == ([], [4])


def test_an_open_searcher_learns_names_that_change_no_article(archive: Path) -> None:
    opened = searcher(archive)
    assert found(opened, q="人物:覃小兰") == []
    searcher(archive, "覃秀兰\t\t\t覃小兰")
    assert found(opened, q="人物:覃小兰") == [4]


def test_a_preferred_name_takes_the_place_of_the_printed_one(archive: Path) -> None:
    renamed = searcher(archive, "韦国樑\t\t\t韦国梁|韦国良")
    assert people(renamed) == {"韦国樑": 3, "覃秀兰": 1}
    assert found(renamed, q="人物:韦国梁") == [1, 2, 3]


def test_a_name_that_nobody_bears_any_more_hides_none_that_hold_it(archive: Path) -> None:
    (archive / "5.txt").write_text(ISSUE.format(number=5, who="市民政局局长欧阳韦国"), encoding="utf-8")
    searcher(archive)
    (archive / "5.txt").unlink()
    assert found(searcher(archive), q="人物:韦国") == [1, 2, 3]
    assert found(searcher(archive, "韦国梁\t韦国梁@甲"), q="人物:韦国梁") == [1, 3]
    assert found(searcher(archive, "韦国梁\t韦国梁@甲"), person=("韦国梁",)) == [1, 3]


def test_namesakes_are_told_apart_and_found_together_by_their_name(archive: Path) -> None:
    split = searcher(archive, "韦国梁\t韦国梁@市局\t市民政局\t韦国良", "韦国梁\t韦国梁@县局\t县民政局")
    assert people(split) == {"韦国梁@市局": 2, "韦国梁@县局": 1, "覃秀兰": 1}
    assert found(split, person=("韦国梁@县局",)) == [3]
    assert found(split, person=("韦国梁",)) == [1, 2, 3]
    assert found(split, q="人物:韦国良") == [1, 2]


def test_a_forbidden_name_is_nobody_until_it_is_allowed(archive: Path) -> None:
    assert people(searcher(archive, "覃秀兰\t\t\t\t\tnot-a-person")) == {"韦国梁": 2, "韦国良": 1}
    assert people(searcher(archive)) == {"韦国梁": 2, "韦国良": 1, "覃秀兰": 1}


def test_corrections_that_find_no_place_are_in_the_status(archive: Path) -> None:
    rows = ("没有-这期\t\t日期\t\t2025-01-01", "云岭民政简报-2025-01\t没有这篇\t题名\t\t新题名")
    text = "id\ttitle\tchange\tparagraph\tvalue\n" + "\n".join(rows) + "\n"
    (archive / "lexicon/corrections.tsv").write_text(text, encoding="utf-8")
    status = searcher(archive).status()
    assert dict(status.warnings)["correction_unused"] == 2
    assert len(status.unused) == 2 and all("更正没有用上" in told for told in status.unused)
    report = update_index(archive, archive / "index", full=True)
    assert sorted(report.unused) == sorted(status.unused)
    (archive / "lexicon/corrections.tsv").unlink()
    assert searcher(archive).status().unused == ()
