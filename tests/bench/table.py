"""A table of figures, each with what is to be reached: printed row by row, as they are measured."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    figure: str
    reach: str
    missed: bool


def print_table(rows: Iterable[Row]) -> int:
    """Print it in Markdown; gives the exit code, 1 where a figure is not reached."""
    print("| what | figure | reach |\n|---|---|---|")
    missed = []
    for row in rows:
        print(f"| {row.what} | {row.figure} | {row.reach}{' ✗' if row.missed else ''} |", flush=True)
        missed += [row.what] if row.missed else []
    print("\nnot reached: " + ("; ".join(missed) or "none"))
    return 1 if missed else 0
