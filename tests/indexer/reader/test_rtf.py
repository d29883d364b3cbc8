"""RTF as offices write it, in bytes of GBK or in \\u, becomes the text that it prints."""

import pytest

from indexer.errors import Rejected
from indexer.reader.rtf import read_rtf
from tests.indexer.reader.made import rtf, rtf_bytes


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"区局召开会议\par 3月5日，会议召开。\par", "区局召开会议\n3月5日，会议召开。\n"),
        (r"\fi480 会议召开。\par\pard 乙\par", "　　会议召开。\n乙\n"),
        (r"\u20113?\u-29778?\par", "云议\n"),
        (r"\uc2\u31616 \'bc\'f2\u25253 \'b1\'a8\par", "简报\n"),
        (r"\u-10176?\u-9216?\par", "\U00020000\n"),
        (r"{\uc0\u31616}{\uc1\u25253?}好\par", "简报好\n"),
        (r"\f1 Bulletin \'93three\'94\par", "Bulletin \u201cthree\u201d\n"),
        (r"\f1 \'d4\'c6\'c1\'eb\par", "云岭\n"),  # a font without a code page of two bytes, and bytes of GBK
        (r"王\~强\tab 甲\line 乙\par", "王\u00a0强\t甲\n乙\n"),
        (r"\{甲\}\\\par", "{甲}\\\n"),
        (r"\ldblquote 甲\rdblquote\emdash\par", "“甲”—\n"),
        (r"\trowd\intbl 县区\cell 床位\cell\row\trowd\intbl 青溪\cell 15\cell\row\pard 完\par",
         "县区\t床位\n青溪\t15\n完\n"),
        (r"\intbl\itap2 内一\nestcell 内二\nestcell\nestrow\itap1 外\cell 乙\cell\row", "内一 内二 外\t乙\n"),
        (r"{\b \'ca}{\'d0}民政\par", "市民政\n"),
        (r"\'ca\par\'d0\par", "\ufffd\n\ufffd\n"),
        (r"{\upr{旧}{\*\ud{\u26032?}}}\par", "新\n"),
        (r"{\f2\'6c}市级动态\par", "●市级动态\n"),
        (r"甲\column 乙\par", "甲\n乙\n"),
        (r"\uc0 \u55362\uc1 \u57271\'3f\u-10174?\u-8265?\par", "𠮷𠮷\n"),
        (r"\fi480 甲\line 乙\par 丙\par", "　　甲\n乙\n　　丙\n"),
        (r"甲\page 乙\par", "甲\n\f乙\n"),
        (r"{\v 隐藏}{\deleted 删去}看得见\par", "看得见\n"),
        (r"{\pict\pngblip 89504e47}图后\par", "图后\n"),
        (r"{\*\unknown abc}甲{\info{\title 题}}\par", "甲\n"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt 链接}}\par", "链接\n"),
        (r"{\listtext\pard\plain 一、\tab}甲\par{\pntext 2.\tab}乙\par", "一、甲\n2.乙\n"),
        (r"{\listtext\f1 \u61548?\tab}市级动态\par", "●市级动态\n"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt 云岭简报\par}}}本期要目\par", "云岭简报\n本期要目\n"),
        (r"{\header 页眉\par}{\headerr 页眉\par}{\footer 第\chpgn 页\par}正文\par", "页眉\n\n正文\n"),
        (r"{\footer 共印50份\par}正文{\footnote 注一\par}续\par", "正文续\n\n注一\n\n共印50份\n"),
        (r"\bin5 {{{{{甲\par", "甲\n"),
        ("甲\r\n乙\\\n丙", "甲乙\n丙\n"),
    ],
)  # fmt: skip
def test_what_is_printed(body: str, text: str) -> None:
    assert read_rtf(rtf(body)) == text


def test_raw_bytes_of_gbk() -> None:
    assert read_rtf(b"{\\rtf1\\ansi\\ansicpg936 " + "会议通知".encode("gbk") + b"\\par}") == "会议通知\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (rtf(r"甲\par")[:-1], "truncated"),
        (rtf(r"{\pict 00}"), "empty"),
        (b"{\\rtf1" + b"{" * 100_000, "bomb"),
        (b"{\\rtf1 \\itap9999 a\\nestcell}", "bomb"),
        (("{\\rtf1 " + rtf_bytes("甲") + "\\par" * 300_000 + "}").encode(), "bomb"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_rtf(data)
    assert caught.value.code == code and "请" in caught.value.reason


def test_bytes_written_as_they_are_may_look_like_markup() -> None:
    assert "俓".encode("gbk")[1:] == b"\\"
    data = rb"{\rtf1\ansi\ansicpg936 " + "俓東".encode("gbk") + rb"\par}"
    assert read_rtf(data) == "俓東\n"
