import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from search.corrections import Correction
from search.generations import POINTER, folder_of
from search.manifest import (
    NAME,
    Claim,
    FileRecord,
    IssueRecord,
    Manifest,
    load_manifest,
    read_manifest,
    save_manifest,
)
from search.names import Lexicon, PersonEntry, PlaceEntry

GOOD = FileRecord(
    "aa", 10, 5, {"某简报-2024-01": IssueRecord(3, {"title_missing": 1}), "某简报-2024-03": IssueRecord(4)}
)
BAD = FileRecord("bb", 0, 6, code="empty", reason="空文件")
EARLIER = Claim(
    "某简报-2024-04", "ab", ("t",), "增刊", True, dt.date(2024, 4, 1), (2, 7), (1, 6), "x", True, "y", "date"
)
COPIED = FileRecord("dd", 4, 8, claims=(EARLIER, Claim("某简报-2024-05", id="某简报-2024-05")))
STALE = FileRecord("cc", 9, 7, {"某简报-2024-02": IssueRecord(2)}, code="binary", reason="二进制", stale=True)


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    manifest = Manifest(
        {"parser": "1"},
        {"a.txt": GOOD, "b.txt": BAD, "c.txt": STALE, "d.txt": COPIED},
        dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
        7,
    )
    save_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_file_of_several_issues_adds_them_up() -> None:
    assert GOOD.articles == 7


def test_rejected_files_tell_whether_their_last_good_articles_are_kept() -> None:
    rejected = Manifest(files={"c.txt": STALE, "a.txt": GOOD, "b.txt": BAD}).rejected
    assert [(r.source, r.code) for r in rejected] == [("b.txt", "empty"), ("c.txt", "binary")]
    assert "保留" in rejected[1].reason and "保留" not in rejected[0].reason


def test_a_record_of_an_older_version_remembers_no_claims(tmp_path: Path) -> None:
    save_manifest(tmp_path, Manifest({"parser": "1"}, {"d.txt": COPIED}))
    row = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))
    del row["files"]["d.txt"]["claims"]
    (tmp_path / NAME).write_text(json.dumps(row), encoding="utf-8")
    assert read_manifest(tmp_path).files == {"d.txt": replace(COPIED, claims=())}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": 3}', "\x00\x01", '{"versions": {}, "files": {}}'])
def test_a_damaged_manifest_is_an_empty_one(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    assert read_manifest(tmp_path) == Manifest()
    assert load_manifest(tmp_path / "nowhere") == Manifest()


def test_the_manifest_of_an_index_is_that_of_the_generation_in_use(tmp_path: Path) -> None:
    for number in (1, 2):
        folder_of(tmp_path, number).mkdir()
        save_manifest(folder_of(tmp_path, number), Manifest(generation=number))
    for number in (1, 2):
        (tmp_path / POINTER).write_text(f"g-{number:06d}\n")
        assert load_manifest(tmp_path).generation == number


def test_the_lexicon_comes_back(tmp_path: Path) -> None:
    lexicon = Lexicon(
        (PersonEntry("甲乙", "甲乙@丙", ("丙",), ("丁",), "jiǎ yǐ"), PersonEntry("戊", "戊", status="not-a-person")),
        (PlaceEntry("甲县", "乙市", "县"),),
        (Correction("x-1", "", "split", "本周", "新"),),
    )
    save_manifest(tmp_path, Manifest(lexicon=lexicon, unused=("更正没有用上",)))
    found = read_manifest(tmp_path)
    assert found.lexicon is not None and found.lexicon.version == lexicon.version
    assert (found.lexicon.people, found.lexicon.places) == (lexicon.people, lexicon.places)
    assert found.lexicon.corrections == lexicon.corrections and found.unused == ("更正没有用上",)


def test_a_lexicon_of_another_version_is_none(tmp_path: Path) -> None:
    save_manifest(tmp_path, Manifest({"a": "1"}, lexicon=Lexicon(places=(PlaceEntry("甲县"),))))
    text = (tmp_path / NAME).read_text(encoding="utf-8").replace('"parent"', '"above"')
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    assert (read_manifest(tmp_path).lexicon, read_manifest(tmp_path).versions) == (None, {"a": "1"})
