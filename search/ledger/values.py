"""The ledger as a value: series of issues, their years, and the places in the row of each year's numbers."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from search.model import Issue, to_json
from search.purged import PurgedEntry
from search.results import Copy, IssueRow, RejectedFile

# reissued: an earlier version of an issue of which a later one is there
Kind = Literal["", "missing", "doubled", "doubtful", "reissued", "withdrawn"]
KIND_NAMES: Mapping[Kind, Literal["缺期", "重号", "存疑", "更正", "已撤回"]] = MappingProxyType(
    {"missing": "缺期", "doubled": "重号", "doubtful": "存疑", "reissued": "更正", "withdrawn": "已撤回"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the row of a year's numbers: an issue, or a number that no issue has."""

    numbers: tuple[int, ...]  # several: a combined issue; none: no number is printed, or a whole year is missing
    row: IssueRow | None  # None: missing, or withdrawn
    kind: Kind = ""
    reasons: tuple[str, ...] = ()
    neighbours: tuple[Issue, ...] = ()  # before and behind
    key: str = ""  # by which a gap or a double is acknowledged
    acknowledged: bool = False

    @property
    def number(self) -> int | None:
        return self.numbers[0] if self.numbers else None

    @property
    def label(self) -> str:
        """7, 3-4"""
        return "-".join(str(n) for n in sorted({*self.numbers[:1], *self.numbers[-1:]}))

    @property
    def day(self) -> dt.date | None:
        return self.row.issue.date if self.row else None


@dataclass(frozen=True, slots=True)
class LedgerYear:
    year: int | None
    entries: tuple[Entry, ...]  # by number, those without at the end by date
    running: bool = False  # the year is not over: more may come

    @property
    def rows(self) -> tuple[IssueRow, ...]:
        return tuple(entry.row for entry in self.entries if entry.row)

    @property
    def issues(self) -> int:
        return len(self.rows)

    @property
    def articles(self) -> int:
        return sum(row.articles for row in self.rows)

    @property
    def copies(self) -> tuple[Copy, ...]:
        """What is in the archive a second time, and not indexed again."""
        return tuple(copy for row in self.rows for copy in row.edition.copies)

    @property
    def titles(self) -> int:
        """The titles that the tables of contents list."""
        return sum(row.titles for row in self.rows)

    @property
    def warnings(self) -> Counter[str]:
        return sum((Counter(dict(row.codes)) for row in self.rows), Counter[str]())

    @property
    def marked(self) -> tuple[Entry, ...]:
        """The entries of which there is something to tell."""
        return tuple(entry for entry in self.entries if entry.kind)

    @property
    def doubts(self) -> tuple[Entry, ...]:
        """Those that somebody should look into."""
        return tuple(entry for entry in self.marked if entry.kind != "withdrawn")

    def count(self, kind: Kind) -> int:
        return sum(entry.kind == kind for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Series:
    """Issues that are numbered together."""

    name: str | None
    publisher: str | None
    supplement: str | None  # 增刊, 特刊 …
    basis: Literal["number", "total_number"]  # what the numbers are
    runs_on: bool  # through the years, instead of from 1 in each
    years: tuple[LedgerYear, ...]  # newest first

    @property
    def title(self) -> str:
        """岚州民政简报（增刊，岚州市民政局办公室）"""
        beside = "，".join(part for part in (self.supplement, self.publisher) if part)
        return (self.name or "未印刊名") + (f"（{beside}）" if beside else "")

    @property
    def issues(self) -> int:
        return sum(year.issues for year in self.years)

    @property
    def doubts(self) -> tuple[Entry, ...]:
        return tuple(entry for year in self.years for entry in year.doubts)

    def count(self, kind: Kind) -> int:
        return sum(year.count(kind) for year in self.years)


@dataclass(frozen=True, slots=True)
class Rejection:
    file: RejectedFile
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    series: tuple[Series, ...] = ()  # those with the most issues first
    rejected: tuple[Rejection, ...] = ()
    warnings: tuple[tuple[str, int], ...] = ()  # code and count, most frequent first
    problems: tuple[str, ...] = ()  # rows of the table of what is acknowledged that say nothing
    withdrawn: tuple[PurgedEntry, ...] = ()  # articles and issues

    def open(self, kind: Kind) -> tuple[Entry, ...]:
        """The gaps, doubles or doubts that nobody has acknowledged."""
        entries = (entry for one in self.series for year in one.years for entry in year.entries)
        return tuple(entry for entry in entries if entry.kind == kind and not entry.acknowledged)

    @property
    def open_rejects(self) -> tuple[RejectedFile, ...]:
        return tuple(one.file for one in self.rejected if not one.acknowledged)

    @property
    def is_whole(self) -> bool:
        """No gap, no double, no rejected file but those that staff acknowledged: what `--strict` asks for."""
        return not (self.open("missing") or self.open("doubled") or self.open_rejects)

    def to_json(self) -> dict[str, Any]:
        """The object of `jianbao status --json` under "ledger"."""
        return {
            "whole": self.is_whole,
            "series": [_series_json(one) for one in self.series],
            "rejected": [{**to_json(one.file), "acknowledged": one.acknowledged} for one in self.rejected],
            "warnings": [{"code": code, "count": count} for code, count in self.warnings],
            "problems": list(self.problems),
            "withdrawn": [{"id": one.id, "date": one.date or None, "reason": one.reason} for one in self.withdrawn],
        }


def _series_json(one: Series) -> dict[str, Any]:
    return {
        "name": one.name,
        "publisher": one.publisher,
        "supplement": one.supplement,
        "basis": one.basis,
        "runs_on": one.runs_on,
        "years": [_year_json(year) for year in one.years],
    }


def _year_json(year: LedgerYear) -> dict[str, Any]:
    """A year; `missing` and `doubled` as numbers, doubts and issues in full."""
    return {
        "year": year.year,
        "running": year.running,
        "count": year.issues,
        "articles": year.articles,
        "titles": year.titles,
        "missing": [e.number for e in year.entries if e.kind == "missing" and e.number is not None],
        "year_missing": any(e.kind == "missing" and e.number is None for e in year.entries),
        "withdrawn": [e.number for e in year.entries if e.kind == "withdrawn"],
        "doubled": sorted({n for e in year.entries if e.kind == "doubled" for n in e.numbers}),
        "reissued": sorted({n for e in year.entries if e.kind == "reissued" for n in e.numbers}),
        "doubts": [
            {
                "kind": e.kind,
                "numbers": list(e.numbers),
                "id": e.row.issue.id if e.row else None,
                "source": e.row.source if e.row else None,
                "reasons": list(e.reasons),
                "key": e.key or None,
                "acknowledged": e.acknowledged,
            }
            for e in year.doubts
        ],
        "warnings": dict(sorted(year.warnings.items())),
        "issues": [_entry_json(e, e.row) for e in year.entries if e.row],
    }


def _entry_json(entry: Entry, row: IssueRow) -> dict[str, Any]:
    return {
        "id": row.issue.id,
        "numbers": list(entry.numbers),
        "total_number": row.issue.total_number,
        "date": to_json(row.issue.date),
        "source": row.source,
        "articles": row.articles,
        "titles": row.titles,
        "warnings": dict(row.codes),
        "copies": [{"source": copy.source, "same": copy.same} for copy in row.edition.copies],
        "later": row.edition.later.later if row.edition.later else None,
        "earlier": [one.issue for one in row.edition.earlier],
    }
