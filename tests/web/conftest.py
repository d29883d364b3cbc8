"""A site over the sample index: pages as a reader sees them, with their links, and as a real Chromium shows them."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress.server import create_server

from search.config import Config
from search.searcher import Searcher
from tests.web.chromium import NOWHERE
from web import create_app

_VOID = {"meta", "link", "input", "br", "wbr"}
_DRAWN = {"line", "path", "rect"}  # closed by themselves in SVG
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@dataclass
class Link:
    href: str
    classes: str
    label: str
    rel: str
    current: bool
    text: str = ""
    count: int | None = None  # of a facet value

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.href).path)

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.href).query)


@dataclass
class Page(HTMLParser):
    """A parsed page."""

    url: str
    status: int
    html: str
    headers: dict[str, str]
    links: list[Link] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    heading: str = ""
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._classes: list[str] = []
        self.feed(self.html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "a":
            self.links.append(
                Link(
                    values.get("href") or "",
                    values.get("class") or "",
                    values.get("aria-label") or "",
                    values.get("rel") or "",
                    "aria-current" in values,
                )
            )
        if tag == "mark":
            self.marks.append("")
        if tag not in _VOID:
            self._open.append(tag)
            self._classes.append(values.get("class") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _DRAWN, tag

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(f"/{tag}")
        else:
            self._classes.pop()

    def handle_data(self, data: str) -> None:
        if "a" in self._open:
            self.links[-1].text += data
            if self._classes[-1] == "n":
                self.links[-1].count = int(data.replace(",", ""))
        if "mark" in self._open:
            self.marks[-1] += data
        if "h1" in self._open:
            self.heading += data

    @property
    def total(self) -> int:
        """The number in 养老：43 篇, 人物：20 项."""
        return int(self.heading.rpartition("：")[2].removesuffix(" 篇").removesuffix(" 项").replace(",", ""))

    def to(self, path: str) -> list[Link]:
        """The links to a path, without regard to the query string."""
        return [link for link in self.links if link.path == path]


class Site:
    """Fetches pages by address, as a browser without scripts does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, **query: str | list[str]) -> Page:
        address = urljoin("/", url.partition("#")[0])
        response = self.client.get(address, query_string=query or None, buffered=True)
        drawn = response.content_type.startswith("text/html")
        text = response.get_data(as_text=True) if drawn else ""
        return Page(url, response.status_code, text, dict(response.headers))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """As while a page in this language is made."""
    with Flask(__name__).test_request_context(headers={"Accept-Language": code}):
        yield


@pytest.fixture
def app(config: Config, searcher: Searcher) -> Flask:
    return create_app(config, searcher)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site(client: FlaskClient) -> Site:
    return Site(client)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        reason = "no Chromium on this machine"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright  # of a second, which other tests should not wait for

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(config: Config, searcher: Searcher) -> Iterator[str]:
    with served(create_app(config, searcher)) as found:
        yield found


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app behind a real server on a free port."""
    server = create_server(app, host="127.0.0.1", port=0)
    stop = threading.Event()

    def serve() -> None:
        # server.run() has no end but a signal; its sockets may only be closed by the thread that waits on them.
        while not stop.is_set():
            server.asyncore.loop(timeout=0.1, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(server._map)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stop.set()
    thread.join(10)


@pytest.fixture(params=[(size, script) for size in SIZES for script in (True, False)], ids=str)
def page(request: Any, chromium: Any, address: str) -> Iterator[Any]:
    size, script = request.param
    with tab_of(chromium, address, viewport=SIZES[size], java_script_enabled=script) as tab:
        tab.phone, tab.scripted = size == "phone", script
        yield tab


@contextmanager
def tab_of(chromium: Any, address: str, **options: Any) -> Iterator[Any]:
    """A tab of a browser of its own that fails the test on a console error and on any request to another machine."""
    context = chromium.new_context(base_url=address, **{"locale": "zh-CN", "color_scheme": "light", **options})
    tab = context.new_page()
    complaints: list[str] = []

    def told(message: Any) -> None:
        meant = message.location["url"] == f"{address}{NOWHERE}"  # the browser tells of the status of a page itself
        complaints.extend([message.text] if message.type == "error" and not meant else [])

    tab.on("console", told)
    tab.on("request", lambda sent: complaints.extend([] if sent.url.startswith(address) else [sent.url]))
    # Leaving a page aborts what it is still fetching (its icon).
    tab.on("requestfailed", lambda sent: complaints.extend([] if "ABORTED" in (sent.failure or "") else [sent.url]))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []
