"""Every line that cannot be understood or contradicts another is named with its file and line."""

from pathlib import Path

import pytest

from indexer.authority.checks import check_lexicon

HEADERS = {
    "people.tsv": "name\tkey\tmatch\taliases\treading\tstatus",
    "places.tsv": "name\tparent\tkind",
    "corrections.tsv": "id\ttitle\tchange\tparagraph\tvalue",
    "synonyms.tsv": "term\tsynonyms\tdirection",
}


def problems(folder: Path, name: str, *rows: str) -> list[tuple[str, int, str]]:
    (folder / name).write_text("\n".join((HEADERS[name], *rows)) + "\n", encoding="utf-8")
    return [(problem.path.name, problem.line, problem.message) for problem in check_lexicon(folder)]


@pytest.mark.parametrize(
    "rows",
    [
        ["韦国梁\t韦国梁@甲\t甲局", "韦国梁\t韦国梁@乙\t乙局|丙局"],
        ["韦国梁\t韦国梁@甲\t甲局", "韦国梁"],  # the one without words is everybody else
        ["韦国梁\t\t\t韦国良", "覃秀兰\t\t\t\tqín xiù lán", "任重道\t\t\t\t\tnot-a-person"],
        ["韦国梁\t韦国梁@甲\t甲局\t阿梁", "覃国梁\t覃国梁@乙\t乙局\t阿梁"],  # told apart by words
    ],
)
def test_what_does_not_contradict_is_no_problem(rows: list[str], tmp_path: Path) -> None:
    assert problems(tmp_path, "people.tsv", *rows) == []


@pytest.mark.parametrize(
    ("rows", "line", "told"),
    [
        (["韦国梁\t覃秀兰"], 2, "key"),
        (["韦国梁\t韦国梁@甲/乙"], 2, "斜杠"),
        (["韦国梁\t韦国梁@甲\t甲局", "韦国梁\t韦国梁@甲\t乙局"], 3, "重复"),
        (["韦国梁\t韦国梁@甲\t甲局", "覃秀兰", "韦国梁\t韦国梁@乙\t乙局|甲局"], 4, "甲局"),
        (["韦国梁\t韦国梁@甲\t甲局", "韋國梁\t韋國梁@乙\t市甲局"], 3, "甲局"),
        (["韦国梁\t韦国梁@甲", "韦国梁\t韦国梁@乙"], 3, "没有认人的词"),
        (["韦国梁", "覃秀兰\t\t\t韦国梁"], 3, "又是"),
        (["韦国梁\t\t\t阿梁", "覃国梁\t\t\t阿梁"], 3, "又是"),
        (["韦国梁\t韦国梁@甲\t甲局", "覃秀兰\t\t\t韦国梁"], 3, "又是"),
        (["韦国梁\t\t\t韦国梁"], 2, "别名"),
        (["任重道", "任重道\t\t\t\t\tnot-a-person"], 3, "不是人名"),
        (["韦国梁\t\t\t任重道", "任重道\t\t\t\t\tnot-a-person"], 3, "不是人名"),
        (["任重道\t任重道@甲\t\t\t\tnot-a-person"], 2, "不是人名"),
        (["韦国梁\t\t\t\t\t不是"], 2, "status"),
    ],
)
def test_contradictions_between_persons(rows: list[str], line: int, told: str, tmp_path: Path) -> None:
    [(name, at, message)] = problems(tmp_path, "people.tsv", *rows)
    assert (name, at) == ("people.tsv", line) and told in message


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["甲县\t乙市\t县", "乙市\t\t市"], []),
        (["甲县\t乙市\t县", "甲县\t乙市\t县"], [3]),
        (["甲县\t乙市\t县", "甲县\t丙市\t县"], []),  # two counties of one name
        (["甲县\t乙市\t县", "乙市\t甲县\t市"], [2, 3]),
        (["甲县\t甲县\t县"], [2]),
    ],
)
def test_places_that_are_doubled_or_lie_in_themselves(rows: list[str], lines: list[int], tmp_path: Path) -> None:
    assert [line for _, line, _ in problems(tmp_path, "places.tsv", *rows)] == lines


def test_every_problem_of_every_file_is_told(tmp_path: Path) -> None:
    problems(tmp_path, "people.tsv", "\t甲", "韦国梁\t覃秀兰", "覃秀兰")
    problems(tmp_path, "corrections.tsv", "x-1\t\t改名\t\t新", "x-1\t\t日期\t\t春天", "x-1\t\t题名\t\t新")
    (tmp_path / "places.tsv").write_bytes("name\tparent\tkind\n甲县\n".encode("gb18030"))
    assert [(name, line) for name, line, _ in map(tuple, problems_of(tmp_path))] == [
        ("corrections.tsv", 2), ("corrections.tsv", 3), ("people.tsv", 2), ("people.tsv", 3), ("places.tsv", 0),
    ]  # fmt: skip


def problems_of(folder: Path) -> list[tuple[str, int, str]]:
    return [(problem.path.name, problem.line, problem.message) for problem in check_lexicon(folder)]


def test_the_sample_archive_s_lexicon_has_no_problem(corpus_dir: Path) -> None:
    assert check_lexicon(corpus_dir / "lexicon") == ()


def test_a_long_list_is_checked_in_no_time(tmp_path: Path) -> None:
    rows = [f"名{n}\t\t\t别{n}" for n in range(20_000)]
    assert len(problems(tmp_path, "people.tsv", *rows, "名5")) == 1


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["低保\t最低生活保障", "残联\t残疾人联合会", "敬老院\t养老院\t单向", "养老院\t敬老院\t单向"], []),
        (["低保\t最低生活保障", "低保\t低保金"], [3]),
        (["低保\t最低生活保障", "最低生活保障\t低保"], [3]),
        (["低保", "低保\t低保", "低保\t低保金\t反"], [2, 3, 4]),
    ],
)
def test_synonyms_said_twice_or_not_at_all(rows: list[str], lines: list[int], tmp_path: Path) -> None:
    assert [line for _, line, _ in problems(tmp_path, "synonyms.tsv", *rows)] == lines
