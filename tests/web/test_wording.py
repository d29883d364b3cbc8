"""Numbers, codes and issues in words."""

import datetime as dt
import re
from pathlib import Path

import pytest

from search.model import Issue
from search.results import Interpretation
from tests.web.conftest import speaking
from web import wording


@pytest.mark.parametrize(
    "value, expected",
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (1682, "一千六百八十二"),
        (10_000, "一万"),
        (10_010, "一万零一十"),
        (23_906, "二万三千九百零六"),
        (120_000, "十二万"),
        (1_000_001, "一百万零一"),
        (200_000_000, "二亿"),
    ],
)
def test_han_numbers(value: int, expected: str) -> None:
    assert wording.han_number(value) == expected


@pytest.mark.parametrize(
    "issue, expected",
    [
        (Issue("x", "临川民政简报", 2, None, 2022), "临川民政简报 2022年第2期"),
        (Issue("x", None, 2, None, 2022), "2022年第2期"),
        (Issue("x", "临川督查", None, 31, 2022), "临川督查 总第31期"),
        (Issue("x", None, None, None, 2022, dt.date(2022, 1, 25)), "2022年1月25日"),
        (Issue("x-9"), "x-9"),
    ],
)
def test_issues_have_a_name_whatever_is_printed(issue: Issue, expected: str) -> None:
    assert wording.issue_name(issue) == expected


@pytest.mark.parametrize(
    "value, expected",
    [
        (Interpretation("2022年1月", "date", "2022-01-01..2022-01-31"), "日期：2022年1月"),
        (Interpretation("2022年1月起", "date", "2022-01-01.."), "日期：2022年1月1日起"),
        (Interpretation("2024年第12期", "issue", "2024-12"), "期号：2024年第12期"),
        (Interpretation("第十二期", "issue", "12"), "期号：第12期"),
        (Interpretation("人物:温以宁", "person", "温以宁"), "人物：温以宁"),
    ],
)
def test_readings(value: Interpretation, expected: str) -> None:
    assert wording.reading(value) == expected


@pytest.mark.parametrize(
    "message, expected",
    [
        ("空文件（0 字节） (empty file)", "空文件（0 字节）"),
        ("收到“x (y)” (not a date)", "收到“x (y)”"),
        ("收到“x (y)”", "收到“x (y)”"),
        ("没有", "没有"),
    ],
)
def test_messages_lose_their_english(message: str, expected: str) -> None:
    assert wording.told(message) == expected


def test_codes_without_words_stand_for_themselves() -> None:
    assert (wording.code("empty"), wording.code("brand_new")) == ("空文件", "brand_new")


def test_every_code_of_reading_has_its_words() -> None:
    """Codes are found where they are written: as the first argument of a warning or a rejection."""
    written = re.compile(r"""(?:Warning|Rejected|\.warn|_differs)\(\s*"([a-z_]+)\"""")
    root = Path(__file__).resolve().parents[2] / "indexer"
    codes = {code for path in root.rglob("*.py") for code in written.findall(path.read_text("utf-8"))}
    assert len(codes) > 20
    assert codes - wording.CODES.keys() == set()


def test_every_code_of_a_rejection_has_a_remedy_where_the_reason_is_short() -> None:
    root = Path(__file__).resolve().parents[2] / "indexer"
    written = re.compile(r"""Rejected\(\s*"([a-z_]+)\"""")
    codes = {code for path in root.rglob("*.py") for code in written.findall(path.read_text("utf-8"))}
    assert len(codes) > 10 and codes - wording.REMEDIES.keys() == set()
    with speaking("en"):
        assert all(wording.remedy(code) for code in codes)
        assert (wording.remedy("truncated"), wording.remedy("brand_new")) == ("Copy or download it again", "")
    with speaking("zh"):
        assert not any(map(wording.remedy, codes))


@pytest.mark.parametrize(
    "language, message, expected",
    [
        ("en", "空文件（0 字节） (empty file)", "Empty file"),
        ("en", "没有编号为“x”的文章 (no such article)", 'No such article: “<span lang="zh-CN">x</span>”'),
        ("en", "目录作“甲”，正文作“<b>” (worded otherwise)",
         'Worded otherwise: “<span lang="zh-CN">甲</span>”, “<span lang="zh-CN">&lt;b&gt;</span>”'),
        ("en", "正文没有题名行“开展“敲门”行动”，自此段起 (no title line)",
         'No title line: “<span lang="zh-CN">开展“敲门”行动</span>”'),
        ("en", "句末的“?”当作问号 (? read as a question mark)", "? read as a question mark"),
        ("en", "收到“x (y)”", '<span lang="zh-CN">收到“x (y)”</span>'),
        ("zh", "目录作“<b>” (worded otherwise)", "目录作“&lt;b&gt;”"),
    ],
)  # fmt: skip
def test_messages_are_told_in_the_language_of_the_page(language: str, message: str, expected: str) -> None:
    with speaking(language):
        assert wording.told(message) == expected


def test_messages_among_others_begin_small() -> None:
    with speaking("en"):
        assert wording.told("2 份文件同号 (files of this number: 2)", begins=False) == "files of this number: 2"


@pytest.mark.parametrize(
    "issue, expected",
    [
        (Issue("x", "临川民政简报", 2, None, 2022), '<span lang="zh-CN">临川民政简报</span> 2022 No. 2'),
        (Issue("x", None, 2, None), "No. 2"),
        (Issue("x", None, None, 31, 2022), "Whole No. 31"),
        (Issue("x", None, None, None, 2022, dt.date(2022, 1, 25)), "25 Jan 2022"),
        (Issue("简报-9"), '<span lang="zh-CN">简报-9</span>'),
    ],
)
def test_issues_have_an_english_name(issue: Issue, expected: str) -> None:
    with speaking("en"):
        assert wording.issue_name(issue) == expected
