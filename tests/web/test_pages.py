"""The pages over a real index: links work, counts are true, nothing typed is taken for HTML or gives a 500."""

import datetime as dt
import json
import re
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from markupsafe import escape

from indexer.writer import update_index
from search.config import Config
from search.request import MAX_LIMIT, SearchRequest
from search.searcher import Searcher, open_searcher
from search.takeaway.citations import gb7714
from web import create_app
from web.pages import jumps, page_numbers
from web.wording import code, told

ODD = [
    "\x00",
    "养老\x00服务",
    "\ud800",
    "(((((",
    ")))",
    "-",
    "- - -",
    "OR",
    "或 或 或",
    '"',
    "“”",
    "*",
    "?",
    "* ? *",
    "标题:",
    "日期:",
    "日期:9999-99",
    "期号:" + "9" * 30,
    "[a TO",
    "a^b~c",
    "\\",
    "%",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "🙂",
    "𠮷䶮",
    "　",
    "民" * 10_000,
    "民 " * 5_000,
    "(" * 10_000,
    '"' * 9_999,
    "或 " * 3_000,
]
TAG = re.compile(r"<[^>]*>")
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y>"


def some_word(searcher: Searcher) -> str:
    """Two characters out of the middle of the newest title, which few articles have: a query with hits."""
    title = searcher.search(SearchRequest(limit=1)).hits[0].title
    return title[4:6]


def test_every_page_that_is_drawn_works(site: Any) -> None:
    """From the first page on, every link leads to a page, every fragment to a place in it."""
    seen: set[str] = set()
    queue = deque(["/", "/search?q=%E6%B0%91%E6%94%BF", "/search?q=%E4%B8%8D%E5%AD%98%E5%9C%A8%E7%9A%84%E8%AF%8D"])
    kinds: dict[str, int] = {}
    while queue:
        url = queue.popleft()
        kind = "/".join(urlsplit(url).path.split("/")[:2])
        if url in seen or kinds.get(kind, 0) >= 25:
            continue
        seen.add(url)
        kinds[kind] = kinds.get(kind, 0) + 1
        page = site.get(url)
        assert page.status == 200, url
        if not page.headers["Content-Type"].startswith("text/html"):
            continue
        assert not page.unbalanced, url
        assert len(page.ids) == len(set(page.ids)), url
        for link in page.links:
            target, _, fragment = link.href.partition("#")
            assert link.href.startswith(("/", "#")), (url, link)
            if fragment and not target:
                assert fragment in page.ids, (url, link)
            if target:
                queue.append(target)
    assert {"/", "/search", "/a", "/i", "/issues", "/people", "/desk", "/status", "/help", "/api", "/healthz"} <= set(
        kinds
    )


def test_fragments_of_other_pages_exist(site: Any) -> None:
    for link in {link.href for url in ("/", "/status") for link in site.get(url).links if "#" in link.href}:
        if not link.startswith("#"):
            assert link.partition("#")[2] in site.get(link).ids


@pytest.mark.parametrize(
    "url",
    ["/", "/search?q=a", "/issues", "/people", "/people/贺庆元", "/status", "/help", "/nowhere", "/search?page=0"],
)
def test_pages_run_nothing_inline_and_forbid_it(site: Any, url: str) -> None:
    page = site.get(url)
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'"):
        assert directive in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    for tag, attributes in page.tags:
        assert tag not in ("style", "iframe")
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/")
        assert not [name for name in attributes if name == "style" or name.startswith("on")], (url, tag)
    assert not [v for _, a in page.tags for v in (a.get("src"), a.get("href")) if v and "//" in v]


@pytest.mark.parametrize("q", ODD, ids=lambda q: ascii(q[:12]))
def test_no_query_breaks_a_page(site: Any, searcher: Searcher, q: str) -> None:
    article = searcher.search(SearchRequest(limit=1)).hits[0].id
    query = quote(q, errors="surrogatepass")
    for url in ("/search", "/search?literal=1", "/search?printed=1", f"/a/{article}"):
        page = site.get(f"{url}{'&' if '?' in url else '?'}q={query}")
        assert page.status == 200
        assert len(page.html) < 3_000_000


@pytest.mark.parametrize(
    "raw", ["q=%ff%fe", "q=%ED%A0%80", "q=%", "q=%zz", "&&&==&", "q", "=x", "q=a;b", "q[]=1", "q=%00", "q=\xff\xfe"]
)
def test_no_query_string_breaks_a_page(client: Any, raw: str) -> None:
    for path in ("/search", "/", "/issues", "/people", "/api/v1/search", "/api/v1/people"):
        assert client.get(path, environ_overrides={"QUERY_STRING": raw}).status_code < 500


@pytest.mark.parametrize(
    "query, found",
    [
        ("from=13月", "13月"),
        ("to=2022-02-30", "2022-02-30"),
        ("page=0", "page"),
        ("page=abc", "abc"),
        ("sort=best", "best"),
        ("q=a&q=b", "q "),
        ("from=2023&to=2022", "2023-01-01"),
    ],
)
def test_nonsense_is_a_400_page_that_says_what_was_found(site: Any, query: str, found: str) -> None:
    page = site.get("/search?" + quote(query, safe="=&"))
    assert page.status == 400
    assert found in page.html
    assert page.to("/help")


@pytest.mark.parametrize(
    "query, kept",
    [
        ("q=养老&from=13月&place=东湾区", {"q": ["养老"], "place": ["东湾区"]}),
        ("q=养老&sort=best&from=2023&to=2022&page=4", {"q": ["养老"]}),
        ("q=养老&page=0", {"q": ["养老"]}),
        ("q=a&q=b", {}),
        ("limit=0&group=issue", {"group": ["issue"]}),
    ],
)
def test_what_makes_sense_of_a_wrong_search_is_kept(site: Any, query: str, kept: dict[str, list[str]]) -> None:
    page = site.get("/search?" + quote(query, safe="=&"))
    assert page.status == 400
    (again,) = [a for a in page.links if a.text == "去掉有误的条件再查"]
    assert again.query == kept and site.get(again.href).status == 200
    assert next(a for tag, a in page.tags if tag == "input" and a.get("name") == "q")["value"] == kept.get("q", [""])[0]


@pytest.mark.parametrize(
    "url", ["/nowhere", "/a/nowhere", "/i/nowhere", "/issues?name=nowhere", "/?page=9999", "/people/nowhere"]
)
def test_what_is_not_there_is_a_404_page(site: Any, url: str) -> None:
    page = site.get(url)
    assert page.status == 404
    assert page.to("/")


def test_typed_html_is_text_everywhere(site: Any, searcher: Searcher) -> None:
    word, article = some_word(searcher), searcher.search(SearchRequest(limit=1)).hits[0].id
    names = ("q", "section", "person", "place", "issue", "text", "from", "to", "sort", "page", "literal", "printed")
    pages = [site.get("/search", **{name: EVIL}) for name in names]
    pages += [site.get("/search", q=word, **{name: EVIL}) for name in names[1:]]
    pages += [site.get(f"/a/{article}", q=EVIL), site.get("/issues", name=EVIL), site.get("/" + quote(EVIL))]
    pages += [site.get(path + quote(EVIL, safe="")) for path in ("/a/", "/i/", "/people/")]
    pages += [site.get("/people", **{name: EVIL}) for name in ("q", "sort", "page")]
    for page in pages:
        assert page.status < 500
        own = page.html.count('<script src="/static/')
        assert page.html.count("<script") == own and "<img" not in page.html, page.url
        assert not page.unbalanced
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def facet_links(page: Any, name: str) -> dict[str, Any]:
    """The links of the side column that choose a value, by the value."""
    return {link.query[name][-1]: link for link in page.to("/search") if link.count is not None and name in link.query}


@pytest.mark.parametrize("chosen", [(), ("section",), ("person",), ("section", "place")], ids=str)
@pytest.mark.parametrize("with_word", [False, True])
def test_every_facet_link_leads_to_as_many_as_it_says(
    site: Any, searcher: Searcher, with_word: bool, chosen: tuple[str, ...]
) -> None:
    wanted = SearchRequest(q=some_word(searcher) if with_word else "")
    for name in chosen:
        wanted = wanted.toggled(name, searcher.search(wanted).facets[name][0].value)
    results = searcher.search(wanted)
    query = {name: list(getattr(wanted, name)) for name in chosen}
    page = site.get("/search", **({"q": wanted.q} if wanted.q else {}), **query)
    assert page.total == results.total > 0
    for name in {"section", "person", "place"} - set(chosen):  # another value of a chosen facet would add to it
        links = facet_links(page, name)
        listed = results.facets[name][:24]  # that many stand beside the results
        assert {v.value for v in listed} <= set(links)
        for value in listed:
            assert links[value.value].count == value.count == site.get(links[value.value].href).total


@pytest.mark.parametrize("q", ["", "WORD", "WORD YEAR"])
def test_years_and_months_lead_to_as_many_as_they_say(site: Any, searcher: Searcher, q: str) -> None:
    newest = searcher.search(SearchRequest(limit=1)).hits[0]
    assert newest.date
    q = q.replace("WORD", newest.title[:2]).replace("YEAR", f"{newest.date.year}年")
    values = searcher.search(SearchRequest(q=q)).facets["date"]
    page = site.get("/search", **({"q": q} if q else {}))
    checked = 0
    for value in [v for year in values for v in (year, *year.children) if v.count]:
        links = [a for a in page.to("/search") if a.query.get("from") == a.query.get("to") == [value.value]]
        if value.selected:  # its link removes it
            continue
        assert links, value
        for link in links:
            assert site.get(link.href).total == value.count, value
            checked += 1
    assert checked


def test_the_days_of_a_chosen_month_lead_to_as_many_as_they_say(site: Any) -> None:
    everything = site.get("/search")
    months = [a for a in everything.to("/search") if len(a.query.get("from", [""])[0]) == len("2024-01")]
    assert months and not [a for a in everything.links if len(a.query.get("from", [""])[0]) > len("2024-01")]
    month = site.get(months[0].href)
    days = [a for a in month.to("/search") if a.count is not None and len(a.query.get("from", [""])[0]) == 10]
    assert days
    for link in days:
        page = site.get(link.href)
        assert page.total == link.count and f"{int(link.query['from'][0][-2:])}日" in link.text
        current = [a for a in page.to("/search") if a.current and a.count is not None]
        assert [a.text for a in current] == [link.text]  # the same days are listed still
        assert site.get(current[0].href).total == everything.total


def test_every_bar_of_a_chosen_span_is_lit(site: Any, searcher: Searcher) -> None:
    months = sorted(month.value for year in searcher.search(SearchRequest()).facets["date"] for month in year.children)
    first, last = months[0], months[len(months) // 2]
    page = site.get("/search", **{"from": first, "to": last})
    lit = [a.query["from"][0] for a in page.links if a.classes == "on"]
    assert sorted(lit) == [month for month in months if month <= last]


def test_a_chosen_value_is_red_and_a_second_click_removes_it(site: Any, searcher: Searcher) -> None:
    everything = site.get("/search")
    for name in ("section", "person", "place"):
        link = next(iter(facet_links(everything, name).values()))
        page = site.get(link.href)
        current = [a for a in page.to("/search") if a.current and a.count is not None]
        assert [a.count for a in current] == [link.count]
        assert site.get(current[0].href).total == everything.total
        (chip,) = [a for a in page.links if a.classes == "x"]
        assert chip.href == current[0].href


def test_what_else_a_clause_was_searched_for_is_told_and_can_be_taken_away(site: Any) -> None:
    page = site.get("/search", q="低保 2024年")
    assert "“低保”也查了最低生活保障" in page.html
    assert [link.text for link in page.links if link.classes == "x"] == ["日期：2024年"]
    (only,) = [link for link in page.links if link.text.startswith("只查“低保”")]
    plain = site.get(only.href)
    assert only.text == f"只查“低保”，{plain.total} 篇"
    assert "也查了" not in plain.html
    (again,) = [link for link in plain.links if link.text == "恢复"]
    assert "也查了" in site.get(again.href).html


def test_a_date_in_the_query_is_a_chip_and_can_be_taken_as_text(site: Any, searcher: Searcher) -> None:
    newest = searcher.search(SearchRequest(limit=1)).hits[0]
    assert newest.date
    q = f"{newest.title[:2]} {newest.date.year}年{newest.date.month}月"
    results = searcher.search(SearchRequest(q=q))
    assert results.interpretation
    page = site.get("/search", q=q)
    (chip,) = [a for a in page.links if a.classes == "x"]
    as_text = site.get(chip.href)
    assert as_text.total == results.interpretation[0].as_text_total
    again = [a for a in as_text.links if a.text == "恢复"]
    assert [site.get(a.href).total for a in again] == [page.total]


def test_the_form_keeps_query_and_filters(site: Any, searcher: Searcher) -> None:
    place = searcher.search(SearchRequest()).facets["place"][0].value
    page = site.get("/search", q=some_word(searcher), place=place, literal="1")
    inputs = [a for tag, a in page.tags if tag == "input"]
    assert inputs.count({"type": "hidden", "name": "place", "value": place}) == 2  # of the query's form, of the dates'
    assert [a for a in inputs if a.get("name") == "q" and a.get("value") == some_word(searcher)]
    assert [a for a in inputs if a.get("name") == "literal" and "checked" in a]
    assert not [a for a in inputs if a.get("name") == "printed" and "checked" in a]


def test_paging_shows_every_hit_once(site: Any, searcher: Searcher) -> None:
    page = site.get("/search")
    shown: list[str] = []
    pages = 0
    while True:
        pages += 1
        shown += [a.path for a in page.links if a.href.startswith("/a/")]
        following = [a for a in page.links if a.rel == "next"]
        if not following:
            break
        page = site.get(following[0].href)
    assert len(shown) == len(set(shown)) == searcher.status().articles
    assert pages == -(-searcher.search(SearchRequest()).total // 20)
    beyond = site.get("/search", page="9999")
    assert (beyond.status, beyond.total) == (200, searcher.search(SearchRequest()).total)
    assert site.get(next(a.href for a in beyond.links if a.text == "看末页")).to("/search")


def test_the_hits_of_an_issue_can_stand_together(site: Any, searcher: Searcher) -> None:
    flat = site.get("/search", q="养老")
    switch = next(a for a in flat.links if a.text == "按期")
    assert not switch.current and switch.query == {"q": ["养老"], "group": ["issue"]}
    page = site.get(switch.href)
    assert page.total == flat.total
    hits = searcher.search(SearchRequest(q="养老", group="issue")).hits
    listed = [f"/a/{one.id}" for hit in hits for one in (hit, *hit.further) if one.kind == "article"]
    assert [a.path for a in page.links if a.href.startswith("/a/")] == listed
    assert any(hit.in_issue > len(hit.further) + 1 for hit in hits) == ("本期全部命中" in page.html)
    for hit in hits:
        assert hit.in_issue == 1 or f"本期其他命中 {hit.in_issue - 1} 篇" in page.html
    assert next(a for a in page.links if a.text == "平铺").query == {"q": ["养老"]}
    # Whatever is chosen next, the view stays; an article's address does not need it.
    assert {"group"} <= set(next(a for a in page.links if a.text == "最早").query)
    assert not any("group" in a.query for a in page.links if a.href.startswith("/a/") or "/search." in a.path)
    assert any(tag == "input" and a.get("name") == "group" for tag, a in page.tags)


def test_more_a_page_keep_the_reader_s_place(site: Any, searcher: Searcher) -> None:
    third = site.get("/search", page="3")
    fifty = next(a for a in third.links if a.text == "50")
    assert fifty.query == {"limit": ["50"]}  # hit 41 is on its first page
    page = site.get(fifty.href)
    assert sum(a.href.startswith("/a/") for a in page.links) == 50
    assert next(a for a in page.links if a.rel == "next").query == {"limit": ["50"], "page": ["2"]}
    assert next(a for a in page.links if a.text == "20").query == {}
    assert next(a for a in page.links if a.text == "50").current
    few = site.get("/search", q=some_word(searcher))
    assert not [a for a in few.links if a.text == "100"]


def test_what_has_no_choice_is_not_offered(site: Any, searcher: Searcher) -> None:
    title = searcher.search(SearchRequest(limit=1)).hits[0].title
    one = site.get("/search", q=f"标题:“{title}”")
    assert one.total == 1
    assert not {"最新", "按期", "20", "下一页"} & {a.text for a in one.links} and "第 1—" not in one.html
    several = site.get("/search", q="养老")
    assert {"最新", "按期"} <= {a.text for a in several.links}
    # By issue, the way back is there even where each issue has but one.
    assert {"平铺"} <= {a.text for a in site.get("/search", q=f"标题:“{title}”", group="issue").links}


def test_a_hit_leads_to_an_article_with_the_same_words_marked(site: Any, searcher: Searcher) -> None:
    word = some_word(searcher)
    page = site.get("/search", q=word)
    assert word in page.marks
    hit = next(a for a in page.links if a.href.startswith("/a/"))
    assert hit.query["q"] == [word]
    article = site.get(hit.href)
    assert word in article.marks
    numbers = [name for name in article.ids if name.startswith("m") and name[1:].isdigit()]
    assert numbers == [f"m{n}" for n in range(1, len(numbers) + 1)]
    assert numbers and {f"#{n}" for n in numbers} >= {a.href for a in article.links if a.label.startswith("第 ")}
    plain = site.get(next(a.href for a in article.links if a.text == "不标"))
    assert plain.status == 200 and not plain.marks


@pytest.mark.parametrize(
    "q, told",
    [
        ("养老 -没有的词", ["“养老”：逐字印有", "不含“没有的词”"]),
        ("標題:養老", ["题名里“養老”：印作异体，或全半角、大小写不同，"]),
        ("没有的词 OR 养老", ["“养老”：逐字印有"]),
        ("养老 2024年3月", ["日期：2024年3月，"]),
        ("养老 第3期", ["期号：第3期，"]),
        ("没有的词汇养老", ["“没有的词汇养老”：没有"]),
    ],
)
def test_an_article_tells_why_it_was_found(site: Any, searcher: Searcher, q: str, told: list[str]) -> None:
    hit = searcher.search(SearchRequest("标题:养老")).hits[0]
    page = site.get(f"/a/{hit.id}", q=q)
    for line in told:
        assert line in page.html
    assert "为什么找到" in page.html and "为什么找到" not in site.get(f"/a/{hit.id}").html


def test_an_article_is_shown_as_printed_with_its_names(site: Any, searcher: Searcher) -> None:
    for hit in [h for h in searcher.search(SearchRequest(limit=100)).hits if h.kind == "article"][:30]:
        view = searcher.article(hit.id)
        page = site.get(f"/a/{hit.id}")
        text = "".join(p for p in page.html.partition('<div class="text">')[2].partition("</div>")[0].splitlines())
        for paragraph in view.article.paragraphs:
            assert escape(paragraph) in TAG.sub("", text)
        assert {f"/people/{p.key}" for p in view.article.people} <= {a.path for a in page.links}
        for key in {k for a in page.links for k in a.query.get("place", [])}:
            assert site.get("/search", place=key).total > 0
        organizations = {name for a in page.links for name in a.query.get("organization", [])}
        assert organizations == {o.name for o in view.article.organizations}
        for name in organizations:
            assert site.get("/search", organization=name).total > 0
        assert escape(gb7714(hit.title, hit.issue, dt.date.today(), f"http://localhost/a/{hit.id}")) in page.html


def test_other_hits_of_the_issue_are_told_where_an_article_was_found(site: Any, searcher: Searcher) -> None:
    told = 0
    for wanted in (
        SearchRequest("养老"),
        SearchRequest("老人", place=("临溪县",)),
        SearchRequest(section=("市级动态",)),
    ):
        query = {"q": wanted.q, "place": list(wanted.place), "section": list(wanted.section)}
        page = site.get("/search", **query)
        for link in [a for a in page.links if a.href.startswith("/a/")]:
            article = site.get(link.href)
            others = [a for a in article.links if a.text == "在检索中查看"]
            issue = searcher.article(link.path.removeprefix("/a/")).issue
            hits = searcher.search(replace(wanted, issue=(issue.id,), limit=MAX_LIMIT)).hits
            assert len(hits) == (site.get(others[0].href).total if others else 1)
            if others:
                told += 1
                assert f"本期其他命中（{len(hits) - 1}）" in article.html
                listed = article.html.partition('id="others"')[2].partition("</section>")[0]
                assert f"/a/{quote(link.path.removeprefix('/a/'))}?" not in listed
                assert listed.count("<li>") == min(5, len(hits) - 1)
    assert told > 5
    assert "本期其他命中" not in site.get("/a/" + searcher.search(SearchRequest(limit=1)).hits[0].id).html


def test_hits_lead_to_the_others_of_their_issue(site: Any, searcher: Searcher) -> None:
    links = [a for a in site.get("/search", q="养老").links if a.text.startswith("本期共 ")]
    assert links
    for link in links:
        page = site.get(link.href)
        assert link.text == f"本期共 {page.total} 篇命中"
        assert [a.text for a in page.links if a.classes == "x"][0].startswith("期号：")
        assert "本期共" not in page.html


def test_an_article_tells_similar_ones_and_those_that_print_the_same(tmp_path: Path, site: Any) -> None:
    text = "市民政局部署冬季送温暖工作，要求各县对独居老人逐户走访，对敬老院的供暖用电逐项检查，1月15日前报告。"
    articles = [
        {"title": title, "paragraphs": [body]}
        for title, body in (
            ("冬季送温暖", text),
            ("转载", text),
            ("更正", text.replace("1月15", "1月25")),
            ("汇编", "供热公司另有安排。" * 20 + text),
            ("走访独居老人", "各县走访独居老人，敬老院供暖检查完毕，送温暖工作告一段落。"),
        )
    ]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.jsonl").write_text(json.dumps({"articles": articles}, ensure_ascii=False), encoding="utf-8")
    update_index(tmp_path / "corpus", tmp_path / "index")
    opened = open_searcher(Config(corpus=tmp_path / "corpus", index=tmp_path / "index"))
    own = type(site)(create_app(opened.config, opened).test_client())
    page = own.get(f"/a/{next(hit.id for hit in opened.search(SearchRequest()).hits if hit.title == '冬季送温暖')}")
    shared = TAG.sub("", page.html.partition('id="shared"')[2].partition("</section>")[0])
    for title, words in (("转载", "同文，改动 1 处"), ("更正", "同文，改动 2 处"), ("汇编", "全文见于其中")):
        assert title in shared and words in shared
    rows = [TAG.sub("", row) for row in page.html.partition('id="shared"')[2].split("<tr>")]
    assert any("1月15日前" in row and "1月25日前" in row for row in rows)
    similar = page.html.partition('id="similar"')[2].partition("</section>")[0]
    assert [title for title in ("转载", "更正", "汇编", "走访独居老人") if title in similar] == ["走访独居老人"]


def test_previous_and_next_lead_through_the_issue(site: Any, searcher: Searcher) -> None:
    issue = searcher.issues()[0].issue
    articles = searcher.issue(issue.id).bulletin.articles
    page = site.get(f"/a/{articles[0].id}")
    met = [page.url]
    while following := [a for a in page.links if a.rel == "next"]:
        page = site.get(following[0].href)
        assert [a.path for a in page.links if a.rel == "prev"] == [met[-1]]
        met.append(following[0].path)
    assert met == [f"/a/{a.id}" for a in articles]


def test_an_issue_shows_its_contents_and_where_it_came_from(site: Any, searcher: Searcher) -> None:
    for row in searcher.issues():
        bulletin = searcher.issue(row.issue.id).bulletin
        page = site.get(f"/i/{row.issue.id}")
        assert page.status == 200
        assert [a.path for a in page.links if a.href.startswith("/a/")] == [f"/a/{a.id}" for a in bulletin.articles]
        assert bulletin.source in page.html
        for warning in bulletin.warnings:
            assert escape(told(warning.message)) in page.html


def test_the_status_names_what_could_not_be_read(site: Any, own_corpus: Path, tmp_path: Path) -> None:
    (own_corpus / "2024" / "half.txt").write_bytes(b"")
    (own_corpus / "2024" / "<b>.txt").write_bytes(bytes(range(256)) * 40)
    update_index(own_corpus, tmp_path / "index")
    opened = open_searcher(Config(corpus=own_corpus, index=tmp_path / "index"))
    page = type(site)(create_app(opened.config, opened).test_client()).get("/status")
    assert "2024/half.txt" in page.html and "2024/&lt;b&gt;.txt" in page.html
    for rejected in opened.status().rejected:
        assert escape(told(rejected.reason)) in page.html
        assert code(rejected.code) != rejected.code
    assert [a.text for a in page.to("/status") if a.href.endswith("#rejected")] == ["2 份文件未能读入"]


def test_all_issues_are_in_the_ledger(site: Any, searcher: Searcher) -> None:
    names = {row.issue.name for row in searcher.issues()}
    pages = [site.get("/issues", name=name or "") for name in names]
    assert {f"/i/{row.issue.id}" for row in searcher.issues()} <= {a.path for page in pages for a in page.links}


def test_a_search_without_hits_says_why(site: Any, searcher: Searcher) -> None:
    word = some_word(searcher)
    place = searcher.search(SearchRequest()).facets["place"][0].value
    page = site.get("/search", q=f"{word} 鱻鱻鱻", place=place, literal="1")
    assert page.total == 0
    without = [a for a in page.to("/search") if a.text.endswith(" 篇")]
    assert without
    for link in without:
        assert site.get(link.href).total == int(link.text.removesuffix(" 篇").replace(",", ""))


def test_samples_and_help_examples_find_something(site: Any) -> None:
    examples = [a for url in ("/", "/help") for a in site.get(url).to("/search") if set(a.query) == {"q"}]
    assert len(examples) > 10
    for link in examples:
        page = site.get(link.href)
        assert page.total > 0, link
        assert "没有一篇含有全部词语" not in page.html


def test_the_first_page_leads_searches_on(client: Any, site: Any) -> None:
    assert site.get("/").status == 200
    response = client.get("/?q=a&place=b")
    assert (response.status_code, response.location) == (302, "/search?q=a&place=b")


def test_without_an_index_pages_say_so_until_there_is_one(tmp_path: Path, config: Config, searcher: Searcher) -> None:
    missing = create_app(Config(corpus=config.corpus, index=tmp_path / "none")).test_client()
    for url in ("/", "/search?q=a", "/a/x", "/i/x", "/issues", "/people", "/people/x", "/status", "/help"):
        response = missing.get(url)
        assert response.status_code == 503, url
        assert "索引" in response.get_data(as_text=True)
    assert missing.get("/healthz").status_code == 503
    with missing.get("/static/style.css") as style:
        assert style.status_code == 200
    assert create_app(config).test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "current, last, expected",
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 12, [1, None, 4, 5, 6, 7, 8, None, 12]),
        (12, 12, [1, None, 10, 11, 12]),
    ],
)
def test_page_numbers(current: int, last: int, expected: list[int | None]) -> None:
    assert page_numbers(current, last) == expected


@pytest.mark.parametrize(
    "marks, expected",
    [(0, []), (2, [1, 2]), (12, [*range(1, 13)]), (40, [1, 2, 3, 4, 5, 6, 7, 8, 9, None, 40])],
)
def test_jumps(marks: int, expected: list[int | None]) -> None:
    assert jumps(marks) == expected
