"""`people` and `correct` list, decide, say which articles change before they write, and check."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from whoosh import index as whoosh_index

from indexer.writer import update_index
from search.generations import current
from search.schema import stored_row
from tests.indexer.command import run

HEADER = "name\tkey\tmatch\taliases\treading\tstatus\n"


class Office:
    """A small archive with its index, on which commands are run."""

    def __init__(self, corpus: Path, index: Path) -> None:
        self.corpus, self.index = corpus, index
        self.people = corpus / "lexicon/people.tsv"
        self.people.write_bytes(("\ufeff" + HEADER + "# 说明\n").replace("\n", "\r\n").encode())
        update_index(corpus, index)

    def run(self, *args: object) -> Result:
        return run(*args, "--index", self.index, "--corpus", self.corpus)

    def json(self, *args: object) -> Any:
        result = self.run(*args, "--json")
        assert result.exit_code == 0
        return json.loads(result.stdout)

    def search(self, *args: object) -> Any:
        return json.loads(run("search", *args, "--json", "--limit", 100, "--index", self.index).stdout)


@pytest.fixture
def office(small_archive: Path) -> Office:
    return Office(small_archive / "corpus", small_archive / "index")


def test_people_are_listed_with_counts_and_posts(office: Office) -> None:
    found = office.json("people", "list")
    assert [set(row) for row in found] == [{"key", "name", "count", "post", "aliases"}] * len(found)
    counts = [row["count"] for row in found]
    assert counts == sorted(counts, reverse=True) and counts[0] > 1
    for row in found[:5]:
        assert office.search("", "--person", row["key"])["total"] >= row["count"]
    assert len(office.json("people", "list", "--limit", 3)) == 3
    assert all(row["count"] >= 3 for row in office.json("people", "list", "--min", 3))


@pytest.mark.parametrize("prefix", ["周秉", "周秉谦", "周　秉", "zhoubing", "zbq", "ZBQ", "周秉謙"])
def test_people_are_found_by_the_beginning_of_name_or_pinyin(office: Office, prefix: str) -> None:
    assert [row["name"] for row in office.json("people", "list", prefix)] == ["周秉谦"]
    assert "周秉谦" in office.run("people", "list", prefix).stdout


def test_one_person_is_shown_with_articles(office: Office) -> None:
    shown = office.json("people", "show", "周秉谦")
    assert (shown["key"], shown["reading"]) == ("周秉谦", "zhou bing qian") and shown["posts"]
    listed = {hit["id"] for hit in office.search("", "--person", "周秉谦")["hits"]}
    assert {article["id"] for article in shown["articles"]} <= listed
    days = [article["date"] for article in shown["articles"]]
    assert days == sorted(days, reverse=True)
    assert shown["articles"][0]["id"] in office.run("people", "show", "周秉谦").stdout


def test_nobody_is_told(office: Office) -> None:
    result = office.run("people", "show", "司马无忌")
    assert (result.exit_code, result.stdout) == (1, "") and "司马无忌" in result.stderr


def decided(office: Office, *args: object) -> dict[str, Any]:
    """The articles that a decision says it changes are those that it changes."""
    before = articles(office)
    dry = office.json(*args, "--dry-run")
    assert not dry["written"] and articles(office) == before
    found = office.json(*args)
    assert found == {**dry, "written": True}
    update_index(office.corpus, office.index)
    after = articles(office)
    changed = {one for one in {**before, **after} if before.get(one) != after.get(one)}
    assert {row["id"] for row in found["changed"] if row["kind"] == "article"} == changed
    assert changed
    return {row["id"]: (row["before"], row["after"]) for row in found["changed"]}


def articles(office: Office) -> dict[str, Any]:
    """Id -> all that is stored of an article."""
    with whoosh_index.open_dir(current(office.index)).reader() as reader:
        rows = [stored_row(row["document"]) for row in reader.all_stored_fields()]
    return {row["id"]: row for row in rows if row["kind"] == "article"}


def test_merging(office: Office) -> None:
    rows = decided(office, "people", "merge", "贺庆元", "--into", "周秉谦")
    assert all("贺庆元" not in after and "周秉谦" in after for _, after in rows.values())
    assert [row["key"] for row in office.json("people", "list", "贺庆元")] == ["周秉谦"]
    assert office.json("people", "show", "贺庆元")["aliases"] == ["贺庆元"]


def test_splitting(office: Office) -> None:
    decided(
        office, "people", "split", "陈立新", "--key", "陈立新@临溪县", "--match", "临溪县民政局", "--match", "临溪县"
    )
    listed = [row["key"] for row in office.json("people", "list", "陈立新")]
    assert "陈立新@临溪县" in listed
    assert office.json("people", "show", "陈立新@临溪县")["articles"]


def test_renaming(office: Office) -> None:
    decided(office, "people", "rename", "周秉谦", "周秉廉")
    assert office.search("人物:周秉谦")["total"] == office.search("人物:周秉廉")["total"] > 0
    assert office.json("people", "show", "周秉谦")["name"] == "周秉廉"


def test_forbidding_and_allowing(office: Office) -> None:
    before = articles(office)
    lines = office.people.read_bytes()
    decided(office, "people", "forbid", "周秉谦")
    assert office.json("people", "list", "周秉谦") == []
    decided(office, "people", "allow", "周秉谦")
    assert articles(office) == before
    assert office.people.read_bytes() == lines  # mark, line ends and comment too


def test_what_changes_is_told_in_words(office: Office) -> None:
    result = office.run("people", "merge", "贺庆元", "--into", "周秉谦", "--dry-run")
    assert re.search(r"2024-\d\d-\d\d　\S+\n    人物 贺庆元 → ", result.stdout)
    assert "会变" in result.stderr and "已写入" not in result.stderr


def test_a_contradiction_is_refused_and_nothing_written(office: Office) -> None:
    office.run("people", "forbid", "任重道")
    lines = office.people.read_bytes()
    result = office.run("people", "merge", "任重道", "--into", "周秉谦")
    assert (result.exit_code, result.stdout) == (1, "") and "allow" in result.stderr
    assert office.people.read_bytes() == lines


def test_without_an_index_a_decision_is_written_all_the_same(office: Office, tmp_path: Path) -> None:
    result = run("people", "forbid", "任重道", "--corpus", office.corpus, "--index", tmp_path / "none")
    assert result.exit_code == 0 and "没有索引" in result.stderr
    assert "任重道" in office.people.read_text(encoding="utf-8")


def test_a_faulty_file_is_told_before_it_is_edited(office: Office) -> None:
    office.people.write_text(HEADER + "甲\t乙\n", encoding="utf-8")
    result = office.run("people", "forbid", "任重道")
    assert result.exit_code == 1 and "第 2 行" in result.stderr
    assert office.people.read_text(encoding="utf-8") == HEADER + "甲\t乙\n"


def test_check_exits_with_1_where_there_is_a_problem(office: Office) -> None:
    result = run("people", "check", "--corpus", office.corpus)
    assert (result.exit_code, result.stdout) == (0, "") and "没有问题" in result.stderr
    office.people.write_text(HEADER + "甲乙\n丙丁\t\t\t甲乙\n", encoding="utf-8")
    result = run("people", "check", "--corpus", office.corpus)
    assert result.exit_code == 1 and "people.tsv 第 3 行" in result.stdout
    [row] = map(json.loads, run("people", "check", "--corpus", office.corpus, "--json").stdout.splitlines())
    assert (row["file"], row["line"]) == ("people.tsv", 3) and "甲乙" in row["problem"]


# correct


def first(office: Office, at: int = 1) -> dict[str, Any]:
    hits = office.search("", "--sort", "oldest")["hits"]
    return next(hit for hit in hits if hit["position"] == at)


def test_a_title_a_section_and_a_date_are_corrected(office: Office) -> None:
    hit = first(office)
    decided(office, "correct", hit["id"], "--title", "改过的题名", "--section", "要闻", "--date", "2024/2/29")
    now = next(row for row in office.search("")["hits"] if row["id"] == hit["id"])
    assert (now["title"], now["section"], now["date"]) == ("改过的题名", "要闻", "2024-02-29")
    decided(office, "correct", hit["id"], "--undo")
    assert next(row for row in office.search("")["hits"] if row["id"] == hit["id"])["title"] == hit["title"]


def test_articles_are_split_and_joined(office: Office) -> None:
    hit = first(office, 2)
    before = len(articles(office))
    decided(office, "correct", hit["id"], "--join")
    assert len(articles(office)) == before - 1
    one = first(office)
    paragraph = articles(office)[one["id"]]["body"].split("\n")[-1]
    decided(office, "correct", one["id"], "--split", paragraph[:8], "--title", "新的一篇")
    assert len(articles(office)) == before
    assert office.search("标题:新的一篇")["total"] == 1


def test_an_issue_is_corrected(office: Office) -> None:
    issue = first(office)["issue"]["id"]
    assert office.run("correct", issue, "--number", 99).exit_code == 0
    update_index(office.corpus, office.index)
    assert first(office)["issue"]["id"] == issue
    assert {hit["issue"]["number"] for hit in office.search("")["hits"] if hit["issue"]["id"] == issue} == {99}
    assert json.loads(run("parse", office.corpus / "2024", "--corpus", office.corpus).stdout.splitlines()[0])["printed"]


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("--title", "新"), 1, "没有这个编号"),
        ((), 2, "更正什么"),
        (("--title", "新", "--undo"), 2, "更正什么"),
        (("--date", "春天"), 2, "日期"),
        (("--undo",), 1, "没有更正可撤"),
    ],
)
def test_a_correction_that_makes_no_sense_is_not_written(
    office: Office, args: tuple[str, ...], code: int, told: str
) -> None:
    result = office.run("correct", "没有-这篇", *args)
    assert (result.exit_code, result.stdout) == (code, "") and told in result.stderr
    assert not (office.corpus / "lexicon/corrections.tsv").exists()


def test_a_paragraph_that_is_not_there_is_told_and_not_written(office: Office) -> None:
    result = office.run("correct", first(office)["id"], "--starts", "没有这样的一段")
    assert result.exit_code == 1 and "没有这样开头的段落" in result.stderr
    assert not (office.corpus / "lexicon/corrections.tsv").exists()
