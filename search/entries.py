"""What of a snapshot a query can be completed to, each with its form folded: people, places, organizations, sections,
titles, frequent words, and pairs of words that titles have.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import numpy as np

from search.analyzer import words
from search.columns.facet import Chosen
from search.columns.snapshot import Snapshot
from search.fold import HAN, fold, joined

Kind = Literal["person", "place", "organization", "section", "word", "title"]
KINDS: tuple[Kind, ...] = ("person", "place", "organization", "section", "word", "title")
WORDS = 10_000  # the most frequent ones
PHRASES = 20_000
LONGEST_PHRASE = 8  # characters

_HAN = re.compile(f"[{HAN}]+")
_DOTS = str.maketrans(dict.fromkeys("·•‧・"))


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to complete to: its form folded, and what is shown and searched for."""

    form: str
    kind: Kind
    text: str  # "" of titles: read from the snapshot when it is shown
    count: int
    note: str = ""
    doc: int = -1  # of titles

    @property
    def key(self) -> str:
        """What is compared with what is typed."""
        return without_dots(self.form)


def entries_of(snapshot: Snapshot) -> Iterator[Entry]:
    """All entries; titles last. A form may be there several times: a place that is a title, a person by two names."""
    names = tuple(names_of(snapshot))
    yield from names
    named = {entry.form for entry in names}
    titles = tuple(_titles(snapshot))
    pieces = _pieces([entry for entry in names if entry.kind == "person"])
    for entry in _words(snapshot):
        if entry.form not in named and entry.count > pieces[entry.form]:
            named.add(entry.form)
            yield entry
    yield from (entry for entry in _phrases(titles, named) if entry.form not in named)
    yield from titles


def names_of(snapshot: Snapshot) -> Iterator[Entry]:
    """The entries that are values of facets: people first, by all their names."""
    yield from _people(snapshot)
    yield from _values(snapshot)


def _people(snapshot: Snapshot) -> Iterator[Entry]:
    """Everyone by name, namesakes once; and by the other names that staff know."""
    column = snapshot.facets["person"]
    counts = dict(zip(column.values, column.counts(Chosen(snapshot.live)).tolist(), strict=True))
    most: dict[str, tuple[int, str]] = {}
    for key, (name, _) in snapshot.people.items():
        most[name] = max(most.get(name, (0, "")), (counts[key], key))
    for name, (count, key) in most.items():
        if count:
            yield Entry(_form(name), "person", name, count, snapshot.people[key][1])
            for other in snapshot.other_names.get(key, ()):
                yield Entry(_form(other), "person", name, count, f"又作{other}")


def _values(snapshot: Snapshot) -> Iterator[Entry]:
    kinds: tuple[Kind, ...] = ("place", "organization", "section")
    for kind in kinds:
        column = snapshot.facets[kind]
        for value, count in zip(column.values, column.counts(Chosen(snapshot.live)).tolist(), strict=True):
            if count:
                yield Entry(_form(value), kind, value, count)


def _words(snapshot: Snapshot) -> Iterator[Entry]:
    """The most frequent words of two characters or more, Han ones."""
    frequent = snapshot.frequent_words(2 * WORDS)
    chosen = (item for item in frequent if len(item[0]) > 1 and _is_han(item[0]))
    for (word, count), _ in zip(chosen, range(WORDS), strict=False):
        yield Entry(word, "word", word, count)


def _pieces(people: Sequence[Entry]) -> Counter[str]:
    """How often what jieba may cut from names stands in them: 单立 of 单立群 is no word."""
    counts: Counter[str] = Counter()
    for person in people:
        for start in range(len(person.form)):
            for end in range(start + 2, min(len(person.form), start + 3) + 1):
                counts[person.form[start:end]] += person.count
    return counts


def _phrases(titles: Sequence[Entry], known: Set[str]) -> Iterator[Entry]:
    """Pairs of known words that stand together in several titles: 养老服务."""
    counts: Counter[str] = Counter()
    for title in titles:
        tokens = [token for token in words(title.form) if token[0] in known]
        begins: dict[int, list[str]] = {}
        for word, start, _ in tokens:
            begins.setdefault(start, []).append(word)
        pairs = {first + word for first, _, end in tokens for word in begins.get(end, ())}
        counts.update(pair for pair in pairs if len(pair) <= LONGEST_PHRASE)
    for phrase, count in counts.most_common(PHRASES):
        if count > 1:
            yield Entry(phrase, "word", phrase, count)


def _titles(snapshot: Snapshot) -> Iterator[Entry]:
    """The titles of articles, equal ones once, the newest of them shown."""
    docs: dict[str, list[int]] = {}
    for doc in np.flatnonzero(snapshot.is_article).tolist():
        docs.setdefault(snapshot.title(doc, printed=False), []).append(doc)
    for form, same in docs.items():
        if form:
            yield Entry(form, "title", "", len(same), doc=max(same, key=lambda doc: (int(snapshot.date[doc]), doc)))


def without_dots(text: str) -> str:
    """Text less the dots between the parts of a foreign name, which nobody types."""
    return text.translate(_DOTS)


def _is_han(text: str) -> bool:
    return _HAN.fullmatch(text) is not None


def _form(text: str) -> str:
    return fold(joined(text)).replace("\0", "")
