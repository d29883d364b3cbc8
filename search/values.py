"""All values that a facet has among the hits of a search: in the order of how often or of how they are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from search.columns.build import Ints
from search.columns.facet import Chosen, FacetColumn, places_in
from search.facets import no_note
from search.readings import common_readings
from search.request import require_page
from search.results import FacetValue

ValueSort = Literal["count", "name"]
VALUE_SORTS: tuple[ValueSort, ...] = ("count", "name")
VALUES = 50  # listed at once, unless told
MOST = 500


@dataclass(frozen=True, slots=True)
class ValueList:
    """A page of values, and how many there are."""

    total: int
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which values of a facet are wanted, and how those chosen are told from the others."""

    selected: Sequence[str]
    excluded: Sequence[str]
    sort: ValueSort
    limit: int
    offset: int

    def __post_init__(self) -> None:
        require_page(self.limit, self.offset, MOST)


def listed_values(
    column: FacetColumn,
    docs: Chosen,
    asked: Asked,
    *,
    fits: Callable[[str], bool] | None,
    names: Callable[[], Ints],
    note_of: Callable[[str], str | None] = no_note,
) -> ValueList:
    """The values that occur among `docs`, or are chosen or excluded, and of these the ones that fit.

    `names` gives the place of each value of the column in the order of names.
    """
    counts = column.counts(docs)
    chosen = [code for value in (*asked.selected, *asked.excluded) if (code := column.code_of.get(value)) is not None]
    found = np.union1d(counts.nonzero()[0], np.array(chosen, np.int64))
    if fits:
        found = found[[fits(column.values[code]) for code in found.tolist()]] if len(found) else found
    order = np.lexsort((column.rank[found], -counts[found])) if asked.sort == "count" else np.argsort(names()[found])
    page = found[order][asked.offset : asked.offset + asked.limit].tolist()
    values = ((column.values[code], int(counts[code])) for code in page)
    return ValueList(
        len(found),
        tuple(FacetValue(v, n, v in asked.selected, (), note_of(v), v in asked.excluded) for v, n in values),
    )


def by_reading(values: Sequence[str]) -> Ints:
    """The place of each value in the order of how its characters are read, equal ones by the characters."""
    readings = [tuple(common_readings(char)[0] for char in value) for value in values]
    return places_in(sorted(range(len(values)), key=lambda code: (readings[code], values[code])))
