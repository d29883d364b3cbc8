"""A Word document in one XML file is read as the .docx or .doc that it stands for."""

import pytest

from indexer.errors import Rejected
from indexer.reader import read_as
from indexer.reader.sniff import format_of
from indexer.reader.wordxml import read_wordxml
from tests.indexer.reader.made import W, p, table

OLD = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="x" xmlns:aml="a" xmlns:v="v"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'


def word_2003(body: str, styles: str = "") -> bytes:
    return (
        f"{HEAD}<w:wordDocument {OLD}><w:styles>{styles}</w:styles><w:docSuppData><w:binData>QUJD</w:binData>"
        f"</w:docSuppData><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    ).encode()


def flat(**parts: str) -> bytes:
    """The parts of a .docx in one file."""
    inner = "".join(
        f'<pkg:part pkg:name="/word/{name}.xml"><pkg:xmlData><w:{name} {W}>{content}</w:{name}></pkg:xmlData>'
        "</pkg:part>"
        for name, content in parts.items()
    )
    return f'{HEAD}<pkg:package xmlns:pkg="k">{inner}</pkg:package>'.encode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p("甲") + p("乙"), "甲\n乙\n"),
        (table(["县区", "床位"], ["青溪", "15"]), "县区\t床位\n青溪\t15\n"),
        (p("市级动态", '<w:listPr><w:ilvl w:val="0"/><wx:t wx:val="一、"/></w:listPr>'), "一、市级动态\n"),
        (p("会议召开", '<w:ind w:first-line="480"/>'), "　　会议召开\n"),
        (p("会议召开", '<w:pStyle w:val="t"/><w:ind/>'), "　　会议召开\n"),
        ("<w:p><w:r><w:t>甲</w:t><w:footnote>" + p("注") + "</w:footnote><w:t>乙</w:t></w:r></w:p>", "甲乙\n\n注\n"),
        ('<w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>旧</w:delText></w:r></aml:content>'
         "</aml:annotation><w:r><w:t>新</w:t></w:r></w:p>", "新\n"),
        ('<w:p><w:r><w:t>新</w:t></w:r><w:r><aml:annotation w:type="Word.Comment"><aml:content>' + p("批")
         + "</aml:content></aml:annotation></w:r></w:p>", "新\n"),
        ('<w:p><w:r><w:pict><v:textbox><w:txbxContent>' + p("云岭民政简报") + "</w:txbxContent></v:textbox></w:pict>"
         "</w:r></w:p>" + p("乙"), "云岭民政简报\n\n乙\n"),
        (p("正文") + "<w:sectPr><w:ftr><w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr=' PAGE '><w:r><w:t>1</w:t>"
         "</w:r></w:fldSimple></w:p></w:ftr></w:sectPr>", "正文\n"),
    ],
)  # fmt: skip
def test_what_word_2003_writes(body: str, text: str) -> None:
    style = '<w:style w:type="paragraph" w:styleId="t"><w:pPr><w:ind w:first-line="480"/><w:ind/></w:pPr></w:style>'
    assert read_wordxml(word_2003(body, style)) == text


def test_the_parts_of_a_docx_in_one_file() -> None:
    section = p("市级动态", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    made = flat(
        document=f"<w:body>{section}" + p("召开", '<w:pStyle w:val="t"/>') + "</w:body>",
        styles='<w:style w:styleId="t"><w:pPr><w:ind w:firstLineChars="200"/></w:pPr></w:style>',
        numbering='<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="●"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        comments=f"<w:comment>{p('批注')}</w:comment>",
    )
    assert read_wordxml(made) == "●市级动态\n　　召开\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_bytes_tell_it(encoding: str) -> None:
    data = word_2003(p("甲")).decode().replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
    assert format_of(data, ".doc") == "wordxml"
    assert read_as("wordxml", data) == "甲\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word_2003(""), "empty"),
        (word_2003(p("甲"))[:-20], "damaged"),
        (word_2003("<w:tbl>" * 400), "bomb"),
        (HEAD.encode() + b'<!DOCTYPE a [<!ENTITY b "c">]><w:wordDocument/>', "bomb"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_wordxml(data)
    assert caught.value.code == code
