"""A search -> the addresses of the many that differ from it by one value, or by their days.

A page has hundreds of them. What they have in common is written once, by what writes any address.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from flask import url_for

from search.request import Facet, SearchRequest
from web.params import article_url, found_by, query_string, quoted, search_url

_ANY = "\x00"  # no value that is asked for: what is unprintable is cleaned away
_FROM, _TO = dt.date(1, 1, 2), dt.date(1, 1, 3)
Link = Callable[[str], str]


def chosen(request: SearchRequest, facet: Facet) -> Link:
    """The address of this search with one more value of a facet chosen: neither chosen nor barred so far."""
    return _filled(search_url(request.toggled(facet, _ANY)), f"{facet}=%00")


def barred(request: SearchRequest, facet: Facet) -> Link:
    """The address of this search without the hits that have a value of a facet: neither chosen nor barred so far."""
    return _filled(search_url(request.excluded(facet, _ANY)), f"not_{facet}=%00")


def _filled(address: str, place: str) -> Link:
    head, _, tail = address.partition(place)
    head += place.removesuffix("%00")
    return lambda value: f"{head}{_quoted(value)}{tail}"


def to_articles(request: SearchRequest) -> Link:
    """The address of an article as this search found it."""
    query = query_string(found_by(request))
    return lambda article: f"{url_for('pages.article', article_id=article)}?{query}" if query else article_url(article)


def between(request: SearchRequest) -> Callable[[str, str], str]:
    """The address of this search between two days, months or years as addresses write them: 2022-01."""
    address = search_url(request.within(_FROM, _TO))
    head, _, tail = address.partition(f"from={_FROM}&to={_TO}")
    return lambda start, end: f"{head}from={start}&to={end}{tail}"


@lru_cache(8192)
def _quoted(value: str) -> str:
    return quoted(value)
