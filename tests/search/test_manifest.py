import datetime as dt
from pathlib import Path

import pytest

from search.manifest import NAME, FileRecord, IssueRecord, Manifest, load_manifest, save_manifest

GOOD = FileRecord(
    "aa", 10, 5, {"某简报-2024-01": IssueRecord(3, {"title_missing": 1}), "某简报-2024-03": IssueRecord(4)}
)
BAD = FileRecord("bb", 0, 6, code="empty", reason="空文件")
STALE = FileRecord("cc", 9, 7, {"某简报-2024-02": IssueRecord(2)}, code="binary", reason="二进制", stale=True)


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    manifest = Manifest(
        {"parser": "1"}, {"a.txt": GOOD, "b.txt": BAD, "c.txt": STALE}, dt.datetime(2024, 3, 1, tzinfo=dt.UTC), 7
    )
    save_manifest(tmp_path, manifest)
    assert load_manifest(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_file_of_several_issues_adds_them_up() -> None:
    assert GOOD.articles == 7 and GOOD.has_warning("title_missing") and not GOOD.has_warning("issue_doubled")


def test_rejected_files_tell_whether_their_last_good_articles_are_kept() -> None:
    rejected = Manifest(files={"c.txt": STALE, "a.txt": GOOD, "b.txt": BAD}).rejected
    assert [(r.source, r.code) for r in rejected] == [("b.txt", "empty"), ("c.txt", "binary")]
    assert "保留" in rejected[1].reason and "保留" not in rejected[0].reason


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": 3}', "\x00\x01", '{"versions": {}, "files": {}}'])
def test_a_damaged_manifest_is_an_empty_one(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    assert load_manifest(tmp_path) == Manifest()
    assert load_manifest(tmp_path / "nowhere") == Manifest()
