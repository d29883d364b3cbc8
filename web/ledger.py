"""Issues -> the ledger: a row a year, a column a month, numbers that are missing, doubled or doubtful between them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from search.model import Issue
from search.results import IssueRow
from web.wording import short_day

MAX_GAP = 24  # numbers; a wider jump is rather a number that was misread than so many issues lost

Kind = Literal["", "缺期", "重号", "存疑"]


@dataclass(frozen=True, slots=True)
class Entry:
    number: int | None
    issue: Issue | None  # None: missing
    kind: Kind


@dataclass(frozen=True, slots=True)
class Doubt:
    """An issue to look into, with what speaks for it."""

    year: int | None
    number: int | None
    kind: Kind
    reason: str
    issue: Issue | None
    neighbours: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class LedgerYear:
    year: int | None
    issues: int
    articles: int
    months: tuple[tuple[Entry, ...], ...]  # twelve
    undated: tuple[Entry, ...]
    doubts: tuple[Doubt, ...]

    def count(self, kind: Kind) -> int:
        return sum(doubt.kind == kind for doubt in self.doubts)


def ledger(rows: Iterable[IssueRow]) -> list[LedgerYear]:
    """The issues of one bulletin by year, newest year first."""
    years: dict[int | None, list[IssueRow]] = defaultdict(list)
    for row in rows:
        years[row.issue.year or (row.issue.date.year if row.issue.date else None)].append(row)
    return [_year(year, years[year]) for year in sorted(years, key=lambda y: y or 0, reverse=True)]


def _year(year: int | None, rows: list[IssueRow]) -> LedgerYear:
    issues = sorted((row.issue for row in rows), key=_order)
    times = Counter(issue.number for issue in issues if issue.number is not None)
    months: list[list[Entry]] = [[] for _ in range(12)]
    undated: list[Entry] = []
    doubts: list[Doubt] = []
    last: Issue | None = None
    for issue in issues:
        for number in _missing(last, issue):
            assert last is not None
            # A gap stands in the month of the number before it.
            (months[last.date.month - 1] if last.date else undated).append(Entry(number, None, "缺期"))
            doubts.append(Doubt(year, number, "缺期", "前后两期号数不连", None, (last, issue)))
        kind, reason = _doubt(issue, last, times)
        (months[issue.date.month - 1] if issue.date else undated).append(Entry(issue.number, issue, kind))
        if kind:
            doubts.append(Doubt(year, issue.number, kind, reason, issue, tuple(i for i in (last,) if i)))
        last = issue if issue.number is not None else last
    articles = sum(row.articles for row in rows)
    return LedgerYear(year, len(rows), articles, tuple(map(tuple, months)), tuple(undated), tuple(doubts))


def _order(issue: Issue) -> tuple[bool, int, str, str]:
    return issue.number is None, issue.number or 0, issue.date.isoformat() if issue.date else "", issue.id


def _missing(last: Issue | None, issue: Issue) -> range:
    """The numbers between two issues of a year; how a year began or ends, nobody can know from its numbers."""
    if last is None or last.number is None or issue.number is None:
        return range(0)
    missing = range(last.number + 1, issue.number)
    return missing if len(missing) <= MAX_GAP else range(0)


def _doubt(issue: Issue, last: Issue | None, times: Counter[int]) -> tuple[Kind, str]:
    if last and last.number is not None and issue.number is not None and issue.number - last.number - 1 > MAX_GAP:
        return "存疑", f"号数从第{last.number}期跳到第{issue.number}期"
    if issue.number is not None and times[issue.number] > 1:
        return "重号", f"{times[issue.number]} 份文件同号"
    if issue.date_source == "inferred" and issue.date:
        return "存疑", f"未印日期，据内容推定为{short_day(issue.date)}"
    return "", ""
