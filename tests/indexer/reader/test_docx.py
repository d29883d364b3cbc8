"""Everything that a .docx prints becomes text, and nothing that it does not print."""

import pytest

from indexer.errors import Rejected
from indexer.reader.docx import read_docx
from tests.indexer.reader.made import R, W, docx, p, packed, table

BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>'
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    "<w:r><w:t>本期要目</w:t></w:r></w:p>"
)
PAGE = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p("区局召开会议") + p("3月5日，会议召开。"), "区局召开会议\n3月5日，会议召开。\n"),
        ('<w:p><w:r><w:t>王</w:t></w:r><w:r><w:t xml:space="preserve">　强</w:t></w:r></w:p>', "王　强\n"),
        (p("会议召开。", '<w:ind w:firstLineChars="200"/>'), "　　会议召开。\n"),
        (p("　　会议召开。", '<w:ind w:firstLine="480"/>'), "　　会议召开。\n"),
        (p("无首行缩进", '<w:ind w:left="480" w:firstLine="0"/>'), "无首行缩进\n"),
        (p("甲") + p("") + p("") + p("") + p("") + p("乙"), "甲\n\n\n乙\n"),
        (table(["县区", "床位"], ["青溪县", "1500"]), "县区\t床位\n青溪县\t1500\n"),
        (table(["", "床位"]) + p("完"), "床位\n完\n"),
        (table([p("第一段") + p("第二段") + p("第三段") + p("第四段"), "旁"]), "第一段\n第二段\n第三段\n第四段\n旁\n"),
        (table([table(["内一", "内二"]) + p("外"), "乙"]), "内一 内二 外\t乙\n"),
        (BOX.format(p("云岭民政简报") + p("第12期")), "云岭民政简报\n第12期\n本期要目\n"),
        ('<w:p><w:r><w:pict><v:shape xmlns:v="v"><v:textpath string="云岭简报"/></v:shape></w:pict></w:r></w:p>'
         + p("乙"),
         "云岭简报\n\n乙\n"),
        ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>", "甲\t乙\n丙\n"),
        ('<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + p("首页"), "首页\n"),
        (p("甲") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + p("乙"), "甲\n\n\f乙\n"),
        (p("甲") + p("乙", "<w:pageBreakBefore/>"), "甲\n\f乙\n"),
        ("<w:p><w:del><w:r><w:t>删去</w:t></w:r></w:del><w:ins><w:r><w:t>添上</w:t></w:r></w:ins></w:p>", "添上\n"),
        ("<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:t>留下</w:t></w:r></w:p>", "留下\n"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>看得见</w:t></w:r></w:p>", "看得见\n"),
        ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r></w:p>', "看得见\n"),
        ("<w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r><w:r><w:t>链接</w:t></w:r></w:p>", "链接\n"),
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F06C"/><w:t>市级动态</w:t></w:r></w:p>', "●市级动态\n"),
        ("<w:p><w:ruby><w:rt><w:r><w:t>yán</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>䶮</w:t></w:r></w:rubyBase></w:ruby></w:p>",
         "䶮\n"),
        ("<w:sdt><w:sdtContent>" + p("控件里的文字") + "</w:sdtContent></w:sdt>", "控件里的文字\n"),
        (p("&#x20000;&lt;a&gt;&amp;"), "\U00020000<a>&\n"),
    ],
)  # fmt: skip
def test_body(body: str, text: str) -> None:
    assert read_docx(docx(body)) == text


SECTION = (
    '<w:sectPr><w:headerReference r:id="header1"/><w:headerReference r:id="header2"/>'
    '<w:footerReference r:id="footer1"/></w:sectPr>'
)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"header1": p("云岭民政简报"), "header2": p("云岭民政简报")}, "云岭民政简报\n\n正文\n"),
        ({"header1": p("云岭民政简报"), "footer1": p("共印50份")}, "云岭民政简报\n\n正文\n\n共印50份\n"),
        ({"header1": table(["内部资料", "第12期"])}, "内部资料\t第12期\n\n正文\n"),
        ({"header1": BOX.format(p("第12期"))}, "第12期\n本期要目\n\n正文\n"),
        ({"footer1": f"<w:p><w:r><w:t>— </w:t></w:r>{PAGE}<w:r><w:t> —</w:t></w:r></w:p>"}, "正文\n"),
        ({"footer1": f"<w:p><w:r><w:t>第</w:t></w:r>{PAGE}<w:r><w:t>页</w:t></w:r></w:p>"}, "正文\n"),
        ({"footer1": f"<w:p><w:r><w:t>云岭简报 </w:t></w:r>{PAGE}</w:p>"}, "正文\n\n云岭简报 7\n"),
        ({"footnotes": "<w:footnote>" + p("注一") + "</w:footnote>"}, "正文\n\n注一\n"),
    ],
)
def test_headers_come_above_footers_and_notes_below_page_numbers_not_at_all(parts: dict[str, str], text: str) -> None:
    assert read_docx(docx(p("正文") + SECTION, parts)) == text


def test_the_header_of_a_later_section_comes_after_the_body() -> None:
    first = '<w:p><w:pPr><w:sectPr><w:headerReference r:id="header1"/></w:sectPr></w:pPr></w:p>'
    last = '<w:sectPr><w:headerReference r:id="header2"/></w:sectPr>'
    made = docx(p("甲") + first + p("乙") + last, {"header1": p("第一节页眉"), "header2": p("第二节页眉")})
    assert read_docx(made).split() == ["第一节页眉", "甲", "乙", "第二节页眉"]


NUMBERING = """
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/><w:isLgl/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/>
 <w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def numbered(text: str, number: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


@pytest.mark.parametrize(
    ("paragraphs", "lines"),
    [
        ([("甲", 1, 0), ("乙", 1, 0)], ["一、甲", "二、乙"]),
        ([("甲", 1, 0), ("乙", 1, 1), ("丙", 1, 1), ("丁", 1, 0), ("戊", 1, 1)],
         ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"]),
        ([("甲", 1, 0), ("乙", 1, 2)], ["一、甲", "1.1 乙"]),
        ([("市级动态", 2, 0)], ["●市级动态"]),
        ([("甲", 1, 0), ("乙", 3, 0), ("丙", 3, 0)], ["一、甲", "一、乙", "二、丙"]),
        ([("甲", 1, 0), ("", 1, 0), ("丙", 1, 0)], ["一、甲", "三、丙"]),
        ([("甲", 0, 0), ("乙", 9, 0)], ["甲", "乙"]),
    ],
)  # fmt: skip
def test_numbers_that_word_prints_are_text(paragraphs: list[tuple[str, int, int]], lines: list[str]) -> None:
    made = docx("".join(numbered(*q) for q in paragraphs), {"numbering": NUMBERING})
    assert [line for line in read_docx(made).split("\n") if line] == lines


def test_styles_number_and_set_in() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:ind w:firstLine="480"/></w:pPr></w:style>'
        '<w:style w:styleId="h"><w:basedOn w:val="g"/></w:style>'
        '<w:style w:styleId="g"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:ind w:firstLine="0"/></w:pPr></w:style>'
    )
    made = docx(p("标题", '<w:pStyle w:val="h"/>') + p("正文"), {"styles": styles, "numbering": NUMBERING})
    assert read_docx(made) == "一、标题\n　　正文\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (docx(""), "empty"),
        (docx(p("甲") + "<w:p>"), "damaged"),
        (packed({"[Content_Types].xml": "", "word/x.xml": ""}), "damaged"),
        (docx(p("甲"))[:-30], "truncated"),
        (docx(p("甲"))[:200], "truncated"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_docx(data)
    assert caught.value.code == code and "请" in caught.value.reason


CHUNK = '<w:altChunk r:id="aFChunk1"/>'


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.html", "<html><p>嵌入的话"), ("a.rtf", "{\\rtf1 \\u23884?\\u20837?\\u30340?\\u-29731?\\par}"),
     ("a.txt", "嵌入的话"), ("a.docx", docx(p("嵌入的话"))), ("a.docx", docx(p("嵌入的话") + CHUNK))],
    ids=["html", "rtf", "text", "docx", "docx in docx"],
)  # fmt: skip
def test_documents_put_in_as_they_are(name: str, data: bytes | str) -> None:
    relation = f'<R><Relationship Id="aFChunk1" Type="x/aFChunk" Target="{name}"/></R>'
    made = packed(
        {
            "[Content_Types].xml": "",
            "word/document.xml": f"<w:document {W} {R}><w:body>{p('甲')}{CHUNK}{p('乙')}</w:body></w:document>",
            "word/_rels/document.xml.rels": relation,
            f"word/{name}": data,
        }
    )
    assert read_docx(made) == "甲\n嵌入的话\n乙\n"
