"""The bytes tell the format, whatever the name says."""

import pytest

from indexer.errors import Rejected
from indexer.reader.sniff import format_of
from tests.indexer.reader.made import docx, ofd, ofd_text, p, packed, rtf
from tests.indexer.reader.made_doc import doc
from tests.indexer.reader.made_pdf import pdf


@pytest.mark.parametrize(
    ("data", "suffix", "format_"),
    [
        (docx(p("甲")), ".doc", "docx"),
        (docx(p("甲")), ".wps", "docx"),
        (doc("甲"), ".wps", "doc"),
        (doc("甲"), ".docx", "doc"),
        (rtf("甲"), ".doc", "rtf"),
        (b"\xef\xbb\xbf" + rtf("甲"), ".rtf", "rtf"),
        (ofd(ofd_text("甲", 1, 9)), ".ofd", "ofd"),
        (pdf([]), ".pdf", "pdf"),
        (b"\r\n\r\n" + pdf([]), ".pdf", "pdf"),
        ("<html><body>甲".encode(), ".doc", "html"),
        ("<!DOCTYPE html PUBLIC \"-//W3C\">\n<!-- 存自 --><html>甲".encode(), ".doc", "html"),
        ("<!-- 一 --><!-- 二 --><HTML xmlns:o=\"u\">甲".encode("gb18030"), ".doc", "html"),
        ('<?xml version="1.0"?><html>甲'.encode("utf-16"), ".doc", "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", ".doc", "html"),
        (b"From: <Saved by WPS>\r\nSubject: =?gb2312?B?xLM=?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;",
         ".doc", "html"),
        ("报：\n送：省民政厅\nMIME".encode(), ".txt", "text"),
        (packed({"word/document.xml": ""}), ".docx", "docx"),
        ("<p>甲".encode(), ".html", "html"),
        ("<p>甲".encode(), ".txt", "text"),
        ("<div align=center>甲</div>".encode(), ".md", "text"),
        ("# 甲".encode(), ".md", "text"),
        ("甲".encode("gb18030"), ".doc", "text"),
        (b"", ".txt", "text"),
        (b"<!-- -->" * 500, ".txt", "text"),
    ],
)  # fmt: skip
def test_formats(data: bytes, suffix: str, format_: str) -> None:
    assert format_of(data, suffix) == format_


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed({"xl/workbook.xml": ""}), "unknown_format"),
        (packed({"ppt/presentation.xml": ""}), "unknown_format"),
        (packed({"content.xml": "", "mimetype": ""}), "unknown_format"),
        (packed({"第1期.docx": ""}), "unknown_format"),
        (packed({}), "empty"),
        (docx(p("甲"))[:100], "truncated"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"\xff\xd8\xff\xe0", "binary"),
        (b"II*\0", "binary"),
        (b"Rar!\x1a\x07", "binary"),
    ],
)
def test_what_holds_no_bulletin_is_named_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        format_of(data)
    assert caught.value.code == code and "请" in caught.value.reason
