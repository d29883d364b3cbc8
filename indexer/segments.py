"""Index documents -> one commit of the index: segments by Whoosh, their columns, and what the last commit held."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.query import Or, Term
from whoosh.reading import TermNotFound
from whoosh.writing import CLEAR, SegmentWriter

from indexer.errors import Damaged, Locked
from search.columns.codec import WORD_FIELDS, ColumnsCodec
from search.columns.snapshot import columns_of
from search.columns.store import drop_columns, load_columns, save_columns
from search.library import commit_state
from search.schema import SCHEMA, IndexDocument, fields_of, stored_row


def open_reader(index: Path) -> Any:
    """Whoosh's reader of the newest commit. Raises Damaged."""
    try:
        return whoosh_index.open_dir(index).reader()
    except Exception as error:  # damaged pickles and structs fail in every way there is
        raise _damaged(index, error) from error


def _damaged(index: Path, error: object) -> Damaged:
    return Damaged(f"{index}：索引损坏（{error}），请加 --full 重建 (damaged, rebuild it with --full)")


def columns_are_whole(index: Path, leaf: Any) -> bool:
    """Whether the columns of a segment are there and can be used."""
    return load_columns(index, leaf.segment().segment_id(), leaf.doc_count_all()) is not None


class SegmentsWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, which takes over from merged segments what is not words: these the codec makes anew."""

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Any) -> None:
        kept = (term for term in reader.all_terms() if term[0] not in WORD_FIELDS)
        for field, text in kept:
            matcher = reader.postings(field, text)
            posts = ((field, text, number, 1.0, b"") for number in matcher.all_ids())
            for post in self._process_posts(posts, startdoc, docmap):
                self.pool.add(post)


class CommitWriter:
    """One commit: documents in and out, then columns for the segments that came of it.

    With `clear` nothing of the last commit remains; until the commit its readers see it whole.
    """

    def __init__(self, index: Path, *, clear: bool) -> None:
        self.index = index
        self.clear = clear
        try:
            index.mkdir(parents=True, exist_ok=True)
            index.chmod(0o700)  # Whoosh's files are pickles: who may write them may run code
        except OSError as error:
            raise Damaged(f"{index}：不能用作索引文件夹：{error.strerror or error} (no index folder)") from error
        self._open = self._opened()
        self._last = self._last_commit()
        try:
            # Files of their own: what lies in a compound file is read whole into memory by every reader.
            self._writer: Any = SegmentsWriter(self._open, limitmb=256, compound=False, codec=ColumnsCodec())
        except LockError as error:
            self._close_last()
            raise self._locked() from error

    def _opened(self) -> Any:
        if not commit_state(self.index):
            return self._created()
        try:
            opened = whoosh_index.open_dir(self.index, schema=SCHEMA if self.clear else None)
        except Exception as error:
            if not self.clear:
                raise _damaged(self.index, error) from error
            return self._created()
        if set(opened.schema.names()) != set(SCHEMA.names()):
            raise _damaged(self.index, "schema")
        return opened

    def _created(self) -> Any:
        """An index of no documents; under the lock, for another process may have the same in mind."""
        lock = FileStorage(str(self.index)).lock("MAIN_WRITELOCK")
        if not lock.acquire():
            raise self._locked()
        try:
            return whoosh_index.create_in(self.index, SCHEMA)
        finally:
            lock.release()

    def _locked(self) -> Locked:
        return Locked(f"{self.index}：另一个进程正在写索引，请稍后再试 (index is locked by another writer)")

    def _last_commit(self) -> Any:
        """A reader of the last commit; None where it is damaged and to be replaced anyway."""
        try:
            return self._open.reader()
        except Exception as error:
            if self.clear:
                return None
            raise _damaged(self.index, error) from error

    def remove(self, source: str) -> None:
        if not self.clear:
            self._writer.delete_by_term("source", source)

    def add(self, documents: Iterable[IndexDocument]) -> None:
        for document in documents:
            self._writer.add_document(**fields_of(document))

    def remove_issue(self, issue: str) -> None:
        self._writer.delete_by_term("issue", issue)

    def revise(self, issue: str, documents: Iterable[IndexDocument]) -> tuple[IndexDocument, ...]:
        """Put documents in the place of an issue's; those that are as they were are not touched. Gives the rest."""
        old = {document.id: document for document in self.documents("issue", issue)}
        new = {document.id: document for document in documents}
        gone = [one for one in old if old[one] != new.get(one)]
        if gone:
            self._writer.delete_by_query(Or([Term("id", one) for one in gone]))
        changed = tuple(document for one, document in new.items() if old.get(one) != document)
        self.add(changed)
        return changed

    def issues_of(self, source: str) -> dict[str, int]:
        """The issues that the last commit holds of a file, with the number of their articles."""
        found: dict[str, int] = {}
        for document in self.documents("source", source):
            found[document.issue] = found.get(document.issue, 0) + (document.kind == "article")
        return found

    def documents(self, field: str, value: str) -> Iterator[IndexDocument]:
        """What the last commit holds of a file or an issue. Damaged: raised, unless it is to be replaced anyway."""
        if self._last is None:
            return
        try:
            for leaf, _ in self._last.leaf_readers():
                try:
                    numbers = leaf.postings(field, value)
                except TermNotFound:
                    continue
                for number in numbers.all_ids():
                    yield IndexDocument(**stored_row(leaf.stored_fields(number)["document"]))
        except Exception as error:  # damaged, or of a version that stored something else
            if not self.clear:
                raise _damaged(self.index, error) from error

    def commit(self) -> None:
        """Commit, and derive columns."""
        if self.clear:
            self._writer.commit(mergetype=CLEAR)
        else:
            self._writer.commit()
        self._close_last()
        self.save_columns()

    @property
    def generation(self) -> int:
        """The number that the commit will have."""
        number: int = self._writer.generation
        return number

    def save_columns(self) -> None:
        """Columns for each segment that has none, and for none that is no more."""
        segments = set()
        with self._open.reader() as reader:
            for leaf, _ in reader.leaf_readers():
                segment = leaf.segment().segment_id()
                segments.add(segment)
                if not columns_are_whole(self.index, leaf):
                    save_columns(self.index, segment, columns_of(leaf))
        drop_columns(self.index, segments)

    def cancel(self) -> None:
        self._close_last()
        if not self._writer.is_closed:
            self._writer.perdocwriter.abandon()
            self._writer.cancel()

    def _close_last(self) -> None:
        if self._last is not None:
            self._last.close()
            self._last = None
