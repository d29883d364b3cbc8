"""Issues and the files they came from -> the ledger: by bulletin and year which numbers are there, missing, doubled or
doubtful, articles against contents, files that were rejected, warnings by code. Values in, values out.

How a year ended, nobody can know from its numbers. How it began, one can: with 1, or, where numbers run on from year to
year, after the last of the year before.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from search.ledger.acknowledged import Acknowledged, read_acknowledged
from search.ledger.held import Held, compare_days, compare_totals, parted
from search.ledger.values import KIND_NAMES, Entry, Kind, Ledger, LedgerYear, Rejection, Series
from search.ledger.withdrawn import as_withdrawn, numbers_withdrawn, with_withdrawn
from search.ledger.years import run_on, with_earlier, years_of
from search.manifest import FileRecord, rejected_file
from search.purged import PurgedEntry
from search.results import IssueRow

__all__ = ["KIND_NAMES", "Entry", "Kind", "Ledger", "LedgerYear", "Series", "ledger", "read_acknowledged"]


def ledger(
    rows: Iterable[IssueRow],
    files: Mapping[str, FileRecord] = MappingProxyType({}),
    today: dt.date | None = None,
    acknowledged: Acknowledged | None = None,
    purged: Sequence[PurgedEntry] = (),
) -> Ledger:
    """The ledger of an archive; without `today` no year is still running."""
    rows, known = list(rows), acknowledged or Acknowledged()
    several = {source for source, count in Counter(row.source for row in rows).items() if count > 1}
    held = [Held.of(row, named=row.source not in several) for row in rows]
    series = [_series(*key, group, today, known, purged) for key, group in _grouped(held).items()]
    series.sort(key=lambda one: (-one.issues, one.name or "", one.publisher or "", one.supplement or ""))
    codes = sum((Counter(dict(row.codes)) for row in rows), Counter[str]())
    return Ledger(
        tuple(series),
        tuple(
            Rejection(rejected_file(source, record), known.has("未收", source, record.sha256))
            for source, record in sorted(files.items())
            if record.rejected
        ),
        tuple(sorted(codes.items(), key=lambda item: (-item[1], item[0]))),
        tuple(map(str, known.problems)),
        tuple(purged),
    )


_Key = tuple[str | None, str | None, str | None]  # name, publisher, supplement


def _grouped(held: Sequence[Held]) -> dict[_Key, list[Held]]:
    """By name and publisher; an issue that prints no publisher belongs to the only one of its name."""
    publishers: dict[str | None, Counter[str]] = defaultdict(Counter)
    for one in held:
        if one.row.issue.publisher:
            publishers[one.row.issue.name][one.row.issue.publisher] += 1
    groups: dict[_Key, list[Held]] = defaultdict(list)
    for one in held:
        issue = one.row.issue
        publisher = _publisher(issue.publisher, publishers[issue.name])
        groups[issue.name, publisher, one.supplement].append(one)
    return groups


def _publisher(printed: str | None, known: Counter[str]) -> str | None:
    """市民政局 and 市民政局办公室 are one where nobody else comes into question; the form printed most often stands."""
    if printed is None:
        own = {_publisher(one, known) for one in known}
        return own.pop() if len(own) == 1 else None
    if not _nested(_alike(printed, known)):
        return printed
    clear = [one for one in _alike(printed, known) if _nested(_alike(one, known))]
    return max(clear, key=lambda one: (known[one], -len(one), one))


def _alike(printed: str, known: Iterable[str]) -> list[str]:
    """The forms that hold this one or are held by it, shortest first."""
    return sorted((one for one in known if printed in one or one in printed), key=len)


def _nested(forms: Sequence[str]) -> bool:
    return all(short in long for short, long in zip(forms, forms[1:], strict=False))


def _series(
    name: str | None,
    publisher: str | None,
    supplement: str | None,
    held: list[Held],
    today: dt.date | None,
    known: Acknowledged,
    purged: Sequence[PurgedEntry],
) -> Series:
    by_total = not any(one.numbers for one in held) and any(one.row.issue.total_number for one in held)
    for one in held:
        if by_total and one.row.issue.total_number:
            one.numbers = (one.row.issue.total_number,)
    held, earlier = parted(held)
    years: dict[int | None, list[Held]] = defaultdict(list)
    for one in held:
        years[one.year].append(one)
    if not by_total:
        for of_year in years.values():
            compare_totals(of_year)
    runs_on = by_total or run_on(years)
    for together in [held] if runs_on else years.values():
        compare_days(together)
    prefix = f"{name or '简报'}-" + (f"{supplement}-" if supplement else "")
    numbers = {} if by_total else numbers_withdrawn(prefix, purged)
    made = with_withdrawn(years_of(years, runs_on=runs_on, today=today), numbers)
    keyed = (
        replace(year, entries=tuple(_with_key(e, prefix, year.year, known, total=by_total) for e in year.entries))
        for year in (with_earlier(year, earlier) for year in made)
    )
    marked = (replace(year, entries=tuple(as_withdrawn(e, purged) for e in year.entries)) for year in keyed)
    basis: Literal["number", "total_number"] = "total_number" if by_total else "number"
    return Series(name, publisher, supplement, basis, runs_on, tuple(marked)[::-1])


def _with_key(entry: Entry, prefix: str, year: int | None, known: Acknowledged, *, total: bool) -> Entry:
    """With the id that an issue of this number has, or would have."""
    if entry.kind not in ("missing", "doubled"):
        return entry
    own = f"-{entry.number:02d}" if entry.number is not None else ""
    key = f"{prefix}总{entry.number}" if total else f"{prefix}{year}{own}"
    return replace(entry, key=key, acknowledged=known.has("缺期" if entry.kind == "missing" else "重号", key))
