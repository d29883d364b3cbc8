"""Word 97 documents give all that they print: pieces, tables, text boxes, headers; not what was deleted."""

from struct import pack

import pytest

from indexer.errors import Rejected
from indexer.reader.doc import read_doc
from tests.indexer.reader.made_doc import DELETED, HIDDEN, IN_CELL, ROW_END, SET_IN, Paragraph, doc, ole

NOT_SET_IN = pack("<Hh", 0x8411, 0)
PAGE_BEFORE = b"\x07\x24\x01"


@pytest.mark.parametrize(
    ("paragraphs", "text"),
    [
        (["区局召开会议", "3月5日，会议召开。"], "区局召开会议\n3月5日，会议召开。\n"),
        ([("会议召开。", SET_IN)], "　　会议召开。\n"),
        ([("甲\x07", IN_CELL), ("乙\x07", IN_CELL), ("\x07", ROW_END), "完"], "甲\t乙\n完\n"),
        ([("\x07", IN_CELL), ("乙\x07", IN_CELL), ("\x07", ROW_END), ("丙\x07", IN_CELL), ("\x07", ROW_END)],
         "乙\n丙\n"),
        ([("甲", IN_CELL), ("乙\x07", IN_CELL), ("丙\x07", IN_CELL), ("\x07", ROW_END)], "甲 乙\t丙\n"),
        (["首页\x0c", "次页"], "首页\n\f次页\n"),
        (["甲", ("乙", PAGE_BEFORE)], "甲\n\f乙\n"),
        (["甲\x0b乙"], "甲\n乙\n"),
        ([("甲\x0b乙\r", SET_IN), ("丙", SET_IN)], "　　甲\n乙\n　　丙\n"),
        (["见\x13 HYPERLINK \"http://a.example\" \x14网页\x15。"], "见网页。\n"),
        (["外\x13 IF \x13 PAGE \x141\x15 = 1 \x14内\x15完"], "外内完\n"),
        (["没有结尾的域\x13 PAGE"], "没有结尾的域 PAGE\n"),
        (["图\x01片\x08脚注\x02不断\x1e行\x1f"], "图片脚注不断-行\n"),
        (["罕见字\U00020164的人"], "罕见字\U00020164的人\n"),
    ],
)  # fmt: skip
def test_body(paragraphs: list[Paragraph | str], text: str) -> None:
    assert read_doc(doc(*paragraphs)) == text


def test_text_kept_in_bytes_of_one() -> None:
    assert read_doc(doc("Bulletin \u201cthree\u201d", narrow=True)) == "Bulletin \u201cthree\u201d\n"


def test_a_paragraph_is_set_in_by_its_style_or_the_one_it_is_based_on() -> None:
    styles = [(0xFFF, b""), (0, SET_IN), (1, b""), (1, NOT_SET_IN)]
    made = [(c, pack("<H", n)) for n, c in enumerate("甲乙丙丁")] + [("戊", pack("<H", 1) + NOT_SET_IN)]
    assert read_doc(doc(*made, styles=styles)) == "甲\n　　乙\n　　丙\n丁\n戊\n"


def test_styles_based_on_each_other_end() -> None:
    assert read_doc(doc(("甲", pack("<H", 0)), styles=[(1, SET_IN), (0, b"")])) == "　　甲\n"


@pytest.mark.parametrize("unprinted", [DELETED, HIDDEN])
def test_what_is_not_printed_is_left_out(unprinted: bytes) -> None:
    assert read_doc(doc("市局今日召开大会", "乙", runs=[("今日", unprinted)])) == "市局召开大会\n乙\n"


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({1: "云岭民政简报"}, "云岭民政简报\n\n正文\n"),
        ({0: "云岭民政简报", 1: "云岭民政简报", 4: "云岭民政简报"}, "云岭民政简报\n\n正文\n"),
        ({1: "页眉", 3: "共印50份"}, "页眉\n\n正文\n\n共印50份\n"),
        ({3: "— \x13 PAGE \x147\x15 —"}, "正文\n"),
        ({3: "第\x13PAGE\x147\x15页"}, "正文\n"),
    ],
)
def test_headers_come_above_footers_below_page_numbers_not_at_all(headers: dict[int, str], text: str) -> None:
    assert read_doc(doc("正文", headers=headers)) == text


def test_a_text_box_comes_before_the_paragraph_it_hangs_on() -> None:
    assert (
        read_doc(doc("甲", "乙\x08乙", "丙", boxes=[(3, "框一\r框二"), (6, "框三")]))
        == "甲\n框一\n框二\n乙乙\n框三\n丙\n"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (doc("正文", flags=0x0100), "encrypted"),
        (ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "encrypted"),
        (ole({"Workbook": b"x"}), "unknown_format"),
        (ole({"PowerPoint Document": b"x"}), "unknown_format"),
        (ole({"不认识": b"x"}), "unknown_format"),
        (doc("正文", version=90), "unknown_format"),
        (doc("\x01"), "empty"),
        (doc("正文")[:3000], "truncated"),
        (doc("正文")[:600], "truncated"),
        (ole({"WordDocument": b"\0" * 5000}), "unknown_format"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_doc(data)
    assert caught.value.code == code and "请" in caught.value.reason
