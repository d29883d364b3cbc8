"""A .jsonl file -> the bulletins it holds: `parse` objects, one a line; what can be derived may be left out.

The way in for exports of other systems. An article needs a title and its paragraphs (or `body`, a line a paragraph);
ids, positions and sections are derived where they are absent, people and dates are always found anew. Ids of articles
that do not begin with their issue's are put after it: another issue may have an article 1 too. Of a bulletin that staff
corrected what was read is taken, `printed`, and `corrections` are carried out on it again.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from indexer.corrections import FAILED
from indexer.editions import under
from indexer.errors import Rejected
from indexer.parser.ids import article_ids, issue_id
from indexer.parser.lines import OUTER_CHARS
from indexer.parser.masthead import Masthead
from indexer.reader.text import decode_text
from search.corrections import CORRECTION_COLUMNS, Correction, correction_of
from search.model import Bulletin, DateSource, Issue, bulletin_from_json

_Row = Mapping[str, Any]
Lines = Callable[[], Iterator[tuple[int, str]]]  # those of a file that are not blank, numbered; each time anew


def read_jsonl(data: bytes, source: str, sha256: str) -> Iterator[Bulletin]:
    """The bulletins of the file, in order, one at a time: an export of an archive is larger than its text.

    Raises Rejected before the first of them, with the number of the first line that is none.
    """
    return bulletins_in(held_lines(data), source, lambda: sha256)


def bulletins_in(lines: Lines, source: str, sha256: Callable[[], str]) -> Iterator[Bulletin]:
    """The bulletins of these lines; `sha256` is asked after they were gone through once."""
    bulletins = 0
    for number, line in lines():
        try:
            _bulletin(_parsed(line), source, "")
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise Rejected(
                "damaged",
                f"第 {number} 行不是一期简报（{_told(error)}）；请对照 README 中的 parse 格式改正 (not a bulletin)",
            ) from error
        bulletins += 1
    if not bulletins:
        raise Rejected("empty", "文件里没有一期简报；请检查是否导出完整 (no bulletin)")
    digest = sha256()
    return (_bulletin(_parsed(line), source, digest) for _, line in lines())


def held_lines(data: bytes) -> Lines:
    """The lines of a file that is held; Rejected where it is no text."""
    text = decode_text(data)
    return lambda: _lines(text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start, number = 0, 1
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := text[start:end].strip():
            yield number, line
        start, number = end + 1, number + 1


def _told(error: Exception) -> str:
    return f"缺少 {error.args[0]}" if isinstance(error, KeyError) else str(error)[:200]


def _parsed(line: str) -> _Row:
    try:
        row = json.loads(line)
    except RecursionError as error:
        raise ValueError("括号套得太深") from error
    if not isinstance(row, dict):
        raise TypeError("不是 JSON 对象")
    return row


def _bulletin(row: _Row, source: str, sha256: str) -> Bulletin:
    """A bulletin as it was read, with the corrections that came along."""
    printed = row.get("printed")
    if printed is not None and not isinstance(printed, dict):
        raise TypeError("printed 不是对象")
    read = _as_read(printed or row, source, sha256)
    bulletin = replace(read, corrections=tuple(map(_correction, _rows(row, "corrections"))))
    plain = row.get("plain")
    return under(replace(bulletin, plain=plain), plain) if isinstance(plain, str) and _is_id(plain) else bulletin


def _correction(row: _Row) -> Correction:
    return correction_of({name: _text(row.get(name) or "", name) for name in CORRECTION_COLUMNS})


def _as_read(row: _Row, source: str, sha256: str) -> Bulletin:
    articles = [_article(a, n) for n, a in enumerate(_rows(row, "articles"), start=1)]
    if not articles:
        raise ValueError("articles 是空的")
    issue = _issue(row.get("issue") or {}, [a["title"] for a in articles])
    derived = article_ids(issue["id"], [(a["title"], "\n".join(a["paragraphs"])) for a in articles])
    given = [a.get("id") for a in articles]
    whole = all(isinstance(g, str) and _is_id(g) for g in given) and len(set(given)) == len(given)
    kept = [_below(issue["id"], g) for g in given] if whole else derived
    articles = [a | {"id": one} for a, one in zip(articles, kept, strict=True)]
    whole_row = {
        "issue": issue,
        "articles": articles,
        "sections": _sections(row, articles),
        "masthead": _text(row["masthead"], "masthead") if row.get("masthead") else None,
        "distribution": _distribution(row["distribution"]) if row.get("distribution") else None,
        "loose": _texts(row, "loose"),
        "marked": row.get("marked") is True,
        "warnings": [_warning(w) for w in _rows(row, "warnings") if w.get("code") != FAILED],
        "withdrawn": _texts(row, "withdrawn"),
    }
    bulletin = bulletin_from_json(whole_row)
    return replace(
        bulletin,
        source=source,
        sha256=sha256,
        articles=tuple(replace(a, date=a.date or bulletin.issue.date) for a in bulletin.articles),
    )


def _below(issue: str, given: Any) -> str:
    return given if given.startswith(f"{issue}-") else f"{issue}-{given}"


def _rows(row: _Row, name: str) -> list[dict[str, Any]]:
    found = row.get(name) or []
    if not isinstance(found, list) or not all(isinstance(f, dict) for f in found):
        raise TypeError(f"{name} 不是对象的列表")
    return found


def _article(row: _Row, number: int) -> dict[str, Any]:
    """An article with what is required, checked; what the index derives itself is left out."""
    title = row["title"]
    paragraphs = row.get("paragraphs")
    if paragraphs is None:
        paragraphs = _text(row["body"], "body").split("\n")
    if not isinstance(paragraphs, list):
        raise TypeError(f"第 {number} 篇的 paragraphs 不是列表")
    lines = (line.strip(OUTER_CHARS) for p in paragraphs for line in _text(p, "paragraphs").split("\n"))
    section = row.get("section")
    return {
        "id": row.get("id"),
        "position": number,
        "section": None if section is None else _text(section, "section").strip(OUTER_CHARS) or None,
        "title": _filled(title, f"第 {number} 篇的 title"),
        "title_in_body": bool(row.get("title_in_body", True)),
        "date": _day(row.get("date")),
        "paragraphs": [line for line in lines if line],
    }


def _distribution(row: _Row) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError("distribution 不是对象")
    return {"text": _filled(row["text"], "distribution 的 text"), "to": _texts(row, "to"), "cc": _texts(row, "cc")}


def _warning(row: _Row) -> dict[str, Any]:
    return {
        "code": _filled(row["code"], "warnings 的 code"),
        "message": _text(row.get("message", ""), "message"),
        "line": _whole(row.get("line"), "line"),
    }


def _issue(row: _Row, titles: Sequence[str]) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError("issue 不是对象")
    date = _day(row.get("date"))
    numbers = {name: _whole(row.get(name), name) for name in ("number", "total_number", "year")}
    name, publisher = (_text(row[n], n) if row.get(n) else None for n in ("name", "publisher"))
    day = dt.date.fromisoformat(date) if date else None
    year = numbers["year"] or (day.year if day else None)
    printed = Masthead(name=name, number=numbers["number"], total_number=numbers["total_number"], year=year, date=day)
    given = row.get("id")
    issue = Issue(id=given if isinstance(given, str) and _is_id(given) else issue_id(printed, titles), year=year)
    source = row.get("date_source")
    return {
        **numbers,
        "id": issue.id,
        "name": name,
        "publisher": publisher,
        "year": issue.year,
        "date": date,
        "date_source": source if source in get_args(DateSource) else "printed" if date else None,
    }


def _sections(row: _Row, articles: Sequence[_Row]) -> list[dict[str, Any]]:
    """As given, else as the articles follow each other."""
    given = _rows(row, "sections")
    if given:
        return [
            {"name": None if s.get("name") is None else _text(s["name"], "name"), "titles": _texts(s, "titles")}
            for s in given
        ]
    found: list[dict[str, Any]] = []
    for article in articles:
        if not found or found[-1]["name"] != article["section"]:
            found.append({"name": article["section"], "titles": []})
        found[-1]["titles"].append(article["title"])
    return found


def _is_id(text: str) -> bool:
    return bool(text) and len(text) <= 200 and not any(c in "/\\" or c.isspace() or not c.isprintable() for c in text)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} 不是文字")
    return value.encode("utf-8", "replace").decode()  # half of a pair can be neither stored nor shown


def _texts(row: _Row, name: str) -> list[str]:
    values = row.get(name) or []
    if not isinstance(values, list):
        raise TypeError(f"{name} 不是列表")
    return [_text(value, name) for value in values]


def _filled(value: Any, name: str) -> str:
    text = _text(value, name).strip(OUTER_CHARS)
    if not text.strip():
        raise ValueError(f"{name} 是空的")
    return text


def _whole(value: Any, name: str) -> int | None:
    if value is None or isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{name} 不是整数")


def _day(value: Any) -> str | None:
    return dt.date.fromisoformat(_text(value, "date")).isoformat() if value else None
