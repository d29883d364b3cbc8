"""Corpus folder + manifest -> a new commit of the index with just what changed, its columns and its manifest.

Readers see the old commit or the new one: Whoosh switches by renaming its table of contents, columns are derived again
by readers where they are missing, and a manifest that is not of the newest commit makes the next run read everything.
"""

import datetime as dt
import importlib.metadata
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.changes import Changes, bulletin_files, find_changes, held_back, reading_order
from indexer.entities import ENTITIES_VERSION
from indexer.intake import Intake
from indexer.parser import PARSER_VERSION
from indexer.reading import readings, stamp_of
from indexer.revisions import touched_issues
from indexer.segments import CommitWriter, columns_are_whole, open_reader
from search.library import Library, commit_state
from search.manifest import (
    FileRecord,
    Manifest,
    announce_manifest,
    generation_of,
    is_settled,
    load_manifest,
    save_manifest,
)
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
    warnings: Mapping[str, int] = field(default_factory=dict)  # of what was read in this run: code -> count
    seconds: float = 0.0
    committed: bool = False
    rebuilt: str | None = None  # why everything was read again
    touched: tuple[str, ...] = ()  # issues that hold what the lexicon says otherwise than at the last run
    revised: tuple[str, ...] = ()  # of these, the articles and issues that came out otherwise, by id
    unused: tuple[str, ...] = ()  # corrections that do not find their place

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
    plan = _plan(corpus, index, full=full, allow_removals=allow_removals)
    if dry_run:
        report = Report(plan.changes, held=plan.held, rebuilt=plan.rebuilt, touched=plan.touched)
    elif plan.is_empty:
        manifest = _keep_up(index, plan)
        _mend_columns(index)
        report = replace(_report(plan, plan.kept), unused=manifest.unused)
    else:
        report = _carry_out(index, plan, workers, progress)
    return replace(report, seconds=time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a run has to do."""

    lexicon: Lexicon
    files: Mapping[str, Path]
    manifest: Manifest  # of the last run
    changes: Changes
    held: tuple[str, ...]
    rebuilt: str | None
    touched: tuple[str, ...]

    @property
    def kept(self) -> dict[str, FileRecord]:
        """The files that stay as they are."""
        stay = {*self.changes.unchanged, *self.held}
        return {source: record for source, record in self.manifest.files.items() if source in stay}

    @property
    def gone(self) -> tuple[str, ...]:
        return tuple(sorted({*self.changes.removed} - {*self.held}))

    @property
    def is_empty(self) -> bool:
        return self.rebuilt is None and not (self.changes.new or self.changes.changed or self.gone or self.touched)


def _plan(corpus: Path, index: Path, *, full: bool, allow_removals: bool) -> _Plan:
    lexicon = load_lexicon(corpus / "lexicon")
    files = bulletin_files(corpus)
    manifest = load_manifest(index)
    rebuilt = _why_rebuild(index, manifest, versions(lexicon), full)
    changes = find_changes(files, manifest.files, again=rebuilt is not None)
    held = () if allow_removals else held_back(changes, files, manifest.files)
    touched = _touched(index, manifest, lexicon) if rebuilt is None else ()
    return _Plan(lexicon, files, manifest, changes, held, rebuilt, touched)


def _carry_out(index: Path, plan: _Plan, workers: int, progress: Progress | None) -> Report:
    todo = reading_order((*plan.changes.new, *plan.changes.changed), plan.manifest.files)
    steps = _Steps(len(todo), progress)
    writer = CommitWriter(index, clear=plan.rebuilt is not None)
    intake = Intake(writer, plan.lexicon, plan.manifest.files, plan.kept, steps.inside)
    try:
        for source in plan.gone:
            writer.remove(source)
        for source in plan.held:
            intake.keep(source, intake.records[source].issues)
        for read in readings(plan.files, todo, plan.lexicon, workers):
            intake.take(read, plan.files[read.source])
            steps.done(read.source)
        intake.revise(plan.touched)
        now = dt.datetime.now(dt.UTC)
        done = Manifest(versions(plan.lexicon), intake.records, now, writer.generation, plan.lexicon)
        announce_manifest(index, done)
        writer.commit()
    except BaseException:
        writer.cancel()
        raise
    unused = _unused(index, plan.lexicon, intake.records)
    save_manifest(index, replace(done, unused=unused))
    report = _report(plan, intake.records)
    return replace(
        report,
        rejected=tuple(intake.rejected),
        known_rejected=report.known_rejected - len(intake.rejected),
        doubled=tuple(intake.doubled),
        warnings=dict(intake.warnings),
        committed=True,
        rebuilt=plan.rebuilt,
        touched=plan.touched,
        revised=tuple(intake.revised),
        unused=(*intake.unused, *unused),
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


def _touched(index: Path, manifest: Manifest, lexicon: Lexicon) -> tuple[str, ...]:
    """The issues that may come out otherwise than the last run's lexicon let them."""
    old = manifest.lexicon
    if old is None or old.version == lexicon.version:
        return ()
    return touched_issues(Library(index), manifest.files, old, lexicon)


def _unused(index: Path, lexicon: Lexicon, records: Mapping[str, FileRecord]) -> tuple[str, ...]:
    """The corrections of articles and issues that the index does not hold."""
    if not lexicon.corrections:
        return ()
    snapshot = Library(index).snapshot
    joined = {one for record in records.values() for issue in record.issues.values() for one in issue.joined}
    return tuple(
        f"更正没有用上：{correction}：没有这个编号 (no such id)"
        for correction in lexicon.corrections
        if correction.id not in joined and snapshot.document_of(correction.id) is None
    )


def _keep_up(index: Path, plan: _Plan) -> Manifest:
    """Nothing to index: remember new times of files, so that they are not read at every run, and a new lexicon."""
    manifest, lexicon = plan.manifest, plan.lexicon
    records = dict(manifest.files)
    for source in plan.changes.unchanged:
        stamp = stamp_of(plan.files[source])
        if stamp and stamp.size == records[source].size and stamp.modified_ns != records[source].modified_ns:
            records[source] = replace(records[source], modified_ns=stamp.modified_ns)
    kept = replace(manifest, files=records)
    settled = is_settled(index) and manifest.lexicon is not None and manifest.lexicon.version == lexicon.version
    if not settled:
        unused = _unused(index, lexicon, records)
        kept = replace(kept, versions=versions(lexicon), lexicon=lexicon, unused=unused)
    if kept != manifest or not settled:
        save_manifest(index, kept)
    return kept


def _why_rebuild(index: Path, manifest: Manifest, now: dict[str, str], full: bool) -> str | None:
    if full:
        return "full"
    if not commit_state(index) or not manifest.files:
        return "new"
    changed = [name for name in now if manifest.versions.get(name) != now[name]]
    if manifest.lexicon is not None and "lexicon" in changed:
        changed.remove("lexicon")  # what it touches can be told
    if manifest.generation != generation_of(index):
        # An older copy of the index, or of the manifest: what the index holds cannot be told.
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


def _report(plan: _Plan, records: Mapping[str, FileRecord]) -> Report:
    """What is in the index; what a run did with it is added to that."""
    return Report(
        plan.changes,
        known_rejected=sum(record.rejected for record in records.values()),
        held=plan.held,
        issues=sum(len(record.issues) for record in records.values()),
        articles=sum(record.articles for record in records.values()),
    )
