"""OFD pages become paragraphs: text objects placed in millimetres, templates, forms, composite objects."""

import re

import pytest

from indexer.errors import Rejected
from indexer.reader.ofd import read_ofd
from tests.indexer.reader.made import ofd, ofd_text, packed

LINE = "市民政局在三楼会议室召开全市养老服务工作推进会，会议由副局长王"  # 30 characters of 5 mm, from 30 to 180


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([ofd_text("会议通知", 30, 50)], "会议通知\n"),
        ([ofd_text(LINE[2:], 40, 50) + ofd_text("䶮主持。", 30, 60)], f"　　{LINE[2:]}䶮主持。\n"),
        ([ofd_text(LINE, 30, 50), ofd_text("䶮主持。", 30, 50)], f"{LINE}䶮主持。\n"),
        ([ofd_text("县区", 30, 50) + ofd_text("床位", 90, 50)], "县区\t床位\n"),
        ([ofd_text("乙", 30, 90) + ofd_text("甲", 30, 50)], "甲\n乙\n"),
        ([ofd_text("会议通知", 30, 50, steps='DeltaX="5 5 5"')], "会议通知\n"),
        ([ofd_text("会议通知", 30, 50, steps="")], "会议通知\n"),
        ([ofd_text("王强", 30, 50, steps='DeltaX="10"')], "王　强\n"),
        ([ofd_text("竖排", 30, 50, steps='DeltaY="8"')], "竖\n排\n"),
        ([ofd_text("&lt;甲&gt;&amp;", 30, 50, steps="")], "<甲>&\n"),
        ([ofd_text("放大", 30, 50, more='CTM="2 0 0 2 0 0"') + ofd_text("乙", 30, 80)], "放大\n乙\n"),
        ([ofd_text("水印水印", 30, 50, more='CTM="0.7 0.7 -0.7 0.7 0 0"') + ofd_text("甲", 30, 80)], "甲\n"),
        ([ofd_text("藏", 30, 50, more='Visible="false"') + ofd_text("甲", 30, 80)], "甲\n"),
        ([f"<ofd:PageBlock>{ofd_text('块里', 30, 50)}</ofd:PageBlock>"], "块里\n"),
    ],
)
def test_pages(pages: list[str], text: str) -> None:
    assert re.sub("\n+", "\n", read_ofd(ofd(*pages))) == text


def test_a_field_of_a_form_that_wraps_is_one_paragraph_beside_another() -> None:
    wrapped = ofd_text("青溪县青山镇柳湾村", 100, 50, steps='DeltaX="5 5 5 5 -20 5 5 5" DeltaY="0 0 0 0 6 0 0 0"')
    other = ofd_text("编号1203", 30, 56)
    assert "青溪县青山镇柳湾村" in read_ofd(ofd(wrapped + other)).split()


def test_templates_and_composite_objects_are_printed() -> None:
    unit = '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>'
    unit += f"{ofd_text('云岭简报', 0, 5)}</ofd:Content>"
    made = ofd(
        ofd_text("正文", 30, 100) + '<ofd:CompositeObject ResourceID="5" Boundary="30 40 99 9"/>',
        template=ofd_text("第十二期", 30, 60),
        resources=unit + "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>",
    )
    assert read_ofd(made).split() == ["云岭简报", "第十二期", "正文"]


def test_page_numbers_fall_away() -> None:
    pages = [
        ofd_text(f"第{c}篇的正文。", 30, 100) + ofd_text(f"- {n} -", 100, 285) for n, c in enumerate("甲乙", start=1)
    ]
    assert read_ofd(ofd(*pages)).split() == ["第甲篇的正文。", "第乙篇的正文。"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ofd('<ofd:ImageObject Boundary="0 0 210 297"/>'), "needs_ocr"),
        (ofd(""), "empty"),
        (ofd(ofd_text("甲", 30, 50), root="<ofd:Encryptions/>"), "encrypted"),
        (ofd(ofd_text("甲", 30, 50))[:-40], "truncated"),
        (ofd("<ofd:TextObject>"), "damaged"),
        (ofd(ofd_text("甲", 30, 50).replace('Size="5"', 'Size="x"')), "damaged"),
        (packed({"OFD.xml": "<OFD><DocRoot>Doc_0/no.xml</DocRoot></OFD>"}), "damaged"),
        (packed({"OFD.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><OFD>&b;</OFD>"}), "bomb"),
        (ofd(*[ofd_text("甲", 30, 50)] * 2001), "too_large"),
        (ofd(*['<ofd:CompositeObject ResourceID="5"/>' * 600] * 2, resources='<ofd:CompositeGraphicUnit ID="5">'
             + ofd_text("甲" * 1000, 0, 5) + "</ofd:CompositeGraphicUnit>"), "bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_ofd(data)
    assert caught.value.code == code and "请" in caught.value.reason


def test_a_code_without_a_place_goes_on_from_the_one_before() -> None:
    line = '<ofd:TextObject Boundary="30 45 100 20" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="5">会议</ofd:TextCode>'
    line += '<ofd:TextCode Y="15" DeltaX="5">召开</ofd:TextCode></ofd:TextObject>'
    line += (
        '<ofd:TextObject Boundary="40 45 100 20" Size="5"><ofd:TextCode X="0" Y="5">了</ofd:TextCode></ofd:TextObject>'
    )
    assert read_ofd(ofd(line)).split() == ["会议了", "召开"]
