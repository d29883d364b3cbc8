"""Each bench starts, and without its data says so with exit code 2, never with a pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "bench",
    [
        "reading",
        "formats",
        "indexing",
        "people",
        "known",
        "ranking",
        "related",
        "search",
        "speed",
        "suggest",
        "train_tagger",
    ],
)
def test_a_bench_without_data_ends_with_2(bench: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{bench}"],
        cwd=ROOT,
        env={**os.environ, "JIANBAO_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert str(tmp_path) in run.stderr
