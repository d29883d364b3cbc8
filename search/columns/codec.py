"""The codec by which Whoosh writes and reads the segments of this index: its own, but for words and values of facets.

These are kept once, in the columns, which are made of the documents as they are written. Whoosh is given them as the
postings of its fields (`terms.FIELDS`), so that its own queries and matchers work on the index too.
"""

from collections.abc import Callable, Iterator
from heapq import merge
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from search.analyzer import words
from search.columns.build import Columns, ColumnsBuilder, columns_of
from search.columns.store import load_columns, save_columns
from search.columns.terms import FIELDS, Field
from search.fold import fold
from search.schema import IndexDocument, stored_document

WORD_FIELDS = ("body", "title")
Term = tuple[str, bytes]


class ColumnsCodec(W3Codec):  # type: ignore[misc]
    """Whoosh 3's format, with columns beside each segment. Pickled with the table of contents: it has no state."""

    def per_document_writer(self, storage: Any, segment: Any) -> "DocumentWriter":
        return DocumentWriter(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> "DocumentReader":
        return DocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "TermsReader":
        documents = self.per_document_reader(storage, segment)
        return TermsReader(super().terms_reader(storage, segment), documents, lambda: segment_columns(storage, segment))


def segment_columns(storage: Any, segment: Any) -> Columns:
    """The columns of a segment, as saved; derived from its stored documents where they cannot be used."""
    saved = load_columns(Path(storage.folder), segment.segment_id(), segment.doc_count_all())
    if saved is not None:
        return saved
    reader = W3PerDocReader(storage, segment)
    try:
        return columns_of(reader)
    finally:
        reader.close()


class DocumentWriter(W3PerDocWriter):  # type: ignore[misc]
    """Writes stored documents, and the columns of all of them when the segment is closed."""

    def __init__(self, codec: ColumnsCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._columns = ColumnsBuilder()

    @property
    def characters(self) -> int:
        """How much text the segment holds so far."""
        return self._columns.characters

    def add(self, document: IndexDocument) -> None:
        """A new document: all that is kept of one but for its terms."""
        self._columns.add(document)
        super().add_field("document", None, document.stored(), 0)

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """A field of a document as it is taken over from another segment."""
        if fieldname == "document":
            self._columns.add(stored_document(value))
        super().add_field(fieldname, fieldobj, value, length)

    def abandon(self) -> None:
        """No columns: the segment will not be used."""
        self._columns = ColumnsBuilder()

    def close(self) -> None:
        super().close()
        columns, self._columns = self._columns, ColumnsBuilder()
        if len(columns):
            save_columns(Path(self._storage.folder), self._segment.segment_id(), columns.done())


class DocumentReader(W3PerDocReader):  # type: ignore[misc]
    """Reads stored documents, and how many words their titles and bodies have."""

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) if fieldname in WORD_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum()) if fieldname in WORD_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min()) if fieldname in WORD_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max()) if fieldname in WORD_FIELDS else 0

    def _lengths(self, fieldname: str) -> npt.NDArray[np.int32]:
        if "lengths" not in self._readers:
            self._readers["lengths"] = segment_columns(self._storage, self._segment).lengths
        lengths: npt.NDArray[np.int32] = getattr(self._readers["lengths"], fieldname)
        return lengths


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of all fields: those of FIELDS from the columns, opened when first asked for, the rest as Whoosh's."""

    def __init__(self, plain: Any, documents: DocumentReader, columns: Callable[[], Columns]) -> None:
        self._plain = plain
        self._documents = documents
        self._open = columns
        self._opened: Columns | None = None
        self._fields: dict[str, Field] = {}

    def _field(self, name: str) -> Field:
        if name not in self._fields:
            if self._opened is None:
                self._opened = self._open()
            self._fields[name] = FIELDS[name](self._opened)
        return self._fields[name]

    def __contains__(self, term: Term) -> bool:
        if term[0] not in FIELDS:
            return term in self._plain
        return len(self._field(term[0]).found(term[1])[0]) > 0

    def indexed_field_names(self) -> list[str]:
        return sorted({*self._plain.indexed_field_names(), *FIELDS})

    def terms(self) -> Iterator[Term]:
        return merge(self._plain.terms(), *(self.terms_from(field, b"") for field in FIELDS))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        if fieldname not in FIELDS:
            return iter(self._plain.terms_from(fieldname, prefix))
        return ((fieldname, text) for text in self._field(fieldname).terms_from(prefix))

    def items(self) -> Iterator[tuple[Term, Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        if fieldname not in FIELDS:
            return self._plain.cursor(fieldname, fieldobj)
        return _Cursor(self, fieldname)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        if fieldname not in FIELDS:
            return self._plain.term_info(fieldname, text)
        docs, times = self._field(fieldname).found(text)
        if not len(docs):
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        lengths = self._field(fieldname).lengths[docs]
        return TermInfo(
            weight=float(times.sum()),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(times.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> Any:
        if fieldname not in FIELDS:
            return self._plain.frequency(fieldname, text)
        return float(self._field(fieldname).found(text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> Any:
        if fieldname not in FIELDS:
            return self._plain.doc_frequency(fieldname, text)
        return len(self._field(fieldname).found(text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        if fieldname not in FIELDS:
            return self._plain.matcher(fieldname, text, format_, scorer=scorer)
        info = self.term_info(fieldname, text)
        docs, times = self._field(fieldname).found(text)
        weights = times.astype(float).tolist()
        term = fieldname, text
        return _TermMatcher(docs.tolist(), weights, self._documents, format_, scorer, term=term, terminfo=info)

    def close(self) -> None:
        self._plain.close()
        self._documents.close()


class _TermMatcher(ListMatcher):  # type: ignore[misc]
    """The documents of a term. Its `values` are where they are read from, for the positions that phrases ask for."""

    def value_as(self, astype: str) -> Any:
        field, text = self.term()
        document = stored_document(self._values.stored_fields(self.id())["document"])
        word = text.decode("utf-8", "surrogatepass")
        return [n for n, (found, _, _) in enumerate(words(fold(getattr(document, field)))) if found == word]


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """Goes over the terms of a field."""

    def __init__(self, reader: TermsReader, field: str) -> None:
        self._reader, self._field = reader, field
        self._text: bytes | None = None
        self.first()

    def first(self) -> str | None:
        return self.find(b"")

    def find(self, term: bytes | str) -> str | None:
        self._rest = self._reader.terms_from(self._field, term.encode() if isinstance(term, str) else term)
        return self.next()

    def next(self) -> str | None:
        self._text = next((text for _, text in self._rest), None)
        return self.text()

    def text(self) -> str | None:
        return None if self._text is None else self._text.decode("utf-8", "surrogatepass")

    def term_info(self) -> Any:
        return None if self._text is None else self._reader.term_info(self._field, self._text)

    def is_valid(self) -> bool:
        return self._text is not None
