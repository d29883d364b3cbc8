"""Values -> the Chinese words of the pages: dates, spans, numbers, the name of an issue. Values in, text out."""

import datetime as dt
import re
from calendar import monthrange

from search.dates import format_span
from search.model import Issue
from search.passages import SharedText
from search.results import Interpretation

CONTAINED = 0.5  # of a text that holds all of an article: where it is less, the text is another, longer one
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")

FIELDS = {
    "date": "日期",
    "issue": "期号",
    "person": "人物",
    "place": "地区",
    "section": "栏目",
    "organization": "单位",
}

SUGGESTION_KINDS = {
    "person": "人物",
    "place": "地区",
    "organization": "单位",
    "section": "栏目",
    "word": "词语",
    "title": "题名",
}

# What reading a file can come upon, by its code; a code that is not here stands for itself.
CODES = {
    "article_missing": "目录所列，正文未见",
    "correction_unused": "更正没有用上",
    "date_not_printed": "未印日期",
    "date_unknown": "日期不明",
    "entities_failed": "人名等未能认出",
    "issue_doubled": "重号",
    "characters_lost": "有字认不出",
    "no_contents": "没有目录",
    "section_differs": "栏目，目录与正文不同",
    "not_in_contents": "目录未列此篇",
    "out_of_order": "次序与目录不同",
    "page_furniture": "页眉页码，未收入正文",
    "section_missing": "正文未印栏目",
    "section_not_in_contents": "目录未列此栏目",
    "subtitle": "副题，未并入题名",
    "title_possible": "疑似另一篇的题名",
    "stray_line": "不知归属的行",
    "title_differs": "题名，目录与正文不同",
    "title_missing": "正文未印题名",
    "binary": "不是文本",
    "bomb": "疑似压缩炸弹",
    "damaged": "已损坏",
    "empty": "空文件",
    "encrypted": "有密码",
    "internal": "程序出错",
    "needs_ocr": "扫描件，须先识字",
    "no_articles": "没有文章",
    "too_large": "过大",
    "too_long": "过长",
    "truncated": "不完整",
    "undecodable": "编码不识",
    "unknown_format": "格式不识",
    "unreadable": "读不出",
}


def code(value: str) -> str:
    """title_missing -> 正文未印题名"""
    return CODES.get(value, value)


def day(value: dt.date) -> str:
    """2022年1月18日"""
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: dt.date) -> str:
    """2022年1月"""
    return f"{value.year}年{value.month}月"


def moment(value: dt.datetime) -> str:
    """2024年6月18日 10:42, by the clock of this machine"""
    local = value.astimezone()
    return f"{day(local)} {local:%H:%M}"


def took(milliseconds: float) -> str:
    """6 毫秒"""
    return "不到 1 毫秒" if milliseconds < 1 else f"{milliseconds:.0f} 毫秒"


def short_day(value: dt.date) -> str:
    """1月18日"""
    return f"{value.month}月{value.day}日"


def short_span(start: dt.date, end: dt.date | None) -> str:
    """1月18日, 1月18–19日, 1月30日–2月2日: the year stands beside it, see `years`."""
    if end is None or end <= start:
        return short_day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.month}月{start.day}–{end.day}日"
    return f"{short_day(start)}–{short_day(end)}"


def years(start: dt.date, end: dt.date | None) -> str:
    """2022年, 2022–2023年"""
    if end is None or end.year <= start.year:
        return f"{start.year}年"
    return f"{start.year}–{end.year}年"


def long_span(start: dt.date, end: dt.date | None) -> str:
    """2022年1月18日, 2022年1月18日至19日, 2022年12月30日至2023年1月2日"""
    if end is None or end <= start:
        return day(start)
    if start.year != end.year:
        return f"{day(start)}至{day(end)}"
    if start.month != end.month:
        return f"{day(start)}至{short_day(end)}"
    return f"{day(start)}至{end.day}日"


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


def reading(value: Interpretation) -> str:
    """A clause that was read as a filter, as its chip says it: 日期：2022年1月"""
    text = value.value
    if value.field == "date":
        text = format_span(*days(value))
    elif value.field == "issue":
        year, _, own = text.rpartition("-")
        text = f"总第{own}期" if year == "total" else f"{year}年第{own}期" if year else f"第{own}期"
    return f"{FIELDS[value.field]}：{text}"


def issue_number(issue: Issue) -> str:
    """2022年第2期, or what else tells the issue from its neighbours: its total number, its day, its id."""
    if issue.number is not None:
        return f"{issue.year}年第{issue.number}期" if issue.year else f"第{issue.number}期"
    if issue.total_number is not None:
        return f"总第{issue.total_number}期"
    return day(issue.date) if issue.date else issue.id


def issue_name(issue: Issue) -> str:
    """临川民政简报 2022年第2期"""
    return f"{issue.name} {issue_number(issue)}" if issue.name else issue_number(issue)


def relation(shared: SharedText) -> str:
    """同文; 同文，改动 2 处; 全文见于其中; 大体相同，约七成; 有相同段落"""
    if shared.relation == "passage":
        return "有相同段落"
    if shared.relation == "variant":
        return f"大体相同，约{_tenths(shared.share)}"
    if shared.share_there < CONTAINED:
        return "全文见于其中"
    return f"同文，改动 {len(shared.differences)} 处" if shared.differences else "同文"


def _tenths(share: float) -> str:
    """0.66 -> 七成"""
    return f"{_DIGITS[min(9, max(1, round(share * 10)))]}成"


def short(text: str, most: int = 80) -> str:
    """The beginning and the end of a long text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most // 2]}……{line[-(most // 2) :]}"


def chinese(message: str) -> str:
    """A message without the English that follows in parentheses for the command line and the API."""
    return re.sub(r"\s*\([ -~]+\)$", "", message)


def number(value: int) -> str:
    """1,682"""
    return f"{value:,}"


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
