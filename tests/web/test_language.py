"""Pages in two languages: which one is chosen, and that nothing is left in the other."""

import json
import re
from ast import literal_eval
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from jinja2 import Environment

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher
from tests.make_messages import LOCALES, messages_in_use, read_catalog, untranslated
from web import create_app
from web.language import LANGUAGES

CATALOGS = sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))
CHINESE = re.compile(r"[\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]+")
TYPED = {"贺qy", "单位:"}  # in examples and queries
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\(\w+\)s|%%|%s")
ELSEWHERE = {"value", "href", "action"}  # what is typed, and addresses
VOID = {"meta", "link", "input", "br", "wbr"}


class Left(HTMLParser):
    """What a page has in Chinese: `marked` below lang="zh-CN", `unmarked` elsewhere, and its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.languages: list[str] = []
        self.tags: list[str] = []
        self.marked, self.title, self.typed = "", "", ""
        self.unmarked: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        language = values.get("lang") or (self.languages[-1] if self.languages else "")
        self.typed += values.get("value", "")
        for name, value in values.items():
            if name not in ELSEWHERE and language != "zh-CN":
                self.unmarked += CHINESE.findall(value)
        if tag not in VOID:
            self.tags.append(tag)
            self.languages.append(language)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.tags.pop()
            self.languages.pop()

    def handle_data(self, data: str) -> None:
        if self.tags[-2:] == ["head", "title"]:
            self.title += data
        elif self.languages and self.languages[-1] == "zh-CN":
            self.marked += data
        else:
            self.unmarked += CHINESE.findall(data)


def in_english(client: FlaskClient, url: str) -> str:
    response = client.get(url, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response.headers["Content-Language"] == "en", url
    return response.get_data(as_text=True)


def check(html: str, url: str) -> None:
    """No Chinese but what is printed or typed, and marked as such; a title cannot mark it."""
    left = Left(html)
    assert not left.unmarked, (url, left.unmarked)
    for words in CHINESE.findall(left.title):
        assert words in left.marked or words in left.typed, (url, left.title)


PAGES = (
    "/", "/?sort=oldest", "/issues", "/people", "/people?q=贺&sort=pinyin", "/people?q=无此人", "/status", "/help",
    "/desk", "/api", "/search", "/search?q=低保+2024年", "/search?q=养老&text=2024年&literal=1&printed=1",
    "/search?q=鱻鱻+鱻",
    "/search?q=第3期", "/search?q=yanglao", "/search?q=养老+-会议&section=市级动态", "/search?q=王?+*",
    "/search?q=怎样办理养老补贴申请手续呢", "/search?q=臺灣+老人", "/search?sort=newest&from=2024-01-03",
    f"/search?q={'(' * 90}", f"/search?q={'养 ' * 200}", "/search?q=梁少雄", "/search?from=2024&to=2024",
    "/search?q=“养老+会议”~90000", "/search?not_section=市级动态", "/search?organization=市民政局&not_person=贺庆元",
    # errors
    "/nowhere/哪里", "/search?page=0", "/search?page=99", "/search?sort=odd", "/lang/fr", "/search?from=2022-13",
    "/search?from=2024&to=2023", "/search?literal=2", "/a/x", "/i/x", "/people/x", "/search?sort=newest&sort=oldest",
)  # fmt: skip


def every_address(searcher: Searcher) -> Iterator[str]:
    yield from PAGES
    for person in searcher.people(limit=6).people:
        yield f"/people/{person.key}"
        yield f"/search?person={person.key}&q=养老"
    for row in searcher.issues():
        yield f"/i/{row.issue.id}"
        yield f"/search?issue={row.issue.id}"
    for hit in searcher.search(SearchRequest(limit=40)).hits:
        yield f"/a/{hit.id}"
        yield f"/a/{hit.id}?q={hit.title[:2]}+-{hit.title[3:5]}+2024年+人物:贺庆元+标题:会议+王?"


def test_no_chinese_is_left_on_english_pages(client: FlaskClient, searcher: Searcher) -> None:
    for url in every_address(searcher):
        check(in_english(client, quote(url, safe="/?&=+:*")), url)


def test_a_page_is_worded_for_its_reader_whoever_had_it_first(config: Config, searcher: Searcher) -> None:
    addresses = ["/", "/search?q=养老", "/people?q=没有", "/issues", "/help", "/search?q=不存在的词"]
    for first in ("zh-CN", "en"):
        client = create_app(config, searcher).test_client()
        for url in addresses:
            client.get(url, headers={"Accept-Language": first})
            check(in_english(client, quote(url, safe="/?&=+:*")), url)
            if not url.startswith("/search"):  # which tells how long it took
                own = create_app(config, searcher).test_client().get(url, headers={"Accept-Language": "zh-CN"})
                assert client.get(url, headers={"Accept-Language": "zh-CN"}).text == own.text, url


def test_no_chinese_is_left_where_the_archive_has_faults(own_corpus: Path, tmp_path: Path) -> None:
    (own_corpus / "2024" / "half.txt").write_bytes(b"")
    (own_corpus / "2024" / "b.txt").write_bytes(bytes(range(256)) * 40)
    for at, (number, year, day) in enumerate(
        [(1, 2021, "2021-02-08"), (4, 2021, "2021-01-18"), (4, 2021, "2020-02-18")]
    ):
        issue = {"name": "青州简报", "number": number, "year": year, "date": day}
        article = {"title": f"某篇{at}", "paragraphs": [f"{day}，某镇召开会议。"]}
        (own_corpus / f"{at}.jsonl").write_text(json.dumps({"issue": issue, "articles": [article]}), encoding="utf-8")
    index = tmp_path / "index"
    client = create_app(Config(corpus=own_corpus, index=index)).test_client()
    check(in_english(client, "/"), "no index")
    update_index(own_corpus, index)
    opened = open_searcher(Config(corpus=own_corpus, index=index))
    for url in ("/", "/status", *(f"/issues?name={quote(row.issue.name or '')}" for row in opened.issues())):
        check(in_english(client, url), url)


TEMPLATES = sorted((LOCALES.parent / "templates").glob("*.html"))
BRAND = '<a class="brand" href="{{ url_for(\'pages.home\') }}"{{ zh }}>简报检索</a>'


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_words_but_messages(path: Path) -> None:
    """Also those that no archive here shows. What is written in {% trans %} is a message, too."""
    messages = {id for m in messages_in_use() for id in ((m.id,) if isinstance(m.id, str) else m.id)}
    source = re.sub(r"{% trans.*?endtrans %}", "", path.read_text("utf-8").replace(BRAND, ""), flags=re.DOTALL)
    for _, kind, text in Environment(extensions=["jinja2.ext.i18n"]).lex(source):
        if kind == "string":
            assert not HAN.search(text) or literal_eval(text) in messages | TYPED, text
        elif kind == "data":
            assert not HAN.search(text), text


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_a_catalog_has_every_message_and_no_other(path: Path) -> None:
    catalog, used = read_catalog(path), messages_in_use()
    ids = {(m.context, m.id) for m in used if m.id}
    assert len(ids) > 300
    assert ids == {(m.context, m.id) for m in catalog if m.id}, "run make messages"
    assert untranslated(catalog) == []
    assert not [m.id for m in catalog if m.fuzzy and m.id]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_translations_name_no_place_that_is_not_there(path: Path) -> None:
    for message in read_catalog(path):
        ids = (message.id,) if isinstance(message.id, str) else message.id
        places = {place for one in ids for place in PLACES.findall(one)}
        for words in (message.string,) if isinstance(message.string, str) else message.string:
            assert set(PLACES.findall(words)) <= places, words
            assert message.id == "" or not CHINESE.findall(words), words


def test_every_language_but_chinese_has_a_catalog() -> None:
    assert {path.parts[-3] for path in CATALOGS} == set(LANGUAGES) - {"zh"}


@pytest.mark.parametrize(
    "cookie, accepted, expected",
    [
        (None, None, "zh-CN"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        (None, "zh-TW", "zh-CN"),
        (None, "en-US,en;q=0.9,zh;q=0.8", "en"),
        (None, "EN", "en"),
        (None, "en;q=0.3,zh;q=0.7", "zh-CN"),
        (None, "fr-FR,fr;q=0.9", "zh-CN"),
        (None, "fr,en;q=0.5", "en"),
        (None, "en;q=0, *", "zh-CN"),
        (None, "\x00;;q=,,", "zh-CN"),
        ("zh", "en", "zh-CN"),
        ("en", "zh", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(
    client: FlaskClient, cookie: str | None, accepted: str | None, expected: str
) -> None:
    if cookie:
        client.set_cookie("lang", cookie)
    response = client.get("/help", headers={"Accept-Language": accepted} if accepted else {})
    assert f'<html lang="{expected}">' in response.text
    assert response.headers["Content-Language"] == expected
    assert {"Accept-Language", "Cookie"} <= set(response.vary)


@pytest.mark.parametrize(
    "url", ["/search?q=养老&section=市级动态&page=2", "/people?q=%E8%B4%BA", "/nowhere/a%3Fb%23c", "/"]
)
def test_the_switch_stays_on_the_page_and_is_remembered(client: FlaskClient, url: str) -> None:
    form = re.search(
        r'<form class="lang" action="(.+?)"><input type="hidden" name="to" value="(.+?)">', client.get(url).text
    )
    assert form
    to = form[2].replace("&amp;", "&")
    response = client.get(form[1], query_string={"to": to})
    assert (response.status_code, form[1]) == (303, "/lang/en")
    assert client.get(response.headers["Location"]).headers["Content-Language"] == "en"
    assert client.get(response.headers["Location"]).status_code == client.get(url).status_code
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(response.headers["Set-Cookie"].split("; "))
    client.get("/lang/zh")
    assert client.get(to).headers["Content-Language"] == "zh-CN"
    assert quote(url, safe="/?&=+:%") == quote(to, safe="/?&=+:%")


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "/\n/evil.example", "javascript:alert(1)", "evil", " //evil.example", "/a\r\nSet-Cookie: x=y"],
)  # fmt: skip
def test_the_switch_leads_to_no_other_site(client: FlaskClient, to: str) -> None:
    response = client.get("/lang/en", query_string={"to": to})
    assert response.status_code == 400
    assert "Location" not in response.headers and "Set-Cookie" not in response.headers


def test_data_is_the_same_whatever_the_language(client: FlaskClient) -> None:
    for url in ("/api/v1/search?q=养老&limit=1", "/api/v1/articles/x", "/api/v1/nowhere", "/healthz"):
        answers = [client.get(url, headers={"Accept-Language": tag}) for tag in ("zh", "en")]
        told: list[Any] = [{k: v for k, v in answer.json.items() if k != "took_ms"} for answer in answers]
        assert told[0] == told[1]
        assert "Content-Language" not in answers[1].headers


@pytest.mark.parametrize("form", ["csv", "json", "atom"])
def test_files_are_the_same_whatever_the_language(client: FlaskClient, form: str) -> None:
    url = f"/search.{form}?q=养老&person=贺庆元&from=2024&literal=1"
    files = [client.get(url, headers={"Accept-Language": tag}).text for tag in ("zh", "en")]
    assert files[0] == files[1] and "人物：贺庆元" in files[0]
