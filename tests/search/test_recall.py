"""Guarantees 1 to 3 against brute force on the sample archive: nothing is missed, counts are true, facets agree."""

import random
from dataclasses import replace

import pytest

from search.fold import HAN, literal_form
from search.model import Article
from search.request import MAX_LIMIT, SearchRequest
from search.searcher import Searcher

PIECES = 400


@pytest.fixture(scope="module")
def documents(searcher: Searcher) -> dict[str, str]:
    """Id -> what is printed: of every article, and of every issue what lies outside its articles."""
    s = searcher.library().snapshot
    rows = [s.stored(doc) for doc in range(s.size) if s.live[doc]]
    return {row["id"]: f"{row['title']}\n{row['body']}" for row in rows}


@pytest.fixture(scope="module")
def articles(searcher: Searcher) -> tuple[Article, ...]:
    return tuple(a for row in searcher.issues() for a in searcher.issue(row.issue.id).bulletin.articles)


def pieces(documents: dict[str, str], seed: int) -> list[str]:
    """Random pieces of 1 to 12 characters, over word, line and paragraph borders, white space between Han dropped."""
    chance = random.Random(seed)
    forms = [literal_form(text, printed=True) for text in documents.values()]
    found = []
    while len(found) < PIECES:
        form = chance.choice(forms)
        start = chance.randrange(max(1, len(form) - 1))
        piece = form[start : start + chance.randint(1, 12)]
        if piece and not any(c.isspace() for c in piece):
            found.append(piece)
    return found


def found_by(searcher: Searcher, request: SearchRequest) -> set[str]:
    """The ids of all hits, page by page; their number is the total."""
    found: set[str] = set()
    total = 1
    while len(found) < total:
        results = searcher.search(replace(request, limit=MAX_LIMIT, offset=len(found)))
        total = results.total
        assert results.hits or not total
        found |= {hit.id for hit in results.hits}
    return found


def test_literal_totals_equal_a_scan(searcher: Searcher, documents: dict[str, str]) -> None:
    forms = {key: literal_form(text) for key, text in documents.items()}
    for piece in pieces(documents, 1):
        wanted = {key for key, form in forms.items() if literal_form(piece) in form}
        assert found_by(searcher, SearchRequest(piece, literal=True)) == wanted, piece


def test_ordinary_search_finds_every_literal_occurrence(searcher: Searcher, documents: dict[str, str]) -> None:
    forms = {key: literal_form(text) for key, text in documents.items()}
    for piece in pieces(documents, 2):
        # Pieces that begin with an operator, or are a date, are read as such; quotes never interpret.
        quoted = f'"{piece}"' if '"' not in piece else piece
        wanted = {key for key, form in forms.items() if literal_form(piece) in form}
        assert wanted <= found_by(searcher, SearchRequest(quoted)), piece
        if piece[0] not in "-－(“「『|｜" and not any(c in piece for c in "*?|｜:："):
            assert wanted <= found_by(searcher, SearchRequest(piece, as_text=(piece,))), piece


def test_printed_totals_equal_a_scan_of_the_printed_text(searcher: Searcher, documents: dict[str, str]) -> None:
    forms = {key: literal_form(text, printed=True) for key, text in documents.items()}
    for piece in pieces(documents, 3)[:150]:
        wanted = {key for key, form in forms.items() if piece in form}
        assert found_by(searcher, SearchRequest(piece, literal=True, printed=True)) == wanted, piece


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


@pytest.mark.parametrize("query", ["", "养老", "慰问 2024年"])
def test_date_counts_are_totals_within_that_month_or_year(searcher: Searcher, query: str) -> None:
    import datetime as dt

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


def test_rare_characters_and_mixed_strings_occur_in_the_sample(documents: dict[str, str]) -> None:
    """The pieces above are only worth something if the archive has what is hard."""
    text = "".join(documents.values())
    assert "王䶮" in text and any(c.isascii() and c.isalpha() for c in text) and HAN
