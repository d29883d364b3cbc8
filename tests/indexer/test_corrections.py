"""Titles, sections, dates and borders as staff correct them: ids stay, nothing printed is lost, misses are told."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from indexer.corrections import corrected
from indexer.parser import parse_bulletin
from indexer.reading import finished, refinished
from search.corrections import UNUSED, Change, Correction
from search.model import Bulletin
from search.names import Lexicon

TEXT = """云岭民政简报
第12期
云岭市民政局办公室　　2025年3月28日
本期要目
●市级动态
市局召开养老服务推进会
全市开展清明祭扫检查
●县区动态
青溪县新建床位三百张

●市级动态
市局召开养老服务推进会
　　3月25日，市民政局召开推进会。
　　会议要求新建服务站。
　　本周，各县市抓好落实。
全市开展清明祭扫检查
　　3月26日，全市检查公墓。
　　检查发现隐患五处。
●县区动态
青溪县新建床位三百张
　　青溪县新建床位三百张。
报：省民政厅。
"""
ISSUE = "云岭民政简报-2025-12"


@pytest.fixture(scope="module")
def bulletin() -> Bulletin:
    return parse_bulletin(TEXT, "12.txt", "abc")


def change(at: int | str, kind: Change, paragraph: str = "", value: str = "", *, of: Bulletin) -> Correction:
    """A correction of an article: by its id (a position), or by its issue's id and its title."""
    if isinstance(at, str):
        return Correction(ISSUE, at, kind, paragraph, value)
    return Correction(of.articles[at - 1].id, "", kind, paragraph, value)


def shape(bulletin: Bulletin) -> list[tuple[str, int]]:
    return [(article.title[:2], len(article.paragraphs)) for article in bulletin.articles]


def lines(bulletin: Bulletin) -> Counter[str]:
    """Every line of the articles and beside them."""
    articles = (line for a in bulletin.articles for line in (a.title, *a.paragraphs))
    return Counter((*articles, *bulletin.loose))


@pytest.mark.parametrize("at", [1, "市局召开养老服务推进会", "市局召开　养老服务 推进会"])
def test_a_title_is_corrected_and_its_id_stays(bulletin: Bulletin, at: int | str) -> None:
    found = corrected(bulletin, [change(at, "title", value="市局召开养老工作会", of=bulletin)]).bulletin
    assert found.articles[0].title == "市局召开养老工作会"
    assert [a.id for a in found.articles] == [a.id for a in bulletin.articles]
    assert found.loose == ("市局召开养老服务推进会",)
    assert found.printed == bulletin


def test_section_and_date_of_an_article(bulletin: Bulletin) -> None:
    rows = (
        change(1, "section", value="要闻", of=bulletin),
        change(2, "section", value="-", of=bulletin),
        change(1, "date", value="2025-03-20", of=bulletin),
    )
    found = finished(bulletin, Lexicon(corrections=rows))
    assert [a.section for a in found.articles] == ["要闻", None, "县区动态"]
    assert [a.date for a in found.articles] == [dt.date(2025, 3, 20), dt.date(2025, 3, 26), dt.date(2025, 3, 28)]


def test_date_and_numbers_of_an_issue(bulletin: Bulletin) -> None:
    rows = [
        Correction(ISSUE, "", "date", value="2024-03-29"),
        Correction(ISSUE, "", "number", value="13"),
        Correction(ISSUE, "", "total_number", value="-"),
        Correction(ISSUE, "", "name", value="云岭简报"),
    ]
    found = finished(bulletin, Lexicon(corrections=tuple(rows)))
    issue = found.issue
    assert (issue.id, issue.name, issue.number, issue.total_number) == (ISSUE, "云岭简报", 13, None)
    assert (issue.date, issue.year, issue.date_source) == (dt.date(2024, 3, 29), 2024, "corrected")
    assert found.articles[0].date == dt.date(2024, 3, 25)  # a day without its year is the corrected issue's


@pytest.mark.parametrize(
    ("at", "kind", "paragraph", "shapes"),
    [
        (2, "starts", "本周", [("市局", 2), ("全市", 3), ("青溪", 1)]),  # what the article before ends with
        (2, "starts", "检查发现", [("市局", 4), ("全市", 1), ("青溪", 1)]),
        (2, "starts", "3月26日", [("市局", 3), ("全市", 2), ("青溪", 1)]),
        (2, "ends", "３月26日，", [("市局", 3), ("全市", 1), ("青溪", 2)]),
        (1, "ends", "3月26日", [("市局", 4), ("全市", 1), ("青溪", 1)]),
        (1, "ends", "本周", [("市局", 3), ("全市", 2), ("青溪", 1)]),
        (1, "split", "本周", [("市局", 2), ("本周", 0), ("全市", 2), ("青溪", 1)]),
        (2, "join", "", [("市局", 6), ("青溪", 1)]),
    ],
)
def test_borders_are_moved_and_no_line_is_lost(
    bulletin: Bulletin, at: int, kind: Change, paragraph: str, shapes: list[tuple[str, int]]
) -> None:
    found = corrected(bulletin, [change(at, kind, paragraph, of=bulletin)]).bulletin
    assert shape(found) == shapes
    assert lines(found) == lines(bulletin)
    assert [a.position for a in found.articles] == list(range(1, len(shapes) + 1))
    assert not found.warnings


def test_a_split_article_has_an_id_that_its_title_does_not_change(bulletin: Bulletin) -> None:
    one, two = (
        corrected(bulletin, [change(1, "split", "本周", title, of=bulletin)]).bulletin.articles[1]
        for title in ("各县市抓落实", "抓好落实")
    )
    assert (one.title, one.paragraphs, one.title_in_body) == ("各县市抓落实", ("本周，各县市抓好落实。",), False)
    assert one.id == two.id and one.id.startswith(ISSUE)
    assert one.id not in {a.id for a in bulletin.articles}


def test_a_split_article_can_be_corrected_further(bulletin: Bulletin) -> None:
    split = change(1, "split", "本周", "抓落实", of=bulletin)
    new = corrected(bulletin, [split]).bulletin.articles[1].id
    rows = [
        split,
        Correction(new, "", "section", value="要闻"),
        change("抓落实", "date", value="2025-03-01", of=bulletin),
    ]
    found = finished(bulletin, Lexicon(corrections=tuple(rows)))
    assert (found.articles[1].section, str(found.articles[1].date)) == ("要闻", "2025-03-01")
    assert not found.warnings


@pytest.mark.parametrize(
    ("at", "kind", "paragraph", "value", "told"),
    [
        (1, "starts", "没有", "", "没有这样开头的段落"),
        (2, "split", "会议要求", "", "没有这样开头的段落"),
        (2, "starts", "3月2", "", "2 段"),
        (1, "starts", "会议", "", "前面没有文章"),
        (3, "ends", "没有", "", "没有这样开头的段落"),
        (1, "join", "", "", "前面没有文章"),
        (1, "number", "", "3", "整期"),
        ("没有这一篇", "title", "", "新", "没有这个题名"),
    ],
)
def test_a_correction_that_finds_no_place_is_told(
    bulletin: Bulletin, at: int | str, kind: Change, paragraph: str, value: str, told: str
) -> None:
    found = corrected(bulletin, [change(at, kind, paragraph, value, of=bulletin)]).bulletin
    [warning] = found.warnings
    assert warning.code == UNUSED and told in warning.message
    assert found.articles == bulletin.articles


def test_a_title_that_two_articles_have_is_told(bulletin: Bulletin) -> None:
    first, second, third = bulletin.articles
    doubled = replace(bulletin, articles=(first, replace(second, title=first.title), third))
    found = corrected(doubled, [Correction(ISSUE, first.title, "section", value="要闻")]).bulletin
    assert [w.code for w in found.warnings] == [UNUSED]
    by_id = corrected(doubled, [Correction(second.id, "", "section", value="要闻")]).bulletin
    assert [a.section for a in by_id.articles] == ["市级动态", "要闻", "县区动态"]


def test_an_issue_is_corrected_by_no_title_of_an_article(bulletin: Bulletin) -> None:
    found = corrected(bulletin, [Correction(ISSUE, "", "title", value="新")]).bulletin
    assert [w.code for w in found.warnings] == [UNUSED]


@pytest.mark.parametrize("other", ["云岭民政简报-2025-1", f"{ISSUE}-00000000", "别的"])
def test_corrections_of_other_issues_leave_it_as_it_is(bulletin: Bulletin, other: str) -> None:
    assert corrected(bulletin, [Correction(other, "", "title", value="新")]).bulletin is bulletin


def test_what_was_corrected_is_corrected_anew_from_what_was_read(bulletin: Bulletin) -> None:
    first = Lexicon(corrections=(change(1, "title", value="甲", of=bulletin), change(2, "join", of=bulletin)))
    second = Lexicon(corrections=(change(3, "section", value="要闻", of=bulletin),))
    once = finished(bulletin, first)
    assert refinished(once, first) == once
    assert refinished(once, second) == finished(bulletin, second)
    assert refinished(once, Lexicon()) == finished(bulletin, Lexicon())


def test_a_corrected_date_answers_the_warnings_of_dates() -> None:
    undated = parse_bulletin(TEXT.replace("2025年3月28日", ""), "a.txt", "abc")
    assert {"date_not_printed", "date_unknown"} & {w.code for w in undated.warnings}
    found = corrected(undated, [Correction(undated.issue.id, "", "date", value="2025-03-28")]).bulletin
    assert not found.warnings and found.issue.date == dt.date(2025, 3, 28)
