"""One facet over all documents of a snapshot: its values as codes, the most frequent first, and how they are counted.

Frequent values have low codes, so that what is most frequent among any hits is found among few codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.columns.build import Codes, Ints

Mask = npt.NDArray[np.bool_]
Longs = npt.NDArray[np.int64]


def places_in(order: Sequence[int] | npt.NDArray[np.integer[Any]]) -> Ints:
    """The place of each number in an order of all of them."""
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places


class Chosen:
    """Some of a snapshot's documents, as a mask and as numbers: what several facets need of them is made once."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    @cached_property
    def docs(self) -> Longs:
        """Their numbers, ascending."""
        return self.mask.nonzero()[0]

    @cached_property
    def rest(self) -> Longs:
        """The numbers of all other documents."""
        return (~self.mask).nonzero()[0]

    @property
    def are_most(self) -> bool:
        return 2 * len(self.docs) > len(self.mask)


@dataclass(frozen=True)
class FacetColumn:
    """The values of document d are codes[starts[d]:starts[d + 1]]. Codes are of the type that numpy counts by."""

    starts: Longs
    codes: Longs
    values: tuple[str, ...]
    frequencies: Longs  # of each value, in all documents, deleted ones included; descending

    def of(self, doc: int) -> tuple[str, ...]:
        return tuple(self.values[code] for code in self.codes[self.starts[doc] : self.starts[doc + 1]])

    @cached_property
    def code_of(self) -> dict[str, int]:
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def single(self) -> Longs:
        """The code of each document, where every document has exactly one."""
        return self.codes[self.starts[:-1]]

    @cached_property
    def only(self) -> Longs | None:
        """The code of each document, that behind all where it has none; None where one has several."""
        if not len(self.sizes) or self.sizes.max() > 1:
            return None
        only = np.full(len(self.sizes), len(self.values))
        only[self.sizes > 0] = self.codes
        return only

    @cached_property
    def sizes(self) -> Longs:
        """How many values each document has."""
        return np.diff(self.starts)

    @cached_property
    def rank(self) -> Ints:
        """The place of each value in the order of their characters."""
        return places_in(sorted(range(len(self.values)), key=self.values.__getitem__))

    def docs(self, value: str) -> Ints:
        """The documents that have a value, ascending."""
        code = self.code_of.get(value)
        if code is None:
            return self._by_value[1][:0]
        ends, docs = self._by_value
        return docs[int(ends[code]) - int(self.frequencies[code]) : int(ends[code])]

    @cached_property
    def _by_value(self) -> tuple[Longs, Ints]:
        """The documents of each value, one value's after the other's, and where each ends."""
        owners = np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)
        return np.cumsum(self.frequencies), owners[np.argsort(self.codes, kind="stable")]

    def mask(self, values: Sequence[str]) -> Mask:
        """The documents that have any of `values`."""
        out = np.zeros(len(self.sizes), bool)
        for value in values:
            out[self.docs(value)] = True
        return out

    def counts(self, chosen: Chosen) -> Longs:
        """How many of the documents have each value, parallel to `values`."""
        if chosen.are_most:
            return self.frequencies - self._counted(self._entries(chosen.rest))
        return self._counted(self._entries(chosen.docs))

    def most_frequent(self, chosen: Chosen, limit: int) -> tuple[Longs, Longs]:
        """The codes of the `limit` most frequent values that occur, equal ones by their characters; and how often."""
        found, among = self._may_lead(chosen, limit)
        if 0 < limit < len(found):  # only those that may be among the first have to be ordered
            leading = among >= np.partition(among, len(among) - limit)[len(among) - limit]
            found, among = found[leading], among[leading]
        order = np.lexsort((self.rank[found], -among))[:limit]
        return found[order], among[order]

    def count(self, chosen: Chosen, value: str) -> int:
        """How many of the documents have the value."""
        return int(np.count_nonzero(chosen.mask[self.docs(value)]))

    def _may_lead(self, chosen: Chosen, limit: int) -> tuple[Longs, Longs]:
        """Codes among which the most frequent are, and how often they occur."""
        if chosen.are_most:
            return self._leading(self.counts(chosen), limit)
        entries = self._entries(chosen.docs)
        if len(entries) * 8 > len(self.values):
            return self._leading(self._counted(entries), limit)
        if not len(entries):
            return entries, entries
        entries.sort()
        first = np.ones(len(entries), bool)
        np.not_equal(entries[1:], entries[:-1], out=first[1:])
        begins = first.nonzero()[0]
        counts = np.empty_like(begins)
        np.subtract(begins[1:], begins[:-1], out=counts[:-1])
        counts[-1] = len(entries) - begins[-1]
        return entries[begins], counts

    def _leading(self, counts: Longs, limit: int) -> tuple[Longs, Longs]:
        """Codes and counts but for those behind which all values are rarer than the last of the first is here."""
        head, end = counts[: 4 * limit], len(counts)
        if 0 < limit < len(head):
            least = int(np.partition(head, len(head) - limit)[len(head) - limit])
            end = int(np.searchsorted(self._rarities, -least, side="right"))
        found = counts[:end].nonzero()[0]
        return found, counts[found]

    @cached_property
    def _rarities(self) -> Longs:
        return -self.frequencies

    def _counted(self, entries: Longs) -> Longs:
        return np.bincount(entries, minlength=len(self.values))

    def _entries(self, docs: Longs) -> Longs:
        """The codes of these documents, one document's after the other's."""
        if self.only is not None:
            codes = self.only[docs]
            return codes if len(self.codes) == len(self.only) else codes[codes < len(self.values)]
        sizes = self.sizes[docs]
        before = self.starts[docs]
        before[1:] -= sizes[:-1].cumsum()
        places = before.repeat(sizes)
        places += np.arange(len(places))
        return self.codes[places]


def joined_codes(parts: Sequence[Codes]) -> FacetColumn:
    """The codes of several segments under one list of values."""
    known: dict[str, int] = {}
    starts, codes = [np.zeros(1, np.int64)], [np.zeros(0, np.int64)]
    entries = 0
    for part in parts:
        renumbered = np.array([known.setdefault(v, len(known)) for v in part.values] or [0], np.int64)
        codes.append(renumbered[part.codes])
        starts.append(part.starts[1:] + entries)
        entries += len(part.codes)
    together = np.concatenate(codes)
    frequencies = np.bincount(together, minlength=len(known))
    order = np.argsort(-frequencies, kind="stable")
    renumbered = np.empty(len(order) + 1, np.int64)
    renumbered[order] = np.arange(len(order))
    values = tuple(known)
    return FacetColumn(
        np.concatenate(starts), renumbered[together], tuple(values[n] for n in order.tolist()), frequencies[order]
    )
