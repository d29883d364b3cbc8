"""Paragraphs, cells and rows become lines."""

import pytest

from indexer.errors import Rejected
from indexer.reader.blocks import PAGE_BREAK, Blocks, joined, row_lines, symbol


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ([["县区"], ["床位"]], ["县区\t床位"]),
        ([["县区"], [""], ["床位"]], ["县区\t\t床位"]),
        ([["王", "强"], ["局长"]], ["王 强\t局长"]),
        ([["", "通栏的一段", ""], [""]], ["通栏的一段"]),
        ([["一", "二", "三", "四"], ["旁"]], ["一", "二", "三", "四", "旁"]),
        ([["长" * 201], ["旁"]], ["长" * 201, "旁"]),
        ([["甲\t乙"], ["丙"]], ["甲 乙\t丙"]),
        ([], []),
    ],
)
def test_a_row_is_a_line_unless_it_is_there_for_the_layout(cells: list[list[str]], lines: list[str]) -> None:
    assert row_lines(cells) == lines


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["甲", "乙"], "甲\n乙\n"),
        (["", "甲", "", "", "", "乙", ""], "甲\n\n\n乙\n"),
        ([PAGE_BREAK, "甲", PAGE_BREAK, PAGE_BREAK, "乙", PAGE_BREAK], "甲\n\f乙\n"),
        ([], ""),
        (["", " "], ""),
    ],
)
def test_blank_lines_and_page_breaks_stay_between_lines(lines: list[str], text: str) -> None:
    assert joined(lines) == text


def test_a_row_that_never_ends_is_kept() -> None:
    blocks = Blocks()
    blocks.text("甲")
    blocks.end_cell(2)
    blocks.text("乙")
    assert blocks.finished() == ["甲\t乙"] or blocks.finished() == ["甲", "乙"]


def test_control_characters_are_dropped() -> None:
    blocks = Blocks()
    blocks.text("简\x00\x07\x9f\ud800\ufffe报\t第12期\x85")
    blocks.end_paragraph()
    assert blocks.finished() == ["简报\t第12期"]


@pytest.mark.parametrize(("level", "lines"), [(257, 1), (0, 200_001)])
def test_depth_and_length_are_bounded(level: int, lines: int) -> None:
    with pytest.raises(Rejected) as caught:
        Blocks().add_lines(["甲"] * lines, level)
    assert caught.value.code == "bomb"


@pytest.mark.parametrize(
    ("code", "font", "sign"),
    [
        (0xF06C, "Wingdings", "●"),
        (0x6C, "Wingdings", "●"),
        (0xF0B7, "Symbol", "•"),
        (0xF06E, "", "■"),
        (0x6C, "", ""),
        (0xF001, "Wingdings", ""),
    ],
)
def test_signs_of_symbol_fonts(code: int, font: str, sign: str) -> None:
    assert symbol(code, font) == sign
