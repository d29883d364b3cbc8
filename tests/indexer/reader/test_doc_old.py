"""Documents of Word 6 and Word 95 give their text, in whatever code page their language has."""

from struct import pack

import pytest

from indexer.errors import Rejected
from indexer.reader.doc import read_doc
from tests.indexer.reader.made_doc import old

TEXT = "市民政局召开会议，部署全年的工作。\r各县区民政局参加。\r"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (TEXT, TEXT.replace("\r", "\n")),
        ("县区\x07床位\x07\x07青溪\x0715\x07\x07完\r", "县区\t床位\n青溪\t15\n完\n"),
        ("见\x13 HYPERLINK \x14网页\x15。第\x13PAGE\x15\x0b乙\r", "见网页。第\n乙\n"),
        ("外\x13 IF \x13 PAGE \x141\x15 = 1 \x14内\x15完\r", "外内完\n"),
        ("甲\r\x0c乙\r图\x01片\x1e\x1f\r", "甲\n\n\f乙\n图片-\n"),
    ],
)
def test_body(body: str, text: str) -> None:
    assert read_doc(old(body)) == text


@pytest.mark.parametrize(
    ("encoding", "language"),
    [("gb18030", 0x0804), ("gb18030", 0x0409), ("big5", 0x0404), ("big5", 0x0409), ("utf-16-le", 0x0804)],
)
@pytest.mark.parametrize("pieces", [1, 4])
def test_code_pages_and_pieces(encoding: str, language: int, pieces: int) -> None:
    body = TEXT if encoding != "big5" else "市民政局召開會議，部署全年的工作。\r各縣區民政局參加。\r"
    wide = 0x1000 if encoding == "utf-16-le" else 0
    # Pieces of bytes may part a character: only those of whole ones can be cut anywhere.
    data = old(body, encoding=encoding, language=language, flags=wide, pieces=pieces)
    assert read_doc(data) == body.replace("\r", "\n")


def test_headers_come_above_and_notes_below() -> None:
    assert (
        read_doc(old("正文\r", notes="\x02 注\r", heads="云岭简报\r第1页\r云岭简报\r"))
        == "云岭简报\n第1页\n\n正文\n\n 注\n"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (old(TEXT, flags=0x0100), "encrypted"),
        (old(TEXT, version=90), "unknown_format"),
        (old(""), "empty"),
        (
            old(TEXT).replace(pack("<II", 0x300, 0x300 + len(TEXT.encode("gb18030"))), pack("<II", 0x300, 0xFFFFFF)),
            "truncated",
        ),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_doc(data)
    assert caught.value.code == code
