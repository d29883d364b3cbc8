"""Tags of answers: what has not changed is told so, and nothing is searched for it."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from indexer.generations import roll_back
from indexer.writer import update_index
from search.config import Config
from search.searcher import Searcher, open_searcher
from tests.indexer.bulletins import articles, write
from web import create_app

PATHS = ("search?q=养老", "search", "suggest?q=养", "explain?q=养老&id={}", "articles/{}", "articles/{}/similar",
         "articles/{}/passages", "people", "issues")  # fmt: skip


class Watched:
    """A searcher that tells whether it was asked for anything but its state."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name != "state":
            self.asked.append(name)
        return getattr(self._searcher, name)


def some_article(searcher: Searcher) -> str:
    newest = searcher.issues()[0].issue.id
    return searcher.issue(newest).bulletin.articles[0].id


@pytest.mark.parametrize("path", PATHS)
def test_what_has_not_changed_is_told_so_without_a_search(config: Config, searcher: Searcher, path: str) -> None:
    watched = Watched(searcher)
    client = create_app(config, watched).test_client()  # type: ignore[arg-type]
    url = "/api/v1/" + path.format(some_article(searcher))
    first = client.get(url)
    tag = first.headers["ETag"]
    assert tag.startswith("W/") == path.startswith("search")  # it tells how long it took
    assert first.headers["Cache-Control"] == "no-cache, private"
    assert watched.asked
    watched.asked.clear()
    for sent in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = client.get(url, headers={"If-None-Match": sent})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "no-cache, private"
    assert not watched.asked
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    again = client.get(url)
    assert again.headers["ETag"] == tag
    assert path.startswith("search") or again.data == first.data


def test_a_tag_is_that_of_its_address(client: Any) -> None:
    urls = ("search?q=a", "search?q=b", "search?q=a&limit=1", "search?q=a&", "people?q=a", "suggest?q=a", "issues")
    tags = [client.get(f"/api/v1/{url}").headers["ETag"] for url in urls]
    assert len(set(tags)) == len(urls)


def test_what_is_not_there_has_no_tag(client: Any) -> None:
    for url, status in (("articles/nowhere", 404), ("search?limit=x", 400), ("search?frm=1", 400)):
        response = client.get(f"/api/v1/{url}", headers={"If-None-Match": "*"})
        assert response.status_code == status and "ETag" not in response.headers


def test_a_new_generation_answers_anew(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus / "1.txt", 1)
    write(corpus / "2.txt", 2)
    update_index(corpus, index)
    client = create_app(Config(corpus=corpus, index=index)).test_client()
    stays = next(one for one in articles(index) if "2024-01" in one)
    urls = ["/api/v1/search?q=养老", "/api/v1/issues", f"/api/v1/articles/{stays}", "/openapi.json"]

    def tags() -> list[str]:
        return [client.get(url).headers["ETag"] for url in urls]

    def asked(known: list[str]) -> set[int]:
        sent = zip(urls, known, strict=False)
        return {client.get(url, headers={"If-None-Match": tag}).status_code for url, tag in sent}

    first = tags()
    assert asked(first) == {304}
    write(corpus / "2.txt", 2, month=5)
    update_index(corpus, index)
    second = tags()
    assert asked(first[:3]) == {200} and asked(second) == {304}
    roll_back(index)
    assert asked(second[:3]) == {200}  # what a number means after that may be another state
    restarted = create_app(Config(corpus=corpus, index=index)).test_client()
    assert restarted.get(urls[0], headers={"If-None-Match": tags()[0]}).status_code == 304


def test_synonyms_and_the_day_change_answers_too(own_corpus: Path, index_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(index_dir, tmp_path / "index")
    day = Config(corpus=own_corpus, index=tmp_path / "index", today=dt.date(2026, 6, 1))
    client = create_app(day, open_searcher(day)).test_client()
    url = "/api/v1/search?q=今年"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    with (own_corpus / "lexicon/synonyms.tsv").open("a", encoding="utf-8") as table:
        table.write("甲\t乙\n")
    changed = client.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    next_day = Config(corpus=day.corpus, index=day.index, today=dt.date(2026, 6, 2))
    other = create_app(next_day, open_searcher(next_day)).test_client()
    assert other.get(url, headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200


def test_pages_are_asked_for_again_and_bear_no_tag(site: Any) -> None:
    for url in ("/", "/search?q=养老", "/status", "/api"):
        page = site.get(url)
        assert page.headers["Cache-Control"] == "no-cache, private" and "ETag" not in page.headers
    style = next(a["href"] for tag, a in site.get("/").tags if tag == "link" and a.get("rel") == "stylesheet")
    with site.client.get(style) as response:
        assert "max-age" in response.headers["Cache-Control"]
