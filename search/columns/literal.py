"""Literal texts of a segment's documents as arrays: where any piece of text stands, exactly, without reading the texts.

All folded literal forms stand one after the other as numbers of an alphabet; every place is listed under the pair of
characters that begins there. A piece is looked up by its rarest pair, and its other characters are compared at those
places: exact, for any length, at the cost of the rarest pair. What was printed otherwise is kept beside as differences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.fold import fold, gaps

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Text = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

BLOCK_BITS = 6
BLOCK = 1 << BLOCK_BITS  # characters: the document is noted at each such place
APART = 0  # the number that stands behind each document, and of characters that no document has


@dataclass(frozen=True)
class Literals:
    """Numbers in `text` count `alphabet` from 1; places are offsets into `text`."""

    alphabet: Codes  # code points, ascending
    text: Text
    starts: Ints  # of each document; its end is before the APART in front of the next one
    ends_of_title: Ints  # places
    blocks: Ints  # the document at every BLOCK-th place
    pairs: npt.NDArray[np.uint64]  # number of a character << 32 | of the next one, ascending
    pair_starts: Longs
    places: Ints  # ascending within a pair
    odd_places: Ints  # where the printed character is another than the folded one
    odd_chars: Codes  # the printed ones

    def find(self, needle: str) -> Ints:
        """The places where folded `needle` stands, in no particular order where it is a single character."""
        numbers = self._numbers(needle)
        if numbers is None:
            return self.places[:0]
        if len(numbers) == 1:
            first, last = np.searchsorted(
                self.pairs, np.array([numbers[0], numbers[0] + 1], np.uint64) << np.uint64(32)
            )
            return self.places[self.pair_starts[first] : self.pair_starts[last]]
        ranges = self._ranges(numbers)
        if ranges is None:
            return self.places[:0]
        rarest = min(range(len(ranges)), key=lambda n: ranges[n][1] - ranges[n][0])
        places = self.places[slice(*ranges[rarest])] - np.int32(rarest)
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
        found: Ints = self.blocks[places >> BLOCK_BITS]
        behind = np.flatnonzero(self.starts[found + 1] <= places)
        while len(behind):
            found[behind] += 1
            behind = behind[self.starts[found[behind] + 1] <= places[behind]]
        return found

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

    def _odd(self, plain: str) -> tuple[Ints, Codes]:
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
        return _str(self.alphabet[self.text[start:end].astype(np.int64) - 1])

    def printed(self, document: int) -> str:
        """Its literal form as printed."""
        return self._printed(int(self.starts[document]), int(self.starts[document + 1]) - 1)

    def title(self, document: int, *, printed: bool) -> str:
        """The title's part of either form."""
        start, end = int(self.starts[document]), int(self.ends_of_title[document])
        if printed:
            return self._printed(start, end)
        return _str(self.alphabet[self.text[start:end].astype(np.int64) - 1])

    def _printed(self, start: int, end: int) -> str:
        codes = self.alphabet[self.text[start:end].astype(np.int64) - 1]
        first, last = np.searchsorted(
            self.odd_places, np.array([start, end], np.int32)
        )  # of one type, or all is copied
        codes[self.odd_places[first:last] - start] = self.odd_chars[first:last]
        return _str(codes)

    def _numbers(self, needle: str) -> list[int] | None:
        """The needle in numbers; None where no document has one of its characters."""
        codes = np.array([ord(c) for c in needle], np.uint32)
        numbers = np.searchsorted(self.alphabet, codes)
        if not len(codes) or numbers[-1:].max() >= len(self.alphabet) or numbers.max() >= len(self.alphabet):
            return None
        return (numbers + 1).tolist() if np.array_equal(self.alphabet[numbers], codes) else None

    def _ranges(self, numbers: Sequence[int]) -> list[tuple[int, int]] | None:
        keys = np.array([a << 32 | b for a, b in pairwise(numbers)], np.uint64)
        found = np.searchsorted(self.pairs, keys)
        if found.max() >= len(self.pairs) or not np.array_equal(self.pairs[found], keys):
            return None
        return list(zip(self.pair_starts[found].tolist(), self.pair_starts[found + 1].tolist(), strict=True))


def _isin(places: Ints, others: Ints) -> npt.NDArray[np.bool_]:
    """Which of the places are among `others`, ascending."""
    if not len(others):
        return np.zeros(len(places), bool)
    nearest = np.searchsorted(others, places)
    found: npt.NDArray[np.bool_] = others.take(nearest, mode="clip") == places
    return found


def _str(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def build_literals(documents: Iterable[tuple[str, str]]) -> Literals:
    """The literals of documents given by title and body as printed."""
    parts: list[Codes] = []
    starts, ends_of_title = [0], []
    odd_places: list[Longs] = []
    odd_chars: list[Codes] = []
    for title, body in documents:
        printed, plain, end_of_title = _forms(title, body)
        odd = np.flatnonzero(printed != plain)
        odd_places.append(odd + starts[-1])
        odd_chars.append(printed[odd])
        parts += (plain, _APART)
        ends_of_title.append(starts[-1] + end_of_title)
        starts.append(starts[-1] + len(plain) + 1)
    codes = np.concatenate(parts or [_APART[:0]])
    alphabet, text = _numbered(codes)
    pairs, pair_starts, places = _by_pair(text)
    return Literals(
        alphabet=alphabet,
        text=text,
        starts=np.array(starts, np.int32),
        ends_of_title=np.array(ends_of_title, np.int32),
        blocks=(np.searchsorted(starts, np.arange(0, len(text) + BLOCK, BLOCK), side="right") - 1).astype(np.int32),
        pairs=pairs,
        pair_starts=pair_starts,
        places=places,
        odd_places=np.concatenate([np.zeros(0, np.int64), *odd_places]).astype(np.int32),
        odd_chars=np.concatenate([_APART[:0], *odd_chars]),
    )


_APART = np.zeros(1, np.uint32)


def _forms(title: str, body: str) -> tuple[Codes, Codes, int]:
    """The characters of a document's literal form as printed and folded, and how many of them are its title's."""
    whole = f"{title}\n{body}"
    folded = fold(whole)
    printed, plain = _codes(whole), _codes(folded)
    kept = np.ones(len(plain), bool)
    for start, end in gaps(folded):
        kept[start:end] = False
    return printed[kept], plain[kept], int(kept[: len(title)].sum())


def _numbered(codes: Codes) -> tuple[Codes, Text]:
    """The alphabet of the codes, and the codes as numbers of it."""
    occurs = np.zeros(0x110000, bool)
    occurs[codes] = True
    occurs[0] = False
    alphabet = np.flatnonzero(occurs).astype(np.uint32)
    number = np.zeros(0x110000, np.uint32)
    number[alphabet] = np.arange(1, len(alphabet) + 1, dtype=np.uint32)
    if len(alphabet) < 0xFFFF:
        return alphabet, number.astype(np.uint16)[codes]
    return alphabet, number[codes]


def _by_pair(text: Text) -> tuple[npt.NDArray[np.uint64], Longs, Ints]:
    """Pairs ascending, where the places of each begin, and the places; pairs may end in APART, but begin with none."""
    following = np.append(text[1:], text[:0].dtype.type(APART)) if len(text) else text
    # Two stable sorts by one character each: numbers of 16 bits are sorted by their bytes, without comparisons.
    order = np.argsort(following, kind="stable").astype(np.int32)
    order = order[np.argsort(text[order], kind="stable")]
    order = order[np.searchsorted(text[order], 1) :]
    keys = text[order].astype(np.uint64) << np.uint64(32) | following[order].astype(np.uint64)
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    return keys[begins], np.append(begins, len(order)).astype(np.int64), order
