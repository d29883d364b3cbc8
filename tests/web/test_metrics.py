"""Counts for Prometheus: true, in its format, without anybody's words, and cheap."""

import re
import threading
import time
from typing import Any

import pytest
from flask import Flask

from search.config import Config
from search.searcher import Searcher
from web import create_app
from web.metrics import MEDIA_TYPE, Metrics

ROW = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? (-?[0-9.e+]+)')


def rows(text: str) -> dict[str, float]:
    """The rows by their names with labels; each has to be of a family that was told of."""
    assert text.endswith("\n")
    found: dict[str, float] = {}
    family, kind = "", ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2] == family
            kind = line.split(" ")[3]
        else:
            match = ROW.fullmatch(line)
            assert match, line
            suffixes = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            assert match[1] in {family + suffix for suffix in suffixes}, line
            assert line.rpartition(" ")[0] not in found
            found[line.rpartition(" ")[0]] = float(match[4])
    return found


def scraped(client: Any) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.status_code == 200 and response.headers["Content-Type"] == MEDIA_TYPE
    return rows(response.get_data(as_text=True))


def test_requests_and_searches_are_counted(client: Any) -> None:
    asked = ("/search?q=养老", "/api/v1/search?q=养老", "/api/v1/search?q=䶮䶮䶮䶮", "/api/v1/search?limit=x",
             "/nowhere", "/api/v1/articles/a", "/a/b", "/openapi.json", "/api", "/")  # fmt: skip
    for url in asked:
        client.get(url)
    found = scraped(client)
    for endpoint, status, count in (
        ("/search", 200, 1), ("/api/v1/search", 200, 2), ("/api/v1/search", 400, 1), ("other", 404, 1),
        ("/api/v1/articles/<article_id>", 404, 1), ("/a/<article_id>", 404, 1),
    ):  # fmt: skip
        assert found[f'jianbao_requests_total{{endpoint="{endpoint}",status="{status}"}}'] == count
    assert sum(n for name, n in found.items() if name.startswith("jianbao_requests_total")) == len(asked)
    assert found['jianbao_searches_total{outcome="hits"}'] == 2  # neither those of pages nor of the document's examples
    assert found['jianbao_searches_total{outcome="none"}'] == 1
    name = "jianbao_request_duration_seconds"
    assert found[f'{name}_count{{endpoint="/api/v1/search"}}'] == 3
    buckets = [n for row, n in found.items() if row.startswith(f'{name}_bucket{{endpoint="/api/v1/search"')]
    assert buckets == sorted(buckets) and buckets[-1] == 3
    assert found[f'{name}_sum{{endpoint="/api/v1/search"}}'] > 0


def test_a_relaxed_search_is_told_apart(client: Any) -> None:
    found = client.get("/api/v1/search?q=老人吃饭怎么解决呢").get_json()
    assert found["relaxed"]
    assert scraped(client)['jianbao_searches_total{outcome="relaxed"}'] == 1


def test_the_index_is_told(client: Any, searcher: Searcher) -> None:
    status, found = searcher.status(), scraped(client)
    assert found["jianbao_index_up"] == 1
    assert found["jianbao_index_generation"] == status.generation
    assert found["jianbao_index_articles"] == status.articles
    assert found["jianbao_index_documents"] == status.articles + status.issues
    assert found["jianbao_index_rejected_files"] == len(status.rejected)
    assert status.updated
    assert found["jianbao_index_updated_timestamp_seconds"] == pytest.approx(status.updated.timestamp(), abs=0.01)


def test_a_missing_index_is_counted(tmp_path: Any) -> None:
    client = create_app(Config(corpus=tmp_path, index=tmp_path / "index")).test_client()
    for url in ("/", "/api/v1/search", "/healthz"):
        assert client.get(url).status_code == 503
    found = scraped(client)
    assert found["jianbao_index_up"] == 0 and found["jianbao_index_open_errors_total"] == 3
    assert "jianbao_index_articles" not in found


@pytest.mark.parametrize("text", ["我的秘密", 'a"b', "a\\b", "secret"])
def test_nothing_typed_is_in_it(client: Any, text: str) -> None:
    for url in ("/search", "/api/v1/search", "/api/v1/suggest", "/api/v1/people"):
        client.get(url, query_string={"q": text, text: text})
    for url in (f"/a/{text}", f"/{text}", f"/api/v1/people/{text}", f"/static/{text}"):
        client.get(url)
    client.open("/search", method="SECRET")
    shown = client.get("/metrics").get_data(as_text=True)
    assert text not in shown and "SECRET" not in shown
    rows(shown)


def test_threads_lose_no_count(app: Flask) -> None:
    counts = Metrics()

    def count() -> None:
        for number in range(2000):
            counts.request("/x", 200, number / 1000)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = rows(counts.text(None))
    assert found['jianbao_requests_total{endpoint="/x",status="200"}'] == 8000
    assert found['jianbao_request_duration_seconds_bucket{endpoint="/x",le="1.0"}'] == 4 * 1001
    assert found['jianbao_request_duration_seconds_count{endpoint="/x"}'] == 8000


def test_counting_costs_less_than_twenty_millionths_of_a_second() -> None:
    counts, rounds = Metrics(), 20_000
    best = min(_timed(counts, rounds) for _ in range(3))
    assert best / rounds < 20e-6


def _timed(counts: Metrics, rounds: int) -> float:
    started = time.thread_time()
    for _ in range(rounds):
        counts.request("/api/v1/search", 200, 0.01)
    return time.thread_time() - started
