"""The lines above the contents -> name, number, date and publisher of the issue, each only if it is printed."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.parser.lines import Line
from search.dates import chinese_number, find_dates
from search.fold import fold, joined

_NUMERAL = r"(\d{1,5}|[〇零一二三四五六七八九十百]{1,7})"
_NUMBER = re.compile(rf"(?<!总)第\s*{_NUMERAL}\s*期")
_TOTAL = re.compile(rf"总\s*第?\s*{_NUMERAL}\s*期")
_YEAR_DIGITS = r"((?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})"
_YEAR = re.compile(rf"[〔\[(【]\s*{_YEAR_DIGITS}\s*年?\s*[〕\])】]|{_YEAR_DIGITS}\s*年度?\s*(?=第)")
_NAMED = re.compile(
    r"简\s*报|简\s*讯|动\s*态|快\s*报|专\s*报|通\s*报|信\s*息|要\s*情|参\s*考|通\s*讯|月\s*报|周\s*报|旬\s*报"
)
_STAFF = re.compile(r"^\s*(?:签\s*发|编\s*辑|责任编辑|主\s*编|审\s*核|校\s*对|编\s*审|值班)")
_MARKS = re.compile(r"内部(?:资料|刊物|文件)|注意保[存密]|不得?外传|机密|秘密")
_BESIDE = " \u3000\t()（）[]〔〕【】,，、:：|｜"
_PUBLISHER = re.compile(r"(?:主办|编印|编发|印发|编|印)$")


@dataclass(frozen=True, slots=True)
class Masthead:
    text: str | None = None  # as printed
    name: str | None = None
    number: int | None = None
    total_number: int | None = None
    year: int | None = None
    date: dt.date | None = None
    publisher: str | None = None


def read_masthead(lines: Sequence[Line]) -> Masthead:
    """What the lines above the contents (or above the first section) print."""
    if not lines:
        return Masthead()
    name = number = total = year = day = publisher = None
    for line in lines:
        folded = fold(line.text)
        if name is None and _is_name(line):
            name = joined(line.text)
            continue
        if found := _TOTAL.search(folded):
            total = total or _integer(found[1])
            folded = folded.replace(found[0], " ")
        if found := _NUMBER.search(folded):
            number = number or _integer(found[1])
        if found := _YEAR.search(folded):
            year = year or _integer(found[1] or found[2])
        if _STAFF.match(line.text):
            continue
        full = [span for span in find_dates(line.text, None) if span.precision == "day" and not span.year_inferred]
        if full and day is None:
            day = full[0].start
            beside = (line.text[: full[0].offset] + line.text[full[0].offset + len(full[0].text) :]).strip()
            publisher = publisher or _publisher(beside)
    return Masthead(
        "\n".join(line.text for line in lines),
        name,
        number,
        total,
        year or (day.year if day else None),
        day,
        publisher,
    )


def _is_name(line: Line) -> bool:
    folded = fold(line.text)
    return (
        bool(_NAMED.search(folded))
        and len(joined(line.text)) <= 30
        and not _NUMBER.search(folded)
        and not (_MARKS.search(folded) or _STAFF.match(folded) or find_dates(line.text, None))
    )


def _publisher(text: str) -> str | None:
    """What stands beside the date: 总编室编 -> 总编室; a number line beside it is none."""
    text = joined(text).strip(_BESIDE)
    if found := _PUBLISHER.search(fold(text)):
        text = text[: found.start()].strip(_BESIDE)
    return text if text and not re.search(r"第.*期|\d", fold(text)) else None


def _integer(numeral: str) -> int | None:
    return int(numeral) if numeral.isdecimal() else chinese_number(numeral)
