"""All hits of a search to take away, /search.FORMAT?q=…: a table, data, a list of citations for Word, a feed.

Each tells what was asked, when, and of which state of the index.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request, stream_with_context, url_for
from werkzeug.wsgi import FileWrapper

from search.model import to_json
from search.results import FoundDocument, FoundDocuments
from search.takeaway.citations import gb7714
from search.takeaway.document import Kind, write_document
from search.takeaway.rows import COLUMNS, Cell, csv_lines, hit_row
from search.takeaway.workbook import Workbook
from web.conditions import conditions, in_words
from web.dates import day
from web.language import keep_chinese, number
from web.opened import config, issue_label, searcher
from web.params import request_from, search_url, ungrouped

bp = Blueprint("takeaway", __name__)
bp.before_request(keep_chinese)

FEED = 50  # entries, the newest
_ADDRESS = "地址 address"
_ASKED = ("检索 query", "检索日期 searched", "索引 index")
_HELD = 5_000_000  # bytes of a file that is made before it is sent; a larger one goes to the disk
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "atom": "application/atom+xml; charset=utf-8",
}

SAYS = {
    "csv": "全部命中的表，CSV (all hits as a table, CSV)",
    "xlsx": "全部命中的表，Excel (all hits as a table, Excel)",
    "docx": "全部命中的引文，Word (citations of all hits, Word)",
    "json": "全部命中，连同各篇全文，一行一篇 (all hits with their whole articles, one a line)",
    "atom": "最新的命中，供订阅 (the newest hits as a feed)",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file says of itself."""

    text: str  # the query and every condition, in words
    address: str  # of the page with these hits
    day: dt.date
    found: FoundDocuments

    @property
    def state(self) -> str:
        """The state of the index that was asked."""
        updated = f"，{self.found.updated.astimezone():%Y-%m-%d %H:%M}" if self.found.updated else ""
        return f"第 {self.found.generation} 代{updated}"


@bp.get("/search.csv")
def as_csv() -> Response:
    asked = _asked()
    lines = csv_lines((*COLUMNS, _ADDRESS, *_ASKED), _rows(asked))
    return _file(stream_with_context(lines), "csv", asked)


@bp.get("/search.xlsx")
def as_workbook() -> Response:
    asked = _asked()
    file = _draft()
    with Workbook(file, (*COLUMNS, _ADDRESS, *_ASKED)) as book:
        for row in _rows(asked):
            book.add(row)
    return _file(_sent(file), "xlsx", asked)


@bp.get("/search.docx")
def as_document() -> Response:
    asked = _asked()
    file = _draft()
    write_document(file, _paragraphs(asked))
    return _file(_sent(file), "docx", asked)


@bp.get("/search.json")
def as_json() -> Response:
    asked = _asked()
    return _file(stream_with_context(_json_lines(asked)), "json", asked)


@bp.get("/search.atom")
def as_feed() -> Response:
    """The newest hits, for programs that tell of new ones."""
    asked = _asked(FEED, sort="newest")
    return Response(stream_with_context(_feed(asked)), content_type=TYPES["atom"])


def _asked(most: int | None = None, **changes: Any) -> Asked:
    wanted = replace(ungrouped(request_from(request.args)), **changes)
    results = searcher().search(replace(wanted, limit=0, counted=()))
    return Asked(
        text=in_words(results, conditions(wanted, results, issue_label)),
        address=_absolute(search_url(wanted)),
        day=config().today or dt.date.today(),
        found=searcher().every_hit(wanted, most),
    )


def _absolute(path: str) -> str:
    """An address that works in a file on another machine."""
    return request.host_url.rstrip("/") + path


def _address_of(hit: FoundDocument) -> str:
    if hit.article:
        return url_for("pages.article", article_id=hit.id, _external=True)
    return url_for("pages.issue", issue_id=hit.issue.id, _external=True)


def _rows(asked: Asked) -> Iterator[tuple[Cell, ...]]:
    about = (asked.text, asked.day.isoformat(), asked.state)
    for hit in asked.found.documents:
        row = hit_row(hit.id, hit.title, hit.issue, hit.article, hit.source)
        yield (*row, _address_of(hit), *about)


def _paragraphs(asked: Asked) -> Iterator[tuple[Kind, str]]:
    yield "title", asked.text
    yield "text", f"共 {number(asked.found.total)} 篇，{day(asked.day)}检索，索引{asked.state}。"
    yield "text", asked.address
    for hit in asked.found.documents:
        yield "item", gb7714(hit.title, hit.issue, asked.day, unquote(_address_of(hit)))


def _json_lines(asked: Asked) -> Iterator[bytes]:
    """One object, an article a line."""
    head = {
        "query": asked.text,
        "address": asked.address,
        "searched": asked.day.isoformat(),
        "generation": asked.found.generation,
        "updated": asked.found.updated.isoformat() if asked.found.updated else None,
        "total": asked.found.total,
    }
    before = json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "hits": [\n'
    for hit in asked.found.documents:
        yield before + json.dumps(_hit_json(hit), ensure_ascii=False).encode()
        before = b",\n"
    yield (before if asked.found.total == 0 else b"") + b"\n]}\n"


def _hit_json(hit: FoundDocument) -> Mapping[str, Any]:
    kind = "article" if hit.article else "issue"
    row = {"id": hit.id, "kind": kind, "title": hit.title, "address": _address_of(hit), "issue": to_json(hit.issue)}
    return {**row, "article": to_json(hit.article)}


def _feed(asked: Asked) -> Iterator[bytes]:
    """RFC 4287."""
    updated = (asked.found.updated or dt.datetime.now(dt.UTC)).isoformat()
    own = _absolute(request.full_path.rstrip("?"))
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">'
        f"<title>{escape(asked.text)} · 简报检索</title><id>{escape(own)}</id><updated>{updated}</updated>"
        f'<link rel="self" href={quoteattr(own)}/><link rel="alternate" href={quoteattr(asked.address)}/>'
        "<author><name>简报检索</name></author>\n"
    ).encode()
    for hit in asked.found.documents:
        yield _entry(hit, updated).encode()
    yield b"</feed>\n"


def _entry(hit: FoundDocument, updated: str) -> str:
    printed = hit.issue.date or (hit.article and hit.article.date)
    moment = f"{printed.isoformat()}T00:00:00Z" if printed else updated
    summary = hit.article.body[:200] if hit.article else ""
    return (
        f"<entry><title>{escape(hit.title)}</title><id>urn:jianbao:{quote(hit.id)}</id><updated>{moment}</updated>"
        f"<link href={quoteattr(_address_of(hit))}/><summary>{escape(summary)}</summary></entry>\n"
    )


def _draft() -> BinaryIO:
    return tempfile.SpooledTemporaryFile(_HELD)  # type: ignore[return-value]  # which is one but for its type


def _sent(file: BinaryIO) -> Iterable[bytes]:
    file.seek(0)
    return FileWrapper(file)


def _file(content: Iterable[bytes], form: str, asked: Asked) -> Response:
    """A file to keep, named by what was asked."""
    response = Response(content, content_type=TYPES[form])
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in asked.text)[:40].strip("-") or "all"
    plain = f"jianbao-{asked.day.isoformat()}.{form}"
    named = quote(f"简报检索-{name}-{asked.day.isoformat()}.{form}")
    response.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{named}"
    return response
