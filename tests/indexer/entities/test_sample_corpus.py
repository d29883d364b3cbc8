"""The sample archive against its truth: who is named in which article, with which posts, and who is nobody."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.entities import annotate
from search.dates import find_dates
from search.model import Article, Bulletin, Distribution, Issue, Person
from search.names import Lexicon, load_lexicon

ROOT = Path(__file__).resolve().parents[3]
TRUTH = [
    json.loads(line)
    for year in (2024, 2025, 2026)
    for line in (ROOT / "tests" / f"corpus-{year}.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(ROOT / "corpus" / "lexicon")


def _issue(truth: dict[str, Any]) -> Bulletin:
    articles = tuple(
        Article(str(i), i, a["section"], a["title"], True, None, tuple(a["paragraphs"]))
        for i, a in enumerate(truth["articles"], 1)
    )
    text = truth["distribution"]["text"]
    day = dt.date.fromisoformat(truth["date"]) if truth["date"] else None
    return Bulletin(
        truth["file"], "", Issue("x", date=day), (), articles, distribution=Distribution(text) if text else None
    )


def _compared(lexicon: Lexicon) -> Iterator[tuple[dict[str, list[str]], tuple[Person, ...]]]:
    """What each article and distribution list names, in truth and as found."""
    for truth in TRUTH:
        found = annotate(_issue(truth), lexicon)
        for article, annotated in zip(truth["articles"], found.articles, strict=True):
            yield {p["name"]: p["posts"] for p in article["people"]}, annotated.people
        named = {p["name"]: p["posts"] for p in truth["distribution"]["people"]}
        yield named, found.distribution.people if found.distribution else ()


@pytest.mark.parametrize("helped", [False, True], ids=["rules alone", "with the lexicon"])
def test_people_and_posts(lexicon: Lexicon, helped: bool) -> None:
    wanted = found = right = posts_right = 0
    for truth, people in _compared(lexicon if helped else Lexicon()):
        wanted += len(truth)
        found += len(people)
        right += sum(p.name in truth for p in people)
        posts_right += sum(list(p.posts) == truth.get(p.name) for p in people)
    assert wanted > 100
    assert right / found >= 0.97, "precision"
    assert right / wanted >= 0.97, "recall"
    assert posts_right / right >= 0.95, "posts"


def test_days() -> None:
    """Every day of an event; deadlines (1月20日前) are no events, two of them stand in the truth."""
    wanted = right = 0
    for truth in TRUTH:
        day = dt.date.fromisoformat(truth["date"] or f"{truth['file'][5:12]}-28")
        for article in truth["articles"]:
            found = {
                (d.start.isoformat(), d.end.isoformat()) for d in find_dates("\n".join(article["paragraphs"]), day)
            }
            wanted += len(article["dates"])
            right += sum((days[0], days[-1]) in found for days in article["dates"])
    assert (wanted, wanted - right) == (100, 2)


REGIONS = [json.loads(line) for line in (ROOT / "tests" / "corpus-regions.jsonl").read_text("utf-8").splitlines()]


def _named(lexicon: Lexicon) -> Iterator[Article]:
    for truth in TRUTH:
        yield from annotate(_issue(truth), lexicon).articles


@pytest.mark.parametrize(
    "helped, precise, complete", [(False, 0.95, 0.75), (True, 0.97, 0.97)], ids=["alone", "lexicon"]
)
def test_places(lexicon: Lexicon, helped: bool, precise: float, complete: float) -> None:
    """Alone nothing tells that the issues are those of 岚州: 我市 and 岚州 stay open."""
    wanted = found = right = 0
    for truth, article in zip(REGIONS, _named(lexicon if helped else Lexicon()), strict=True):
        names = {place.name for place in article.places}
        wanted, found = wanted + len(truth["places"]), found + len(names)
        right += len(names & set(truth["places"]))
    assert wanted > 150
    assert (right / found >= precise, right / wanted >= complete) == (True, True), (right, found, wanted)


@pytest.mark.parametrize("helped", [False, True], ids=["alone", "lexicon"])
def test_organizations(lexicon: Lexicon, helped: bool) -> None:
    wanted = found = right = 0
    for truth, article in zip(REGIONS, _named(lexicon if helped else Lexicon()), strict=True):
        names = {m.text for unit in article.organizations for m in unit.mentions} - set(truth["optional"])
        wanted, found = wanted + len(truth["organizations"]), found + len(names)
        right += len(names & set(truth["organizations"]))
    assert wanted > 140
    assert right / found >= 0.97, "precision"
    assert right / wanted >= 0.97, "recall"


def test_namesakes_are_kept_apart(lexicon: Lexicon) -> None:
    keys = set()
    for truth, people in _compared(lexicon):
        for person in people:
            if person.name == "陈立新":
                unit = "市社会福利院" if truth["陈立新"] == ["市社会福利院院长"] else "临溪县民政局"
                assert person.key == f"陈立新@{unit}"
                keys.add(person.key)
    assert len(keys) == 2
