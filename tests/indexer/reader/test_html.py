"""A web page becomes the text that a browser shows, in whatever encoding it was saved."""

import base64
import time

import pytest

from indexer.errors import Rejected
from indexer.reader.html import decode_html, read_html

PAGE = (
    "<html><head><meta charset={}><title>窗口标题</title></head><body><p>市民政局召开养老服务工作会议</p></body></html>"
)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gbk"),
        ("GBK", "gb18030"),
        ('"gb18030"', "gb18030"),
        ("gb2312", "big5"),  # declared wrongly, and decodable so
        ("big5", "gb18030"),  # declared wrongly, and undecodable so
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8-sig"),
        ("none-such", "gb18030"),
        ("base64", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings_declared_or_not(declared: str, encoding: str) -> None:
    said = "市民政局召開養老服務工作會議" if encoding == "big5" else "市民政局召开养老服务工作会议"
    page = PAGE.format(declared).replace("市民政局召开养老服务工作会议", said).replace("窗口标题", "")
    assert read_html(page.encode(encoding)) == said + "\n"


def test_rare_characters_of_gb18030_behind_a_declared_gb2312() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>王䶮'
    assert decode_html(page.encode("gb18030")) == page


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙\n"),
        ("<p>甲<p>乙<div>丙", "甲\n乙\n丙\n"),
        ("甲<br>乙<BR/>丙", "甲\n乙\n丙\n"),
        ("<p>市民政局召开\n    会议", "市民政局召开会议\n"),
        ("<p>市民政局\n<b>召开</b>\n会议", "市民政局召开会议\n"),
        ("<p>GDP\n增长 <b>8.5%</b> and\nmore", "GDP 增长 8.5% and more\n"),
        ("<p>王&#12288;强&nbsp;&#x738B;&#40878;&amp;&unknown;", "王　强\u00a0王龮&&unknown;\n"),
        ("<p>　　会议召开。", "　　会议召开。\n"),
        ('<p style="text-indent:2em">会议召开。</p><p>乙', "　　会议召开。\n乙\n"),
        ("<pre>甲\n  乙</pre>", "甲\n  乙\n"),
        ('<p style="text-indent:2em">甲<br>乙<p>丙', "　　甲\n乙\n丙\n"),
        ("<p>甲<del>旧</del>新<p hidden>藏<p style=overflow:hidden>丙", "甲新\n丙\n"),
        ("<table><td><div style='display:none'><p>藏</p></div>甲</table>", "甲\n"),
        ("<ruby>民政<rp>(</rp><rt>mínzhèng</rt><rp>)</rp></ruby>局<button>关闭</button>", "民政局\n"),
        ("<p>软\u00ad连字零宽\u200b空", "软连字零宽空\n"),
        ('<p>王䶮<a name="_ftnref1" href="#_ftn1"><sup>[1]</sup></a>主持<a href="#top">会议</a>', "王䶮主持会议\n"),
        (
            "<table><tr><td>县区</td><td>床位</td></tr><tr><td>青溪</td><td>15</td></tr></table>完",
            "县区\t床位\n青溪\t15\n完\n",
        ),
        ("<table><tr><td>县区<td>床位<tr><td>青溪<td>15</table>完", "县区\t床位\n青溪\t15\n完\n"),
        ("<table><tr><td><p>甲</p></td><td><table><tr><td>内</td></tr></table></td></tr></table>", "甲\t内\n"),
        ("<table><tr><td><p>一</p><p>二</p><p>三</p><p>四</p></td><td>旁</td></tr></table>", "一\n二\n三\n四\n旁\n"),
        ("<ul><li>甲<li>乙</ul>", "甲\n乙\n"),
        ("甲<script>if (a<b) document.write('<p>')</script><style>p{}</style>乙", "甲乙\n"),
        ("甲<!-- 注释 <p>丙 --><![if !vml]>乙<![endif]>", "甲乙\n"),
        ('<p>甲<span style="display: none">藏</span><span style="mso-hide:all">藏<b>藏</b></span>乙', "甲乙\n"),
        ("甲<a title='x>y' href=\"a>b\">乙</a>", "甲乙\n"),
        ("会议 < 3 场，a <5", "会议 < 3 场，a <5\n"),
        ('甲<p style="page-break-before:always">乙', "甲\n\f乙\n"),
        ("<head><meta name=x><p>没有关上的头", "没有关上的头\n"),
        ("<p>甲<b>乙", "甲乙\n"),
    ],
)
def test_what_a_browser_shows(page: str, text: str) -> None:
    assert read_html(page.encode()) == text


def test_a_page_that_word_saved_as_one_file() -> None:
    page = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    inner = base64.encodebytes(PAGE.format("gb2312").encode("gb18030")).decode()
    assert read_html((page + inner + "\r\n--b--\r\n").encode()) == "市民政局召开养老服务工作会议\n"


@pytest.mark.parametrize("page", ["<p></p>", "<html><script>var a = 1;</script></html>", "<title>只有标题</title>"])
def test_a_page_without_text_is_named(page: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_html(page.encode())
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<a '",
        '<a b="',
        "<!--",
        "<script>",
        "<p style=",
        "</p>",
        "<b></i>",
        "&",
        "<![CDATA[",
        "<td>",
        "<!",
        "a=\"'",
    ],
)
def test_mangled_markup_takes_linear_time(unit: str) -> None:
    page = ("会议" + unit * (200_000 // len(unit))).encode()
    started = time.process_time()
    try:
        read_html(page)
    except Rejected as rejected:
        assert rejected.code in ("empty", "bomb")
    assert time.process_time() - started < 2


def test_too_many_tags_are_a_bomb() -> None:
    with pytest.raises(Rejected) as caught:
        read_html(b"<a>" * 1_000_002)
    assert caught.value.code == "bomb"
