"""The lexicon of the last run and the one of now -> the issues that may come out otherwise, without opening a file.

What an issue names depends on the lexicon by the names that stand in its text, literally after folding, by its
corrections, and by all places; the first two are looked up in the index. Whoever lets it depend on more has to tell it
here: tests/indexer/test_revisions.py holds that a revised index is the one that is built anew.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from indexer.documents import bulletin_of, index_documents
from indexer.reading import refinished
from indexer.withdrawal import may_concern
from search.corrections import Correction
from search.fold import HAN, fold
from search.library import Library
from search.manifest import FileRecord
from search.model import Bulletin
from search.names import Lexicon, PersonEntry
from search.schema import IndexDocument

_HAN = re.compile(f"[{HAN}]+")
_Entry = TypeVar("_Entry", PersonEntry, Correction)


def touched_issues(library: Library, files: Mapping[str, FileRecord], old: Lexicon, new: Lexicon) -> tuple[str, ...]:
    """The issues of the index that hold a name, place or correction of which the two lexicons say different things."""
    if old.places != new.places:
        # Which 我市 is meant, and in which county a 镇 lies, hangs on all places together: every issue is looked at.
        return tuple(sorted(library.bulletins))
    found = set(_with_corrections(library, files, corrected_otherwise(old, new)))
    found.update(_withdrawn(library, old, new))
    for name in changed_names(old, new):
        found.update(_with_name(library, name))
    return tuple(sorted(found))


def corrected_otherwise(old: Lexicon, new: Lexicon) -> set[str]:
    """The ids of which two lexicons have other corrections."""
    return set(_changed(old.corrections, new.corrections, _corrected_id))


def _withdrawn(library: Library, old: Lexicon, new: Lexicon) -> Iterator[str]:
    """The issues of which something was withdrawn since."""
    since = Lexicon(purged=tuple(entry for entry in new.purged if entry.id not in old.purged_ids))
    if since.purged:
        yield from (issue for issue in library.bulletins if may_concern(since, issue))


def changed_names(old: Lexicon, new: Lexicon) -> tuple[str, ...]:
    """The names and aliases of which two lexicons say different things, folded."""
    return tuple(sorted(set(_changed(old.people, new.people, _names_of))))


def _names_of(entry: PersonEntry) -> Iterable[str]:
    return map(fold, (entry.name, *entry.aliases))


def _corrected_id(entry: Correction) -> Iterable[str]:
    return (entry.id,)  # as it is: two ids may differ in what folding drops


def _changed(old: Iterable[_Entry], new: Iterable[_Entry], keys: Callable[[_Entry], Iterable[str]]) -> Iterator[str]:
    """The keys under which two lists hold other entries, or the same in another order."""
    before, after = _grouped(old, keys), _grouped(new, keys)
    return (key for key in {**before, **after} if before.get(key) != after.get(key))


def _grouped(entries: Iterable[_Entry], keys: Callable[[_Entry], Iterable[str]]) -> dict[str, list[_Entry]]:
    groups: dict[str, list[_Entry]] = {}
    for entry in entries:
        for key in keys(entry):
            groups.setdefault(key, []).append(entry)
    return groups


def _with_corrections(library: Library, files: Mapping[str, FileRecord], ids: Iterable[str]) -> Iterator[str]:
    """The issues that have these ids, or articles that have or had them before they were joined to others."""
    joined = {one: issue for record in files.values() for issue, was in record.issues.items() for one in was.joined}
    for one in ids:
        doc = library.snapshot.document_of(one)
        if doc is not None:
            yield from library.snapshot.facets["issue"].of(doc)
        elif one in joined:
            yield joined[one]


def _with_name(library: Library, name: str) -> Iterator[str]:
    """The issues in whose text a folded name stands, padded or not."""
    snapshot, column = library.snapshot, library.snapshot.facets["issue"]
    docs = snapshot.literal(name, printed=False).docs
    if len(name) == 2 and not _HAN.fullmatch(name):
        # Between other characters than Han no white space is dropped: A b may be the padded form of Ab.
        first, second = (snapshot.literal(char, printed=False).docs for char in name)
        docs = np.union1d(docs, np.intersect1d(first, second)).astype(np.int32)
    for code in np.unique(column.codes[column.starts[docs]]).tolist():
        yield column.values[code]


def revision(documents: Sequence[IndexDocument], lexicon: Lexicon) -> Bulletin:
    """The bulletin that these documents of the index were made of, as the lexicon lets it be read."""
    return refinished(bulletin_of(documents), lexicon)


@dataclass(frozen=True, slots=True)
class Change:
    """An article, or what of an issue lies outside its articles, that comes out otherwise."""

    before: IndexDocument | None  # None: a new article
    after: IndexDocument | None  # None: joined to another


def changes(library: Library, files: Mapping[str, FileRecord], old: Lexicon, new: Lexicon) -> Iterator[Change]:
    """What the new lexicon changes in the archive, issue by issue, in the order of the articles."""
    for issue in touched_issues(library, files, old, new):
        documents = tuple(_documents(library, issue))
        before, after = (
            {document.id: document for document in index_documents(revision(documents, lexicon))}
            for lexicon in (old, new)
        )
        for one in {**after, **before}:
            if before.get(one) != after.get(one):
                yield Change(before.get(one), after.get(one))


def _documents(library: Library, issue: str) -> Iterator[IndexDocument]:
    snapshot = library.snapshot
    for doc in np.flatnonzero(snapshot.facets["issue"].mask((issue,)) & snapshot.live).tolist():
        yield snapshot.document(doc)
