"""The codec by which Whoosh writes and reads the segments of this index: its own, but for words.

The words of titles and bodies are kept once, in the columns, which are made of the documents as they are written.
Whoosh is given them as the postings of two fields, so that its own queries and matchers work on the index too.
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
from search.columns.postings import Postings, Terms
from search.columns.store import load_columns, save_columns
from search.fold import fold
from search.schema import IndexDocument, stored_document

WORD_FIELDS = ("body", "title")  # in the order in which terms are sorted
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
    """The terms of all fields: words from the columns, opened when first asked for, the others as Whoosh keeps them."""

    def __init__(self, plain: Any, documents: DocumentReader, columns: Callable[[], Columns]) -> None:
        self._plain = plain
        self._documents = documents
        self._open = columns
        self._opened: Columns | None = None

    @property
    def _columns(self) -> Columns:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def __contains__(self, term: Term) -> bool:
        if term[0] not in WORD_FIELDS:
            return term in self._plain
        return len(self._found(*term)[0]) > 0

    def _found(self, field: str, text: bytes) -> tuple[npt.NDArray[np.int32], npt.NDArray[Any]]:
        """The documents that have a word in a field, and how often."""
        terms = self._columns.terms
        number = terms.number_of(text)
        if number is None:
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        found: Postings = terms.at(number)
        times = found.title if field == "title" else found.body
        return found.docs[times > 0], times[times > 0]

    def indexed_field_names(self) -> list[str]:
        return sorted({*self._plain.indexed_field_names(), *WORD_FIELDS})

    def terms(self) -> Iterator[Term]:
        return merge(self._plain.terms(), *(self._words(field, b"") for field in WORD_FIELDS))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        return self._words(fieldname, prefix) if fieldname in WORD_FIELDS else self._plain.terms_from(fieldname, prefix)

    def _words(self, field: str, first: bytes) -> Iterator[Term]:
        terms: Terms = self._columns.terms
        for number in range(terms.first_from(first), len(terms)):
            if (field, text := terms.bytes_of(number)) in self:
                yield field, text

    def items(self) -> Iterator[tuple[Term, Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        if fieldname not in WORD_FIELDS:
            return self._plain.cursor(fieldname, fieldobj)
        return _Cursor(self, fieldname)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        if fieldname not in WORD_FIELDS:
            return self._plain.term_info(fieldname, text)
        docs, times = self._found(fieldname, text)
        if not len(docs):
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        lengths = getattr(self._columns.lengths, fieldname)[docs]
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
        if fieldname not in WORD_FIELDS:
            return self._plain.frequency(fieldname, text)
        return float(self._found(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> Any:
        if fieldname not in WORD_FIELDS:
            return self._plain.doc_frequency(fieldname, text)
        return len(self._found(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        if fieldname not in WORD_FIELDS:
            return self._plain.matcher(fieldname, text, format_, scorer=scorer)
        info = self.term_info(fieldname, text)
        docs, times = self._found(fieldname, text)
        weights = times.astype(float).tolist()
        term = fieldname, text
        return _WordMatcher(docs.tolist(), weights, self._documents, format_, scorer, term=term, terminfo=info)

    def close(self) -> None:
        self._plain.close()
        self._documents.close()


class _WordMatcher(ListMatcher):  # type: ignore[misc]
    """The documents of a word. Its `values` are where they are read from, for the positions that phrases ask for."""

    def value_as(self, astype: str) -> Any:
        field, text = self.term()
        document = stored_document(self._values.stored_fields(self.id())["document"])
        word = text.decode("utf-8", "surrogatepass")
        return [n for n, (found, _, _) in enumerate(words(fold(getattr(document, field)))) if found == word]


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """Goes over the words of a field."""

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
