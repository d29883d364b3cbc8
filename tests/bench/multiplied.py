"""The archive, and archives of any size made of it, as bulletins with their entities given.

`read_pieces` finds the entities of the archive's articles once; `bulletins` gives the archive itself with sections made
up, and behind it as many articles more as are wanted, put together of paragraphs drawn from all of it. What a paragraph
names comes along with it. Half of those who are named seldom are somebody else in each round of such articles, so that
the number of people grows with the archive; sections are made up, dates are drawn from the archive's.
"""

import datetime as dt
import json
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from indexer.entities import annotate
from indexer.reader.jsonl import read_jsonl
from search.model import Article, Bulletin, Issue, Mention, Organization, Person, Place
from search.names import Lexicon
from tests.bench import issues

SECTIONS = (
    "要闻",
    "市级动态",
    "区县动态",
    "部门信息",
    "经验交流",
    "工作研究",
    "民生实事",
    "督查通报",
    "调查研究",
    "领导批示",
)
SECTION_WEIGHTS = (30, 22, 16, 10, 7, 5, 4, 3, 2, 1)
ISSUE_OF = 14  # articles
KNOWN = 300  # people named most often stay who they are in every round


@dataclass(frozen=True, slots=True)
class Piece:
    """A title or a paragraph, and what it names."""

    text: str
    people: tuple[tuple[str, str], ...]  # name, post or ""
    places: tuple[str, ...]
    organizations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An article of the archive in pieces."""

    date: str
    title: Piece
    paragraphs: tuple[Piece, ...]


def read_pieces(cache: Path) -> list[Source]:
    """The articles of the archive, from `cache` where they have been taken apart before (a minute)."""
    if not cache.is_file():
        draft = cache.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as out:
            for row in issues.bulletins():
                for source in _sources(row):
                    out.write(json.dumps(_row(source), ensure_ascii=False) + "\n")
        draft.rename(cache)
    with cache.open(encoding="utf-8") as lines:
        return [
            Source(row[0], _piece(row[1]), tuple(_piece(piece) for piece in row[2])) for row in map(json.loads, lines)
        ]


def bulletins(sources: list[Source], size: int, seed: int, *, own: bool = True) -> Iterator[Bulletin]:
    """Issues of ISSUE_OF articles each, `size` articles in all: the archive's first, or with `own` false none of them.

    An article put together of others' paragraphs names a third more than one of the archive: costs are compared among
    articles of one kind.
    """
    chance = random.Random(seed)  # apart from that of articles: sections do not depend on how many are wanted
    articles: list[Source] = []
    for number, source in enumerate(_articles(sources, size, random.Random(seed + 1), own=own)):
        articles.append(source)
        if len(articles) == ISSUE_OF or number == size - 1:
            yield _bulletin(articles, number // ISSUE_OF + 1, chance)
            articles = []


def _articles(sources: list[Source], size: int, chance: random.Random, *, own: bool) -> Iterator[Source]:
    if own:
        yield from sources[:size]
    pool = [paragraph for source in sources for paragraph in source.paragraphs]
    named = Counter(name for source in sources for name in {n for p in source.paragraphs for n, _ in p.people})
    known = {name for name, _ in named.most_common(KNOWN)}
    for number in range(len(sources) if own else 0, size):
        like = chance.choice(sources)
        others = f"@第{number // len(sources)}轮"
        drawn = (_renamed(chance.choice(pool), known, others) for _ in like.paragraphs)
        yield Source(chance.choice(sources).date, _renamed(like.title, known, others), tuple(drawn))


def _renamed(piece: Piece, known: set[str], others: str) -> Piece:
    """The piece with half of the little known people as namesakes."""
    people = tuple(
        (name if name in known or sum(map(ord, name + others)) % 2 else name + others, post)
        for name, post in piece.people
    )
    return replace(piece, people=people)


def _bulletin(articles: list[Source], number: int, chance: random.Random) -> Bulletin:
    issue = Issue(f"简报-{number}", "简报", number, None, None, dt.date.fromisoformat(articles[0].date))
    found = tuple(
        Article(
            id=f"{issue.id}-{position}",
            position=position,
            section=chance.choices(SECTIONS, SECTION_WEIGHTS)[0],
            title=source.title.text,
            title_in_body=True,
            date=dt.date.fromisoformat(source.date),
            paragraphs=tuple(piece.text for piece in source.paragraphs),
            people=_people(source),
            places=tuple(Place(name) for name in _distinct(p.places for p in (source.title, *source.paragraphs))),
            organizations=tuple(
                Organization(name) for name in _distinct(p.organizations for p in (source.title, *source.paragraphs))
            ),
        )
        for position, source in enumerate(articles, start=1)
    )
    return Bulletin(f"{issue.id}.jsonl", "", issue, (), found)


def _people(source: Source) -> tuple[Person, ...]:
    posts: dict[str, list[str]] = {}
    for key, post in (person for piece in (source.title, *source.paragraphs) for person in piece.people):
        posts.setdefault(key, []).extend([post] if post else [])
    return tuple(Person(key.partition("@")[0], key, tuple(dict.fromkeys(own))) for key, own in posts.items())


def _distinct(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for part in parts for value in part))


def _sources(row: dict[str, Any]) -> Iterator[Source]:
    data = json.dumps(row, ensure_ascii=False).encode()
    for bulletin in read_jsonl(data, f"{row['issue']['number']}.jsonl", ""):
        for article in annotate(bulletin, Lexicon()).articles:
            yield _taken_apart(article)


def _taken_apart(article: Article) -> Source:
    """What is mentioned first in one piece and again in another belongs to both."""
    starts = [0, *accumulate(len(paragraph) + 1 for paragraph in article.paragraphs)][:-1]

    def pieces_of(mentions: tuple[Mention, ...]) -> set[int]:
        return {-1 if m.part == "title" else bisect_right(starts, m.start) - 1 for m in mentions}

    people = [((p.name, p.posts[-1] if p.posts else ""), pieces_of(p.mentions)) for p in article.people]
    places = [(p.name, pieces_of(p.mentions)) for p in article.places]
    organizations = [(o.name, pieces_of(o.mentions)) for o in article.organizations]

    def piece(number: int, text: str) -> Piece:
        return Piece(
            text,
            tuple(person for person, at in people if number in at),
            tuple(name for name, at in places if number in at),
            tuple(name for name, at in organizations if number in at),
        )

    assert article.date
    paragraphs = tuple(piece(number, text) for number, text in enumerate(article.paragraphs))
    return Source(article.date.isoformat(), piece(-1, article.title), paragraphs)


def _row(source: Source) -> list[Any]:
    pieces = [[p.text, p.people, p.places, p.organizations] for p in (source.title, *source.paragraphs)]
    return [source.date, pieces[0], pieces[1:]]


def _piece(row: list[Any]) -> Piece:
    text, people, places, organizations = row
    return Piece(text, tuple((name, post) for name, post in people), tuple(places), tuple(organizations))
