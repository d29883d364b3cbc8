"""Every issue of the sample archive is read as its truth says, and again from any copy of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.parser import parse_bulletin
from indexer.reader import is_structured, read_structured, read_text
from search.model import Bulletin

ROOT = Path(__file__).resolve().parents[3]
TRUTH = [
    json.loads(line)
    for year in (2024, 2025, 2026)
    for line in (ROOT / "tests" / f"corpus-{year}.jsonl").read_text(encoding="utf-8").splitlines()
]
issues = pytest.mark.parametrize("truth", TRUTH, ids=[row["file"] for row in TRUTH])


def parsed(truth: dict[str, Any]) -> Bulletin:
    path = ROOT / "corpus" / truth["file"]
    if is_structured(path):
        return next(iter(read_structured(path, truth["file"])))
    text = read_text(path)
    return parse_bulletin(text.text, truth["file"], text.sha256)


def test_the_truth_covers_the_whole_archive() -> None:
    files = {path.relative_to(ROOT / "corpus").as_posix() for path in (ROOT / "corpus").glob("2*/*")}
    assert {row["file"] for row in TRUTH} == files


@issues
def test_sections_and_titles_are_those_of_the_contents(truth: dict[str, Any]) -> None:
    assert [{"name": s.name, "titles": list(s.titles)} for s in parsed(truth).sections] == truth["sections"]


@issues
def test_every_article_has_its_section_title_and_exactly_its_own_paragraphs(truth: dict[str, Any]) -> None:
    bulletin = parsed(truth)
    assert [a.position for a in bulletin.articles] == list(range(1, len(truth["articles"]) + 1))
    for article, row in zip(bulletin.articles, truth["articles"], strict=True):
        assert (article.section, article.title) == (row["section"], row["title"])
        assert article.title_in_body is (row["title_in_body"] is not None)
        assert list(article.paragraphs) == row["paragraphs"]


@issues
def test_masthead_fields_are_printed_or_null(truth: dict[str, Any]) -> None:
    issue = parsed(truth).issue
    fields = ("name", "number", "total_number", "year")
    assert {name: getattr(issue, name) for name in fields} == {name: truth[name] for name in fields}
    if truth["date"]:
        assert (str(issue.date), issue.date_source) == (truth["date"], "printed")
    else:
        assert issue.date is not None and issue.date.isoformat().startswith(Path(truth["file"]).stem)
        assert issue.date_source in ("filename", "inferred")


@issues
def test_the_distribution_list_is_no_part_of_the_last_article(truth: dict[str, Any]) -> None:
    distribution = parsed(truth).distribution
    assert (distribution.text if distribution else None) == truth["distribution"]["text"]


@issues
def test_a_title_worded_otherwise_in_the_text_is_kept_and_told(truth: dict[str, Any]) -> None:
    bulletin = parsed(truth)
    otherwise = [a["title_in_body"] for a in truth["articles"] if a["title_in_body"] not in (None, a["title"])]
    assert ["".join(line.split("\n")) for line in bulletin.loose] == otherwise
    codes = [warning.code for warning in bulletin.warnings]
    assert codes.count("title_differs") == len(otherwise)
    assert codes.count("title_missing") == sum(a["title_in_body"] is None for a in truth["articles"])
    assert not {"article_missing", "section_missing", "stray_line", "no_contents"} & set(codes)


def test_ids_are_distinct_in_the_archive() -> None:
    bulletins = [parsed(truth) for truth in TRUTH]
    ids = [b.issue.id for b in bulletins] + [a.id for b in bulletins for a in b.articles]
    assert len(set(ids)) == len(ids) and not any("/" in one for one in ids)
