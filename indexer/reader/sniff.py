"""Which format a file's bytes are, whatever its name says."""

import re
from typing import Literal

from indexer.errors import Rejected
from indexer.reader.guard import Archive
from indexer.reader.ole import OLE_MAGIC

Format = Literal["text", "html", "docx", "wordxml", "doc", "rtf", "pdf", "ofd"]

HEAD = 4096  # a page's markup, or a PDF's signature, begins within
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--(?:(?!-->).)*-->\s*)*)<(?:!doctype\s+html|html|head|body|meta|title|style)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"\s*[A-Za-z][A-Za-z-]{1,40}:[^\n]{0,500}\n")
_MIME = re.compile(rb"^MIME-Version:.*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_WORD_XML = re.compile(r"\s*<\?xml[^>]*>\s*(?:<\?mso-application[^>]*Word\.Document|<(?:w:wordDocument|pkg:package)\b)")
_FOREIGN = (  # what offices put beside their bulletins, with the advice that helps
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\0", "扫描图片"),
    (b"MM\0*", "扫描图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"%!PS", "PostScript 文件"),
    (b"AT&TFORM", "DjVu 扫描件"),
)


def format_of(data: bytes, suffix: str = "") -> Format:
    """The format of a file; Rejected where it is one that holds no bulletin or that is not read.

    Only text that could be anything is taken for what its name says: a page without <html>.
    """
    found = marked_format(data[:HEAD])
    if found == "zip":
        return _packed(data)
    return found or ("html" if suffix in (".html", ".htm") else "text")


def marked_format(head: bytes) -> Format | Literal["zip"] | None:
    """What the first bytes alone make sure of; None: text, or nothing that is known. Rejected for what is no text."""
    if head.startswith(OLE_MAGIC):
        return "doc"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"PK\x05\x06"):
        raise Rejected("empty", "空的压缩包；请检查是否拷贝完整 (empty archive)")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"{\\rt"):
        return "rtf"
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise Rejected("binary", f"这是{what}，不是简报的文本；请另存为 .docx、.pdf 或 .txt 再放入 (no text)")
    if _MAIL.match(head) and _MIME.search(head):
        return "html"  # with its pictures in one file, as Word saves it
    markup = _ascii(head)
    if _WORD_XML.match(markup):
        return "wordxml"
    return "html" if _HTML.match(markup) else None


def _packed(data: bytes) -> Format:
    archive = Archive(data)
    if "OFD.xml" in archive:
        return "ofd"
    if "word/document.xml" in archive or (
        "[Content_Types].xml" in archive and any(name.startswith("word/") for name in archive.names())
    ):
        return "docx"
    for name, what in (
        ("xl/workbook.xml", "Excel 表格"),
        ("ppt/presentation.xml", "PowerPoint 演示文稿"),
        ("content.xml", "OpenDocument 文档"),
    ):
        if name in archive:
            raise _unknown(f"这是 {what}")
    raise _unknown("这是普通压缩包，请先解压")


def _unknown(what: str) -> Rejected:
    return Rejected("unknown_format", f"{what}；请另存为 .docx、.pdf 或 .txt 再放入 (unknown format)")


def _ascii(head: bytes) -> str:
    """Markup at the beginning of a page, in any encoding: UTF-16 has a zero beside each letter."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[2:].replace(b"\0", b"").decode("latin-1")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
