"""/api/v1 gives the same searches as JSON."""

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from search.model import bulletin_from_json, to_json
from search.request import SearchRequest
from search.searcher import Searcher
from web import create_app
from web.problems import KINDS


def answered(client: Any, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert response.status_code == status, url
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response.headers["Content-Type"] == kind
    return json.loads(response.data)


def test_search_is_the_object_of_the_command_line(client: Any, searcher: Searcher) -> None:
    title = searcher.search(SearchRequest(limit=1)).hits[0].title
    found = answered(client, f"/api/v1/search?q={quote(title[:2])}&limit=3&offset=1&sort=oldest")
    expected = searcher.search(SearchRequest(q=title[:2], limit=3, offset=1, sort="oldest")).to_json()
    assert {**found, "took_ms": 0} == json.loads(json.dumps({**expected, "took_ms": 0}))
    assert set(found) >= {
        "query",
        "total",
        "took_ms",
        "relaxed",
        "interpretation",
        "notes",
        "variants",
        "hits",
        "facets",
    }
    for hit in found["hits"]:
        assert dt.date.fromisoformat(hit["date"])
        assert "".join(text for text, _ in hit["title_pieces"]) == hit["title"]


def test_suggestions_are_those_of_the_searcher(client: Any, searcher: Searcher) -> None:
    for typed in ("yang", "养老", "", "  "):
        found = answered(client, f"/api/v1/suggest?q={quote(typed)}&limit=4")
        assert found["query"] == typed
        assert [one["text"] for one in found["suggestions"]] == [one.text for one in searcher.suggest(typed, 4)]
        assert all(set(one) == {"text", "kind", "note", "count"} for one in found["suggestions"])
    assert answered(client, "/api/v1/suggest") == {"query": "", "suggestions": []}
    for wrong in ("-1", "51", "x"):
        answered(client, f"/api/v1/suggest?q=a&limit={wrong}", 400)


@pytest.mark.parametrize(
    "q, parameters, asked",
    [
        ("养老服务", "", {}),
        ("养老 -会议", "&literal=1", {"literal": True}),
        ("2024年3月 养老", "&text=2024年3月", {"as_text": ("2024年3月",)}),
        ("养老", "&from=2024-02&person=贺庆元", {"start": dt.date(2024, 2, 1), "person": ("贺庆元",)}),
    ],
)
def test_why_an_article_is_found_is_the_object_of_the_command_line(
    client: Any, searcher: Searcher, q: str, parameters: str, asked: dict[str, Any]
) -> None:
    article = searcher.search(SearchRequest("养老")).hits[0].id
    found = answered(client, f"/api/v1/explain?q={quote(q)}&id={quote(article)}{parameters}")
    assert found == json.loads(json.dumps(to_json(searcher.explain(SearchRequest(q, **asked), article))))
    assert {"query", "id", "title", "found", "verdict", "clauses", "filters", "score", "parts"} == set(found)


def test_chinese_stays_readable(client: Any) -> None:
    assert "\\u" not in client.get("/api/v1/search").get_data(as_text=True)


def test_limit_and_offset_walk_through_all_hits(client: Any, searcher: Searcher) -> None:
    total = searcher.search(SearchRequest()).total
    ids = []
    for offset in range(0, total, 7):
        ids += [h["id"] for h in answered(client, f"/api/v1/search?limit=7&offset={offset}")["hits"]]
    assert len(ids) == len(set(ids)) == total
    assert answered(client, f"/api/v1/search?offset={total}")["hits"] == []
    assert answered(client, "/api/v1/search?limit=0")["total"] == total


def test_an_article_is_that_of_parse_with_its_surroundings(client: Any, searcher: Searcher) -> None:
    issue = searcher.issues()[0].issue
    parsed = answered(client, f"/api/v1/issues/{quote(issue.id)}")
    articles = parsed["articles"]
    for at, article in enumerate(articles):
        found = answered(client, f"/api/v1/articles/{quote(article['id'])}")
        assert {name: found[name] for name in article} == article
        assert found["issue"] == parsed["issue"] and found["source"] == parsed["source"]
        assert found["previous"] == (articles[at - 1]["id"] if at else None)
        assert found["next"] == (articles[at + 1]["id"] if at + 1 < len(articles) else None)


def test_similar_articles_and_shared_passages_are_those_of_the_searcher(client: Any, searcher: Searcher) -> None:
    for hit in searcher.search(SearchRequest(limit=20)).hits:
        found = answered(client, f"/api/v1/articles/{quote(hit.id)}/similar?limit=3")
        assert found == {"id": hit.id, "similar": to_json(searcher.similar(hit.id, 3))}
        found = answered(client, f"/api/v1/articles/{quote(hit.id)}/passages")
        assert found == {"id": hit.id, "articles": to_json(searcher.passages(hit.id))}


def test_people_are_those_of_the_searcher(client: Any, searcher: Searcher) -> None:
    found = answered(client, "/api/v1/people")
    assert found == {"query": "", **to_json(searcher.people())}
    assert answered(client, "/api/v1/people?q=he&sort=pinyin&limit=2&offset=1") == {
        "query": "he",
        **to_json(searcher.people("he", "pinyin", 2, 1)),
    }
    for listed in found["people"]:
        person = answered(client, f"/api/v1/people/{quote(listed['key'])}")
        view = to_json(searcher.person(listed["key"]))
        assert {**person, "years": 0} == {**view, "years": 0}
        facet = answered(client, f"/api/v1/search?person={quote(listed['key'])}&limit=0")["facets"]["date"]
        assert [(y["value"], y["count"]) for y in person["years"]] == [(y["value"], y["count"]) for y in facet]
        assert person["count"] == listed["count"]


@pytest.mark.parametrize(
    "key",
    ["@", "a/b", "/", "//", "..", "../issues", "?", "#", "%", "%2F", "\0", "\ud800", " ", "陈立新", "民" * 9999, "<b>"],
)
def test_an_odd_key_is_nobody(client: Any, key: str) -> None:
    for base in ("/api/v1/people/", "/people/"):
        response = client.get(base + quote(key, safe="", errors="surrogatepass"))
        assert response.status_code in (404, 308), key
        for query in ("q", "sort", "limit"):
            path = f"{base.rstrip('/')}?{query}={quote(key, errors='surrogatepass')}"
            assert client.get(path).status_code in (200, 400), path


def test_an_issue_is_the_object_of_parse(client: Any, searcher: Searcher) -> None:
    for row in searcher.issues():
        parsed = answered(client, f"/api/v1/issues/{quote(row.issue.id)}")
        assert bulletin_from_json(parsed) == searcher.issue(row.issue.id).bulletin


def test_issues_are_listed_newest_first(client: Any, searcher: Searcher) -> None:
    listed = answered(client, "/api/v1/issues")
    assert [row["id"] for row in listed["issues"]] == [row.issue.id for row in searcher.issues()]
    assert listed["total"] == len(listed["issues"]) == searcher.status().issues
    assert sum(row["articles"] for row in listed["issues"]) == searcher.status().articles


@pytest.mark.parametrize(
    "url, status, found",
    [
        ("/api/v1/search?from=13月", 400, "13月"),
        ("/api/v1/search?limit=abc", 400, "abc"),
        ("/api/v1/search?limit=-1", 400, "-1"),
        ("/api/v1/search?limit=101", 400, "101"),
        ("/api/v1/search?offset=x", 400, "offset"),
        ("/api/v1/search?sort=best", 400, "best"),
        ("/api/v1/articles/nowhere", 404, "nowhere"),
        ("/api/v1/articles/nowhere/similar", 404, "nowhere"),
        ("/api/v1/articles/nowhere/similar?limit=51", 400, "51"),
        ("/api/v1/articles/nowhere/passages", 404, "nowhere"),
        ("/api/v1/articles/nowhere/passages?limit=x", 400, "x"),
        ("/api/v1/explain?q=养老&id=nowhere", 404, "nowhere"),
        ("/api/v1/explain?q=养老", 400, "id"),
        ("/api/v1/explain?q=养老&id=nowhere&from=13月", 400, "13月"),
        ("/api/v1/issues/nowhere", 404, "nowhere"),
        ("/api/v1/people/nowhere", 404, "nowhere"),
        ("/api/v1/people?limit=501", 400, "501"),
        ("/api/v1/people?offset=-1", 400, "offset"),
        ("/api/v1/people?sort=age", 400, "age"),
        ("/api/v1/nowhere", 404, "/api/v1/nowhere"),
        ("/api/v2/search", 404, "/api/v2/search"),
    ],
)
def test_errors_are_problems(client: Any, url: str, status: int, found: str) -> None:
    problem = answered(client, quote(url, safe="/?=&-"), status)
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert found in problem["detail"]
    assert ("errors" in problem) == (status == 400)
    if status == 400:
        (wrong,) = problem["errors"]
        assert wrong["detail"] == problem["detail"] and f"{wrong['parameter']}=" in url + " id="


def test_every_wrong_parameter_is_named(client: Any) -> None:
    problem = answered(client, "/api/v1/search?limit=x&from=2022-13-45&literal=2&q=a", 400)
    assert [one["parameter"] for one in problem["errors"]] == ["from", "literal", "limit"]
    problem = answered(client, "/api/v1/search?from=2023&to=2022", 400)
    assert [one["parameter"] for one in problem["errors"]] == ["from", "to"]


@pytest.mark.parametrize("url", ["search?frm=2024", "search?q=a&page=2", "issues?q=a", "people?q=a&section=b"])
def test_a_parameter_that_there_is_not_is_refused(client: Any, url: str) -> None:
    problem = answered(client, f"/api/v1/{url}", 400)
    (wrong,) = problem["errors"]
    assert wrong["parameter"] in ("frm", "page", "q", "section")
    assert "unknown parameter" in wrong["detail"]


def test_types_of_problems_are_explained_on_the_page_of_the_api(client: Any, site: Any) -> None:
    page = site.get("/api")
    for url, status in (("/api/v1/search?limit=x", 400), ("/api/v1/articles/x", 404), ("/api/v2", 404)):
        address, _, anchor = answered(client, url, status)["type"].partition("#")
        assert address == "/api" and anchor in page.ids
    assert {kind.slug for kind in KINDS.values()} <= set(page.ids)


def test_only_get_is_answered(client: Any) -> None:
    response = client.post("/api/v1/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["status"] == 405 and "POST" in problem["detail"]
    assert client.delete("/openapi.json").headers["Content-Type"] == "application/problem+json"


def test_health_counts_what_is_served(client: Any, searcher: Searcher) -> None:
    status = searcher.status()
    expected = {"issues": status.issues, "articles": status.articles, "generation": status.generation}
    assert answered(client, "/healthz") == {"status": "ok", **expected}


def test_a_fault_is_a_500_that_tells_its_number_but_nothing_of_the_inside(
    config: Any, searcher: Searcher, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def state(self) -> Any:
            return searcher.state()

        def search(self, request: SearchRequest) -> None:
            raise RuntimeError("secret")

        def status(self) -> Any:
            return searcher.status()

    broken = create_app(config, Broken()).test_client()  # type: ignore[arg-type]
    for url, kind in (("/api/v1/search", "application/problem+json"), ("/search", "text/html")):
        response = broken.get(url)
        assert response.status_code == 500
        assert response.headers["Content-Type"].startswith(kind)
        text = response.get_data(as_text=True)
        assert "secret" not in text
        number = re.search(r"urn:uuid:[0-9a-f-]{36}", text)
        assert number and number[0] in caplog.text
    assert broken.get("/api/v1/search").get_json()["instance"].startswith("urn:uuid:")
