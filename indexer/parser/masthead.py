"""The lines above the contents -> name, number, date and publisher of the issue, each only if it is printed."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.naming import REISSUED
from indexer.parser.lines import Line
from search.dates import chinese_number, find_dates
from search.fold import HAN, fold, joined

_NUMERAL = r"(\d{1,5}|[〇○零一二三四五六七八九十百]{1,7})"
_ISSUE = r"(?:期|号(?!楼|线))"
_NUMBER = re.compile(
    rf"(?<!总)(?<!总)第{_NUMERAL}{_ISSUE}|(?<![年总\d]){_NUMERAL}期|(?:期[号数]|no\.?)\s*:?\s*{_NUMERAL}"
)
_TOTAL = re.compile(rf"总(?:期数:?|第)?{_NUMERAL}期|总期[数号]?:?第?{_NUMERAL}期?")
_YEAR_DIGITS = r"((?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})"
_YEAR = re.compile(rf"[〔\[(【﹝]{_YEAR_DIGITS}年?[〕\])】﹞]|{_YEAR_DIGITS}年?度?(?=第|总第|\(?第)")
_SURE = "简报|简讯|快报|专报|通报|月报|周报|旬报|日报|摘报|快讯|通讯|要情|内参|参考|专刊|汇编|文摘"
_SURE_NAME = re.compile(rf"(?:{_SURE})$")
_NAMED = re.compile(rf"{_SURE}|动态|信息|交流|工作|情况|之声")
_STAFF = re.compile(
    r"^(?:签发人?|编辑|责任编辑|责编|主编|副主编|总编|审核|审签|审稿|审定|校对|编审|编校|核稿|执行编辑|值班\S{0,4}|供稿|撰稿"
    r"|联系人|联系电话|电话|传真|邮箱|电子邮箱|投稿邮箱|地址|邮编|网址|(?:主管|主办|承办|编印|编发)(?:单位)?)[:：]"
    r"|^(?:签发|编辑|责任编辑|审核|校对)\S{2,4}$"
)
_MARKS = re.compile(
    r"内部(?:资料|刊物|文件|参阅|材料|使用|情况)|注意保[存密管]|不得?外传|机密|秘密|绝密|仅供.{0,6}参[考阅]"
    r"|^编号[:：]|^密级|^增刊$|^特刊$|^专刊$"
)
_REISSUED_NAME = re.compile(rf"[(（【\[〔]\s*{REISSUED}[版稿本件]?\s*[)）】\]〕]$|{REISSUED}[版稿本件]$|再版$")
_BESIDE = " \u3000\t()（）[]〔〕【】,，、:：|｜-—"
_PUBLISHER = re.compile(r"(?:主办|编印|编发|印发|编辑|编制|编|印)$")
_SPACED = re.compile(rf"(?<=[{HAN}\d])[ \t\u00a0\u3000\u2002\u2003]+(?=[{HAN}\d])")
_SPACED_DIGIT = re.compile(r"(?<=\d)[ \u00a0\u3000](?=\d(?:[ \u00a0\u3000]?\d)*[ \u00a0\u3000]?[年月日期])")
_OFFICE = re.compile(r"(?:[局办室厅委部会处科站院组联社]|中心|政府|公司|学校|大学)$")
# What every such line has: most titles have nothing of it, and need no closer look.
_MAY_BE_IMPRINT = re.compile(
    r"[:：﹕期號号密傳传刊參参閱阅]|[nNｎＮ][oOｏＯ]|内\s*部|內\s*部|注\s*意|[签簽]\s*[发發]|[编編]\s*[辑輯]|[审審]\s*核|校\s*[对對]"
    r"|月\s*\S{1,3}\s*\S?日|[\d]\s*[-./．－]\s*\d"
)
NAME_MAX = 30
MARKS_MAX = 24  # characters of 内部资料　注意保存 with what stands beside it
LINE_MAX = 60


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
        if name is None and (found := _name(line.text)):
            name = found
            if len(joined(line.text)) == len(name):
                continue
        folded = _closed_up(line.text)
        if match := _TOTAL.search(folded):
            total = total or _integer(match[1] or match[2])
            folded = folded.replace(match[0], " ")
        if match := _NUMBER.search(folded):
            number = number or _integer(match[1] or match[2] or match[3])
        if match := _YEAR.search(folded):
            year = year or _integer(match[1] or match[2])
        if _STAFF.match(folded):
            continue
        printed = printed_date(line.text)
        if printed is not None and day is None:
            day, beside = printed
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


def printed_date(text: str) -> tuple[dt.date, str] | None:
    """A full date on a line, letter-spaced or not, and what stands beside it."""
    text = _SPACED_DIGIT.sub("", text)
    full = [span for span in find_dates(text, None) if span.precision == "day" and not span.year_inferred]
    if not full:
        text = _SPACED.sub("", text).replace("O", "〇").replace("Ｏ", "〇")
        full = [span for span in find_dates(text, None) if span.precision == "day" and not span.year_inferred]
    if not full:
        return None
    span = full[0]
    return span.start, (text[: span.offset] + text[span.offset + len(span.text) :]).strip()


def is_masthead_line(line: Line) -> bool:
    """Whether a line above the first heading says what issue this is, or who made it."""
    if line.prose or len(line.text) > LINE_MAX:
        return False
    return is_imprint(line) or bool(_name(line.text) and _SURE_NAME.search(_closed_up(line.text)))


def is_imprint(line: Line) -> bool:
    """A line of staff, of marks, of nothing but numbers, a date and a publisher; never a title that has a date."""
    if line.prose or len(line.text) > LINE_MAX or not _MAY_BE_IMPRINT.search(line.text):
        return False
    text = _closed_up(line.text)
    if _STAFF.match(text) or _MARKS.search(text) and len(text) <= MARKS_MAX:
        return True
    rest = _NUMBER.sub(" ", _TOTAL.sub(" ", text))
    rest = _YEAR.sub(" ", rest)
    printed = printed_date(rest)
    rest = printed[1] if printed else rest
    if rest == text:
        return False
    rest = rest.strip(_BESIDE)
    return (
        not rest
        or len(rest) <= NAME_MAX
        and (_PUBLISHER.search(rest) or _OFFICE.search(rest) or _SURE_NAME.search(rest)) is not None
    )


def _closed_up(text: str) -> str:
    """Folded and without the spaces that letter-spacing puts in."""
    return _SPACED.sub("", re.sub(r"\s*([〔〕\[\]()（）【】:：])\s*", r"\1", fold(text)))


def _name(text: str) -> str | None:
    """The name on a line, alone or with the number beside it: 岚州民政简报　　第3期."""
    folded = fold(joined(text))
    if _MARKS.search(_closed_up(text)) or _STAFF.match(_closed_up(text)):
        return None
    parts = [joined(text)] if len(joined(text)) <= NAME_MAX else []
    beside = re.match(r"\s*(\S.*?)[\s(（〔\[【]*(?:第|总第|(?:19|20)\d\d年|[〔\[【(（]\s*(?:19|20)\d\d)", joined(text))
    if _NUMBER.search(_closed_up(text)) or _TOTAL.search(_closed_up(text)):
        parts = [beside[1]] if beside else []
    for part in parts:
        bare = fold(part).strip("《》“”")
        if (
            _NAMED.search(bare)
            and len(part) <= NAME_MAX
            and not find_dates(text, None)
            and not re.search(r"[:：。，；]", folded)
        ):
            return _bare_name(part)
        if (
            _NAMED.search(bare)
            and beside
            and part == beside[1]
            and bare.endswith(("报", "讯", "参", "动态", "信息", "要情"))
        ):
            return _bare_name(part)
    return None


def _bare_name(part: str) -> str:
    """岚州民政简报（更正版） is called as the issue that it corrects."""
    name = part.strip("《》“” ")
    return _REISSUED_NAME.sub("", name).strip("《》“” ") or name


def _publisher(text: str) -> str | None:
    """What stands beside the date: 总编室编 -> 总编室; a number line beside it is none."""
    text = re.sub(r"(?:总?第|[〔\[(（]).*期[)）]?", "", joined(text)).strip(_BESIDE)
    if found := _PUBLISHER.search(fold(text)):
        text = text[: found.start()].strip(_BESIDE)
    return text if text and not re.search(r"第.*期|\d", fold(text)) else None


def _integer(numeral: str) -> int | None:
    return int(numeral) if numeral.isdecimal() else chinese_number(numeral)
