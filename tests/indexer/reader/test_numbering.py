"""Numbers are printed as Word prints them."""

import pytest

from indexer.reader.numbering import Level, Numbering, formatted


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 100: "一百", 101: "一百零一",
                             110: "一百一十", 1001: "一千零一", 10000: "10000"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 12: "壹拾贰"}),
        ("ideographDigital", {1: "一", 10: "一〇", 25: "二五"}),
        ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
        ("lowerRoman", {4: "iv", 9: "ix", 1994: "mcmxciv"}),
        ("ideographTraditional", {1: "甲"}),
        ("none", {1: ""}),
        ("unheard-of", {7: "7"}),
    ],
)  # fmt: skip
def test_styles(style: str, printed: dict[int, str]) -> None:
    assert {n: formatted(n, style) for n in printed} == printed


@pytest.mark.parametrize(
    ("text", "label"),
    [("%1、", "三、"), ("（%1）", "（三）"), ("第%1条", "第三条"), ("%1.%2", "三."), ("", ""), ("x" * 5, "xxxxx ")],
)
def test_labels(text: str, label: str) -> None:
    levels = {0: Level(3, "chineseCounting", text), 1: Level(1, "none", "")}
    assert Numbering({"a": levels}, {"1": "a"}).label("1", 0) == label


@pytest.mark.parametrize(("list_id", "level"), [("2", 0), ("1", 9), ("1", -1)])
def test_what_is_no_list_has_no_label(list_id: str, level: int) -> None:
    assert Numbering({"a": {}}, {"1": "a"}).label(list_id, level) == ""
