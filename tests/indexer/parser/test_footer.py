"""The distribution list at the end: found, wrapped or not, and parted into addressees."""

import datetime as dt

import pytest

from indexer.parser.footer import footer_date, footer_start, read_distribution, unwrapped
from indexer.parser.lines import split_lines

PROSE = "　　3月5日，市民政局召开会议，部署全年的养老服务工作，要求各县（市、区）抓紧落实，不留死角。"


@pytest.mark.parametrize(
    ("footer", "to", "cc"),
    [
        ("发至：各县（市、区）民政局。\n抄送：省民政厅。", ("各县（市、区）民政局",), ("省民政厅",)),
        (
            "发至：何庭芳副市长、陶立秘书长；市直有关单位，各县（市、\n      区）人民政府、民政局。\n"
            "　抄送：省民政厅，市委\n      办公室。",
            ("何庭芳副市长、陶立秘书长", "市直有关单位", "各县（市、区）人民政府、民政局"),
            ("省民政厅", "市委办公室"),
        ),
        ("报：何庭芳副市长\n送：各成员单位", ("何庭芳副市长", "各成员单位"), ()),
        ("报送：省厅\n抄报：市委\n抄发：各科室", ("省厅",), ("市委", "各科室")),
        ("主 送：各县民政局\n抄　送：省厅", ("各县民政局",), ("省厅",)),
        ("分送: 各科室; 各中心\n市民政局办公室　2024年3月5日印发\n（共印60份）", ("各科室", "各中心"), ()),
        ("發至：各縣（市、區）民政局", ("各縣（市、區）民政局",), ()),
        ("报　送：省厅\n发 至：各县\n抄 报：市委", ("省厅", "各县"), ("市委",)),
        ("【报】：省厅\n【送】：各县", ("省厅", "各县"), ()),
        ("责任编辑：陶立新　审核：何庭芳\n送：各县\n共印20份", ("各县",), ()),
        ("（共印60份）", (), ()),
        ("市民政局办公室　2024年3月5日印发", (), ()),
    ],
    ids=[
        "plain",
        "wrapped",
        "one character",
        "other words",
        "letter-spaced",
        "printer's line",
        "traditional",
        "letter-spaced twice",
        "brackets",
        "staff",
        "copies",
        "printer alone",
    ],
)
def test_addressees_are_parted(footer: str, to: tuple[str, ...], cc: tuple[str, ...]) -> None:
    lines = split_lines(f"{PROSE}\n\n{footer}")
    start = footer_start(lines)
    found = read_distribution(lines[start:])
    assert start == 1
    assert found is not None
    assert (found.to, found.cc) == (to, cc)
    assert [line.strip() for line in found.text.split("\n")] == [line.strip() for line in footer.split("\n")]


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "",
        "送：各单位\n" + PROSE * 3,  # prose below it: no end of an issue
        f"送：各单位\n●市级动态\n{PROSE}",
        f"{PROSE}\n送走了客人，社工又走访了三户。",
        "\n".join([f"发至：各县\n{PROSE}"] + [PROSE] * 20),
    ],
    ids=["none", "nothing", "long prose below", "section below", "only the word", "far from the end"],
)
def test_where_there_is_no_list_nothing_is_cut_off(text: str) -> None:
    lines = split_lines(text)
    assert footer_start(lines) == len(lines)
    assert read_distribution(lines[len(lines) :]) is None


@pytest.mark.parametrize(
    ("foot", "day"),
    [
        ("抄送：省厅\n市民政局办公室　2024年3月5日印发", dt.date(2024, 3, 5)),
        ("市民政局办公室　　二〇二四年三月五日印发\n共印20份", dt.date(2024, 3, 5)),
        ("抄送：省厅2024年3月5日会议各方", None),
        ("共印20份", None),
    ],
)
def test_the_printers_line_tells_the_day(foot: str, day: dt.date | None) -> None:
    assert footer_date(split_lines(foot)) == day


def test_text_is_as_printed_with_its_indents() -> None:
    found = read_distribution(split_lines("  发至：各县（市、\n      区）民政局。\n　抄送：省厅。"))
    assert found is not None
    assert found.text == "发至：各县（市、\n      区）民政局。\n　抄送：省厅。"


def test_a_wrapped_list_is_searched_without_its_wraps() -> None:
    assert unwrapped("发至：各县（市、\n      区）民政局。\n　抄送：省厅。\n共印60份") == (
        "发至：各县（市、区）民政局。\n抄送：省厅。\n共印60份"
    )
