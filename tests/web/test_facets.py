"""Values and dates of a search as the side column has them."""

import datetime as dt

import pytest
from flask import Flask

from search.config import Config
from search.request import SearchRequest
from search.results import FacetValue
from search.searcher import Searcher
from web import create_app
from web.facets import SHOWN, facet, histogram

D = dt.date


@pytest.fixture(scope="module")
def app(config: Config, searcher: Searcher) -> Flask:
    return create_app(config, searcher)


def values(count: int, selected: tuple[int, ...] = ()) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(f"地{n}", count - n, n in selected) for n in range(count))


@pytest.mark.parametrize(
    "count, selected, first, rest",
    [
        (3, (), 3, 0),
        (SHOWN + 1, (), SHOWN + 1, 0),  # the line that hides one would be as long
        (SHOWN + 2, (), SHOWN, 2),
        (20, (15,), SHOWN + 1, 11),
    ],
)
def test_how_many_are_listed_at_once(app: Flask, count: int, selected: tuple[int, ...], first: int, rest: int) -> None:
    with app.test_request_context():
        found = facet(SearchRequest(q="养老"), "place", values(count, selected), 24)
    assert (len(found.values), len(found.more), found.cut) == (first, rest, False)
    assert all(f"地{n}" in {line.value for line in found.values if line.selected} for n in selected)
    assert all(line.without == "" for line in found.values if line.selected)


@pytest.mark.parametrize(
    "start, end, lit",
    [
        (None, None, []),
        (D(2024, 1, 1), D(2024, 12, 31), [f"2024年{m}月" for m in range(1, 13)]),
        (D(2024, 3, 9), D(2024, 4, 2), ["2024年3月", "2024年4月"]),
        (None, D(2024, 1, 5), ["2024年1月"]),
    ],
)
def test_the_bars_of_the_chosen_days_are_lit(
    app: Flask, searcher: Searcher, start: D | None, end: D | None, lit: list[str]
) -> None:
    request = SearchRequest().within(start, end)
    with app.test_request_context():
        rows = histogram(request, searcher.search(request))
    shown = [bar.told.partition(" ")[0] for row in rows for bar in row.bars if bar.lit]
    there = {bar.told.partition(" ")[0] for row in rows for bar in row.bars}
    earlier = [told for told in there if end and not start and int(told[:4]) < 2024]
    assert sorted(shown) == sorted([*(one for one in lit if one in there), *earlier])


def test_bars_lie_side_by_side_in_their_drawing(app: Flask, searcher: Searcher) -> None:
    request = SearchRequest().within(D(2024, 1, 1), D(2024, 1, 31))
    with app.test_request_context():
        rows = histogram(request, searcher.search(request))
    days = next(row.days for row in rows if row.days)
    assert days.places == 31 and days.label == "2024年1月"
    for row in (*rows, days):
        assert row.bars
        for bar in row.bars:
            left, width = float(bar.field[1:].split(" ")[0]), float(bar.field.split("h")[1].split("v")[0])
            number = round(left / width) + 1
            assert bar.name in (f"{number}月", f"{number}日") and left + width < 144.1, bar
    tallest = max(float(bar.shape.split("v-")[1].split("h")[0]) for row in rows for bar in row.bars)
    assert tallest == 20
