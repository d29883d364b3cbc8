"""The many addresses that differ by a value: each is what the search itself would be written as."""

import datetime as dt

import pytest
from flask import Flask

from search.config import Config
from search.request import FACETS, Facet, SearchRequest
from search.searcher import Searcher
from web import create_app
from web.links import barred, between, chosen, to_articles
from web.params import article_url, search_url
from web.wording import last_day

SEARCHES = [
    SearchRequest(),
    SearchRequest(q="养老 person=%00&from=0001-01-02"),
    SearchRequest(q="养老", person=("梁文韬",), place=("东湾区", "青屏县"), sort="newest", offset=40),
    SearchRequest(q="救助", without=(("place", "东湾区"), ("person", "沈若川")), literal=True, printed=True),
    SearchRequest(as_text=("一月",), start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31), issue=("x-01",)),
]
VALUES = ("东岭 镇&=?#%00", "温以宁@青屏县", "A/B:C,D+E", "县（市、区）动态")


@pytest.fixture(scope="module")
def app(config: Config, searcher: Searcher) -> Flask:
    return create_app(config, searcher)


@pytest.mark.parametrize("request_", SEARCHES)
@pytest.mark.parametrize("facet", FACETS)
def test_values_of_facets(app: Flask, request_: SearchRequest, facet: Facet) -> None:
    with app.test_request_context():
        for value in VALUES:
            assert chosen(request_, facet)(value) == search_url(request_.toggled(facet, value))
            assert barred(request_, facet)(value) == search_url(request_.excluded(facet, value))


@pytest.mark.parametrize("request_", SEARCHES)
def test_days_and_articles(app: Flask, request_: SearchRequest) -> None:
    with app.test_request_context():
        first, last = dt.date(2024, 3, 1), last_day(2024, 5)
        assert between(request_)("2024-03", "2024-05") == search_url(request_.within(first, last))
        for article in ("岚州民政简报-2024-01-3f2a", "a?b"):
            assert to_articles(request_)(article) == article_url(article, request_)
