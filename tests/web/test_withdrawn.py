"""What was withdrawn, on pages and in the API: gone, and told so."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.writer import update_index
from search.config import Config
from search.searcher import open_searcher
from tests.indexer.bulletins import write
from web import create_app

ARTICLE, ISSUE = "岚州民政简报-2024-01-a9cef8e5", "岚州民政简报-2024-02"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("withdrawn")
    for number in (1, 2, 3):
        write(folder / f"corpus/2024/{number}.txt", number)
    update_index(folder / "corpus", folder / "index")
    (folder / "corpus/lexicon").mkdir()
    table = f"id\tdate\treason\n{ARTICLE}\t2024-05-01\t引用有误\n{ISSUE}\t2024-05-02\t\n"
    (folder / "corpus/lexicon/purged.tsv").write_text(table, encoding="utf-8")
    update_index(folder / "corpus", folder / "index")
    config = Config(folder / "corpus", folder / "index")
    return create_app(config, open_searcher(config)).test_client()


@pytest.mark.parametrize(
    "address",
    [
        f"/a/{ARTICLE}",
        f"/i/{ISSUE}",
        f"/a/{ISSUE}-0a1b2c3d",
        f"/api/v1/articles/{ARTICLE}",
        f"/api/v1/articles/{ARTICLE}/similar",
        f"/api/v1/articles/{ARTICLE}/passages",
        f"/api/v1/issues/{ISSUE}",
        f"/api/v1/explain?q=养老&id={ARTICLE}",
    ],
)
def test_what_was_withdrawn_is_gone(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 410 and "撤回" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["/a/无此编号", "/i/岚州民政简报-2024-09", "/api/v1/articles/岚州民政简报-2024-01-00000000"]
)
def test_what_never_was_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_ledger_says_withdrawn_and_not_missing(client: FlaskClient) -> None:
    page = client.get("/issues").get_data(as_text=True)
    assert "已撤回" in page and "撤 1" in page and 'class="i gone"' in page and 'class="i miss"' not in page
    status = client.get("/status").get_data(as_text=True)
    assert ISSUE in status and "2024年5月1日" in status and "无待查；已撤回 1" in status
    assert "引用有误" not in status  # why is the office's own affair


def test_the_issue_says_how_many_are_gone(client: FlaskClient) -> None:
    assert "另有 1 篇已撤回" in client.get("/i/岚州民政简报-2024-01").get_data(as_text=True)
    assert "撤回" not in client.get("/i/岚州民政简报-2024-03").get_data(as_text=True)


def test_pages_without_it_look_as_before(tmp_path: Path) -> None:
    write(tmp_path / "corpus/1.txt", 1)
    update_index(tmp_path / "corpus", tmp_path / "index")
    config = Config(tmp_path / "corpus", tmp_path / "index")
    client = create_app(config, open_searcher(config)).test_client()
    for address in ("/issues", "/status", "/i/岚州民政简报-2024-01"):
        assert "撤回" not in client.get(address).get_data(as_text=True)
