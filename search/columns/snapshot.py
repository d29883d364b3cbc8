"""One commit of the index as its readers see it: immutable, shared by threads, documents numbered through all segments.

Everything that is evaluated comes from the columns of the segments. Only stored documents and ids are read from Whoosh,
under a lock, as its readers are not safe for threads.
"""

import datetime as dt
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import index as whoosh_index
from whoosh.reading import TermNotFound

from search.columns.build import Columns, Ints, LastPosts, columns_of
from search.columns.facet import Chosen, Mask, joined_codes, places_in
from search.columns.months import Months, months_of
from search.columns.segment import NOWHERE, Occurrences, Segment
from search.columns.shared import Stretches, joined_stretches
from search.columns.store import load_columns
from search.errors import IndexMissing
from search.fold import fold, joined, literal_form
from search.generations import number_of
from search.schema import SCHEMA, IndexDocument, stored_row

Weights = npt.NDArray[np.float32]
FACETS = ("section", "issue", "person", "place", "organization")


def all_of(masks: Iterable[Mask]) -> Mask:
    """Where every mask holds; at least one is given."""
    return reduce(np.logical_and, masks)


def any_of(masks: Iterable[Mask]) -> Mask:
    """Where any mask holds; at least one is given."""
    return reduce(np.logical_or, masks)


_NONE = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a text of so many characters stands: the places of each segment."""

    size: int
    parts: tuple[Ints, ...]


class Snapshot:
    """The index at one commit. Document numbers run through the segments in the order of Whoosh's readers."""

    def __init__(self, folder: Path, other_names: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> None:
        """Open the newest commit under `folder`; IndexMissing where there is none that can be used.

        `other_names` gives a person's key the names by which staff know them besides the one that is shown.
        """
        self.other_names = other_names
        try:
            if not whoosh_index.exists_in(folder):
                raise IndexMissing(
                    f"{folder}：没有索引，请先运行 jianbao index (no index here; run jianbao index first)"
                )
            index = whoosh_index.open_dir(folder)
            if set(index.schema.names()) != set(SCHEMA.names()):
                told = "索引由另一版本写成，请运行 jianbao index --full (another version; run jianbao index --full)"
                raise IndexMissing(f"{folder}：{told}")
            self.generation: int = number_of(folder) or index.latest_generation()
            self._reader = index.reader()
        except IndexMissing:
            raise
        except Exception as error:  # damaged pickles and structs fail in every way there is
            raise _unusable(folder, error) from error
        # Requests may hold a snapshot that the searcher has left.
        self._closing = weakref.finalize(self, self._reader.close)
        try:
            self._leaves = [leaf for leaf, _ in self._reader.leaf_readers()]
            _open_stored(self._leaves)
            self._columns = [_columns(folder, leaf) for leaf in self._leaves]
        except Exception as error:
            self._closing()
            raise _unusable(folder, error) from error
        self.folder = folder
        self._lock = threading.Lock()
        self._segments = [Segment(columns) for columns in self._columns]
        sizes = [leaf.doc_count_all() for leaf in self._leaves]
        self._bases = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self.size = int(self._bases[-1])
        self.live: Mask = np.ones(self.size, bool)
        for leaf, base in zip(self._leaves, self._bases.tolist(), strict=False):
            deleted = leaf.segment().deleted_docs() if leaf.has_deletions() else ()
            self.live[[base + doc for doc in deleted]] = False
        self._norms: tuple[float, Weights, Weights] | None = None
        self._any_deleted = not self.live.all()
        self.is_article: Mask = self.live & (self._joined(lambda c: c.kind) == 0)
        self.date = self._joined(lambda c: c.date)
        self.date_end = self._joined(lambda c: c.date_end)
        self.position = self._joined(lambda c: c.position)
        self.title_length = self._joined(lambda c: c.lengths.title)
        self.body_length = self._joined(lambda c: c.lengths.body)
        self.facets = {name: joined_codes([getattr(c, name) for c in self._columns]) for name in FACETS}

    def close(self) -> None:
        with self._lock:
            self._closing()

    def word(self, term: str) -> Occurrences:
        """The live documents that hold a folded word."""
        return self._occurrences([segment.word(term) for segment in self._segments])

    def documents(self, term: str) -> int:
        """How many documents hold a folded word; deleted ones count."""
        return sum(segment.documents(term) for segment in self._segments)

    def frequency(self, term: str) -> int:
        """How many live documents hold a folded word."""
        return len(self.word(term).docs) if self._any_deleted else self.documents(term)

    def holders_of(self, text: str) -> tuple[list[int], list[int]]:
        """How many documents hold each character of a folded text, and each two that follow one another.

        Deleted ones count.
        """
        singles, pairs = np.zeros(len(text), np.int64), np.zeros(max(0, len(text) - 1), np.int64)
        for segment in self._segments:
            own = segment.holders_of(text)
            singles += own[0]
            pairs += own[1]
        return singles.tolist(), pairs.tolist()

    def places(self, text: str) -> Places:
        """Where a text stands literally, folded."""
        needle = literal_form(text)
        return Places(len(needle), tuple(segment.places(needle) if needle else _NONE for segment in self._segments))

    def as_printed(self, found: Places, text: str) -> Places:
        """Of the places of a text those where it is printed as typed; the same value where all are."""
        typed = literal_form(text, printed=True)
        parts = tuple(s.as_printed(places, typed) for s, places in zip(self._segments, found.parts, strict=True))
        return found if all(a is b for a, b in zip(parts, found.parts, strict=True)) else Places(found.size, parts)

    def at_places(self, found: Places) -> Occurrences:
        """The live documents of these places."""
        return self._occurrences([s.at_places(p, found.size) for s, p in zip(self._segments, found.parts, strict=True)])

    def literal(self, text: str, *, printed: bool) -> Occurrences:
        """The live documents that hold a text literally: folded, or as typed."""
        found = self.places(text)
        return self.at_places(self.as_printed(found, text) if printed else found)

    def near(self, texts: Sequence[str], distance: int, *, printed: bool) -> Occurrences:
        """The live documents in which texts stand within so many characters of each other."""
        needles = [(literal_form(text), literal_form(text, printed=True) if printed else None) for text in texts]
        if not all(needle for needle, _ in needles):
            return NOWHERE
        return self._occurrences([segment.near(needles, distance) for segment in self._segments])

    def between(self, before: str, after: str) -> set[str]:
        """The characters that stand between two folded pieces of text, in deleted documents as well."""
        return {char for segment in self._segments for char in segment.between(before, after)}

    def pattern(self, pattern: str, *, printed: bool) -> Occurrences:
        """The live documents in which a pattern with wildcards fits."""
        return self._occurrences([segment.pattern(pattern, printed=printed) for segment in self._segments])

    def shared(self, doc: int, least: int) -> Stretches:
        """The stretches of at least so many characters that a document has in common with other live ones."""
        text, _ = self.literal_text(doc, printed=False)
        home, local = self._local(doc)
        parts = []
        for number, (segment, base) in enumerate(zip(self._segments, self._bases.tolist(), strict=False)):
            found = segment.shared(text, least, local if number == home else None)
            parts.append(replace(found, docs=found.docs + np.int32(base)))
        whole = joined_stretches(parts)
        return whole.take(self.live[whole.docs]) if self._any_deleted else whole

    def literal_text(self, doc: int, *, printed: bool) -> tuple[str, int]:
        """A document's literal form and how much of it is title."""
        segment, local = self._local(doc)
        return self._segments[segment].text(local, printed=printed), self._segments[segment].title_size(local)

    def title(self, doc: int, *, printed: bool) -> str:
        """The title's part of a document's literal form."""
        segment, local = self._local(doc)
        return self._segments[segment].title(local, printed=printed)

    def frequent_words(self, limit: int) -> Iterator[tuple[str, int]]:
        """Words with the number of their documents, the most frequent first; deleted documents count."""
        counts: dict[str, int] = {}
        for columns in self._columns:
            documents = np.diff(columns.terms.starts)
            most = np.argsort(-documents, kind="stable")[: 2 * limit]  # of each segment, others may add to them
            for number, count in zip(most.tolist(), documents[most].tolist(), strict=True):
                word = columns.terms.term(number)
                counts[word] = counts.get(word, 0) + count
        yield from sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def varies(self, text: str) -> bool:
        """Whether what a text folds to may be printed in more than one form."""
        folded = fold(text)
        return folded != text or any(not segment.varying.isdisjoint(folded) for segment in self._segments)

    @cached_property
    def months(self) -> Months:
        """The months of each document's days."""
        return months_of(self.date, self.date_end)

    @cached_property
    def by_newest(self) -> Ints:
        """The documents, newest first."""
        return np.argsort(self.newest).astype(np.int32)

    @cached_property
    def newest(self) -> Ints:
        """The place of each document among all, newest first; undated ones last."""
        return self._ranks(-self.date.astype(np.int64))

    @cached_property
    def by_oldest(self) -> Ints:
        """The documents, oldest first; undated ones last either way."""
        return np.argsort(self.oldest).astype(np.int32)

    @cached_property
    def oldest(self) -> Ints:
        """The same, oldest first; undated ones last either way."""
        return self._ranks(np.where(self.date == 0, dt.date.max.toordinal(), self.date))

    def _ranks(self, days: npt.NDArray[np.int64]) -> Ints:
        """The place of each document by its day, issue and position."""
        order = np.lexsort((self.position, self.facets["issue"].single, days))
        return places_in(order)

    def norms(self, b: float) -> tuple[Weights, Weights]:
        """What BM25F multiplies the frequencies in titles and in bodies with, for this weight of the length."""
        if self._norms is None or self._norms[0] != b:
            self._norms = b, self._norm(self.title_length, b), self._norm(self.body_length, b)
        return self._norms[1], self._norms[2]

    def _norm(self, lengths: Ints, b: float) -> Weights:
        """Beside the mean of the articles: what an issue prints outside them is of another kind, and short."""
        articles = lengths[self.is_article]
        mean = float(articles.mean()) if len(articles) else 0.0
        return (1 / (1 - b + b * lengths / max(1.0, mean))).astype(np.float32)

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored fields of a document (`IndexDocument.stored`)."""
        leaf, local = self._local(doc)
        try:
            with self._lock:
                row: dict[str, Any] = stored_row(self._leaves[leaf].stored_fields(local)["document"])
        except Exception as error:  # damaged where Whoosh did not look when it opened the index
            raise _unusable(self.folder, error) from error
        return row

    def document(self, doc: int) -> IndexDocument:
        """A document as it was indexed."""
        return IndexDocument(**self.stored(doc))

    def document_of(self, article_or_issue: str) -> int | None:
        """The number of the live document with this id."""
        for leaf, base in zip(self._leaves, self._bases.tolist(), strict=False):
            try:
                with self._lock:
                    found = list(leaf.postings("id", article_or_issue).all_ids())
            except TermNotFound:
                continue
            except Exception as error:  # damaged where Whoosh did not look when it opened the index
                raise _unusable(self.folder, error) from error
            for doc in found:
                if self.live[base + doc]:
                    return int(base + doc)
        return None

    @cached_property
    def people(self) -> dict[str, tuple[str, str]]:
        """Key -> name and the latest post printed anywhere, of all who are named in live documents."""
        latest: dict[str, tuple[int, str]] = {}
        names = {}
        for number in range(len(self._leaves)):
            for key, name, last in self._people_of(number):
                names[key] = name
                latest[key] = max(latest.get(key, (0, "")), last)
        return {key: (name, latest[key][1]) for key, name in names.items()}

    @cached_property
    def last_posts(self) -> dict[str, str]:
        """Key -> the latest post printed anywhere, of those who have one."""
        return {key: post for key, (_, post) in self.people.items() if post}

    def _people_of(self, number: int) -> Iterator[tuple[str, str, tuple[int, str]]]:
        """Key, name and the day and words of the last post of a segment's people.

        The columns know all of its documents: what deleted ones had a part in is read again from the others.
        """
        columns, base = self._columns[number], int(self._bases[number])
        person, live = columns.person, self.live[base : int(self._bases[number + 1])]
        owners = np.repeat(np.arange(len(live)), np.diff(person.starts))
        doubtful = np.unique(person.codes[~live[owners]])
        for code in np.setdiff1d(np.unique(person.codes), doubtful).tolist():
            day, post = columns.last_posts[code]
            yield person.values[code], columns.names[code], (day, post)
        for code in doubtful.tolist():
            docs = owners[(person.codes == code) & live[owners]].tolist()
            if docs:
                key, last = person.values[code], LastPosts()
                for doc in docs:
                    last.add(self.document(base + doc))
                yield key, last.names[key], last.posts[key]

    @cached_property
    def keys_of(self) -> dict[str, tuple[str, ...]]:
        """Folded name -> the keys of the people called so, now or formerly."""
        keys: dict[str, dict[str, None]] = {}
        for key, (name, _) in self.people.items():
            for one in (name, *self.other_names.get(key, ())):
                keys.setdefault(fold(one), {})[key] = None
        return {name: tuple(found) for name, found in keys.items()}

    def called(self, facet: str, wanted: str) -> tuple[str, ...]:
        """The values of a facet that are called `wanted`, folded; where none is, those whose name has it in it.

        市民政局 is also the 云浮市民政局 of an issue that prints the full form.
        """
        names = self._names[facet]
        if facet == "organization":
            whole = tuple(value for name, values in names.items() if name.endswith(wanted) for value in values)
        else:
            whole = names.get(wanted, ())
        within = (value for name, values in names.items() if wanted in name for value in values)
        return tuple(dict.fromkeys(whole or within))

    @cached_property
    def _names(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Facet -> folded name -> the values called so: of a person the key, the name, and other names of staff's."""
        return {facet: self._names_of(facet) for facet in self.facets}

    def _names_of(self, facet: str) -> dict[str, tuple[str, ...]]:
        column = self.facets[facet]
        names: dict[str, tuple[str, ...]] = {}
        held = np.flatnonzero(column.counts(Chosen(self.live)))  # deleted documents leave their values behind
        for code in held.tolist():
            value = column.values[code]
            called = {value}
            if facet == "person":
                called |= {self.people[value][0], *self.other_names.get(value, ())}
            for name in {fold(joined(name)) for name in called}:
                names[name] = (*names.get(name, ()), value)
        return names

    def _joined(self, column: Callable[[Columns], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, np.int32), *(column(c) for c in self._columns)])

    def _local(self, doc: int) -> tuple[int, int]:
        """The segment of a document, and its number there."""
        segment = int(np.searchsorted(self._bases, doc, side="right")) - 1
        return segment, doc - int(self._bases[segment])

    def _occurrences(self, found: Sequence[Occurrences]) -> Occurrences:
        """What each segment holds as one."""
        if len(found) > 1:
            based = (o.docs + np.int32(base) for o, base in zip(found, self._bases.tolist(), strict=False))
            docs = np.concatenate(list(based))
            whole = Occurrences(docs, np.concatenate([o.title for o in found]), np.concatenate([o.body for o in found]))
        else:
            whole = found[0] if found else NOWHERE
        if not self._any_deleted:
            return whole
        live = self.live[whole.docs]
        return Occurrences(whole.docs[live], whole.title[live], whole.body[live])


def _open_stored(leaves: Iterable[Any]) -> None:
    """Have Whoosh open the files of stored documents now: it does so when asked, and by then they may be removed."""
    for leaf in leaves:
        if leaf.doc_count_all():
            leaf.stored_fields(0)


def _unusable(folder: Path, error: Exception) -> IndexMissing:
    return IndexMissing(
        f"{folder}：索引打不开（{error}），请运行 jianbao index --full (cannot be opened; run jianbao index --full)"
    )


def _columns(folder: Path, leaf: Any) -> Columns:
    """The saved columns of a segment, or new ones where they cannot be used."""
    saved = leaf.segment() and load_columns(folder, leaf.segment().segment_id(), leaf.doc_count_all())
    return saved or columns_of(leaf)  # no segment where nothing is indexed
