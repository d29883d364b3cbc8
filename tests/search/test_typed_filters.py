"""Dates and issue numbers typed in the box: how they are read, what they keep, and how they are taken back as text."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher

TODAY = dt.date(2024, 6, 18)  # a Tuesday

# Letter of the article, day, number and total number of its issue. Each text has one sentence, without a date.
ISSUES = [
    ("a", "2021-12-20", 24, 300),
    ("b", "2022-01-13", 1, 301),
    ("c", "2022-03-05", 5, 305),
    ("d", "2022-07-28", 12, 312),
    ("e", "2023-03-21", 6, 330),
    ("f", "2023-10-09", 19, 343),
    ("g", "2024-01-31", 2, 350),
    ("h", "2024-03-04", 5, 353),
    ("i", "2024-05-15", 10, 358),
    ("j", "2024-06-12", 12, 360),
    ("k", "2024-06-18", 13, 361),
]
# All clauses as text are found here: in the distribution list of an old issue, where no dates are looked for.
LISTED = "见于{}处"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    rows = []
    for letter, day, number, total in ISSUES:
        issue = {"name": "雁塘简讯", "year": int(day[:4]), "number": number, "total_number": total, "date": day}
        article = {"title": f"见闻{letter}", "date": day, "dates": [], "paragraphs": ["见于案头。"]}
        rows.append({"issue": issue, "articles": [article]})
    listed = "；".join(LISTED.format(typed) for typed, *_ in READ)
    issue = {"name": "雁塘旧刊", "number": 99, "date": "1999-05-05"}
    article = {"title": "旧闻", "paragraphs": ["案头有之。"]}
    rows.append({"issue": issue, "articles": [article], "distribution": {"text": listed, "to": [], "cc": []}})
    (corpus / "a.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    update_index(corpus, index)
    return open_searcher(Config(corpus, index, TODAY))


# As typed, how it is read, the articles that it keeps.
READ = [
    # years
    ("2022年", "2022-01-01..2022-12-31", "bcd"),
    ("二〇二二年", "2022-01-01..2022-12-31", "bcd"),
    ("２０２２年度", "2022-01-01..2022-12-31", "bcd"),
    ("今年", "2024-01-01..2024-12-31", "ghijk"),
    ("去年", "2023-01-01..2023-12-31", "ef"),
    ("前年", "2022-01-01..2022-12-31", "bcd"),
    ("2022年至2023年", "2022-01-01..2023-12-31", "bcdef"),
    ("2022-2023年", "2022-01-01..2023-12-31", "bcdef"),
    # months
    ("2022年1月", "2022-01-01..2022-01-31", "b"),
    ("2022年01月", "2022-01-01..2022-01-31", "b"),
    ("2022年1月份", "2022-01-01..2022-01-31", "b"),
    ("二〇二二年一月", "2022-01-01..2022-01-31", "b"),
    ("二○二二年元月", "2022-01-01..2022-01-31", "b"),
    ("２０２２年１月", "2022-01-01..2022-01-31", "b"),
    ("2022 年 1 月", "2022-01-01..2022-01-31", "b"),
    ("2022年 1月", "2022-01-01..2022-01-31", "b"),
    ("2022-01", "2022-01-01..2022-01-31", "b"),
    ("2022/01", "2022-01-01..2022-01-31", "b"),
    ("2022.1", "2022-01-01..2022-01-31", "b"),
    ("22年1月", "2022-01-01..2022-01-31", "b"),
    ("今年3月", "2024-03-01..2024-03-31", "h"),
    ("去年10月", "2023-10-01..2023-10-31", "f"),
    ("去年 10月", "2023-10-01..2023-10-31", "f"),
    ("7月", "2023-07-01..2023-07-31", ""),  # the latest that has begun
    ("五月份", "2024-05-01..2024-05-31", "i"),
    ("本月", "2024-06-01..2024-06-30", "jk"),
    ("这个月", "2024-06-01..2024-06-30", "jk"),
    ("上个月", "2024-05-01..2024-05-31", "i"),
    ("上個月", "2024-05-01..2024-05-31", "i"),
    ("3月底", "2024-03-01..2024-03-31", "h"),
    ("2022年1-3月", "2022-01-01..2022-03-31", "bc"),
    ("2022年1月至3月", "2022-01-01..2022-03-31", "bc"),
    ("2021年12月至2022年1月", "2021-12-01..2022-01-31", "ab"),
    ("2022-01..2022-03", "2022-01-01..2022-03-31", "bc"),
    ("2022-01至2022-03", "2022-01-01..2022-03-31", "bc"),
    ("2022.1-2022.3", "2022-01-01..2022-03-31", "bc"),
    ("2022/01~2022/03", "2022-01-01..2022-03-31", "bc"),
    ("2022年1月..3月", "2022-01-01..2022-03-31", "bc"),
    # seasons, halves, quarters
    ("去年春天", "2023-03-01..2023-05-31", "e"),
    ("去年春季", "2023-03-01..2023-05-31", "e"),
    ("2022年春", "2022-03-01..2022-05-31", "c"),
    ("今年春天", "2024-03-01..2024-05-31", "hi"),
    ("今春", "2024-03-01..2024-05-31", "hi"),
    ("去冬", "2023-12-01..2024-02-29", "g"),
    ("2021年冬天", "2021-12-01..2022-02-28", "ab"),
    ("上半年", "2024-01-01..2024-06-30", "ghijk"),
    ("2022年下半年", "2022-07-01..2022-12-31", "d"),
    ("2022年 上半年", "2022-01-01..2022-06-30", "bc"),
    ("今年一季度", "2024-01-01..2024-03-31", "gh"),
    ("一季度", "2024-01-01..2024-03-31", "gh"),
    ("2022年第三季度", "2022-07-01..2022-09-30", "d"),
    ("2022Q1", "2022-01-01..2022-03-31", "bc"),
    ("2022年前三季度", "2022-01-01..2022-09-30", "bcd"),
    ("本季度", "2024-04-01..2024-06-30", "ijk"),
    ("上季度", "2024-01-01..2024-03-31", "gh"),
    # tens of days, weeks, days
    ("3月上旬", "2024-03-01..2024-03-10", "h"),
    ("2022年1月中旬", "2022-01-11..2022-01-20", "b"),
    ("2022年1月12-14日", "2022-01-12..2022-01-14", "b"),
    ("2022年1月12日至14日", "2022-01-12..2022-01-14", "b"),
    ("2022年1月13日", "2022-01-13..2022-01-13", "b"),
    ("2022年1月13号", "2022-01-13..2022-01-13", "b"),
    ("2022 年 1 月 13 日", "2022-01-13..2022-01-13", "b"),
    ("二〇二二年一月十三日", "2022-01-13..2022-01-13", "b"),
    ("2022-01-13", "2022-01-13..2022-01-13", "b"),
    ("2022.1.13", "2022-01-13..2022-01-13", "b"),
    ("2022/1/13", "2022-01-13..2022-01-13", "b"),
    ("20220113", "2022-01-13..2022-01-13", "b"),
    ("2022-01-12至2022-01-14", "2022-01-12..2022-01-14", "b"),
    ("3月4日", "2024-03-04..2024-03-04", "h"),
    ("今天", "2024-06-18..2024-06-18", "k"),
    ("昨天", "2024-06-17..2024-06-17", ""),
    ("本周", "2024-06-17..2024-06-23", "k"),
    ("上周", "2024-06-10..2024-06-16", "j"),
    ("上週", "2024-06-10..2024-06-16", "j"),
    ("上周三", "2024-06-12..2024-06-12", "j"),
    ("上个星期三", "2024-06-12..2024-06-12", "j"),
    ("近一周", "2024-06-12..2024-06-18", "jk"),
    ("最近30天", "2024-05-20..2024-06-18", "jk"),
    ("近三个月", "2024-03-19..2024-06-18", "ijk"),
    ("近半年", "2023-12-19..2024-06-18", "ghijk"),
    ("过去两年", "2022-06-19..2024-06-18", "defghijk"),
    # the field
    ("日期:2022", "2022-01-01..2022-12-31", "bcd"),
    ("日期:2022-01..2022-03", "2022-01-01..2022-03-31", "bc"),
    ("日期：2022年1月", "2022-01-01..2022-01-31", "b"),
    ("date:2022..2023", "2022-01-01..2023-12-31", "bcdef"),
    ("日期:2024-05..", "2024-05-01..", "ijk"),
    ("日期:去年春天", "2023-03-01..2023-05-31", "e"),
    # numbers of issues
    ("第12期", "12", "dj"),
    ("第十二期", "12", "dj"),
    ("第１２期", "12", "dj"),
    ("第012期", "12", "dj"),
    ("第 12 期", "12", "dj"),
    ("2024年第12期", "2024-12", "j"),
    ("2024年 第12期", "2024-12", "j"),
    ("2024年12期", "2024-12", "j"),
    ("2024第12期", "2024-12", "j"),
    ("〔2024〕第12期", "2024-12", "j"),
    ("（2024）第12期", "2024-12", "j"),
    ("总第312期", "total-312", "d"),
    ("2022年第12期（总第312期）", "2022-12", "d"),
    ("期号:12", "12", "dj"),
    ("期号:2024-12", "2024-12", "j"),
    ("期号：总312期", "total-312", "d"),
]


@pytest.mark.parametrize("typed, value, kept", READ)
def test_a_clause_is_read_told_with_its_count_as_text_and_taken_back(
    archive: Searcher, typed: str, value: str, kept: str
) -> None:
    request = SearchRequest(f"见于 {typed}")
    results = archive.search(request)
    assert "".join(sorted(hit.title[-1] for hit in results.hits)) == kept
    field = "date" if ".." in value else "issue"
    as_text = [(r.text, r.field, r.value) for r in results.interpretation]
    assert as_text == [(typed, field, value)]
    taken_back = archive.search(replace(request, as_text=(typed,)))
    assert taken_back.interpretation == ()
    assert [hit.title for hit in taken_back.hits[:1]] == ["雁塘旧刊 1999年第99期"]
    assert taken_back.total == results.interpretation[0].as_text_total >= 1
    assert archive.search(SearchRequest(f"见于 “{typed}”")).interpretation == ()


@pytest.mark.parametrize(
    "typed",
    [
        "五一", "3·15", "12", "2022", "202201", "1.12", "2022-13", "20221301", "20220230", "2022-2023", "春节",
        "春天",
        "国庆前后", "近日", "近期", "最近", "近年来", "年底", "月初", "当天", "十月", "二月", "每年3月", "同年3月",
        "本月4日",
        "1949年以来", "3月31日前", "20日", "7日内", "24小时", "12期", "12期培训班", "第12期简报", "第12届", "第三",
        "12号",
        "〔2024〕12号", "民发〔2024〕12号", "“2022年1月”", "2022年1月会议", "会议2022年1月", "九一八", "12345",
        "010-12345",
        "1-3", "3/5", "第一季", "双十一", "老三届", "百日", "周三", "前几天", "2022年春节", "近零",
        "标题:2022年1月", "-2022年1月",
        "期号:甲", "日期:春节", "今日头条", "明天", "后天", "下周", "上半场", "第〇期",
    ],
)  # fmt: skip
def test_what_is_no_date_or_number_stays_text(archive: Searcher, typed: str) -> None:
    assert archive.search(SearchRequest(typed)).interpretation == ()


def test_of_two_read_clauses_each_is_counted_as_text_beside_the_other(archive: Searcher) -> None:
    results = archive.search(SearchRequest("见于 第12期 1999年 5月"))
    assert (results.total, [(r.text, r.value, r.as_text_total) for r in results.interpretation]) == (
        0,
        [("第12期", "12", 1), ("1999年 5月", "1999-05-01..1999-05-31", 0)],
    )
