"""Date expressions of official prose -> DateSpans, for bulletins and queries alike; days -> office Chinese.

Only what names its days is a date: 近日, 春节前夕, 本月4日 and half-open periods (1949年以来, 3月31日前) are left out.
One regular expression, _DATE, knows the forms, and `_read` gives the days of a match once its first year is known;
`find_dates` and `parse_date_clause` differ in how they choose a year that is not printed.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from search.model import DateSpan, Precision

_D = "0-9０-９"
_H = "〇○零一二三四五六七八九十廿卅"
_S = "[ \\t\u00a0\u2002-\u200b\u3000]{0,4}"
_TO = f"{_S}(?:至|到|[-－‐-―─~～〜∼]{{1,2}}){_S}"
_YEAR = f"(?:[{_D}]{{4}}|[〇○零一二三四五六七八九]{{4}})"
_MONTH = f"(?:[{_D}]{{1,2}}|元|[{_H}]{{1,3}})"
_DAY = f"(?:[{_D}]{{1,2}}|[{_H}]{{1,3}})"
_SIGN = f"{_S}[日号號](?!龄)"
_HOURS = "(?:[（(](?:星期|周|礼拜)[一二三四五六日天][）)])?(?:上午|下午|中午|凌晨|晚上?)?"  # 1月18日（周二）下午至20日
_QUARTER = "[一二三四1-4１-４]"
_FOLLOWING = "次年|翌年|第二年|转年"

_DATE = re.compile(
    rf"""
    (?<![{_D}])(?<![{_D}][.．,/:])(?<!第)(?<!连续)
    (?:
      # 2022-01-18, 2022.1.18至20
      (?<![A-Za-z._/-])
      (?P<iso>(?P<iso_y>[{_D}]{{4}})(?P<sep>[-/.．])(?P<iso_m>[{_D}]{{1,2}})(?P=sep)(?P<iso_d>[{_D}]{{1,2}}))
      (?![{_D}]|(?P=sep)[{_D}])
      (?:{_TO}(?:(?:(?P<iso_y2>[{_D}]{{4}})(?P=sep))?(?P<iso_m2>[{_D}]{{1,2}})(?P=sep))?(?P<iso_d2>[{_D}]{{1,2}})
         (?![{_D}]|[-/.．:年月][{_D}]))?
    |
      # 2021-2025年
      (?P<y_from>{_YEAR}){_TO}(?P<y_to>{_YEAR}){_S}年
    |
      (?P<lunar>农历|阴历|旧历)?
      (?:(?P<y>{_YEAR}|[{_D}]{{2}}(?={_S}年{_S}[{_D}]{{1,2}}{_S}月{_S}[{_D}]{{1,2}}{_S}日)){_S}年
        |(?P<rel>今年|本年|去年|上年|上一年|前年|明年|来年|同年|当年|{_FOLLOWING}|每年|历年|往年|常年))?
      (?:
        # 1月18日至20日, 1月上旬, 1—10月
        {_S}
        (?P<head>(?P<m>{_MONTH}){_S}
          (?:月(?!龄)(?P<fen>份)?
             (?:{_S}(?:(?P<d>{_DAY})(?:{_SIGN}
                                      |(?={_TO}(?:{_MONTH}{_S}月{_S})?{_DAY}{_SIGN})
                                      |(?=(?:{_S}[、和]{_S}{_DAY})+{_SIGN}))
                |(?P<xun>上中旬|中下旬|[上中下]旬)))?
            |(?={_TO}{_MONTH}{_S}月(?!龄))))
        (?:{_HOURS}{_TO}
           (?:(?:(?P<y2>{_YEAR}){_S}年|(?P<rel2>{_FOLLOWING}|今年|明年|同年|当年)){_S})?
           (?:(?P<m2>{_MONTH}){_S}月(?!龄)份?)?
           (?:{_S}(?P<d2>{_DAY}){_SIGN}|{_S}(?P<xun2>上中旬|中下旬|[上中下]旬)|(?(m2)|(?!))))?
      |
        # 一季度, 一至三季度, 前8个月, 上半年
        {_S}
        (?P<part>
           (?:第?(?P<q>{_QUARTER})(?:{_S}(?:至|到|[-－—~～、]){_S}第?(?P<q2>{_QUARTER}))?|首)季度
          |(?P<q_first>首)季
          |第(?P<q_short>{_QUARTER})季
          |前(?P<q_count>[二两三23２３])个?季度
          |前(?P<m_count>{_MONTH})个月
          |(?P<half>[上下])半年)
      |
        # 2022年, 2021年至2025年
        (?(y)|(?(rel)|(?!)))(?!代|历史|的历史|之久|以[上下]|左右)
        (?:{_TO}(?P<y3>{_YEAR}){_S}年)?
      )
    )
    """,
    re.VERBOSE,
)
# Where a date may begin. The search for these characters is fast; _DATE alone would be tried at every character.
_START = re.compile(
    rf"[{_D}{_H}元今本去上前明来同当次翌第转每历往常农阴旧首下]"
    rf"(?=[{_D}{_H}年月季半历一二两三四首\s\u200b至到、./．～〜∼~‐-―─－-])"
)
# 1月18日 | 、20日 | 和22日至23日
_CHAIN = re.compile(
    rf"{_HOURS}{_S}(?:[、，,和及与]|以及){_S}(?P<text>(?P<d>{_DAY})"
    rf"(?:{_SIGN}(?![内游])(?:{_TO}(?P<d2>{_DAY}){_SIGN})?|(?=(?:{_S}[、和]{_S}{_DAY})+{_SIGN})))"
)
# Half-open: a deadline or a beginning is not when something happened. Not in 1月18日前往, 2022年后勤.
_OPEN = re.compile(
    rf"(?:[底末初]|(?:下班|[{_D}]{{1,2}}[时点]))?"
    r"(?:以[来前后]|之[前后]|[至迄]今(?!年)|来(?=[，,。；：、\s]|$)"
    rf"|前(?![往来去赴沿台线期半{_D}{_H}两])|后(?![勤续方期备者代卫台半来]))"
)
# What directly precedes a date without a year may place it: 将于当地时间7月26日, 今天（1月5日）.
_AHEAD = re.compile(r"(?:(?:将|拟|计划|预计|预定|决定)[于在自从]?|定于|定在)(?:当地时间|北京时间)?\s*$")
_TODAY = re.compile(r"[今昨明前][天日晚晨早][（(]\s*$")
_SENTENCE_END = re.compile(r"[。！？；\n]")
_ISO_DAY = re.compile(f"[{_D}]{{4}}[-/.．][{_D}]")
_ISO_PART = re.compile(f"([{_D}]{{4}})(?:[-/]([{_D}]{{1,2}}))?")  # 2022, 2022-01: dates only where one is asked for
_ISO_RANGE = re.compile(r"(.+?)\s*(?:\.\.+|…+|至|到)\s*(.+)")
_SEASON = re.compile(
    rf"(?:(?P<y>{_YEAR}){_S}年|(?P<rel>今年|本年|去年|上年|前年|明年|来年)){_S}(?P<season>[春夏秋冬])[天季]?"
)

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_UNITS = re.compile(
    r"(?:(?P<k>[一二两三四五六七八九])千)?(?:(?:(?<=千))?(?P<h>[一二两三四五六七八九])百)?"
    r"(?:(?:(?<=千)[零〇])?(?P<t>[一二三四五六七八九])?(?P<ten>十))?"
    r"(?:(?:(?<=[千百])[零〇]|(?<![千百]))(?P<one>[一二三四五六七八九]))?"
)
_XUN = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}  # the first of three months
_MONTHS_AGO = {"本月": 0, "这个月": 0, "当月": 0, "上月": 1, "上个月": 1, "下月": -1, "下个月": -1}
_YEARS_AGO = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2, "明年": -1, "来年": -1}

# The year of a date without one, seen from the issue (measured on 20,000 such dates of a news archive): the nearest,
# announcements included. But across New Year only a day of the coming weeks is next year's: 3月5日 in a December
# issue looks back, unless the words before it look ahead (计划于3月5日).
_HALF_YEAR = dt.timedelta(days=183)
_NINE_MONTHS = dt.timedelta(days=274)
_FEW_WEEKS = dt.timedelta(days=42)
_RECENT = dt.timedelta(days=800)


Days = tuple[dt.date, dt.date]  # both ends included


@dataclass(frozen=True, slots=True)
class _Reading:
    """A match understood."""

    start: dt.date
    end: dt.date
    precision: Precision
    stop: int  # where it ends in the text: an impossible second part is left unread


@dataclass(frozen=True, slots=True)
class _Context:
    """What a text said so far about years."""

    reference: dt.date | None  # the date of the issue
    anchor: dt.date | None = None  # the last date printed with its year, a month at least
    anchor_stop: int = 0  # where that ends
    year: int | None = None  # of the last date, whatever its precision: 同年, 次年


def chinese_number(text: str) -> int | None:
    """十二, 二十一, 一百零三, 〇九, 二〇二二, ２１ or 21 as a number; None if `text` is none or above 9999 in words."""
    return _number(text) if len(text) < 16 else None


@lru_cache(maxsize=1024)
def _number(text: str) -> int | None:
    if re.fullmatch(f"[{_D}]+", text):
        return int(text)
    if text and all(c in _DIGITS and c != "两" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    m = _UNITS.fullmatch(text.replace("廿", "二十").replace("卅", "三十"))
    if not m or not text:
        return None
    tens = _DIGITS[m["t"]] if m["t"] else int(bool(m["ten"]))
    thousands, hundreds, ones = (_DIGITS[m[unit] or "零"] for unit in ("k", "h", "one"))
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def find_dates(text: str, reference: dt.date | None) -> tuple[DateSpan, ...]:
    """Every date printed in `text`, in order; `reference`, the date of the issue, gives the years not printed.

    A date without a year takes the one that brings it nearest to the issue (see _HALF_YEAR). The year of the last date
    printed with one goes before that in the same sentence (2023年2月和4月), and later on where the nearest would lie
    months after the issue: in January, 2023年4月…。5月… still looks back. Without `reference` it alone counts; without
    either, the date is left out.
    """
    if "年" in text or "月" in text or "季度" in text or "半年" in text or _ISO_DAY.search(text):
        return tuple(_dates(text, reference))
    return ()


def _dates(text: str, reference: dt.date | None) -> Iterator[DateSpan]:
    context = _Context(reference)
    position = 0
    while start := _START.search(text, position):
        match = _DATE.match(text, start.start())
        if match is None:
            position = start.end()
            continue
        read = _resolve(match, context)
        if read is None:
            # After an impossible first part the second is read again, unless its year went with the first.
            again = match["y2"] or not (match["y"] or match["rel"] or match["lunar"])
            part = "iso" if match["iso_y2"] else "head" if match["head"] and again else 0
            position = match.end(part)
            continue
        reading, inferred, context = read
        position = reading.stop
        if not _OPEN.match(text, position):
            yield _span(text, match.start(), reading, inferred)
        if match["d"] or match["iso"]:
            for offset, following in _enumerated(text, reading):
                position = following.stop
                if not _OPEN.match(text, position):
                    yield _span(text, offset, following, inferred)


def _span(text: str, start: int, reading: _Reading, inferred: bool) -> DateSpan:
    return DateSpan(reading.start, reading.end, text[start : reading.stop], reading.precision, inferred, start)


def _enumerated(text: str, before: _Reading) -> Iterator[tuple[int, _Reading]]:
    """The later days that follow a full one: 1月18日、20日和22日至23日."""
    while match := _CHAIN.match(text, before.stop):
        try:
            start = before.end.replace(day=_value(match["d"]))
            end = before.end.replace(day=_value(match["d2"])) if match["d2"] else start
        except ValueError:
            return
        if not before.end < start <= end:
            return
        before = _Reading(start, end, "day" if start == end else "range", match.end())
        yield match.start("text"), before


def _resolve(match: re.Match[str], context: _Context) -> tuple[_Reading, bool, _Context] | None:
    """The match read with the year it must have, whether that was inferred, and the context after it."""
    this_year = context.reference.year if context.reference else None

    def read(year: int) -> _Reading | None:
        return _read(match, year, this_year)

    if match["lunar"]:
        return None
    printed = _printed_year(match)
    if printed is not None:
        reading = read(printed)
        if reading is None:
            return None
        context = replace(context, year=reading.end.year)
        if match["iso"] or match["m"] or match["part"]:
            context = replace(context, anchor=reading.start, anchor_stop=reading.stop)
        return reading, _short(match), context
    if match["rel"]:
        year = _relative_year(match["rel"], context)
        reading = read(year) if year and match.end() > match.end("rel") else None
    elif _needs_year(match):
        return None
    else:
        reading = _without_year(match, read, context)
    return (reading, True, replace(context, year=reading.end.year)) if reading else None


def _needs_year(match: re.Match[str]) -> bool:
    """Whether the words are a date only with a year: 十月 may be a name, 前三个月 the three months before."""
    if match["m"]:
        return match["m"][0] in _H and not (match["d"] or match["xun"] or match["fen"] or match["m2"])
    return bool(match["m_count"] or match["q_first"] or match["q_short"])


def _printed_year(match: re.Match[str]) -> int | None:
    text = match["y"] or match["iso_y"] or match["y_from"]
    if text is None:
        return None
    return _value(text) + (2000 if _short(match) else 0)


def _short(match: re.Match[str]) -> bool:
    """Whether the year is printed with two digits only (22年1月18日): its century is inferred."""
    return match["y"] is not None and len(match["y"]) == 2


def _relative_year(word: str, context: _Context) -> int | None:
    if word in _YEARS_AGO:
        return context.reference.year - _YEARS_AGO[word] if context.reference else None
    if context.year is None or word.endswith(("每年", "历年", "往年", "常年")):
        return None
    return context.year if word in ("同年", "当年") else context.year + 1


def _without_year(match: re.Match[str], read: Callable[[int], _Reading | None], context: _Context) -> _Reading | None:
    """The reading in the year that `find_dates` promises."""
    text, reference = match.string, context.reference
    before = max(0, match.start() - 12)
    anchored = _after_anchor(read, context)
    if reference is None or (anchored and text[context.anchor_stop : match.start()] in ("、", "和", "及", "与")):
        return anchored
    readings = [r for year in (reference.year - 1, reference.year, reference.year + 1) if (r := read(year))]
    if _AHEAD.search(text, before, match.start()):
        return next((r for r in readings if r.end >= reference - _FEW_WEEKS), None)
    nearest = next((r for r in reversed(readings) if _near(match, r, reference)), None)
    if anchored is None or nearest is None or _TODAY.search(text, before, match.start()):
        return nearest
    if not context.anchor or context.anchor < reference - _RECENT or not _near(match, anchored, reference):
        return nearest
    same_sentence = not _SENTENCE_END.search(text, context.anchor_stop, match.start())
    return anchored if same_sentence or nearest.start > reference + _FEW_WEEKS else nearest


def _after_anchor(read: Callable[[int], _Reading | None], context: _Context) -> _Reading | None:
    """The reading in the year of the last date printed with one, or in the next: prose goes on in time."""
    anchor = context.anchor
    if anchor is None:
        return None
    reading = read(anchor.year)
    return reading if reading and reading.start >= anchor - _HALF_YEAR else read(anchor.year + 1) or reading


def _near(match: re.Match[str], reading: _Reading, reference: dt.date) -> bool:
    """Whether an issue of this date may mean these days without printing the year."""
    months = match["m2"] and not match["d"] and reading.start.month == 1 and reading.end.month > 3
    if match["q_count"] or months:
        return reading.end <= reference + _FEW_WEEKS  # 前三季度, 1—10月 sum up what has passed
    if reading.start.year > reference.year:
        return bool(match["d"]) and reading.start <= reference + _FEW_WEEKS
    return reading.start <= reference + _HALF_YEAR and reading.end <= reference + _NINE_MONTHS


def _read(match: re.Match[str], year: int, this_year: int | None) -> _Reading | None:
    """The days of a match whose first year is `year`; None if there are none such. 至今年3月 needs `this_year`."""
    if not 1800 <= year < 2200:
        return None
    try:
        if match["iso"]:
            reading = _Reading(*_period(year, match["iso_m"], match["iso_d"]), "day", match.end("iso"))
        elif match["m"]:
            first, last = _period(year, match["m"], match["d"], match["xun"])
            precision: Precision = "day" if match["d"] else "xun" if match["xun"] else "month"
            reading = _Reading(first, last, precision, match.end("head"))
        elif match["part"]:
            return _read_part(match, year)
        else:
            return _read_years(match, year)
    except ValueError:
        return None
    if reading.stop == match.end():
        return reading
    end = _range_end(match, reading.start, this_year)
    if end is None or end < reading.start:
        return reading if match["iso"] or "月" in match["head"] else None
    return _Reading(reading.start, end, "day" if reading.start == end else "range", match.end())


def _range_end(match: re.Match[str], start: dt.date, this_year: int | None) -> dt.date | None:
    """The last day of 1月18日至…, or None if there is no such day."""
    printed, word = match["y2"] or match["iso_y2"], match["rel2"]
    month = match["m2"] or match["iso_m2"]
    day = match["d2"] or match["iso_d2"]
    year = start.year
    if printed:
        year = _value(printed)
    elif word in ("今年", "明年") and this_year:
        year = this_year + (word == "明年")
    elif word and word not in ("同年", "当年", "今年"):
        year += 1
    try:
        end = _period(year, month or str(start.month), day, match["xun2"])[1]
        if end < start and month and not printed and not word:  # 12月30日至1月2日
            end = _period(year + 1, month, day, match["xun2"])[1]
    except ValueError:
        return None
    return end if printed or end - start <= dt.timedelta(days=366) else None


def _read_part(match: re.Match[str], year: int) -> _Reading | None:
    """第一季度, 一至三季度, 前三季度, 前8个月, 上半年."""
    first = 1
    precision: Precision = "range"
    if quarter := match["q"] or match["q_first"] or match["q_short"]:
        number = 1 if quarter == "首" else _value(quarter)
        last = _value(match["q2"]) if match["q2"] else number
        if last < number:
            return None
        first, months = number * 3 - 2, (last - number + 1) * 3
        precision = "quarter" if last == number else "range"
    elif match["q_count"]:
        months = _value(match["q_count"]) * 3
    elif match["m_count"]:
        months = _value(match["m_count"])
    else:
        first, months = (1, 6) if match["half"] == "上" else (7, 6)
    if not 1 <= months <= 12:
        return None
    return _Reading(dt.date(year, first, 1), _month(year, first + months - 1)[1], precision, match.end())


def _read_years(match: re.Match[str], year: int) -> _Reading | None:
    last = match["y3"] or match["y_to"]
    end = _value(last) if last else year
    if not year <= end < 2200:
        return None
    return _Reading(dt.date(year, 1, 1), dt.date(end, 12, 31), "range" if last else "year", match.end())


def _period(year: int, month: str, day: str | None, xun: str | None = None) -> Days:
    first, last = _month(year, _value(month))
    if day:
        first = last = first.replace(day=_value(day))
    elif xun:
        start, end = _XUN[xun]
        first, last = first.replace(day=start), last.replace(day=min(end, last.day))
    return first, last


def _month(year: int, month: int) -> Days:
    first = dt.date(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def _months(year: int, month: int, count: int) -> Days:
    """`count` months from a month that may lie outside 1 to 12: month 0 is last December."""
    first, last = year * 12 + month - 1, year * 12 + month + count - 2
    return _month(first // 12, first % 12 + 1)[0], _month(last // 12, last % 12 + 1)[1]


def _value(text: str) -> int:
    number = 1 if text == "元" else _number(text)
    if number is None:
        raise ValueError(text)
    return number


def parse_date_clause(text: str, today: dt.date) -> DateSpan | None:
    """A query clause that is wholly a date; without a year, the latest such period that has begun by `today`."""
    clause = text.strip()
    found = _clause(clause, today)
    if found is None:
        return None
    start, end, precision, inferred = found
    return DateSpan(start, end, text, precision, inferred, 0)


def _clause(clause: str, today: dt.date) -> tuple[dt.date, dt.date, Precision, bool] | None:
    if clause in _MONTHS_AGO:
        return *_months(today.year, today.month - _MONTHS_AGO[clause], 1), "month", True
    if m := _SEASON.fullmatch(clause):
        year = _value(m["y"]) if m["y"] else today.year - _YEARS_AGO[m["rel"]]
        return *_months(year, _SEASONS[m["season"]], 3), "quarter", not m["y"]
    if m := _ISO_RANGE.fullmatch(clause):
        first, last = parse_date_bound(m[1], last=False), parse_date_bound(m[2], last=True)
        if first and last:
            return (first, last, "day" if first == last else "range", False) if first <= last else None
    if (m := _ISO_PART.fullmatch(clause)) and m[2]:
        month = _bounds(clause)
        return (*month, False) if month else None
    match = _DATE.fullmatch(re.sub(r"(?<=年)(?:度|全年)$", "", clause))
    if not match or match["lunar"] or (not match["rel"] and _printed_year(match) is None and _needs_year(match)):
        return None
    printed = _printed_year(match)
    if printed is not None:
        years = [printed]
    elif match["rel"]:
        years = [today.year - _YEARS_AGO[match["rel"]]] if match["rel"] in _YEARS_AGO else []
    else:
        years = list(range(today.year, today.year - 9, -1))  # 2月29日 may be eight years ago
    for year in years:
        reading = _read(match, year, today.year)
        if reading and reading.stop == match.end() and (len(years) == 1 or reading.start <= today):
            return reading.start, reading.end, reading.precision, printed is None or _short(match)
    return None


def parse_date_bound(text: str, *, last: bool) -> dt.date | None:
    """The first (or last) day of 2022-01-18, 2022-01, 2022 or the same in Chinese; None if `text` is none of these."""
    bounds = _bounds(text.strip())
    if bounds is None:
        return None
    return bounds[1] if last else bounds[0]


def _bounds(text: str) -> tuple[dt.date, dt.date, Precision] | None:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # any year at all: "to" may be 9999-12-31
            day = dt.date.fromisoformat(text)
            return day, day, "day"
        if m := _ISO_PART.fullmatch(text):
            year = _value(m[1])
            return (
                (*_month(year, _value(m[2])), "month") if m[2] else (dt.date(year, 1, 1), dt.date(year, 12, 31), "year")
            )
    except ValueError:
        return None
    match = _DATE.fullmatch(text)
    printed = _printed_year(match) if match else None
    reading = _read(match, printed, None) if match and printed is not None else None
    if reading is None or reading.stop != len(text) or reading.precision not in ("day", "month", "year"):
        return None
    return reading.start, reading.end, reading.precision


def format_span(start: dt.date | None, end: dt.date | None) -> str:
    """The days in office Chinese, as short as they can be said: 2022年, 2022年1月, 2022年1月18日至19日.

    Without an end 2022年1月18日起, without a start 截至2022年1月18日.
    """
    if start is None or end is None:
        return f"{_day(start)}起" if start else f"截至{_day(end)}" if end else ""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}年" + (f"至{end.year}年" if end.year != start.year else "")
    whole_months = start.day == 1 and end.day == _month(end.year, end.month)[1].day
    first = f"{start.year}年{start.month}月" if whole_months else _day(start)
    if (start.year, start.month) == (end.year, end.month):
        return first if whole_months or start == end else f"{first}至{end.day}日"
    last = f"{end.month}月" if whole_months else f"{end.month}月{end.day}日"
    return f"{first}至{last}" if start.year == end.year else f"{first}至{end.year}年{last}"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
