"""Articles -> rows of a table for people, and tables as CSV: a list of cells for each, in the order of COLUMNS."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from search.model import Article, Bulletin, Issue, Person

Cell = str | int | None

COLUMNS = (
    "编号 id", "期 issue", "刊名 name", "期号 number", "总期号 total_number", "年 year", "印行日期 issue_date",
    "序 position", "日期 date", "栏目 section", "题名 title", "人物 people", "地区 places", "单位 organizations",
    "字数 length", "文件 source",
)  # fmt: skip
TEXT = "正文 text"  # one more, where it is asked for
_BOM = "\ufeff"  # Excel takes UTF-8 for what it is only with the mark
_RISKY = tuple("=+-@＝＋－＠\t\r")  # a spreadsheet takes a cell that begins so for a formula


def header(*, text: bool) -> tuple[str, ...]:
    return (*COLUMNS, TEXT) if text else COLUMNS


def article_rows(bulletin: Bulletin, *, text: bool = False) -> Iterator[tuple[Cell, ...]]:
    """A row an article, with its text in a last cell if wanted."""
    for article in bulletin.articles:
        row = (*_issue_cells(bulletin.issue, article.id), *_article_cells(article), bulletin.source)
        yield (*row, article.body) if text else row


def hit_row(document: str, title: str, issue: Issue, article: Article | None, source: str) -> tuple[Cell, ...]:
    """The row of a hit: an article, or for None what of an issue lies outside its articles, by its id and title."""
    day = issue.date.isoformat() if issue.date else None
    nothing: tuple[Cell, ...] = (None, day, None, title, None, None, None, None)
    return (*_issue_cells(issue, document), *(_article_cells(article) if article else nothing), source)


def _issue_cells(issue: Issue, document: str) -> tuple[Cell, ...]:
    day = issue.date.isoformat() if issue.date else None
    return document, issue.id, issue.name, issue.number, issue.total_number, issue.year, day


def _article_cells(article: Article) -> tuple[Cell, ...]:
    return (
        article.position,
        article.date.isoformat() if article.date else None,
        article.section,
        article.title,
        "；".join(map(_person, article.people)),
        "；".join(place.name for place in article.places),
        "；".join(organization.name for organization in article.organizations),
        _length(article),
    )


def _person(person: Person) -> str:
    """贺庆元（副市长、市民政局局长）; of namesakes the key: 陈立新@市社会福利院"""
    return person.key + (f"（{'、'.join(person.posts)}）" if person.posts else "")


def _length(article: Article) -> int:
    """Characters of the text, white space aside."""
    return sum(len(part) for paragraph in article.paragraphs for part in paragraph.split())


def guarded(row: Sequence[Cell]) -> list[Cell]:
    """The cells for a file that a spreadsheet reads as if they were typed: text that would be a formula gets an
    apostrophe before it.
    """
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell for cell in row]


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A table as CSV in UTF-8 with the mark by which Excel knows that, a line each."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(_BOM)
    writer.writerow(header)
    for row in rows:
        yield _taken(out)
        writer.writerow(guarded(row))
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return text
