"""One commit of the index as its readers see it: immutable, shared by threads, documents numbered through all segments.

Postings are read from Whoosh under a lock (its readers are not safe for threads) and kept as arrays; everything else
comes from the columns of the segments.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from whoosh import index as whoosh_index
from whoosh.reading import TermNotFound

from search.columns.build import Codes, Columns, Ints, Texts, build_columns
from search.columns.store import load_columns
from search.errors import IndexMissing
from search.fold import fold
from search.schema import SCHEMA

Mask = npt.NDArray[np.bool_]
FACETS = ("section", "issue", "person", "place", "organization")
POSTINGS_KEPT = 4096  # terms


def all_of(masks: Iterable[Mask]) -> Mask:
    """Where every mask holds; at least one is given."""
    return cast(Mask, np.logical_and.reduce(list(masks)))


def any_of(masks: Iterable[Mask]) -> Mask:
    """Where any mask holds; at least one is given."""
    return cast(Mask, np.logical_or.reduce(list(masks)))


@dataclass(frozen=True, slots=True)
class Postings:
    docs: Ints  # ascending, deleted documents left out
    weights: npt.NDArray[np.float32]  # frequencies


@dataclass(frozen=True, slots=True)
class LiteralText:
    """A document's literal form within its segment's texts, as byte offsets."""

    data: Any  # bytes or mmap
    start: int
    body: int  # where the title has ended
    end: int


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """One facet over all documents: the values of document d are codes[starts[d]:starts[d + 1]]."""

    starts: npt.NDArray[np.int64]
    codes: Ints
    values: tuple[str, ...]
    code_of: dict[str, int]

    def of(self, doc: int) -> tuple[str, ...]:
        return tuple(self.values[code] for code in self.codes[self.starts[doc] : self.starts[doc + 1]])

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The document of each entry of `codes`."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def mask(self, values: tuple[str, ...]) -> Mask:
        """The documents that have any of `values`."""
        wanted = np.zeros(len(self.values) + 1, bool)
        wanted[[self.code_of[v] for v in values if v in self.code_of]] = True
        out = np.zeros(len(self.starts) - 1, bool)
        out[self.owners[wanted[self.codes]]] = True
        return out

    def counts(self, docs: Mask) -> npt.NDArray[np.int64]:
        """How many of `docs` have each value, parallel to `values`."""
        return np.bincount(self.codes[docs[self.owners]], minlength=len(self.values))


class Snapshot:
    """The index at one commit. Document numbers run through the segments in the order of Whoosh's readers."""

    def __init__(self, folder: Path, other_names: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> None:
        """Open the newest commit under `folder`; IndexMissing where there is none that can be used.

        `other_names` gives a person's key the names by which staff know them besides the one that is shown.
        """
        self.other_names = other_names
        try:
            if not whoosh_index.exists_in(folder):
                raise IndexMissing(f"{folder}：没有索引，请先运行 jianbao index (no index here)")
            index = whoosh_index.open_dir(folder)
            self.generation: int = index.latest_generation()
            self._reader = index.reader()
        except IndexMissing:
            raise
        except Exception as error:  # damaged pickles and structs fail in every way there is
            raise IndexMissing(f"{folder}：索引打不开（{error}），请运行 jianbao index --full (unusable)") from error
        if set(index.schema.names()) != set(SCHEMA.names()):
            raise IndexMissing(f"{folder}：索引由另一版本写成，请运行 jianbao index --full (other schema)")
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._leaves = [leaf for leaf, _ in self._reader.leaf_readers()]
        self._columns = [_columns(folder, leaf) for leaf in self._leaves]
        sizes = [leaf.doc_count_all() for leaf in self._leaves]
        self._bases = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        self.size = int(self._bases[-1])
        self.live: Mask = np.array(
            [not leaf.is_deleted(n) for leaf, size in zip(self._leaves, sizes, strict=True) for n in range(size)], bool
        )
        self.is_article: Mask = self.live & (self._joined(lambda c: c.kind) == 0)
        self.date = self._joined(lambda c: c.date)
        self.date_end = self._joined(lambda c: c.date_end)
        self.position = self._joined(lambda c: c.position)
        self.title_length = self._joined(lambda c: c.title_length)
        self.body_length = self._joined(lambda c: c.body_length)
        self.facets = {name: _joined_codes([getattr(c, name) for c in self._columns]) for name in FACETS}

    def close(self) -> None:
        with self._lock:
            self._reader.close()

    def postings(self, field: str, term: str) -> Postings:
        """The live documents that hold `term` in `field`; empty where it does not occur."""
        key = field, term
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            found = self._kept[key] = self._read(field, term)
            if len(self._kept) > POSTINGS_KEPT:
                self._kept.popitem(last=False)
            return found

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored fields of a document (`IndexDocument.stored`)."""
        leaf = int(np.searchsorted(self._bases, doc, side="right")) - 1
        with self._lock:
            row: dict[str, Any] = self._leaves[leaf].stored_fields(doc - int(self._bases[leaf]))["document"]
        return row

    def document_of(self, article_or_issue: str) -> int | None:
        """The number of the live document with this id."""
        docs = self.postings("id", article_or_issue).docs
        return int(docs[0]) if len(docs) else None

    def literal_texts(self, docs: Ints, *, printed: bool) -> Iterator[LiteralText]:
        """The literal forms of `docs` (ascending), in their order."""
        leaves = np.searchsorted(self._bases, docs, side="right") - 1
        for number, columns in enumerate(self._columns):
            local = docs[leaves == number] - self._bases[number]
            if len(local):
                texts: Texts = columns.printed if printed else columns.folded
                starts, ends = texts.starts[local], texts.starts[local + 1]
                bodies = starts + texts.ends_of_title[local]
                data = texts.data
                for start, body, end in zip(starts.tolist(), bodies.tolist(), ends.tolist(), strict=True):
                    yield LiteralText(data, start, body, end)

    @cached_property
    def people(self) -> dict[str, tuple[str, str]]:
        """Key -> name and the latest post printed anywhere."""
        latest: dict[str, tuple[int, str]] = {}
        names = {}
        for columns in self._columns:
            for key, name, (day, post) in zip(columns.person.values, columns.names, columns.last_posts, strict=True):
                names[key] = name
                latest[key] = max(latest.get(key, (0, "")), (day, post))
        return {key: (name, latest[key][1]) for key, name in names.items()}

    @cached_property
    def keys_of(self) -> dict[str, tuple[str, ...]]:
        """Folded name -> the keys of the people called so, now or formerly."""
        keys: dict[str, dict[str, None]] = {}
        for key, (name, _) in self.people.items():
            for one in (name, *self.other_names.get(key, ())):
                keys.setdefault(fold(one), {})[key] = None
        return {name: tuple(found) for name, found in keys.items()}

    def _joined(self, column: Callable[[Columns], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, np.int32), *(column(c) for c in self._columns)])

    def _read(self, field: str, term: str) -> Postings:
        docs: list[int] = []
        weights: list[float] = []
        for leaf, base in zip(self._leaves, self._bases, strict=False):
            try:
                matcher = leaf.postings(field, term)
            except TermNotFound:
                continue
            while matcher.is_active():
                docs.append(matcher.id() + int(base))
                weights.append(matcher.weight())
                matcher.next()
        found = np.array(docs, np.int32)
        live = self.live[found] if len(found) else np.zeros(0, bool)
        return Postings(found[live], np.array(weights, np.float32)[live])


def _columns(folder: Path, leaf: Any) -> Columns:
    """The saved columns of a segment, or new ones where they cannot be used."""
    return load_columns(folder, leaf.segment().segment_id(), leaf.doc_count_all()) or columns_of(leaf)


def columns_of(leaf: Any) -> Columns:
    """Derive a segment's columns from its Whoosh reader."""
    numbers = range(leaf.doc_count_all())
    return build_columns(
        [leaf.stored_fields(n)["document"] for n in numbers],
        [leaf.doc_field_length(n, "title") or 0 for n in numbers],
        [leaf.doc_field_length(n, "body") or 0 for n in numbers],
    )


def _joined_codes(parts: list[Codes]) -> FacetColumn:
    """The codes of several segments under one list of values."""
    code_of: dict[str, int] = {}
    starts, codes = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)]
    entries = 0
    for part in parts:
        renumbered = np.array([code_of.setdefault(v, len(code_of)) for v in part.values] or [0], np.int32)
        codes.append(renumbered[part.codes])
        starts.append(part.starts[1:] + entries)
        entries += len(part.codes)
    return FacetColumn(np.concatenate(starts), np.concatenate(codes), tuple(code_of), code_of)
