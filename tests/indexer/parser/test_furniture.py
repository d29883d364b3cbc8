"""Page numbers, running heads and rules are set aside; what only looks like them stays."""

import pytest

from indexer.parser.furniture import without_furniture
from indexer.parser.lines import split_lines

HEAD = (
    "岚州民政简报\n2024年第3期\n市民政局办公室　2024年3月5日\n本期内容\n"
    "甲会议召开\n乙会议召开\n丙会议召开\n丁会议召开\n甲会议召开\n"
)
PROSE = "近日，市民政局到乡镇走访低保家庭，送去棉被和大米，了解他们的生活有什么难处，叮嘱镇村干部常走动。"


@pytest.mark.parametrize(
    "line",
    ["— 3 —", "-3-", "－ ３ －", "第3页", "第 3 页 共 12 页", "第三页", "3/12", "Page 3", "———————",
     "- - - - -", "＿＿＿＿＿", "=====", "· 3 ·", "*******"],
)  # fmt: skip
def test_page_numbers_and_rules_are_set_aside(line: str) -> None:
    kept, aside = without_furniture(split_lines(f"{HEAD}{PROSE}\n{line}\n{PROSE}"))
    assert [one.text for one in aside] == [line]
    assert [one.text for one in kept[-2:]] == [PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    ["3", "3.15", "——记青岭县的走访", "……", "第3页的表格", "共12页", "—", "12/3/2024", "2024-03-05", "1-3月", "附件3"],
)
def test_what_says_something_stays(line: str) -> None:
    kept, aside = without_furniture(split_lines(f"{HEAD}{PROSE}\n{line}\n{PROSE}"))
    assert not aside and line in [one.text for one in kept]


@pytest.mark.parametrize("running", ["岚州民政简报　第3期", "岚州民政简报", "岚州民政简报　2024年第3期", "2024年第3期"])
@pytest.mark.parametrize("end", ["— 1 —\n{}\n", "\n— 1 —\n\n{}\n\n", "{}\n— 1 —\n", "1\f{}\n"])
def test_running_heads_are_set_aside_at_the_edges_of_pages(running: str, end: str) -> None:
    kept, aside = without_furniture(split_lines(HEAD + PROSE + "\n" + end.format(running) + PROSE))
    assert running in [one.text for one in aside]
    assert [one.text for one in kept[-2:]] == [PROSE, PROSE]
    assert kept[-1].page


def test_the_first_section_of_a_page_is_no_running_head() -> None:
    contents = "一、工作动态\n甲会议召开\n乙会议召开\n二、基层传真\n丙会议召开\n丁会议召开\n"
    text = f"岚州民政简报\n第3期\n目录\n{contents}\f一、工作动态\n{PROSE}"
    assert not without_furniture(split_lines(text))[1]


def test_a_bare_number_is_a_page_number_only_at_the_end_of_a_page() -> None:
    kept, aside = without_furniture(split_lines(f"{HEAD}{PROSE}\n37\n{PROSE}\n2\f{PROSE}"))
    assert [one.text for one in aside] == ["2"] and "37" in [one.text for one in kept]
