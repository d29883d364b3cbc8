"""Bulletins that are structured already come as they are; what can be derived may be left out, nothing is guessed."""

import datetime as dt
import json

import pytest

from indexer.errors import Rejected
from indexer.parser import parse_bulletin
from indexer.reader.jsonl import read_jsonl
from search.model import Bulletin, Section, to_json

TEXT = """云岭民政简报
第12期
云岭市民政局办公室　　2025年3月28日
本期要目
●市级动态
市局召开养老服务工作推进会
●县区动态
青溪县开展清明祭扫安全检查

●市级动态
市局召开养老服务工作推进会
　　3月25日，市民政局召开会议。
●县区动态
青溪县开展清明祭扫安全检查
　　3月26日，青溪县民政局检查公墓。
报：省民政厅。
"""
LEAST = {"articles": [{"title": "甲", "paragraphs": ["正文。"]}]}


def read(*rows: object) -> tuple[Bulletin, ...]:
    return tuple(read_jsonl("\n".join(json.dumps(r, ensure_ascii=False) for r in rows).encode(), "a.jsonl", "f00"))


def test_what_parse_prints_comes_back() -> None:
    bulletin = parse_bulletin(TEXT, "2025/12.txt", "abc")
    [found] = read(to_json(bulletin))
    assert to_json(found) == to_json(bulletin) | {"source": "a.jsonl", "sha256": "f00"}


@pytest.mark.parametrize("year", [{"year": 2025}, {}])
def test_what_can_be_derived_may_be_left_out(year: dict[str, int]) -> None:
    [whole] = read(to_json(parse_bulletin(TEXT, "a.jsonl", "f00")))
    [found] = read(
        {
            "issue": {"name": "云岭民政简报", "number": 12, "date": "2025-03-28"} | year,
            "articles": [{"section": a.section, "title": a.title, "body": a.body} for a in whole.articles],
        }
    )
    assert found.issue.id == whole.issue.id and [a.id for a in found.articles] == [a.id for a in whole.articles]
    assert [a.position for a in found.articles] == [1, 2]
    assert found.sections == (
        Section("市级动态", (whole.articles[0].title,)),
        Section("县区动态", (whole.articles[1].title,)),
    )
    assert found.articles[0].date == dt.date(2025, 3, 28)


def test_nothing_is_guessed() -> None:
    [found] = read(LEAST)
    issue = found.issue
    assert (issue.name, issue.number, issue.year, issue.date, issue.date_source) == (None,) * 5
    assert found.masthead is None and found.distribution is None and found.sections == (Section(None, ("甲",)),)


def test_each_line_is_a_bulletin_and_blank_lines_are_none() -> None:
    data = "\ufeff\n" + "\r\n\r\n".join(json.dumps({**LEAST, "issue": {"id": f"第{n}期"}}) for n in (1, 2)) + "\n"
    assert [b.issue.id for b in read_jsonl(data.encode(), "a", "b")] == ["第1期", "第2期"]


@pytest.mark.parametrize("bad", ["a/b", "a b", "", 7, "a\n", "x" * 300])
def test_ids_that_cannot_be_kept_are_derived(bad: object) -> None:
    [found] = read({"issue": {"id": bad}, "articles": [{"id": bad, "title": "甲", "paragraphs": ["文"]}]})
    assert found.issue.id.startswith("简报-") and found.articles[0].id.startswith(found.issue.id)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["x-1", "x-2"], ["x-1", "x-2"]),
        (["1", "2"], ["x-1", "x-2"]),  # another issue has an article 1 too
        (["xy", "x"], ["x-xy", "x-x"]),
    ],
)
def test_ids_given_are_kept_below_their_issue(given: list[str], kept: list[str]) -> None:
    assert ids(*given) == kept


def test_ids_of_which_two_are_the_same_are_derived() -> None:
    derived = ids("a-1", "a-1")
    assert all(i.startswith("x-") for i in derived) and len(set(derived)) == 2


def ids(*given: str) -> list[str]:
    articles = [{"id": g, "title": f"题{n}", "paragraphs": ["文"]} for n, g in enumerate(given)]
    return [a.id for a in read({"issue": {"id": "x"}, "articles": articles})[0].articles]


def test_lines_within_a_paragraph_are_paragraphs() -> None:
    [found] = read({"articles": [{"title": "甲", "paragraphs": ["一。\n 二。", "三。"]}]})
    assert found.articles[0].paragraphs == ("一。", "二。", "三。")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "第 2 行"),
        ("[]", "不是 JSON 对象"),
        ("[" * 100_000, "括号套得太深"),
        ("{}", "articles 是空的"),
        ('{"articles": 3}', "articles"),
        ('{"articles": [3]}', "articles"),
        ('{"articles": [{"paragraphs": []}]}', "缺少 title"),
        ('{"articles": [{"title": " ", "paragraphs": []}]}', "title 是空的"),
        ('{"articles": [{"title": "甲"}]}', "缺少 body"),
        ('{"articles": [{"title": "甲", "paragraphs": "文"}]}', "paragraphs"),
        ('{"articles": [{"title": "甲", "paragraphs": [1]}]}', "paragraphs"),
        ('{"articles": [{"title": "甲", "paragraphs": [], "date": "昨天"}]}', "昨天"),
        ('{"articles": [{"title": "甲", "paragraphs": []}], "issue": {"number": "12"}}', "number"),
        ('{"articles": [{"title": "甲", "paragraphs": []}], "issue": 3}', "issue"),
        ('{"articles": [{"title": "甲", "paragraphs": []}], "masthead": 3}', "masthead"),
        ('{"articles": [{"title": "甲", "paragraphs": []}], "distribution": {"to": []}}', "缺少 text"),
        ('{"articles": [{"title": "甲", "paragraphs": []}], "sections": [{"titles": "甲"}]}', "titles"),
        ('{"articles": [{"title": "甲", "paragraphs": []}], "warnings": [{}]}', "缺少 code"),
    ],
    ids=range(18),
)
def test_a_line_that_is_no_bulletin_is_named_with_its_number(line: str, told: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_jsonl((json.dumps(LEAST) + "\n" + line).encode(), "a", "b")
    assert caught.value.code == "damaged" and "第 2 行" in caught.value.reason and told in caught.value.reason


def test_a_file_of_blank_lines_holds_none() -> None:
    with pytest.raises(Rejected) as caught:
        read_jsonl(b"\n \n", "a", "b")
    assert caught.value.code == "empty"


def test_half_of_a_pair_is_not_kept() -> None:
    [found] = read_jsonl(b'{"articles": [{"title": "a\\ud800", "paragraphs": ["b\\udfff"]}]}', "a", "b")
    (found.articles[0].title + found.articles[0].body).encode()


def test_white_space_goes_as_it_goes_from_text() -> None:
    """Rare spaces at the end of a line are kept there and here, so that what was exported is read back the same."""
    bulletin = parse_bulletin(TEXT.replace("召开会议。", "召开会议。\u2005"), "a.jsonl", "f00")
    assert bulletin.articles[0].paragraphs[-1].endswith("\u2005")
    assert read(to_json(bulletin))[0].articles[0].paragraphs == bulletin.articles[0].paragraphs
    with pytest.raises(Rejected):
        read({"articles": [{"title": "\u2005", "paragraphs": ["正文。"]}]})
