"""One segment for evaluation: its columns, and where texts, words and patterns occur in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.columns.build import Columns
from search.columns.literal import Ints
from search.columns.near import near_ends
from search.columns.pattern import breaks_of, find_pattern
from search.columns.shared import Stretches, find_stretches
from search.fold import fold

Counts = npt.NDArray[Any]  # of any unsigned or signed integers


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where something occurs: documents, ascending, and how often in their titles and bodies."""

    docs: Ints
    title: Counts
    body: Counts


NOWHERE = Occurrences(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32))


class Segment:
    """Occurrences in one segment, by its own document numbers, deleted documents included."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def word(self, term: str) -> Occurrences:
        """The documents that hold a folded word."""
        found = self.columns.terms.postings(term)
        return Occurrences(found.docs, found.title, found.body) if found else NOWHERE

    def holders_of(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """How many documents hold each character of a folded text, and each two that follow one another."""
        return self.columns.literals.holders_of(text)

    def documents(self, term: str) -> int:
        """How many documents hold a folded word."""
        return self.columns.terms.documents(term)

    def places(self, needle: str) -> Ints:
        """Where a folded text stands, in no particular order where it is a single character."""
        return self.columns.literals.find(needle)

    def as_printed(self, places: Ints, typed: str) -> Ints:
        """Of the places of a text those where it is printed as typed; the same array where all are."""
        held = self.columns.literals.as_printed(places, typed)
        return places if held.all() else places[held]

    def at_places(self, places: Ints, size: int) -> Occurrences:
        """The places of a text of this size as occurrences."""
        return self._counted(places, size, ascending=size > 1)

    def between(self, before: str, after: str) -> set[str]:
        return {chr(code) for code in self.columns.literals.between(before, after).tolist()}

    def pattern(self, pattern: str, *, printed: bool) -> Occurrences:
        """Where a pattern with wildcards fits."""
        places, size = find_pattern(self.columns.literals, self._breaks, pattern, printed=printed)
        return self._counted(places, size, ascending=True)

    def near(self, needles: Sequence[tuple[str, str | None]], distance: int) -> Occurrences:
        """Where folded texts stand near each other; with what was typed beside, only where it is printed so."""
        found = []
        for needle, typed in needles:
            places = self.places(needle)
            found.append((places if typed is None else self.as_printed(places, typed), len(needle)))
        return self._counted(near_ends(self.columns.literals, found, distance) - np.int32(1), 1, ascending=False)

    def shared(self, text: str, least: int, but: int | None) -> Stretches:
        """What a folded literal text has in common with documents but one."""
        return find_stretches(self.columns.literals, text, least, but)

    def text(self, doc: int, *, printed: bool) -> str:
        literals = self.columns.literals
        return literals.printed(doc) if printed else literals.folded(doc)

    def title(self, doc: int, *, printed: bool) -> str:
        return self.columns.literals.title(doc, printed=printed)

    def title_size(self, doc: int) -> int:
        """The length of the title in a document's literal text."""
        literals = self.columns.literals
        return int(literals.ends_of_title[doc] - literals.starts[doc])

    @cached_property
    def varying(self) -> frozenset[str]:
        """Folded characters that are somewhere printed otherwise."""
        printed = (chr(code) for code in np.unique(self.columns.literals.odd_chars).tolist())
        return frozenset(fold(char) for char in printed)

    @cached_property
    def _breaks(self) -> Ints:
        return breaks_of(self.columns.literals)

    def _counted(self, places: Ints, size: int, *, ascending: bool) -> Occurrences:
        """Places of occurrences of one size as counts by document; what crosses from title to body counts as body."""
        if not len(places):
            return NOWHERE
        literals = self.columns.literals
        owners = literals.documents(places)
        in_title = places + np.int32(size) <= literals.ends_of_title[owners]
        if ascending:
            first = np.ones(len(owners), bool)
            np.not_equal(owners[1:], owners[:-1], out=first[1:])
            begins = np.flatnonzero(first)
            docs = owners[begins]
            all_of_them = np.diff(np.append(begins, len(owners)))
            title = np.add.reduceat(in_title, begins, dtype=np.int32)
        else:
            whole = np.bincount(owners, minlength=len(literals.starts) - 1)
            docs = np.flatnonzero(whole).astype(np.int32)
            all_of_them = whole[docs]
            title = np.bincount(owners[in_title], minlength=len(whole))[docs]
        return Occurrences(docs, title, all_of_them - title)
