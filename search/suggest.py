"""What is being typed -> what it may become: names, places, organizations, sections, words and titles that begin so.

Typed in Chinese, in pinyin (liangshaoxiong, liangshaox), in initials (lsx) or in a mix (lid荣, 梁sx). A channel of its
own: nothing of it reaches the results of a search, and what is typed in Chinese is never taken for how it sounds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from search.entries import KINDS, Kind, without_dots
from search.fold import fold, joined
from search.tokens import field_before
from search.vocabulary import MAX_UNITS, Table, Vocabulary

MOST = 50  # suggestions
SUGGESTIONS = 10  # unless told
SHARE = 2  # no kind takes more than this part of the places while others have something: half
MOST_PARSES = 12
MIN_COMPOSED, MAX_COMPOSED = 3, 16  # syllables
MOST_ALIKE = 4  # words of one spelling that are tried
_DIGRAPHS = ("zh", "ch", "sh")
_BOUNDARY = "'"
_OPENING = "-－("  # what may stand before the clause that is being typed
_KINDS_OF: Mapping[str, tuple[Kind, ...]] = {
    "person": ("person",),
    "place": ("place",),
    "section": ("section",),
    "organization": ("organization",),
    "title": ("word", "title"),
    "body": ("word",),
}

# How well an entry fits: whole as typed; from its beginning; by initials; further in.
_WHOLE, _BEGINS, _SPELT, _INITIALS, _INNER, _NOT = range(6)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a query may be completed to."""

    text: str  # the whole query, as it would be typed
    kind: Kind
    note: str  # a person's latest post as printed
    count: int  # documents in which it is named; of a title, those that bear it


@dataclass(frozen=True, slots=True)
class Unit:
    """What one character of an entry has to be."""

    typed: str
    by: str  # char, syllable, initial, or part: the beginning of a syllable, at the end

    @property
    def firm(self) -> bool:
        return self.by != "initial"


Parse = tuple[Unit, ...]


def suggestions(vocabulary: Vocabulary, typed: str, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
    """The best completions of a query; where nothing begins as all of it, of its last clause, in its field."""
    limit = min(limit, MOST)
    if found := completions(vocabulary, typed, limit):
        return found
    start = typed.rfind(" ") + 1
    start += len(typed[start:]) - len(typed[start:].lstrip(_OPENING))
    field, size = field_before(typed[start:])
    start += size
    completed = completions(vocabulary, typed[start:], limit, _KINDS_OF.get(field or "", KINDS)) if start else ()
    return tuple(replace(one, text=typed[:start] + one.text) for one in completed)


def completions(
    vocabulary: Vocabulary, typed: str, limit: int, kinds: Sequence[Kind] = KINDS
) -> tuple[Suggestion, ...]:
    """The best completions of what is typed, as one clause."""
    rows = parses(vocabulary, _typed(typed)) if limit else []
    found = [_shown(vocabulary, number) for number in _best(vocabulary, rows, limit, kinds)]
    shown = [one for one in found if one.count]  # words of deleted documents stay until their segment is merged
    whole = composed(vocabulary, rows) if "word" in kinds else None
    if whole and all(one.text != whole.text for one in shown):
        shown = [whole, *shown][:limit]
    return tuple(shown)


def names_beginning(vocabulary: Vocabulary, typed: str) -> frozenset[str]:
    """The names of people, as shown, who are called so from the beginning on: in Chinese, pinyin, initials or a mix."""
    return _texts_that_fit(vocabulary, typed, "person", _INNER)


def values_fitting(vocabulary: Vocabulary, typed: str, kind: Kind) -> frozenset[str]:
    """The values of a facet that begin so, or hold what is typed in characters or in whole syllables."""
    return _texts_that_fit(vocabulary, typed, kind, _NOT)


def _texts_that_fit(vocabulary: Vocabulary, typed: str, kind: Kind, worse: int) -> frozenset[str]:
    fits = np.full(len(vocabulary.entries), _NOT, np.int8)
    for parse in parses(vocabulary, _typed(typed)):
        _fit(vocabulary, parse, fits)
    found = np.flatnonzero((fits < worse) & (vocabulary.kinds == KINDS.index(kind)))
    return frozenset(vocabulary.entries[number].text for number in found.tolist())


def _shown(vocabulary: Vocabulary, number: int) -> Suggestion:
    entry = vocabulary.entries[number]
    return Suggestion(vocabulary.shown(number), entry.kind, entry.note, vocabulary.count(number))


def _best(vocabulary: Vocabulary, rows: Sequence[Parse], limit: int, kinds: Sequence[Kind]) -> list[int]:
    """The entries that fit best, best first."""
    fits = np.full(len(vocabulary.entries), _NOT, np.int8)
    for parse in rows:
        _fit(vocabulary, parse, fits)
    return _chosen(vocabulary, fits, limit, kinds)


def _typed(text: str) -> str:
    """The characters of a query; white space between letters is a border between syllables, any other nothing."""
    return _BOUNDARY.join(without_dots(joined(fold(text))).replace("’", _BOUNDARY).split()).strip(_BOUNDARY)


def parses(vocabulary: Vocabulary, typed: str) -> list[Parse]:
    """The ways to take a row of characters: as they stand, and its letters as syllables; those with few units first.

    None where nothing is typed, or too much.
    """
    if not 0 < len(typed) <= MAX_UNITS:
        return []

    @cache
    def from_(at: int) -> tuple[Parse, ...]:
        while typed[at : at + 1] == _BOUNDARY:
            at += 1
        if at == len(typed):
            return ((),)
        rows = [(unit, *rest) for unit in _units(vocabulary, typed, at) for rest in from_(at + len(unit.typed))]
        return tuple(sorted(rows, key=_looseness)[:MOST_PARSES])

    plain = tuple(Unit(char, "char") for char in typed)
    return list(dict.fromkeys((plain, *from_(0))))


def _looseness(parse: Parse) -> tuple[int, int]:
    return sum(not unit.firm for unit in parse), len(parse)


def _units(vocabulary: Vocabulary, typed: str, at: int) -> Iterator[Unit]:
    """What may stand at a place."""
    if not ("a" <= typed[at] <= "z"):
        yield Unit(typed[at], "char")
        return
    rest = typed[at:]
    for size in range(min(6, len(rest)), 0, -1):
        part = rest[:size]
        if not part.isascii() or not part.isalpha():
            continue
        if size == len(rest) and size > 1 and part not in _DIGRAPHS and vocabulary.begins_syllable(part):
            yield Unit(part, "part")
        elif size > 1 and vocabulary.is_syllable(part):
            yield Unit(part, "syllable")
        elif part in _DIGRAPHS or size == 1 and part not in "iuv":
            yield Unit(part, "initial")


def _fit(vocabulary: Vocabulary, parse: Parse, fits: npt.NDArray[np.int8]) -> None:
    """Note the entries that a parse fits, if it fits them better than others did."""
    tables = [_table(vocabulary, unit) for unit in parse]
    if not all(table.any() for table in tables):
        return
    firm = all(unit.firm for unit in parse)
    exact = all(unit.by == "char" for unit in parse)
    found = vocabulary.beginning(tables)
    whole = vocabulary.lengths[found] == len(parse)
    better = np.where(whole, _WHOLE if exact else _BEGINS, _BEGINS if exact else _SPELT) if firm else _INITIALS
    fits[found] = np.minimum(fits[found], better)
    if exact or _spells(parse):
        inner, _ = vocabulary.within(tables)
        fits[inner] = np.minimum(fits[inner], _INNER)


def _spells(parse: Parse) -> bool:
    """Whether it says enough to be looked for within a text: whole syllables, the last one perhaps begun."""
    return len(parse) > 1 and all(unit.firm for unit in parse[: max(2, len(parse) - 1)])


def _table(vocabulary: Vocabulary, unit: Unit) -> Table:
    if unit.by == "char":
        return vocabulary.char(unit.typed)
    if unit.by == "syllable":
        return vocabulary.read(unit.typed)
    return vocabulary.read_from(unit.typed)


def _chosen(vocabulary: Vocabulary, fits: npt.NDArray[np.int8], limit: int, kinds: Sequence[Kind]) -> list[int]:
    """The best of those that fit, one of each text and kind, no kind crowding out the others."""
    found = np.flatnonzero(fits < _NOT)
    key = fits[found].astype(np.int64) * len(fits) + vocabulary.rank[found]
    listed: list[list[int]] = []
    for kind in kinds:
        of_kind = np.flatnonzero(vocabulary.kinds[found] == KINDS.index(kind))
        if len(of_kind) > 2 * limit:  # twice: of a person's names only one is shown
            of_kind = of_kind[np.argpartition(key[of_kind], 2 * limit)[: 2 * limit]]
        first = found[of_kind[np.argsort(key[of_kind])]].tolist()
        listed.append(_distinct(vocabulary, first)[:limit])
    order = sorted(chain.from_iterable(listed), key=lambda n: (fits[n], vocabulary.rank[n]))
    share = {n for numbers in listed for n in numbers[: max(1, limit // SHARE)]}
    taken = set([*(n for n in order if n in share), *(n for n in order if n not in share)][:limit])
    return [n for n in order if n in taken]


def _distinct(vocabulary: Vocabulary, numbers: Sequence[int]) -> list[int]:
    """Of entries that show the same, the first."""
    seen: dict[str, int] = {}
    for number in numbers:
        seen.setdefault(vocabulary.shown(number), number)
    return list(seen.values())


def composed(vocabulary: Vocabulary, rows: Sequence[Parse]) -> Suggestion | None:
    """The text of one or several words that syllables spell, if the archive has it: yanglaofuwuzhongxin."""
    for parse in rows:
        read = any(unit.by != "char" for unit in parse)
        if read and MIN_COMPOSED <= len(parse) <= MAX_COMPOSED and _spells(parse):
            texts = spelt(vocabulary, tuple(_table(vocabulary, unit) for unit in parse))
            counted = [(len(vocabulary.snapshot.literal(text, printed=False).docs), text) for text in texts]
            count, text = max(counted, default=(0, ""))
            if count:
                return Suggestion(text, "word", "", count)
    return None


def spelt(vocabulary: Vocabulary, tables: tuple[Table, ...], like: str = "") -> list[str]:
    """Some texts of known words that have these characters and stand in the archive.

    Those of few words first, of words those with most characters of `like`, the most frequent first.
    """
    whole = _wholes(vocabulary, tables, like)
    if whole:
        return whole
    for size in range(len(tables) - 2, 1, -1):
        firsts = _wholes(vocabulary, tables[:size], like[:size])
        rests = spelt(vocabulary, tables[size:], like[size:]) if firsts else []
        texts = [first + rest for first in firsts for rest in rests]
        found = [text for text in texts if len(vocabulary.snapshot.literal(text, printed=False).docs)]
        if found:
            return found
    return []


def _wholes(vocabulary: Vocabulary, tables: tuple[Table, ...], like: str) -> list[str]:
    forms = dict.fromkeys(vocabulary.entries[n].form for n in vocabulary.whole(tables))
    return sorted(forms, key=lambda form: sum(a != b for a, b in zip(form, like, strict=False)))[:MOST_ALIKE]
