"""Invented issues -> the ledger: what is there, missing, doubled, doubtful, acknowledged."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.ledger import KIND_NAMES, Ledger, LedgerYear, ledger, read_acknowledged
from search.ledger.acknowledged import Acknowledged
from search.ledger.numbering import file_name_of, numbers_of, supplement_of
from search.manifest import FileRecord
from search.model import Issue
from search.purged import PurgedEntry
from search.results import Copy, Edition, IssueRow, Reissue, Why

NAME = "青州简报"


def row(
    number: int | None,
    day: str | None = None,
    year: int | None = None,
    *,
    source: str = "",
    masthead: str | None = None,
    name: str = NAME,
    **more: Any,
) -> IssueRow:
    date = dt.date.fromisoformat(day) if day else None
    issue = Issue(
        id=f"{name}-{number}-{day}-{source}",
        name=name,
        number=number,
        year=year or (date.year if date else None),
        date=date,
        **more,
    )
    return IssueRow(issue, 4, 0, source, 4, (), masthead)


def told(year: LedgerYear) -> str:
    """2022: 1 [2] 3重号"""
    cells = (
        (e.label or "无号") + KIND_NAMES[e.kind] if e.row and e.kind else (e.label or "无号") if e.row
        else f"[{e.label or '全年'}]"
        for e in year.entries
    )  # fmt: skip
    return f"{year.year}: {' '.join(cells)}"


def shown(found: Ledger) -> list[str]:
    return [told(year) for one in found.series for year in one.years]


def year_of(year: int, *numbers: int) -> list[IssueRow]:
    """Issues of a year, one every tenth day."""
    first = dt.date(year, 1, 5)
    return [row(n, (first + dt.timedelta(10 * at)).isoformat()) for at, n in enumerate(numbers)]


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([], []),
        ([row(2, "2022-01-25"), row(1, "2022-01-08")], ["2022: 1 2"]),
        ([row(1, "2022-01-08"), row(4, "2022-03-01")], ["2022: 1 [2] [3] 4"]),
        # A year begins with its first number.
        ([row(3, "2022-03-08"), row(4, "2022-03-20")], ["2022: [1] [2] 3 4"]),
        ([row(1, "2022-01-08"), row(1, "2022-02-08"), row(2, "2022-02-20")], ["2022: 1重号 1重号 2"]),
        ([row(None, "2022-01-08"), row(1, "2022-02-01")], ["2022: 1 无号"]),
        ([row(7, None, 2021)], ["2021: [1] [2] [3] [4] [5] [6] 7"]),
        # Of a year that nobody knows it cannot be told where it began.
        ([row(7)], ["None: 7"]),
        # A number far away is rather misread than that all before it are lost; alone it may have begun anywhere.
        ([row(1, "2022-01-08"), row(2022, "2022-02-01")], ["2022: 1 2022存疑"]),
        ([row(300, "2022-01-08"), row(301, "2022-01-18")], ["2022: 300 301"]),
        ([*year_of(2021, 1, 2, 3), row(300, "2022-01-08")], ["2022: 300存疑", "2021: 1 2 3"]),
    ],
)
def test_gaps_and_doubles_of_a_year(rows: list[IssueRow], expected: list[str]) -> None:
    assert shown(ledger(rows)) == expected


@pytest.mark.parametrize(
    "rows, runs_on, expected",
    [
        ([*year_of(2021, 1, 2, 3), *year_of(2022, 1, 3)], False, ["2022: 1 [2] 3", "2021: 1 2 3"]),
        ([*year_of(2021, 1, 2, 3), *year_of(2022, 4, 6)], True, ["2022: 4 [5] 6", "2021: 1 2 3"]),
        # Nobody knows what was before the first year that is there.
        ([*year_of(2021, 41, 43), *year_of(2022, 44, 45)], True, ["2022: 44 45", "2021: 41 [42] 43"]),
        ([*year_of(2021, 41, 42), *year_of(2022, 44), *year_of(2023, 45)], True,
         ["2023: 45", "2022: [43] 44", "2021: 41 42"]),
        # One turn that is not exact proves nothing.
        ([*year_of(2021, 1), *year_of(2022, 3)], False, ["2022: [1] [2] 3", "2021: 1"]),
        # A double may lie in two years where numbers run on.
        ([*year_of(2021, 1, 2, 3), *year_of(2022, 3, 4), *year_of(2023, 5, 6), *year_of(2024, 7)], True,
         ["2024: 7", "2023: 5 6", "2022: 3重号 4", "2021: 1 2 3重号"]),
        ([*year_of(2021, 1, 2), *year_of(2023, 1, 2)], False, ["2023: 1 2", "2022: [全年]", "2021: 1 2"]),
        ([*year_of(2021, 1, 2), *year_of(2023, 3, 5)], True, ["2023: 3 [4] 5", "2021: 1 2"]),
    ],
)  # fmt: skip
def test_numbers_that_begin_anew_and_numbers_that_run_on(
    rows: list[IssueRow], runs_on: bool, expected: list[str]
) -> None:
    found = ledger(rows)
    assert [one.runs_on for one in found.series] == [runs_on]
    assert shown(found) == expected


def test_of_a_year_that_is_still_running_nothing_is_missing_at_its_end() -> None:
    found = ledger([*year_of(2021, 1, 2, 3), *year_of(2022, 1)], today=dt.date(2022, 6, 1))
    assert [(year.year, year.running) for year in found.series[0].years] == [(2022, True), (2021, False)]
    assert shown(found) == ["2022: 1", "2021: 1 2 3"]


def combined(text: str, number: int | None, day: str = "2022-01-25", name: str = NAME) -> IssueRow:
    return row(number, day, name=name, masthead=f"{name}\n{text}\n某市某局办公室　2022年1月25日")


@pytest.mark.parametrize(
    "text, number, expected",
    [
        ("第3-4期", 4, (3, 4)),
        ("第3—4期合刊", 4, (3, 4)),
        ("第３、４期（合刊）", 4, (3, 4)),
        ("第三、四期", 4, (3, 4)),
        ("第3期、第4期", 4, (3, 4)),
        ("第 11 ～ 12 期", 12, (11, 12)),
        ("第3至5期", 5, (3, 4, 5)),
        ("第4期（总第43-44期）", 4, (4,)),
        ("第4期", 4, (4,)),
        ("第3-4期", 7, (7,)),  # corrected by staff
        ("2022-2023年第4期", 4, (4,)),
        ("第3-40期", 40, (40,)),
        ("第3-4期", None, ()),
    ],
)
def test_a_combined_issue_stands_for_all_its_numbers(text: str, number: int | None, expected: tuple[int, ...]) -> None:
    one = combined(text, number)
    assert numbers_of(one.issue, one.masthead) == expected


def test_no_number_of_a_combined_issue_is_missing_and_both_may_be_doubled() -> None:
    rows = [row(1, "2022-01-05"), row(2, "2022-01-15"), combined("第3-4期", 4), row(5, "2022-02-05")]
    assert shown(ledger(rows)) == ["2022: 1 2 3-4 5"]
    assert shown(ledger([*rows, row(3, "2022-01-26")])) == ["2022: 1 2 3-4重号 3重号 5"]


@pytest.mark.parametrize(
    "text, name, source, expected",
    [
        ("增刊", NAME, "", "增刊"),
        ("增刊第1期", NAME, "", "增刊"),
        ("第1期（增刊）", NAME, "", "增刊"),
        ("2022年特刊", NAME, "", "特刊"),
        ("[号外]", NAME, "", "号外"),
        ("第1期", NAME, "2022/青州简报 增刊.docx", "增刊"),
        ("第1期", "民政专刊", "", None),  # a bulletin of this name
        ("第1期 专刊编辑部编", NAME, "", None),
        ("第1期", NAME, "2022/01.txt", None),
    ],
)
def test_a_supplement_is_known_by_its_masthead_or_file(text: str, name: str, source: str, expected: str | None) -> None:
    one = combined(text, 1, name=name)
    assert supplement_of(one.issue, one.masthead, source) == expected


def test_supplements_are_numbered_apart() -> None:
    found = ledger([*year_of(2022, 1, 2), combined("增刊第1期", 1), combined("增刊", None)])
    assert [(one.supplement, one.issues) for one in found.series] == [(None, 2), ("增刊", 2)]
    assert [one.title for one in found.series] == ["青州简报", "青州简报（增刊）"]
    assert shown(found) == ["2022: 1 2", "2022: 1 无号"]
    assert found.is_whole


@pytest.mark.parametrize(
    "publishers, expected",
    [
        (["某市民政局", "某市民政局"], [("某市民政局", 2)]),
        (["甲市民政局", "乙市民政局", "乙市民政局"], [("乙市民政局", 2), ("甲市民政局", 1)]),
        # Printed shorter, or not at all: whose it is where only one comes into question.
        (["某市民政局办公室", "某市民政局办公室", "某市民政局", None], [("某市民政局办公室", 4)]),
        (["甲市民政局", "乙市民政局", None], [("乙市民政局", 1), ("甲市民政局", 1), (None, 1)]),
        (["甲市民政局", "乙市民政局", "民政局", "民政局"], [("民政局", 2), ("乙市民政局", 1), ("甲市民政局", 1)]),
        ([None, None], [(None, 2)]),
    ],
)
def test_two_offices_may_give_their_bulletins_one_name(
    publishers: list[str | None], expected: list[tuple[str | None, int]]
) -> None:
    found = ledger(row(1, "2022-01-08", source=f"{n}.txt", publisher=p) for n, p in enumerate(publishers))
    assert {(one.publisher, one.issues) for one in found.series} == set(expected)
    assert len(found.series) == len(expected)


def test_bulletins_of_two_names_are_two_series() -> None:
    found = ledger([*year_of(2022, 1, 2, 3), row(1, "2022-03-01", name="信访快报")])
    assert [one.name for one in found.series] == [NAME, "信访快报"]
    assert found.is_whole


def test_total_numbers_stand_in_where_no_others_are_printed() -> None:
    found = ledger(row(None, f"202{1 + n // 3}-0{n % 3 + 1}-08", total_number=40 + n) for n in (0, 1, 2, 3, 5))
    assert [(one.basis, one.runs_on) for one in found.series] == [("total_number", True)]
    assert shown(found) == ["2022: 43 [44] 45", "2021: 40 41 42"]
    assert [e.key for e in found.open("missing")] == ["青州简报-总44"]


TOTALS = [row(n, f"2022-0{n}-08", total_number=40 + n) for n in (1, 2, 4, 5)]


@pytest.mark.parametrize(
    "one, expected, reason",
    [
        (row(None, "2022-03-08", total_number=43), "2022: 1 2 3存疑 4 5", "未印期号，据总第43期推定"),
        (row(3, "2022-03-08", total_number=34), "2022: 1 2 3存疑 4 5",
         "总第34期与期号对不上，按前后各期应为总第43期"),
        (row(3, "2022-03-08"), "2022: 1 2 3 4 5", None),
        (row(3, "2022-03-08", total_number=43), "2022: 1 2 3 4 5", None),
        (row(3, "2022-03-08", date_source="inferred"), "2022: 1 2 3存疑 4 5", "未印日期，据内容推定为3月8日"),
        (row(3, "2022-05-20"), "2022: 1 2 3存疑 4 5", "号数与日期次序不合：5月20日晚于第4期"),
        (row(3, "2022-01-01"), "2022: 1 2 3存疑 4 5", "号数与日期次序不合：1月1日早于第2期"),
        (row(3, "2021-03-08", 2022), "2022: 1 2 3存疑 4 5", "印作2022年，日期却是2021-03-08"),
        (row(3, "2022-03-08", source="青州简报2022年第5期.docx"), "2022: 1 2 3存疑 4 5", "文件名是第5期，刊头是第3期"),
        (row(3, "2022-03-08", source="青州简报2022年第3期.docx"), "2022: 1 2 3 4 5", None),
        (row(3, "2022-03-08", source="第43期.docx", total_number=43), "2022: 1 2 3 4 5", None),
        (row(3, "2022-03-08", source="2021年第3期.docx"), "2022: 1 2 3存疑 4 5", "文件名是2021年，刊头是2022年"),
        (row(3, "2022-03-08", source="2022-09.docx"), "2022: 1 2 3 4 5", None),  # a month, or a number?
    ],
)  # fmt: skip
def test_what_contradicts_itself_or_its_neighbours_is_doubtful(
    one: IssueRow, expected: str, reason: str | None
) -> None:
    found = ledger([*TOTALS, one])
    assert shown(found) == [expected]
    reasons = [r for e in found.series[0].years[0].entries if e.row is one for r in e.reasons]
    reasons = [told.partition(" (")[0] for told in reasons]
    assert (reason in reasons) if reason else not reasons


def test_the_last_number_of_a_year_may_come_out_in_january() -> None:
    assert not ledger([row(1, "2022-12-30"), row(2, "2023-01-10", 2022)]).open("doubtful")


def test_the_name_of_a_file_with_many_issues_says_nothing_of_each() -> None:
    rows = [row(n, f"2022-0{n}-08", source="导出 第9期.jsonl") for n in (1, 2)]
    assert not ledger(rows).open("doubtful")


@pytest.mark.parametrize(
    "source, year, numbers",
    [
        ("2022/青州简报2022年第3期.docx", 2022, (3,)),
        ("青州简报（2022第03期）.doc", 2022, (3,)),
        ("第三期.txt", None, (3,)),
        ("第3-4期合刊.txt", None, (3, 4)),
        ("总第43期.txt", None, ()),
        ("简报 No.12.pdf", None, (12,)),
        ("2022-03.txt", None, ()),
        ("20220308.txt", None, ()),
        ("2022年3月.txt", 2022, ()),
    ],
)
def test_what_the_name_of_a_file_says(source: str, year: int | None, numbers: tuple[int, ...]) -> None:
    found = file_name_of(source)
    assert (found.year, found.numbers) == (year, numbers)


FILES = {
    "a.txt": FileRecord("aa", 10, 5),
    "b.jpg": FileRecord("bb", 10, 5, code="unknown_format", reason="不认识的格式"),
    "c.txt": FileRecord("cc", 10, 5, code="empty", reason="空文件", stale=True),
}


def test_rejected_files_are_named_with_their_reasons() -> None:
    found = ledger([], FILES)
    assert [(one.file.source, one.file.code, one.file.stale) for one in found.rejected] == [
        ("b.jpg", "unknown_format", False), ("c.txt", "empty", True)
    ]  # fmt: skip
    assert not found.is_whole


def acknowledged(folder: Path, *lines: str) -> Acknowledged:
    (folder / "acknowledged.tsv").write_text("kind\twhat\tsha256\n" + "\n".join(lines), encoding="utf-8")
    return read_acknowledged(folder)


@pytest.mark.parametrize(
    "lines, missing, doubled, rejects",
    [
        ([], 2, 2, 2),
        (["缺期\t青州简报-2022-02"], 1, 2, 2),
        (["缺期\t青州简报-2022-02", "缺期\t青州简报-2022-03", "重号\t青州简报-2022-04"], 0, 0, 2),
        (["未收\tb.jpg"], 2, 2, 1),
        (["未收\tb.jpg\tbb", "未收\tc.txt\tother"], 2, 2, 1),  # c.txt has changed since
        (["重号\t青州简报-2022-02", "缺期\tb.jpg"], 2, 2, 2),
    ],
)
def test_what_staff_have_looked_into_is_no_failure(
    tmp_path: Path, lines: list[str], missing: int, doubled: int, rejects: int
) -> None:
    rows = [row(1, "2022-01-08"), row(4, "2022-03-01", source="x"), row(4, "2022-03-02", source="y")]
    found = ledger(rows, FILES, acknowledged=acknowledged(tmp_path, *lines))
    assert [len(found.open("missing")), len(found.open("doubled")), len(found.open_rejects)] == [
        missing, doubled, rejects
    ]  # fmt: skip
    assert found.is_whole == (missing + doubled + rejects == 0)
    assert found.series[0].count("missing") == 2  # still shown


def test_a_row_that_says_nothing_is_told(tmp_path: Path) -> None:
    found = ledger([], acknowledged=acknowledged(tmp_path, "缺\t青州简报-2022-02", "未收\t"))
    assert [problem.rpartition(" (bad")[1] for problem in found.problems] == [" (bad"] * 2
    assert read_acknowledged(tmp_path / "nowhere").problems == ()


def test_the_json_is_complete() -> None:
    rows = [row(1, "2022-01-08", source="1.txt"), row(3, "2022-03-08", source="3.txt")]
    rows[0] = IssueRow(rows[0].issue, 4, 2, "1.txt", 5, (("article_missing", 1), ("no_contents", 1)), None)
    found = ledger(rows, FILES).to_json()
    (year,) = found["series"][0]["years"]
    assert (year["missing"], year["doubled"], year["titles"], year["articles"]) == ([2], [], 9, 8)
    assert year["warnings"] == {"article_missing": 1, "no_contents": 1}
    assert [(i["source"], i["articles"], i["titles"], i["warnings"]) for i in year["issues"]] == [
        ("1.txt", 4, 5, {"article_missing": 1, "no_contents": 1}), ("3.txt", 4, 4, {})
    ]  # fmt: skip
    assert year["doubts"][0]["key"] == "青州简报-2022-02"
    assert found["whole"] is False and found["rejected"][0]["reason"] == "不认识的格式"


# Withdrawn


def withdrawn(*numbers: str) -> tuple[PurgedEntry, ...]:
    return tuple(PurgedEntry(f"{NAME}-{number}", "2023-01-02", "有误") for number in numbers)


def with_kinds(found: Ledger) -> list[str]:
    """2022: 1 2已撤回 3"""
    return [
        f"{year.year}: " + " ".join(f"{e.label}{KIND_NAMES[e.kind] if e.kind else ''}" for e in year.entries)
        for one in found.series
        for year in one.years
    ]


@pytest.mark.parametrize(
    "rows, ids, expected",
    [
        (year_of(2022, 1, 3), ("2022-02",), ["2022: 1 2已撤回 3"]),
        (year_of(2022, 1, 4), ("2022-02",), ["2022: 1 2已撤回 3缺期 4"]),
        # The last and the first are no gaps, and are told all the same; and a year of which nothing else is there.
        (year_of(2022, 1, 2), ("2022-03",), ["2022: 1 2 3已撤回"]),
        (year_of(2022, 2, 3), ("2022-01",), ["2022: 1已撤回 2 3"]),
        (year_of(2022, 1), ("2023-01",), ["2023: 1已撤回", "2022: 1"]),
        ([*year_of(2021, 1), *year_of(2023, 1)], ("2022-01",), ["2023: 1", "2022: 1已撤回", "2021: 1"]),
        # All articles of an issue one by one; one article of an issue that is there.
        (year_of(2022, 1, 3), ("2022-02-0a1b2c3d",), ["2022: 1 2已撤回 3"]),
        (year_of(2022, 1, 2, 3), ("2022-02-0a1b2c3d",), ["2022: 1 2 3"]),
        (year_of(2022, 1, 2, 3), ("2022-02",), ["2022: 1 2 3"]),  # a second of its number is there
        (year_of(2022, 1, 3), ("2022-12-0a1b2c3d", "别的简报-2022-02"), ["2022: 1 2缺期 3"]),
    ],
)
def test_what_was_withdrawn_is_no_gap(rows: list[IssueRow], ids: tuple[str, ...], expected: list[str]) -> None:
    found = ledger(rows, purged=withdrawn(*ids))
    assert with_kinds(found) == expected
    assert found.is_whole is not any("缺期" in year for year in expected)
    assert not any(entry.kind == "withdrawn" for one in found.series for entry in one.doubts)


def test_a_withdrawn_issue_of_a_total_number_is_no_gap() -> None:
    rows = [row(None, f"2022-0{n}-05", total_number=n) for n in (1, 3)]
    assert with_kinds(ledger(rows, purged=withdrawn("总2"))) == ["2022: 1 2已撤回 3"]


def test_what_was_withdrawn_is_told_to_programs() -> None:
    found = ledger(year_of(2022, 1, 3), purged=withdrawn("2022-02")).to_json()
    assert found["withdrawn"] == [{"id": f"{NAME}-2022-02", "date": "2023-01-02", "reason": "有误"}]
    [year] = found["series"][0]["years"]
    assert (year["missing"], year["withdrawn"]) == ([], [2])


# Copies and versions


def version(one: IssueRow, later: IssueRow, why: Why) -> IssueRow:
    """The first as an earlier version of the other."""
    told = Reissue(one.source, one.issue.id, later.source, later.issue.id, why)
    return replace(one, edition=Edition(one.source, later=told))


@pytest.mark.parametrize(
    "why, kinds, whole", [("mark", "3更正 3", True), ("date", "3更正 3", True), ("order", "3重号 3重号", False)]
)
def test_a_version_that_was_corrected_is_no_double(why: Why, kinds: str, whole: bool) -> None:
    first, second = row(3, "2022-02-08", source="a.txt"), row(3, "2022-02-18", source="b.txt")
    found = ledger([*year_of(2022, 1, 2), version(first, second, why), second, row(4, "2022-03-01")])
    assert shown(found) == [f"2022: 1 2 {kinds} 4"]
    assert found.is_whole == whole
    (year,) = found.series[0].years
    assert "b.txt" in year.doubts[0].reasons[-1]


def test_a_corrected_number_makes_an_issue_of_a_version() -> None:
    later = row(3, "2022-02-18", source="b.txt")
    found = ledger([*year_of(2022, 1, 2), version(row(4, "2022-02-28", source="a.txt"), later, "date"), later])
    assert shown(found) == ["2022: 1 2 3 4"]


def test_copies_are_counted_and_no_doubt() -> None:
    copied = replace(row(1, "2022-01-08"), edition=Edition("a.doc", (Copy("a.pdf", "a.doc", "x", "text"),)))
    found = ledger([copied])
    (year,) = found.series[0].years
    assert found.is_whole and [copy.source for copy in year.copies] == ["a.pdf"] and not year.doubts
    (told,) = found.to_json()["series"][0]["years"][0]["issues"]
    assert (told["copies"], told["later"], told["earlier"]) == ([{"source": "a.pdf", "same": "text"}], None, [])
