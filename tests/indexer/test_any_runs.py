"""Files come, go, change, turn bad, take each other's names, are copied and reissued, at random: whatever the order of
runs, the index is the one that is built anew with the same memory of what came when."""

import json
import os
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.audit import audit
from indexer.writer import update_index
from search.config import Config
from search.generations import current
from search.manifest import FileRecord, load_manifest
from tests.indexer.bulletins import BULLETIN, documents

NAMES = ("1.txt", "2.txt", "10.txt", "子/1.txt", "子/更正.txt", "2024-03-01.txt", "增刊.md", "a.jsonl", "b.jsonl")
CORRECTIONS = "id\ttitle\tchange\tparagraph\tvalue"


class Office:
    """Works on a corpus without any plan."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.corpus, self.index, self.chance = folder / "corpus", folder / "index", random.Random(seed)
        self.times = [10**18 + n for n in range(1000)]
        (self.corpus / "lexicon").mkdir(parents=True)

    @property
    def files(self) -> list[Path]:
        return sorted(path for path in self.corpus.rglob("*.*") if "lexicon" not in path.parts)

    def work(self) -> None:
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            steps = (self.write, self.write, self.copy, self.rename, self.swap, self.chain, self.remove, self.spoil)
            self.chance.choice((*steps, self.space, self.correct, self.unmount, self.withdraw))()

    def _some(self) -> Path | None:
        return self.chance.choice(self.files) if self.files else None

    def _new(self) -> Path:
        return self.corpus / self.chance.choice(NAMES)

    def _put(self, path: Path, data: bytes) -> None:
        """Other bytes at another time, which may be an earlier one."""
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        self.times.remove(time := self.chance.choice(self.times))
        os.utime(path, ns=(time, time))

    def write(self) -> None:
        path = self._new()
        texts = (
            [self._row() for _ in range(self.chance.choice((1, 2, 3)))] if path.suffix == ".jsonl" else [self._text()]
        )
        self._put(path, "\n".join(texts).encode())

    def _text(self) -> str:
        number = self.chance.choice((1, 2))
        text = BULLETIN.format(number=number, month=number)
        changes = (("办理登记", "办结登记"), ("护理床位", "养老床位"), ("28日", "29日"), ("第2期", "第2期（更正）"),
                   ("市民政局办公室　2024年1月28日\n", ""), ("岚州民政简报\n", "岚州民政简报（增刊）\n"),
                   ("第1期", "第1-2期"), ("岚州民政简报\n2024年第1期\n", ""))  # fmt: skip
        for old, new in self.chance.sample(changes, self.chance.choice((0, 1, 1, 2))):
            text = text.replace(old, new)
        return text

    def _row(self) -> str:
        number, day = self.chance.choice((1, 2)), self.chance.choice(("2024-01-28", "2024-01-29", None))
        row: dict[str, Any] = {"issue": {"name": "岚州民政简报", "number": number, "year": 2024, "date": day}}
        row["articles"] = [
            {"title": f"第{number}次会议", "body": self.chance.choice(("会议召开。", "会议 召开。", "会议开了。"))}
        ]
        if self.chance.random() < 0.3:
            row["masthead"] = "岚州民政简报\n更正版"
        return json.dumps(row, ensure_ascii=False)

    def copy(self) -> None:
        if (path := self._some()) and (target := self._new()) != path:
            target.parent.mkdir(exist_ok=True)
            self.chance.choice((shutil.copy, shutil.copy2))(path, target)

    def space(self) -> None:
        """The same text in other bytes."""
        if path := self._some():
            self._put(path, path.read_bytes() + b"\n\n")

    def rename(self) -> None:
        if (path := self._some()) and (target := self._new()) != path:
            target.parent.mkdir(exist_ok=True)
            path.replace(target)

    def swap(self) -> None:
        one, two = self._some(), self._some()
        if one and two and one != two and one.stat().st_mtime_ns != two.stat().st_mtime_ns:
            hidden = one.with_name("~")
            one.replace(hidden)
            two.replace(one)
            hidden.replace(two)

    def chain(self) -> None:
        """a -> b -> c"""
        self.rename()
        self.rename()

    def remove(self) -> None:
        if path := self._some():
            path.unlink()

    def unmount(self) -> None:
        """So many gone at once that they are held back."""
        for path in self.chance.sample(self.files, 4) if len(self.files) > 5 else ():
            path.unlink()

    def spoil(self) -> None:
        if path := self._some():
            self._put(path, b"")

    def withdraw(self) -> None:
        """An issue, a version of one, or an article; or nothing any more."""
        ids = sorted(documents(self.index)) if self.index.exists() else []
        rows = [f"{one}\t\t" for one in self.chance.sample(ids, min(len(ids), self.chance.choice((0, 0, 1, 2))))]
        (self.corpus / "lexicon/purged.tsv").write_text("\n".join(("id\tdate\treason", *rows)), encoding="utf-8")

    def correct(self) -> None:
        rows = self.chance.sample(
            (
                "岚州民政简报-2024-01\t\t期号\t\t7",
                "岚州民政简报-2024-02\t市民政局召开养老服务第2次会议\t题名\t\t改过的题名",
            ),
            1,
        )
        (self.corpus / "lexicon/corrections.tsv").write_text("\n".join((CORRECTIONS, *rows)), encoding="utf-8")


def held(index: Path) -> dict[str, FileRecord]:
    """What is remembered of the files, but for the times of those that were not read."""
    files = load_manifest(index).files
    return {
        source: replace(record, modified_ns=0, withdrawn=tuple(sorted(record.withdrawn)))
        for source, record in files.items()
    }


@pytest.mark.parametrize("seed", range(8 * int(os.environ.get("JIANBAO_SOAK", "1"))))
def test_any_runs_give_what_a_full_rebuild_gives(tmp_path: Path, seed: int) -> None:
    office, anew = Office(tmp_path, seed), tmp_path / "anew"
    for step in range(14):
        office.work()
        report = update_index(office.corpus, office.index, allow_removals=office.chance.random() < 0.2)
        assert step == 0 or report.rebuilt is None
        shutil.rmtree(anew, ignore_errors=True)
        shutil.copytree(office.index, anew)
        update_index(office.corpus, anew, full=True)
        assert documents(office.index) == documents(anew), step
        assert held(office.index) == held(anew), step
    found = audit(Config(corpus=office.corpus, index=office.index), 50)
    assert not [failure for check in found.checks for failure in check.failures]
    assert current(office.index) != current(anew)
