"""The table of contents: where it stands, what it lists, where the text begins below it."""

import pytest

from indexer.parser.contents import Entry, find_contents
from indexer.parser.entries import entries_of
from indexer.parser.lines import split_lines
from indexer.parser.titles import Windows

PROSE = "　　3月5日，市民政局召开会议，部署全年的养老服务工作，要求各县（市、区）抓紧落实，不留死角。"


def entries(text: str) -> tuple[Entry, ...] | None:
    lines = split_lines(text)
    contents = find_contents(lines)
    return contents and entries_of(lines[contents.first : contents.end], Windows(lines[contents.end :]))


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
    found = entries(f"{heading}\n甲会议召开\n\n甲会议召开\n{PROSE}")
    assert found is not None and [entry.text for entry in found] == ["甲会议召开"]


@pytest.mark.parametrize("line", ["本期内容丰富多彩，请各单位认真学习", "目录编制工作会议", "关于印发权责目录的通知"])
def test_a_line_that_only_speaks_of_contents_heads_none(line: str) -> None:
    assert find_contents(split_lines(f"{line}\n甲会议召开\n\n甲会议召开\n{PROSE}")) is None


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
        ("●为什么要走访困难群众？", "title", "为什么要走访困难群众？"),
    ],
)
def test_an_entry_is_a_section_or_a_title_as_printed(printed: str, kind: str, text: str) -> None:
    above = "第一个题名\n" if kind == "section" else ""
    found = entries(f"目录\n{printed}\n第一个题名\n第二个题名\n\n{printed}\n{above}{PROSE}\n第二个题名\n{PROSE}")
    assert found is not None
    assert (found[0].kind, found[0].text, found[0].line) == (kind, text, 2)


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
    contents = find_contents(lines)
    assert contents is not None
    assert lines[contents.end].text == first_below


def test_what_stands_above_is_left_out_of_the_contents() -> None:
    lines = split_lines(f"岚州简报\n第3期\n目录\n甲会议召开\n\n甲会议召开\n{PROSE}")
    contents = find_contents(lines)
    assert contents is not None
    assert [line.text for line in lines[: contents.start]] == ["岚州简报", "第3期"]


@pytest.mark.parametrize("text", ["", "目录", "目录\n甲会议召开", "目录\n目录"])
def test_contents_without_a_text_end_with_the_lines(text: str) -> None:
    lines = split_lines(text)
    contents = find_contents(lines)
    assert contents is None or contents.end == len(lines)


TITLES = ("市民政局召开全年工作会议", "副市长检查汛期救助保障", "临溪县：村里办起长者食堂")


def listed(above: str, mark: str, title: str) -> str:
    """Contents and text of two sections, their names as `above` prints them, titles marked in the contents alone."""
    names = [above.format(n, name) for n, name in zip("一二", ("市级动态", "县区动态"), strict=True)]
    one, two, three = (mark.format(n) + title.format(text) for n, text in enumerate(TITLES, start=1))
    contents = [names[0], one, two, names[1], three]
    body = [names[0], TITLES[0], PROSE, TITLES[1], PROSE, names[1], TITLES[2], PROSE]
    return "\n".join(["目录", *contents, "", *body])


@pytest.mark.parametrize("above", ["●{1}", "◆ {1}", "【{1}】", "{0}、{1}", "（{0}）{1}", "★{1}", "— {1} —", "{1}"])
@pytest.mark.parametrize("mark", ["", "{}. ", "{}、", "（{}）", "◇"])
@pytest.mark.parametrize("title", ["{}", "{}……3", "{}\t3", "{}…………（12）"])
def test_sections_and_titles_are_told_apart_whatever_their_marks(above: str, mark: str, title: str) -> None:
    found = entries(listed(above, mark, title))
    assert found is not None
    assert [(entry.kind, entry.text, entry.section) for entry in found] == [
        ("section", "市级动态", None),
        ("title", TITLES[0], "市级动态"),
        ("title", TITLES[1], "市级动态"),
        ("section", "县区动态", None),
        ("title", TITLES[2], "县区动态"),
    ]


@pytest.mark.parametrize("mark", ["●", "◆ ", "一、", "（一）", "1. ", "（1）", "①"])
def test_where_all_lines_are_marked_alike_and_have_text_below_they_are_titles(mark: str) -> None:
    text = "\n".join(["目录", *(mark + title for title in TITLES)])
    text += "\n\n" + "\n".join(f"{mark}{title}\n{PROSE}" for title in TITLES)
    found = entries(text)
    assert found is not None and [(entry.kind, entry.text) for entry in found] == [("title", title) for title in TITLES]


@pytest.mark.parametrize(
    "lines",
    [
        ["市民政局召开全年", "工作会议", "副市长检查汛期救助保障", "临溪县：村里办起", "长者食堂"],
        [
            "1. 市民政局召开全年",
            "工作会议……2",
            "2. 副市长检查汛期救",
            "助保障……3",
            "3. 临溪县：村里办起",
            "长者食堂……4",
        ],
    ],
)
def test_a_title_may_run_over_two_lines_of_the_contents(lines: list[str]) -> None:
    found = entries("\n".join(["目录", *lines, "", *(f"{title}\n{PROSE}" for title in TITLES)]))
    assert found is not None and [entry.text for entry in found] == list(TITLES)


def test_contents_without_a_heading_are_lines_that_come_again() -> None:
    text = "\n".join(["岚州简报", "第3期", "", *TITLES, "", *(f"{title}\n{PROSE}" for title in TITLES)])
    found = entries(text)
    assert found is not None and [entry.text for entry in found] == list(TITLES)
