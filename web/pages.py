"""The HTML pages: each view reads the address, asks the searcher and hands values to a template."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, redirect, render_template, request, send_from_directory, url_for
from werkzeug.wrappers import Response as BaseResponse

from search.errors import NotFound
from search.hits import sort_of
from search.model import Article
from search.people import PEOPLE
from search.query import parse_query
from search.request import Facet as FacetName
from search.request import Group as GroupName
from search.request import SearchRequest
from search.results import ArticleView, Hit, IssueRow, Results
from search.takeaway.citations import gb7714
from search.values import VALUES
from web.checks import checks
from web.conditions import conditions, in_words, not_as_text, widened, without_date, words_left
from web.facets import date_fields, facet, histogram, lines
from web.help import language, samples
from web.language import gettext
from web.ledger import card
from web.links import to_articles
from web.metrics import counted
from web.opened import config, issue_label, searcher
from web.originals import originals
from web.params import (
    MAX_PAGE,
    PAGE_SIZE,
    PeopleRequest,
    home_url,
    page_number,
    pairs,
    people_page_from,
    people_url,
    person_url,
    query_string,
    request_from,
    search_url,
    searches,
    ungrouped,
    values_page_from,
    values_pairs,
    values_url,
)
from web.persons import COMPANY, months, time_line
from web.texts import event_span, marked_text
from web.why import reasons
from web.wording import field

bp = Blueprint("pages", __name__)

ISSUES_A_PAGE = 5  # on the first page
_JUMPS = 12  # numbers above an article
_DIFFERENCES = 12  # of an article that prints nearly the same
_LISTED = 5  # similar articles, those that print the same, other hits of the issue

_FACETS: tuple[FacetName, ...] = ("section", "person", "place", "organization", "issue")  # dates come second
_COUNTED = (*_FACETS, "date")
_QUOTES = '“”"＂'
SIZES = (PAGE_SIZE, 50, 100)  # of a page of hits
_SIDE = 24  # values of a facet beside the results; a page of its own has all: each takes three links to write


@bp.get("/")
def home() -> str | BaseResponse:
    wanted = request_from(request.args)
    if searches(wanted):
        return redirect(search_url(wanted))
    rows = searcher().issues()
    if wanted.sort == "oldest":
        rows = rows[::-1]
    page, last = page_number(wanted), _pages(len(rows), ISSUES_A_PAGE)
    if page > last:
        raise NotFound(f"共 {last} 页，没有第 {page} 页 (there are {last} pages, not {page})")
    shown = [searcher().issue(row.issue.id) for row in rows[(page - 1) * ISSUES_A_PAGE : page * ISSUES_A_PAGE]]
    kinds = _kinds(rows)
    everything = SearchRequest()
    results = searcher().search(replace(everything, limit=0, counted=_COUNTED, facet_limit=_SIDE))
    return render_template(
        "home.html",
        **_facets(everything, results),
        issues=[(view.bulletin, _by_section(view.bulletin.articles)) for view in shown],
        kinds=kinds,
        names=[name for name, _ in kinds if name],
        samples=samples(results),
        oldest=wanted.sort == "oldest",
        page=page,
        pages=page_numbers(page, last),
        last_page=last,
        home_address=lambda n: home_url(n, wanted.sort),
    )


def _kinds(rows: Sequence[IssueRow]) -> list[tuple[str | None, int]]:
    """The bulletins there are, by name, and how many issues of each."""
    return Counter(row.issue.name for row in rows).most_common()


def _by_section(articles: Sequence[Article]) -> list[tuple[str | None, list[Article]]]:
    return [(section, list(group)) for section, group in groupby(articles, key=lambda a: a.section)]


@bp.get("/search")
def search() -> str:
    wanted = request_from(request.args)
    results = counted(searcher().search(replace(wanted, counted=_COUNTED, facet_limit=_SIDE)))
    template = "search.html" if results.total else "none.html"
    return render_template(template, **_search_values(wanted, results))


def _search_values(wanted: SearchRequest, results: Results) -> dict[str, Any]:
    chosen = conditions(wanted, results, issue_label)
    rows = results.in_issues if wanted.group else results.total
    page, last = page_number(wanted), _pages(rows, wanted.limit)
    words = words_left(results)
    values: dict[str, Any] = {
        **_facets(wanted, results),
        "wanted": wanted,
        "results": results,
        "words": words,
        "saved": {"query": query_string(pairs(ungrouped(wanted))), "label": in_words(results, chosen)},
        "conditions": chosen,
        "as_text": not_as_text(wanted),
        "widened": widened(wanted, results),
        "called": searcher().called(words.strip(_QUOTES)) if words else (),
        "sorts": _sorts(wanted),
        "groups": _groups(wanted) if wanted.group or results.in_issues < results.total else [],
        "sizes": _sizes(wanted) if rows > SIZES[0] else [],
        "rows": rows,
        "page": page,
        "last_page": last,
        "pages": page_numbers(page, last),
        "article_address": to_articles(wanted),
        "page_address": lambda n: search_url(replace(wanted, offset=(n - 1) * wanted.limit)),
        "cleared": _cleared(wanted, words),
        "alternative": lambda **changes: replace(wanted, **{"offset": 0, **changes}),
    }
    return values if results.total else {**values, "checks": checks(wanted, chosen, words, _total)}


def _facets(wanted: SearchRequest, results: Results) -> dict[str, Any]:
    listed = [(name, facet(wanted, name, results.facets.get(name, ()), _SIDE)) for name in _FACETS]
    return {
        "wanted": wanted,
        "results": results,
        "without_date": without_date,
        "facets": listed,
        "histogram": histogram(wanted, results),
        "date_fields": date_fields(wanted, results),
    }


def _today() -> dt.date:
    return config().today or dt.date.today()


def _sorts(wanted: SearchRequest) -> list[tuple[str, bool, SearchRequest]]:
    """The orders to choose from; relevance only where there is a text to rank by."""
    ranked = parse_query(wanted, _today()).ranked
    default = sort_of(replace(wanted, sort=None), ranked=ranked)
    current = wanted.sort or default
    labels = {"relevance": gettext("相关"), "newest": gettext("最新"), "oldest": gettext("最早")}
    shown = [sort for sort in labels if ranked or sort != "relevance" or current == sort]
    targets: list[Any] = [None if sort == default else sort for sort in shown]
    return [
        (labels[sort], sort == current, replace(wanted, sort=target, offset=0))
        for sort, target in zip(shown, targets, strict=True)
    ]


def _groups(wanted: SearchRequest) -> list[tuple[str, bool, SearchRequest]]:
    """Whether hits stand one by one, or by issue."""
    choices: list[tuple[str, GroupName | None]] = [(gettext("平铺"), None), (gettext("按期"), "issue")]
    return [(label, wanted.group == group, replace(wanted, group=group, offset=0)) for label, group in choices]


def _sizes(wanted: SearchRequest) -> list[tuple[str, bool, SearchRequest]]:
    """How many a page; what is on top of this page is on the other, too."""
    return [
        (str(size), wanted.limit == size, replace(wanted, limit=size, offset=wanted.offset // size * size))
        for size in SIZES
    ]


def _cleared(wanted: SearchRequest, words: str) -> SearchRequest:
    """The words alone, shown as they are now."""
    return SearchRequest(q=words, sort=wanted.sort, group=wanted.group, limit=wanted.limit)


def _total(wanted: SearchRequest) -> int:
    found: int = searcher().search(replace(wanted, limit=0, offset=0)).total
    return found


def _pages(total: int, size: int) -> int:
    return min(max(1, -(-total // size)), MAX_PAGE)


def page_numbers(current: int, last: int) -> list[int | None]:
    """The pages to link: first, last and those around the current one; None stands for a gap."""
    near = {1, last, *range(current - 2, current + 3)}
    numbers: list[int | None] = []
    for page in sorted(p for p in near if 1 <= p <= last):
        before = numbers[-1] if numbers else 0
        if before is not None and page - before == 2:
            numbers.append(page - 1)
        elif before is not None and page - before > 2:
            numbers.append(None)
        numbers.append(page)
    return numbers


@bp.get("/facets/<any(section, person, place, organization, issue):facet>")
def values(facet: FacetName) -> str:
    """All values of a facet."""
    asked = values_page_from(request.args)
    wanted = asked.search
    found = searcher().values(wanted, facet, asked.find, asked.order, VALUES, (asked.page - 1) * VALUES)
    last = _pages(found.total, VALUES)
    if asked.page > last:
        raise NotFound(f"共 {last} 页，没有第 {asked.page} 页 (there are {last} pages, not {asked.page})")
    results = searcher().search(replace(wanted, limit=0, counted=()))
    return render_template(
        "values.html",
        facet=facet,
        label=field(facet),
        asked=asked,
        wanted=wanted,
        results=results,
        conditions=conditions(wanted, results, issue_label),
        cleared=_cleared(wanted, words_left(results)),
        as_text=not_as_text(wanted),
        widened=widened(wanted, results),
        alternative=lambda **changes: replace(wanted, **{"offset": 0, **changes}),
        hidden=values_pairs(replace(asked, find="", page=1)),
        orders=[("count", gettext("篇数")), ("name", gettext("新旧") if facet == "issue" else gettext("拼音"))],
        found=found,
        lines=lines(wanted, facet, found.values),
        with_values=lambda **changes: replace(asked, **{"page": 1, **changes}),
        page=asked.page,
        last_page=last,
        pages=page_numbers(asked.page, last),
        page_address=lambda n: values_url(facet, replace(asked, page=n)),
    )


@bp.get("/a/<article_id>")
def article(article_id: str) -> str:
    wanted = request_from(request.args)
    view = searcher().article(article_id, wanted if wanted.q else None)
    at = next(i for i, a in enumerate(view.contents) if a.id == view.article.id)
    text = marked_text(view)
    address = unquote(url_for("pages.article", article_id=article_id, _external=True))  # to be read by people
    similar, shared = searcher().related(article_id, _LISTED)
    return render_template(
        "article.html",
        wanted=wanted,
        view=view,
        article=view.article,
        issue=view.issue,
        text=text,
        jumps=jumps(text.marks),
        sections=_by_section(view.contents),
        previous=view.contents[at - 1] if at else None,
        next=view.contents[at + 1] if at + 1 < len(view.contents) else None,
        event=event_span(view.article),
        inferred=_year_inferred(view.article),
        why=reasons(searcher().explain(wanted, article_id)) if wanted.q else (),
        others=_others_in_issue(wanted, view) if searches(wanted) else None,
        similar=similar,
        shared=shared,
        differences_shown=_DIFFERENCES,
        citation=gb7714(view.article.title, view.issue, _today(), address),
        original=next((file for file in originals(view.edition, config()) if file.is_there), None),
    )


@dataclass(frozen=True)
class Others:
    """The hits of a search in the issue of an article, less itself."""

    total: int
    hits: tuple[Hit, ...]  # the first of them
    request: SearchRequest  # finds them all, the article included if it is a hit


def _others_in_issue(wanted: SearchRequest, view: ArticleView) -> Others:
    within = replace(wanted, issue=(view.issue.id,), limit=_LISTED + 1, offset=0)
    results = searcher().search(replace(within, counted=()))
    others = tuple(hit for hit in results.hits if hit.id != view.article.id)[:_LISTED]
    return Others(results.total - searcher().finds(within, view.article.id), others, within)


def _year_inferred(found: Article) -> bool:
    return any(span.year_inferred for span in found.dates if span.start == found.date)


def jumps(marks: int) -> list[int | None]:
    """The marked places to link above the text; from one to the next leads a link beside each."""
    return [*range(1, marks + 1)] if marks <= _JUMPS else [*range(1, _JUMPS - 2), None, marks]


@bp.get("/desk")
def desk() -> str:
    """What readers keep: their browser fills it in."""
    return render_template("desk.html")


@bp.get("/people")
def people() -> str:
    asked = people_page_from(request.args)
    found = searcher().people(asked.q, asked.sort, asked.limit, asked.offset)
    page, last = asked.offset // PEOPLE + 1, _pages(found.total, PEOPLE)
    if page > last:
        raise NotFound(f"共 {last} 页，没有第 {page} 页 (there are {last} pages, not {page})")
    return render_template(
        "people.html",
        asked=asked,
        found=found,
        initials=searcher().initials(),
        with_initial=lambda letter: PeopleRequest(letter, "pinyin"),
        sorted_by=lambda sort: replace(asked, sort=sort, offset=0),
        page=page,
        last_page=last,
        pages=page_numbers(page, last),
        page_address=lambda n: people_url(replace(asked, offset=(n - 1) * PEOPLE)),
    )


@bp.get("/people/<path:key>")
def person(key: str) -> str | BaseResponse:
    view = searcher().person(key)
    if view.key != key:
        return redirect(person_url(view.key))
    return render_template("person.html", view=view, line=time_line(view), months=months(view), shown=COMPANY)


@bp.get("/i/<issue_id>")
def issue(issue_id: str) -> str:
    view = searcher().issue(issue_id)
    return render_template(
        "issue.html",
        view=view,
        bulletin=view.bulletin,
        sections=_by_section(view.bulletin.articles),
        edition=view.edition,
        originals=originals(view.edition, config()),
    )


@bp.get("/issues")
def issues() -> str:
    rows = searcher().issues()
    kinds = _kinds(rows)
    chosen = request.args.get("name")
    if chosen is not None and (chosen or None) not in dict(kinds):
        raise NotFound(f"没有名为“{chosen[:100]}”的简报 (no bulletin of this name)")
    name = (chosen or None) if chosen is not None or not kinds else kinds[0][0]
    shown = [(one, [card(year) for year in one.years]) for one in searcher().ledger().series if one.name == name]
    withdrawn = any(year.count("withdrawn") for one, _ in shown for year in one.years)
    return render_template("issues.html", kinds=kinds, name=name, series=shown, withdrawn=withdrawn)


@bp.get("/status")
def status() -> str:
    return render_template("status.html", status=searcher().status(), ledger=searcher().ledger())


@bp.get("/help")
def help_page() -> str:
    archive = searcher()
    newest = archive.issues()[:1]
    articles = archive.issue(newest[0].issue.id).bulletin.articles if newest else ()
    results = archive.search(SearchRequest(limit=0))
    return render_template("help.html", language=language(results, articles))


@bp.get("/robots.txt")
def robots() -> Response:
    private = "".join(f"Disallow: {path}\n" for path in ("/search", "/api/", "/lang/", "/metrics"))
    return Response(f"User-agent: *\n{private}", mimetype="text/plain")


@bp.get("/favicon.ico")
def favicon() -> Response:
    return send_from_directory(f"{bp.root_path}/static", "favicon.svg", max_age=86_400)
