"""A year of the ledger as the page of issues draws it: a column a month."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.ledger import Entry, LedgerYear
from web.language import gettext


@dataclass(frozen=True, slots=True)
class Card:
    year: LedgerYear
    months: tuple[tuple[Entry, ...], ...]  # twelve
    undated: tuple[Entry, ...]


def card(year: LedgerYear) -> Card:
    """The entries by month; a gap stands in the month of the number before it, else of the one behind it."""
    months: list[list[Entry]] = [[] for _ in range(12)]
    undated: list[Entry] = []
    near: dt.date | None = None
    for at, entry in enumerate(year.entries):
        if entry.row:
            near = entry.day
        day = near or (None if entry.row else _next_day(year.entries[at:]))
        (months[day.month - 1] if day else undated).append(entry)
    return Card(year, tuple(map(tuple, months)), tuple(undated))


def _next_day(entries: Iterable[Entry]) -> dt.date | None:
    """The day of the first issue among them."""
    first = next((entry for entry in entries if entry.row), None)
    return first.day if first else None


def spans(entries: Sequence[Entry]) -> str:
    """The numbers that are there, runs joined: 1–4，6，9–12."""
    numbers = sorted({number for entry in entries if entry.row for number in entry.numbers})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return gettext("，").join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
