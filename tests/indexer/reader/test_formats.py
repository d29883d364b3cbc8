"""One small bulletin in each format that can be written here; what must be refused is, quickly and with advice."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest

from indexer.errors import Rejected
from indexer.reader import is_bulletin_file, read_text

TITLE = "市民政局召开防汛会议"
PROSE = "6月5日，副市长陶立新到溪口镇检查防汛物资，王䶮陪同。"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(body: str, *, document: str | None = None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        text = document or f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", text)
    return packed.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str) -> str:
    return f"<w:tc>{paragraph(text)}</w:tc>"


DOCX = docx(paragraph(TITLE) + paragraph(PROSE) + f"<w:tbl><w:tr>{cell('溪口镇')}{cell('棉被四十床')}</w:tr></w:tbl>")
HTML = f"<html><head><title>简报</title></head><body><p>{TITLE}</p><p>{PROSE.replace('䶮', '岩')}</p></body></html>"
RTF = "{\\rtf1\\ansi\\ansicpg936 %s\\par %s\\par}"


def in_rtf(text: str) -> str:
    units = text.encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return "".join(f"\\u{code}?" for code in codes)


FILES = {
    "a.docx": DOCX,
    "a.doc": DOCX,  # what it is counts, not what it is called
    "a.html": HTML.encode("gb18030"),
    "b.htm": HTML.replace("<head>", '<head><meta charset="gbk">').encode("gbk"),
    "c.html": HTML.encode(),
    "a.rtf": (RTF % (in_rtf(TITLE), in_rtf(PROSE))).encode("ascii"),
    "b.doc": (RTF % (in_rtf(TITLE), in_rtf(PROSE))).encode("ascii"),
}


def read(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    assert is_bulletin_file(path)
    return read_text(path).text


@pytest.mark.parametrize("name", FILES)
def test_every_paragraph_is_a_line(tmp_path: Path, name: str) -> None:
    lines = [line.strip() for line in read(tmp_path, name, FILES[name]).splitlines() if line.strip()]
    assert TITLE in lines
    assert (PROSE if "htm" not in name else PROSE.replace("䶮", "岩")) in lines


def test_a_row_of_a_table_is_a_line(tmp_path: Path) -> None:
    (row,) = [line for line in read(tmp_path, "a.docx", DOCX).splitlines() if "棉被" in line]
    assert row.split() == ["溪口镇", "棉被四十床"]


_ENTITY = (
    f'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="{_W}"><w:body>{paragraph("&a;")}</w:body></w:document>'
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.docx", docx("<w:p/>" + " " * 90_000_000)),
        ("entity.docx", docx("", document=_ENTITY)),
        ("cut.docx", DOCX[: len(DOCX) // 2]),
        ("picture.docx", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
        ("cut.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100)),
        ("empty.ofd", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_what_cannot_be_read_is_refused_quickly_with_advice(tmp_path: Path, name: str, data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(Rejected) as refused:
        read(tmp_path, name, data)
    assert time.process_time() - started < 2
    assert "请" in refused.value.reason and "(" in refused.value.reason


@pytest.mark.parametrize("name", FILES)
def test_mangled_files_give_text_or_a_rejection(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    for _ in range(60):
        data = bytearray(FILES[name])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            read(tmp_path, name, bytes(data))
        except Rejected as rejected:
            assert rejected.code and rejected.reason
