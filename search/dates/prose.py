"""Running text -> the dates printed in it, with the years that are not printed."""

import datetime as dt
import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.dates.grammar import AHEAD, CHAIN, DATE, ISO_DAY, LONE, OPEN, SENTENCE_END, START, TODAY
from search.dates.numbers import value
from search.dates.periods import YEARS_AGO, Days, Reading, is_short, needs_year, printed_year, read_match
from search.model import DateSpan

# The year of a date without one, seen from the issue (measured on 20,000 such dates of a news archive): the nearest,
# announcements included. But across New Year only a day of the coming weeks is next year's: 3月5日 in a December
# issue looks back, unless the words before it look ahead (计划于3月5日).
_HALF_YEAR = dt.timedelta(days=183)
_NINE_MONTHS = dt.timedelta(days=274)
_FEW_WEEKS = dt.timedelta(days=42)
_TWO_MONTHS = dt.timedelta(days=62)
_RECENT = dt.timedelta(days=800)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a text said so far about years."""

    reference: dt.date | None  # the date of the issue
    anchor: dt.date | None = None  # the last date printed with its year, a month at least
    anchor_stop: int = 0  # where that ends
    year: int | None = None  # of the last date, whatever its precision: 同年, 次年


def find_dates(text: str, reference: dt.date | None) -> tuple[DateSpan, ...]:
    """Every date printed in `text`, in order; `reference`, the date of the issue, gives the years not printed.

    A date without a year takes the one that brings it nearest to the issue (see _HALF_YEAR). The year of the last date
    printed with one goes before that in the same sentence (2023年2月和4月), and later on where the nearest would lie
    months after the issue: in January, 2023年4月…。5月… still looks back. Without `reference` it alone counts; without
    either, the date is left out.
    """
    if "年" in text or "月" in text or "季度" in text or "半年" in text or ISO_DAY.search(text):
        found = tuple(_dates(text, reference))
        lone = tuple(_lone_days(text, found, reference)) if "日" in text else ()
        return tuple(sorted((*found, *lone), key=lambda span: span.offset)) if lone else found
    return ()


def _lone_days(text: str, found: tuple[DateSpan, ...], reference: dt.date | None) -> Iterator[DateSpan]:
    """Days printed without their month, after one of the same month and not before it: 1月18日开会。20日走访.

    Only near the issue, or in the same paragraph where its date is not known; 1月28日…3日 stays unresolved.
    """
    offsets = [span.offset for span in found]
    for match in LONE.finditer(text) if found else ():
        index = bisect(offsets, match.start()) - 1
        if index < 0 or OPEN.match(text, match.end()):
            continue
        before = found[index]
        stop = before.offset + len(before.text)
        if before.precision not in ("day", "range") or before.text[-1] not in "日号號" or match.start() < stop:
            continue
        days = _days_of(before.end, match)
        if (
            days
            and before.start <= days[0] <= days[1]
            and _continues(text[stop : match.start()], before, days, reference)
        ):
            yield DateSpan(*days, match[0], "day" if days[0] == days[1] else "range", True, match.start())


def _continues(between: str, before: DateSpan, days: Days, reference: dt.date | None) -> bool:
    """Whether a day without month may be meant in the month of the date before it."""
    if reference is None:
        return "\n" not in between
    return reference - _TWO_MONTHS <= before.start and days[1] <= reference


def _days_of(month: dt.date, match: re.Match[str]) -> Days | None:
    try:
        start = month.replace(day=int(match["d"]))
        return start, start.replace(day=int(match["d2"])) if match["d2"] else start
    except ValueError:
        return None


def _dates(text: str, reference: dt.date | None) -> Iterator[DateSpan]:
    context = _Context(reference)
    position = 0
    while start := START.search(text, position):
        match = DATE.match(text, start.start())
        if match is None:
            position = start.end()
            continue
        read = _resolve(match, context)
        if read is None:
            # After an impossible first part the second is read again, unless its year went with the first.
            again = match["y2"] or not (match["y"] or match["rel"] or match["lunar"])
            position = match.end(_unread(match) if again else "iso" if match["iso_y2"] else 0)
            continue
        reading, inferred, context = read
        position = reading.stop
        if not OPEN.match(text, position):
            yield _span(text, match.start(), reading, inferred)
        if match["d"] or match["iso"]:
            for offset, following in _enumerated(text, reading):
                position = following.stop
                if not OPEN.match(text, position):
                    yield _span(text, offset, following, inferred)


def _unread(match: re.Match[str]) -> str | int:
    """The group after which an impossible date may hold a possible one: 2月30日至|3月2日, 三、|一季度."""
    return next(
        (part for part in ("head", "y_from", "q") if match[part] and (part != "y_from" or match["y_list"])),
        "iso" if match["iso_y2"] else 0,
    )


def _span(text: str, start: int, reading: Reading, inferred: bool) -> DateSpan:
    return DateSpan(reading.start, reading.end, text[start : reading.stop], reading.precision, inferred, start)


def _enumerated(text: str, before: Reading) -> Iterator[tuple[int, Reading]]:
    """The later days that follow a full one: 1月18日、20日和22日至23日."""
    while match := CHAIN.match(text, before.stop):
        try:
            start = before.end.replace(day=value(match["d"]))
            end = before.end.replace(day=value(match["d2"])) if match["d2"] else start
        except ValueError:
            return
        if not before.end < start <= end:
            return
        before = Reading(start, end, "day" if start == end else "range", match.end())
        yield match.start("text"), before


def _resolve(match: re.Match[str], context: _Context) -> tuple[Reading, bool, _Context] | None:
    """The match read with the year it must have, whether that was inferred, and the context after it."""
    this_year = context.reference.year if context.reference else None

    def read(year: int) -> Reading | None:
        return read_match(match, year, this_year)

    if match["lunar"]:
        return None
    printed = printed_year(match)
    if printed is not None:
        reading = read(printed)
        if reading is None:
            return None
        context = replace(context, year=reading.end.year)
        if match["iso"] or match["m"] or match["part"]:
            context = replace(context, anchor=reading.start, anchor_stop=reading.stop)
        return reading, is_short(match), context
    if match["rel"]:
        year = _relative_year(match["rel"], context)
        reading = read(year) if year and match.end() > match.end("rel") else None
    elif needs_year(match):
        return None
    else:
        reading = _without_year(match, read, context)
    return (reading, True, replace(context, year=reading.end.year)) if reading else None


def _relative_year(word: str, context: _Context) -> int | None:
    if word in YEARS_AGO:
        return context.reference.year - YEARS_AGO[word] if context.reference else None
    if context.year is None or word.endswith(("每年", "历年", "往年", "常年")):
        return None
    return context.year if word in ("同年", "当年") else context.year + 1


def _without_year(match: re.Match[str], read: Callable[[int], Reading | None], context: _Context) -> Reading | None:
    """The reading in the year that `find_dates` promises."""
    text, reference = match.string, context.reference
    before = max(0, match.start() - 12)
    anchored = _after_anchor(read, context)
    if reference is None or (anchored and text[context.anchor_stop : match.start()] in ("、", "和", "及", "与")):
        return anchored
    readings = [r for year in (reference.year - 1, reference.year, reference.year + 1) if (r := read(year))]
    if AHEAD.search(text, before, match.start()):
        return next((r for r in readings if r.end >= reference - _FEW_WEEKS), None)
    nearest = next((r for r in reversed(readings) if _near(match, r, reference)), None)
    if anchored is None or nearest is None or TODAY.search(text, before, match.start()):
        return nearest
    if not context.anchor or context.anchor < reference - _RECENT or not _near(match, anchored, reference):
        return nearest
    same_sentence = not SENTENCE_END.search(text, context.anchor_stop, match.start())
    return anchored if same_sentence or nearest.start > reference + _FEW_WEEKS else nearest


def _after_anchor(read: Callable[[int], Reading | None], context: _Context) -> Reading | None:
    """The reading in the year of the last date printed with one, or in the next: prose goes on in time."""
    anchor = context.anchor
    if anchor is None:
        return None
    reading = read(anchor.year)
    return reading if reading and reading.start >= anchor - _HALF_YEAR else read(anchor.year + 1) or reading


def _near(match: re.Match[str], reading: Reading, reference: dt.date) -> bool:
    """Whether an issue of this date may mean these days without printing the year."""
    months = match["m2"] and not match["d"] and reading.start.month == 1 and reading.end.month > 3
    if match["q_count"] or match["m_count"] or match["m_sum"] or months:
        return reading.end <= reference + _FEW_WEEKS  # 前三季度, 1—10月 sum up what has passed
    if reading.start.year > reference.year:
        return bool(match["d"]) and reading.start <= reference + _FEW_WEEKS
    return reading.start <= reference + _HALF_YEAR and reading.end <= reference + _NINE_MONTHS
