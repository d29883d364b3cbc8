"""How much of the expected text is found in awkward real files of every format.

Needs a folder (JIANBAO_DATA, or ../shared/data) with formats/{manifest.tsv,*} and formats/expected/. A line is found
when its characters stand in the text that was read, white space and control characters aside: where a line wraps on
the page is not part of the text. Exit code 0: all found; 1: some line is missing; 2: no data.
"""

import os
import re
import sys
import time
from pathlib import Path

from indexer.errors import Rejected
from indexer.reader import read_text

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JIANBAO_DATA") or ROOT.parent / "shared" / "data")
_BLANKS = re.compile(r"[\s\x00-\x1f\u200b]+")
_NO_TEXT = re.compile(r"\(cid:\d+\)")  # what the extractor that gave the expected text prints for a glyph without text


def main() -> int:
    folder = DATA / "formats"
    if not (folder / "manifest.tsv").is_file():
        print(f"{folder}: no manifest.tsv; set JIANBAO_DATA", file=sys.stderr)
        return 2
    return 0 if measure_formats(folder) == 1.0 else 1


def measure_formats(folder: Path) -> float:
    """Print the lines found and expected of each file, and those missing; return the share found."""
    found = expected = 0
    missing: list[str] = []
    print("| formats: expected text found | lines | of | share | ms |")
    print("|---|---|---|---|---|")
    for path in sorted(p for p in folder.iterdir() if p.is_file() and p.name != "manifest.tsv"):
        lines = (folder / "expected" / f"{path.name}.txt").read_text("utf-8").split("\n")
        wanted = [line for line in lines if _plain(line) and not _NO_TEXT.fullmatch(line.strip())]
        started = time.perf_counter()
        try:
            text = _plain(read_text(path).text)
        except Rejected as rejected:
            text = ""
            missing.append(f"{path.name}: {rejected.reason}")
        took = (time.perf_counter() - started) * 1000
        here = [line for line in wanted if _plain(line) in text]
        missing += [f"{path.name}: {line.strip()}" for line in wanted if line not in here]
        found, expected = found + len(here), expected + len(wanted)
        print(f"| {path.name} | {len(here)} | {len(wanted)} | {len(here) / max(1, len(wanted)):.2%} | {took:.0f} |")
    print(f"| all | {found} | {expected} | {found / max(1, expected):.2%} | |\n")
    for line in missing[:20]:
        print(f"missing: {line}")
    return found / max(1, expected)


def _plain(text: str) -> str:
    return _BLANKS.sub("", text)


if __name__ == "__main__":
    sys.exit(main())
