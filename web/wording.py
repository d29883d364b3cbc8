"""Values -> the words of the pages, in their language: numbers, codes, the name of an issue. Values in, text out."""

import datetime as dt
import re
from calendar import monthrange

from markupsafe import Markup, escape

from search.ledger import Series
from search.model import Issue
from search.passages import SharedText
from search.results import Interpretation, Same
from web.dates import day, period
from web.language import CHINESE, N_, counted, foreign, gettext, number, pgettext, spoken, zh

CONTAINED = 0.5  # of a text that holds all of an article: where it is less, the text is another, longer one
_IN_ENGLISH = re.compile(r"\s*\((?P<english>[ -~]+)\)$")
_QUOTED = re.compile("“((?:[^“”]|“[^“”]*”)*)”")  # titles may have quotes of their own
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")

# What reading a file can come upon, by its code; a code that is not here stands for itself.
CODES = {
    "article_missing": N_("目录所列，正文未见"),
    "correction_unused": N_("更正没有用上"),
    "date_not_printed": N_("未印日期"),
    "date_unknown": N_("日期不明"),
    "entities_failed": N_("人名等未能认出"),
    "issue_doubled": N_("同号的另一份"),
    "characters_lost": N_("有字认不出"),
    "no_contents": N_("没有目录"),
    "section_differs": N_("栏目，目录与正文不同"),
    "not_in_contents": N_("目录未列此篇"),
    "out_of_order": N_("次序与目录不同"),
    "page_furniture": N_("页眉页码，未收入正文"),
    "section_missing": N_("正文未印栏目"),
    "section_not_in_contents": N_("目录未列此栏目"),
    "subtitle": N_("副题，未并入题名"),
    "title_possible": N_("疑似另一篇的题名"),
    "stray_line": N_("不知归属的行"),
    "title_differs": N_("题名，目录与正文不同"),
    "title_missing": N_("正文未印题名"),
    "binary": N_("不是文本"),
    "bomb": N_("疑似压缩炸弹"),
    "damaged": N_("已损坏"),
    "empty": N_("空文件"),
    "encrypted": N_("有密码"),
    "internal": N_("程序出错"),
    "needs_ocr": N_("扫描件，须先识字"),
    "no_articles": N_("没有文章"),
    "too_large": N_("过大"),
    "too_long": N_("过长"),
    "truncated": N_("不完整"),
    "undecodable": N_("编码不识"),
    "unknown_format": N_("格式不识"),
    "unreadable": N_("读不出"),
}

# What to do about a rejected file. The Chinese of its reason says so, too, and what was found; the English is short.
REMEDIES = {
    "binary": N_("请另存为文本、.docx 或 .pdf 再放入"),
    "bomb": N_("请勿打开，改向来文单位索取原文件"),
    "damaged": N_("请重新拷贝，或打开后另存"),
    "empty": N_("请检查是否拷贝完整；扫描图片请先做文字识别"),
    "encrypted": N_("请打开后去掉密码另存，再放入"),
    "internal": N_("请把此行和文件交给管理程序的人"),
    "needs_ocr": N_("请先做文字识别（OCR）"),
    "no_articles": N_("请检查是否为简报、是否完整"),
    "too_large": N_("请按期拆分后再放入"),
    "too_long": N_("请按期拆分后再放入"),
    "truncated": N_("请重新拷贝或重新下载"),
    "undecodable": N_("请重新另存为 UTF-8"),
    "unknown_format": N_("如是简报，请另存为 .docx 或 .txt，否则请移出"),
    "unreadable": N_("请检查读取的权限，或移出"),
}


def same(value: Same) -> str:
    """同一文件, 同一内容; the same file, the same text"""
    return gettext("同一文件") if value == "bytes" else gettext("同一内容")


def code(value: str) -> str:
    """title_missing -> 正文未印题名; title line not printed"""
    return gettext(CODES[value]) if value in CODES else value


def remedy(value: str) -> str:
    """What to do about a file rejected with this code, where the page does not show the Chinese reason."""
    return gettext(REMEDIES[value]) if foreign() and value in REMEDIES else ""


def kind(value: str) -> str:
    """What is the matter with an issue in the ledger."""
    return {
        "missing": gettext("缺期"),
        "doubled": gettext("重号"),
        "doubtful": gettext("存疑"),
        "reissued": gettext("更正"),
        "withdrawn": gettext("已撤回"),
    }[value]


def field(name: str) -> str:
    """What a filter, or the part of a document, is called beside its value."""
    return {
        "date": pgettext("字段", "日期"),
        "issue": pgettext("字段", "期号"),
        "person": pgettext("字段", "人物"),
        "place": pgettext("字段", "地区"),
        "section": pgettext("字段", "栏目"),
        "organization": pgettext("字段", "单位"),
    }[name]


def suggestion_kinds() -> dict[str, str]:
    """What each kind of suggestion is called."""
    fields = {name: field(name) for name in ("person", "place", "organization", "section")}
    return {**fields, "word": gettext("词语"), "title": gettext("题名")}


def labelled(name: str, value: str, *, excluded: bool = False) -> Markup:
    """日期：2022年1月; Date: January 2022"""
    if excluded:
        return gettext("排除%(field)s：%(value)s", field=field(name), value=value)
    return gettext("%(field)s：%(value)s", field=field(name), value=value)


def took(milliseconds: float) -> str:
    """6 毫秒; 6 ms"""
    if milliseconds < 1:
        return gettext("不到 1 毫秒")
    return gettext("%(n)s 毫秒", n=f"{milliseconds:.0f}")


def last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, monthrange(year, month)[1])


def bounds(start: dt.date | None, end: dt.date | None) -> tuple[str | None, str | None]:
    """Both ends as the shortest of 2022, 2022-01, 2022-01-18 that says the same, equally exact on either side."""
    days = [d for d in (start, end) if d]
    whole_months = (start is None or start.day == 1) and (end is None or end == last_day(end.year, end.month))
    whole_years = whole_months and (start is None or start.month == 1) and (end is None or end.month == 12)
    length = 4 if whole_years else 7 if whole_months else 10
    texts = {d: d.isoformat()[:length] for d in days}
    return (texts[start] if start else None, texts[end] if end else None)


def days(value: Interpretation) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day of a clause that was read as a date: of 2022-01-01..2022-01-31."""
    start, _, end = value.value.partition("..")
    return (dt.date.fromisoformat(start) if start else None, dt.date.fromisoformat(end) if end else None)


def reading(value: Interpretation) -> Markup:
    """A clause that was read as a filter, as its chip says it: 日期：2022年1月"""
    text = value.value
    if value.field == "date":
        return labelled("date", period(*days(value)))
    if value.field == "issue":
        year, _, own = text.rpartition("-")
        return labelled("issue", _whole_number(own) if year == "total" else _own_number(year, own))
    return labelled(value.field, zh(text))


def _own_number(year: str | int | None, own: str | int) -> Markup:
    return gettext("%(year)s年第%(number)s期", year=year, number=own) if year else gettext("第%(number)s期", number=own)


def _whole_number(total: str | int) -> Markup:
    return gettext("总第%(number)s期", number=total)


def issue_number(issue: Issue) -> Markup:
    """2022年第2期, or what else tells the issue from its neighbours: its total number, its day, its id."""
    if issue.number is not None:
        return _own_number(issue.year, issue.number)
    if issue.total_number is not None:
        return _whole_number(issue.total_number)
    return escape(day(issue.date)) if issue.date else zh(issue.id)


def issue_name(issue: Issue) -> Markup:
    """临川民政简报 2022年第2期; 临川民政简报 2022 No. 2"""
    return Markup("%s %s") % (zh(issue.name), issue_number(issue)) if issue.name else issue_number(issue)


def series_title(one: Series) -> Markup:
    """岚州民政简报（增刊，岚州市民政局办公室）"""
    name, *beside = one.title.partition("（")
    return Markup("%s%s") % (zh(name) if one.name else gettext("未印刊名"), zh("".join(beside)))


def relation(shared: SharedText) -> str:
    """同文; 同文，改动 2 处; 全文见于其中; 大体相同，约七成; 有相同段落"""
    if shared.relation == "passage":
        return gettext("有相同段落")
    if shared.relation == "variant":
        return gettext("大体相同，约%(share)s", share=_tenths(shared.share))
    if shared.share_there < CONTAINED:
        return gettext("全文见于其中")
    changes = len(shared.differences)
    return counted("同文，改动 %(n)s 处", changes) if changes else gettext("同文")


def _tenths(share: float) -> str:
    """0.66 -> 七成; 70%"""
    tenths = min(9, max(1, round(share * 10)))
    return f"{tenths}0%" if foreign() else f"{_DIGITS[tenths]}成"


def short(text: str, most: int = 80) -> str:
    """The beginning and the end of a long text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most // 2]}……{line[-(most // 2) :]}"


def told(message: str, *, begins: bool = True) -> Markup:
    """A message 中文 (English) in the language of the page; what the Chinese quotes stays with the English.

    `begins`: it stands by itself, and not among others in a line.
    """
    found = _IN_ENGLISH.search(message)
    if spoken() is CHINESE or not found:
        return zh(message[: found.start()] if found else message)
    english = found["english"]
    quoted = [piece for piece in _QUOTED.findall(message[: found.start()]) if piece not in english]
    pieces = Markup(", ").join(Markup("“%s”") % zh(piece) for piece in quoted)
    sentence = english[0].upper() + english[1:] if begins else english
    return Markup("%s: %s") % (sentence, pieces) if quoted else escape(sentence)


def spelled(value: int) -> str:
    """1682 -> 一千六百八十二; 1,682"""
    return number(value) if foreign() else han_number(value)


def han_number(value: int) -> str:
    """1682 -> 一千六百八十二, 23906 -> 二万三千九百零六"""
    if value == 0:
        return _DIGITS[0]
    text = ""
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = value // 10 ** (4 * index) % (10**4 if index < len(_GROUPS) - 1 else 10**8)
        if group:
            gap = text != "" and group < 1000
            text += ("零" if gap else "") + _han_group(group) + _GROUPS[index]
    return text.removeprefix("一") if text.startswith("一十") else text


def _han_group(value: int) -> str:
    if value >= 10**4:
        return han_number(value)
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0 and text != ""
    return text
