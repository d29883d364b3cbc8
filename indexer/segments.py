"""Index documents -> the next generation of the index: segments by Whoosh and their columns; what the last one held."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import MERGE_SMALL, SegmentWriter

from indexer.errors import Damaged
from indexer.generations import Draft, old_layout
from search.columns.build import Columns, columns_of
from search.columns.codec import ColumnsCodec
from search.columns.store import drop_columns, load_columns, save_columns
from search.columns.terms import FIELDS
from search.generations import found
from search.schema import SCHEMA, IndexDocument, stored_document, terms_of

MOST_CHARACTERS = 16_000_000  # of a segment, about: memory while one is written grows with them


def open_reader(folder: Path) -> Any:
    """Whoosh's reader of a generation. Raises Damaged."""
    try:
        return whoosh_index.open_dir(folder).reader()
    except Exception as error:  # damaged pickles and structs fail in every way there is
        raise _damaged(folder, error) from error


def stored_texts(folder: Path, *, deleted: bool = False) -> Iterator[str]:
    """What a generation stores, a document each; with `deleted` those as well that are marked so. Raises Damaged."""
    with open_reader(folder) as reader:
        for leaf, _ in reader.leaf_readers():
            for number in range(leaf.doc_count_all()):
                if deleted or not leaf.is_deleted(number):
                    try:
                        stored: str = leaf.stored_fields(number)["document"]
                    except Exception as error:
                        raise _damaged(folder, error) from error
                    yield stored


def stored_documents(folder: Path, *, deleted: bool = False) -> Iterator[IndexDocument]:
    """The same, as documents."""
    for stored in stored_texts(folder, deleted=deleted):
        try:
            document = stored_document(stored)
        except Exception as error:  # damaged, or of a version that stored something else
            raise _damaged(folder, error) from error
        yield document


def _damaged(index: Path, error: object) -> Damaged:
    return Damaged(f"{index}：索引损坏（{error}），请加 --full 重建 (damaged, rebuild it with --full)")


class SegmentsWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer. The terms of FIELDS are the codec's; of documents and merged segments the rest is taken."""

    def add(self, document: IndexDocument) -> None:
        """What Whoosh's `add_document` does with the fields of a document, each term of which counts once."""
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add(document)
        self.perdocwriter.finish_doc()
        for field, text in terms_of(document):
            self.pool.add((field, text, self.docnum, 1.0, b""))
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Any) -> None:
        names = [name for name in reader.indexed_field_names() if name not in FIELDS]
        for field, text in ((name, text) for name in names for text in reader.lexicon(name)):
            matcher = reader.postings(field, text)
            posts = ((field, text, number, 1.0, b"") for number in matcher.all_ids())
            for post in self._process_posts(posts, startdoc, docmap):
                self.pool.add(post)


class CommitWriter:
    """The next generation of an index: documents in and out, then columns for its segments. The write lock is held.

    With `clear` it begins with nothing, else with what the generation in use holds. Readers see that until `commit`.
    """

    def __init__(self, index: Path, *, clear: bool, origin: Path | None = None) -> None:
        """`origin`: the generation to begin with, where it is not the one in use."""
        self.index = index
        self.clear = clear
        self.mended: tuple[str, ...] = ()  # segments whose columns had to be derived anew
        origin = origin or found(index)
        self._last = self._last_reader(origin or old_layout(index))
        try:
            self._draft = Draft(index, origin, clear=clear)
            try:
                self._writer = self._segment_writer()
            except BaseException:
                self._draft.discard()
                raise
        except BaseException:
            self._close_last()
            raise

    @property
    def folder(self) -> Path:
        """Where the generation is made."""
        return self._draft.folder

    @property
    def generation(self) -> int:
        """The number that the generation will have."""
        return self._draft.number

    def _last_reader(self, origin: Path | None) -> Any:
        """A reader of the generation in use; None where there is none, or it is damaged and to be replaced anyway."""
        if origin is None:
            return None
        try:
            opened = whoosh_index.open_dir(origin)
            if set(opened.schema.names()) != set(SCHEMA.names()):
                raise ValueError("schema")
            return opened.reader()
        except Exception as error:  # damaged pickles and structs fail in every way there is
            if self.clear:
                return None
            raise _damaged(self.index, error) from error

    def _segment_writer(self) -> Any:
        if not whoosh_index.exists_in(self.folder):
            whoosh_index.create_in(self.folder, SCHEMA)
        # Files of their own: what lies in a compound file is read whole into memory by every reader.
        opened = whoosh_index.open_dir(self.folder)
        return SegmentsWriter(opened, limitmb=256, compound=False, codec=ColumnsCodec(), _lk=False)  # locked as a whole

    def remove_issue(self, issue: str) -> None:
        self._remove("issue", issue)

    def _remove(self, field: str, value: str) -> None:
        """Leave out documents of the last generation; those that were added since stay."""
        if self.clear or self._last is None:
            return
        try:
            numbers = list(self._last.postings(field, value).all_ids())
        except TermNotFound:
            return
        except Exception as error:
            raise _damaged(self.index, error) from error
        for number in numbers:
            self._writer.delete_document(number)

    def add(self, documents: Iterable[IndexDocument]) -> None:
        for document in documents:
            self._writer.add(document)
        if self._writer.perdocwriter.characters > MOST_CHARACTERS:
            self._flush()

    def revise(self, issue: str, documents: Iterable[IndexDocument]) -> tuple[IndexDocument, ...]:
        """Put documents in the place of an issue's; those that are as they were are not touched. Gives the rest."""
        old = {document.id: document for document in self.documents("issue", issue)}
        new = {document.id: document for document in documents}
        for one in old:
            if old[one] != new.get(one):
                self._remove("id", one)
        changed = tuple(document for one, document in new.items() if old.get(one) != document)
        self.add(changed)
        return changed

    def take_back(self, issues: Collection[str]) -> dict[str, list[IndexDocument]]:
        """Leave out what was added of these issues, and give it; what the last generation holds of them stays."""
        self._flush()
        start = 0 if self.clear or self._last is None else self._last.doc_count_all()
        back: dict[str, list[IndexDocument]] = {issue: [] for issue in issues}
        with open_reader(self.folder) as reader:
            for issue in issues:
                for number in reader.postings("issue", issue).all_ids():
                    if number >= start:
                        back[issue].append(stored_document(reader.stored_fields(number)["document"]))
                        self._writer.delete_document(number)
        return back

    def _flush(self) -> None:
        """Finish the segment that is being written, and begin another."""
        self._writer.commit(merge=False)
        self._writer = self._segment_writer()

    def documents(self, field: str, value: str) -> Iterator[IndexDocument]:
        """What the last generation holds of a file or an issue. Damaged: raised, unless it is to be replaced anyway."""
        if self._last is None:
            return
        try:
            for leaf, _ in self._last.leaf_readers():
                try:
                    numbers = leaf.postings(field, value)
                except TermNotFound:
                    continue
                for number in numbers.all_ids():
                    yield stored_document(leaf.stored_fields(number)["document"])
        except Exception as error:  # damaged, or of a version that stored something else
            if not self.clear:
                raise _damaged(self.index, error) from error

    def commit(self, finish: Callable[[Path], None] = lambda folder: None) -> None:
        """Write what is left, let `finish` complete and check the new generation in its folder, and switch to it."""
        self._writer.commit(mergetype=merge_policy)
        self._close_last()
        self.mended = save_missing_columns(self.folder)
        finish(self.folder)
        self._draft.publish()

    def commit_aside(self, finish: Callable[[Path], None]) -> Path:
        """The same, but readers go on opening the generation in use; gives the folder of the new one.

        Every segment that has deleted documents is written again without them: no byte of them is in there.
        """
        self._writer.commit(merge=False)
        for segment in [one.segment_id() for one in self._writer.segments if one.has_deletions()]:
            self._writer = self._segment_writer()
            self._writer.commit(mergetype=partial(_rewritten, segment))
        self._close_last()
        save_missing_columns(self.folder)
        finish(self.folder)
        return self._draft.put_beside()

    def cancel(self) -> None:
        """Give the new generation up."""
        self._close_last()
        if not self._writer.is_closed:
            self._writer.perdocwriter.abandon()
            with suppress(Exception):  # it writes what it still holds, in vain where that is why it is given up
                self._writer.cancel()
        self._draft.discard()

    def _close_last(self) -> None:
        if self._last is not None:
            self._last.close()
            self._last = None


def _rewritten(wanted: str, writer: Any, segments: list[Any]) -> list[Any]:
    """One segment is written again, if anything of it is left; the others stay."""
    for segment in segments:
        if segment.segment_id() == wanted and segment.doc_count():
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
    return [segment for segment in segments if segment.segment_id() != wanted]


def merge_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's, which merges small segments; and those of which most documents are gone are written again, until
    the segment that is being written is as large as one should be."""
    kept = []
    for segment in segments:
        hollow = 2 * segment.deleted_count() > segment.doc_count_all()
        if not hollow or (segment.doc_count() and writer.perdocwriter.characters > MOST_CHARACTERS):
            kept.append(segment)
        elif segment.doc_count():
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
    merged: list[Any] = MERGE_SMALL(writer, kept)
    return merged


def save_missing_columns(folder: Path) -> tuple[str, ...]:
    """Columns for each segment that has none that can be used, and for none that is no more. Gives the former.

    Raises Damaged, also where only the stored documents are.
    """
    segments, mended = set(), []
    with open_reader(folder) as reader:
        for leaf, _ in reader.leaf_readers():
            if not leaf.doc_count_all():
                continue  # nothing is indexed
            segment = leaf.segment().segment_id()
            segments.add(segment)
            derived = _derived(folder, leaf)
            if derived is not None:
                save_columns(folder, segment, derived)
                mended.append(segment)
    drop_columns(folder, segments)
    return tuple(mended)


def _derived(folder: Path, leaf: Any) -> Columns | None:
    """The columns of a segment, where those that were saved cannot be used."""
    try:
        leaf.stored_fields(0)  # which tells of their end, too
        saved = load_columns(folder, leaf.segment().segment_id(), leaf.doc_count_all())
        return None if saved is not None else columns_of(leaf)
    except Exception as error:
        raise _damaged(folder, error) from error
