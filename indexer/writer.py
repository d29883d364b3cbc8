"""Corpus folder + manifest -> a new commit of the index with just what changed, its columns and its manifest.

Readers see the old commit or the new one: Whoosh switches by renaming its table of contents, columns are derived again
by readers where they are missing, and the manifest only ever makes the next run do too much.
"""

import datetime as dt
import importlib.metadata
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from indexer.changes import DOUBLED, Changes, bulletin_files, digest_of, find_changes, held_back, reading_order
from indexer.documents import index_documents
from indexer.entities import ENTITIES_VERSION
from indexer.parser import PARSER_VERSION
from indexer.reading import Reading, Stamp, reading, stamp_of
from indexer.segments import CommitWriter, columns_are_whole, generation_of, open_reader
from search.library import commit_state
from search.manifest import FileRecord, Manifest, load_manifest, rejected_file, save_manifest
from search.model import Bulletin, Warning
from search.names import Lexicon, load_lexicon
from search.results import RejectedFile
from search.schema import SCHEMA_VERSION

POOL_FROM = 50  # files; below that starting workers costs more than it saves

_UNKNOWN = Stamp(-1, 0)  # of a file that was changed while it was read: read again by the next run

Progress = Callable[[int, int, str], None]  # done, of, path


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
    files = bulletin_files(corpus)
    manifest = load_manifest(index)
    now = versions(lexicon)
    rebuilt = _why_rebuild(index, manifest, now, full)
    changes = find_changes(files, manifest.files, again=rebuilt is not None)
    held = () if allow_removals else held_back(changes, files, manifest.files)
    if dry_run:
        return Report(changes, held=held, rebuilt=rebuilt, seconds=time.monotonic() - started)
    run = _Run({s: r for s, r in manifest.files.items() if s in changes.unchanged or s in held})
    orphans = () if rebuilt is not None else _orphans(index, manifest, files)
    gone = sorted({*changes.removed, *orphans} - {*held})
    if rebuilt is None and not (changes.new or changes.changed or gone):
        _keep_times(index, manifest, files, changes)
        _mend_columns(index)
        return _report(changes, run, held, started, committed=False, rebuilt=None)
    todo = reading_order((*changes.new, *changes.changed), manifest.files)
    writer = CommitWriter(index, clear=rebuilt is not None)
    try:
        for source in gone:
            writer.remove(source)
        for source in held:
            writer.keep(source)
        issues: _Issues = {record.issue: source for source, record in run.records.items() if record.issue}
        for done, read in enumerate(_readings(files, todo, lexicon, workers), start=1):
            if read.bulletin is None:
                _reject(writer, run, issues, files[read.source], read, manifest.files.get(read.source))
            else:
                _accept(writer, run, issues, read, read.bulletin)
            if progress:
                progress(done, len(todo), read.source)
        generation = writer.commit()
    except BaseException:
        writer.cancel()
        raise
    save_manifest(index, Manifest(now, run.records, dt.datetime.now(dt.UTC), generation))
    return _report(changes, run, held, started, committed=True, rebuilt=rebuilt)


def _keep_times(index: Path, manifest: Manifest, files: Mapping[str, Path], changes: Changes) -> None:
    """Files touched but not changed: remember their new times, so that they are not read at every run."""
    records = dict(manifest.files)
    for source in changes.unchanged:
        stamp = stamp_of(files[source])
        if stamp and stamp.size == records[source].size and stamp.modified_ns != records[source].modified_ns:
            records[source] = replace(records[source], modified_ns=stamp.modified_ns)
    if records != manifest.files:
        save_manifest(index, replace(manifest, files=records))


def _why_rebuild(index: Path, manifest: Manifest, now: dict[str, str], full: bool) -> str | None:
    if full:
        return "full"
    if not commit_state(index) or not manifest.files:
        return "new"
    changed = [name for name in now if manifest.versions.get(name) != now[name]]
    if manifest.generation > generation_of(index):
        changed.append("generation")  # an older copy of the index under a newer manifest
    return ", ".join(sorted(changed)) or None


def _orphans(index: Path, manifest: Manifest, files: Mapping[str, Path]) -> tuple[str, ...]:
    """Indexed by a run that was killed before it could save its manifest, and gone from the corpus since."""
    if manifest.generation == generation_of(index):
        return ()
    with open_reader(index) as reader:
        indexed = {term.decode("utf-8") for term in reader.lexicon("source")}
    return tuple(sorted(indexed - set(manifest.files) - set(files)))


def _mend_columns(index: Path) -> None:
    """Write again the columns that are missing or damaged; readers would derive them anew each time they start."""
    with open_reader(index) as reader:
        whole = all(columns_are_whole(index, leaf) for leaf, _ in reader.leaf_readers())
    if not whole:
        writer = CommitWriter(index, clear=False)
        try:
            writer.save_columns()
        finally:
            writer.cancel()


def _readings(files: Mapping[str, Path], sources: Sequence[str], lexicon: Lexicon, workers: int) -> Iterator[Reading]:
    paths = [files[source] for source in sources]
    one = partial(reading, lexicon=lexicon)
    if workers <= 1 or len(sources) < POOL_FROM:
        yield from map(one, paths, sources)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(one, paths, sources, chunksize=4)


_Issues = dict[str, str]  # id -> the file that holds it


def _accept(writer: CommitWriter, run: _Run, issues: _Issues, read: Reading, bulletin: Bulletin) -> None:
    other = issues.get(bulletin.issue.id)
    if other is not None:
        run.doubled.append((read.source, other))
        bulletin = _told_apart(bulletin, other, issues)
    issues[bulletin.issue.id] = read.source
    writer.replace(read.source, index_documents(bulletin))
    run.warnings += len(bulletin.warnings)
    stamp = read.stamp or _UNKNOWN
    run.records[read.source] = FileRecord(
        bulletin.sha256,
        stamp.size,
        stamp.modified_ns,
        bulletin.issue.id,
        len(bulletin.articles),
        dict(Counter(warning.code for warning in bulletin.warnings)),
    )


def _reject(
    writer: CommitWriter, run: _Run, issues: _Issues, path: Path, read: Reading, before: FileRecord | None
) -> None:
    """Tell of the file; what the last commit holds of it stays, unless another file holds its issue by now."""
    record = _rejected_record(path, read)
    last = writer.last_good(read.source)
    if last and last[0].issue not in issues:
        writer.keep(read.source)
        issues[last[0].issue] = read.source
        articles = sum(document.kind == "article" for document in last)
        record = replace(record, issue=last[0].issue, articles=articles, stale=True)
    else:
        writer.remove(read.source)
    run.records[read.source] = record
    known = before is not None and before.sha256 and (before.code, before.sha256) == (record.code, record.sha256)
    if not known:
        run.rejected.append(rejected_file(read.source, record))


def _rejected_record(path: Path, read: Reading) -> FileRecord:
    assert read.rejected is not None
    code, reason = read.rejected.code, read.rejected.reason
    digest = digest_of(path)
    if read.stamp is None or digest is None or stamp_of(path) != read.stamp:
        return FileRecord("", _UNKNOWN.size, _UNKNOWN.modified_ns, code=code, reason=reason)
    return FileRecord(digest, read.stamp.size, read.stamp.modified_ns, code=code, reason=reason)


def _told_apart(bulletin: Bulletin, other: str, issues: _Issues) -> Bulletin:
    """A second file with the same issue: kept beside the first under an id of its own, and told."""
    issue = base = f"{bulletin.issue.id}-{bulletin.sha256[:6]}"
    copies = 1
    while issue in issues:
        copies += 1
        issue = f"{base}-{copies}"
    return replace(
        bulletin,
        issue=replace(bulletin.issue, id=issue),
        articles=tuple(replace(a, id=a.id.replace(bulletin.issue.id, issue, 1)) for a in bulletin.articles),
        warnings=(*bulletin.warnings, Warning(DOUBLED, f"与 {other} 同为 {bulletin.issue.id} (same issue)")),
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
