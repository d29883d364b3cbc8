"""The persons of an archive as its index and its lexicon know them, for lists: who, how often, with which posts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from search.columns.facet import Chosen
from search.errors import NotFound
from search.fold import fold
from search.library import Library
from search.model import Article
from search.names import Lexicon, reading


@dataclass(frozen=True, slots=True)
class ListedPerson:
    key: str
    name: str
    count: int  # of articles
    post: str  # the latest printed
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamingArticle:
    """An article that names a person."""

    id: str
    title: str
    date: dt.date | None
    printed: tuple[str, ...]  # the names it prints
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownPerson:
    key: str
    name: str
    aliases: tuple[str, ...]
    reading: str
    posts: tuple[str, ...]  # all that are printed, the newest first
    articles: tuple[NamingArticle, ...]  # the newest first


def list_people(library: Library, lexicon: Lexicon, prefix: str = "", least: int = 1) -> tuple[ListedPerson, ...]:
    """Persons named in at least so many articles whose name, other name or pinyin begins so, most frequent first."""
    snapshot = library.snapshot
    column = snapshot.facets["person"]
    counts = column.counts(Chosen(snapshot.is_article))
    people = []
    for key, (name, post) in snapshot.people.items():
        count = int(counts[column.code_of[key]])
        aliases = snapshot.other_names.get(key, ())
        if count >= max(least, 1) and any(_begins(one, prefix, lexicon) for one in (name, *aliases)):
            people.append(ListedPerson(key, name, count, post, aliases))
    return tuple(sorted(people, key=lambda person: (-person.count, person.key)))


def _begins(name: str, prefix: str, lexicon: Lexicon) -> bool:
    wanted = fold("".join(prefix.split()))
    if fold(name).startswith(wanted):
        return True
    if not wanted.isascii():
        return False
    syllables = reading(name, lexicon)
    return "".join(syllables).startswith(wanted) or "".join(s[0] for s in syllables).startswith(wanted)


def show_person(library: Library, lexicon: Lexicon, key: str) -> tuple[ShownPerson, ...]:
    """The person of this key; of a name, all who bear or bore it. Raises NotFound."""
    snapshot = library.snapshot
    keys = (key,) if key in snapshot.people else snapshot.keys_of.get(fold(key), ())
    if not keys:
        raise NotFound(f"索引里没有“{key}”这个人 (no such person)")
    return tuple(_shown(library, lexicon, one) for one in keys)


def _shown(library: Library, lexicon: Lexicon, key: str) -> ShownPerson:
    snapshot = library.snapshot
    docs = np.flatnonzero(snapshot.facets["person"].mask((key,)) & snapshot.is_article).tolist()
    found = [one for doc in docs for one in _naming(library.article(doc), key)]
    articles = tuple(sorted(found, key=lambda a: (a.date or dt.date.min, a.id), reverse=True))
    name = snapshot.people[key][0]
    return ShownPerson(
        key=key,
        name=name,
        aliases=snapshot.other_names.get(key, ()),
        reading=" ".join(reading(name, lexicon)),
        posts=tuple(dict.fromkeys(post for article in articles for post in article.posts)),
        articles=articles,
    )


def _naming(article: Article, key: str) -> Iterator[NamingArticle]:
    for person in article.people:
        if person.key == key:
            printed = tuple(dict.fromkeys("".join(mention.text.split()) for mention in person.mentions))
            yield NamingArticle(article.id, article.title, article.date, printed, person.posts)
