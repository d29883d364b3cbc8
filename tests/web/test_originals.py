"""What the pages say of copies and versions, and the files that they offer to be downloaded."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher
from web import create_app
from web.originals import original_path

ID = "岚州民政简报-2024-02"  # of 2024/2024-03.txt


@pytest.fixture(scope="module")
def opened(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """An issue with a copy, and with an earlier version."""
    corpus = tmp_path_factory.mktemp("versions") / "corpus"
    corpus.mkdir()
    text = (corpus_dir / "2024/2024-03.txt").read_text(encoding="utf-8")
    (corpus / "旧.txt").write_text(text.replace("养老", "助老"), encoding="utf-8")
    (corpus / "更正.txt").write_text(text, encoding="utf-8")
    shutil.copy(corpus / "更正.txt", corpus / "更正 副本.txt")
    update_index(corpus, corpus.parent / "index")
    yield open_searcher(Config(corpus=corpus, index=corpus.parent / "index"))


@pytest.fixture
def visitor(site: Any, opened: Searcher) -> Any:
    return type(site)(create_app(opened.config, opened).test_client())


def test_an_issue_offers_each_of_its_files(visitor: Any, opened: Searcher) -> None:
    page = visitor.get(f"/i/{ID}")
    links = [link for link in page.links if "/files/" in link.path]
    assert [link.text for link in links] == list(opened.issue(ID).edition.files)
    assert {link.text for link in links} == {"更正.txt", "更正 副本.txt"} and page.html.count("同一文件") == 1
    client: FlaskClient = visitor.client
    for link in links:
        with client.get(link.href) as answer:
            assert answer.data == (opened.config.corpus / link.text).read_bytes()
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("number", ["0", "3", "999999"])
def test_there_are_no_other_files(visitor: Any, number: str) -> None:
    assert visitor.get(f"/i/{ID}/files/{number}").status == 404
    assert visitor.get("/i/没有/files/1").status == 404


def test_a_file_that_is_gone_is_no_link_and_told(visitor: Any, opened: Searcher, tmp_path: Path) -> None:
    settings = Config(corpus=tmp_path, index=opened.config.index)
    elsewhere = type(visitor)(create_app(settings, open_searcher(settings)).test_client())
    assert not [link for link in elsewhere.get(f"/i/{ID}").links if "/files/" in link.path]
    page = elsewhere.get(f"/i/{ID}/files/1")
    assert page.status == 404 and "原件不在简报文件夹里" in page.html


@pytest.mark.parametrize("source", ["../a.txt", "/etc/passwd", "", "没有.txt", "a/../../b", "\0"])
def test_no_path_leads_out_of_the_folder(source: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "a.txt").write_text("a")
    assert original_path(Config(corpus=tmp_path / "corpus"), source) is None


def test_versions_lead_to_each_other(visitor: Any, opened: Searcher) -> None:
    (earlier,) = opened.issue(ID).edition.earlier
    later_page, earlier_page = visitor.get(f"/i/{ID}"), visitor.get(f"/i/{earlier.issue}")
    assert "另有较早一版" in later_page.html and later_page.to(f"/i/{earlier.issue}")
    assert "本期另有更正后的一版" in earlier_page.html and earlier_page.to(f"/i/{ID}")
    hit = opened.search(SearchRequest("助老", issue=(earlier.issue,))).hits[0]
    article = visitor.get(f"/a/{hit.id}")
    assert "本期另有更正后的一版" in article.html


def test_an_article_leads_to_the_corrected_one(visitor: Any, opened: Searcher) -> None:
    (earlier,) = opened.issue(ID).edition.earlier
    same = next(a for a in opened.issue(earlier.issue).bulletin.articles if opened.article(a.id).later)
    page = visitor.get(f"/a/{same.id}")
    assert page.to(f"/a/{opened.article(same.id).later}") and "看那一版的这一篇" in page.html


def test_hits_of_an_earlier_version_say_so(visitor: Any) -> None:
    page = visitor.get("/search", q="助老")
    assert "本期另有更正后的一版" in page.html and page.to(f"/i/{ID}")
    assert "另有更正" not in visitor.get("/search", q="养老").html


def test_the_status_page_lists_copies_and_versions(visitor: Any) -> None:
    html = visitor.get("/status").html
    assert "副本与更正" in html and "更正 副本.txt" in html and "较早一版" in html and "更正 1（2）" in html
    assert "较早一版，以印有更正字样的" in visitor.get("/issues").html


def test_the_api_tells_them(visitor: Any) -> None:
    client: FlaskClient = visitor.client
    row = client.get(f"/api/v1/issues/{ID}").get_json()
    assert row["copies"] == [{"source": row["copies"][0]["source"], "same": "bytes"}] and row["later"] is None
    (earlier,) = row["earlier"]
    assert client.get(f"/api/v1/issues/{earlier}").get_json()["later"] == ID
    listed = {one["id"]: one for one in client.get("/api/v1/issues").get_json()["issues"]}
    assert listed[earlier]["later"] == ID
    hits = client.get("/api/v1/search?q=助老").get_json()["hits"]
    assert {hit["later"] for hit in hits} == {ID}
