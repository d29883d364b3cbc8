"""An issue with what it says of its own place, and what in that is doubtful: by itself, and beside the others."""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from search.ledger.numbering import file_name_of, numbers_of, supplement_of
from search.model import Issue
from search.results import IssueRow

FEW_TOTALS = 3  # issues with both numbers, from which on one that differs from the others is doubtful


@dataclass(slots=True)
class Held:
    """An issue with what it says of its own place, while it is put there."""

    row: IssueRow
    numbers: tuple[int, ...]
    supplement: str | None
    doubts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, row: IssueRow, *, named: bool) -> "Held":
        """`named`: the file is this issue's alone, so that its name says something of it."""
        issue, source = row.issue, row.source if named else ""
        held = cls(row, numbers_of(issue, row.masthead), supplement_of(issue, row.masthead, source))
        held.doubts += _own_doubts(issue, held.numbers, source)
        return held

    @property
    def year(self) -> int | None:
        issue = self.row.issue
        return issue.year or (issue.date.year if issue.date else None)

    @property
    def later(self) -> str:
        """Id of the later version."""
        later = self.row.edition.later
        return later.later if later else ""

    @property
    def is_superseded(self) -> bool:
        later = self.row.edition.later
        return later is not None and later.sure

    @property
    def day(self) -> dt.date | None:
        """The day by which its place among others can be told: not one that was inferred."""
        return self.row.issue.date if self.row.issue.date_source != "inferred" else None


def _own_doubts(issue: Issue, numbers: tuple[int, ...], source: str) -> Iterable[str]:
    """What an issue says against itself."""
    if issue.date_source == "inferred" and issue.date:
        told = f"未印日期，据内容推定为{issue.date.month}月{issue.date.day}日"
        yield f"{told} (no date printed; {issue.date} is inferred from the text)"
    if issue.year and issue.date and not _may_be_dated(issue.year, issue.date):
        yield f"印作{issue.year}年，日期却是{issue.date} (printed as of {issue.year}, but dated {issue.date})"
    said = file_name_of(source)
    if numbers and said.numbers and not {*said.numbers} & {*numbers, issue.total_number}:
        file, head = ("-".join(map(str, found)) for found in (said.numbers, numbers))
        yield f"文件名是第{file}期，刊头是第{head}期 (No. {file} by the file name, No. {head} by the masthead)"
    years = [year for year in (issue.year, issue.date.year if issue.date else None) if year]
    if said.year and years and said.year not in years:
        yield f"文件名是{said.year}年，刊头是{years[0]}年 ({said.year} by the file name, {years[0]} by the masthead)"


def _may_be_dated(year: int, day: dt.date) -> bool:
    """The last issues of a year come out in the next one's first weeks."""
    return day.year == year or day.year == year + 1 and day.month <= 2


def compare_totals(held: Sequence[Held]) -> None:
    """Total numbers run with the year's own: one that does not is doubtful, and one alone tells the other."""
    ahead = Counter(_ahead(held))
    if not ahead or sum(ahead.values()) < FEW_TOTALS:
        return
    usual, times = ahead.most_common(1)[0]
    if times * 2 <= sum(ahead.values()):
        return
    for one in held:
        total = one.row.issue.total_number
        if total is None:
            continue
        if one.numbers and total - one.numbers[-1] != usual:
            expected = one.numbers[-1] + usual
            english = f"whole No. {total} does not agree with the number; {expected} by the issues around it"
            one.doubts.append(f"总第{total}期与期号对不上，按前后各期应为总第{expected}期 ({english})")
        elif not one.numbers and total > usual:
            one.numbers = (total - usual,)
            one.doubts.append(f"未印期号，据总第{total}期推定 (no number printed; inferred from whole No. {total})")


def _ahead(held: Iterable[Held]) -> Iterator[int]:
    """By how much the total number is ahead of the year's own, of each issue that has both."""
    for one in held:
        total = one.row.issue.total_number
        if one.numbers and total is not None:
            yield total - one.numbers[-1]


def compare_days(held: Sequence[Held]) -> None:
    """Issues whose day is in another place than their number: those beside the longest row that has both in order."""
    dated = sorted(
        ((one.numbers[0], one.day, one.row.issue.id, one) for one in held if one.numbers and one.day is not None),
        key=lambda item: item[:3],
    )
    in_order = _longest_row([day for _, day, _, _ in dated])
    for at, (number, day, _, one) in enumerate(dated):
        if at not in in_order and sum(other[0] == number for other in dated) == 1:
            before = max((i for i in in_order if i < at), default=None)
            late = before is not None and dated[before][1] > day
            other = dated[before if late and before is not None else min(i for i in in_order if i > at)]
            told, english = ("早于", "before") if late else ("晚于", "after")
            number_there = f"{day} comes {english} No. {other[0]}"
            chinese = f"号数与日期次序不合：{day.month}月{day.day}日{told}第{other[0]}期"
            one.doubts.append(f"{chinese} (numbers and dates in another order: {number_there})")


def _longest_row(days: Sequence[dt.date]) -> set[int]:
    """The places of a longest subsequence in which no day comes before the one before it."""
    ends: list[int] = []  # place of the smallest day that ends a row of each length
    before: list[int | None] = []
    for at, day in enumerate(days):
        length = bisect_right(ends, day, key=days.__getitem__)
        before.append(ends[length - 1] if length else None)
        ends[length : length + 1] = [at]
    row, place = set(), ends[-1] if ends else None
    while place is not None:
        row.add(place)
        place = before[place]
    return row


def parted(held: Sequence[Held]) -> tuple[list[Held], list[Held]]:
    """The issues that count, and the earlier versions of one of them: it is printed that they were corrected."""
    numbers = {one.row.issue.id: one.numbers for one in held}
    earlier = [one for one in held if one.is_superseded and numbers.get(one.later) == one.numbers]
    return [one for one in held if one not in earlier], earlier


def numbers_in(held: Iterable[Held]) -> list[int]:
    return [number for one in held for number in one.numbers]
