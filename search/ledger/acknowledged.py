"""What staff have looked into and leave as it is, so that `--strict` is silent: rows of `acknowledged.tsv`.

A gap that was never printed, a number that was really given twice, a file that is no bulletin. A file is acknowledged
with the bytes it has: changed and still not readable, it is told again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from search.tables import Problem, Table, read_table

NAME = "acknowledged.tsv"
COLUMNS = ("kind", "what", "sha256")

What = Literal["缺期", "重号", "未收"]
KINDS: tuple[What, ...] = ("缺期", "重号", "未收")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    rows: Mapping[tuple[str, str], str] = field(default_factory=dict)  # kind, what -> hash; "": whatever it holds
    problems: tuple[Problem, ...] = ()

    def has(self, kind: What, what: str, sha256: str = "") -> bool:
        """Whether a gap or a double (by its id), or a file (by its path) as it is now, is acknowledged."""
        known = self.rows.get((kind, what))
        return known is not None and (not known or known == sha256)


def read_acknowledged(folder: Path) -> Acknowledged:
    """The table of a lexicon folder; faulty rows are told and say nothing."""
    table = acknowledged_table(folder)
    problems = list(table.problems)
    rows: dict[tuple[str, str], str] = {}
    for row in table.rows:
        kind, what = row.cells["kind"], row.cells["what"]
        if kind in KINDS and what:
            rows[kind, what] = row.cells["sha256"]
        else:
            told = f"kind 应为 {'、'.join(KINDS)} 之一，what 不能空，实为“{kind}”“{what}” (bad row)"
            problems.append(Problem(table.path, row.line, told))
    return Acknowledged(rows, tuple(problems))


def acknowledged_table(folder: Path) -> Table:
    return read_table(folder / NAME, COLUMNS)
