"""A year of the ledger + what staff withdrew -> the year in which these issues are no gaps, but withdrawn."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from search.ledger.values import Entry, LedgerYear
from search.purged import PurgedEntry, is_below

_AFTER_PREFIX = re.compile(r"(\d{4})-(\d{1,5})")


def numbers_withdrawn(prefix: str, purged: Iterable[PurgedEntry]) -> Mapping[int, Mapping[int, PurgedEntry]]:
    """Year -> the numbers of issues that were withdrawn as a whole, of the series whose ids begin so."""
    found: dict[int, dict[int, PurgedEntry]] = {}
    for one in purged:
        match = _AFTER_PREFIX.fullmatch(one.id.removeprefix(prefix)) if one.id.startswith(prefix) else None
        if match:
            found.setdefault(int(match[1]), {})[int(match[2])] = one
    return found


def with_withdrawn(
    years: Iterable[LedgerYear], numbers: Mapping[int, Mapping[int, PurgedEntry]]
) -> Iterator[LedgerYear]:
    """The years, oldest first, with these numbers in their places; also those of which nothing else is there."""
    known = {year.year: year for year in years}
    for year in sorted({*known, *numbers}, key=lambda one: one or 0):
        yield _with_numbers(known.get(year, LedgerYear(year, ())), numbers.get(year, {}) if year is not None else {})


def _with_numbers(year: LedgerYear, numbers: Mapping[int, PurgedEntry]) -> LedgerYear:
    if not numbers:
        return year
    there = {number for entry in year.entries if entry.row for number in entry.numbers}
    kept = [e for e in year.entries if e.row or (e.numbers and e.number not in numbers)]
    gone = [_entry((n,), one) for n, one in numbers.items() if n not in there]
    numbered = sorted((e for e in (*kept, *gone) if e.numbers), key=lambda entry: entry.numbers[0])
    return replace(year, entries=(*numbered, *(e for e in kept if not e.numbers)))


def as_withdrawn(entry: Entry, purged: Iterable[PurgedEntry]) -> Entry:
    """A gap as what it is where all that stood there was withdrawn, in whichever way its number is counted."""
    if entry.kind != "missing" or not entry.numbers:
        return entry
    of_it = next((one for one in purged if one.id == entry.key or is_below(one.id, entry.key)), None)
    return entry if of_it is None else replace(_entry(entry.numbers, of_it), neighbours=entry.neighbours, key=entry.key)


def _entry(numbers: tuple[int, ...], one: PurgedEntry) -> Entry:
    told = "撤回" + (f"于{one.date}" if one.date else "") + (f"：{one.reason}" if one.reason else "")
    return Entry(numbers, None, "withdrawn", (told,), key=one.id)
