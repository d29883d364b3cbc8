"""Bytes of unknown encoding become text, or are named for what they are."""

import random

import pytest

from indexer.errors import Rejected
from indexer.reader.text import decode_text

SIMPLIFIED = (
    "本期内容\n●市级动态\n市民政局召开养老服务工作会议\n\n　　2024年3月5日，会议由王䶮局长主持，各县（市、区）参加。"
)
TRADITIONAL = (
    "本期內容\n●市級動態\n市民政局召開養老服務工作會議\n\n　　2024年3月5日，會議由張局長主持，各縣（市、區）參加。"
)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SIMPLIFIED),
        ("utf-8-sig", SIMPLIFIED),
        ("gb18030", SIMPLIFIED),
        ("gbk", SIMPLIFIED.replace("䶮", "龙")),
        ("gb2312", SIMPLIFIED.replace("䶮", "龙")),
        ("gb18030", TRADITIONAL),
        ("big5", TRADITIONAL),
        ("utf-16", SIMPLIFIED),
        ("utf-16-le", SIMPLIFIED),
        ("utf-16-be", SIMPLIFIED),
        ("utf-32", SIMPLIFIED),
        ("ascii", "Bulletin No. 3\n\nThe bureau met."),
        ("gb18030", "会议通知\r\n请各单位参加。"),
        ("utf-8", "简报"),
        ("utf-8", "第一页\f第二页"),
        ("utf-8", "旧编辑器的文件结束符\x1a"),
    ],
)
def test_text_comes_back_from_every_encoding_that_offices_used(encoding: str, text: str) -> None:
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0"], ids=["utf-8", "le", "be", "utf-32"]
)
def test_a_byte_order_mark_alone_is_an_empty_file(mark: bytes) -> None:
    assert rejection(mark).code == "empty"


NOISE = random.Random(3)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_one_spoilt_byte_does_not_cost_a_long_text(encoding: str) -> None:
    text = (TRADITIONAL if encoding == "big5" else SIMPLIFIED) * 40
    data = text.encode(encoding)
    line = data.index(b"\n")
    assert decode_text(data[:line] + b"\xff" + data[line:]) == text.replace("\n", "\ufffd\n", 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\0\0\0\2\0\x08\6" + NOISE.randbytes(400), "binary"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0" + NOISE.randbytes(400), "binary"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "undecodable"),
        ("文本里夹着\0空字节".encode(), "binary"),
        ("\x01\x02\x03控制字符".encode(), "binary"),
        (bytes(NOISE.randrange(128, 256) for _ in range(300)), "undecodable"),
        ("Les données été à Besançon déjà".encode("latin-1"), "undecodable"),
        (b"\xff\xfe\x00\xd8\x41\x00", "undecodable"),  # half of a pair, then a letter
        ("本期内容".encode() + b"\xff" + "市级动态".encode(), "undecodable"),
        (b"\xef\xbb\xbf" + "市民政局".encode("gb18030"), "undecodable"),
        ("——……！！\n\n（）".encode(), "empty"),
        ("　\u200b\u200b　".encode(), "empty"),
        (b"\0" * 4096, "truncated"),
        (SIMPLIFIED.encode() + b"\0" * 100, "truncated"),
        (SIMPLIFIED.encode("gb18030")[:101] + b"\0" * 100, "truncated"),
        (SIMPLIFIED.encode("utf-16") + b"\0" * 100, "truncated"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, code: str) -> None:
    found = rejection(data)
    assert found.code == code
    assert found.reason and "请" in found.reason  # and what to do


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_a_file_cut_in_the_middle_of_a_character_is_told(encoding: str) -> None:
    whole = "市民政局召开养老服务工作会议，部署全年的工作".encode(encoding)
    assert rejection(whole[:-1]).code == "truncated"


def test_a_cut_is_told_with_its_place() -> None:
    whole = "会议".encode()
    assert "第 4 字节" in rejection(whole[:-1]).reason


def test_no_bytes_at_all_raise_anything_but_a_rejection() -> None:
    noise = random.Random(7)
    for _ in range(1500):
        data = noise.randbytes(noise.randint(1, 200))
        try:
            assert isinstance(decode_text(data), str)
        except Rejected as rejected:
            assert rejected.code in ("binary", "undecodable", "truncated", "empty")


def rejection(data: bytes) -> Rejected:
    with pytest.raises(Rejected) as caught:
        decode_text(data)
    return caught.value
