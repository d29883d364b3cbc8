"""Phrases and exclusions over an archive small enough to be scanned: what other engines get wrong with Chinese.

Each row gives the query, the articles that it must find, and a scan that tells the same of the printed texts without
anything of the engine: characters are made alike by a table of its own, white space between Han characters is dropped.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher

ARTICLES = {
    "养": ("养老服务推进会召开", ["会议指出，养老服务关系千家万户。", "要办好老年食堂，让老人吃上热饭。"]),
    "护": ("护理员培训班开班", ["首批学员来自各养老机构。服务老人是她们的本行，", "会议室里座无虚席。"]),
    "港": ("旅港鄉親捐建養老服務設施", ["臺灣同胞亦有捐助，設施於年内啟用。"]),
    "数": ("ＡＩ助老　上线２０２４版", ["呼叫中心接通率９８．５％，共1,200户接入。", "热线：010-12345 转3。"]),
    "日": ("南望市社会福利院改造", ["“一院两区”建成，老人说：“住得好！”", "改造期间（含春节）照常供餐。"]),
    "婚": ("非遗传承人证婚", ["婚姻登记处与文化馆合办，非物质文化遗产或可由此传开。", "新人与会后合影。"]),
    "救": ("社会救\n助站夜巡", ["巡查队走遍 桥洞、车站，劝导露宿人员。", "社会救助政策送到手边；救助不等人。"]),
    "儿": ("儿童福利机构与社会组织结对", ["结对单位二十家。", "儿童之家、青年志愿者与老人同乐。"]),
    "殡": ("殡葬服务价格公示", ["价格表A-1至A-3公示7日。", "服务电话：12345。不含养老。"]),
    "会": ("机关党委召开会议", ["会上通报情况", "议题三项，逐项讨论通过。"]),
    "马": ("马克思主义读书会", ["马克思说过；马克也说过。", "读书会每月一次，读马列。"]),
    "空": ("基层政权建设", ["村（居）委会换届　选举依法进行。", "选举委员会、村民代表会议均已产生。"]),
}
_SIMPLE = str.maketrans("鄉親養務設於啟臺灣價", "乡亲养务设于启台湾价")
_HAN = "\u3400-\u9fff"

Scan = Callable[[str, str], bool]  # of title and body, made alike


def alike(text: str) -> str:
    """Full width as half width, upper case as lower, traditional as simplified."""
    return unicodedata.normalize("NFKC", text).lower().translate(_SIMPLE)


def printed(text: str) -> str:
    return re.sub(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])", "", text)


def has(*texts: str) -> Scan:
    """All of these stand somewhere."""
    return lambda title, body: all(alike(text) in printed(f"{title}\n{body}") for text in texts)


def titled(*texts: str) -> Scan:
    return lambda title, body: all(alike(text) in printed(title) for text in texts)


def in_body(*texts: str) -> Scan:
    return lambda title, body: all(alike(text) in printed(body) for text in texts)


def both(*scans: Scan) -> Scan:
    return lambda title, body: all(scan(title, body) for scan in scans)


def any_(*scans: Scan) -> Scan:
    return lambda title, body: any(scan(title, body) for scan in scans)


def no(scan: Scan) -> Scan:
    return lambda title, body: not scan(title, body)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    rows = [{"section": "甲", "title": title, "paragraphs": text} for title, text in ARTICLES.values()]
    row = {"issue": {"name": "雁塘简讯", "number": 1, "date": "2024-05-31"}, "articles": rows}
    (corpus / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    update_index(corpus, index)
    return open_searcher(Config(Path(corpus), index))


def scanned(scan: Scan) -> str:
    return "".join(key for key, (title, body) in ARTICLES.items() if scan(alike(title), alike("\n".join(body))))


def found_by(archive: Searcher, q: str) -> str:
    results = archive.search(SearchRequest(q, limit=100))
    assert results.total == len(results.hits) and not results.relaxed
    titles = {hit.title for hit in results.hits}
    keys = "".join(key for key, (title, _) in ARTICLES.items() if title.replace("\n", "") in titles or title in titles)
    assert len(keys) == results.total  # nothing but articles
    return keys


PHRASES: list[tuple[str, str, Scan]] = [
    # across the borders of words
    ("“养老服务”", "养港", has("养老服务")),
    ("“老服”", "养港", has("老服")),
    ("“会召”", "养", has("会召")),
    ("“委召开会”", "会", has("委召开会")),
    ("“主义读”", "马", has("主义读")),
    ("“务价格”", "殡", has("务价格")),
    ("“员培”", "护", has("员培")),
    # one character, and what is part of a longer word
    ("“老”", "养护港数日儿殡", has("老")),
    ("“克”", "马", has("克")),
    ("“马克”", "马", has("马克")),
    ("“会议”", "养护会空", has("会议")),
    # word for word, not the words in another order or scattered
    ("“服务养老”", "", has("服务养老")),
    ("“老人服务”", "", has("老人服务")),
    ("“机构服务”", "", has("机构服务")),
    # over the end of a paragraph and over a line broken by hand
    ("“情况议题”", "会", has("情况议题")),
    ("“会议指”", "养", has("会议指")),
    ("“会上通报情况议题”", "会", has("会上通报情况议题")),
    ("“社会救助站”", "救", has("社会救助站")),
    ("“千家万户要办”", "", has("千家万户要办")),  # a full stop stands between
    ("“召开会议”", "养会", has("召开会议")),  # from the title on into the text
    ("“行，会议”", "", has("行，会议")),  # a line feed behind a comma is no space between Han characters
    # with punctuation
    ("“。”", "养护港数日婚救儿殡会马空", has("。")),
    ("“服务老人是她们的本行，”", "护", has("服务老人是她们的本行，")),
    ("“一院两区”", "日", has("一院两区")),
    ("“说：”", "日", has("说：")),
    ("「说：“住」", "日", has("说：“住")),
    ('"“一院两区”建成"', "日", has("“一院两区”建成")),
    ("“改造期间（含春节）”", "日", has("改造期间（含春节）")),
    ("“改造期间(含春节)”", "日", has("改造期间(含春节)")),
    ("“村（居）委会”", "空", has("村（居）委会")),
    ("“桥洞、车站”", "救", has("桥洞、车站")),
    ("“桥洞车站”", "", has("桥洞车站")),  # punctuation counts in a phrase
    ("“克思说过；马克”", "马", has("克思说过；马克")),
    # white space
    ("“换届选举”", "空", has("换届选举")),
    ("“换届 选举”", "空", has("换届选举")),
    ("“换届　选举”", "空", has("换届选举")),
    ("“走遍桥洞”", "救", has("走遍桥洞")),
    ("“助老上线”", "数", has("助老上线")),
    ("“12345 转3”", "数", has("12345 转3")),
    ("“12345转3”", "", has("12345转3")),
    # full width, upper case, traditional
    ("“ai助老”", "数", has("AI助老")),
    ("“ＡＩ”", "数", has("AI")),
    ("“2024版”", "数", has("2024版")),
    ("“２０２４版”", "数", has("2024版")),
    ("“98.5%”", "数", has("98.5%")),
    ("“1,200户”", "数", has("1,200户")),
    ("“１，２００”", "数", has("1,200")),
    ("“a-1至a-3”", "殡", has("A-1至A-3")),
    ("“養老”", "养护港殡", has("养老")),
    ("“台湾”", "港", has("台湾")),
    ("“臺灣”", "港", has("台湾")),
    ("“旅港乡亲”", "港", has("旅港乡亲")),
    ("“社會救助”", "救", has("社会救助")),
    # digits
    ("“12345”", "数殡", has("12345")),
    ("“234”", "数殡", has("234")),
    ("“010-12345”", "数", has("010-12345")),
    ("“7日”", "殡", has("7日")),
    ("“二十”", "儿", has("二十")),
    # each kind of quotes
    ('"养老服务"', "养港", has("养老服务")),
    ("＂养老服务＂", "养港", has("养老服务")),
    ("”养老服务“", "养港", has("养老服务")),
    ("“养老服务\"", "养港", has("养老服务")),
    ("「养老服务」", "养港", has("养老服务")),
    ("『养老服务』", "养港", has("养老服务")),
    # two phrases, a phrase and words, fields
    ("“养老” “服务”", "养护港殡", has("养老", "服务")),
    ("“养老” 会议", "养护", has("养老", "会议")),
    ("养老服务", "养护港殡", has("养老", "服务")),  # without quotes by its words
    ("标题:“服务”", "养港殡", titled("服务")),
    ("标题：“老服务”", "养港", titled("老服务")),
    ("标题:“召开会议”", "会", titled("召开会议")),
    ("正文:“会议”", "养护空", in_body("会议")),
    ("正文:“服务”", "养护殡", in_body("服务")),
    ("“马克思” 标题:“读书”", "马", both(has("马克思"), titled("读书"))),
]  # fmt: skip

EXCLUSIONS: list[tuple[str, str, Scan]] = [
    ("养老 -会议", "港殡", both(has("养老"), no(has("会议")))),
    ("养老 －会议", "港殡", both(has("养老"), no(has("会议")))),
    ("养老 非 会议", "港殡", both(has("养老"), no(has("会议")))),
    ("养老 NOT 会议", "港殡", both(has("养老"), no(has("会议")))),
    ("养老 not 会议", "港殡", both(has("养老"), no(has("会议")))),
    ("养老 AND NOT 会议", "港殡", both(has("养老"), no(has("会议")))),
    ("养老 与 非 会议", "港殡", both(has("养老"), no(has("会议")))),
    ("-会议 养老", "港殡", both(has("养老"), no(has("会议")))),
    # a word that is part of another: excluded wherever it stands, also over the border of words
    ("读书 -马克", "", both(has("读书"), no(has("马克")))),
    ("会议 -会议室", "养会空", both(has("会议"), no(has("会议室")))),
    ("救助 -社会救助", "", both(has("救助"), no(has("社会救助")))),
    ("社会 -救助", "日儿", both(has("社会"), no(has("救助")))),
    ("服务 -老服", "护殡", both(has("服务"), no(has("老服")))),
    ("老人 -老", "", both(has("老人"), no(has("老")))),
    ("遗产 -非遗", "", both(has("遗产"), no(has("非遗")))),
    ("马克思 -马列", "", both(has("马克思"), no(has("马列")))),
    # only what is printed so is excluded: not the words scattered
    ("养老 -养老服务", "护殡", both(has("养老"), no(has("养老服务")))),
    ("养老 -“养老服务”", "护殡", both(has("养老"), no(has("养老服务")))),
    ("服务 -服务养老", "养护港殡", has("服务")),
    ("社会 -“社会组织”", "日救", both(has("社会"), no(has("社会组织")))),
    ("养老 -“不含养老”", "养护港", both(has("养老"), no(has("不含养老")))),
    ("老人 -“老人说：”", "养护儿", both(has("老人"), no(has("老人说：")))),
    # folded
    ("养老 -臺灣", "养护殡", both(has("养老"), no(has("台湾")))),
    ("养老 -養老服務", "护殡", both(has("养老"), no(has("养老服务")))),
    ("热线 -ai", "", both(has("热线"), no(has("AI")))),
    ("12345 -２０２４", "殡", both(has("12345"), no(has("2024")))),
    ("12345 -010-12345", "殡", both(has("12345"), no(has("010-12345")))),
    # two, alternatives, groups
    ("养老 -会议 -臺灣", "殡", both(has("养老"), no(has("会议")), no(has("台湾")))),
    ("养老 -(会议 OR 台湾)", "殡", both(has("养老"), no(any_(has("会议"), has("台湾"))))),
    ("养老 -(会议 台湾)", "养护港殡", both(has("养老"), no(has("会议", "台湾")))),
    ("养老 NOT (会议|台湾)", "殡", both(has("养老"), no(any_(has("会议"), has("台湾"))))),
    ("(养老 或 救助) -会议", "港救殡", both(any_(has("养老"), has("救助")), no(has("会议")))),
    ("养老 -会议 OR 救助", "港救殡", any_(both(has("养老"), no(has("会议"))), has("救助"))),
    ("救助 OR 养老 -会议", "港救殡", any_(has("救助"), both(has("养老"), no(has("会议"))))),
    ("婚姻 | 老 -会 -养老", "数婚", any_(has("婚姻"), both(has("老"), no(has("会")), no(has("养老"))))),
    ("(“养老服务” -会议) OR (“社会救助” -儿童)", "港救", any_(
        both(has("养老服务"), no(has("会议"))), both(has("社会救助"), no(has("儿童"))))),
    ("老人 -(“会议” -(“护理员” 培训))", "护日儿", both(
        has("老人"), no(both(has("会议"), no(has("护理员", "培训")))))),
    # double negation
    ("养老 --会议", "养护", has("养老", "会议")),  # two dashes exclude nothing
    ("养老 -(-会议)", "养护", both(has("养老"), has("会议"))),
    ("养老 NOT NOT 会议", "养护", both(has("养老"), has("会议"))),
    ("养老 非 非 会议", "养护", both(has("养老"), has("会议"))),
    ("养老 非 -会议", "养护", both(has("养老"), has("会议"))),
    # nothing but exclusions
    ("-老", "婚救会马空", no(has("老"))),
    ("-会 -老", "", both(no(has("会")), no(has("老")))),
    ("-会 -养老", "数", both(no(has("会")), no(has("养老")))),
    ("非 老 非 会议", "婚救马", both(no(has("老")), no(has("会议")))),
    ("-“。”", "", no(has("。"))),
    ("-没有的词", "养护港数日婚救儿殡会马空", no(has("没有的词"))),
    ("-(老 OR 会)", "", no(any_(has("老"), has("会")))),
    ("-(养老 OR 会)", "数", no(any_(has("养老"), has("会")))),
    ("-(老 会)", "港数婚救殡会马空", no(has("老", "会"))),
    # fields
    ("养老 -标题:服务", "护", both(has("养老"), no(titled("服务")))),
    ("服务 -正文:服务", "港", both(has("服务"), no(in_body("服务")))),
    ("标题:服务 -标题:养老", "殡", both(titled("服务"), no(titled("养老")))),
    ("标题:(服务 OR 培训) -养老服务", "护殡", both(any_(titled("服务"), titled("培训")), no(has("养老服务")))),
    ("养老 -标题:“护理员”", "养港殡", both(has("养老"), no(titled("护理员")))),
    ("-标题:会 -正文:会", "港数殡", both(no(titled("会")), no(in_body("会")))),
    # wildcards and nearness
    ("社会 -社会?助", "日儿", both(has("社会"), no(has("社会救助")))),
    ("社会 -社会*机", "日救儿", has("社会")),
    ('养老 -"服务 老人"~3', "养港殡", both(has("养老"), no(has("服务老人")))),
    # what is no operator
    ("非遗", "婚", has("非遗")),
    ("与会", "婚", has("与会")),
    ("或可", "婚", has("或可")),
    ("A-1", "殡", has("A-1")),
]  # fmt: skip


@pytest.mark.parametrize("q, keys, scan", PHRASES)
def test_phrases_are_found_wherever_they_are_printed(archive: Searcher, q: str, keys: str, scan: Scan) -> None:
    assert scanned(scan) == keys
    assert found_by(archive, q) == keys


@pytest.mark.parametrize("q, keys, scan", EXCLUSIONS)
def test_exclusions_leave_out_what_is_printed_so_and_nothing_else(
    archive: Searcher, q: str, keys: str, scan: Scan
) -> None:
    assert scanned(scan) == keys
    assert found_by(archive, q) == keys
