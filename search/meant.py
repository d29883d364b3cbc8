"""A clause that finds nothing -> what may have been meant: what sounds the same or alike, or differs by one character.

Every alternative stands in the archive. They are offered, never applied; the searcher tries which of them finds
something with the rest of the query.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from search.fold import literal_form
from search.query import And, Named, Node, Text
from search.suggest import completions, spelt
from search.vocabulary import Table, Vocabulary

LONGEST = 16  # characters; what is longer is a sentence, not a misspelling
MOST = 5  # alternatives of a clause
WEIGHTY = 4  # characters of which one may be any other; of three only known names and words
MOST_FAILING, MOST_TRIED = 4, 12  # clauses that are replaced, and queries that are tried
FEW, FEW_SCATTERED = 2, 20  # hits that are few; so if none has the clause literally
BETTER = 5  # times as many an alternative must have

# How an alternative differs, the likeliest first.
_SAME, _ALIKE, _KNOWN, _TURNED, _OTHER = range(5)
_LETTERS = re.compile(r"[a-z]")
_ASKING = re.compile(r"[?]$|什么|怎么|怎样|如何|为何|多少|哪[些里个年]|是谁|吗$|呢$")  # a question is no misspelt term


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query for which another text may have been meant."""

    node: Text | Named
    text: str


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    how: int
    unknown: bool  # no name or word by itself
    changes: int
    rarity: int  # less than zero: minus the number of its documents
    text: str = field(compare=False)


def clauses_of(root: Node) -> list[Clause]:
    """The clauses of the outermost conjunction that are plain texts, phrases or names."""
    nodes = root.nodes if isinstance(root, And) else (root,)
    texts = [Clause(node, node.text) for node in nodes if isinstance(node, Text)]
    return texts + [Clause(node, node.value) for node in nodes if isinstance(node, Named)]


def replaced(q: str, changes: Iterable[tuple[Clause, str]]) -> str:
    """The query as typed with other texts in the place of clauses; the rest of it is kept."""
    for clause, text in changes:
        alone = re.compile(rf"(?<![^\s:：\"“”()（）]){re.escape(clause.text)}(?![^\s\"“”()（）~])")
        at = found.start() if (found := alone.search(q)) else q.find(clause.text)
        q = q[:at] + text + q[at + len(clause.text) :] if at >= 0 else q
    return q


def alternatives(vocabulary: Vocabulary, typed: str) -> list[str]:
    """What may have been meant by a clause that finds nothing, the likeliest first."""
    text = literal_form(typed)
    if _ASKING.search(text) or not 1 < len(text) <= LONGEST and not _LETTERS.search(text):
        return []
    if _LETTERS.search(text):
        return [one.text for one in completions(vocabulary, text, MOST) if one.kind != "title"]
    found: dict[str, _Found] = {}
    for one in _found(vocabulary, text):
        if one.text != text:
            found[one.text] = min(found.get(one.text, one), one)
    return [one.text for one in sorted(found.values())[:MOST]]


def better_names(vocabulary: Vocabulary, typed: str, hits: int) -> list[str]:
    """Names that sound as a clause which finds few, and are found far more often."""
    text = literal_form(typed)
    if not 1 < len(text) <= LONGEST or hits > FEW_SCATTERED:
        return []
    if hits > FEW and len(vocabulary.snapshot.literal(text, printed=False).docs):
        return []
    numbers = (n for n in vocabulary.whole(_tables(vocabulary, text, alike=False)) if vocabulary.is_name(n))
    likely = [n for n in numbers if vocabulary.entries[n].key != text and vocabulary.count(n) >= BETTER * hits]
    return [vocabulary.shown(n) for n in likely[:MOST]]


def _found(vocabulary: Vocabulary, text: str) -> Iterator[_Found]:
    for how, alike in ((_SAME, False), (_ALIKE, True)):
        tables = _tables(vocabulary, text, alike=alike)
        for number in vocabulary.whole(tables)[:MOST]:
            yield _known(vocabulary, text, number, how)
        for other in spelt(vocabulary, tables, text) if len(text) > 3 else ():
            yield _unknown(vocabulary, text, other, how)
    yield from _changed(vocabulary, text)


def _tables(vocabulary: Vocabulary, text: str, *, alike: bool) -> tuple[Table, ...]:
    return tuple(vocabulary.read_as(char, alike=alike) for char in text)


def _changed(vocabulary: Vocabulary, text: str) -> Iterator[_Found]:
    """Texts of the archive that differ by one character: another one, one too many, one too few, two turned."""
    turned = {text[:n] + b + a + text[n + 2 :] for n, (a, b) in enumerate(pairwise(text))}
    others = {found for at in range(1, len(text)) for found in _standing(vocabulary, text[:at], text[at:])}
    if len(text) > 2:
        for at in range(len(text)):
            others |= {text[:at] + text[at + 1 :], *_standing(vocabulary, text[:at], text[at + 1 :])}
    numbers = [n for other in others | turned for n in _called(vocabulary, other)]
    known = {vocabulary.entries[n].key: n for n in numbers if len(text) > 2 or vocabulary.is_name(n)}
    for other in sorted(others | turned):
        how = _difference(vocabulary, text, other)
        if other in known:
            yield _known(vocabulary, text, known[other], min(how, _KNOWN))
        elif len(text) >= WEIGHTY or len(text) > 2 and how < _KNOWN:
            one = _unknown(vocabulary, text, other, _TURNED if other in turned else how)
            if one.rarity:
                yield one


def _called(vocabulary: Vocabulary, text: str) -> list[int]:
    return vocabulary.whole([vocabulary.char(char) for char in text])


def _standing(vocabulary: Vocabulary, before: str, after: str) -> set[str]:
    """The two pieces of text with each letter or digit that stands between them in the archive."""
    return {f"{before}{char}{after}" for char in vocabulary.snapshot.between(before, after) if char.isalnum()}


def _difference(vocabulary: Vocabulary, text: str, other: str) -> int:
    if len(text) != len(other):
        return _OTHER
    for how, alike in ((_SAME, False), (_ALIKE, True)):
        if all(a == b or vocabulary.sounds_as(a, b, alike=alike) for a, b in zip(text, other, strict=True)):
            return how
    return _OTHER


def _known(vocabulary: Vocabulary, text: str, number: int, how: int) -> _Found:
    entry = vocabulary.entries[number]
    return _Found(how, False, _changes(text, entry.key), -vocabulary.count(number), vocabulary.shown(number))


def _unknown(vocabulary: Vocabulary, text: str, other: str, how: int) -> _Found:
    count = len(vocabulary.snapshot.literal(other, printed=False).docs)
    return _Found(how if len(text) >= WEIGHTY else how + 2, True, _changes(text, other), -count, other)


def _changes(text: str, other: str) -> int:
    """How many characters differ; one more or less counts as two."""
    return sum(a != b for a, b in zip(text, other, strict=False)) if len(text) == len(other) else 2
