"""Literal texts of a segment's documents as arrays: where any piece of text stands, exactly, without reading the texts.

All folded literal forms stand one after the other as numbers of an alphabet; every place is listed under the pair of
characters that begins there. A piece is looked up by its rarest pair, and its other characters are compared at those
places: exact, for any length, at the cost of the rarest pair. What was printed otherwise is kept beside as differences.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.fold import Codes, codes_of, fold, gaps, text_of

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Text = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

BLOCK_BITS = 6
BLOCK = 1 << BLOCK_BITS  # characters: the document is noted at each such place
APART = 0  # the number that stands behind each document, and of characters that no document has


@dataclass(frozen=True)
class Literals:
    """Numbers in `text` count `alphabet` from 1; places are offsets into `text`."""

    alphabet: Codes  # code points, ascending
    holders: Ints  # how many documents have each character of the alphabet
    text: Text
    starts: Ints  # of each document; its end is before the APART in front of the next one
    ends_of_title: Ints  # places
    blocks: Ints  # the document at every BLOCK-th place
    pairs: npt.NDArray[np.uint32] | npt.NDArray[np.uint64]  # a number in the upper half, the next one's in the lower
    pair_starts: Ints  # of the places of each pair
    pair_holders: npt.NDArray[np.uint16] | Ints  # how many documents have each pair; the smaller type where it does
    places_low: npt.NDArray[np.uint16]  # the lower 16 bits of the places, which ascend within a pair
    places_high: npt.NDArray[np.uint8] | npt.NDArray[np.uint16]  # the bits above
    odd_places: Ints  # where the printed character is another than the folded one
    odd_chars: npt.NDArray[np.uint16] | Codes  # the printed ones; of 16 bits where these do

    def find(self, needle: str) -> Ints:
        """The places where folded `needle` stands, in no particular order where it is a single character."""
        numbers = self._numbers(needle)
        if numbers is None:
            return _NO_PLACES
        ranges = self._ranges_of(numbers)
        if len(numbers) == 1:
            return self.places(slice(*ranges[0]))
        rarest = min(range(len(ranges)), key=lambda n: ranges[n][1] - ranges[n][0])
        places = self.places(slice(*ranges[rarest])) - np.int32(rarest)
        # The other characters, those of rare pairs first.
        rest = sorted(range(len(ranges)), key=lambda n: ranges[n][1] - ranges[n][0])
        compared = {rarest, rarest + 1}
        for n in rest:
            for at in {n, n + 1} - compared:
                compared.add(at)
                places = places[self.text[places + np.int32(at)] == numbers[at]]
            if not len(places):
                break
        return places

    def at_most(self, needle: str) -> int:
        """How often folded `needle` may stand at most: as often as its rarest pair, or its only character."""
        numbers = self._numbers(needle)
        return 0 if numbers is None else min(end - start for start, end in self._ranges_of(numbers))

    def find_near(self, needle: str, places: Ints, shifts: range) -> Ints:
        """The places, ascending, where folded `needle` stands by one of `shifts` from one of `places`."""
        numbers = self._numbers(needle)
        if numbers is None:
            return _NO_PLACES
        at = np.add.outer(places, np.arange(shifts.start, shifts.stop, dtype=np.int32)).ravel()
        at = at[(at >= 0) & (at <= len(self.text) - len(numbers))]
        for n, number in enumerate(numbers):
            at = at[self.text[at + np.int32(n)] == number]
        found: Ints = np.unique(at)
        return found

    def holders_of(self, text: str) -> tuple[Longs, Longs]:
        """How many documents have each character of a folded text, and each two that follow one another."""
        if not len(self.pairs):
            return np.zeros(len(text), np.int64), np.zeros(max(0, len(text) - 1), np.int64)
        numbers = self.numbers_of(text)
        pairs, held = self._pairs_of(numbers)
        singles = np.where(numbers == APART, 0, self.holders[numbers - 1]).astype(np.int64)
        return singles, np.where(held, self.pair_holders[pairs], 0).astype(np.int64)

    def numbers_of(self, text: str) -> Longs:
        """A folded text in numbers of the alphabet; APART for a character that no document has."""
        codes = codes_of(text)
        if not len(self.alphabet):
            return np.full(len(codes), APART, np.int64)
        at = np.minimum(np.searchsorted(self.alphabet, codes), len(self.alphabet) - 1)
        return np.where(self.alphabet[at] == codes, at + 1, APART).astype(np.int64)

    def places(self, index: slice | Longs) -> Ints:
        """Some of the places, by where they are in the order of pairs."""
        return self.places_low[index].astype(np.int32) | self.places_high[index].astype(np.int32) << 16

    def ranges(self, numbers: Longs) -> tuple[Longs, Longs]:
        """For each two numbers that follow one another, where their places begin and end; a number of no character
        may be among them."""
        if len(numbers) < 2 or not len(self.pairs):
            none = np.zeros(max(0, len(numbers) - 1), np.int64)
            return none, none
        pairs, held = self._pairs_of(numbers)
        starts = self.pair_starts[pairs].astype(np.int64)
        return starts, np.where(held, self.pair_starts[pairs + 1], starts)

    def _ranges_of(self, numbers: list[int]) -> list[tuple[int, int]]:
        """The same of the numbers of a needle; of a single one, where the places of that character do."""
        if len(numbers) == 1:
            first, last = np.searchsorted(self.pairs, self._keys(np.array([numbers[0], numbers[0] + 1]), 0))
            return [(int(self.pair_starts[first]), int(self.pair_starts[last]))]
        starts, ends = self.ranges(np.array(numbers))
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def _pairs_of(self, numbers: Longs) -> tuple[Longs, npt.NDArray[np.bool_]]:
        """Which pair each two numbers that follow one another are, and whether it is one that stands anywhere."""
        held = (numbers[1:] != APART) & (np.maximum(numbers[:-1], numbers[1:]) <= len(self.alphabet))
        keys = self._keys(np.where(held, numbers[:-1], APART), np.where(held, numbers[1:], APART))
        found = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        held &= self.pairs[found] == keys  # no pair begins with APART
        return found, held

    def _keys(self, first: Longs, second: Longs | int) -> npt.NDArray[np.unsignedinteger[Any]]:
        keys: npt.NDArray[np.unsignedinteger[Any]] = (first << 4 * self.pairs.itemsize | second).astype(
            self.pairs.dtype
        )
        return keys

    def between(self, before: str, after: str) -> Codes:
        """The folded characters that stand between two folded pieces, one of which may be empty, each once."""
        behind = len(after) > len(before)  # which of both is looked up; the other is compared
        places = self.find(after) - np.int32(1) if behind else self.find(before) + np.int32(len(before))
        numbers = self._numbers(before if behind else after) if before and after else []
        if numbers is None:
            return self.alphabet[:0]
        for at, number in enumerate(numbers, -len(before) if behind else 1):
            places = places[(places + at >= 0) & (places + at < len(self.text))]
            places = places[self.text[places + at] == number]
        found = np.unique(self.text[places[(places >= 0) & (places < len(self.text))]])
        chars: Codes = self.alphabet[found[found != APART].astype(np.int64) - 1]
        return chars

    def documents(self, places: Ints) -> Ints:
        """The document of each place."""
        return documents_of(places, self.starts, self.blocks)

    def as_printed(self, places: Ints, typed: str) -> npt.NDArray[np.bool_]:
        """At which of the places, where folded `typed` stands, it is printed as typed."""
        same: npt.NDArray[np.bool_] = np.ones(len(places), bool)
        for at, (char, plain) in enumerate(zip(typed, fold(typed), strict=True)):
            odd_places, odd_chars = self._odd(plain)
            if char != plain:
                same &= _isin(places, odd_places[odd_chars == ord(char)] - np.int32(at))
            elif len(odd_places):
                same &= ~_isin(places, odd_places - np.int32(at))
        return same

    def _odd(self, plain: str) -> tuple[Ints, npt.NDArray[np.uint16] | Codes]:
        """Where a folded character is printed otherwise, ascending, and how."""
        numbers = self._numbers(plain)
        if numbers is None:
            return self.odd_places[:0], self.odd_chars[:0]
        starts, order = self._odd_by_char
        chosen = order[starts[numbers[0]] : starts[numbers[0] + 1]]
        return self.odd_places[chosen], self.odd_chars[chosen]

    @cached_property
    def _odd_by_char(self) -> tuple[Longs, Longs]:
        """Which of `odd_places` are of each number of the alphabet: order[starts[number]:starts[number + 1]]."""
        numbers = self.text[self.odd_places]
        order = np.argsort(numbers, kind="stable")
        return np.searchsorted(numbers[order], np.arange(len(self.alphabet) + 2)), order

    def folded(self, document: int) -> str:
        """The folded literal form of a document."""
        start, end = int(self.starts[document]), int(self.starts[document + 1]) - 1
        return text_of(self.alphabet[self.text[start:end].astype(np.int64) - 1])

    def printed(self, document: int) -> str:
        """Its literal form as printed."""
        return self._printed(int(self.starts[document]), int(self.starts[document + 1]) - 1)

    def title(self, document: int, *, printed: bool) -> str:
        """The title's part of either form."""
        start, end = int(self.starts[document]), int(self.ends_of_title[document])
        if printed:
            return self._printed(start, end)
        return text_of(self.alphabet[self.text[start:end].astype(np.int64) - 1])

    def _printed(self, start: int, end: int) -> str:
        codes = self.alphabet[self.text[start:end].astype(np.int64) - 1]
        ends = np.array([start, end], np.int32)  # of the type of the places, or all of these are copied
        first, last = np.searchsorted(self.odd_places, ends)
        codes[self.odd_places[first:last] - start] = self.odd_chars[first:last]
        return text_of(codes)

    def _numbers(self, needle: str) -> list[int] | None:
        """The needle in numbers; None where it is empty, or no document has one of its characters."""
        numbers = self.numbers_of(needle)
        return numbers.tolist() if len(numbers) and numbers.all() else None


_NO_PLACES = np.zeros(0, np.int32)


def documents_of(places: Ints, starts: Ints, blocks: Ints) -> Ints:
    """The document of each place, by the starts of all and the documents at every BLOCK-th place."""
    found: Ints = blocks[places >> BLOCK_BITS]
    behind = np.flatnonzero(starts[found + 1] <= places)
    while len(behind):
        found[behind] += 1
        behind = behind[starts[found[behind] + 1] <= places[behind]]
    return found


def _owners(starts: Ints) -> npt.NDArray[Any]:
    """The document of every place of the text, in 16 bits where these do."""
    documents = np.arange(len(starts) - 1, dtype=np.int32)
    return np.repeat(documents.astype(np.uint16) if len(documents) <= 1 << 16 else documents, np.diff(starts))


def _holders_of_pairs(documents: npt.NDArray[Any], pair_starts: Ints) -> npt.NDArray[np.uint16] | Ints:
    """How many different documents each pair has, by the documents of all places, which ascend within a pair."""
    if not len(documents):
        return np.zeros(0, np.int32)
    first = np.ones(len(documents), bool)
    first[1:] = documents[1:] != documents[:-1]
    first[pair_starts[:-1]] = True
    counts = np.add.reduceat(first, pair_starts[:-1], dtype=np.int32)
    return counts.astype(np.uint16) if counts.max() <= 0xFFFF else counts


def _isin(places: Ints, others: Ints) -> npt.NDArray[np.bool_]:
    """Which of the places are among `others`, ascending."""
    if not len(others):
        return np.zeros(len(places), bool)
    nearest = np.searchsorted(others, places)
    found: npt.NDArray[np.bool_] = others.take(nearest, mode="clip") == places
    return found


class LiteralsBuilder:
    """Documents, in their order -> their literals."""

    def __init__(self) -> None:
        self._parts: list[Text] = []  # in numbers as characters are met first
        self._numbers = np.zeros(0x110000, np.uint32)
        self._met = 1  # APART is no character's
        self._holding = np.zeros(1, np.int32)  # how many documents have each number
        self._starts, self._ends_of_title = [0], array("q")
        self._odd_places: list[Longs] = []
        self._odd_chars: list[Codes] = []

    @property
    def characters(self) -> int:
        return self._starts[-1]

    def add(self, printed: str, folded: str, title: int) -> None:
        """A document by title, line feed and body in both forms; the title has so many characters."""
        shown, plain, end_of_title = _forms(printed, folded, title)
        odd = np.flatnonzero(shown != plain)
        if len(odd):
            self._odd_places.append(odd + self._starts[-1])
            self._odd_chars.append(shown[odd])
        self._parts.append(self._numbered(plain))
        self._ends_of_title.append(self._starts[-1] + end_of_title)
        self._starts.append(self._starts[-1] + len(plain) + 1)

    def _numbered(self, codes: Codes) -> Text:
        """The codes as numbers, APART behind them; of 16 bits as long as these do."""
        numbers = self._numbers[codes]
        if not numbers.all():
            new = np.unique(codes[(numbers == APART) & (codes > 0)])
            self._numbers[new] = np.arange(self._met, self._met + len(new), dtype=np.uint32)
            self._met += len(new)
            numbers = self._numbers[codes]
            self._holding = np.append(self._holding, np.zeros(self._met - len(self._holding), np.int32))
        held = np.zeros(self._met, bool)
        held[numbers] = True
        self._holding += held
        return _narrow(np.append(numbers, np.uint32(APART)), self._met)

    def done(self) -> Literals:
        alphabet = np.flatnonzero(self._numbers).astype(np.uint32)
        ascending = np.zeros(self._met, np.uint32)
        ascending[self._numbers[alphabet]] = np.arange(1, self._met)
        text = _narrow(ascending, self._met)[np.concatenate([np.zeros(0, np.uint16), *self._parts])]
        self._parts.clear()
        pairs, pair_starts, places = _by_pair(text)
        starts, blocks = np.array(self._starts, np.int32), _blocks(self._starts, len(text))
        high = places >> 16
        odd_chars = np.concatenate([np.zeros(0, np.uint32), *self._odd_chars])
        return Literals(
            alphabet=alphabet,
            holders=self._holding[self._numbers[alphabet]],
            text=text,
            starts=starts,
            ends_of_title=np.array(self._ends_of_title, np.int32),
            blocks=blocks,
            pairs=pairs,
            pair_starts=pair_starts,
            pair_holders=_holders_of_pairs(_owners(starts)[places], pair_starts),
            places_low=(places & 0xFFFF).astype(np.uint16),
            places_high=high.astype(np.uint8) if len(text) < 1 << 24 else high.astype(np.uint16),
            odd_places=np.concatenate([np.zeros(0, np.int64), *self._odd_places]).astype(np.int32),
            odd_chars=odd_chars.astype(np.uint16) if odd_chars.max(initial=0) <= 0xFFFF else odd_chars,
        )


def build_literals(documents: Iterable[tuple[str, str]]) -> Literals:
    """The literals of documents given by title and body as printed."""
    builder = LiteralsBuilder()
    for title, body in documents:
        whole = f"{title}\n{body}"
        builder.add(whole, fold(whole), len(title))
    return builder.done()


def _narrow(numbers: Codes, alphabet: int) -> Text:
    """Numbers of an alphabet of this size, in 16 bits where these do."""
    return numbers.astype(np.uint16) if alphabet < 0xFFFF else numbers


def _blocks(starts: Sequence[int], size: int) -> Ints:
    """The document at every BLOCK-th place of a text of this size."""
    places = np.arange(0, size + BLOCK, BLOCK)
    return (np.searchsorted(np.array(starts), places, side="right") - 1).astype(np.int32)


def _forms(printed: str, folded: str, title: int) -> tuple[Codes, Codes, int]:
    """The characters of a document's literal form as printed and folded, and how many of them are its title's."""
    shown, plain = codes_of(printed), codes_of(folded)
    dropped = gaps(folded)
    if not dropped:
        return shown, plain, title
    kept = np.ones(len(plain), bool)
    for start, end in dropped:
        kept[start:end] = False
    return shown[kept], plain[kept], int(kept[:title].sum())


def _by_characters(text: Text, following: npt.NDArray[Any]) -> Ints:
    """The places of a text by the character there, the one that follows, and themselves."""
    if text.dtype != np.uint16:
        return np.lexsort((following, text)).astype(np.int32)
    # All three as one number each, sorted where they are: sorts of places by characters take twice the memory.
    packed = text.astype(np.uint64)
    packed <<= np.uint64(16)
    packed |= following
    packed <<= np.uint64(32)
    packed |= np.arange(len(text), dtype=np.uint32)
    packed.sort()
    return packed.astype(np.uint32).view(np.int32)


def _by_pair(text: Text) -> tuple[npt.NDArray[np.uint32] | npt.NDArray[np.uint64], Ints, Ints]:
    """Pairs ascending, where the places of each begin, and the places; pairs may end in APART, but begin with none."""
    following: npt.NDArray[Any] = np.append(text[1:], text[:0].dtype.type(APART)) if len(text) else text
    order = _by_characters(text, following)
    first = text[order]
    order = order[np.searchsorted(first, 1) :]
    first, second = first[len(first) - len(order) :], following[order]
    begins = np.flatnonzero(np.concatenate([[True], (first[1:] != first[:-1]) | (second[1:] != second[:-1])]))
    begins = begins[: len(order)]
    starts = np.append(begins, len(order)).astype(np.int32)
    if text.dtype == np.uint16:
        return first[begins].astype(np.uint32) << np.uint32(16) | second[begins].astype(np.uint32), starts, order
    return first[begins].astype(np.uint64) << np.uint64(32) | second[begins].astype(np.uint64), starts, order
