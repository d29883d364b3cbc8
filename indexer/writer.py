"""Corpus folder + manifest -> a new generation of the index with just what changed, its columns and its manifest.

Readers see the old generation or the new one, which is made aside, checked, and switched to by one rename.
"""

import datetime as dt
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from indexer.changes import Changes, require_corpus
from indexer.errors import Damaged
from indexer.events import Planned, Steps, Told
from indexer.generations import mend_pointer, tidy
from indexer.lock import told_in_words, writing
from indexer.plan import Plan, make_plan, versions
from indexer.reading import Reading, readings, stamp_of
from indexer.segments import CommitWriter, save_missing_columns
from indexer.settled import Settled, is_settled
from indexer.soundness import check_soundness, looked_at, unused
from search.columns.snapshot import Snapshot
from search.editions import copies, reissues
from search.generations import current
from search.manifest import FileRecord, Manifest, save_manifest
from search.names import Lexicon, load_lexicon
from search.results import Copy, Reissue, RejectedFile

_MENDED_POINTER = ("指向现用一代的文件损坏，已重写 (pointer)",)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    changes: Changes
    rejected: tuple[RejectedFile, ...] = ()  # newly, or changed and still bad
    known_rejected: int = 0  # from earlier runs, unchanged
    doubled: tuple[tuple[str, str], ...] = ()  # path, path of the file that has the plain id of the same issue
    copies: tuple[Copy, ...] = ()  # not indexed again: another file prints the same
    reissued: tuple[Reissue, ...] = ()  # earlier versions, where it is printed which is the later
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
    purged: tuple[str, ...] = ()  # withdrawn since the last run, and taken out of every generation
    unfreed: tuple[str, ...] = ()  # backups that may hold it still, and why
    withdrawn: tuple[tuple[str, tuple[str, ...]], ...] = ()  # files that still print what was withdrawn, and what

    @property
    def exit_code(self) -> int:
        return 1 if self.rejected or self.held or self.unfreed else 0


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
    backups: Path | None = None,
) -> Report:
    """Bring the index up to date with the corpus. While another process writes, `wait` seconds are waited.

    What staff withdrew since is taken out of all generations first, and out of the backups of a folder.

    Raises NoCorpus; Locked after that; NotWritten, Unsound; Damaged, and IndexMissing where others may write the index.
    Whatever is raised, the old index stays.
    """
    started = time.monotonic()
    if dry_run:
        plan = make_plan(corpus, index, full=full, allow_removals=allow_removals)
        report = Report(plan.changes, held=plan.held, rebuilt=plan.rebuilt, touched=plan.touched)
    else:
        require_corpus(corpus)
        with writing(index, wait), told_in_words(index):
            tidy(index)
            mended = _MENDED_POINTER if mend_pointer(index) else ()
            lexicon = load_lexicon(corpus / "lexicon")
            unfreed = _unfreed(index, lexicon, backups)
            settled = _settled(index, lexicon)
            plan = make_plan(corpus, index, full=full, allow_removals=allow_removals)
            if isinstance(settled, Damaged) and plan.rebuilt is None:
                raise settled
            report = _update(index, plan, workers, told)
            if isinstance(settled, Damaged):  # what stood in the way was built anew
                settled = _settled(index, lexicon)
            if isinstance(settled, Damaged):
                raise settled
            report = replace(report, mended=(*mended, *report.mended), purged=settled.purged, unfreed=unfreed)
    return replace(report, seconds=time.monotonic() - started)


def _unfreed(index: Path, lexicon: Lexicon, backups: Path | None) -> tuple[str, ...]:
    """Take it out of backups; before the generations, which tell whether it was done. Gives what stands in the way."""
    if backups is None or is_settled(index, lexicon.purged):
        return ()
    from indexer.backups.freed import free_backups  # loads what reads and parses: not for each run
    from indexer.purging import purge_of

    return tuple(one.error for one in free_backups(backups, purge_of(index, lexicon)) if one.error is not None)


def _settled(index: Path, lexicon: Lexicon) -> Settled | Damaged:
    """Take what was withdrawn since out of all generations; or why not: a run that builds anew leaves it out."""
    if is_settled(index, lexicon.purged):
        return Settled()
    from indexer.purging import purge_of, settle  # loads what reads and parses: not for each run

    try:
        return settle(index, purge_of(index, lexicon))
    except Damaged as error:
        return error


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
    return Planned(*sizes, len(plan.touched), plan.rebuilt, len(what.renamed))


def _columns(segments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{segment} 的列文件缺失或损坏，已重做 (columns)" for segment in segments)


def _carry_out(index: Path, plan: Plan, workers: int, told: Told | None) -> Report:
    from indexer.intake import Intake  # loads what reads, parses and knows names: not for finding nothing to do

    todo = plan.todo
    steps = Steps(len(todo), told)
    writer = CommitWriter(index, clear=plan.rebuilt is not None)
    intake = Intake(writer, plan, steps.inside)

    def read(sources: Sequence[str]) -> Iterator[Reading]:
        for one in readings(plan.files, sources, plan.lexicon, workers):
            yield one
            steps.done(one.source, one.rejected)

    def read_again(sources: Sequence[str]) -> Iterator[Reading]:
        steps.files += len(sources)
        return read(sources)

    try:
        steps.begins("reading")
        for one in read(todo):
            intake.take(one)
        intake.settle(read_again)
        if plan.touched:
            steps.begins("lexicon")
            intake.revise(plan.touched)
        steps.begins("writing")
        records = intake.done()
        left_out = tuple(sorted({*plan.left_out, *intake.quoting}))
        kept = plan.lexicon.in_force(left_out)
        done = Manifest(versions(kept), records, dt.datetime.now(dt.UTC), writer.generation, kept, left_out=left_out)

        def finish(folder: Path) -> None:
            nonlocal done
            with looked_at(folder) as snapshot:
                done = replace(done, unused=unused(snapshot, kept, records))
                check_soundness(snapshot, done)
            save_manifest(folder, done)

        writer.commit(finish)
    except BaseException:
        writer.cancel()
        raise
    rejected = intake.rejected
    report = _report(plan, records)
    return replace(
        report,
        rejected=rejected,
        known_rejected=report.known_rejected - len(rejected),
        **_beside(records, intake.read),
        warnings=dict(intake.shelf.warnings),
        committed=True,
        rebuilt=plan.rebuilt,
        touched=plan.touched,
        revised=tuple(intake.revised),
        unused=(*intake.shelf.unused, *done.unused),
        mended=_columns(writer.mended),
    )


def _beside(records: Mapping[str, FileRecord], read: Collection[str]) -> dict[str, Any]:
    """The copies and versions of which one was read in this run."""
    found = [one for one in reissues(records) if {one.source, one.later_source} & {*read}]
    return {
        "copies": tuple(one for one in copies(records) if {one.source, one.of} & {*read}),
        "reissued": tuple(one for one in found if one.sure),
        "doubled": tuple((one.source, one.later_source) for one in found if not one.sure),
    }


def _keep_up(folder: Path, plan: Plan) -> Manifest:
    """Nothing to index: remember new times of files, so that they are not read at every run, and a new lexicon."""
    manifest, lexicon = plan.manifest, plan.remembered
    records = dict(manifest.files)
    for source in plan.changes.unchanged:
        stamp = stamp_of(plan.files[source])
        if stamp and stamp.size == records[source].size and stamp.modified_ns != records[source].modified_ns:
            records[source] = replace(records[source], modified_ns=stamp.modified_ns)
    kept = replace(manifest, files=records)
    if manifest.lexicon is None or manifest.lexicon.version != lexicon.version:
        told = unused(Snapshot(folder), lexicon, records)
        kept = replace(kept, versions=versions(lexicon), lexicon=lexicon, unused=told, left_out=plan.left_out)
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
        withdrawn=tuple((s, r.withdrawn) for s, r in sorted(records.items()) if r.withdrawn and s in plan.files),
    )
