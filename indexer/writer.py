"""Corpus folder + manifest -> a new generation of the index with just what changed, its columns and its manifest.

Readers see the old generation or the new one, which is made aside, checked, and switched to by one rename.
"""

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.changes import Changes, reading_order, require_corpus
from indexer.errors import NotWritten
from indexer.events import Planned, Steps, Told
from indexer.generations import mend_pointer, tidy
from indexer.lock import writing
from indexer.plan import Plan, make_plan, versions
from indexer.reading import readings, stamp_of
from indexer.segments import CommitWriter, save_missing_columns
from indexer.soundness import check_soundness, looked_at
from search.columns.snapshot import Snapshot
from search.generations import current
from search.manifest import FileRecord, Manifest, save_manifest
from search.names import Lexicon
from search.results import RejectedFile

_MENDED_POINTER = ("指向现用一代的文件损坏，已重写 (pointer)",)


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
    mended: tuple[str, ...] = ()  # what of the index was damaged, and is whole again

    @property
    def exit_code(self) -> int:
        return 1 if self.rejected or self.held else 0


def update_index(
    corpus: Path,
    index: Path,
    *,
    full: bool = False,
    dry_run: bool = False,
    allow_removals: bool = False,
    workers: int = 1,
    wait: float = 0,
    told: Told | None = None,
) -> Report:
    """Bring the index up to date with the corpus. While another process writes, `wait` seconds are waited.

    Raises NoCorpus; Locked after that; NotWritten, Unsound; Damaged, and IndexMissing where others may write the index.
    Whatever is raised, the old index stays.
    """
    started = time.monotonic()
    if dry_run:
        plan = make_plan(corpus, index, full=full, allow_removals=allow_removals)
        report = Report(plan.changes, held=plan.held, rebuilt=plan.rebuilt, touched=plan.touched)
    else:
        require_corpus(corpus)
        with writing(index, wait), _told(index):
            tidy(index)
            mended = _MENDED_POINTER if mend_pointer(index) else ()
            plan = make_plan(corpus, index, full=full, allow_removals=allow_removals)
            report = _update(index, plan, workers, told)
            report = replace(report, mended=(*mended, *report.mended))
    return replace(report, seconds=time.monotonic() - started)


@contextmanager
def _told(index: Path) -> Iterator[None]:
    """A disk that is full, a right that is missing, a process that was killed: told in words."""
    try:
        yield
    except (OSError, BrokenExecutor) as error:
        what = f"{error.filename}：{error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        raise NotWritten(
            f"{index}：没有写成，索引仍是原来的样子：{what}。请腾出空间或核对权限，再运行一次 (old index stays)"
        ) from error


def _update(index: Path, plan: Plan, workers: int, told: Told | None) -> Report:
    if told:
        told(_planned(plan))
    if not plan.is_empty:
        return _carry_out(index, plan, workers, told)
    manifest = _keep_up(current(index), plan)
    mended = save_missing_columns(current(index))
    return replace(_report(plan, plan.kept), unused=manifest.unused, mended=_columns(mended))


def _planned(plan: Plan) -> Planned:
    what = plan.changes
    sizes = (len(what.new), len(what.changed), len(what.removed), len(what.unchanged), len(plan.held))
    return Planned(*sizes, len(plan.touched), plan.rebuilt)


def _columns(segments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{segment} 的列文件缺失或损坏，已重做 (columns)" for segment in segments)


def _carry_out(index: Path, plan: Plan, workers: int, told: Told | None) -> Report:
    from indexer.intake import Intake  # loads what reads, parses and knows names: not for finding nothing to do

    todo = reading_order((*plan.changes.new, *plan.changes.changed), plan.manifest.files)
    steps = Steps(len(todo), told)
    writer = CommitWriter(index, clear=plan.rebuilt is not None)
    intake = Intake(writer, plan.lexicon, plan.manifest.files, plan.kept, steps.inside)
    try:
        for source in plan.gone:
            writer.remove(source)
        for source in plan.held:
            intake.keep(source, intake.records[source].issues)
        steps.begins("reading")
        for read in readings(plan.files, todo, plan.lexicon, workers):
            intake.take(read, plan.files[read.source])
            steps.done(read.source, read.rejected)
        if plan.touched:
            steps.begins("lexicon")
            intake.revise(plan.touched)
        steps.begins("writing")
        done = Manifest(
            versions(plan.lexicon), intake.records, dt.datetime.now(dt.UTC), writer.generation, plan.lexicon
        )

        def finish(folder: Path) -> None:
            nonlocal done
            with looked_at(folder) as snapshot:
                done = replace(done, unused=_unused(snapshot, plan.lexicon, intake.records))
                check_soundness(snapshot, done)
            save_manifest(folder, done)

        writer.commit(finish)
    except BaseException:
        writer.cancel()
        raise
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
        unused=(*intake.unused, *done.unused),
        mended=_columns(writer.mended),
    )


def _unused(snapshot: Snapshot, lexicon: Lexicon, records: Mapping[str, FileRecord]) -> tuple[str, ...]:
    """The corrections of articles and issues that the index does not hold."""
    joined = {one for record in records.values() for issue in record.issues.values() for one in issue.joined}
    return tuple(
        f"更正没有用上：{correction}：没有这个编号 (no such id)"
        for correction in lexicon.corrections
        if correction.id not in joined and snapshot.document_of(correction.id) is None
    )


def _keep_up(folder: Path, plan: Plan) -> Manifest:
    """Nothing to index: remember new times of files, so that they are not read at every run, and a new lexicon."""
    manifest, lexicon = plan.manifest, plan.lexicon
    records = dict(manifest.files)
    for source in plan.changes.unchanged:
        stamp = stamp_of(plan.files[source])
        if stamp and stamp.size == records[source].size and stamp.modified_ns != records[source].modified_ns:
            records[source] = replace(records[source], modified_ns=stamp.modified_ns)
    kept = replace(manifest, files=records)
    if manifest.lexicon is None or manifest.lexicon.version != lexicon.version:
        unused = _unused(Snapshot(folder), lexicon, records)
        kept = replace(kept, versions=versions(lexicon), lexicon=lexicon, unused=unused)
    if kept != manifest:
        save_manifest(folder, kept)
    return kept


def _report(plan: Plan, records: Mapping[str, FileRecord]) -> Report:
    """What is in the index; what a run did with it is added to that."""
    return Report(
        plan.changes,
        known_rejected=sum(record.rejected for record in records.values()),
        held=plan.held,
        issues=sum(len(record.issues) for record in records.values()),
        articles=sum(record.articles for record in records.values()),
    )
