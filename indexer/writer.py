"""Corpus folder + manifest -> a new commit of the index with just what changed, its columns and its manifest.

Readers see the old commit or the new one: Whoosh switches by renaming its table of contents, columns are derived again
by readers where they are missing, and the manifest only ever makes the next run do too much.
"""

import datetime as dt
import importlib.metadata
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.index import LockError
from whoosh.reading import TermNotFound
from whoosh.writing import CLEAR

from indexer.documents import index_documents
from indexer.entities import ENTITIES_VERSION
from indexer.errors import IndexerError, Locked, Rejected
from indexer.parser import PARSER_VERSION
from indexer.reader import is_bulletin_file, read_bytes, sha256_of
from indexer.reading import Reading, reading
from search.columns.snapshot import columns_of
from search.columns.store import drop_columns, load_columns, save_columns
from search.manifest import FileRecord, Manifest, load_manifest, rejected_file, save_manifest
from search.model import Bulletin, Warning
from search.names import Lexicon, load_lexicon
from search.results import RejectedFile
from search.schema import SCHEMA, SCHEMA_VERSION, IndexDocument, fields_of

POOL_FROM = 50  # files; below that starting workers costs more than it saves
REMOVALS_SHARE = 0.05  # more than this and more than REMOVALS_FEW files gone at once: an unmounted folder?
REMOVALS_FEW = 3

Progress = Callable[[int, int, str], None]  # done, of, path


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run has to do, by path below the corpus folder."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    changes: Changes
    rejected: tuple[RejectedFile, ...] = ()  # newly, or changed and still bad
    known_rejected: int = 0  # from earlier runs, unchanged
    doubled: tuple[tuple[str, str], ...] = ()  # path, path of the file with the same issue
    held: tuple[str, ...] = ()  # gone from the corpus, kept in the index until removals are allowed
    issues: int = 0  # in the index now
    articles: int = 0
    warnings: int = 0  # of the files read in this run
    seconds: float = 0.0
    committed: bool = False
    rebuilt: str | None = None  # why everything was read again

    @property
    def exit_code(self) -> int:
        return 1 if self.rejected or self.held else 0


@dataclass(slots=True)
class _Run:
    records: dict[str, FileRecord]
    rejected: list[RejectedFile] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    warnings: int = 0


def versions(lexicon: Lexicon) -> dict[str, str]:
    """Everything that, when it changes, may change what the index holds."""
    return {
        "schema": str(SCHEMA_VERSION),
        "parser": str(PARSER_VERSION),
        "entities": str(ENTITIES_VERSION),
        "lexicon": lexicon.version,
        "jieba": importlib.metadata.version("jieba"),
        "opencc": importlib.metadata.version("opencc"),
    }


def bulletin_files(corpus: Path) -> list[str]:
    """The paths below `corpus` that are meant to be read, sorted; the lexicon is not."""
    if not corpus.is_dir():
        raise IndexerError(f"{corpus}：没有这个文件夹 (no such corpus folder)")
    files = (path for path in corpus.rglob("*") if is_bulletin_file(path) and path.is_file())
    relative = (path.relative_to(corpus) for path in files)
    return sorted(path.as_posix() for path in relative if path.parts[0] != "lexicon")


def update_index(
    corpus: Path,
    index: Path,
    *,
    full: bool = False,
    dry_run: bool = False,
    allow_removals: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Bring the index up to date with the corpus. Raises Locked while another process writes."""
    started = time.monotonic()
    lexicon = load_lexicon(corpus / "lexicon")
    sources = bulletin_files(corpus)
    manifest = load_manifest(index)
    now = versions(lexicon)
    rebuilt = _why_rebuild(index, manifest, now, full)
    changes = find_changes(corpus, sources, manifest.files, again=rebuilt is not None)
    held = () if allow_removals or not _suspicious(changes, manifest.files) else changes.removed
    if dry_run:
        return Report(changes, held=held, rebuilt=rebuilt, seconds=time.monotonic() - started)
    run = _Run({s: r for s, r in manifest.files.items() if s in changes.unchanged or s in held})
    if rebuilt is None and not (changes.new or changes.changed or (changes.removed and not held)):
        _keep_times(index, manifest, corpus, changes)
        return _report(changes, run, held, started, committed=False, rebuilt=None)
    todo = sorted((*changes.new, *changes.changed))
    writer = _Writer(index, clear=rebuilt is not None)
    try:
        for source in changes.removed:
            writer.keep(source) if held else writer.remove(source)
        issues = {record.issue: source for source, record in run.records.items() if record.issue}
        for done, read in enumerate(_readings(corpus, todo, lexicon, workers), start=1):
            _index_one(writer, run, issues, corpus, read, manifest.files.get(read.source))
            if progress:
                progress(done, len(todo), read.source)
        generation = writer.commit()
    except BaseException:
        writer.cancel()
        raise
    save_manifest(index, Manifest(now, run.records, dt.datetime.now(dt.UTC), generation))
    return _report(changes, run, held, started, committed=True, rebuilt=rebuilt)


def find_changes(
    corpus: Path, sources: Sequence[str], known: Mapping[str, FileRecord], *, again: bool = False
) -> Changes:
    """Compare the files with the manifest: by size and time of change, and where these differ by content.

    With `again` every known file counts as changed.
    """
    new, changed, unchanged = [], [], []
    for source in sources:
        record = known.get(source)
        if record is None:
            new.append(source)
        elif not again and _same_file(corpus / source, record):
            unchanged.append(source)
        else:
            changed.append(source)
    gone = sorted(set(known) - set(sources))
    return Changes(tuple(new), tuple(changed), tuple(gone), tuple(unchanged))


def _same_file(path: Path, record: FileRecord) -> bool:
    try:
        status = path.stat()
        if (status.st_size, status.st_mtime_ns) == (record.size, record.modified_ns):
            return True
        return status.st_size == record.size and sha256_of(read_bytes(path)) == record.sha256
    except (OSError, Rejected):
        return False


def _keep_times(index: Path, manifest: Manifest, corpus: Path, changes: Changes) -> None:
    """Files touched but not changed: remember their new times, so that they are not read at every run."""
    files = dict(manifest.files)
    for source in changes.unchanged:
        modified = (corpus / source).stat().st_mtime_ns
        if modified != files[source].modified_ns:
            files[source] = replace(files[source], modified_ns=modified)
    if files != manifest.files:
        save_manifest(index, replace(manifest, files=files))


def _suspicious(changes: Changes, known: Mapping[str, FileRecord]) -> bool:
    return len(changes.removed) > max(REMOVALS_FEW, REMOVALS_SHARE * len(known))


def _why_rebuild(index: Path, manifest: Manifest, now: dict[str, str], full: bool) -> str | None:
    if full:
        return "full"
    if not whoosh_index.exists_in(index) or not manifest.files:
        return "new"
    changed = sorted(name for name in now if manifest.versions.get(name) != now[name])
    return ", ".join(changed) or None


def _readings(corpus: Path, sources: Sequence[str], lexicon: Lexicon, workers: int) -> Iterator[Reading]:
    paths = [corpus / source for source in sources]
    one = partial(reading, lexicon=lexicon)
    if workers <= 1 or len(sources) < POOL_FROM:
        yield from map(one, paths, sources)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(one, paths, sources, chunksize=4)


def _index_one(
    writer: "_Writer",
    run: _Run,
    issues: dict[str | None, str],
    corpus: Path,
    read: Reading,
    before: FileRecord | None,
) -> None:
    if read.bulletin is None:
        assert read.rejected is not None
        run.records[read.source] = record = _rejected_record(corpus / read.source, read.rejected, before)
        run.rejected.append(rejected_file(read.source, record))
        if record.stale:
            writer.keep(read.source)
            issues[record.issue] = read.source
        return
    bulletin = read.bulletin
    other = issues.get(bulletin.issue.id)
    if other is not None and other != read.source:
        run.doubled.append((read.source, other))
        bulletin = _told_apart(bulletin, other)
    issues[bulletin.issue.id] = read.source
    writer.replace(read.source, index_documents(bulletin))
    codes: dict[str, int] = {}
    for warning in bulletin.warnings:
        codes[warning.code] = codes.get(warning.code, 0) + 1
    run.warnings += len(bulletin.warnings)
    status = (corpus / read.source).stat()
    run.records[read.source] = FileRecord(
        bulletin.sha256, status.st_size, status.st_mtime_ns, bulletin.issue.id, len(bulletin.articles), codes
    )


def _rejected_record(path: Path, rejected: Rejected, before: FileRecord | None) -> FileRecord:
    try:
        status = path.stat()
        size, modified = status.st_size, status.st_mtime_ns
        digest = sha256_of(path.read_bytes()) if size < 10**8 else ""
    except OSError:
        size, modified, digest = 0, 0, ""
    now = FileRecord(digest, size, modified, code=rejected.code, reason=rejected.reason)
    if before is None or before.issue is None:
        return now
    return replace(now, issue=before.issue, articles=before.articles, stale=True)


def _told_apart(bulletin: Bulletin, other: str) -> Bulletin:
    """A second file with the same issue: kept beside the first under an id of its own, and told."""
    issue = f"{bulletin.issue.id}-{bulletin.sha256[:6]}"
    return replace(
        bulletin,
        issue=replace(bulletin.issue, id=issue),
        articles=tuple(replace(a, id=a.id.replace(bulletin.issue.id, issue, 1)) for a in bulletin.articles),
        warnings=(*bulletin.warnings, Warning("issue_doubled", f"与 {other} 同为 {bulletin.issue.id} (same issue)")),
    )


def _report(
    changes: Changes,
    run: _Run,
    held: Iterable[str],
    started: float,
    *,
    committed: bool,
    rebuilt: str | None,
) -> Report:
    indexed = [record for record in run.records.values() if record.issue]
    rejected = sum(record.rejected for record in run.records.values())
    return Report(
        changes,
        tuple(run.rejected),
        rejected - len(run.rejected),
        tuple(run.doubled),
        tuple(held),
        issues=len(indexed),
        articles=sum(record.articles for record in indexed),
        warnings=run.warnings,
        seconds=time.monotonic() - started,
        committed=committed,
        rebuilt=rebuilt,
    )


class _Writer:
    """One commit: documents in and out, then columns for the segments that came of it."""

    def __init__(self, index: Path, *, clear: bool) -> None:
        self.index = index
        self.clear = clear
        index.mkdir(parents=True, exist_ok=True)
        index.chmod(0o700)  # Whoosh's files are pickles: who may write them may run code
        self._open = self._opened()
        try:
            self._writer: Any = self._open.writer(limitmb=256)
        except LockError as error:
            raise Locked(f"{index}：另一个进程正在写索引，请稍后再试 (index is locked by another writer)") from error

    def _opened(self) -> Any:
        if whoosh_index.exists_in(self.index):
            try:
                opened = whoosh_index.open_dir(self.index)
                if set(opened.schema.names()) == set(SCHEMA.names()):
                    return opened
            except Exception as error:
                if not self.clear:
                    raise IndexerError(f"{self.index}：索引损坏（{error}），请加 --full 重建 (damaged)") from error
            for path in self.index.glob("*MAIN*"):
                path.unlink()
            shutil.rmtree(self.index / "columns", ignore_errors=True)
        return whoosh_index.create_in(self.index, SCHEMA)

    def remove(self, source: str) -> None:
        self._writer.delete_by_term("source", source)

    def replace(self, source: str, documents: Iterable[Any]) -> None:
        if not self.clear:
            self.remove(source)
        for document in documents:
            self._writer.add_document(**fields_of(document))

    def keep(self, source: str) -> None:
        """Leave what the last commit holds of a file as it is, also when all else is written anew."""
        if not self.clear:
            return
        with self._open.reader() as reader:
            for leaf, _ in reader.leaf_readers():
                try:
                    numbers = list(leaf.postings("source", source).all_ids())
                except TermNotFound:
                    continue
                for number in numbers:
                    document = IndexDocument(**leaf.stored_fields(number)["document"])
                    self._writer.add_document(**fields_of(document))

    def commit(self) -> int:
        """Commit, derive columns, and give the number of the new generation."""
        if self.clear:
            self._writer.commit(mergetype=CLEAR)
        else:
            self._writer.commit()
        reader = self._open.reader()
        try:
            segments = set()
            for leaf, _ in reader.leaf_readers():
                segment = leaf.segment().segment_id()
                segments.add(segment)
                if load_columns(self.index, segment, leaf.doc_count_all()) is None:
                    save_columns(self.index, segment, columns_of(leaf))
        finally:
            reader.close()
        drop_columns(self.index, segments)
        generation: int = self._open.latest_generation()
        return generation

    def cancel(self) -> None:
        if not self._writer.is_closed:
            self._writer.cancel()
