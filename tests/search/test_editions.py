"""Claims of the manifest -> the copies and versions of each issue."""

from search.editions import copies, editions, reissues
from search.manifest import Claim, FileRecord
from search.results import Copy, Edition, Reissue


def file(sha256: str, *claims: Claim) -> FileRecord:
    return FileRecord(sha256, 1, 1, claims=claims)


HELD = Claim("简报-1", "t1", id="简报-1")
COPY = Claim("简报-1", "t1", id="简报-1", copy=True)
EARLIER = Claim("简报-1", "t2", id="简报-1-t2", later="简报-1", why="date")
SUPPLEMENT = Claim("简报-1", "t3", kind="增刊", id="简报-1-t3")
FILES = {
    "b.doc": file("1", HELD),
    "a.doc": file("1", COPY),
    "c.pdf": file("2", COPY),
    "d.jsonl": file("3", Claim("简报-2", id="简报-2"), Claim("简报-2", id="简报-2", copy=True), EARLIER, SUPPLEMENT),
    "e.doc": file("4", Claim("简报-9")),  # of a run that was not settled
}


def test_copies_are_told_by_bytes_or_text() -> None:
    assert list(copies(FILES)) == [
        Copy("a.doc", "b.doc", "简报-1", "bytes"),
        Copy("c.pdf", "b.doc", "简报-1", "text"),
        Copy("d.jsonl", "d.jsonl", "简报-2", "text"),
    ]


def test_versions_and_others_of_one_number_are_told_apart() -> None:
    found = list(reissues(FILES))
    assert found == [
        Reissue("d.jsonl", "简报-1-t2", "b.doc", "简报-1", "date"),
        Reissue("d.jsonl", "简报-1-t3", "b.doc", "简报-1", None),
    ]
    assert [one.sure for one in found] == [True, False]


def test_every_issue_has_its_files_and_versions() -> None:
    found = editions(FILES)
    assert found["简报-1"].files == ("b.doc", "a.doc", "c.pdf")
    assert [one.issue for one in found["简报-1"].earlier] == ["简报-1-t2"]
    assert found["简报-1-t2"].later == found["简报-1"].earlier[0]
    assert found["简报-1-t3"] == Edition("d.jsonl")
    assert found["简报-2"].files == ("d.jsonl",) and set(found) == {"简报-1", "简报-2", "简报-1-t2", "简报-1-t3"}
