"""Searching the sample archive: language, order, snippets, variants, bounds, threads and commits."""

import datetime as dt
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.writer import update_index
from search.config import Config
from search.errors import BadRequest, IndexMissing, NotFound
from search.generations import current
from search.request import SearchRequest
from search.results import Results
from search.searcher import Searcher, open_searcher

TODAY = dt.date(2025, 12, 1)

ARTICLES = {
    "养老服务推进会": "副市长贺庆元主持召开养老服务推进会。会议强调服务质量。",
    "社区食堂开张": "社区食堂为老年人提供助餐服务，养老机构参与。",
    "旅港鄉親捐建養老服務設施": "同鄉會捐建養老服務設施，惠及鄉親。",
    "ＰＭ２．５监测进社区": "监测数据超标１２次，另有PM10。",
    "王䶮调研未成年人保护": "局党组成员、副局长王䶮到白沙镇调研，强调服务。",
    "消防演练": "市消防救援支队在敬老院开展演练，马克思主义学院师生观摩。",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Six short articles in one issue, so that every result can be told by heart."""
    corpus = tmp_path_factory.mktemp("corpus")
    contents = "\n".join(ARTICLES)
    body = "\n\n\n".join(f"{title}\n\n{text}" for title, text in ARTICLES.items())
    (corpus / "a.txt").write_text(
        f"试验简报\n第3期\n试验办公室　　2024年3月29日\n\n本期内容\n●动态\n{contents}\n●动态\n\n{body}\n\n\n"
        "发至：庞德胜副秘书长；各县（市、\n      区）民政局。\n",
        encoding="utf-8",
    )
    index = tmp_path_factory.mktemp("index")
    update_index(corpus, index)
    return open_searcher(Config(corpus, index, TODAY))


def titles(results: Results) -> list[str]:
    return [hit.title for hit in results.hits]


T = {
    "推": "养老服务推进会",
    "食": "社区食堂开张",
    "港": "旅港鄉親捐建養老服務設施",
    "监": "ＰＭ２．５监测进社区",
    "王": "王䶮调研未成年人保护",
    "消": "消防演练",
    "期": "试验简报 2024年第3期",
}


@pytest.mark.parametrize(
    "q, found",
    [
        ("养老服务", "推港食"),  # literal in two, all words in the third
        ("“养老服务”", "推港"),
        ("養老服務", "推港食"),
        ("养老服务 -会议", "港食"),
        ("养老服务 非 “助餐”", "推港"),
        ("养老 NOT 养老服务", "食"),
        ("-服务", "监消"),  # browsing what is left: the issue's own lines are not articles
        ("推进会 OR 演练", "推消"),
        ("(推进会 | 演练) 服务", "推"),
        ("标题:养老服务", "推港"),
        ("正文:养老服务", "推港食"),
        ("标题:“王䶮”", "王"),
        ("人物:王䶮", "王"),
        ("人物:䶮", "王"),
        ("地区:白沙镇", "王"),
        ("单位:市消防救援支队", "消"),
        ("单位:消防救援支队", "消"),  # the end of a longer name
        ("栏目:动态", "推食港监王消"),
        ("期号:2024-3 王䶮", "王"),
        ("第3期 消防", "消"),
        ("2024年3月 消防", "消"),
        ("2024年2月 消防", ""),
        ("䶮", "王"),
        ("老服", "推港"),  # a piece over a word border
        ("pm2.5", "监"),
        ("PM2．5", "监"),
        ("12次", "监"),
        ("马克", "消"),
        ("养*质量", ""),  # * does not cross punctuation
        ("会议*质量", "推"),
        ("王?调研", "王"),
        ('"推进会 强调"~5', "推"),
        ('"推进会 强调"~2', ""),
        ("庞德胜", "期"),  # only in the distribution list
        ("县（市、区）民政局", "期"),  # wrapped there
        ("试验办公室", "期"),
        ("没有的词语", ""),
    ],
)
def test_query_language(small: Searcher, q: str, found: str) -> None:
    results = small.search(SearchRequest(q))
    assert not results.relaxed
    assert sorted(titles(results)) == sorted(T[key] for key in found)
    assert results.total == len(found)


def test_the_printed_form_folds_nothing(small: Searcher) -> None:
    assert titles(small.search(SearchRequest("养老服务", printed=True, literal=True))) == [T["推"]]
    assert titles(small.search(SearchRequest("養老服務", printed=True))) == [T["港"]]
    assert small.search(SearchRequest("pm2.5", printed=True)).total == 0


def test_hits_found_only_by_folding_are_told_apart(small: Searcher) -> None:
    results = small.search(SearchRequest("“养老服务”"))
    assert (results.variants.printed, results.variants.folded) == (1, 1)
    assert {hit.title: hit.variant for hit in results.hits} == {T["推"]: False, T["港"]: True}


def test_a_literal_phrase_in_the_title_comes_before_scattered_words(small: Searcher) -> None:
    assert titles(small.search(SearchRequest("养老服务")))[-1] == T["食"]


def test_a_whole_question_finds_what_has_most_of_its_words_and_says_so(small: Searcher) -> None:
    results = small.search(SearchRequest("社区食堂怎样为老年人提供助餐服务的呢"))
    assert results.relaxed and titles(results)[0] == T["食"]
    assert not small.search(SearchRequest("“社区食堂怎样”")).relaxed
    assert small.search(SearchRequest("社区食堂怎样为老年人提供助餐服务的呢", literal=True)).total == 0
    assert titles(small.search(SearchRequest("社区食堂怎样提供助餐服务的呢 -社区"))) == []


def test_a_question_mark_that_matches_no_character_is_one(small: Searcher) -> None:
    results = small.search(SearchRequest("马克思主义学院?"))
    assert titles(results) == [T["消"]] and not results.relaxed and results.notes == ()  # 师
    results = small.search(SearchRequest("观摩?"))
    assert titles(results) == [T["消"]] and results.notes
    assert small.search(SearchRequest("社区食堂怎样为老年人提供助餐服务?")).relaxed


def test_a_relaxed_search_keeps_to_quotes(small: Searcher) -> None:
    results = small.search(SearchRequest("养老机构怎样提供助餐服务的呢 “食堂”"))
    assert results.relaxed and titles(results) == [T["食"]]


def test_what_was_read_as_a_filter_is_told_with_the_count_as_text(small: Searcher) -> None:
    results = small.search(SearchRequest("2024年3月29日"))
    assert [(r.text, r.field, r.value, r.as_text_total) for r in results.interpretation] == [
        ("2024年3月29日", "date", "2024-03-29..2024-03-29", 1)
    ]
    assert titles(small.search(SearchRequest("2024年3月29日", as_text=("2024年3月29日",)))) == [T["期"]]


def test_chosen_days_replace_those_of_the_query(small: Searcher) -> None:
    request = SearchRequest("消防 2024年2月")
    assert small.search(request).total == 0
    results = small.search(request.within(dt.date(2024, 3, 1), dt.date(2024, 3, 31)))
    assert results.total == 1 and results.interpretation == () and results.notes


def test_an_empty_query_browses_articles_newest_first(searcher: Searcher) -> None:
    results = searcher.search(SearchRequest(limit=100))
    assert results.total == sum(row.articles for row in searcher.issues()) == 85
    days = [hit.date for hit in results.hits]
    assert days == sorted(days, reverse=True) and all(hit.kind == "article" for hit in results.hits)


def test_orders_and_pages_are_one_list(searcher: Searcher) -> None:
    for sort in ("relevance", "newest", "oldest"):
        whole = searcher.search(SearchRequest("服务", sort=sort, limit=100))
        paged = [
            hit.id
            for offset in range(0, whole.total, 7)
            for hit in searcher.search(SearchRequest("服务", sort=sort, limit=7, offset=offset)).hits
        ]
        assert paged == [hit.id for hit in whole.hits] and len(set(paged)) == whole.total
        days = [hit.date for hit in whole.hits]
        assert sort == "relevance" or days == sorted(days, reverse=sort == "newest")
    scores = [hit.score for hit in searcher.search(SearchRequest("服务", limit=100)).hits]
    assert scores == sorted(scores, reverse=True)


def test_namesakes_that_staff_split_are_two_people(searcher: Searcher) -> None:
    keys = {v.value for v in searcher.search(SearchRequest("陈立新", facet_limit=1000)).facets["person"]}
    split = {key for key in keys if key.startswith("陈立新")}
    assert split == {"陈立新@临溪县民政局", "陈立新@市社会福利院"}
    alone = [searcher.search(SearchRequest(person=(key,))).total for key in split]
    both = searcher.search(SearchRequest(person=tuple(split))).total
    assert both == searcher.search(SearchRequest(person=("陈立新",))).total and max(alone) < both


def test_a_person_of_the_distribution_list_only_is_found_by_the_filter(small: Searcher) -> None:
    facet = {v.value: v.count for v in small.search(SearchRequest()).facets["person"]}
    results = small.search(SearchRequest(person=("庞德胜",)))
    assert facet["庞德胜"] == results.total == 1
    assert (results.hits[0].kind, results.issues_total) == ("issue", 1)


@pytest.mark.parametrize(
    "fields",
    [{"limit": -1}, {"limit": 10**6}, {"offset": -1}, {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 1, 1)}],
)
def test_parameters_that_make_no_sense_are_refused(fields: dict[str, int]) -> None:
    with pytest.raises(BadRequest):
        SearchRequest(**fields)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet='养老 "“”()-|OR或非*?:：~9', max_size=40))
def test_no_query_is_an_error(small: Searcher, q: str) -> None:
    results = small.search(SearchRequest(q))
    assert results.total >= len(results.hits)


def test_odd_queries(small: Searcher) -> None:
    for q in (
        "\0",
        "养\0老",
        "\ud800",
        "a" * 10_000,
        "OR AND NOT",
        "(" * 400,
        "*" * 300,
        "养*" * 200,
        "-" * 90,
        "，。",
    ):
        small.search(SearchRequest(q))


def test_article_and_issue_views(searcher: Searcher) -> None:
    hit = searcher.search(SearchRequest("“护理员”")).hits[0]
    view = searcher.article(hit.id, SearchRequest("“护理员”"))
    assert "".join(text for text, _ in view.title_pieces) == view.article.title
    for paragraph, parts in zip(view.article.paragraphs, view.paragraph_pieces, strict=True):
        assert "".join(text for text, _ in parts) == paragraph
    assert view.matches == f"{view.article.title}\n{view.article.body}".count("护理员") > 0
    assert [a.position for a in view.contents] == list(range(1, len(view.contents) + 1))
    issue = searcher.issue(hit.issue.id)
    assert hit.id in [a.id for a in issue.bulletin.articles]
    rows = searcher.issues()
    assert [row.issue.date for row in rows] == sorted((row.issue.date for row in rows), reverse=True)  # type: ignore
    assert searcher.issue(rows[0].issue.id).next is None
    assert searcher.issue(rows[0].issue.id).previous == rows[1].issue
    for missing in ("没有", hit.issue.id):
        with pytest.raises(NotFound):
            searcher.article(missing)
    with pytest.raises(NotFound):
        searcher.issue(hit.id)


def test_status_counts_what_is_there(searcher: Searcher) -> None:
    status = searcher.status()
    assert (status.issues, status.articles, status.rejected) == (19, 85, ())
    assert dict(status.warnings)["title_missing"] >= 3
    assert status.versions["whoosh"] and status.versions["schema"]


def test_results_as_json_have_the_shape_of_the_design(searcher: Searcher) -> None:
    row = searcher.search(SearchRequest("养老 2024年3月")).to_json()
    assert {
        "query", "total", "took_ms", "relaxed", "literal", "printed", "interpretation", "notes", "variants",
        "suggestion", "hits", "facets",
    } <= set(row)  # fmt: skip
    hit = row["hits"][0]
    assert {"id", "title", "section", "issue", "date", "people", "score", "snippet"} <= set(hit)
    assert hit["date"] == "2024-03-12" and hit["issue"]["date"] == "2024-03-29"
    assert {len(piece) for piece in hit["snippet"]} == {2}
    assert set(row["facets"]) == {"section", "person", "date", "place"}
    year = row["facets"]["date"][0]
    assert set(year) == {"value", "count", "selected", "children"} and year["children"][0]["value"].startswith("20")


def test_threads_share_a_searcher(searcher: Searcher) -> None:
    queries = ["养老", "救助 OR 儿童", "“民政局” -会议", "人物:贺庆元", "2024年 服务", "王䶮", ""]
    wanted = {q: searcher.search(SearchRequest(q)).total for q in queries}
    fresh = Searcher(searcher.config)
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(8):
            for q in queries:
                try:
                    if fresh.search(SearchRequest(q)).total != wanted[q]:
                        wrong.append(q)
                except Exception as error:
                    wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_new_commit_is_seen_by_the_next_search(own_corpus: Path, tmp_path: Path) -> None:
    held = tmp_path / "held.txt"
    shutil.move(own_corpus / "2024" / "2024-12.txt", held)
    index = tmp_path / "index"
    update_index(own_corpus, index)
    searcher = open_searcher(Config(own_corpus, index))
    before = searcher.search(SearchRequest()).total
    shutil.move(held, own_corpus / "2024" / "2024-12.txt")
    update_index(own_corpus, index)
    assert searcher.search(SearchRequest()).total == before + 5


def test_an_index_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="jianbao index"):
        open_searcher(Config(index=tmp_path))
    with pytest.raises(IndexMissing):
        open_searcher(Config(index=tmp_path / "nowhere"))


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("damage", ["_MAIN_1.toc", "*.trm", "*._stored.col"])
def test_a_damaged_index_is_told_not_searched(index_dir: Path, tmp_path: Path, damage: str) -> None:
    index = tmp_path / "index"
    shutil.copytree(index_dir, index)
    for path in current(index).glob(damage):
        path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(IndexMissing, match="--full"):
        open_searcher(Config(index=index)).search(SearchRequest("养老"))


def test_facet_values_toggle_and_start_over() -> None:
    request = SearchRequest("养老", offset=40)
    chosen = request.toggled("section", "市级动态")
    assert (chosen.section, chosen.offset) == (("市级动态",), 0)
    assert chosen.toggled("section", "市级动态") == replace(request, offset=0)


@pytest.mark.parametrize(
    "question, person",
    [("古丽娜尔艾山那天到谁家敲门了", "古丽娜尔·艾山"), ("那位王䶮陪着谁跟车走完全程的呢", "王䶮")],
)
def test_a_question_is_answered_by_names_that_the_dictionary_cuts_to_pieces(
    searcher: Searcher, question: str, person: str
) -> None:
    results = searcher.search(SearchRequest(question))
    assert results.relaxed and person in {p.name for p in results.hits[0].people}


def test_marks_stand_on_the_name_that_is_printed(named: Searcher) -> None:
    results = named.search(SearchRequest("人物:梁绍雄"))
    marked = {hit.title: {text for text, hit_ in hit.snippet if hit_} for hit in results.hits}
    assert marked["误印一则"] == {"梁少熊"} and marked["养老服务中心揭牌"] == {"梁绍雄"}


def test_titles_and_texts_are_marked_where_they_were_asked_for(named: Searcher) -> None:
    def marks(q: str) -> tuple[list[str], list[str]]:
        (hit,) = named.search(SearchRequest(q)).hits
        return [text for text, on in hit.title_pieces if on], [text for text, on in hit.snippet if on]

    assert marks("养老服务中心") == (["养老服务中心"], ["养老服务中心"])
    assert marks("标题:养老服务中心") == (["养老服务中心"], [])
    assert marks("正文:养老服务中心") == ([], ["养老服务中心"])
    assert marks("標題:養老服務*揭牌") == (["养老服务中心揭牌"], [])
    assert marks("市府办 督办") == (["督办"], ["市府办督办"])
    assert marks("低保 经办") == (["低保经办"], ["低保经办"])
