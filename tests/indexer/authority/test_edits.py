"""Each decision changes the lines it concerns; what contradicts the table is refused with what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.authority import edits
from search.corrections import CORRECTION_COLUMNS, Correction
from search.names import PEOPLE_COLUMNS
from search.tables import Table, read_table

HEADER = "name\tkey\tmatch\taliases\treading\tstatus\t备注"
Edit = Callable[[Table], Table]


def table_of(folder: Path, *rows: str) -> Table:
    path = folder / "people.tsv"
    path.write_text("\n".join((HEADER, "# 说明", *rows)) + "\n", encoding="utf-8")
    return read_table(path, PEOPLE_COLUMNS)


def rows_of(table: Table) -> list[str]:
    assert table.lines[:2] == (HEADER, "# 说明") and not table.problems
    return [line.rstrip("\t") for line in table.lines[2:]]


@pytest.mark.parametrize(
    ("rows", "edit", "after"),
    [
        ([], lambda t: edits.merge(t, ["韦国良", "韦国粱"], "韦国梁"), ["韦国梁\t\t\t韦国良|韦国粱"]),
        (
            ["韦国梁\t\t\t韦阿梁\t\t\t旧"],
            lambda t: edits.merge(t, ["韦国良", "韦国良"], "韦国梁"),
            ["韦国梁\t\t\t韦阿梁|韦国良\t\t\t旧"],
        ),
        (  # what was said of the one is said of the other
            ["韦国良\t\t\t韦阿良\twéi guó liáng", "覃秀兰", "韦国梁\t韦国梁@甲局\t甲局"],
            lambda t: edits.merge(t, ["韦国良"], "韦国梁@甲局"),
            ["覃秀兰", "韦国梁\t韦国梁@甲局\t甲局\t韦国良|韦阿良"],
        ),
        (
            ["韦国梁\t韦国梁@甲局\t甲局", "韦国梁\t韦国梁@乙局\t乙局"],
            lambda t: edits.merge(t, ["韦国梁@乙局"], "韦国梁@甲局"),
            ["韦国梁\t韦国梁@甲局\t甲局|乙局"],
        ),
        ([], lambda t: edits.split(t, "韦国梁", "韦国梁@甲局", ["甲局"]), ["韦国梁\t韦国梁@甲局\t甲局"]),
        (
            ["韦国梁\t韦国梁@甲局\t甲局", "覃秀兰"],
            lambda t: edits.split(t, "韦国梁", "韦国梁@乙县", ["乙县", "乙镇"]),
            ["韦国梁\t韦国梁@甲局\t甲局", "韦国梁\t韦国梁@乙县\t乙县|乙镇", "覃秀兰"],
        ),
        (
            ["韦国梁\t韦国梁@甲局\t甲局"],
            lambda t: edits.split(t, "韦国梁", "韦国梁@甲局", ["丙科"]),
            ["韦国梁\t韦国梁@甲局\t甲局|丙科"],
        ),
        ([], lambda t: edits.rename(t, "韦国梁", "韦国樑"), ["韦国樑\t\t\t韦国梁"]),
        (
            ["韦国梁\t韦国梁@甲局\t甲局\t韦国樑|韦阿梁\twéi\t\t旧"],
            lambda t: edits.rename(t, "韦国梁@甲局", "韦国樑"),
            ["韦国樑\t韦国樑@甲局\t甲局\t韦国梁|韦阿梁\t\t\t旧"],
        ),
        ([], lambda t: edits.forbid(t, "任重道"), ["任重道\t\t\t\t\tnot-a-person"]),
        (["覃秀兰\t\t\t\tqín"], lambda t: edits.forbid(t, "覃秀兰"), ["覃秀兰\t\t\t\t\tnot-a-person"]),
        (["任重道\t\t\t\t\tnot-a-person", "覃秀兰"], lambda t: edits.allow(t, "任重道"), ["覃秀兰"]),
        (["任重道\t\t\t\trén\tnot-a-person"], lambda t: edits.allow(t, "任重道"), ["任重道\t\t\t\trén"]),
    ],
)
def test_a_decision_changes_the_lines_it_concerns(
    rows: list[str], edit: Edit, after: list[str], tmp_path: Path
) -> None:
    assert rows_of(edit(table_of(tmp_path, *rows))) == after


@pytest.mark.parametrize(
    ("rows", "edit", "told"),
    [
        ([], lambda t: edits.merge(t, ["韦国梁"], "韦国梁"), "并入自己"),
        (["韦国良\t\t\t\t\tnot-a-person"], lambda t: edits.merge(t, ["韦国良"], "韦国梁"), "allow 韦国良"),
        (["韦国梁\t\t\t\t\tnot-a-person"], lambda t: edits.merge(t, ["韦国良"], "韦国梁"), "allow 韦国梁"),
        (["覃秀兰\t\t\t韦国良"], lambda t: edits.merge(t, ["韦国良"], "韦国梁"), "覃秀兰 的别名"),
        (
            ["韦国良\t韦国良@甲\t甲", "韦国良\t韦国良@乙\t乙"],
            lambda t: edits.merge(t, ["韦国良"], "韦国梁"),
            "韦国良@甲、韦国良@乙",
        ),
        ([], lambda t: edits.split(t, "韦国梁", "韦国梁", ["甲"]), "韦国梁@单位"),
        ([], lambda t: edits.split(t, "韦国梁", "覃秀兰@甲", ["甲"]), "韦国梁@单位"),
        (["韦国梁\t韦国梁@甲\t甲局"], lambda t: edits.split(t, "韦国梁", "韦国梁@乙", ["市甲局"]), "韦国梁@甲"),
        (["韦国梁\t\t\t\t\tnot-a-person"], lambda t: edits.split(t, "韦国梁", "韦国梁@甲", ["甲"]), "allow"),
        ([], lambda t: edits.rename(t, "韦国梁", "韦国梁"), "已经叫"),
        (["覃秀兰"], lambda t: edits.rename(t, "韦国梁", "覃秀兰"), "merge"),
        (["覃秀兰\t\t\t覃小兰"], lambda t: edits.rename(t, "韦国梁", "覃小兰"), "覃秀兰 的别名"),
        (["任重道\t\t\t\t\tnot-a-person"], lambda t: edits.forbid(t, "任重道"), "已列为"),
        (["韦国梁\t\t\t韦国良"], lambda t: edits.forbid(t, "韦国良"), "第 3 行"),
        (["覃秀兰"], lambda t: edits.allow(t, "覃秀兰"), "没有列为"),
    ],
)
def test_a_contradiction_is_refused(rows: list[str], edit: Edit, told: str, tmp_path: Path) -> None:
    with pytest.raises(edits.Refused, match=told):
        edit(table_of(tmp_path, *rows))


def test_corrections_are_added_replaced_and_taken_back(tmp_path: Path) -> None:
    table = read_table(tmp_path / "corrections.tsv", CORRECTION_COLUMNS)
    for one in (
        Correction("x-1", "", "title", value="甲"),
        Correction("x-1", "", "split", "本周", "乙"),
        Correction("x-2", "", "join"),
        Correction("x-1", "", "title", value="丙"),  # in the place of the first
        Correction("x-1", "", "split", "次日", "丁"),  # another place
    ):
        table = edits.correct(table, one)
    assert [line.rstrip("\t") for line in table.lines[1:]] == [
        "x-1\t\t题名\t\t丙", "x-1\t\t拆出\t本周\t乙", "x-2\t\t并入上篇", "x-1\t\t拆出\t次日\t丁",
    ]  # fmt: skip
    assert [line.rstrip("\t") for line in edits.take_back(table, "x-1").lines[1:]] == ["x-2\t\t并入上篇"]
    with pytest.raises(edits.Refused, match="x-3"):
        edits.take_back(table, "x-3")
