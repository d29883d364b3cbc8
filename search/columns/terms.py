"""The columns of a segment as the fields that Whoosh asks for: words of titles and bodies, and the values of facets."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from search.columns.build import Codes, Columns
from search.columns.postings import Postings

Ints = npt.NDArray[np.int32]
NONE = np.zeros(0, np.int32)


class Field(Protocol):
    """The terms of a field, ascending, and their documents."""

    def found(self, term: bytes) -> tuple[Ints, npt.NDArray[Any]]:
        """The documents that have a term, ascending, and how often."""

    def terms_from(self, first: bytes) -> Iterator[bytes]:
        """The terms that are not before `first`."""

    @property
    def lengths(self) -> Ints:
        """How many terms each document has, deleted ones included."""


class WordField:
    """The words of titles, or of bodies."""

    def __init__(self, columns: Columns, name: str) -> None:
        self.lengths: Ints = getattr(columns.lengths, name)
        self._terms, self._name = columns.terms, name

    def found(self, term: bytes) -> tuple[Ints, npt.NDArray[Any]]:
        number = self._terms.number_of(term)
        if number is None:
            return NONE, NONE
        found: Postings = self._terms.at(number)
        times = found.title if self._name == "title" else found.body
        return found.docs[times > 0], times[times > 0]

    def terms_from(self, first: bytes) -> Iterator[bytes]:
        for number in range(self._terms.first_from(first), len(self._terms)):
            if len(self.found(term := self._terms.bytes_of(number))[0]):
                yield term


class ValueField:
    """The values of a facet, a term each."""

    def __init__(self, codes: Codes) -> None:
        self.lengths = np.diff(codes.starts).astype(np.int32)
        self._codes = codes

    @cached_property
    def _known(self) -> dict[bytes, int]:
        """Term -> its code, ascending."""
        terms = ((value.encode("utf-8", "surrogatepass"), code) for code, value in enumerate(self._codes.values))
        return dict(sorted((term, code) for term, code in terms if term))

    @cached_property
    def _ordered(self) -> list[bytes]:
        return list(self._known)

    def found(self, term: bytes) -> tuple[Ints, npt.NDArray[Any]]:
        code = self._known.get(term)
        if code is None:
            return NONE, NONE
        places = np.flatnonzero(self._codes.codes == code)
        docs = np.searchsorted(self._codes.starts, places, side="right") - 1
        return docs.astype(np.int32), np.ones(len(docs), np.int32)

    def terms_from(self, first: bytes) -> Iterator[bytes]:
        return iter(self._ordered[bisect_left(self._ordered, first) :])


FIELDS: Mapping[str, Callable[[Columns], Field]] = {
    "body": lambda columns: WordField(columns, "body"),
    "organizations": lambda columns: ValueField(columns.organization),
    "people": lambda columns: ValueField(columns.person),
    "places": lambda columns: ValueField(columns.place),
    "section": lambda columns: ValueField(columns.section),
    "title": lambda columns: WordField(columns, "title"),
}
