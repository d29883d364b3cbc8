"""How well one known article is found again: `python -m tests.bench.known [--index DIR] [--list]`, `make bench-known`.

Needs an index, or the archive, which is indexed at the first run (see `tests.bench.issues`). Three ways of knowing an
article, 1,000 of each drawn by a fixed seed, asked as a user types them, nothing chosen beside:

- title: the whole title of an article, drawn among titles that occur once. Is the article put first?
- person and month: `姓名 2022年3月`, drawn among all pairs of a person and a month in which an article names that
  person. Is such an article (there may be several) in the top 3?
- half remembered: two words of the title and one word of the text that the title has not, of an article drawn among
  all. Words have two characters or more; all are as likely, but for those that every tenth article has, which nobody
  types to find one. Is the article in the top 10? Other articles may have the three words as well; no draw is thrown
  away for that, nor for a word that is read as a date.

Exit code 0: all are reached; 1: not; 2: no data.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.analyzer import segment
from search.fold import fold
from search.library import article_of
from search.model import Article
from search.request import SearchRequest
from search.searcher import Searcher
from tests.bench.issues import searcher_of

SAMPLE = 1000
SEED = 20
FREQUENT = 0.1  # of the articles: words of more are not remembered


@dataclass(frozen=True, slots=True)
class Known:
    """What is typed, and the articles of which one is wanted."""

    query: str
    wanted: frozenset[str]  # ids


@dataclass(frozen=True, slots=True)
class Way:
    name: str
    top: int
    goal: float
    drawn: Callable[[Sequence[Article], random.Random], Iterator[Known]]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Measure how well known articles are found again.")
    parser.add_argument("--index", type=Path, help="an index, instead of one that is made of the archive")
    parser.add_argument("--list", action="store_true", help="list what is not reached")
    options = parser.parse_args(argv)
    searcher = searcher_of(options.index)
    if searcher is None:
        return 2
    articles = _articles(searcher)
    print("| known by | asked | in the top | share | reach | ms a question |\n|---|---|---|---|---|---|")
    reached = [_reached(way, searcher, articles, listed=options.list) for way in WAYS]
    return 0 if all(reached) else 1


def _articles(searcher: Searcher) -> list[Article]:
    snapshot = searcher.library().snapshot
    found = [article_of(snapshot.stored(doc)) for doc in np.flatnonzero(snapshot.is_article).tolist()]
    return sorted(found, key=lambda article: article.id)  # whatever the order in the index


def _reached(way: Way, searcher: Searcher, articles: Sequence[Article], *, listed: bool) -> bool:
    """Ask for the sample, print the figures; whether they reach the goal."""
    asked = [known for known, _ in zip(way.drawn(articles, random.Random(SEED)), range(SAMPLE), strict=False)]
    searcher.search(SearchRequest(asked[0].query))
    started = time.process_time()
    answers = [searcher.search(SearchRequest(known.query, limit=way.top)) for known in asked]
    ms = (time.process_time() - started) * 1000 / len(asked)
    hit = [any(h.id in known.wanted for h in got.hits) for known, got in zip(asked, answers, strict=True)]
    share = sum(hit) / len(asked)
    print(f"| {way.name} | {len(asked)} | {way.top} | {share:.1%} | {way.goal:.0%} | {ms:.1f} |", flush=True)
    if listed:
        for known, got, found in zip(asked, answers, hit, strict=True):
            if not found:
                print(f"  {known.query}: {got.total} hits, first {[h.title for h in got.hits[:2]]}")
    return share >= way.goal


def _by_title(articles: Sequence[Article], chance: random.Random) -> Iterator[Known]:
    times = Counter(article.title for article in articles)
    once = [article for article in articles if times[article.title] == 1]
    for article in chance.sample(once, len(once)):
        yield Known(article.title, frozenset((article.id,)))


def _by_person_and_month(articles: Sequence[Article], chance: random.Random) -> Iterator[Known]:
    named: dict[tuple[str, int, int], set[str]] = {}
    for article in articles:
        for person in article.people:
            if article.date:
                named.setdefault((person.name, article.date.year, article.date.month), set()).add(article.id)
    pairs = sorted(named)
    for name, year, month in chance.sample(pairs, len(pairs)):
        yield Known(f"{name} {year}年{month}月", frozenset(named[name, year, month]))


def _by_half(articles: Sequence[Article], chance: random.Random) -> Iterator[Known]:
    texts = [(_words(article.title), _words(article.body)) for article in articles]
    documents = Counter(word for title, body in texts for word in {*title, *body})
    common = {word for word, count in documents.items() if count > FREQUENT * len(articles)}
    for n in chance.sample(range(len(articles)), len(articles)):
        title = [word for word in texts[n][0] if word not in common]
        body = [word for word in texts[n][1] if word not in common and word not in title]
        if len(title) >= 2 and body:
            chosen = sorted(chance.sample(range(len(title)), 2))
            yield Known(" ".join((*(title[at] for at in chosen), chance.choice(body))), frozenset((articles[n].id,)))


def _words(text: str) -> list[str]:
    """The distinct words of two characters or more, in order."""
    return list(dict.fromkeys(word for word in segment(fold(text)) if len(word) > 1 and word.isalpha()))


WAYS = (
    Way("title", 1, 0.99, _by_title),
    Way("person and month", 3, 0.95, _by_person_and_month),
    Way("half remembered", 10, 0.85, _by_half),
)

if __name__ == "__main__":
    sys.exit(main())
