"""Text becomes its non-blank lines, each with number, indent and the gap above it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parser.lines import PAGE_BREAK, Line, split_lines, squeeze


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        (" \n\t\n　\n\u200b\ufeff", []),
        ("会议", [Line(1, "会议", "", 0)]),
        ("会议\n\n\n　　部署", [Line(1, "会议", "", 0), Line(4, "部署", "　　", 2)]),
        ("会议\r\n部署\r落实", [Line(1, "会议", "", 0), Line(2, "部署", "", 0), Line(3, "落实", "", 0)]),
        (" 会议 \xa0", [Line(1, "会议", " ", 0)]),
        ("会议\f部署", [Line(1, "会议", "", 0), Line(1, "部署", "", PAGE_BREAK, page=True)]),
        ("会议\n\f\n部署", [Line(1, "会议", "", 0), Line(3, "部署", "", PAGE_BREAK + 2, page=True)]),
        ("会议\u2028部署\x85落实", [Line(1, "会议", "", 0), Line(2, "部署", "", 0), Line(3, "落实", "", 0)]),
        ("会议\n\x1a", [Line(1, "会议", "", 0)]),
    ],
    ids=["nothing", "blank", "one", "gap", "ends", "outer space", "page", "page of its own line", "unicode", "ctrl-z"],
)
def test_lines_carry_the_layout_around_them(text: str, lines: list[Line]) -> None:
    assert split_lines(text) == lines


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("●市级 动态", "●市级动态"),
        ("岚　州\u200b民\n政", "岚州民政"),
        ("２０２４年（第３期）", "2024年(第3期)"),
        ("臺灣省親", "台湾省亲"),
        ("ＡbC", "abc"),
    ],
)
def test_headings_compare_without_space_width_and_character_form(printed: str, other: str) -> None:
    assert squeeze(printed) == squeeze(other)


@given(st.text())
def test_no_character_but_white_space_is_lost(text: str) -> None:
    kept = "".join(squeeze(line.text) for line in split_lines(text))
    assert kept.replace("\x1a", "") == squeeze(text).replace("\x1a", "")
