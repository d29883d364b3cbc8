"""Long runs tell how far they are and what came of them; a rejected file is told in every place, with its reason."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from search.config import Config
from search.searcher import open_searcher
from tests.indexer.command import JIANBAO, run
from web import create_app

BAD = {"空.txt": b"", "坏.jsonl": b"{x", "图.txt": b"\x89PNG\r\n\x1a\n\0\0\0\0" + bytes(200)}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def bad_corpus(own_corpus: Path) -> Path:
    for name, data in BAD.items():
        (own_corpus / name).write_bytes(data)
    return own_corpus


# How far


def on_a_terminal(folder: Path, *args: object) -> tuple[int, str, str]:
    """Exit code, stdout, and what a terminal on stderr was sent."""
    terminal, side = os.openpty()
    with (folder / "out").open("wb") as out:
        with subprocess.Popen([*JIANBAO, *map(str, args)], stdout=out, stderr=side) as process:
            os.close(side)
            sent = b"".join(iter(lambda: piece_of(terminal), b""))
        os.close(terminal)
    return process.returncode, (folder / "out").read_text(encoding="utf-8"), sent.decode()


def piece_of(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other side is closed
        return b""


@pytest.mark.skipif(sys.platform == "win32", reason="no pty there")
@pytest.mark.parametrize("command", ["parse", "index"])
def test_a_terminal_is_shown_the_progress(command: str, own_corpus: Path, index: Path, tmp_path: Path) -> None:
    args = ("parse", own_corpus / "2024") if command == "parse" else ("index", own_corpus, "--index", index)
    code, out, sent = on_a_terminal(tmp_path, *args)
    assert code == 0
    assert re.search(r"7/7 .*份", sent) and "2024-12.txt" in sent
    assert "份/s" not in out and "\r" not in out
    code, _, sent = on_a_terminal(tmp_path, *args, "--no-progress", *(("--full",) if command == "index" else ()))
    assert code == 0 and "7/7" not in sent


@pytest.mark.parametrize("command", ["parse", "index"])
def test_a_pipe_is_shown_progress_where_it_is_asked_for(command: str, own_corpus: Path, index: Path) -> None:
    args = ("parse", own_corpus / "2024") if command == "parse" else ("index", own_corpus, "--index", index, "--full")
    assert "7/7" not in run(*args).stderr
    assert "7/7" in run(*args, "--progress").stderr


# What came of it


def test_parse_ends_with_a_summary(bad_corpus: Path) -> None:
    result = run("parse", bad_corpus / "2024", *(bad_corpus / name for name in BAD), "--corpus", bad_corpus)
    assert result.exit_code == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    articles = sum(len(row["articles"]) for row in rows)
    summary, *rejected = result.stderr.splitlines()
    assert f"读 10 份文件：7 期、{articles} 篇" in summary and "未收 3 份" in summary
    assert re.search(r"用时 [\d.]+ 秒", summary)
    codes = [warning["code"] for row in rows for warning in row["warnings"]]
    for code in set(codes):
        assert f"{code} {codes.count(code)}" in summary
    assert [re.split("[ ：]", line)[1:3] for line in rejected] == [
        ["空.txt", "empty"], ["坏.jsonl", "damaged"], ["图.txt", "binary"],
    ]  # fmt: skip


def test_parse_counts_every_bulletin_of_a_structured_file(tmp_path: Path) -> None:
    line = '{"issue": {"number": %d}, "articles": [{"title": "甲", "paragraphs": ["文。"]}]}'
    (tmp_path / "a.jsonl").write_text("\n".join(line % n for n in range(1, 6)), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(line % 9, encoding="utf-8")
    result = run("parse", tmp_path)
    assert len(result.stdout.splitlines()) == 6
    assert "读 2 份文件：6 期、6 篇" in result.stderr


def test_index_ends_with_a_summary(own_corpus: Path, index: Path) -> None:
    out = run("index", own_corpus, "--index", index).stdout
    report = json.loads(run("index", own_corpus, "--index", index, "--full", "--json").stdout.splitlines()[-1])
    assert f"{report['issues']} 期、{report['articles']} 篇" in out and "用时" in out
    assert all(f"{code} {count}" in out for code, count in report["warnings"].items()) and report["warnings"]


def test_index_tells_what_a_changed_lexicon_did(own_corpus: Path, index: Path) -> None:
    run("index", own_corpus, "--index", index)
    (own_corpus / "lexicon/people.tsv").write_text("name\tkey\tmatch\taliases\treading\tstatus\n", encoding="utf-8")
    corrections = "id\ttitle\tchange\tparagraph\tvalue\n没有-这篇\t\t题名\t\t新\n"
    (own_corpus / "lexicon/corrections.tsv").write_text(corrections, encoding="utf-8")
    assert "词表有变：将重认" in run("index", own_corpus, "--index", index, "--dry-run").stderr
    result = run("index", own_corpus, "--index", index)
    assert re.search(r"词表有变：改了 \d+ 处，重认 \d+ 期", result.stderr)
    assert "更正没有用上：没有-这篇" in result.stderr and result.exit_code == 0
    assert "更正没有用上：没有-这篇" in run("status", "--index", index).stdout
    assert "更正没有用上：没有-这篇" in run("index", own_corpus, "--index", index).stderr  # until it is mended


# Rejected files


def test_a_rejected_file_is_told_with_its_reason_in_every_place(bad_corpus: Path, index: Path) -> None:
    result = run("index", bad_corpus, "--index", index)
    assert result.exit_code == 1
    status = json.loads(run("status", "--index", index, "--json").stdout)
    told = {row["source"]: row for row in status["rejected"]}
    assert set(told) == set(BAD) and all(row["code"] and row["reason"] for row in told.values())
    shown = run("status", "--index", index).stdout
    client = create_app(Config(index=index), open_searcher(Config(index=index))).test_client()
    page = client.get("/status").get_data(as_text=True)
    for source, row in told.items():
        assert f"{source}：{row['code']}：{row['reason']}" in result.stderr
        assert f"{source}：{row['code']}：{row['reason']}" in shown
        assert source in page and row["reason"].rpartition(" (")[0] in page.replace("&#34;", '"')


def test_only_new_and_changed_rejects_fail_a_run(bad_corpus: Path, index: Path) -> None:
    codes = [run("index", bad_corpus, "--index", index).exit_code for _ in range(2)]
    (bad_corpus / "空.txt").write_bytes(b" ")
    codes += [run("index", bad_corpus, "--index", index).exit_code for _ in range(2)]
    codes.append(run("index", bad_corpus, "--index", index, "--full").exit_code)
    assert codes == [1, 0, 1, 0, 0]


def test_the_status_is_complete_as_json(bad_corpus: Path, index: Path) -> None:
    run("index", bad_corpus, "--index", index)
    path = next((bad_corpus / "2024").glob("*.txt"))
    path.write_bytes(b"")
    run("index", bad_corpus, "--index", index)
    status: dict[str, Any] = json.loads(run("status", "--index", index, "--json").stdout)
    rejected = {row["source"]: row for row in status["rejected"]}
    assert set(rejected) == {*BAD, f"2024/{path.name}"}
    assert [source for source, row in rejected.items() if row["stale"]] == [f"2024/{path.name}"]
    assert all(set(row) == {"source", "code", "reason", "stale"} for row in rejected.values())
    assert status["warnings"] and all(set(row) == {"code", "count"} for row in status["warnings"])
    assert {"issues", "articles", "first_date", "last_date", "generation", "updated", "versions", "unused"} <= set(
        status
    )
    assert status["issues"] == 7
