"""Ids are made of what is printed: no slash, the same after renaming, rereading and reordering."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parser.ids import article_ids, issue_id
from indexer.parser.masthead import Masthead

TITLES = ("市民政局召开会议", "青岭县走访低保家庭")


@pytest.mark.parametrize(
    ("masthead", "pattern"),
    [
        (Masthead(name="岚州民政简报", number=2, year=2024, date=dt.date(2024, 3, 5)), "岚州民政简报-2024-02"),
        (Masthead(name="岚州民政简报", number=112, year=2024), "岚州民政简报-2024-112"),
        (Masthead(name="岚州/民政 简报（内部）", number=2, year=2024), "岚州民政简报内部-2024-02"),
        (Masthead(name="岚州快报", total_number=108), "岚州快报-总108"),
        (Masthead(name="岚州快报", number=3, total_number=108), "岚州快报-总108"),
        (Masthead(name="岚州快报", date=dt.date(2024, 3, 5)), "岚州快报-2024-03-05"),
        (Masthead(name="岚州快报"), "岚州快报-[0-9a-f]{8}"),
        (Masthead(number=3, year=2024), "简报-[0-9a-f]{8}"),
        (Masthead(name="／"), "简报-[0-9a-f]{8}"),
        (Masthead(), "简报-[0-9a-f]{8}"),
    ],
)
def test_an_issue_is_called_by_what_it_prints(masthead: Masthead, pattern: str) -> None:
    assert re.fullmatch(pattern, issue_id(masthead, TITLES))


def test_an_issue_without_a_number_is_told_from_others_by_its_titles_in_any_order() -> None:
    one = issue_id(Masthead(), TITLES)
    assert one == issue_id(Masthead(), TITLES[::-1])
    assert one == issue_id(Masthead(), [title.replace("民政", "民 政") for title in TITLES])
    assert one != issue_id(Masthead(), TITLES[:1])


ARTICLES = (("市民政局召开会议", "甲"), ("青岭县走访", "乙"), ("市民政局召开会议", "丙"), ("工作动态", "丁"))


def test_articles_keep_their_ids_in_any_order() -> None:
    ids = dict(zip(ARTICLES, article_ids("简报-1", ARTICLES), strict=True))
    assert len(set(ids.values())) == len(ARTICLES)
    turned = ARTICLES[::-1]
    assert article_ids("简报-1", turned) == [ids[article] for article in turned]


def test_an_article_keeps_its_id_when_its_text_is_corrected() -> None:
    assert article_ids("简报-1", [("市民政局召开会议", "错字")]) == article_ids(
        "简报-1", [("市民政局召开会议", "正字")]
    )


def test_the_same_title_over_the_same_text_is_told_apart() -> None:
    ids = article_ids("简报-1", [("工作动态", "甲")] * 3)
    assert len(set(ids)) == 3


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=6), st.text(max_size=9))
def test_ids_are_distinct_and_fit_into_an_address(articles: list[tuple[str, str]], name: str) -> None:
    issue = issue_id(Masthead(name=name, number=1, year=2024), [title for title, _ in articles])
    ids = article_ids(issue, articles)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w-]+", one) for one in (issue, *ids))
