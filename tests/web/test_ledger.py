"""Issues as a ledger of years and months."""

import datetime as dt

import pytest

from search.model import Issue
from search.results import IssueRow
from web.ledger import ledger


def row(number: int | None, day: str | None, year: int | None = 2022, **more: object) -> IssueRow:
    date = dt.date.fromisoformat(day) if day else None
    return IssueRow(Issue(f"i{number}-{day}", "临川民政简报", number, None, year, date, **more), 5, 0)  # type: ignore[arg-type]


def shown(rows: list[IssueRow]) -> list[str]:
    """A line a year: month:number, missing numbers in brackets, doubts with their kind."""
    lines = []
    for year in ledger(rows):
        cells = [
            f"{month}:{e.number if e.issue else f'[{e.number}]'}{e.kind if e.issue else ''}"
            for month, entries in [*enumerate(year.months, 1), ("?", year.undated)]
            for e in entries
        ]
        lines.append(f"{year.year} {' '.join(cells)}")
    return lines


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([], []),
        ([row(2, "2022-01-25"), row(1, "2022-01-08")], ["2022 1:1 1:2"]),
        ([row(1, "2022-01-08"), row(4, "2022-03-01")], ["2022 1:1 1:[2] 1:[3] 3:4"]),
        # How many there were before the first and after the last, numbers do not tell.
        ([row(5, "2022-03-08"), row(6, "2022-03-20")], ["2022 3:5 3:6"]),
        ([row(1, "2022-01-08"), row(1, "2022-02-08"), row(2, "2022-02-20")], ["2022 1:1重号 2:1重号 2:2"]),
        ([row(1, "2021-01-08", 2021), row(3, "2022-01-08")], ["2022 1:3", "2021 1:1"]),
        ([row(None, "2022-01-08"), row(1, "2022-02-01")], ["2022 1:None 2:1"]),
        ([row(1, None), row(3, "2022-05-01")], ["2022 5:3 ?:1 ?:[2]"]),
        ([row(7, "2021-05-01", None)], ["2021 5:7"]),
        ([row(7, None, None)], ["None ?:7"]),
        ([row(1, "2022-01-08"), row(2022, "2022-02-01")], ["2022 1:1 2:2022存疑"]),
        ([row(1, "2022-01-08", date_source="inferred")], ["2022 1:1存疑"]),
    ],
)
def test_gaps_doubles_and_doubts(rows: list[IssueRow], expected: list[str]) -> None:
    assert shown(rows) == expected


def test_a_year_counts_what_it_holds_and_lacks() -> None:
    (year,) = ledger([row(1, "2022-01-08"), row(4, "2022-03-01"), row(4, "2022-03-02")])
    assert (year.issues, year.articles) == (3, 15)
    assert (year.count("缺期"), year.count("重号"), year.count("存疑")) == (2, 2, 0)
    assert [(d.number, d.neighbours[0].number) for d in year.doubts if d.kind == "缺期"] == [(2, 1), (3, 1)]
