"""Whatever is sent, pages and API answer, and never with a 500. What may be sent twice, or is none, is a table here."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from search.request import SearchRequest
from search.searcher import Searcher

PAGES = (
    "/",
    "/search",
    "/issues",
    "/people",
    "/status",
    "/desk",
    "/help",
    "/api",
    "/healthz",
    "/metrics",
    "/openapi.json",
)
API = ("search", "explain", "suggest", "people", "issues")
NAMES = ("q", "section", "person", "place", "issue", "from", "to", "sort", "literal", "printed", "text", "limit",
         "offset", "page", "id", "name")  # fmt: skip
VALUES = (
    "%00", "%00%00a", "%ED%A0%80", "%ED%BF%BF", "%C0%AF", "%C1%81", "%E0%80%AF", "%F0%80%80%AF", "%F4%90%80%80",
    "%FF%FE", "%F8%88%80%80%80", "%E5%85", "%", "%zz", "%u4e00", "%EF%BF%BF", "%EF%BB%BF", "%E2%80%AE", "1" + "0" * 30,
    "-" + "9" * 30, "9" * 5000, "-1", "-0", "+1", "1.5", "1e9", "NaN", "Infinity", "0x10", "%EF%BC%91", "%D9%A1",
    "2022-13-45", "2022-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "-2022", "2022-01-18T00:00:00Z",
    "99999999", "20220113", "..", "../../etc/passwd", "%2e%2e%2f", "a%2Fb", "%252F", "<script>",
    "'%20OR%201=1", "{{7*7}}", "%0d%0aX:%20y",
    "*" * 300, "(" * 2000, '"' * 999, "-" * 2000, "a%20OR%20" * 300,
)  # fmt: skip
STRINGS = (
    "&" * 5000, "=" * 5000, "q=a&" * 5000, "q=a;q=b", "q[]=a", "q[a]=b", "a=b&" * 5000, "%71=a", "q=%", "?q=a", "#",
    "\xff=\xfe", "q=\xe5\x85", "section=" + "&section=".join(map(str, range(5000))), "q=" + "a" * 100_000,
    "text=" + quote("民" * 30_000), "from=2022&from=2023", "limit=1&limit=2", "limit=1&limit=1", "id=a&id=b", "id=",
)  # fmt: skip
IDS = (
    "a/b", "a%2Fb", "/", "//", "..", "../search", ".", "%2E%2E", "%00", "\x00", "\xed\xa0\x80", "\xc0\xaf", "\xff", "%",
    "%25", "?", "#", "a b", "+", ";", "a" * 20_000, "\xe6\xb0\x91" * 3000, "<b>", "@", "-",
    "岚州民政简报-2024-03-zzzzzzzz",
)  # fmt: skip


def sent(client: Any, path: str, query: str = "", method: str = "GET") -> Any:
    """Bytes as they would come over the wire: path and query are latin-1."""
    return client.open("/", method=method, environ_overrides={"PATH_INFO": path, "QUERY_STRING": query})


@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_a_parameter_is_a_fault(client: Any, searcher: Searcher, name: str) -> None:
    article = searcher.search(SearchRequest(limit=1)).hits[0].id.encode().decode("latin-1")
    paths = [*(f"/api/v1/{one}" for one in API), "/search", "/people", f"/api/v1/articles/{article}/similar"]
    paths += ["/", "/issues"] if name in ("page", "name", "sort") else []
    for value in VALUES:
        for path in paths:
            status = sent(client, path, f"{name}={value}").status_code
            assert status in (200, 302, 308, 400, 404), (path, value, status)


def test_no_route_has_a_fault_whatever_it_is_asked(app: Any, client: Any, searcher: Searcher) -> None:
    """Every route that the app has, a new one as well: with what there is in its place, and with what is none."""
    hit = searcher.search(SearchRequest("贺庆元")).hits[0]
    there = (hit.id, hit.issue.id, "贺庆元", "place", "csv", "en", "style.css", "1")
    asked = ["", *(f"{name}={value}" for name in NAMES for value in ("%00", "%ED%A0%80", "9" * 400))]
    asked += ["q=a&q=b", "page=1&page=2", "x" * 20_000]
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    assert len(rules) > 30
    for rule in rules:
        part = re.compile("<[^>]+>")
        paths = [part.sub(lambda _, one=one: one, rule.rule) for one in (*there, "\0", "a" * 3000)]
        for path in dict.fromkeys(paths):
            for query in asked if path in paths[:4] else asked[:3]:
                response = sent(client, path.encode().decode("latin-1"), query)
                assert response.status_code in (200, 302, 303, 308, 400, 404, 410), (path, query)
                response.close()


@pytest.mark.parametrize("query", STRINGS, ids=lambda query: f"{query[:12]!a}-{len(query)}")
def test_no_query_string_is_a_fault(client: Any, query: str) -> None:
    for path in (*PAGES, *(f"/api/v1/{one}" for one in API)):
        response = sent(client, path, query)
        assert response.status_code in (200, 302, 400, 404), path
        if response.status_code == 400 and path.startswith("/api/"):
            assert len(response.data) < 6000  # it does not hand back what it was given


@pytest.mark.parametrize("key", IDS, ids=lambda key: f"{key[:12]!a}-{len(key)}")
def test_no_id_is_a_fault(client: Any, key: str) -> None:
    key = key if key.isascii() or max(key) < "\u0100" else key.encode().decode("latin-1")
    for base in ("/api/v1/articles/", "/api/v1/issues/", "/api/v1/people/", "/a/", "/i/", "/people/", "/", "/static/"):
        for end in ("", "/similar", "/passages"):
            response = sent(client, base + key + end)
            assert response.status_code in (200, 308, 404), (base, end)
            assert response.status_code != 404 or len(response.data) < 20_000
            response.close()


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"])
def test_methods(client: Any, searcher: Searcher, method: str) -> None:
    article = searcher.search(SearchRequest(limit=1)).hits[0].id.encode().decode("latin-1")
    for path in (*PAGES, "/api/v1/search", "/api/v1/people", f"/api/v1/articles/{article}", f"/a/{article}"):
        response = sent(client, path, method=method)
        if method in ("HEAD", "OPTIONS"):
            assert response.status_code == 200 and response.data == b"", path
        else:
            assert response.status_code == 405, path
            assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
            assert response.is_json == path.startswith(("/api/", *PAGES[8:]))
    head, whole = (sent(client, "/api/v1/issues", method=one) for one in ("HEAD", "GET"))
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-None-Match": '"' * 999},
        {"If-None-Match": ',,,W/,W/"'},
        {"If-Match": '"a"'},
        {"If-Modified-Since": "never"},
        {"Range": "bytes=9-1"},
        {"Accept": "text/plain;q=x"},
        {"Accept-Language": "\xff;;q=,"},
        {"Content-Length": "-1"},
        {"Content-Type": "multipart/form-data"},
        {"Host": "a b<c>"},
        {"Cookie": "=;;\xff=\xfe"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_is_a_fault(client: Any, headers: dict[str, str]) -> None:
    for path in (*PAGES, "/api/v1/search", "/api/v1/articles/x"):
        status = client.get(path, headers=headers).status_code
        assert status in (200, 304, 400, 404), path
