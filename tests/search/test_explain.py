"""Why an article is found, or why not: clauses with channel and place or what is missing, filters, and the score."""

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.config import Config
from search.errors import NotFound
from search.explanation import Clause, Explanation, Filter, Place
from search.request import MAX_LIMIT, SearchRequest
from search.searcher import Searcher, open_searcher

MEETING = "全市民政工作会议部署2024年十件实事"  # 2024-03-01, section 市级动态, 贺庆元, 周秉谦, 王䶮 and others


@pytest.fixture(scope="module")
def meeting(searcher: Searcher) -> str:
    return searcher.search(SearchRequest(f'标题:"{MEETING}"')).hits[0].id


def explained(searcher: Searcher, document: str, query: str, **options: Any) -> Explanation:
    return searcher.explain(SearchRequest(query, **options), document)


def only(explanation: Explanation) -> Clause:
    [clause] = explanation.clauses
    return clause


@pytest.mark.parametrize(
    "query, channels",
    [
        ("十件实事", ("literal",)),
        ("“十件实事”", ("literal",)),
        ("王䶮", ("literal", "name")),
        ("贺庆元", ("literal", "name")),
        ("賀慶元", ("folded", "name")),
        ("２０２４年十件", ("folded",)),
        ("实事部署", ("word",)),
        ("标题:十件实事", ("literal",)),
        ("正文:十件实事", ("literal",)),
        ("十?实事", ("literal",)),
        ('"会议 实事"~20', ("literal",)),
        ("人物:贺庆元", ("field",)),
        ("人物:庆元", ("field",)),
        ("栏目:市级动态", ("field",)),
        ("-敬老卡", ()),
    ],
)
def test_a_clause_that_matches_tells_its_channel(
    searcher: Searcher, meeting: str, query: str, channels: tuple[str, ...]
) -> None:
    found = explained(searcher, meeting, query)
    assert (found.found, found.verdict) == (True, "found")
    assert only(found).matched and only(found).channels == channels


@pytest.mark.parametrize(
    "query, missing, apart",
    [
        ("“十件㐂事”", ("㐂",), ("十件", "事")),
        ("“实事十件”", (), ("实事", "十件")),
        ("“䶮王”", (), ("䶮", "王")),
        ("㐂", ("㐂",), ()),
        ("十件实事长颈鹿", ("长颈鹿",), ()),
        ("标题:贺庆元", ("贺", "庆元"), ()),
        ("十?好事", ("好事",), ("十",)),
        ('"会议 敬老院"~1', (), ("会议", "敬老院")),
        ("人物:陶立新", ("陶立新",), ()),
    ],
)
def test_a_clause_that_does_not_match_tells_what_is_missing(
    searcher: Searcher, meeting: str, query: str, missing: tuple[str, ...], apart: tuple[str, ...]
) -> None:
    found = explained(searcher, meeting, query)
    clause = only(found)
    assert (found.verdict in ("not_matched", "relaxed"), clause.matched, clause.channels) == (True, False, ())
    assert set(clause.missing) <= set(missing) and bool(clause.missing) == bool(missing)
    assert clause.apart == apart


def test_places_are_those_of_the_printed_text(searcher: Searcher, meeting: str) -> None:
    row = searcher.article(meeting).article
    clause = only(explained(searcher, meeting, "實事"))
    texts = {"title": row.title, "body": row.body}
    assert clause.places[0] == Place("title", row.title.index("实事"), "实事")
    assert clause.count == len(clause.places) == row.title.count("实事") + row.body.count("实事")
    for place in clause.places:
        assert texts[place.part][place.offset :].startswith(place.text)


def test_many_places_are_counted_and_some_told(searcher: Searcher, meeting: str) -> None:
    row = searcher.article(meeting).article
    clause = only(explained(searcher, meeting, "，"))
    assert len(clause.places) == 10 and clause.count == f"{row.title}{row.body}".count("，") > 10


def test_what_is_only_printed_otherwise_is_told(searcher: Searcher, meeting: str) -> None:
    clause = only(explained(searcher, meeting, "賀慶元", printed=True))
    assert not clause.matched and clause.variants == ("贺庆元",)
    assert only(explained(searcher, meeting, "贺庆元", printed=True)).channels == ("literal", "name")


def test_exclusions_tell_where_the_excluded_text_stands(searcher: Searcher, meeting: str) -> None:
    found = explained(searcher, meeting, "民政 -敬老院")
    kept, excluded = found.clauses
    assert (found.found, found.verdict) == (False, "not_matched")
    assert kept.matched and not excluded.matched
    assert (excluded.kind, excluded.channels) == ("not", ("excluded",))
    assert excluded.nodes[0].places[0].text == "敬老院"


def test_alternatives_are_told_one_by_one(searcher: Searcher, meeting: str) -> None:
    found = explained(searcher, meeting, "(㐂㐂 OR 十件) 会议")
    either, other = found.clauses
    assert found.found and other.matched
    assert (either.kind, either.matched, [node.matched for node in either.nodes]) == ("any", True, [False, True])


@pytest.mark.parametrize(
    "query, options, fields",
    [
        ("民政 2024年3月", {}, {"date": True}),
        ("民政 2024年5月", {}, {"date": False}),
        ("民政 第2期", {}, {"number": True}),
        ("民政 第9期", {}, {"number": False}),
        ("民政", {"section": ("社会组织动态",)}, {"section": False}),
        ("民政", {"section": ("社会组织动态", "市级动态")}, {"section": True}),
        ("民政", {"person": ("贺庆元",)}, {"person": True}),
        ("民政", {"person": ("陶立新",), "place": ("望江区",)}, {"person": False, "place": True}),
        ("民政", {"start": dt.date(2025, 1, 1)}, {"date": False}),
        # Chosen days replace those of the query.
        ("民政 2024年5月", {"start": dt.date(2024, 3, 1), "end": dt.date(2024, 3, 31)}, {"date": True}),
    ],
)
def test_filters_that_keep_it_out_are_told(
    searcher: Searcher, meeting: str, query: str, options: dict[str, Any], fields: dict[str, bool]
) -> None:
    found = explained(searcher, meeting, query, **options)
    assert {one.field: one.passed for one in found.filters} == fields
    assert (found.found, found.verdict) == ((True, "found") if all(fields.values()) else (False, "filtered"))
    assert found.clauses[0].matched


def test_a_chip_tells_what_was_typed_and_what_the_article_has(searcher: Searcher, meeting: str) -> None:
    [one] = explained(searcher, meeting, "民政 2024年5月").filters
    assert one == Filter("date", ("2024-05-01..2024-05-31",), ("2024-03-01",), False, "2024年5月")
    assert not explained(searcher, meeting, "民政 2024年5月", as_text=("2024年5月",)).filters


def test_what_only_relaxed_matching_finds_is_told(searcher: Searcher, meeting: str) -> None:
    query = "全市民政工作会议上谁出席并讲话布置了哪些实事呢"
    results = searcher.search(SearchRequest(query, limit=MAX_LIMIT))
    assert results.relaxed
    found = explained(searcher, meeting, query)
    assert (found.found, found.verdict) == (True, "relaxed")
    assert not only(found).matched and only(found).missing and only(found).places
    others = {row["id"] for row in stored(searcher) if row["kind"] == "article"} - {hit.id for hit in results.hits}
    assert {explained(searcher, other, query).verdict for other in others} == {"too_little"}


def test_an_issue_is_found_by_its_masthead_but_not_listed_without_a_query(searcher: Searcher) -> None:
    issue = next(row["id"] for row in stored(searcher) if row["kind"] == "issue" and "岚州民政简报" in row["body"])
    assert explained(searcher, issue, "岚州民政简报").verdict == "found"
    assert explained(searcher, issue, "").verdict == "not_shown"


def test_browsing_has_no_score(searcher: Searcher, meeting: str) -> None:
    found = explained(searcher, meeting, "")
    assert (found.found, found.score, found.parts, only(found).kind) == (True, 0.0, (), "everything")


def test_an_unknown_id_is_told(searcher: Searcher) -> None:
    with pytest.raises(NotFound):
        explained(searcher, "没有这一篇", "民政")


def stored(searcher: Searcher) -> list[dict[str, Any]]:
    snapshot = searcher.library().snapshot
    return [snapshot.stored(doc) for doc in range(snapshot.size) if snapshot.live[doc]]


QUERIES = (
    "养老", "养老服务 护理", "“养老服务” -会议", "王䶮", "标题:养老", "养*中心", '"养老 培训"~30', "２０２４",
    "民政", "的", "救助 OR 托幼", "人物:贺庆元 讲话", "2024年3月 民政", "社区食堂的饭菜合不合老人的口味", "",
    "-养老", "栏目:市级动态",
)  # fmt: skip


@pytest.mark.parametrize("options", [{}, {"literal": True}, {"printed": True}, {"section": ("市级动态",)}], ids=str)
@pytest.mark.parametrize("query", QUERIES)
def test_explanations_agree_with_the_search(searcher: Searcher, query: str, options: dict[str, Any]) -> None:
    """Of every hit: found, its parts add up to its score. Of every other document: not found."""
    request = SearchRequest(query, limit=MAX_LIMIT, **options)
    results = searcher.search(request)
    hits = {hit.id: hit.score for hit in (*results.hits, *searcher.search(replace(request, offset=MAX_LIMIT)).hits)}
    assert len(hits) == results.total
    chance = random.Random(query)
    for row in chance.sample(stored(searcher), 30):
        found = searcher.explain(request, row["id"])
        assert found.found == (row["id"] in hits) == (found.verdict in ("found", "relaxed")), row["id"]
        assert found.score == pytest.approx(sum(part.score for part in found.parts), abs=1e-5)
        assert found.score == pytest.approx(hits.get(row["id"], 0.0), abs=1e-5)
        if found.verdict == "found":
            assert all(clause.matched for clause in found.clauses) and all(one.passed for one in found.filters)
        elif found.verdict == "filtered":
            assert all(clause.matched for clause in found.clauses) or results.relaxed
            assert not all(one.passed for one in found.filters)
        elif found.verdict == "not_matched":
            assert not all(clause.matched for clause in found.clauses)


def test_parts_tell_frequencies(searcher: Searcher, meeting: str) -> None:
    row = searcher.article(meeting).article
    found = explained(searcher, meeting, "王䶮")
    kinds = {part.kind: part for part in found.parts}
    assert set(kinds) == {"word", "literal", "name"}
    literal, name = kinds["literal"], kinds["name"]
    assert (literal.title, literal.body) == (0, row.body.count("王䶮"))
    assert literal.documents == searcher.search(SearchRequest("王䶮", literal=True)).total
    assert (name.score, name.title, name.idf) == (4.0, None, None)


def test_synonyms_that_an_article_has_are_told(index_dir: Path, tmp_path: Path, meeting: str) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon/synonyms.tsv").write_text("term\tsynonyms\n实在事\t实事|㐂㐂\n", encoding="utf-8")
    searcher = open_searcher(Config(corpus=tmp_path, index=index_dir))
    found = explained(searcher, meeting, "实在事")
    clause = only(found)
    assert found.verdict == "found" and clause.channels == ("synonym",)
    assert clause.others == ("实事", "㐂㐂") and {place.text for place in clause.places} == {"实事"}
    assert found.score == pytest.approx(sum(part.score for part in found.parts)) and found.score > 0
    assert not explained(searcher, meeting, "实在事", as_text=("实在事",)).clauses[0].others


def test_a_person_is_shown_by_the_name_that_is_printed(named: Searcher) -> None:
    misprint = named.search(SearchRequest("标题:误印一则")).hits[0].id
    clause = only(explained(named, misprint, "人物:梁绍雄"))
    assert clause.places == (Place("body", 3, "梁少熊"),) and clause.count == 1
