"""The list of people and a person's page: counts are true, links lead to what they say, the time line fits."""

import datetime as dt
import re
from itertools import groupby
from typing import Any

import pytest

from search.persons import Dated, PersonView, PostSpan
from search.results import FacetValue
from search.searcher import Searcher
from web.persons import months, time_line


def test_every_person_has_a_page_that_tells_what_the_searcher_knows(site: Any, searcher: Searcher) -> None:
    for listed in searcher.people().people:
        view = searcher.person(listed.key)
        page = site.get(f"/people/{listed.key}")
        assert page.status == 200 and page.heading == listed.name and not page.unbalanced
        rows = page.html.partition('id="posts"')[2].partition("</section>")[0]
        for span in view.posts:
            assert span.post in rows
        assert rows.count('class="now"') == bool(view.posts)
        assert {f"/people/{one.value}" for one in view.together} <= {a.path for a in page.links}
        assert {f"/people/{other.key}" for other in view.namesakes} <= {a.path for a in page.links}
        assert {f"/a/{article.id}" for article in view.latest} <= {a.path for a in page.links}


def test_what_a_page_counts_is_what_its_links_find(site: Any, searcher: Searcher) -> None:
    page = site.get("/people/贺庆元")
    view = searcher.person("贺庆元")
    found = [a for a in page.to("/search") if a.query.get("person")]
    assert site.get(next(a.href for a in found if a.text == "在检索中查看")).total == view.count
    counted = [a for a in found if a.count is not None]
    cells = [a for a in found if a.text.endswith(" 篇") and "年" in a.text]
    assert len(counted) > 5 and len(cells) > 5
    for link in counted:
        assert site.get(link.href).total == link.count, link
    for link in cells:
        assert site.get(link.href).total == int(link.text.rpartition("，")[2].removesuffix(" 篇")), link


def test_everyone_is_in_the_list_in_either_order(site: Any, searcher: Searcher) -> None:
    for sort in ("count", "pinyin", "unit"):
        keys = [person.key for person in searcher.people(sort=sort).people]  # type: ignore[arg-type]
        listed = site.get("/people", sort=sort)
        assert [a.path for a in listed.links if a.path.startswith("/people/")] == [f"/people/{key}" for key in keys]
    assert [a.text for a in listed.links if a.current] == ["人物", "单位"]


def test_those_of_a_unit_stand_together_under_it(site: Any, searcher: Searcher) -> None:
    people = searcher.people(sort="unit").people
    units = [person.unit for person in people]
    assert len(set(units)) > 3 and units == [unit for unit, _ in groupby(units) for _ in range(units.count(unit))]
    assert all(person.post.startswith(person.unit) and person.post != person.unit for person in people if person.unit)
    heads = re.findall(r'scope="rowgroup">(?:<span[^>]*>)?([^<]+)', site.get("/people", sort="unit").html)
    assert heads == [unit or "未印单位" for unit, _ in groupby(units)] and heads[-1] == "未印单位"
    assert 'scope="rowgroup"' not in site.get("/people").html


def test_the_list_is_narrowed_and_can_be_opened_at_a_letter(site: Any, searcher: Searcher) -> None:
    assert [a.text for a in site.get("/people", q="hqy").links if a.path.startswith("/people/")] == ["贺庆元"]
    assert "没有姓名这样开头的人" in site.get("/people", q="鱻鱻").html
    letters = [a for a in site.get("/people").to("/people") if len(a.text) == 1]
    assert [a.text.lower() for a in letters] == list(searcher.initials())
    for link in letters:
        page = site.get(link.href)
        assert any(a.path.startswith("/people/") for a in page.links), link
    assert site.get("/people", page="2").status == 404


def test_a_chosen_person_leads_to_the_page(site: Any) -> None:
    page = site.get("/search", person="陈立新@市社会福利院")
    assert [a.text for a in page.to("/people/陈立新@市社会福利院") if "page" in a.classes] == ["陈立新的职务和往来"]


def _view(posts: tuple[PostSpan, ...], first: dt.date, last: dt.date, years: tuple[FacetValue, ...] = ()) -> PersonView:
    return PersonView(
        key="甲@乙", name="甲", other_names=(), reading="jia", namesakes=(), count=3, issues=0, first=first, last=last,
        posts=posts, without_post=0, read=3, years=years, together=(), together_total=0, sections=(), places=(),
        places_total=0, organizations=(), latest=(),
    )  # fmt: skip


def _span(*days: dt.date | None) -> PostSpan:
    dated = [day for day in days if day]
    articles = tuple(Dated(f"{n}", "article", day) for n, day in enumerate(days))
    return PostSpan("局长", (), min(dated, default=None), max(dated, default=None), len(days), articles)


def test_ticks_lie_between_the_first_and_the_last_year() -> None:
    day = dt.date
    span = _span(day(2024, 12, 31), day(2024, 1, 1), day(2023, 7, 2), day(2023, 7, 2), day(2023, 1, 1), None)
    line = time_line(_view((span, _span(None), _span(day(2023, 1, 1))), day(2023, 1, 1), day(2024, 12, 31)))
    assert line.years == (("2023", 0.0), ("2024", pytest.approx(49.93)))
    assert line.borders[-1] == 100
    row, undated, single = line.rows
    assert row.ticks == pytest.approx((0, 25, 50, 99.8), abs=0.2) and row.latest
    assert (row.start, row.end) == (span.articles[4], span.articles[0])
    assert row.x == 0 and row.width == pytest.approx(99.86)
    assert (undated.ticks, undated.start, undated.end) == ((), None, None)
    assert single.end is None and single.width > 0 and not single.latest


def test_no_more_years_are_written_than_fit_and_no_more_posts_drawn() -> None:
    first, last = dt.date(1990, 5, 1), dt.date(2024, 2, 29)
    line = time_line(_view(tuple(_span(last) for _ in range(20)), first, last))
    assert len(line.years) <= 8 and len(line.borders) == 36
    assert (len(line.rows), len(line.rest)) == (12, 8)


def test_months_are_tinted_by_thirds_and_only_full_ones_lead_on() -> None:
    counts = {"2024-01": 1, "2024-02": 3, "2024-03": 4, "2024-12": 9}
    year = FacetValue("2024", 17, False, tuple(FacetValue(month, n, False) for month, n in counts.items()))
    (row,) = months(_view((), dt.date(2024, 1, 1), dt.date(2024, 12, 31), (year,)))
    assert [cell.tint for cell in row.months if cell.count] == ["h1", "h1", "h2", "h3"]
    assert [cell.count for cell in row.months].count(0) == 8
    assert all((cell.request is None) == (cell.count == 0) for cell in row.months)
    assert row.months[1].request and row.months[1].request.end == dt.date(2024, 2, 29)
    assert row.months[1].request.person == ("甲@乙",)
    assert row.year.count == 17
