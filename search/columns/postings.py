"""Words of a segment's documents as postings in arrays: for each term its documents and how often it stands in them.

Terms are the words of `search.analyzer.words`; frequencies are counted apart for title and body, as BM25F weighs them.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from mmap import mmap

import numpy as np
import numpy.typing as npt

from search.analyzer import words
from search.fold import fold

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

STEP = 32  # terms: each such one is kept as an object, to find others between two of them
MOST_IN_TITLE, MOST_IN_BODY = 0xFF, 0xFFFF  # a higher frequency is kept as this


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a term, ascending, and how often in their titles and bodies."""

    docs: Ints
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Terms:
    """The postings of term n are those from starts[n] to starts[n + 1]."""

    data: bytes | mmap  # all terms, UTF-8, one after the other, ascending
    ends: Longs  # of each term in `data`; ends[0] is 0
    starts: Longs
    docs: Ints
    title: npt.NDArray[np.uint8]
    body: npt.NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def term(self, number: int) -> str:
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def postings(self, term: str) -> Postings | None:
        """The postings of a term; None where no document has it."""
        key = term.encode("utf-8", "surrogatepass")
        number = self._first_from(key)
        if number == len(self) or self._bytes(number) != key:
            return None
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return Postings(self.docs[part], self.title[part], self.body[part])

    def beginning_with(self, prefix: str) -> range:
        """The numbers of the terms that begin with `prefix`."""
        key = prefix.encode("utf-8", "surrogatepass")
        return range(self._first_from(key), self._first_from(key + b"\xff"))

    def _first_from(self, key: bytes) -> int:
        """The number of the first term that is not before `key`."""
        block = bisect_left(self._every, key)  # the last term of the sample before it, if any, is that before `block`
        low, high = max(0, (block - 1) * STEP), min(len(self), block * STEP)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _every(self) -> list[bytes]:
        """Every STEP-th term, the first one among them."""
        return [self._bytes(number) for number in range(0, len(self), STEP)]

    def _bytes(self, number: int) -> bytes:
        return bytes(self.data[self.ends[number] : self.ends[number + 1]])


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many words each document has."""

    title: Ints
    body: Ints


def build_terms(documents: Iterable[tuple[str, str]]) -> tuple[Terms, Lengths]:
    """The postings of documents given by title and body as printed, and the lengths of both."""
    known: dict[str, int] = {}
    tokens = array("i")
    sizes: list[tuple[int, int]] = []
    for title, body in documents:
        in_title, in_body = words(fold(title)), words(fold(body))
        tokens.extend([known.setdefault(word, len(known)) for word, _, _ in in_title])
        tokens.extend([known.setdefault(word, len(known)) for word, _, _ in in_body])
        sizes.append((len(in_title), len(in_body)))
    lengths = np.array(sizes, np.int32).reshape(-1, 2)
    return _inverted(known, np.frombuffer(tokens, np.int32), lengths), Lengths(lengths[:, 0], lengths[:, 1])


def _inverted(known: dict[str, int], tokens: Ints, lengths: Ints) -> Terms:
    encoded = {word.encode("utf-8", "surrogatepass"): number for word, number in known.items()}
    ordered = sorted(encoded)
    rank = np.zeros(len(known), np.uint32)
    rank[[encoded[word] for word in ordered]] = np.arange(len(ordered), dtype=np.uint32)
    terms = rank[tokens]
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths.sum(axis=1))
    in_title = np.repeat(np.tile(np.array([1, 0], np.int32), len(lengths)), lengths.ravel())
    # By term, documents staying in order: two stable sorts by 16 bits each, which go without comparisons.
    order = np.argsort((terms & 0xFFFF).astype(np.uint16), kind="stable")
    order = order[np.argsort((terms[order] >> 16).astype(np.uint16), kind="stable")]
    terms, docs, in_title = terms[order], docs[order], in_title[order]
    changes = np.ones(len(terms), bool)
    changes[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(changes)
    counts = np.diff(np.append(begins, len(terms)))
    title = np.add.reduceat(in_title, begins) if len(begins) else in_title
    return Terms(
        data=b"".join(ordered),
        ends=np.cumsum([0, *map(len, ordered)], dtype=np.int64),
        starts=np.searchsorted(terms[begins], np.arange(len(ordered) + 1)).astype(np.int64),
        docs=docs[begins],
        title=np.minimum(title, MOST_IN_TITLE).astype(np.uint8),
        body=np.minimum(counts - title, MOST_IN_BODY).astype(np.uint16),
    )
