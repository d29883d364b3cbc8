"""Rows of the table of what is withdrawn, and which ids fall under them."""

from pathlib import Path

import pytest

from search.names import Lexicon, LexiconError, lexicon_from_json, lexicon_to_json, load_lexicon
from search.purged import PurgedEntry, is_below, purged_as, purged_of

ISSUE = "某简报-2024-02"


@pytest.mark.parametrize(
    "one, below",
    [
        ("某简报-2024-02-0a1b2c3d", True),
        ("某简报-2024-02-0a1b2c3d-2", True),
        ("某简报-2024-02-12345678", True),
        ("某简报-2024-02-0a1b2c", True),  # a second bulletin of the issue
        ("某简报-2024-02-0a1b2c-0a1b2c3d", True),
        ("某简报-2024-02", False),
        ("某简报-2024-02-15", False),  # of a day, another issue
        ("某简报-2024-02-15-0a1b2c3d", False),
        ("某简报-2024-021", False),
        ("某简报-2024-03-0a1b2c3d", False),
    ],
)
def test_articles_lie_below_their_issue(one: str, below: bool) -> None:
    assert is_below(one, ISSUE) is below
    assert (purged_as(one, {ISSUE}) == ISSUE) is (below or one == ISSUE)


def test_an_article_alone_says_nothing_of_its_issue() -> None:
    assert purged_as(ISSUE, {f"{ISSUE}-0a1b2c3d"}) is None


@pytest.mark.parametrize(
    "row, expected",
    [
        ({"id": "a", "date": "2024/3/5", "reason": "错"}, PurgedEntry("a", "2024-03-05", "错")),
        ({"id": "a", "date": "", "reason": ""}, PurgedEntry("a")),
        ({"id": "", "date": "", "reason": ""}, "no id"),
        ({"id": "a/b", "date": "", "reason": ""}, "no slash"),
        ({"id": "a", "date": "昨天", "reason": ""}, "not a date"),
    ],
)
def test_rows(row: dict[str, str], expected: PurgedEntry | str) -> None:
    if isinstance(expected, PurgedEntry):
        assert purged_of(row) == expected
    else:
        with pytest.raises(ValueError, match=expected):
            purged_of(row)


def test_the_lexicon_has_them_and_they_are_kept_with_the_index(tmp_path: Path) -> None:
    (tmp_path / "purged.tsv").write_text(f"id\tdate\treason\n{ISSUE}\t2024-05-01\t错\n", encoding="utf-8")
    lexicon = load_lexicon(tmp_path)
    assert lexicon.withdrawn(f"{ISSUE}-0a1b2c3d") == PurgedEntry(ISSUE, "2024-05-01", "错")
    assert lexicon.version != Lexicon().version
    back = lexicon_from_json(lexicon_to_json(lexicon))
    assert (back.purged, back.version) == (lexicon.purged, lexicon.version)
    (tmp_path / "purged.tsv").write_text("id\tdate\treason\n\t2024-05-01\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="line 2"):
        load_lexicon(tmp_path)


def test_an_index_from_before_there_was_the_table_is_read() -> None:
    rows = {name: row for name, row in lexicon_to_json(Lexicon()).items() if name != "purged"}
    assert lexicon_from_json(rows).purged == ()
