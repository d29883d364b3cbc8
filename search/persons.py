"""A person's key -> what the archive has of the person: posts over time, with whom, where, in which articles.

Counts come from the columns and are those of a search for the person. Posts stand in stored documents only: of whom
very many name, the newest are read, and how many is told.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from search.columns.facet import Chosen
from search.errors import NotFound
from search.facets import date_counts
from search.fold import fold, literal_form
from search.library import Library, issue_title
from search.model import Issue
from search.people import ListedPerson, days_of
from search.results import FacetValue

MOST_READ = 2000  # documents
LATEST = 20  # articles told
COUNTED = 50  # people and places told


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a facet in the articles that name a person."""

    value: str
    name: str  # a person's, else the value
    count: int  # of articles
    note: str  # a person's latest post


@dataclass(frozen=True, slots=True)
class Appearance:
    """A document that names a person: an article, or an issue that does so outside of its articles."""

    id: str
    kind: Literal["article", "issue"]
    title: str
    issue: Issue
    date: dt.date | None
    posts: tuple[str, ...]  # as printed


@dataclass(frozen=True, slots=True)
class Dated:
    id: str
    kind: Literal["article", "issue"]
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class PostSpan:
    """A post as printed, and when. Nothing is said of when it was taken up or left."""

    post: str  # as printed last
    also: tuple[str, ...]  # other prints of the same: traditional, padded
    first: dt.date | None
    last: dt.date | None
    count: int
    articles: tuple[Dated, ...]  # newest first, undated last; issues that list the person among them


@dataclass(frozen=True, slots=True)
class PersonView:
    key: str
    name: str
    other_names: tuple[str, ...]  # that staff know
    reading: str
    namesakes: tuple[ListedPerson, ...]  # others of this name
    count: int  # documents: the total of a search for the person
    issues: int  # of these, issues that name the person outside of their articles
    first: dt.date | None
    last: dt.date | None
    posts: tuple[PostSpan, ...]  # those printed last first
    without_post: int  # documents read that print the name only
    read: int  # documents, the newest
    years: tuple[FacetValue, ...]  # newest first, with their months
    together: tuple[Counted, ...]  # people named in the same articles, most frequent first
    together_total: int
    sections: tuple[Counted, ...]
    places: tuple[Counted, ...]
    places_total: int
    organizations: tuple[Counted, ...]
    latest: tuple[Appearance, ...]  # articles, newest first


def person_view(library: Library, key: str) -> PersonView:
    """What the archive has of a person, given by key, or by a name that nobody else bears. Raises NotFound."""
    key = _known(library, key)
    snapshot, roster = library.snapshot, library.roster()
    docs = Chosen(snapshot.facets["person"].mask((key,)) & snapshot.live)
    articles = Chosen(docs.mask & snapshot.is_article)
    newest = docs.docs[np.argsort(snapshot.newest[docs.docs])]
    read = tuple(_appearance(library, doc, key) for doc in newest[:MOST_READ].tolist())
    first, last = days_of(snapshot, newest)
    together = _counted(library, "person", articles, without=key)
    places = _counted(library, "place", articles)
    named = roster.person(key)
    same = snapshot.keys_of.get(fold(named.name), ())
    return PersonView(
        key=key,
        name=named.name,
        other_names=named.other_names,
        reading=named.reading,
        namesakes=tuple(roster.person(other) for other in same if other != key),
        count=named.count,
        issues=named.count - len(articles.docs),
        first=first,
        last=last,
        posts=_posts(read),
        without_post=sum(not appearance.posts for appearance in read),
        read=len(read),
        years=date_counts(snapshot, docs, None, None),
        together=together[:COUNTED],
        together_total=len(together),
        sections=_counted(library, "section", articles),
        places=places[:COUNTED],
        places_total=len(places),
        organizations=_counted(library, "organization", articles)[:COUNTED],
        latest=tuple(appearance for appearance in read if appearance.kind == "article")[:LATEST],
    )


def _known(library: Library, key: str) -> str:
    if key in library.roster():
        return key
    keys = library.snapshot.keys_of.get(fold(key), ())
    if len(keys) == 1:
        return keys[0]
    if keys:
        raise NotFound(f"叫“{key}”的有 {len(keys)} 人：{'、'.join(keys)} (several people of this name)")
    raise NotFound(f"索引里没有“{key}”这个人 (no such person)")


def _appearance(library: Library, doc: int, key: str) -> Appearance:
    row = library.snapshot.stored(doc)
    issue = library.bulletins[row["issue"]].issue
    is_article = row["kind"] == "article"
    return Appearance(
        id=row["id"],
        kind="article" if is_article else "issue",
        title=row["title"] if is_article else issue_title(issue),
        issue=issue,
        date=row["date"],
        posts=_posts_in(row["data"] if is_article else row["data"]["distribution"], key),
    )


def _posts_in(data: dict[str, Any] | None, key: str) -> tuple[str, ...]:
    people = data["people"] if data else ()
    return tuple(dict.fromkeys(post for person in people if person["key"] == key for post in person["posts"]))


def _posts(read: Sequence[Appearance]) -> tuple[PostSpan, ...]:
    """The posts of documents, newest first, equal ones once."""
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    found: dict[str, list[Dated]] = defaultdict(list)
    for appearance in read:
        for form in dict.fromkeys(map(literal_form, appearance.posts)):
            found[form].append(Dated(appearance.id, appearance.kind, appearance.date))
        for post in appearance.posts:
            forms[literal_form(post)][post] = None
    spans = []
    for form, articles in found.items():
        post, *also = forms[form]
        days = [article.date for article in articles if article.date]
        first, last = min(days, default=None), max(days, default=None)
        spans.append(PostSpan(post, tuple(also), first, last, len(articles), tuple(articles)))
    return tuple(sorted(spans, key=_recency, reverse=True))


def _recency(span: PostSpan) -> tuple[dt.date, dt.date, int]:
    return span.last or dt.date.min, span.first or dt.date.min, span.count


def _counted(library: Library, facet: str, docs: Chosen, without: str = "") -> tuple[Counted, ...]:
    """The values that occur among documents, most frequent first."""
    snapshot = library.snapshot
    column = snapshot.facets[facet]
    counts = column.counts(docs)
    pairs = sorted((-int(counts[code]), column.values[code]) for code in np.flatnonzero(counts).tolist())
    told: Callable[[str], tuple[str, str]] = snapshot.people.__getitem__ if facet == "person" else _itself
    return tuple(Counted(value, told(value)[0], -count, told(value)[1]) for count, value in pairs if value != without)


def _itself(value: str) -> tuple[str, str]:
    return value, ""
