"""Words of a segment's documents as postings in arrays: for each term its documents and how often it stands in them.

Terms are the words of `search.analyzer.words`; frequencies are counted apart for title and body, as BM25F weighs them.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from mmap import mmap

import numpy as np
import numpy.typing as npt

from search.analyzer import terms

Ints = npt.NDArray[np.int32]

STEP = 32  # terms: each such one is kept as an object, to find others between two of them
MOST = 0xFF  # a higher frequency is kept as this in `title`, and as this and apart in `body`


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a term, ascending, and how often in their titles and bodies."""

    docs: Ints
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint8] | Ints


@dataclass(frozen=True)
class Terms:
    """The postings of term n are those from starts[n] to starts[n + 1]."""

    data: bytes | mmap  # all terms, UTF-8, one after the other, ascending
    ends: Ints  # of each term in `data`; ends[0] is 0
    starts: Ints
    docs: npt.NDArray[np.uint16] | Ints  # the smaller where it does
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint8]
    often: Ints  # the postings whose frequency in the body is MOST or more, ascending
    times: Ints  # these frequencies

    def __len__(self) -> int:
        return len(self.ends) - 1

    def term(self, number: int) -> str:
        return self.bytes_of(number).decode("utf-8", "surrogatepass")

    def postings(self, term: str) -> Postings | None:
        """The postings of a term; None where no document has it."""
        number = self.number_of(term.encode("utf-8", "surrogatepass"))
        return None if number is None else self.at(number)

    def documents(self, term: str) -> int:
        """How many documents have a term."""
        number = self.number_of(term.encode("utf-8", "surrogatepass"))
        return 0 if number is None else int(self.starts[number + 1] - self.starts[number])

    def at(self, number: int) -> Postings:
        """The postings of the term of this number."""
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        body: npt.NDArray[np.uint8] | Ints = self.body[part]
        first, last = np.searchsorted(self.often, self.starts[number : number + 2])
        if last > first:
            body = body.astype(np.int32)
            body[self.often[first:last] - part.start] = self.times[first:last]
        return Postings(self.docs[part].astype(np.int32), self.title[part], body)

    def number_of(self, key: bytes) -> int | None:
        """The number of a term; None where no document has it."""
        number = self.first_from(key)
        return number if number < len(self) and self.bytes_of(number) == key else None

    def first_from(self, key: bytes) -> int:
        """The number of the first term that is not before `key`."""
        block = bisect_left(self._every, key)  # the last term of the sample before it, if any, is that before `block`
        low, high = max(0, (block - 1) * STEP), min(len(self), block * STEP)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_of(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _every(self) -> list[bytes]:
        """Every STEP-th term, the first one among them."""
        return [self.bytes_of(number) for number in range(0, len(self), STEP)]

    def bytes_of(self, number: int) -> bytes:
        return bytes(self.data[self.ends[number] : self.ends[number + 1]])


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many words each document has."""

    title: Ints
    body: Ints


class _Numbers(dict[str, int]):
    """Terms by number, in the order in which they are asked for first."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class TermsBuilder:
    """Documents, in their order -> their postings."""

    def __init__(self) -> None:
        self._known = _Numbers()
        self._tokens = array("i")
        self._sizes = array("i")

    def add(self, title: str, body: str) -> None:
        """A document by its title and body, folded."""
        for part in (title, body):
            found = terms(part)
            self._tokens.extend(map(self._known.__getitem__, found))
            self._sizes.append(len(found))

    def done(self) -> tuple[Terms, Lengths]:
        """The postings, and the lengths of titles and bodies."""
        lengths = np.array(self._sizes, np.int32).reshape(-1, 2)
        tokens = np.frombuffer(self._tokens, np.int32)
        return _inverted(self._known, tokens, lengths), Lengths(lengths[:, 0], lengths[:, 1])


def _inverted(known: dict[str, int], tokens: Ints, lengths: Ints) -> Terms:
    encoded = {word.encode("utf-8", "surrogatepass"): number for word, number in known.items()}
    ordered = sorted(encoded)
    rank = np.zeros(len(known), np.uint32)
    rank[[encoded[word] for word in ordered]] = np.arange(len(ordered), dtype=np.uint32)
    numbers = rank[tokens]
    # By term, documents staying in order: two stable sorts by 16 bits each, which go without comparisons.
    order = np.argsort(numbers.astype(np.uint16), kind="stable").astype(np.int32)
    order = order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")]
    numbers = numbers[order]
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths.sum(axis=1))[order]
    in_title = np.repeat(np.tile(np.array([1, 0], np.uint8), len(lengths)), lengths.ravel())[order]
    changes = np.ones(len(numbers), bool)
    changes[1:] = (numbers[1:] != numbers[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(changes)
    counts = np.diff(np.append(begins, len(numbers)))
    title = np.add.reduceat(in_title, begins, dtype=np.int64) if len(begins) else in_title.astype(np.int64)
    body = counts - title
    often = np.flatnonzero(body >= MOST).astype(np.int32)
    return Terms(
        data=b"".join(ordered),
        ends=np.cumsum([0, *map(len, ordered)], dtype=np.int32),
        starts=np.searchsorted(numbers[begins], np.arange(len(ordered) + 1)).astype(np.int32),
        docs=docs[begins].astype(np.uint16) if len(lengths) <= 1 << 16 else docs[begins],
        title=np.minimum(title, MOST).astype(np.uint8),
        body=np.minimum(body, MOST).astype(np.uint8),
        often=often,
        times=body[often].astype(np.int32),
    )
