"""A whole issue: its articles share their names, and each has its own date, people and posts."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.entities import annotate, extract
from search.model import Article, Bulletin, Distribution, Issue
from search.names import Lexicon, PlaceEntry

LEXICON = Lexicon(places=(PlaceEntry("岚州市"), PlaceEntry("望江区", "岚州市", "区")))


def article(position: int, title: str, *paragraphs: str) -> Article:
    return Article(f"a{position}", position, "市级动态", title, True, None, paragraphs)


def bulletin(*articles: Article, day: dt.date | None = dt.date(2024, 1, 31), sent_to: str | None = None) -> Bulletin:
    distribution = Distribution(sent_to) if sent_to else None
    return Bulletin("2024/1.txt", "", Issue("1", date=day), (), articles, distribution=distribution)


def test_a_name_established_in_one_article_is_found_in_the_others() -> None:
    found = annotate(
        bulletin(
            article(1, "单立群副厅长到望江区", "省民政厅副厅长单立群讲话。"),
            article(2, "回访", "此前单立群看过这里。", "单副厅长的话大家记得。"),
            article(3, "无关", "大家吃了汤圆。"),
        ),
        LEXICON,
    )
    first, second, third = found.articles
    assert [(p.name, p.posts) for p in first.people] == [("单立群", ("副厅长", "省民政厅副厅长"))]
    assert [(p.name, [(m.part, m.text) for m in p.mentions]) for p in second.people] == [
        ("单立群", [("body", "单立群"), ("body", "单副厅长")])
    ]
    assert third.people == ()
    for one in found.articles:
        for entity in (*one.people, *one.places, *one.organizations):
            for m in entity.mentions:
                assert (one.title if m.part == "title" else one.body)[m.start : m.end] == m.text


def test_distribution_lists_name_people_even_over_a_line_break() -> None:
    sent_to = "发至：贺庆元副市长、庞德\n      胜副秘书长；各县（市、区）民政局。\n　抄送：省民政厅。"
    found = annotate(bulletin(article(1, "一", "大家好。"), sent_to=sent_to), LEXICON)
    assert found.distribution is not None and found.distribution.text == sent_to
    assert [(p.name, p.posts) for p in found.distribution.people] == [
        ("贺庆元", ("副市长",)),
        ("庞德胜", ("副秘书长",)),
    ]


def test_an_article_has_the_date_of_its_first_event() -> None:
    found = annotate(
        bulletin(
            article(1, "一", "2024年1月5日至6日，活动举行。1月9日结束。"),
            article(2, "1月8日的活动", "近日，活动举行。"),
            article(3, "三", "今年一季度，工作推进。"),
            article(4, "四", "2021年至2025年的规划，1—11月的统计，1月10日发布。"),
            article(5, "五", "1月1日至31日，活动举行。"),
        ),
        LEXICON,
    )
    assert [a.date for a in found.articles] == [
        dt.date(2024, 1, 5),
        dt.date(2024, 1, 8),
        dt.date(2024, 1, 31),
        dt.date(2024, 1, 10),
        dt.date(2024, 1, 1),
    ]
    first = found.articles[0]
    assert [first.body[d.offset : d.offset + len(d.text)] for d in first.dates] == [d.text for d in first.dates]


def test_without_a_date_of_the_issue_only_whole_dates_count() -> None:
    found = annotate(
        bulletin(article(1, "一", "1月5日，开始。"), article(2, "二", "2024年1月9日，开始。"), day=None), LEXICON
    )
    assert [a.date for a in found.articles] == [None, dt.date(2024, 1, 9)]


def test_everything_else_is_kept() -> None:
    before = bulletin(article(1, "一", "大家好。"), sent_to="发至：各县民政局。")
    after = annotate(before, LEXICON)
    assert (after.source, after.issue, after.sections) == (before.source, before.issue, before.sections)
    assert after.articles[0].paragraphs == before.articles[0].paragraphs


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("王李单立群副厅长书记、，。（）：　 \n·张市区局委和同志编辑说䶮𬎆a1一"), max_size=60
    )
)
def test_any_text_can_be_read(text: str) -> None:
    found = extract(text, None, LEXICON)
    for entity in (*found.people, *found.places, *found.organizations):
        assert entity.name and entity.mentions
        assert all(text[m.start : m.end] == m.text for m in entity.mentions)
    for person in found.people:
        spans = [(m.start, m.end) for m in person.mentions]
        assert spans == sorted(set(spans))
