"""What makes two bulletins the same, what marks one as corrected, and what of that a file's name has a say in."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.claims import claim_of, is_furniture
from indexer.naming import depends_on_name, is_named_mark
from indexer.parser import parse_bulletin
from indexer.reading import read_bulletins
from search.manifest import Claim, FileRecord
from search.model import Bulletin
from search.names import Lexicon
from tests.indexer.bulletins import BULLETIN
from tests.make_corpus import MAKERS, issues

TEXT = BULLETIN.format(number=2, month=2)


def read(text: str, source: str = "2.txt") -> Bulletin:
    return parse_bulletin(text, source, "")


def claim(text: str, source: str = "2.txt") -> Claim:
    return claim_of(read(text, source), named=True)


@pytest.mark.parametrize(
    "old, new",
    [
        ("", ""),
        ("\n", "\n\n"),
        ("市民政局召开养老服务会议", "市民政局召开 养老服务会议"),
        ("登记，领证", "登记,领证"),
        ("2024年第2期", "２０２４年第２期"),
        ("\n　　2月8日", "\n— 1 —\n　　2月8日"),
        ("首日为外省", "首日为\n外省"),
    ],
)
def test_what_is_laid_out_otherwise_is_the_same(old: str, new: str) -> None:
    assert claim(TEXT.replace(old, new)).text == claim(TEXT).text


@pytest.mark.parametrize(
    "old, new",
    [
        ("20分钟", "30分钟"),
        ("2024年2月28日", "2024年2月29日"),
        ("●市级动态", "●要闻"),
        ("各县（市、区）民政局", "各县（市、区）人民政府"),
        ("会议，部署", "會議，部署"),  # the printed form is searched for, too
        ("第2批启动\n\n", "第2批启动（修改）\n\n"),
        ("2024年第2期", "2024年第2期（更正）"),
    ],
)
def test_what_prints_something_else_is_not(old: str, new: str) -> None:
    assert claim(TEXT.replace(old, new)).text != claim(TEXT).text


@pytest.mark.parametrize("issue", issues(), ids=lambda issue: issue["file"])
def test_an_issue_is_the_same_in_every_format(issue: dict[str, object], tmp_path: Path) -> None:
    claims = set()
    for suffix in (".docx", ".doc", ".pdf", ".html"):
        (tmp_path / f"a{suffix}").write_bytes(MAKERS[suffix](issue))
        (one,) = read_bulletins(tmp_path / f"a{suffix}", f"a{suffix}", Lexicon())
        claims.add(claim_of(one, named=True))
    assert len(claims) == 1


def test_what_staff_correct_makes_no_other_text() -> None:
    one = read(TEXT)
    fixed = replace(one, articles=one.articles[1:], printed=one)
    assert claim_of(fixed, named=True) == claim_of(one, named=True)


@pytest.mark.parametrize(
    "old, new, marked",
    [
        ("", "", False),
        ("岚州民政简报\n", "岚州民政简报（更正版）\n", True),
        ("岚州民政简报\n", "更 正\n岚州民政简报\n", True),
        ("第2期\n", "第2期（重印）\n", True),
        ("第2期\n", "第2期更正\n", True),
        ("第2期\n", "第2期\n修订版\n", True),
        ("第2期\n", "第2期\n本期重发，原件作废\n", True),
        ("第2期\n", "第2期\n【再版】\n", True),
        # An article's title, or the name of a bulletin or an office that happens to hold the word
        ("全市婚姻登记跨省通办第2批启动", "关于更正婚姻登记数据的通知", False),
        ("全市婚姻登记跨省通办第2批启动", "更正", False),
        ("岚州民政简报\n", "岚州志修订简报\n", False),
        ("市民政局办公室", "市志修订办公室", False),
    ],
)
def test_the_masthead_marks_a_corrected_version(old: str, new: str, marked: bool) -> None:
    assert claim(TEXT.replace(old, new)).mark == marked


@pytest.mark.parametrize(
    "name, marked",
    [
        ("2024年第3期（更正）.docx", True),
        ("2024年第3期更正版.doc", True),
        ("第3期_修订稿.pdf", True),
        ("更正-3.txt", True),
        ("子/3重印.txt", True),
        ("岚州民政简报再版.txt", True),
        ("四月更正版.txt", True),
        ("办法修订稿.txt", False),
        ("更正/3.txt", False),
        ("关于更正数据的通知.txt", False),
        ("征求修订意见.txt", False),
        ("地方志修订工作简报3.txt", False),
    ],
)
def test_a_file_name_marks_a_corrected_version(name: str, marked: bool) -> None:
    assert is_named_mark(name) == marked


@pytest.mark.parametrize(
    "old, new, day",
    [
        ("", "", dt.date(2024, 2, 28)),
        ("发至：各县（市、区）民政局。", "发至：各县民政局。\n市民政局办公室　2024年3月1日印发", dt.date(2024, 3, 1)),
        ("市民政局办公室　2024年2月28日\n", "", None),
    ],
)
def test_the_day_is_the_last_that_is_printed_as_the_issue_s(old: str, new: str, day: dt.date | None) -> None:
    assert claim(TEXT.replace(old, new), "2024-05-06.txt").day == day


@pytest.mark.parametrize(
    "text, kind",
    [
        (TEXT, ""),
        (TEXT.replace("2024年第2期", "2024年第2-3期"), "/2-3"),
        (TEXT.replace("第2期\n", "第2期（增刊）\n", 1), "增刊"),
    ],
)
def test_supplements_and_combined_issues_are_of_another_kind(text: str, kind: str) -> None:
    assert claim(text).kind == kind


@pytest.mark.parametrize(
    "line, aside", [("— 3 —", True), ("岚州民政简报　第3页", True), ("会议召开", False), ("12", True)]
)
def test_page_numbers_and_running_heads_are_furniture(line: str, aside: bool) -> None:
    assert is_furniture(line, "岚州民政简报\n2024年第2期") == aside


DATED = FileRecord("a", 1, 1, claims=(Claim("x", day=dt.date(2024, 2, 28)),))


@pytest.mark.parametrize(
    "before, now, record, again",
    [
        ("a.txt", "b/c.txt", DATED, False),
        ("a.txt", "a.md", DATED, True),
        ("a.txt", "a.TXT", DATED, False),
        ("a.txt", "a（更正）.txt", DATED, True),
        ("3增刊.txt", "3.txt", DATED, True),
        ("a.txt", "b.txt", replace(DATED, claims=(Claim("x"),)), True),  # its day may be taken from its name
        ("a.jsonl", "b.jsonl", replace(DATED, claims=(Claim("x"),)), False),
        ("a.txt", "b.txt", FileRecord("a", 0, 1, code="empty"), False),
        ("a.txt", "b.png", FileRecord("a", 0, 1, code="empty"), True),
        ("a.txt", "b.txt", replace(DATED, claims=()), True),  # of a version that remembered nothing
    ],
)
def test_a_file_whose_name_has_a_say_is_read_again(before: str, now: str, record: FileRecord, again: bool) -> None:
    assert depends_on_name(before, now, record) == again
