"""Corpus folder + manifest -> a new commit of the index with just what changed, its columns and its manifest.

Readers see the old commit or the new one: Whoosh switches by renaming its table of contents, columns are derived again
by readers where they are missing, and a manifest that is not of the newest commit makes the next run read everything.
"""

import datetime as dt
import importlib.metadata
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.changes import Changes, bulletin_files, find_changes, held_back, reading_order
from indexer.entities import ENTITIES_VERSION
from indexer.intake import Intake
from indexer.parser import PARSER_VERSION
from indexer.reading import readings, stamp_of
from indexer.segments import CommitWriter, columns_are_whole, generation_of, open_reader
from search.library import commit_state
from search.manifest import FileRecord, Manifest, load_manifest, save_manifest
from search.names import Lexicon, load_lexicon
from search.results import RejectedFile
from search.schema import SCHEMA_VERSION

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
    records = {s: r for s, r in manifest.files.items() if s in changes.unchanged or s in held}
    gone = [source for source in changes.removed if source not in held]
    if rebuilt is None and not (changes.new or changes.changed or gone):
        _keep_times(index, manifest, files, changes)
        _mend_columns(index)
        return _report(changes, records, held, started)
    todo = reading_order((*changes.new, *changes.changed), manifest.files)
    writer = CommitWriter(index, clear=rebuilt is not None)
    steps = _Steps(len(todo), progress)
    intake = Intake(writer, manifest.files, records, steps.inside)
    try:
        for source in gone:
            writer.remove(source)
        for source in held:
            writer.keep(source)
        for read in readings(files, todo, lexicon, workers):
            intake.take(read, files[read.source])
            steps.done(read.source)
        generation = writer.commit()
    except BaseException:
        writer.cancel()
        raise
    save_manifest(index, Manifest(now, records, dt.datetime.now(dt.UTC), generation))
    return replace(
        _report(changes, records, held, started),
        rejected=tuple(intake.rejected),
        known_rejected=sum(record.rejected for record in records.values()) - len(intake.rejected),
        doubled=tuple(intake.doubled),
        warnings=intake.warnings,
        committed=True,
        rebuilt=rebuilt,
    )


@dataclass(slots=True)
class _Steps:
    """Files and issues done -> calls of `progress`."""

    files: int
    progress: Progress | None
    number: int = 0  # of files done

    def done(self, source: str) -> None:
        self.number += 1
        if self.progress:
            self.progress(self.number, self.files, source)

    def inside(self, source: str, issues: int) -> None:
        """The second and later issues of one file are told by their number."""
        if self.progress and issues > 1:
            self.progress(self.number, self.files, f"{source} 第 {issues} 期")


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
    if manifest.generation != generation_of(index):
        # An older copy of the index, or a run that was killed before it could say what it had put into the newer one.
        changed.append("generation")
    return ", ".join(sorted(changed)) or None


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


def _report(changes: Changes, records: Mapping[str, FileRecord], held: tuple[str, ...], started: float) -> Report:
    """What is in the index; what a run did with it is added to that."""
    return Report(
        changes,
        known_rejected=sum(record.rejected for record in records.values()),
        held=held,
        issues=sum(len(record.issues) for record in records.values()),
        articles=sum(record.articles for record in records.values()),
        seconds=time.monotonic() - started,
    )
