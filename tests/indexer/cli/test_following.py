"""`index --watch` for real: a process that follows a folder, a server that answers, and what is done to the files."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from indexer.lock import writing
from tests.indexer.command import JIANBAO

WITHIN = 30.0  # seconds, on a machine under load; a few, as a rule
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

ISSUE = """青州市民政简报
第5期
青州市民政局办公室　　2025年5月20日

本期内容
●市级动态
市民政局检查敬老院消防设施

●市级动态
市民政局检查敬老院消防设施
　　5月12日，市民政局到三家敬老院检查消防设施。
"""
REST = "　　检查组逐间查看了蓝底白字的疏散图，要求月底前补齐缺少的灭火毯。\n"


class Running:
    """A process whose lines on stderr and stdout are kept."""

    def __init__(self, *args: object, env: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [*JIANBAO, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**{k: v for k, v in os.environ.items() if not k.startswith("JIANBAO_")}, **(env or {})},
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def said(self, text: str) -> Callable[[], bool]:
        return lambda: any(text in line for line in self.lines)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout=WITHIN)
        finally:
            self.process.kill()
            self._reader.join()
            assert self.process.stdout is not None
            self.process.stdout.close()


def within(what: Callable[[], Any], seconds: float = WITHIN) -> float:
    """Wait until it is so; the seconds that took."""
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < seconds, "not in time"
        time.sleep(0.05)
    return time.monotonic() - started


@pytest.fixture
def started() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(*args: object, env: dict[str, str] | None = None) -> Running:
        running.append(Running(*args, env=env))
        return running[-1]

    yield start
    for one in running:
        one.end()


@pytest.mark.parametrize("poll", [(), ("--poll",)], ids=["told", "polling"])
def test_the_folder_is_followed(
    own_corpus: Path, tmp_path: Path, started: Callable[..., Running], poll: tuple[str, ...]
) -> None:
    index = tmp_path / "index"
    watching = started("index", own_corpus, "--index", index, "--watch", "--settle", "1", *poll)
    within(watching.said("索引现有 7 期"))
    serving = started("serve", "--port", "0", "--index", index)
    within(lambda: any("http://" in line for line in serving.lines))
    address = next(found[0] for line in serving.lines if (found := re.search(r"http://[\d.:]+", line)))

    def found(query: str) -> list[Any]:
        with urllib.request.urlopen(f"{address}/api/v1/search?q={quote(query)}", timeout=10) as answer:
            return list(json.load(answer)["hits"])

    def source() -> str:
        with urllib.request.urlopen(f"{address}/api/v1/articles/{quote(article)}", timeout=10) as answer:
            return str(json.load(answer)["source"])

    # In two halves, the second before the first has settled: nobody sees one without the other.
    (own_corpus / "new.txt").write_text(ISSUE, encoding="utf-8")
    time.sleep(0.6)
    with (own_corpus / "new.txt").open("a", encoding="utf-8") as file:
        file.write(REST)
    assert found("“三家敬老院检查消防”") == []
    within(lambda: found("“蓝底白字的疏散图”"))
    assert sum("新增 1" in line for line in watching.lines) == 1
    article = found("“蓝底白字的疏散图”")[0]["id"]

    (own_corpus / "new.txt").rename(own_corpus / "renamed.txt")
    within(lambda: source() == "renamed.txt")

    (own_corpus / "坏.txt").write_bytes(b"")
    within(watching.said("未收 坏.txt：empty"))

    # Other writers come between.
    assert subprocess.run([*JIANBAO, "index", own_corpus, "--index", index], capture_output=True).returncode == 0

    header = "name\tkey\tmatch\taliases\treading\tstatus\n"
    (own_corpus / "lexicon/people.tsv").write_text(header, encoding="utf-8")
    within(watching.said("词表有变"))

    (own_corpus / "renamed.txt").unlink()
    within(lambda: not found("“蓝底白字的疏散图”"))
    assert (watching.end(), watching.process.returncode) == (0, 0)
    assert not any("Traceback" in line for line in watching.lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("busy", [False, True])
def test_a_signal_ends_it_cleanly(
    corpus_dir: Path, own_corpus: Path, tmp_path: Path, started: Callable[..., Running], number: Any, busy: bool
) -> None:
    """Idle or in the midst of a run: exit code 0, nothing told but what was, and the next run goes on."""
    if busy:
        text = ISSUE + REST * 400
        for n in range(300):
            (own_corpus / f"{n}.txt").write_text(text.replace("第5期", f"第{n + 1}期"), encoding="utf-8")
    watching = started("index", own_corpus, "--index", tmp_path / "index", "--watch", "--settle", "0.3", "--json")
    within(watching.said('"event": "file"' if busy else '"event": "finished"'))
    assert watching.end(number) == 0
    assert all(line.startswith("{") for line in watching.lines)
    assert watching.said('"event": "finished"')() is not busy
    if not busy:
        assert subprocess.run([*JIANBAO, "search", "养老", "--index", tmp_path / "index"]).returncode == 0


def test_errors_are_told_and_it_goes_on(own_corpus: Path, tmp_path: Path, started: Callable[..., Running]) -> None:
    index = tmp_path / "index"
    lexicon = own_corpus / "lexicon/people.tsv"
    whole = lexicon.read_bytes()
    watching = started("index", own_corpus, "--index", index, "--watch", "--settle", "0.3")
    within(watching.said("索引现有 7 期"))
    lexicon.write_text("nonsense\n1\t2\t3\n", encoding="utf-8")
    within(watching.said("这次没有更新"))
    with writing(index, 0):
        lexicon.write_bytes(whole)
        (own_corpus / "new.txt").write_text(ISSUE + REST, encoding="utf-8")
        within(watching.said("稍后再试 (trying again)"))
    within(watching.said("新增 1"))
    assert watching.end() == 0


def test_a_folder_that_comes_back_is_followed_again(
    own_corpus: Path, tmp_path: Path, started: Callable[..., Running]
) -> None:
    watching = started("index", own_corpus, "--index", tmp_path / "index", "--watch", "--settle", "0.3", "--poll")
    within(watching.said("索引现有 7 期"))
    own_corpus.rename(tmp_path / "away")
    within(watching.said("看不了"))
    (tmp_path / "away").rename(own_corpus)
    (own_corpus / "new.txt").write_text(ISSUE + REST, encoding="utf-8")
    within(watching.said("新增 1"))
    assert watching.end() == 0


def test_watching_and_a_dry_run_exclude_each_other(own_corpus: Path) -> None:
    done = subprocess.run([*JIANBAO, "index", own_corpus, "--watch", "--dry-run"], capture_output=True)
    assert done.returncode == 2
