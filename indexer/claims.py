"""A bulletin as it was read -> its claim: which issue it says it is, and what tells it from others that say the same.

What is printed decides, squeezed: .doc and .pdf of one issue have other white space, page numbers and running heads.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator

from indexer.naming import REISSUED
from indexer.parser.footer import footer_date
from indexer.parser.furniture import is_page_mark
from indexer.parser.ids import digest
from indexer.parser.lines import split_lines
from search.fold import HAN, fold
from search.ledger.numbering import numbers_of, supplement_of
from search.manifest import Claim
from search.model import Bulletin

_PRINTED_MARK = re.compile(
    rf"(?:^|[^{HAN}]|[期号版份])(?:勘误)?{REISSUED}(?:版|稿|本|件|通知|说明|启事)?(?=$|[^{HAN}])"
    rf"|(?:本期|此期|该期|特此|现予|予以|系|为){REISSUED}"
)
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x200B, 0xFEFF))
_NUMERAL = re.compile(r"[\d一二三四五六七八九十〇]+|[第页共]")
HASH = 16  # hexadecimal digits that stand for a text
_TITLE = 6  # … for a title, among those of one issue


def claim_of(bulletin: Bulletin, *, named: bool) -> Claim:
    """The claim of a bulletin. `named`: its file's name says something of it, being that of no other bulletin."""
    read = bulletin.printed or bulletin
    source = read.source if named else ""
    return Claim(
        issue=read.plain or read.issue.id,
        text=text_hash(read),
        titles=tuple(sorted({digest(article.title)[:_TITLE] for article in read.articles})),
        kind=_kind(read, source),
        mark=read.marked or prints_mark(read),
        day=_last_day(read),
    )


def text_hash(bulletin: Bulletin) -> str:
    """What stands for all that a bulletin prints, however its lines are broken and its pages numbered."""
    text = "".join("".join(_printed(bulletin)).split()).translate(_WIDTH)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH]


def _printed(bulletin: Bulletin) -> Iterator[str]:
    yield bulletin.masthead or ""
    for section in bulletin.sections:
        yield from (section.name or "", *section.titles)
    for article in bulletin.articles:
        yield from (article.section or "", article.title, *article.paragraphs)
    yield bulletin.distribution.text if bulletin.distribution else ""
    yield from (line for line in bulletin.loose if not is_furniture(line, bulletin.masthead))


def is_furniture(line: str, masthead: str | None) -> bool:
    """Whether a line is of the pages, not of what is printed on them: their numbers, rules, the name at their top."""
    if is_page_mark(line.strip()):
        return True
    head = _without_numbers(line)
    return bool(head) and head in _without_numbers(masthead or "")


def _without_numbers(text: str) -> str:
    return _NUMERAL.sub("", "".join(fold(text).split()))


def prints_mark(bulletin: Bulletin) -> bool:
    """Whether the masthead says that this is a corrected version: 更正版, （重印）. No title or name says that."""
    issue = bulletin.issue
    names = [fold("".join(name.split())) for name in (issue.name, issue.publisher) if name]
    titles = {_squeezed(title) for section in bulletin.sections for title in section.titles}
    titles |= {_squeezed(article.title) for article in bulletin.articles}
    lines = [_squeezed(line) for line in (bulletin.masthead or "").splitlines()]
    return any(_PRINTED_MARK.search(_without(line, names)) for line in lines if line not in titles)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _without(line: str, names: list[str]) -> str:
    for name in names:
        line = line.replace(name, " ")
    return line


def _kind(read: Bulletin, source: str) -> str:
    numbers = numbers_of(read.issue, read.masthead)
    supplement = supplement_of(read.issue, read.masthead, source) or ""
    return f"{supplement}/{'-'.join(map(str, numbers))}" if len(numbers) > 1 else supplement


def _last_day(read: Bulletin) -> dt.date | None:
    """The last day that is printed as the issue's own: of its masthead, or that of printing at its end."""
    issue = read.issue
    foot = footer_date(split_lines(read.distribution.text)) if read.distribution else None
    days = [day for day in (issue.date if issue.date_source == "printed" else None, foot) if day]
    return max(days, default=None)
