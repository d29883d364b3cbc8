"""Everyone whom an archive names, once: for lists by how often, by how they are read, or by their units."""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from search.columns.facet import Chosen
from search.columns.snapshot import Snapshot
from search.fold import fold
from search.names import Lexicon
from search.readings import common_readings, name_readings
from search.request import require_page
from search.units import Units

PeopleSort = Literal["count", "pinyin", "unit"]
PEOPLE_SORTS: tuple[PeopleSort, ...] = ("count", "pinyin", "unit")
PEOPLE = 50  # listed at once, unless told
MOST = 500


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody in a list."""

    key: str
    name: str
    other_names: tuple[str, ...]  # that staff know
    reading: str  # "liang shao xiong"
    count: int  # documents that name the person: the total of a search for this key
    post: str  # the latest that is printed
    unit: str  # with which that begins; "" where it tells none
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody by a name, whole."""

    key: str
    name: str
    post: str  # the latest that is printed


@dataclass(frozen=True, slots=True)
class PeopleList:
    total: int
    people: tuple[ListedPerson, ...]


class Roster:
    """The people of one snapshot. Made once, immutable."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon) -> None:
        self._snapshot = snapshot
        self._lexicon = lexicon
        column = snapshot.facets["person"]
        counts = column.counts(Chosen(snapshot.live))
        self._counts = dict(zip(column.values, counts.tolist(), strict=True))
        self.by_count = sorted(snapshot.people, key=lambda key: (-self._counts[key], key))
        self._read = {key: self._reading(key) for key in self.by_count}
        units = Units(*(snapshot.facets[facet].values for facet in ("organization", "place")))
        self._units = {key: units.of(post) for key, (_, post) in snapshot.people.items()}
        self.by_pinyin = sorted(self.by_count, key=lambda key: (self._read[key], snapshot.people[key][0], key))
        self.by_unit = sorted(self.by_count, key=lambda key: _unit_order(self._units[key]))  # the most frequent first

    def __contains__(self, key: str) -> bool:
        return key in self._read

    def _reading(self, key: str) -> tuple[str, ...]:
        name = self._snapshot.people[key][0]
        return tuple(syllables[0] for syllables in name_readings(name, self._lexicon) if syllables[0].isalnum())

    def listed(self, names: Set[str] | None, sort: PeopleSort, limit: int, offset: int) -> PeopleList:
        """Those with one of these names, or all. Raises BadRequest."""
        require_page(limit, offset, MOST)
        order = {"count": self.by_count, "pinyin": self.by_pinyin, "unit": self.by_unit}[sort]
        if names is not None:
            order = [key for key in order if self._snapshot.people[key][0] in names]
        return PeopleList(len(order), tuple(map(self.person, order[offset : offset + limit])))

    def person(self, key: str) -> ListedPerson:
        """Somebody who is in it."""
        name, post = self._snapshot.people[key]
        docs = self._snapshot.facets["person"].docs(key)
        first, last = days_of(self._snapshot, docs[self._snapshot.live[docs]])
        others = self._snapshot.other_names.get(key, ())
        reading, unit = " ".join(self._read[key]), self._units[key]
        return ListedPerson(key, name, others, reading, self._counts[key], post, unit, first, last)

    def initials(self) -> tuple[str, ...]:
        """The letters that readings begin with."""
        letters = {reading[0][0] for reading in self._read.values() if reading}
        return tuple(sorted(letter for letter in letters if letter.isascii() and letter.isalpha()))


def called(snapshot: Snapshot, name: str) -> tuple[Called, ...]:
    """The people of this name, now or formerly, as the snapshot has them; those of most documents first."""
    column = snapshot.facets["person"]
    counts = {key: np.count_nonzero(snapshot.live[column.docs(key)]) for key in snapshot.keys_of.get(fold(name), ())}
    found = sorted((key for key in counts if counts[key]), key=lambda key: (-counts[key], key))
    return tuple(Called(key, *snapshot.people[key]) for key in found)


def _unit_order(unit: str) -> tuple[bool, list[str], str]:
    """Units as they are read, so that parts follow their wholes; who has none is last."""
    return not unit, [common_readings(char)[0] for char in unit], unit


def days_of(snapshot: Snapshot, docs: npt.NDArray[np.integer[Any]]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of documents."""
    days = snapshot.date[docs]
    days = days[days > 0]  # what has no day has 0
    if not len(days):
        return None, None
    return dt.date.fromordinal(int(days.min())), dt.date.fromordinal(int(days.max()))
