"""A library -> its bulletins, whole, one at a time: oldest first. No more than one is held, however many there are."""

from collections.abc import Iterator

import numpy as np

from indexer.documents import bulletin_of
from search.library import Library
from search.manifest import Claim
from search.model import Bulletin


def count_of(library: Library) -> int:
    """How many bulletins `bulletins` gives."""
    snapshot = library.snapshot
    return int(np.count_nonzero(snapshot.live & ~snapshot.is_article))


def _in_order(library: Library) -> list[int]:
    """The documents of issues, oldest first. Those of one number stand together: read again in this order, each version
    gets the id that it has."""
    snapshot, column = library.snapshot, library.snapshot.facets["issue"]
    claims = {c.id: c for record in library.manifest.files.values() for c in record.claims if not c.copy}
    docs = {column.of(doc)[0]: doc for doc in np.flatnonzero(snapshot.live & ~snapshot.is_article).tolist()}

    def key(one: str) -> tuple[int, int, int]:
        claim = claims.get(one) or Claim(one, id=one)
        day = int(snapshot.date[docs.get(claim.issue, docs[one])])
        beside = claim.issue not in (claim.id, claim.later)
        return day, 2 * beside + (not claim.later), docs[one]

    return [docs[one] for one in sorted(docs, key=key)]


def bulletins(library: Library) -> Iterator[Bulletin]:
    """Every bulletin of the index with its articles and all that they name."""
    snapshot = library.snapshot
    column = snapshot.facets["issue"]
    docs = np.flatnonzero(snapshot.live)
    codes = column.codes[column.starts[docs]]
    by_issue = np.argsort(codes, kind="stable")
    docs, codes = docs[by_issue], codes[by_issue]
    for doc in _in_order(library):
        code = column.codes[column.starts[doc]]
        first, last = np.searchsorted(codes, code, "left"), np.searchsorted(codes, code, "right")
        yield bulletin_of(snapshot.document(one) for one in docs[first:last].tolist())
