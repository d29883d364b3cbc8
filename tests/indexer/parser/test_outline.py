"""A bulletin without contents: its sections and titles as the layout shows them."""

import pytest

from indexer.parser.lines import split_lines
from indexer.parser.outline import HEADLESS_TITLE, outline

PROSE = "　　3月5日，市民政局召开会议，部署全年的养老服务工作，要求各县（市、区）抓紧落实，不留死角。"


@pytest.mark.parametrize(
    ("text", "start", "entries"),
    [
        (f"市民政局召开会议\n{PROSE}", 0, ["市民政局召开会议"]),
        (f"岚州简报\n第3期\n\n市民政局召开会议\n{PROSE}", 2, ["市民政局召开会议"]),
        (f"岚州简报\n●市级动态\n市民政局召开会议\n{PROSE}\n\n青岭县走访低保家庭\n{PROSE}", 1,
         ["●市级动态", "市民政局召开会议", "青岭县走访低保家庭"]),
        (f"市民政局召开养老服务\n工作会议\n{PROSE}", 0, ["市民政局召开养老服务工作会议"]),
        (f"市民政局\n召开养老服务\n工作会议\n{PROSE}\n　　会上，与会人员讨论了方案。\n{PROSE}", 0,
         ["市民政局召开养老服务工作会议"]),
        (f"●市级动态\n市民政局召开会议\n{PROSE}\n●县级动态\n青岭县走访低保家庭\n{PROSE}", 0,
         ["●市级动态", "市民政局召开会议", "●县级动态", "青岭县走访低保家庭"]),
        (f"{PROSE}\n{PROSE}", 0, [PROSE.strip()[:HEADLESS_TITLE]]),
        (f"会议\n{PROSE}", 1, [PROSE.strip()[:HEADLESS_TITLE]]),
        (f"●市级动态\n市民政局召开会议\n　　会议于3月5日上午在岚州召开。\n\n青岭县走访低保家庭\n{PROSE}", 0,
         ["●市级动态", "市民政局召开会议", "青岭县走访低保家庭"]),
        (f"市民政局召开会议\n{PROSE}\n\n会议强调：\n{PROSE}", 0, ["市民政局召开会议"]),
        ("市民政局召开会议", 0, []),
        ("", 0, []),
    ],
    ids=["one", "below a masthead", "sections", "wrapped", "short paragraph inside", "two sections", "no title at all",
         "too short for a title", "one sentence", "a sentence that goes on", "no prose", "nothing"],
)  # fmt: skip
def test_titles_are_short_blocks_above_prose(text: str, start: int, entries: list[str]) -> None:
    first, found = outline(split_lines(text))
    assert first == start
    assert [("●" if entry.kind == "section" else "") + entry.text for entry in found] == entries


def test_entries_carry_the_line_that_prints_them() -> None:
    _, found = outline(split_lines(f"岚州简报\n\n\n●市级动态\n市民政局召开会议\n{PROSE}"))
    assert [entry.line for entry in found] == [4, 5]
