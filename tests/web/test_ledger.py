"""A year of the ledger in columns of months, and in words."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from indexer.writer import update_index
from search.config import Config
from search.ledger import Entry, ledger
from search.model import Issue
from search.results import IssueRow
from search.searcher import open_searcher
from web import create_app
from web.ledger import card, spans


def row(number: int | None, day: str | None, year: int | None = 2022, **more: object) -> IssueRow:
    date = dt.date.fromisoformat(day) if day else None
    return IssueRow(Issue(f"i{number}-{day}", "临川民政简报", number, None, year, date, **more), 5, 0)  # type: ignore[arg-type]


def shown(rows: list[IssueRow]) -> list[str]:
    """A line a year: month:number, missing numbers in brackets."""
    lines = []
    for year in (year for one in ledger(rows).series for year in one.years):
        drawn = card(year)
        cells = [
            f"{month}:{e.number if e.row else f'[{e.number}]'}"
            for month, entries in [*enumerate(drawn.months, 1), ("?", drawn.undated)]
            for e in entries
        ]
        lines.append(f"{year.year} {' '.join(cells)}")
    return lines


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([], []),
        ([row(2, "2022-01-25"), row(1, "2022-01-08")], ["2022 1:1 1:2"]),
        # A gap stands in the month of the number before it, at the beginning in that of the one behind it.
        ([row(1, "2022-01-08"), row(4, "2022-03-01")], ["2022 1:1 1:[2] 1:[3] 3:4"]),
        ([row(3, "2022-03-08"), row(4, "2022-03-20")], ["2022 3:[1] 3:[2] 3:3 3:4"]),
        ([row(None, "2022-01-08"), row(1, "2022-02-01")], ["2022 1:None 2:1"]),
        ([row(1, None), row(3, "2022-05-01")], ["2022 5:[2] 5:3 ?:1"]),
        ([row(2, None)], ["2022 ?:[1] ?:2"]),
        ([row(7, None, None)], ["None ?:7"]),
    ],
)
def test_a_year_is_drawn_by_month(rows: list[IssueRow], expected: list[str]) -> None:
    assert shown(rows) == expected


@pytest.mark.parametrize(
    "numbers, expected",
    [
        ([], ""),
        ([(1,), (2,), (3,)], "1–3"),
        ([(1,), (3, 4), (5,), (9,)], "1，3–5，9"),
        ([(), (2,)], "2"),
    ],
)
def test_numbers_that_are_there_are_told_as_spans(numbers: list[tuple[int, ...]], expected: str) -> None:
    assert spans([Entry(n, row(None, None)) for n in numbers] + [Entry((7,), None, "missing")]) == expected


def test_the_pages_show_gaps_doubles_and_what_is_acknowledged(site: Any, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "lexicon").mkdir(parents=True)
    for at, (number, day) in enumerate([(1, "2022-01-08"), (4, "2022-02-08"), (4, "2022-02-18")]):
        issue = {"name": "<青州>简报", "number": number, "year": 2022, "date": day}
        article = {"title": f"某篇{at}", "paragraphs": [f"{day}，某镇召开会议。"]}
        (corpus / f"{at}.jsonl").write_text(json.dumps({"issue": issue, "articles": [article]}), encoding="utf-8")
    told = "kind\twhat\tsha256\n缺期\t<青州>简报-2022-02\n"
    (corpus / "lexicon/acknowledged.tsv").write_text(told, encoding="utf-8")
    update_index(corpus, tmp_path / "index")
    opened = open_searcher(Config(corpus=corpus, index=tmp_path / "index"))
    visitor = type(site)(create_app(opened.config, opened).test_client())
    status, issues = visitor.get("/status").html, visitor.get("/issues").html
    assert "缺期 2（2、3）" in status and "重号 2（4、4）" in status and "&lt;青州&gt;简报 2022年" in status
    assert "目录 3 题，正文 3 篇" in status
    assert issues.count('class="i miss"') == 2 and issues.count("已核") == 1 and "2.jsonl" in issues
