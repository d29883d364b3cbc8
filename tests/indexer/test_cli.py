"""The command: data on stdout, logs on stderr, the JSON of the interfaces, exit codes; served for real."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import textwrap
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from indexer.cli import main
from indexer.lock import writing
from search.config import Config
from search.generations import current
from search.searcher import Searcher
from tests.indexer.command import JIANBAO, run

HAN = re.compile("[\u4e00-\u9fff]{4,}")
ENGLISH = re.compile("[A-Z][a-z]+[;,]?( [a-zA-Z()]+)+")
_CONTEXT = click.Context(main)
COMMANDS = {name: one for name in main.list_commands(_CONTEXT) if (one := main.get_command(_CONTEXT, name))}


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# Help


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_has_help_in_chinese_and_english(command: str) -> None:
    result = run(command, "--help")
    text = "".join(COMMANDS[command].help or "")
    assert result.exit_code == 0 and result.stderr == ""
    assert HAN.search(text) and ENGLISH.search(text)
    assert run(command, "-h").stdout == result.stdout


def test_the_commands_of_the_first_release_are_there() -> None:
    assert {"parse", "extract", "index", "search", "status", "serve"} <= set(COMMANDS)
    result = run("--help")
    assert all(name in result.stdout for name in COMMANDS)
    assert run("--version").stdout.startswith("jianbao")


def test_every_flag_of_the_interfaces_is_taken() -> None:
    flags = {
        name: {flag for param in command.params if isinstance(param, click.Option) for flag in param.opts}
        for name, command in COMMANDS.items()
    }
    assert {"--index", "--full", "--workers", "--dry-run", "--allow-removals"} <= flags["index"]
    assert {"--host", "--port", "--public", "--index"} <= flags["serve"]
    assert {"--section", "--person", "--place", "--from", "--to", "--sort", "--limit", "--offset", "--literal",
            "--printed", "--facets", "--json"} <= flags["search"]  # fmt: skip


# Usage: exit code 2


@pytest.mark.parametrize(
    "args",
    [
        ("unknown",),
        ("parse",),
        ("search", "会议", "--sort", "best"),
        ("search", "会议", "--from", "春天"),
        ("search", "会议", "--to", "2024-13"),
        ("search", "会议", "--from", "2025", "--to", "2024"),
        ("search", "会议", "--limit", "-1"),
        ("search", "会议", "--limit", "1000"),
        ("search", "会议", "--offset", "-1"),
        ("index", "--workers", "0"),
        ("index", "/nowhere/at/all"),
        ("explain", "会议"),
        ("explain", "会议", "x", "--from", "春天"),
        ("serve", "--port", "70000"),
        ("search", "--no-such-flag"),
    ],
    ids=" ".join,
)
def test_usage_errors_exit_with_2(args: tuple[str, ...], config: Config) -> None:
    flags = ("--index", config.index) if args[0] in ("search", "index", "explain", "serve") else ()
    result = run(*args, *flags)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_setting_that_makes_no_sense_is_a_usage_error() -> None:
    result = run("status", env={"JIANBAO_TODAY": "gestern"})
    assert result.exit_code == 2 and "JIANBAO_TODAY" in result.stderr


# parse


def test_parse_prints_one_object_a_bulletin(corpus_dir: Path) -> None:
    files = [corpus_dir / "2024/2024-03.txt", corpus_dir / "2025/2025-01.txt"]
    result = run("parse", *files, "--corpus", corpus_dir)
    assert result.exit_code == 0
    found = rows(result)
    assert [row["source"] for row in found] == ["2024-03.txt", "2025-01.txt"]
    alone = run("parse", files[0], "--corpus", corpus_dir)
    assert (rows(alone), alone.stderr) == (found[:1], "")
    for row in found:
        assert_parse_object(row)


def assert_parse_object(row: dict[str, Any]) -> None:
    assert set(row) - {"loose", "masthead"} == {
        "source", "sha256", "issue", "sections", "articles", "distribution", "warnings",
    }  # fmt: skip
    assert set(row["issue"]) == {
        "id", "name", "number", "total_number", "year", "date", "date_source", "publisher",
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", row["sha256"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["issue"]["date"]) and row["issue"]["date_source"] == "printed"
    assert [set(section) for section in row["sections"]] == [{"name", "titles"}] * len(row["sections"])
    assert all(set(warning) == {"code", "message", "line"} for warning in row["warnings"])
    assert set(row["distribution"]) == {"text", "to", "cc", "people"}
    for article in row["articles"]:
        assert set(article) - {"informal"} == {
            "id", "position", "section", "title", "title_in_body", "date", "dates", "paragraphs", "people", "places",
            "organizations",
        }  # fmt: skip
        assert isinstance(article["title_in_body"], bool)
        body = "\n".join(article["paragraphs"])
        for date in article["dates"]:
            assert set(date) == {"start", "end", "text", "precision", "year_inferred", "offset"}
            assert body[date["offset"] :].startswith(date["text"])
        for person in article["people"]:
            assert set(person) == {"name", "key", "posts", "mentions"}
            assert_mentions(person["mentions"], article["title"], body)
        for thing in (*article["places"], *article["organizations"]):
            assert set(thing) == {"name", "mentions"}
            assert_mentions(thing["mentions"], article["title"], body)
    assert any(article["people"] for article in row["articles"])
    assert any(article["dates"] for article in row["articles"])


def assert_mentions(mentions: list[dict[str, Any]], title: str, body: str) -> None:
    assert mentions
    for mention in mentions:
        assert set(mention) == {"in", "start", "end", "text"}
        text = {"title": title, "body": body}[mention["in"]]
        assert text[mention["start"] : mention["end"]] == mention["text"]


def test_parse_reads_a_folder_by_the_paths_below_it(corpus_dir: Path) -> None:
    result = run("parse", corpus_dir / "2024", "--corpus", corpus_dir)
    assert [row["source"] for row in rows(result)] == sorted(p.name for p in (corpus_dir / "2024").glob("*.txt"))


def test_parse_names_bad_files_on_stderr_and_goes_on(corpus_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    result = run("parse", tmp_path / "bad.txt", corpus_dir / "2024/2024-03.txt", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert [row["source"] for row in rows(result)] == ["2024-03.txt"]
    assert "bad.txt：empty" in result.stderr and "none.txt：unreadable" in result.stderr


# extract


def test_extract_answers_line_by_line(corpus_dir: Path) -> None:
    asked = [
        {"id": 7, "text": "1月5日，岚州市民政局局长周秉谦到青岭县调研。", "date": "2025-01-20"},
        {"id": "b", "text": "今天没有人来。"},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in asked) + "\n\n"
    result = run("extract", "--corpus", corpus_dir, stdin=lines)
    assert (result.exit_code, result.stderr) == (0, "")
    one, two = rows(result)
    assert list(one) == ["id", "people", "dates", "places", "organizations"]
    assert one["id"] == 7
    assert [(p["name"], p["posts"]) for p in one["people"]] == [("周秉谦", ["岚州市民政局局长"])]
    assert (one["dates"][0]["start"], one["dates"][0]["year_inferred"]) == ("2025-01-05", True)
    assert "青岭县" in [place["name"] for place in one["places"]]
    assert two == {"id": "b", "people": [], "dates": [], "places": [], "organizations": []}


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"id": 1, "text": 5}',
        b'{"id": 1, "text": "a", "date": "spring"}',
        b"\xff\xfe\xfd",
        b"null",
    ],
)
def test_extract_tells_a_bad_line_and_goes_on(line: bytes, corpus_dir: Path) -> None:
    result = run("extract", "--corpus", corpus_dir, stdin=line + b'\n{"id": 2, "text": "a"}\n')
    assert result.exit_code == 1
    assert [row["id"] for row in rows(result)] == [2]
    assert "第 1 行" in result.stderr


# index


def test_index_tells_what_it_did(own_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    result = run("index", own_corpus, "--index", index)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "新增 7" in result.stdout
    result = run("index", own_corpus, "--index", index, "--json")
    *_, report = rows(result)
    assert (report["committed"], report["issues"], len(report["changes"]["unchanged"])) == (False, 7, 7)


def test_index_names_bad_files_and_exits_with_1_while_they_are_new(own_corpus: Path, tmp_path: Path) -> None:
    (own_corpus / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    index = tmp_path / "index"
    result = run("index", own_corpus, "--index", index)
    assert result.exit_code == 1
    assert "新增 8" in result.stdout and "bad.txt" not in result.stdout
    assert re.search("bad.txt：(binary|truncated)：", result.stderr)
    result = run("index", own_corpus, "--index", index)
    assert result.exit_code == 0 and "另有 1 份" in result.stderr
    assert "bad.txt" in run("status", "--index", index).stdout


def test_a_dry_run_lists_the_files(own_corpus: Path, tmp_path: Path) -> None:
    result = run("index", own_corpus, "--index", tmp_path / "index", "--dry-run")
    assert result.exit_code == 0
    assert "+ 2024/2024-01.txt" in result.stdout.splitlines()
    assert not (tmp_path / "index").exists()


def test_an_issue_in_two_files_and_files_held_back_are_told(own_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    copy = own_corpus / "2024/2024-03b.txt"
    text = (own_corpus / "2024/2024-03.txt").read_text(encoding="utf-8")
    copy.write_text(text.replace("，", "、", 3), encoding="utf-8")
    result = run("index", own_corpus, "--index", index)
    assert result.exit_code == 0 and "重号 2024/2024-03.txt" in result.stderr
    for path in (own_corpus / "2024").glob("*.txt"):
        path.unlink()
    result = run("index", own_corpus, "--index", index)
    assert result.exit_code == 1 and "--allow-removals" in result.stderr
    assert run("index", own_corpus, "--index", index, "--allow-removals").exit_code == 0


def test_a_locked_index_exits_with_3(own_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run("index", own_corpus, "--index", index)
    with writing(index):
        result = run("index", own_corpus, "--index", index, "--full")
        assert (result.exit_code, result.stdout) == (3, "")
        assert "locked" in result.stderr and str(os.getpid()) in result.stderr
        assert run("index", "--index", index, "--rollback").exit_code == 3
        assert run("search", "会议", "--index", index).exit_code == 0


@pytest.mark.parametrize("command", [["search", "会议"], ["status"], ["serve"]], ids=lambda command: command[0])
@pytest.mark.parametrize("kind", ["none", "empty folder", "a file"])
def test_no_index_exits_with_4(command: list[str], kind: str, tmp_path: Path) -> None:
    index = tmp_path / "index"
    if kind == "empty folder":
        index.mkdir()
    elif kind == "a file":
        index.write_text("")
    result = run(*command, "--index", index)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "jianbao index" in result.stderr


@pytest.mark.usefixtures("open_files_left")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_damaged_index_exits_with_4_and_says_how_to_mend_it(own_corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    run("index", own_corpus, "--index", index)
    next(current(index).glob("_MAIN_*.toc")).write_bytes(b"garbage")
    for command in (["status"], ["search", "会议"], ["index", own_corpus]):
        result = run(*command, "--index", index)
        assert (result.exit_code, result.stdout) == (4, "")
        assert "--full" in result.stderr
    assert run("index", own_corpus, "--index", index, "--full").exit_code == 0


# suggest


def test_suggest_prints_the_object_of_the_api_or_a_line_each(config: Config, searcher: Searcher) -> None:
    (found,) = rows(run("suggest", "yang", "--json", "--limit", 3, "--index", config.index))
    texts = [one.text for one in searcher.suggest("yang", 3)]
    assert (found["query"], [one["text"] for one in found["suggestions"]]) == ("yang", texts)
    lines = run("suggest", "yang", "--limit", 3, "--index", config.index).stdout.splitlines()
    assert [line.partition("　")[0] for line in lines] == texts
    assert all(" 篇" in line for line in lines)
    assert run("suggest", "yang", "--limit", 51, "--index", config.index).exit_code == 2


# search


def test_search_prints_the_object_of_the_interfaces(config: Config) -> None:
    result = run("search", "养老", "--json", "--limit", 2, "--index", config.index)
    assert (result.exit_code, result.stderr) == (0, "")
    (found,) = rows(result)
    assert {
        "query", "total", "took_ms", "relaxed", "literal", "printed", "interpretation", "notes", "variants",
        "suggestion", "hits", "facets",
    } <= set(found)  # fmt: skip
    assert (found["query"], found["literal"], found["printed"], found["relaxed"]) == ("养老", False, False, False)
    assert set(found["variants"]) == {"printed", "folded", "alias"}
    assert found["total"] > 2 == len(found["hits"])
    for hit in found["hits"]:
        assert {"id", "title", "section", "issue", "date", "people", "score", "snippet"} <= set(hit)
        assert set(hit["issue"]) == {
            "id", "name", "number", "total_number", "year", "date", "date_source", "publisher",
        }  # fmt: skip
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", hit["date"])
        assert all(isinstance(text, str) and isinstance(matched, bool) for text, matched in hit["snippet"])
    assert set(found["facets"]) >= {"section", "person", "date", "place"}
    for values in found["facets"].values():
        assert all({"value", "count", "selected"} <= set(value) for value in values)
    year = found["facets"]["date"][0]
    assert re.fullmatch(r"\d{4}", year["value"]) and year["children"][0]["value"].startswith(year["value"] + "-")


def test_filters_sort_and_paging_are_passed_on(config: Config) -> None:
    def found(*args: object) -> dict[str, Any]:
        (row,) = rows(run("search", *args, "--json", "--index", config.index))
        return row

    every = found("")
    section = every["facets"]["section"][0]
    narrowed = found("", "--section", section["value"])
    assert narrowed["total"] == section["count"] < every["total"]
    person = every["facets"]["person"][0]
    assert found("", "--person", person["value"])["total"] == person["count"]
    place = every["facets"]["place"][0]
    assert found("", "--place", place["value"])["total"] == place["count"]
    dated = found("", "--from", "2024-02", "--to", "2024-03", "--sort", "oldest")
    days = [hit["date"] for hit in dated["hits"]]
    assert days == sorted(days) and 0 < dated["total"] < every["total"]
    assert [hit["id"] for hit in found("", "--offset", 3, "--limit", 2)["hits"]] == [
        hit["id"] for hit in every["hits"][3:5]
    ]
    assert found("養老", "--printed")["total"] == 0 < found("養老")["total"]
    assert found("养老", "--literal")["literal"] is True


def test_search_reads_well_without_json(config: Config) -> None:
    result = run("search", "养老", "--facets", "--limit", 1, "--index", config.index)
    lines = result.stdout.splitlines()
    assert lines[0].startswith("共 ") and "【养老】" in result.stdout and "栏目" in lines
    assert result.stderr == ""


@pytest.mark.parametrize("query", ["", " ", "\0", "(((", '"', "AND OR NOT", "*", "标题:", "龘" * 3000, "-", "~~~"])
def test_no_query_is_an_error(query: str, config: Config) -> None:
    result = run("search", "--json", "--index", config.index, "--", query)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["total"] >= 0


# status


def test_status_says_what_is_in_the_index(config: Config) -> None:
    result = run("status", "--json", "--index", config.index)
    assert (result.exit_code, result.stderr) == (0, "")
    (found,) = rows(result)
    assert found["issues"] == 19 and found["articles"] >= 60
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["first_date"]) and found["first_date"] < found["last_date"]
    assert {"schema", "parser", "entities", "lexicon", "whoosh", "jieba"} <= set(found["versions"])
    assert found["rejected"] == []
    assert {"code": "title_missing", "count": 7} in found["warnings"]
    assert f"{found['articles']} 篇" in run("status", "--index", config.index).stdout


# Settings


def test_the_environment_names_corpus_and_index(own_corpus: Path, tmp_path: Path) -> None:
    env = {"JIANBAO_CORPUS": str(own_corpus), "JIANBAO_INDEX": str(tmp_path / "from environment")}
    assert run("index", env=env).exit_code == 0
    assert (tmp_path / "from environment" / "current").is_file()
    assert json.loads(run("status", "--json", env=env).stdout)["issues"] == 7
    assert run("status", "--index", tmp_path / "elsewhere", env=env).exit_code == 4  # a flag has the last word


# Real processes


def process(*args: object, **kwargs: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*JIANBAO, *map(str, args)], capture_output=True, timeout=60, **kwargs)


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_data_is_utf8_whatever_the_terminal_speaks(encoding: str, tmp_path: Path) -> None:
    lines = json.dumps({"id": "王䶮", "text": "市民政局局长王䶮出席。"}, ensure_ascii=False).encode()
    env = {**os.environ, "PYTHONIOENCODING": encoding, "JIANBAO_CORPUS": str(tmp_path)}
    found = process("extract", input=lines, env=env)
    assert (found.returncode, found.stderr) == (0, b"")
    assert json.loads(found.stdout.decode("utf-8"))["people"][0]["name"] == "王䶮"


def test_a_reader_that_goes_away_is_no_error(corpus_dir: Path) -> None:
    command = [*JIANBAO, "parse", str(corpus_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stderr is not None
        assert writer.stdout.read(10)
        writer.stdout.close()
        assert writer.stderr.read() == b""
    assert writer.returncode == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org", "127.0.0.1.example.org", ""])
def test_serving_to_others_is_refused_and_says_what_it_means(host: str, config: Config) -> None:
    result = run("serve", "--host", host, "--port", 0, "--index", config.index)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--public" in result.stderr
    assert "全部简报" in result.stderr and "without a password" in result.stderr


SERVE_ON_A_TERMINAL = """
    import signal, sys
    from indexer.cli import main
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))  # as Ctrl-C
    main({args!r}, prog_name="jianbao")
"""


def hosts() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {"loopback": (), "public": ("--host", "0.0.0.0", "--public")}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:  # not every container has IPv6
        probe.bind(("::1", 0))
        found["IPv6"] = ("--host", "::1")
    return found


@pytest.mark.parametrize(
    "args, found",
    [
        pytest.param([], False, id="nothing to do"),
        pytest.param(["--full"], True, id="everything is read"),
    ],
)
def test_a_run_that_finds_nothing_new_loads_nothing_that_reads(
    corpus: Path, tmp_path: Path, args: list[str], found: bool
) -> None:
    program = """
        import atexit, sys
        from indexer.cli import main
        atexit.register(lambda: print(*sys.modules))
        main()
    """
    command = ["index", corpus, "--index", tmp_path / "index", "--quiet"]
    assert process(*command).returncode == 0
    run = [sys.executable, "-c", textwrap.dedent(program), *map(str, [*command, *args])]
    done = subprocess.run(run, capture_output=True, timeout=60, check=False)
    loaded = {b"indexer.parser", b"indexer.entities", b"search.dates", b"watchfiles"} & set(done.stdout.split())
    assert loaded == ({b"indexer.parser", b"indexer.entities", b"search.dates"} if found else set())


@pytest.fixture(params=hosts().values(), ids=hosts())
def served(request: pytest.FixtureRequest, config: Config) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    args = ["serve", "--port", "0", "--index", str(config.index), *request.param]
    script = textwrap.dedent(SERVE_ON_A_TERMINAL).format(args=args)
    server = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert server.stderr is not None
    try:
        told = server.stderr.readline()
        address = re.search(r"http://\S+:\d+", told)
        assert address, told + server.stderr.read()
        yield address[0].replace("0.0.0.0", "127.0.0.1"), server
    finally:
        server.terminate()
        server.communicate(timeout=10)


def test_serve_answers_where_it_says(served: tuple[str, "subprocess.Popen[str]"]) -> None:
    address, server = served
    with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{address}/api/v1/search?q=%E5%85%BB%E8%80%81", timeout=10) as answer:
        assert json.load(answer)["total"] > 0
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{address}/none", timeout=10)
    missing.value.close()
    assert missing.value.code == 404
    server.terminate()
    out, _ = server.communicate(timeout=10)
    assert (server.returncode, out) == (0, "")  # no data


def test_a_port_in_use_is_told(config: Config) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = process("serve", "--port", taken.getsockname()[1], "--index", config.index)
    assert result.returncode == 2
    assert b"--port" in result.stderr and b"Traceback" not in result.stderr
