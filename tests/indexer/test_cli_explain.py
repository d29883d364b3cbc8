"""`explain` on the command line: text that a clerk can read, JSON, exit codes."""

import json

import pytest
from click.testing import Result

from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher
from tests.indexer.command import run


@pytest.fixture
def meeting(searcher: Searcher) -> str:
    return searcher.search(SearchRequest("标题:全市民政工作会议部署")).hits[0].id


def explain(config: Config, *args: str) -> Result:
    return run("explain", *args, "--index", config.index)


@pytest.mark.parametrize(
    "args, told",
    [
        (("十件实事",), ["找得到", "逐字印有", "题名第 16 字：十件实事", "得分", "词“实事”", "全库"]),
        (("賀慶元",), ["只以异体", "是本篇的人物", "人物“賀慶元”"]),
        (("賀慶元", "--printed"), ["文字不符", "只印作 “贺庆元”"]),
        (("“十件㐂事”",), ["找不到", "没有 “㐂”；有 “十件”、“事”"]),
        (("“实事十件”",), ["有 “实事”、“十件”，但不相连"]),
        (
            ("民政 2024年5月",),
            ["被条件排除", "日期 2024-05-01..2024-05-31", "--text '2024年5月'", "2024-03-01，不符"],
        ),
        (("民政 2024年5月", "--text", "2024年5月"), ["文字不符", "✗ “2024年5月”"]),
        (("民政", "--section", "社会组织动态"), ["被条件排除", "条件 栏目 社会组织动态", "本篇 市级动态，不符"]),
        (("民政 -敬老院",), ["✗ 不要含有", "✓ “敬老院”：逐字印有"]),
        (("㐂㐂 OR 十件",), ["以下任一即可", "✗ “㐂㐂”：没有 “㐂㐂”", "✓ “十件”"]),
        (("标题:贺庆元",), ["✗ 在题名里“贺庆元”"]),
        (("人物:陶立新",), ["✗ 人物 “陶立新”：不符；本篇是 "]),
        (("，",), ["…… 共"]),
        (("",), ["没有检索词"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_text_tells_why(config: Config, meeting: str, args: tuple[str, ...], told: list[str]) -> None:
    result = explain(config, args[0], meeting, *args[1:])
    assert result.exit_code == 0
    assert result.stdout.startswith("全市民政工作会议部署")
    for text in told:
        assert text in result.stdout, result.stdout


def test_json_holds_the_whole_explanation(config: Config, meeting: str) -> None:
    row = json.loads(explain(config, "王䶮 十件好事长颈鹿 2024年3月", meeting, "--json").stdout)
    assert (row["id"], row["query"], row["verdict"]) == (meeting, "王䶮 十件好事长颈鹿 2024年3月", "relaxed")
    assert [clause["matched"] for clause in row["clauses"]] == [True, False]
    assert row["clauses"][0]["places"][0]["in"] == "body"
    assert row["filters"][0]["wanted"] == ["2024-03-01..2024-03-31"]
    assert sum(part["score"] for part in row["parts"]) == pytest.approx(row["score"], abs=1e-5)


def test_an_unknown_article_exits_with_1_and_no_index_with_4(config: Config) -> None:
    result = explain(config, "民政", "没有这一篇")
    assert (result.exit_code, result.stdout) == (1, "") and "没有这一篇" in result.stderr
    none = run("explain", "民政", "x", "--index", config.index / "none")
    assert none.exit_code == 4
