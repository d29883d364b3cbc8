"""What a run says: one event a line, or nothing at all unless something is wrong."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.indexer.command import JIANBAO, run


def index(corpus: Path, folder: Path, *more: str) -> Result:
    return run("index", corpus, "--index", folder, *more)


def events(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_is_one_event_a_line_and_the_report_at_the_end(own_corpus: Path, tmp_path: Path) -> None:
    (own_corpus / "空.txt").write_bytes(b"")
    result = index(own_corpus, tmp_path / "index", "--json")
    start, reading, *files, writing, report = events(result)
    assert (result.exit_code, result.stderr) == (1, "")
    assert {name: start[name] for name in ("event", "new", "changed", "removed", "unchanged", "held", "rebuilt")} == {
        "event": "start", "new": 8, "changed": 0, "removed": 0, "unchanged": 0, "held": 0, "rebuilt": "new"
    }  # fmt: skip
    assert (start["corpus"], start["index"]) == (str(own_corpus), str(tmp_path / "index"))
    assert [reading, writing] == [{"event": "phase", "phase": phase} for phase in ("reading", "writing")]
    assert [(f["event"], f["done"], f["of"]) for f in files] == [("file", n, 8) for n in range(1, 9)]
    (bad,) = [f for f in files if f["outcome"] == "rejected"]
    assert (bad["source"], bad["code"]) == ("空.txt", "empty") and "空文件" in bad["reason"]
    assert (report["event"], report["issues"], report["rejected"][0]["source"]) == ("finished", 7, "空.txt")


def test_a_run_without_changes_has_a_start_and_an_end(own_corpus: Path, tmp_path: Path) -> None:
    index(own_corpus, tmp_path / "index")
    start, report = events(index(own_corpus, tmp_path / "index", "--json"))
    assert (start["unchanged"], report["event"], report["committed"]) == (7, "finished", False)
    (dry,) = events(index(own_corpus, tmp_path / "index", "--json", "--dry-run"))
    assert dry["event"] == "finished"


def test_a_changed_lexicon_is_a_phase(own_corpus: Path, tmp_path: Path) -> None:
    index(own_corpus, tmp_path / "index")
    (own_corpus / "lexicon/people.tsv").write_text("name\tkey\tmatch\taliases\treading\tstatus\n", encoding="utf-8")
    found = events(index(own_corpus, tmp_path / "index", "--json"))
    assert [row.get("phase") for row in found if row["event"] == "phase"] == ["reading", "lexicon", "writing"]


def test_issues_of_one_large_file_are_told_by_the_hundred(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    line = '{"issue": {"name": "某简报", "total_number": %d}, "articles": [{"title": "甲", "body": "文。"}]}'
    (corpus / "a.jsonl").write_text("\n".join(line % n for n in range(1, 251)), encoding="utf-8")
    found = events(index(corpus, tmp_path / "index", "--json"))
    assert [row["issues"] for row in found if row["event"] == "issues"] == [100, 200]


def test_events_come_while_it_runs(own_corpus: Path, tmp_path: Path) -> None:
    args = [*JIANBAO, "index", str(own_corpus), "--index", str(tmp_path / "index"), "--json"]
    with subprocess.Popen(args, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["event"] == "start"
        assert running.poll() is None
        *_, last = running.stdout
    assert json.loads(last)["event"] == "finished"


def test_quiet_says_nothing_where_nothing_is_wrong(own_corpus: Path, tmp_path: Path) -> None:
    for more in ((), ("--json",), ("--full",)):
        result = index(own_corpus, tmp_path / "index", "--quiet", *more)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "" or more == ("--json",) and len(events(result)) == 1


def test_quiet_says_only_what_is_wrong_and_says_it_once(own_corpus: Path, tmp_path: Path) -> None:
    (own_corpus / "空.txt").write_bytes(b"")
    twin = (own_corpus / "2024/2024-03.txt").read_text(encoding="utf-8").replace("，", "、", 1)
    (own_corpus / "双.txt").write_text(twin, encoding="utf-8")
    (own_corpus / "lexicon/corrections.tsv").write_text(
        "id\ttitle\tchange\tparagraph\tvalue\n没有-这篇\t\t题名\t\t新\n", encoding="utf-8"
    )
    result = index(own_corpus, tmp_path / "index", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    told = result.stderr.splitlines()
    assert len(told) == 3 and "更正没有用上" in told[0] and "重号" in told[1] and told[2].startswith("未收 空.txt")
    again = index(own_corpus, tmp_path / "index", "--quiet")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_quiet_tells_of_files_that_are_gone(own_corpus: Path, tmp_path: Path) -> None:
    index(own_corpus, tmp_path / "index")
    for path in (own_corpus / "2024").iterdir():
        path.unlink()
    result = index(own_corpus, tmp_path / "index", "--quiet")
    assert result.exit_code == 1 and "--allow-removals" in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no sh there")
def test_the_cron_line_of_the_readme_works_without_an_environment(own_corpus: Path, tmp_path: Path) -> None:
    """As cron runs it: /bin/sh, no locale, no PATH to speak of, stdin closed; what it prints would be mailed."""
    readme = Path(__file__).parents[3] / "README.md"
    (line,) = [text for text in readme.read_text(encoding="utf-8").splitlines() if text.startswith("30 2 * * * ")]
    command = line.removeprefix("30 2 * * * ")
    assert command == "/opt/jianbao/.venv/bin/jianbao index /data/简报 --index /data/索引 --wait 600 --quiet"
    script = tmp_path / "jianbao"
    script.write_text(f'#!/bin/sh\ncd {Path.cwd()}\nexec {sys.executable} -c "{JIANBAO[2]}" "$@"\n')
    script.chmod(0o755)
    for real, told in (
        (script, "/opt/jianbao/.venv/bin/jianbao"),
        (own_corpus, "/data/简报"),
        (tmp_path / "i", "/data/索引"),
    ):
        command = command.replace(told, str(real))
    empty = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SHELL": "/bin/sh"}
    for bad in (False, True):
        if bad:
            (own_corpus / "空.txt").write_bytes(b"")
        done = subprocess.run(
            ["/bin/sh", "-c", command], env=empty, cwd="/", stdin=subprocess.DEVNULL, capture_output=True
        )
        assert (done.returncode, done.stdout) == (int(bad), b"")
        assert ("未收 空.txt" in done.stderr.decode("utf-8")) == bad and bad or done.stderr == b""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_units_of_the_readme_are_sound(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    units = re.findall(r"`/etc/systemd/system/([\w.-]+)`.*?```ini\n(.*?)```", text, re.S)
    assert {name for name, _ in units} >= {"jianbao-index.service", "jianbao-index.timer"}
    for name, unit in units:
        (tmp_path / name).write_text(unit.replace("/opt/jianbao/.venv/bin/jianbao", "/bin/true"), encoding="utf-8")
    paths = [str(tmp_path / name) for name, _ in units]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True)
    assert done.returncode == 0 and not [line for line in done.stderr.splitlines() if str(tmp_path) in line]


def test_renames_copies_and_versions_are_told_by_their_names(own_corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index(own_corpus, folder)
    old = own_corpus / "2024/2024-03.txt"
    text = old.read_text(encoding="utf-8")
    old.rename(own_corpus / "旧.txt")
    shutil.copy(own_corpus / "旧.txt", own_corpus / "旧二.txt")
    (own_corpus / "更正.txt").write_text(text.replace("，", "、", 3), encoding="utf-8")
    dry = index(own_corpus, folder, "--dry-run")
    assert "将：新增 2，更新 0，改名 1，撤去 0" in dry.stdout and "> 2024/2024-03.txt → 旧.txt" in dry.stdout
    (quiet,) = events(index(own_corpus, folder, "--dry-run", "--json"))
    assert quiet["changes"]["renamed"] == [["2024/2024-03.txt", "旧.txt"]]
    result = index(own_corpus, folder)
    assert result.exit_code == 0 and "新增 2，更新 0，改名 1，撤去 0" in result.stdout
    assert "同一文件 旧二.txt：即 旧.txt" in result.stderr
    assert "更正 旧.txt：另有 更正.txt（印有更正字样），本版编号 岚州民政简报-2024-02-" in result.stderr
    found = events(index(own_corpus, folder, "--full", "--json"))[-1]
    assert [one["source"] for one in found["copies"]] == ["旧二.txt"]
    assert [(one["source"], one["why"]) for one in found["reissued"]] == [("旧.txt", "mark")]
    assert (found["doubled"], index(own_corpus, folder, "--full", "--quiet").stderr) == ([], "")


def test_of_many_copies_the_first_are_told(own_corpus: Path, tmp_path: Path) -> None:
    for number in range(14):
        shutil.copy(own_corpus / "2024/2024-03.txt", own_corpus / f"c{number}.txt")
    told = index(own_corpus, tmp_path / "index").stderr
    assert told.count("同一文件") == 10 and "另有 4 份" in told
