"""Pages and API while the index is switched from one generation to the next: no request fails, the next one is new."""

import threading
import time
from pathlib import Path

import pytest

from indexer.generations import roll_back
from indexer.writer import update_index
from search.config import Config
from tests.indexer.bulletins import articles, write
from web import create_app

PATHS = (
    "/", "/search?q=养老", "/issues", "/people", "/status", "/a/{}", "/healthz", "/api/v1/search?q=养老",
    "/api/v1/articles/{}", "/api/v1/articles/{}/similar", "/api/v1/articles/{}/passages", "/api/v1/suggest?q=养",
    "/api/v1/issues", "/api/v1/people",
)  # fmt: skip


def test_no_request_fails_while_generations_come_and_go(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus / "1.txt", 1)
    write(corpus / "2.txt", 2)
    update_index(corpus, index)
    article = next(one for one in articles(index) if "2024-01" in one)  # of the file that stays as it is
    app = create_app(Config(corpus=corpus, index=index))
    paths = [path.format(article) for path in PATHS]
    failed: list[tuple[str, int]] = []
    done = threading.Event()
    asked = [0, 0]

    def ask(number: int) -> None:
        client = app.test_client()
        while not done.is_set():
            for path in paths:
                code = client.get(path).status_code
                asked[number] += 1
                if code != 200:
                    failed.append((path, code))
                time.sleep(0.002)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(asked))]
    for thread in threads:
        thread.start()
    client = app.test_client()
    try:
        for month in range(1, 11):
            write(corpus / "2.txt", 2, month=month)
            update_index(corpus, index, full=month % 3 == 0)
            found = client.get(f"/api/v1/search?q={month}月8日起&literal=1").get_json()
            assert found["total"] == (2 if month == 1 else 1), month
        roll_back(index)
        assert client.get("/api/v1/search?q=10月8日起&literal=1").get_json()["total"] == 0
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failed and min(asked) > len(paths)


@pytest.mark.parametrize("path", ["/", "/api/v1/search?q=养老"])
def test_an_index_that_comes_later_is_served_then(tmp_path: Path, path: str) -> None:
    client = create_app(Config(corpus=tmp_path / "corpus", index=tmp_path / "index")).test_client()
    assert client.get(path).status_code == 503
    write(tmp_path / "corpus/1.txt", 1)
    update_index(tmp_path / "corpus", tmp_path / "index")
    assert client.get(path).status_code == 200
