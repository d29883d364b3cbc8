"""The table of contents: where it stands, what it lists, where the text begins below it."""

import pytest

from indexer.parser.contents import read_contents
from indexer.parser.lines import split_lines

PROSE = "　　3月5日，市民政局召开会议，部署全年的养老服务工作，要求各县（市、区）抓紧落实，不留死角。"


@pytest.mark.parametrize(
    "heading",
    [
        "本期内容",
        " 本 期 内 容",
        "本　期　目　录",
        "本期要目",
        "【本期导读】",
        "[目录]",
        "目 录：",
        "要目",
        "内容提要",
        "本期內容",
    ],
)
def test_a_contents_heading_is_known_by_its_words(heading: str) -> None:
    contents = read_contents(split_lines(f"{heading}\n甲会议召开\n\n甲会议召开\n{PROSE}"))
    assert contents is not None and [entry.text for entry in contents.entries] == ["甲会议召开"]


@pytest.mark.parametrize("line", ["本期内容丰富多彩，请各单位认真学习", "目录编制工作会议", "关于印发权责目录的通知"])
def test_a_line_that_only_speaks_of_contents_heads_none(line: str) -> None:
    assert read_contents(split_lines(f"{line}\n甲会议召开\n\n甲会议召开\n{PROSE}")) is None


@pytest.mark.parametrize(
    ("printed", "kind", "text"),
    [
        ("●市级动态", "section", "市级动态"),
        ("◆ 县（市、区）动态", "section", "县（市、区）动态"),
        ("■基层快讯", "section", "基层快讯"),
        ("望江区：举办“一碗粥 一份情”活动", "title", "望江区：举办“一碗粥 一份情”活动"),
        ("市民政局召开会议…………3", "title", "市民政局召开会议"),
        ("市民政局召开会议 ······ （12）", "title", "市民政局召开会议"),
        ("市民政局部署十四五规划2024", "title", "市民政局部署十四五规划2024"),
        ("●为什么要走访困难群众？", "title", "●为什么要走访困难群众？"),
    ],
)
def test_an_entry_is_a_section_or_a_title_as_printed(printed: str, kind: str, text: str) -> None:
    contents = read_contents(split_lines(f"目录\n{printed}\n第二个题名\n\n{printed}\n{PROSE}"))
    assert contents is not None
    assert (contents.entries[0].kind, contents.entries[0].text, contents.entries[0].line) == (kind, text, 2)


@pytest.mark.parametrize(
    ("text", "first_below"),
    [
        (f"目录\n●市级动态\n甲会议召开\n●市级动态\n\n甲会议召开\n{PROSE}", "●市级动态"),
        (f"目录\n甲会议召开\n乙会议召开\n甲会议召开\n{PROSE}\n乙会议召开\n{PROSE}", "甲会议召开"),
        # The first title is worded otherwise: the text begins with the block of short lines above the first prose.
        (f"目录\n甲会议召开\n乙会议召开\n\n甲会议在岚州\n顺利召开\n{PROSE}", "甲会议在岚州"),
        # It is nowhere printed: the text begins with the prose.
        (f"目录\n甲会议召开\n乙会议召开\n\n{PROSE}\n乙会议召开\n{PROSE}", PROSE.strip()),
        (f"目录\n甲会议召开\n{PROSE}", PROSE.strip()),
        # The section line is missing, its title is there.
        (f"目录\n●市级动态\n甲会议召开\n乙会议召开\n\n甲会议召开\n{PROSE}", "甲会议召开"),
    ],
    ids=["section again", "title again", "worded otherwise", "untitled", "nothing between", "section line missing"],
)
def test_the_text_begins_where_the_entries_come_up_again(text: str, first_below: str) -> None:
    lines = split_lines(text)
    contents = read_contents(lines)
    assert contents is not None
    assert lines[contents.end].text == first_below


def test_what_stands_above_is_left_out_of_the_contents() -> None:
    lines = split_lines(f"岚州简报\n第3期\n目录\n甲会议召开\n\n甲会议召开\n{PROSE}")
    contents = read_contents(lines)
    assert contents is not None
    assert [line.text for line in lines[: contents.start]] == ["岚州简报", "第3期"]


@pytest.mark.parametrize("text", ["", "目录", "目录\n甲会议召开", "目录\n目录"])
def test_contents_without_a_text_end_with_the_lines(text: str) -> None:
    lines = split_lines(text)
    contents = read_contents(lines)
    assert contents is None or contents.end == len(lines)
