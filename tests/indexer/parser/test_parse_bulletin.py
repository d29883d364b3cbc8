"""A whole text becomes a Bulletin: each quirk as a small bulletin, and one that has them all."""

import contextlib
import datetime as dt
import time
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.entities import annotate
from indexer.errors import Rejected
from indexer.parser import MAX_CHARACTERS, MAX_LINES, parse_bulletin
from search.model import Bulletin, Section
from search.names import Lexicon

DATA = Path(__file__).resolve().parents[2] / "data"

CONTENTS = """本期内容
●市级动态
市民政局召开养老服务工作会议
全市婚姻登记跨省通办启动
●县区动态
青岭县：寒潮前送棉被进低保家庭
"""
ELDERS = "　　2024年3月5日，市民政局召开养老服务工作会议，部署护理床位建设，要求新建居家养老服务站30个。"
ELDERS_MORE = "　　会议由何庭芳主持，各县（市、区）民政局参加，会上还就经费、人员和场地作了交流。"
MARRIAGE = "　　3月8日起，全市8个婚姻登记处启动跨省通办，首日为外省户籍新人办理登记12对，领证只用20分钟。"
RELIEF = "　　寒潮到来之前，青岭县民政局组织干部把棉被和取暖补贴送进低保家庭，逐户查看烟道。"
FOOTER = "\n\n发至：各县（市、区）民政局。\n抄送：省民政厅。\n"
TITLES = ["市民政局召开养老服务工作会议", "全市婚姻登记跨省通办启动", "青岭县：寒潮前送棉被进低保家庭"]
PARAGRAPHS = [[ELDERS.strip(), ELDERS_MORE.strip()], [MARRIAGE.strip()], [RELIEF.strip()]]


def parse(text: str, source: str = "2024/a.txt") -> Bulletin:
    return parse_bulletin(text, source, "0" * 64)


def body(first: str = TITLES[0], second: str = TITLES[1], third: str = TITLES[2], gap: str = "\n\n") -> str:
    return (
        f"●市级动态\n\n{first}\n\n{ELDERS}\n{ELDERS_MORE}{gap}{second}\n\n{MARRIAGE}\n\n"
        f"●县区动态\n\n{third}\n\n{RELIEF}{FOOTER}"
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (CONTENTS + body(), []),
        (CONTENTS + body(gap="\n"), []),
        (CONTENTS + body().replace(f"\n\n{TITLES[1]}\n\n{MARRIAGE}", f"\n{MARRIAGE}"), ["title_missing"]),
        (CONTENTS + body().replace(f"\n\n{TITLES[1]}\n\n　　", "\n "), ["title_missing"]),
        (CONTENTS + body(gap="\n\f\n"), []),
        (CONTENTS + body(gap="\n" * 15 + "\f" + "\n" * 12), []),
        (CONTENTS + body(first="市民政局召开养老\n服务工作会议"), []),
        (CONTENTS + body(first="市民政局\n召开养老\n服务工作会议", third="青岭县：寒潮前送棉被\n进低保家庭"), []),
        (CONTENTS + body(second="全市婚姻登记“跨省通办”正式启动"), ["title_differs"]),
        (CONTENTS + body(second="婚姻登记跨省\n通办启动"), ["title_differs"]),
        (CONTENTS + body(first="市民政局召开養老服務工作會議", second="全市婚姻登记 跨省通办 启动"), []),
        (CONTENTS + body().replace("●县区动态", "●各县区动态"), ["section_differs"]),
        (CONTENTS + body().replace("●县区动态\n\n", ""), ["section_missing"]),
        (CONTENTS.replace("启动", "启动……2").replace("会议", "会议………1") + body(), []),
        ((CONTENTS + body()).replace("\n", "\r\n"), []),
        ("\ufeff" + CONTENTS + body(), []),
    ],
    ids=[
        "plain", "no blank line before a title", "title line missing", "title line missing, indented by one space",
        "page break", "page break in a run of blank lines", "title over two lines", "titles over three and two lines",
        "title worded otherwise", "title shortened and wrapped", "title in other characters and spaces",
        "section worded otherwise", "section line missing", "page numbers", "line ends of Windows", "byte order mark",
    ],
)  # fmt: skip
def test_a_quirk_costs_no_article_its_title_or_its_text(text: str, codes: list[str]) -> None:
    bulletin = parse(text, "2024/2024-03-31.txt")
    assert [a.title for a in bulletin.articles] == TITLES
    assert [list(a.paragraphs) for a in bulletin.articles] == PARAGRAPHS
    assert [a.section for a in bulletin.articles] == ["市级动态", "市级动态", "县区动态"]
    assert bulletin.sections == (Section("市级动态", tuple(TITLES[:2])), Section("县区动态", tuple(TITLES[2:])))
    assert bulletin.distribution is not None and bulletin.distribution.cc == ("省民政厅",)
    assert [w.code for w in bulletin.warnings] == [*codes, "date_not_printed"]


def test_a_title_without_its_line_is_marked() -> None:
    bulletin = parse(CONTENTS + body().replace(f"\n\n{TITLES[1]}\n\n{MARRIAGE}", f"\n{MARRIAGE}"))
    assert [a.title_in_body for a in bulletin.articles] == [True, False, True]


def test_a_warning_names_the_line() -> None:
    text = CONTENTS + body(second="全市婚姻登记“跨省通办”正式启动")
    (warning,) = [w for w in parse(text).warnings if w.code == "title_differs"]
    assert warning.line is not None
    assert text.split("\n")[warning.line - 1] == "全市婚姻登记“跨省通办”正式启动"


def test_an_article_that_the_text_lacks_is_told_and_costs_no_other() -> None:
    bulletin = parse(CONTENTS + body().replace(f"{TITLES[1]}\n\n{MARRIAGE}\n\n", ""))
    assert [a.title for a in bulletin.articles] == [TITLES[0], TITLES[2]]
    assert [list(a.paragraphs) for a in bulletin.articles] == [PARAGRAPHS[0], PARAGRAPHS[2]]
    (warning,) = [w for w in bulletin.warnings if w.code == "article_missing"]
    assert TITLES[1] in warning.message and warning.line == 4
    assert TITLES[1] in bulletin.sections[0].titles


STRANGER = "青岭县石梁镇办起便民缝补铺"
STRANGER_TEXT = "　　近日，青岭县石梁镇的便民缝补铺开张，镇上三位老裁缝轮流坐班，替邻里改裤脚、换拉链，只收材料钱。"


@pytest.mark.parametrize(
    ("before", "at", "section"),
    [
        (f"●市级动态\n\n{TITLES[0]}", 0, "市级动态"),
        (f"{TITLES[1]}\n\n{MARRIAGE}", 1, "市级动态"),
        ("●县区动态", 2, "市级动态"),
        (f"{TITLES[2]}\n\n{RELIEF}", 2, "县区动态"),
        (FOOTER.strip(), 3, "县区动态"),
    ],
    ids=["first", "second", "last of a section", "first of a section", "last"],
)
def test_an_article_that_the_contents_lack_is_one_of_its_own(before: str, at: int, section: str) -> None:
    stranger = f"{STRANGER}\n\n{STRANGER_TEXT}\n\n"
    text = body().replace(before, f"●市级动态\n\n{stranger}{TITLES[0]}" if not at else stranger + before)
    bulletin = parse(CONTENTS + text)
    titles, paragraphs = list(TITLES), list(PARAGRAPHS)
    titles.insert(at, STRANGER)
    paragraphs.insert(at, [STRANGER_TEXT.strip()])
    assert [a.title for a in bulletin.articles] == titles
    assert [list(a.paragraphs) for a in bulletin.articles] == paragraphs
    assert bulletin.articles[at].section == section
    (warning,) = [w for w in bulletin.warnings if w.code == "not_in_contents"]
    assert warning.line is not None and (CONTENTS + text).split("\n")[warning.line - 1] == STRANGER


def test_what_may_be_an_article_of_its_own_is_told_where_nothing_in_the_layout_shows_it() -> None:
    flat = "\n".join(line.strip() for line in (CONTENTS + body(gap="\n")).split("\n") if line.strip())
    text = flat.replace(
        f"\n{TITLES[1]}\n{MARRIAGE.strip()}", f"\n{TITLES[1]}\n{MARRIAGE.strip()}\n{STRANGER}\n{STRANGER_TEXT.strip()}"
    )
    bulletin = parse(text)
    assert [a.title for a in bulletin.articles] == TITLES
    assert bulletin.articles[1].paragraphs[1:] == (STRANGER, STRANGER_TEXT.strip())
    (warning,) = [w for w in bulletin.warnings if w.code == "title_possible"]
    assert warning.line is not None and text.split("\n")[warning.line - 1] == STRANGER


def test_a_subheading_is_no_article() -> None:
    text = body().replace(
        ELDERS_MORE, f"　　一、提高认识\n{ELDERS_MORE}\n　　（二）抓好落实\n{ELDERS_MORE}\n会议强调：\n{ELDERS_MORE}"
    )
    bulletin = parse(CONTENTS + text)
    assert [a.title for a in bulletin.articles] == TITLES
    assert "not_in_contents" not in {w.code for w in bulletin.warnings}


@pytest.mark.parametrize(
    ("contents", "moved"),
    [
        (["●市级动态", TITLES[1], TITLES[0], "●县区动态", TITLES[2]], 1),
        (["●县区动态", TITLES[2], "●市级动态", TITLES[0], TITLES[1]], 1),
        (["●县区动态", TITLES[2], "●市级动态", TITLES[1], TITLES[0]], 2),
    ],
)
def test_articles_in_another_order_keep_their_text_and_section(contents: list[str], moved: int) -> None:
    bulletin = parse("\n".join(["本期内容", *contents, ""]) + body())
    assert [(a.section, a.title, list(a.paragraphs)) for a in bulletin.articles] == list(
        zip(["市级动态", "市级动态", "县区动态"], TITLES, PARAGRAPHS, strict=True)
    )
    codes = [w.code for w in bulletin.warnings]
    assert codes.count("out_of_order") == moved and not {"article_missing", "title_missing", "stray_line"} & set(codes)


@pytest.mark.parametrize(
    ("below", "first", "codes"),
    [
        ("——岚州养老服务纪实", ELDERS.strip(), ["subtitle"]),
        ("（青岭县民政局供稿）", "（青岭县民政局供稿）", []),
        ("本报记者　何庭芳　通讯员　陶立新", "本报记者　何庭芳　通讯员　陶立新", []),
    ],
)
def test_a_subtitle_is_told_and_a_byline_is_text(below: str, first: str, codes: list[str]) -> None:
    bulletin = parse(CONTENTS + body(first=f"{TITLES[0]}\n{below}"), "2024-03-31.txt")
    assert [a.title for a in bulletin.articles] == TITLES
    assert bulletin.articles[0].paragraphs[0] == first
    assert [w.code for w in bulletin.warnings] == [*codes, "date_not_printed"]


def test_a_title_with_its_subtitle_in_the_contents_is_one() -> None:
    title = f"{TITLES[0]}——岚州养老服务纪实"
    bulletin = parse(
        CONTENTS.replace(TITLES[0], title) + body(first=f"{TITLES[0]}\n——岚州养老服务纪实"), "2024-03-31.txt"
    )
    assert bulletin.articles[0].title == title
    assert [w.code for w in bulletin.warnings] == ["date_not_printed"]


@pytest.mark.parametrize("end", ["\n\f", "\n— 2 —\n", "\n\n— 2 —\n\n岚州简报　第3期\n\n"])
def test_a_paragraph_goes_on_over_the_end_of_a_page(end: str) -> None:
    half = len(ELDERS) // 2
    text = body().replace(ELDERS, ELDERS[:half] + end + ELDERS[half:])
    bulletin = parse("岚州简报\n第3期\n" + CONTENTS + text)
    assert [list(a.paragraphs) for a in bulletin.articles] == PARAGRAPHS


def test_a_bulletin_without_contents_is_read_by_its_layout() -> None:
    bulletin = parse("岚州民政简报\n第3期\n" + body())
    assert [(a.section, a.title, list(a.paragraphs)) for a in bulletin.articles] == list(
        zip(["市级动态", "市级动态", "县区动态"], TITLES, PARAGRAPHS, strict=True)
    )
    assert [w.code for w in bulletin.warnings] == ["no_contents", "date_not_printed"]
    assert bulletin.masthead == "岚州民政简报\n第3期"


def test_one_article_without_any_heading_is_an_issue() -> None:
    bulletin = parse(ELDERS)
    assert [(a.section, a.title_in_body, list(a.paragraphs)) for a in bulletin.articles] == [
        (None, False, [ELDERS.strip()])
    ]
    assert ELDERS.strip().startswith(bulletin.articles[0].title)


@pytest.mark.parametrize(
    "footer",
    [
        "",
        "\n\n报：何庭芳副市长\n送：各县（市、区）\n      民政局",
        "\n\n抄送：省民政厅，各县（市、\n区）民政局。\n（共印60份）",
    ],
)
def test_the_last_article_ends_before_the_footer(footer: str) -> None:
    bulletin = parse((CONTENTS + body()).replace(FOOTER, footer))
    assert list(bulletin.articles[-1].paragraphs) == PARAGRAPHS[2]
    assert (bulletin.distribution is None) is (footer == "")


@pytest.mark.parametrize(
    ("masthead", "source", "day", "how"),
    [
        ("岚州民政简报\n第3期\n市民政局　2024年3月31日\n", "2023/2023-01-01.txt", dt.date(2024, 3, 31), "printed"),
        ("", "2024/2024-03-31.txt", dt.date(2024, 3, 31), "filename"),
        ("", "2024/简报20240331.txt", dt.date(2024, 3, 31), "filename"),
        ("", "2024/２０２４年03月31日简报.txt", dt.date(2024, 3, 31), "filename"),
        ("", "2024/2024.3.31.txt", dt.date(2024, 3, 31), "filename"),
        ("", "2024/2024-3-1 简报.txt", dt.date(2024, 3, 1), "filename"),
        ("", "2024/2024年3月31日简报.txt", dt.date(2024, 3, 31), "filename"),
        ("", "2024/2001_20240331.txt", dt.date(2024, 3, 31), "filename"),
        ("", "2024/2024年3月.txt", dt.date(2024, 3, 5), "inferred"),
        ("", "2024/2024年第3期.txt", dt.date(2024, 3, 5), "inferred"),
        ("", "2023/2023年第3期.txt", None, None),
        ("", "2024/2024-03.txt", dt.date(2024, 3, 5), "inferred"),
        ("", "2024/2024-04.txt", dt.date(2024, 4, 30), "filename"),
        ("", "2024/20240231.txt", dt.date(2024, 3, 5), "inferred"),
        ("", "2024/第3期.txt", dt.date(2024, 3, 5), "inferred"),
        ("岚州民政简报\n2024年第3期\n", "a.txt", dt.date(2024, 3, 5), "inferred"),
        ("岚州民政简报\n2023年第3期\n", "a.txt", None, None),
    ],
)
def test_the_date_is_printed_or_marked(masthead: str, source: str, day: dt.date | None, how: str | None) -> None:
    bulletin = parse(masthead + CONTENTS + body(), source)
    assert (bulletin.issue.date, bulletin.issue.date_source) == (day, how)
    assert [w.code for w in bulletin.warnings] == (
        [] if how == "printed" else ["date_not_printed"] if how else ["date_unknown"]
    )
    assert {a.date for a in bulletin.articles} == {day}


def test_an_issue_that_prints_no_full_date_has_none() -> None:
    text = (CONTENTS + body()).replace("2024年3月5日", "近日")
    bulletin = parse(text, "a.txt")
    assert (bulletin.issue.date, bulletin.issue.year) == (None, None)
    assert [w.code for w in bulletin.warnings] == ["date_unknown"]


def ids(bulletin: Bulletin) -> dict[str, str]:
    return {article.title: article.id for article in bulletin.articles}


@pytest.mark.parametrize("masthead", ["", "岚州民政简报\n2024年第3期\n"], ids=["no masthead", "numbered"])
def test_ids_survive_renaming_rereading_and_reordering(masthead: str) -> None:
    one = parse(masthead + CONTENTS + body(), "2024/2024-03.txt")
    renamed = parse(masthead + CONTENTS + body(), "old/第三期（改）.txt")
    town, county = body().split("●县区动态")
    contents = "本期内容\n●县区动态\n" + TITLES[2] + "\n●市级动态\n" + "\n".join(TITLES[:2]) + "\n"
    county = county.replace(FOOTER, "")
    turned = parse(f"{masthead}{contents}●县区动态{county}\n\n{town}{FOOTER}")
    assert [a.title for a in turned.articles] == [TITLES[2], *TITLES[:2]]
    for other in (renamed, turned):
        assert (other.issue.id, ids(other)) == (one.issue.id, ids(one))
    assert not any("/" in one_id for one_id in (one.issue.id, *ids(one).values()))
    assert parse(CONTENTS.replace("跨省", "就近") + body()).issue.id != parse(CONTENTS + body()).issue.id


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_articles"),
        ("　\n\n", "no_articles"),
        ("本期内容", "no_articles"),
        (CONTENTS, "no_articles"),
        ("发至：各县民政局", "no_articles"),
        ("第3期\n●市级动态", "no_articles"),
        ("数据 12\n" * (MAX_LINES + 1), "too_long"),
        ("无尽" * (MAX_CHARACTERS // 2 + 1), "too_long"),
        ("\n\n".join(f"第{n}次全市民政工作会议召开\n{ELDERS}" for n in range(1500)), "too_long"),
    ],
    ids=[
        "nothing",
        "blank",
        "a heading",
        "contents only",
        "footer only",
        "no text",
        "log",
        "one line",
        "many years in one file",
    ],
)
def test_a_text_that_is_no_bulletin_is_rejected(text: str, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        parse(text)
    assert caught.value.code == code and "请" in caught.value.reason


def crowd(size: int, *, listed: bool, text: str) -> str:
    """As many different short lines, as contents or not, above a text."""
    lines = "\n".join(f"第{n % 97}次会议部署第{n * 7 % 1009}项工作第{n}号" for n in range(size))
    return ("目录\n" if listed else "") + lines + "\n\n" + text


@pytest.mark.parametrize(
    "text",
    [
        crowd(2900, listed=True, text=ELDERS),
        crowd(9000, listed=False, text=ELDERS),
        crowd(150, listed=True, text="\n".join([ELDERS, MARRIAGE, RELIEF] * 900)),
        "目录\n" + "市民政局召开会议\n" * 9000,
        "目录\n市民政局召开会议\n\n市民政局召开会议\n" + "\n".join(f"◆第{n}项工作" for n in range(9000)),
        "\n".join(ELDERS[n % 9 : n % 9 + 30] for n in range(9000)),
        "目录\n" + ("…" * 150 + "x\n") * 2900,
        "报" * 900_000,
    ],
    ids=["contents only", "short lines", "nothing found", "one line", "bullets", "broken lines", "leaders", "one word"],
)
def test_the_work_is_bounded_whatever_the_text(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(Rejected):
        parse(text)
    assert time.process_time() - started < 15  # some seconds on a slow machine; minutes if it grew with the square


# tests/data/quirks.txt: no masthead, a space inside a title, wrapped titles, titles worded otherwise, a second article
# without a title line right below the first, runs of blank lines, an indented list, a wrapped footer.
QUIRKS = [
    (
        "市级动态",
        "省残联副理事长何庭芳一行到苍泽市调研残疾人托养、辅助性就业工作推进情况",
        True,
        ("2023年2月7日至8日，省残疾人联合会", "再增加60个。", 3),
    ),
    (
        "市级动态",
        "市政府陶立新副市长到市残联调研",
        False,
        ("2023年2月10日，陶立新副市长到市残联", "让有能力的人有活干。", 5),
    ),
    (
        "市级动态",
        "市残联召开全市辅具服务和安全生产工作专题会议",
        True,
        ("2023年2月13日，市残联召开", "报市残联备案。", 3),
    ),
    (
        "县（市、区）动态",
        "桐山托养：举办“春到人间 饼卷百味”学做春饼活动",
        True,
        ("立春刚过，桐山区", "环卫工人休息站。", 3),
    ),
    (
        "县（市、区）动态",
        "雁溪竹编：开展“护好腰，编好篾”健康知识讲座",
        True,
        ("雁溪县残联请来", "提出了复查建议。", 2),
    ),
    (
        "县（市、区）动态",
        "石门残联：开展“看得见 的门铃”上门安装活动",
        True,
        ("临近汛期，为了让", "全县已安装115户。", 3),
    ),
]


@pytest.fixture(scope="module")
def quirks() -> Bulletin:
    return parse((DATA / "quirks.txt").read_text(encoding="utf-8"), "第2期.txt")


def test_a_bulletin_with_every_quirk_is_read_whole(quirks: Bulletin) -> None:
    assert [(a.section, a.title, a.title_in_body) for a in quirks.articles] == [row[:3] for row in QUIRKS]
    for article, (_, _, _, (first, last, count)) in zip(quirks.articles, QUIRKS, strict=True):
        assert len(article.paragraphs) == count
        assert article.paragraphs[0].startswith(first) and article.paragraphs[-1].endswith(last)
    assert [(s.name, len(s.titles)) for s in quirks.sections] == [("市级动态", 3), ("县（市、区）动态", 3)]
    assert quirks.loose == (
        "桐山托养：“春到人间 饼卷百味”学做春饼\n活动",
        "雁溪竹编：“护好腰，编好篾”健康\n知识讲座",
    )
    assert [w.code for w in quirks.warnings] == ["title_missing", "title_differs", "title_differs", "date_not_printed"]


def test_its_footer_is_unwrapped_and_its_masthead_not_invented(quirks: Bulletin) -> None:
    assert quirks.masthead is None
    assert (quirks.issue.name, quirks.issue.number, quirks.issue.publisher) == (None, None, None)
    assert (quirks.issue.date, quirks.issue.date_source) == (dt.date(2023, 2, 13), "inferred")
    assert quirks.distribution is not None
    assert quirks.distribution.to == ("陶立新副市长、庄岳副秘书长", "市直有关单位", "各县（市、区）残联、人民政府")
    assert quirks.distribution.cc == ("省残联", "市委办公室")


def test_its_date_without_a_year_takes_it_from_the_issue(quirks: Bulletin) -> None:
    (last,) = annotate(replace(quirks, articles=quirks.articles[-1:]), Lexicon()).articles
    assert (last.date, [(d.text, d.year_inferred) for d in last.dates]) == (dt.date(2023, 2, 16), [("2月16日", True)])
