"""A PDF with a text layer becomes paragraphs; one without, locked, cut short or made to break a reader is named."""

import zlib

import pytest

from indexer.errors import Rejected
from indexer.reader import pdf as module
from indexer.reader.pdf import read_pdf
from tests.indexer.reader.made_pdf import pdf, pdf_of

LINES = ("　　市民政局在三楼会议室召开全市养老服务推进会，会议", "副局长王䶮主持。", "各县区民政局参加会议。")


def test_text_comes_back_in_paragraphs() -> None:
    head, *_ = LINES
    placed = [
        (89.5 + (32 if n == 0 else 0), 120 + 28 * n, t.strip("　")) for n, t in enumerate((head, "副局长王䶮主持。"))
    ]
    more = [(121.5, 176.0, "各县区民政局参加会议。")]
    assert read_pdf(pdf([*placed, *more])) == "".join(LINES[:2]) + "\n　　" + LINES[2] + "\n"


def test_page_numbers_and_running_heads_fall_away() -> None:
    pages = [
        [(250.0, 50.0, "云岭民政简报"), (90.0, 200.0, f"第{c}篇的正文。"), (290.0, 800.0, f"— {n} —")]
        for n, c in enumerate("甲乙丙", start=1)
    ]
    assert read_pdf(pdf(*pages)).split() == ["第甲篇的正文。", "第乙篇的正文。", "第丙篇的正文。"]


@pytest.mark.parametrize("character", ["䶮", "王　强", "\ue5e5", "·", "①", "（一）"])
def test_rare_characters(character: str) -> None:
    assert character in read_pdf(pdf([(90.0, 200.0, f"会议{character}召开")]))


def test_a_font_that_was_lost_still_tells_its_text() -> None:
    lost = pdf([(90.0, 200.0, "★会议")]).replace(b"/DescendantFonts[4 0 R]", b"/DescendantFonts[null ]")
    assert read_pdf(lost) == "★会议\n"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_as_its_text_runs_however_it_is_shown(turn: int) -> None:
    data = pdf([(90.0, 200.0, "会议召开"), (90.0, 230.0, "通知")])
    data = data.replace(b"/Type/Page/Parent", b"/Type/Page/Rotate %d/Parent" % turn)
    assert read_pdf(data).split() == ["会议召开", "通知"]


@pytest.mark.parametrize("matrix", ["0 1 -1 0 300 100", "-1 0 0 -1 300 300", "0 -1 1 0 100 500"])
def test_text_set_across_the_page_is_read_upright(matrix: str) -> None:
    first, second = ("会议召开".encode("utf-16-be").hex(), "通知如下".encode("utf-16-be").hex())
    turned = f"q {matrix} cm BT /F 16 Tf 0 30 Td <{first}> Tj 0 -30 Td <{second}> Tj ET Q\n"
    assert read_pdf(pdf([], extra=turned)).split() == ["会议召开", "通知如下"]
    stamped = "".join(read_pdf(pdf([(90.0, 200.0, "十二个字的正文就在这里了")], extra=turned)).split())
    assert stamped == "十二个字的正文就在这里了会议召开通知如下"


def test_characters_placed_one_by_one_make_a_line() -> None:
    line = "市民政局召开会议"
    assert read_pdf(pdf([(90.0 + 16 * n, 200.0, c) for n, c in enumerate(line)])) == line + "\n"


def test_text_set_downwards_is_read_column_by_column() -> None:
    columns = ("市民政局召开会议，部", "署工作。", "各县民政局参加会议。")
    data = pdf([(500.0 - 28 * n, 100.0, column) for n, column in enumerate(columns)])
    assert "".join(read_pdf(data.replace(b"Identity-H", b"Identity-V")).split()) == "".join(columns)


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("GBK-EUC-H", "gbk"), ("GBK2K-H", "gb18030"), ("UniGB-UCS2-H", "utf-16-be"), ("GBK-EUC-V", "gbk")],
)
def test_codes_of_known_tables_need_no_table_in_the_file(encoding: str, codec: str) -> None:
    assert read_pdf(known(encoding, "会议召开".encode(codec))) == "会议召开\n"


def known(encoding: str, codes: bytes) -> bytes:
    content = b"BT /F 16 Tf 1 0 0 1 90 600 Tm <%s> Tj ET" % codes.hex().encode()
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            b"<</Type/Font/Subtype/Type0/BaseFont/Made/Encoding/%s/DescendantFonts[6 0 R]>>" % encoding.encode(),
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Made/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
            b"/Supplement 4>>/DW 1000/FontDescriptor 7 0 R>>",
            b"<</Type/FontDescriptor/FontName/Made/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800"
            b"/Descent -200/CapHeight 700/StemV 80>>",
        ]
    )


def test_a_watermark_across_the_page_is_left_out() -> None:
    mark = f"BT /F 60 Tf .7 .7 -.7 .7 100 300 Tm <{'内部'.encode('utf-16-be').hex()}> Tj ET\n"
    assert read_pdf(pdf([(90.0, 200.0, "会议召开")], extra=mark)) == "会议召开\n"


def scanned(pages: int, words: str = "") -> bytes:
    """Pages that hold a picture, and the same few words."""
    picture = zlib.compress(bytes(64))
    content = b"q 500 0 0 700 50 50 cm /I Do Q\n"
    if words:
        content += b"BT /F 12 Tf 1 0 0 1 90 90 Tm (" + words.encode() + b") Tj ET\n"
    kids = b" ".join(b"%d 0 R" % (6 + n) for n in range(pages))
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
            b"<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(picture), picture),
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *[
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
                b"/Resources<</XObject<</I 3 0 R>>/Font<</F 5 0 R>>>>>>"
            ]
            * pages,
        ]
    )


def with_stream(head: bytes, content: bytes) -> bytes:
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(content), content),
        ]
    )


LOCK = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{0}>/U<{0}>>>/ID[<{1}><{1}>]".format("5a" * 32, "00" * 16)
WHOLE = pdf([(90.0, 200.0, "会议召开")])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (scanned(1), "needs_ocr"),
        (scanned(3, "3"), "needs_ocr"),
        (pdf([]), "needs_ocr"),
        (pdf([(90.0, 200.0, "\ue001\ue002\ue003\ue004\ue005会议")]), "needs_ocr"),
        (pdf([(90.0, 200.0, "会议")], trailer=LOCK), "encrypted"),
        (WHOLE[:-200], "truncated"),
        (WHOLE[: len(WHOLE) // 2], "truncated"),
        (WHOLE + b"\n7 0 obj\n<</Length 900>>\nstream\n", "truncated"),
        (WHOLE.replace(b"%PDF-1.7", b"%PDF-1.7\n1 0 obj<</Linearized 1/L 999999>>endobj"), "truncated"),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF\n", "damaged"),
        (with_stream(b"/Filter/FlateDecode", zlib.compress(b" " * 30_000_000)), "bomb"),
        (with_stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(zlib.compress(b" " * 9_000_000))), "bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_pdf(data)
    assert caught.value.code == code and "请" in caught.value.reason


def test_a_photograph_among_the_pages_is_no_scan() -> None:
    assert read_pdf(scanned(1, "A bulletin in words")) == "A bulletin in words\n"


def test_a_pdf_that_takes_forever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SECONDS", 0.001)
    with pytest.raises(Rejected) as caught:
        read_pdf(WHOLE)
    assert caught.value.code == "bomb"


def test_a_fall_of_the_library_costs_only_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    worker = tmp_path / "worker.py"  # type: ignore[operator]
    worker.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(module, "_WORKER", worker)
    with pytest.raises(Rejected) as caught:
        read_pdf(WHOLE)
    assert caught.value.code == "damaged"
