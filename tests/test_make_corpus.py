"""The sample files in other formats are those that the script makes, and small."""

from pathlib import Path

import pytest

from indexer.reader import is_structured, read_bytes, read_text
from tests.make_corpus import ROOT, Issue, issues, made


def content(path: Path) -> str | bytes:
    """What a file says: how its bytes are packed may differ from one zlib to another."""
    return read_bytes(path) if is_structured(path) else read_text(path).text


@pytest.mark.parametrize("issue", issues(), ids=[issue["file"] for issue in issues()])
def test_the_committed_file_is_the_one_made(issue: Issue, tmp_path: Path) -> None:
    path = ROOT / "corpus" / issue["file"]
    again = tmp_path / path.name
    again.write_bytes(made(issue))
    assert content(path) == content(again)
    assert path.stat().st_size < 100_000
