"""Many pieces of text looked for in many texts without an index: every place of every text is compared, in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.fold import Codes, codes_of

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

APART = 0  # stands behind each text; no piece contains it
_BLOCK = 1 << 20  # characters compared at once: bounds memory
_FACTOR, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_BUCKETS = np.uint64(48)  # shift that leaves 16 bits


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Pieces of one length, in the order of their hashes."""

    texts: tuple[str, ...]
    codes: Codes  # a row each
    hashes: Hashes
    buckets: npt.NDArray[np.bool_]  # which 16 bits their hashes come to: most windows are ruled out by that


class Scan:
    """Texts one after the other, to be gone through."""

    def __init__(self, texts: Iterable[str]) -> None:
        parts = [codes_of(f"{text}{chr(APART)}") for text in texts]
        self.starts: Ints = np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)
        self.codes: Codes = np.concatenate([np.zeros(0, np.uint32), *parts])

    def texts_with(self, pieces: Iterable[str]) -> dict[str, Ints]:
        """The numbers of the texts that contain each piece, ascending. An empty piece is in none."""
        by_length: dict[int, list[str]] = defaultdict(list)
        for piece in dict.fromkeys(pieces):
            by_length[len(piece)].append(piece)
        empty = np.zeros(0, np.int64)
        found: dict[str, Ints] = dict.fromkeys(by_length.pop(0, ()), empty)
        prepared = {length: _prepared(texts) for length, texts in by_length.items()}
        parts: dict[str, list[Ints]] = {text: [] for one in prepared.values() for text in one.texts}
        for block in range(0, len(self.codes), _BLOCK):
            for text, numbers in self._found_in(block, prepared):
                parts[text].append(numbers)
        return found | {text: np.unique(np.concatenate([empty, *numbers])) for text, numbers in parts.items()}

    def _found_in(self, block: int, prepared: dict[int, _Pieces]) -> Iterator[tuple[str, Ints]]:
        """Pieces that begin in a block, with the texts they stand in there."""
        longest = max(prepared, default=0)
        codes = self.codes[block : block + _BLOCK + longest]
        hashes = np.zeros(len(codes), np.uint64)
        for length in range(1, min(longest, len(codes)) + 1):
            hashes = hashes[: len(codes) - length + 1] * _FACTOR + codes[length - 1 :]
            if length in prepared:
                places, which = _matches(codes, hashes[:_BLOCK], prepared[length])
                numbers = np.searchsorted(self.starts, places + block, side="right") - 1
                order = np.argsort(which, kind="stable")
                borders = np.searchsorted(which[order], np.arange(len(prepared[length].texts) + 1))
                for n in np.unique(which).tolist():
                    yield prepared[length].texts[n], np.unique(numbers[order[borders[n] : borders[n + 1]]])


def _prepared(texts: Sequence[str]) -> _Pieces:
    codes = np.array([codes_of(text) for text in texts])
    hashes = np.zeros(len(texts), np.uint64)
    for column in codes.T:
        hashes = hashes * _FACTOR + column
    order = np.argsort(hashes)
    buckets = np.zeros(1 << 16, bool)
    buckets[hashes * _MIX >> _BUCKETS] = True
    return _Pieces(tuple(texts[n] for n in order.tolist()), codes[order], hashes[order], buckets)


def _matches(codes: Codes, hashes: Hashes, pieces: _Pieces) -> tuple[Ints, Ints]:
    """Where any of the pieces stands, and which: told by the hash, made sure of by the characters."""
    places = np.flatnonzero(pieces.buckets[hashes * _MIX >> _BUCKETS])
    which = np.minimum(np.searchsorted(pieces.hashes, hashes[places]), len(pieces.hashes) - 1)
    same = pieces.hashes[which] == hashes[places]
    places, which = places[same], which[same]
    for offset in range(pieces.codes.shape[1]):
        same = codes[places + offset] == pieces.codes[which, offset]
        places, which = places[same], which[same]
    return places, which
