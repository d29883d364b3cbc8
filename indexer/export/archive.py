"""A library -> its bulletins, whole, one at a time: oldest first. No more than one is held, however many there are."""

from collections.abc import Iterator

import numpy as np

from indexer.documents import bulletin_of
from search.library import Library
from search.model import Bulletin
from search.schema import IndexDocument


def count_of(library: Library) -> int:
    """How many bulletins `bulletins` gives."""
    snapshot = library.snapshot
    return int(np.count_nonzero(snapshot.live & ~snapshot.is_article))


def bulletins(library: Library) -> Iterator[Bulletin]:
    """Every bulletin of the index with its articles and all that they name."""
    snapshot = library.snapshot
    column = snapshot.facets["issue"]
    docs = np.flatnonzero(snapshot.live)
    codes = column.codes[column.starts[docs]]
    by_issue = np.argsort(codes, kind="stable")
    docs, codes = docs[by_issue], codes[by_issue]
    own = np.flatnonzero(snapshot.live & ~snapshot.is_article)
    for doc in own[np.lexsort((own, snapshot.date[own]))].tolist():
        code = column.codes[column.starts[doc]]
        first, last = np.searchsorted(codes, code, "left"), np.searchsorted(codes, code, "right")
        yield bulletin_of(IndexDocument(**snapshot.stored(one)) for one in docs[first:last].tolist())
