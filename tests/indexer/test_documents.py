"""A bulletin becomes index documents: one an article, and one for what of the issue lies outside them."""

import datetime as dt
from dataclasses import replace

import pytest

from indexer.documents import bulletin_of, index_documents, relabelled
from search.model import (
    Article,
    Bulletin,
    DateSpan,
    Distribution,
    Issue,
    Mention,
    Organization,
    Person,
    Place,
    Section,
    bulletin_from_json,
)
from search.schema import IndexDocument, stored_document

MARCH = dt.date(2024, 3, 31)
MEETING = DateSpan(dt.date(2024, 3, 5), dt.date(2024, 3, 6), "3月5日至6日", "range", True, 2)
PLAN = DateSpan(dt.date(2025, 1, 1), dt.date(2025, 12, 31), "2025年", "year", False, 20)
ARTICLE = Article(
    id="岚州简报-2024-03-0a",
    position=1,
    section="市级动态",
    title="市民政局召开会议",
    title_in_body=True,
    date=MEETING.start,
    paragraphs=("会议3月5日至6日召开。", "何庭芳部署2025年工作。"),
    dates=(MEETING, PLAN),
    people=(
        Person("何庭芳", "何庭芳", ("局长", "党组书记、局长"), (Mention("body", 12, 15, "何庭芳"),)),
        Person("陶立", "陶立@青岭县", (), ()),
    ),
    places=(Place("青岭县"),),
    organizations=(Organization("市民政局"), Organization("青岭县残联")),
)
BULLETIN = Bulletin(
    source="2024/2024-03.txt",
    sha256="0" * 64,
    issue=Issue("岚州简报-2024-03", "岚州简报", 3, 33, 2024, MARCH, "printed", "办公室"),
    sections=(Section("市级动态", ("市民政局召开会议",)),),
    articles=(ARTICLE,),
    masthead="岚州简报\n第3期",
    distribution=Distribution(
        "发至：各县（市、\n      区）民政局。\n　抄送：庄岳副秘书长。", people=(Person("庄岳", "庄岳", ("副秘书长",)),)
    ),
    loose=("市民政局会议召开",),
)


def test_a_bulletin_comes_back_from_its_documents() -> None:
    corrected = replace(BULLETIN, articles=(ARTICLE, replace(ARTICLE, id="b", position=2)), printed=BULLETIN)
    for bulletin in (BULLETIN, corrected, replace(BULLETIN, articles=(replace(ARTICLE, paragraphs=()),))):
        assert bulletin_of(reversed(index_documents(bulletin))) == bulletin


def test_an_article_is_found_by_all_it_names() -> None:
    article, _ = index_documents(BULLETIN)
    assert (article.id, article.kind, article.source, article.issue) == (
        "岚州简报-2024-03-0a",
        "article",
        "",  # the issue's document tells
        "岚州简报-2024-03",
    )
    assert (article.title, article.body) == ("市民政局召开会议", "会议3月5日至6日召开。\n何庭芳部署2025年工作。")
    assert article.people == ("何庭芳", "陶立@青岭县") and article.names == ("何庭芳", "陶立")
    assert article.posts == ("党组书记、局长", "")  # the last printed; none
    assert article.places == ("青岭县",) and article.organizations == ("市民政局", "青岭县残联")
    assert (article.section, article.position) == ("市级动态", 1)


@pytest.mark.parametrize(
    ("article", "date", "end"),
    [
        (ARTICLE, MEETING.start, MEETING.end),
        (replace(ARTICLE, dates=(PLAN, MEETING)), MEETING.start, MEETING.end),
        (replace(ARTICLE, dates=(), date=MARCH), MARCH, MARCH),
        (replace(ARTICLE, dates=(PLAN,), date=MARCH), MARCH, MARCH),
        (replace(ARTICLE, dates=(), date=None), None, None),
    ],
    ids=["first event", "its own event only", "the issue's day", "no day of its own", "none at all"],
)
def test_an_article_lies_on_the_days_of_its_first_event(
    article: Article, date: dt.date | None, end: dt.date | None
) -> None:
    document, _ = index_documents(replace(BULLETIN, articles=(article,)))
    assert (document.date, document.date_end) == (date, end)


def test_what_lies_outside_the_articles_is_the_issue_s_own_document() -> None:
    issue = index_documents(BULLETIN)[-1]
    assert (issue.kind, issue.id, issue.position, issue.title) == ("issue", "岚州简报-2024-03", 0, "")
    assert issue.source == "2024/2024-03.txt"
    assert issue.body == (
        "岚州简报\n第3期\n市民政局会议召开\n发至：各县（市、区）民政局。\n抄送：庄岳副秘书长。"
    )  # wraps joined
    assert (issue.people, issue.posts) == (("庄岳",), ("副秘书长",))
    assert (issue.date, issue.date_end) == (MARCH, MARCH)


def test_an_issue_that_prints_nothing_else_still_has_its_document() -> None:
    bare = Bulletin("a.txt", "0" * 64, Issue("简报-1"), (), (ARTICLE,))
    issue = index_documents(bare)[-1]
    assert (issue.id, issue.body, issue.people, issue.date) == ("简报-1", "", (), None)


def test_bulletin_and_article_come_back_from_their_documents() -> None:
    *articles, issue = index_documents(BULLETIN)
    rows = [{**d.data, "title": d.title, "paragraphs": d.body.split("\n")} for d in articles]
    assert bulletin_from_json({**issue.data, "articles": rows}) == BULLETIN


@pytest.mark.parametrize("document", index_documents(BULLETIN), ids=["article", "issue"])
def test_a_document_comes_back_from_what_is_stored(document: IndexDocument) -> None:
    assert stored_document(document.stored()) == document


def test_of_a_renamed_file_only_the_issue_s_document_is_another() -> None:
    corrected = replace(BULLETIN, printed=BULLETIN)
    *articles, issue = relabelled(index_documents(corrected), "a.txt")
    moved = replace(BULLETIN, source="a.txt")
    assert articles == index_documents(corrected)[:-1]
    assert bulletin_of([*articles, issue]) == replace(moved, printed=moved)
