"""Guarantees 1 to 3 against brute force on the sample archive: nothing is missed, counts are true, facets agree."""

import datetime as dt
import json
import random
import re
from dataclasses import replace

import numpy as np
import pytest

from indexer.writer import update_index
from search.config import Config
from search.fold import literal_form
from search.model import Article
from search.request import MAX_LIMIT, SearchRequest
from search.searcher import Searcher, open_searcher

PIECES = 1000  # for each way of searching, in each archive: 6,000 in all
_QUOTES = '“「『＂"'
PAGED = 100  # of them that are gone through page by page as well

# What the sample archive has little of: characters beyond 16 bits, Latin, numbers, full width, traditional forms.
HARD = (
    ("𠮷田与王䶮到会", ["𡈼𠀋𪚥同志（𠮷田𠂤）发言；𠀋𠀋二字。", "𪚥𪚥：GB/T 33190—2016、PM2.5、F-16。"]),
    (
        "ＡＢＣ１２３ iPhone15 上线 v2.0",
        ["ｗｗｗ.Example.CN，E-mail：a_b@example.cn", "A4纸12张、B5纸3 张；AI+政务 80%"],
    ),
    ("臺灣同胞與台湾同胞座談", ["乾隆、乾燥、干部；髮發、后後。", "㈠一圈①②③　Ⅳ期㎡，㍿株式会社"]),
    ("數字 2024年12月31日 12:30-18:00", ["3.14159、１，０００元 1,000元", "第１２期（总第0012期）№7"]),
    ("𝐀𝐁𝐂𝟏𝟐 ﬁne ǅ ß İ ſ", ["Ａ\u0301é e\u0301 ½ ㋀ ㏑ 豈豈 ⼀⼆", "a\u00a0b\u3000c\u2003d 中\u3000国 人 民"]),
)


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """An archive of what is hard."""
    folder = tmp_path_factory.mktemp("hard")
    articles = [{"title": title, "paragraphs": paragraphs} for title, paragraphs in HARD]
    row = {"issue": {"name": "云岭民政简报", "number": 1, "date": "2025-01-05"}, "articles": articles}
    (folder / "corpus").mkdir()
    (folder / "corpus/hard.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    update_index(folder / "corpus", folder / "index")
    return open_searcher(Config(folder / "corpus", folder / "index"))


@pytest.fixture(params=["sample", "hard"])
def any_archive(request: pytest.FixtureRequest, searcher: Searcher, hard: Searcher) -> Searcher:
    return searcher if request.param == "sample" else hard


@pytest.fixture(scope="module")
def articles(searcher: Searcher) -> tuple[Article, ...]:
    return tuple(a for row in searcher.issues() for a in searcher.issue(row.issue.id).bulletin.articles)


def documents_of(searcher: Searcher) -> dict[str, str]:
    """Id -> what is printed: of every article, and of every issue what lies outside its articles."""
    s = searcher.library().snapshot
    rows = [s.stored(doc) for doc in np.flatnonzero(s.live).tolist()]
    return {row["id"]: f"{row['title']}\n{row['body']}" for row in rows}


def pieces(documents: dict[str, str], seed: int) -> list[str]:
    """Random pieces of 1 to 12 characters, over word, line and paragraph borders, white space between Han dropped."""
    chance = random.Random(seed)
    forms = [literal_form(text, printed=True) for text in documents.values()]
    found = []
    while len(found) < PIECES:
        form = chance.choice(forms)
        start = chance.randrange(max(1, len(form) - 1))
        piece = form[start : start + chance.randint(1, 12)]
        if piece.strip():
            found.append(piece)
    return found


def holding(forms: dict[str, str], *needles: str) -> set[str]:
    return {key for key, form in forms.items() if all(needle in form for needle in needles)}


def found_by(searcher: Searcher, request: SearchRequest) -> set[str]:
    """The ids of all documents that a search finds."""
    snapshot = searcher.library().snapshot
    return {snapshot.stored(doc)["id"] for doc in np.flatnonzero(searcher.matching(request)).tolist()}


def hits_of(searcher: Searcher, request: SearchRequest) -> set[str]:
    """The ids of all hits, page by page; their number is the total."""
    found: set[str] = set()
    total = 1
    while len(found) < total:
        results = searcher.search(replace(request, limit=MAX_LIMIT, offset=len(found)))
        total = results.total
        assert results.hits or not total
        found |= {hit.id for hit in results.hits}
    return found


def test_literal_totals_equal_a_scan(any_archive: Searcher) -> None:
    documents = documents_of(any_archive)
    forms = {key: literal_form(text) for key, text in documents.items()}
    for n, piece in enumerate(pieces(documents, 1)):
        request = SearchRequest(piece, literal=True)
        wanted = holding(forms, *(literal_form(part) for part in piece.split()))
        assert found_by(any_archive, request) == wanted, piece
        if n < PAGED:
            assert hits_of(any_archive, request) == wanted, piece


def test_ordinary_search_finds_every_literal_occurrence(any_archive: Searcher) -> None:
    documents = documents_of(any_archive)
    forms = {key: literal_form(text) for key, text in documents.items()}
    for n, piece in enumerate(pieces(documents, 2)):
        # Pieces that begin with an operator, or are a date, are read as such; quotes never interpret.
        wanted = holding(forms, literal_form(piece))
        if '"' not in piece:
            assert found_by(any_archive, SearchRequest(f'"{piece}"')) == wanted, piece
        request = SearchRequest(piece, as_text=(piece, *piece.split()))
        if any(c in piece for c in "*?|｜:：-－()") or piece.strip()[0] in _QUOTES:
            continue
        assert holding(forms, *(literal_form(part) for part in piece.split())) <= found_by(any_archive, request), piece
        if n < PAGED:
            assert wanted <= hits_of(any_archive, request), piece


def test_printed_totals_equal_a_scan_of_the_printed_text(any_archive: Searcher) -> None:
    documents = documents_of(any_archive)
    forms = {key: literal_form(text, printed=True) for key, text in documents.items()}
    for n, piece in enumerate(pieces(documents, 3)):
        request = SearchRequest(piece, literal=True, printed=True)
        wanted = holding(forms, *(literal_form(part, printed=True) for part in piece.split()))
        assert found_by(any_archive, request) == wanted, piece
        if n < PAGED:
            assert hits_of(any_archive, request) == wanted, piece


def test_every_title_is_found_first(searcher: Searcher, articles: tuple[Article, ...]) -> None:
    for article in articles:
        results = searcher.search(SearchRequest(f'"{article.title}"'))
        assert results.hits[0].id == article.id, article.title
        assert article.id in {hit.id for hit in searcher.search(SearchRequest(article.title)).hits}


def test_every_person_is_a_facet_value_with_the_right_count(searcher: Searcher, articles: tuple[Article, ...]) -> None:
    facet = {v.value: v.count for v in searcher.search(SearchRequest(facet_limit=10**6)).facets["person"]}
    for key in {person.key for article in articles for person in article.people}:
        assert facet[key] == searcher.search(SearchRequest(person=(key,))).total, key


@pytest.mark.parametrize("query", ["", "养老", "市民政局 -养老", "“工作”", "救助 OR 儿童", "2024年", "人物:贺庆元"])
def test_a_facet_count_is_the_total_with_that_value_alone(searcher: Searcher, query: str) -> None:
    chance = random.Random(query)
    every = searcher.search(SearchRequest(query))
    for _ in range(6):
        request = SearchRequest(query)
        for facet in ("section", "person", "place"):
            values = [v.value for v in every.facets[facet]]
            if values and chance.random() < 0.5:
                request = replace(request, **{facet: tuple(chance.sample(values, min(len(values), 2)))})
        results = searcher.search(request)
        for facet in ("section", "person", "place"):
            for value in chance.sample(results.facets[facet], min(5, len(results.facets[facet]))):
                alone = searcher.search(replace(request, **{facet: (value.value,)}))
                assert alone.total == value.count, (request, facet, value)
                assert value.selected == (value.value in getattr(request, facet))


@pytest.mark.parametrize(
    "query", ["", "养老", "市民政局 -养老", "“工作”", "2024年", "人物:贺庆元", "岚州民政简报", "老人冬天怎样过"]
)
def test_the_hits_of_an_issue_are_those_of_a_search_within_it(searcher: Searcher, query: str) -> None:
    chance = random.Random(query)
    for _ in range(4):
        request = SearchRequest(query, limit=MAX_LIMIT, literal=chance.random() < 0.2)
        facets = searcher.search(request).facets
        for facet in ("section", "person", "place"):
            if facets[facet] and chance.random() < 0.3:
                request = request.toggled(facet, chance.choice(facets[facet]).value)
        hits = searcher.search(request).hits
        for hit in hits:
            within = searcher.search(replace(request, issue=(hit.issue.id,)))
            assert hit.in_issue == within.total == sum(other.issue.id == hit.issue.id for other in hits)
            assert {other.in_issue for other in within.hits} == {hit.in_issue}
            assert searcher.finds(request, hit.id)
        found = {hit.id for hit in hits}
        others = [row.issue.id for row in searcher.issues() if row.issue.id not in found]
        assert not any(searcher.finds(request, document) for document in ("", "nowhere", *others))


@pytest.mark.parametrize("query", ["", "养老", "慰问 2024年"])
def test_date_counts_are_totals_within_that_year_month_or_day(searcher: Searcher, query: str) -> None:
    days = 0
    for year in searcher.search(SearchRequest(query)).facets["date"]:
        whole = SearchRequest(query).within(dt.date(int(year.value), 1, 1), dt.date(int(year.value), 12, 31))
        assert searcher.search(whole).total == year.count
        for month in year.children:
            y, m = map(int, month.value.split("-"))
            last = dt.date(y + m // 12, m % 12 + 1, 1) - dt.timedelta(days=1)
            results = searcher.search(SearchRequest(query).within(dt.date(y, m, 1), last))
            assert results.total == month.count, month
            chosen = {child.value for v in results.facets["date"] for child in v.children if child.selected}
            assert chosen == {month.value}
            opened = {child.value: child.children for v in results.facets["date"] for child in v.children}
            assert {value for value, inner in opened.items() if inner} == {month.value}
            for day in opened[month.value]:
                on = dt.date.fromisoformat(day.value)
                results = searcher.search(SearchRequest(query).within(on, on))
                assert results.total == day.count > 0, day
                again = [d for v in results.facets["date"] for child in v.children for d in child.children]
                assert [d.value for d in again if d.selected] == [day.value]
                assert [(d.value, d.count) for d in again] == [(d.value, d.count) for d in opened[month.value]]
                days += 1
    assert days


def test_the_pieces_have_what_is_hard(searcher: Searcher, hard: Searcher) -> None:
    """Those above are only worth something if they do."""
    assert "王䶮" in "".join(documents_of(searcher).values())
    drawn = [pieces(documents_of(archive), seed) for archive in (searcher, hard) for seed in (1, 2, 3)]
    assert sum(map(len, drawn)) > 5000
    for kind in (r"[\U00020000-\U0003ffff]", r"[A-Za-z]", r"[0-9]", r"\n", r"[Ａ-Ｚ０-９]", r"[^\W\d_][0-9]"):
        assert sum(re.search(kind, piece) is not None for drawn_of in drawn for piece in drawn_of) > 50, kind
