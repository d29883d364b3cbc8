"""Issues of one series -> its years, each a row of numbers with what is missing, doubled or doubtful in it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from search.ledger.held import Held, numbers_in
from search.ledger.values import Entry, Kind, LedgerYear
from search.model import Issue

MAX_GAP = 24  # numbers; a wider jump is rather a number that was misread than so many issues lost
_WHOLE_YEAR = "前后两年都有，本年一期未见 (no issue of this year, though there are some of the years around it)"


def run_on(years: Mapping[int | None, Sequence[Held]]) -> bool:
    """Whether numbers go on from one year to the next, by most of its turns."""
    spans = [(min(found), max(found)) for year in sorted(y for y in years if y) if (found := numbers_in(years[year]))]
    turns = [(before[1], after[0]) for before, after in zip(spans, spans[1:], strict=False)]
    on = sum(first > last for last, first in turns)
    exact = any(first == last + 1 for last, first in turns)
    return on > len(turns) - on and (exact or on > 1)


def _order(one: Held) -> tuple[int, str, str]:
    issue = one.row.issue
    return one.numbers[0] if one.numbers else 0, issue.date.isoformat() if issue.date else "", issue.id


def years_of(
    years: Mapping[int | None, Sequence[Held]], *, runs_on: bool, today: dt.date | None
) -> Iterable[LedgerYear]:
    """The years, oldest first; where numbers begin anew, one without any issue between two others is missing."""
    known = sorted(year for year in years if year is not None)
    everything = Counter(numbers_in(one for held in years.values() for one in held))
    last: Issue | None = None
    reached: int | None = None if runs_on else 0
    if None in years:
        yield LedgerYear(None, tuple(_entries(years[None], everything, None, None, sure=False)))
    for year in range(known[0], known[-1] + 1) if known else ():
        running = today is not None and year >= today.year
        held = years.get(year, ())
        if not held and not runs_on:
            yield LedgerYear(year, (Entry((), None, "missing", (_WHOLE_YEAR,)),), running)
        if not held:
            continue
        times = everything if runs_on else Counter(numbers_in(held))
        yield LedgerYear(year, tuple(_entries(held, times, reached, last, sure=runs_on or len(known) > 1)), running)
        if runs_on:
            newest = max((one for one in held if one.numbers), key=lambda one: one.numbers[-1], default=None)
            if newest:
                last, reached = newest.row.issue, max(reached or 0, newest.numbers[-1])


def _entries(
    held: Sequence[Held], times: Counter[int], reached: int | None, last: Issue | None, *, sure: bool
) -> Iterable[Entry]:
    """A year's row, by number, with its gaps. `reached` is the number before it, None where nobody knows;
    `sure` tells whether a far higher one is odd.
    """
    for one in sorted((one for one in held if one.numbers), key=_order):
        gap = range(0) if reached is None else range(reached + 1, one.numbers[0])
        if len(gap) > MAX_GAP:
            if reached or sure:
                one.doubts.append(
                    f"号数从第{reached}期跳到第{one.numbers[0]}期 (from No. {reached} to No. {one.numbers[0]})"
                )
            gap = range(0)
        first = one.numbers[0]
        broken = "前后两期号数不连 (the numbers before and after it do not join)"
        reason = broken if last else f"本年从第{first}期起 (the year begins with No. {first})"
        near = tuple(issue for issue in (last, one.row.issue) if issue)
        yield from (Entry((number,), None, "missing", (reason,), near) for number in gap)
        yield _entry(one, times, near[:-1])
        last, reached = one.row.issue, max(reached or 0, one.numbers[-1])
    for one in sorted((one for one in held if not one.numbers), key=_order):
        yield _entry(one, times, ())


def with_earlier(year: LedgerYear, earlier: Sequence[Held]) -> LedgerYear:
    """The year with the earlier versions of its issues, each before the one that it was corrected to."""
    entries: list[Entry] = []
    for entry in year.entries:
        own = entry.row.issue.id if entry.row else None
        entries += [_superseded(one) for one in sorted(earlier, key=_order) if one.later == own]
        entries.append(entry)
    return replace(year, entries=tuple(entries))


def _superseded(one: Held) -> Entry:
    later = one.row.edition.later
    marked = later is not None and later.why == "mark"
    by, why = ("印有更正字样", "marked as corrected") if marked else ("日期较晚", "dated later")
    told = f"较早一版，以{by}的 {later.later_source} 为准 (earlier; the other is {why})" if later else ""
    return Entry(one.numbers, one.row, "reissued", (told, *one.doubts))


def _entry(one: Held, times: Counter[int], near: tuple[Issue, ...]) -> Entry:
    most = max((times[number] for number in one.numbers), default=1)
    doubled = (f"{most} 份文件同号 ({most} files of this number)", *_versions(one)) if most > 1 else ()
    kind: Kind = "doubled" if doubled else "doubtful" if one.doubts else ""
    return Entry(one.numbers, one.row, kind, (*doubled, *one.doubts), near)


def _versions(one: Held) -> Iterator[str]:
    later = one.row.edition.later
    if later is not None:
        yield f"内容不同，看不出哪一版较晚，以后收到的 {later.later_source} 为准 (nothing tells which is the later)"
