"""Ids of articles and issues -> all that has to go with them, told before; then gone: table, backups, generations.

The table of the lexicon is written first: what is killed after that is completed by the next purge, or by `index`.
Backups come before the generations, so that these tell whether it was completed, and again after: one may have been
made meanwhile of a generation that was still there.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.authority.edits import withdraw
from indexer.backups.checking import opened
from indexer.backups.freed import Freed, backups_in, free_backups
from indexer.changes import bulletin_files, require_corpus
from indexer.documents import bulletin_of
from indexer.errors import IndexerError
from indexer.lock import told_in_words, writing
from indexer.purging import left_over, purge_of, settle, taken_out
from indexer.settled import Purge, Settled
from indexer.withdrawal import may_concern
from search.columns.snapshot import Snapshot
from search.config import Config
from search.errors import BadRequest, SearchError
from search.generations import generations, number_of
from search.library import Library, issue_title
from search.manifest import Manifest
from search.model import Article, Bulletin
from search.names import Lexicon, load_lexicon, read_corrections
from search.passages import overlaps, shared_texts
from search.purged import NAME, PURGED_COLUMNS, PurgedEntry, purged_as
from search.tables import read_table


@dataclass(frozen=True, slots=True)
class Gone:
    """An article, or what of an issue lies outside its articles, that is to go."""

    id: str
    kind: str  # article, issue
    title: str
    issue: str  # as people call it
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be withdrawn."""

    entries: tuple[PurgedEntry, ...]  # a row of the table each
    gone: tuple[Gone, ...]  # in the generation in use; what only older ones or backups hold is told by its id alone
    generations: tuple[int, ...]  # that may hold something of it
    backups: tuple[Path, ...]
    sources: tuple[str, ...]  # files of the corpus that print it
    corrections: tuple[int, ...]  # lines of corrections.tsv that word it
    alike: tuple[tuple[str, str], ...]  # articles that print the same and stay: id, title
    left_over: tuple[str, ...]  # texts of it that the rest of its issue prints as well: these stay


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done."""

    settled: Settled
    backups: tuple[Freed, ...] = ()
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[str, ...]:
        """Backups that may hold it still, and why."""
        return tuple(one.error for one in self.backups if one.error is not None)


@dataclass(slots=True)
class _Found:
    gone: list[Gone] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    quoting: set[str] = field(default_factory=set)  # digests of corrections that word it
    sources: set[str] = field(default_factory=set)
    left_over: set[str] = field(default_factory=set)


def aim(config: Config, ids: Sequence[str], reason: str, folders: Iterable[Path], today: dt.date) -> Aim:
    """Look for it everywhere. Raises BadRequest for an id that is nowhere; NoCorpus, IndexMissing, LexiconError."""
    require_corpus(config.corpus)
    lexicon = load_lexicon(config.lexicon)
    library = Library(config.index)
    entries = tuple(PurgedEntry(one, today.isoformat(), reason) for one in dict.fromkeys(ids))
    wanted = replace(lexicon, purged=entries)
    backups = {path: manifest for folder in folders for path, manifest in _manifests(folder)}
    _refuse_unknown(config.index, library, lexicon, entries, backups.values())
    found = _found(library, wanted)
    return Aim(
        entries=entries,
        gone=tuple(found.gone),
        generations=tuple(number_of(f) for f in generations(config.index)),
        backups=tuple(path for path, manifest in backups.items() if _may_hold(manifest, wanted)),
        sources=tuple(sorted(found.sources & bulletin_files(config.corpus).keys())),
        corrections=_corrections(config.lexicon, found),
        alike=tuple(_alike(library, found.articles)),
        left_over=tuple(sorted(found.left_over)),
    )


def carry_out(
    config: Config, wanted: Aim, folders: Sequence[Path], *, wait: float, told: Callable[[Freed], None]
) -> Outcome:
    """Withdraw it; `told` is called with each backup that was looked at.

    Raises Locked; Damaged, NotWritten, Unsound: then the table says it, and the next run completes it.
    """
    started = time.monotonic()
    with writing(config.index, wait), told_in_words(config.index):
        table = read_table(config.lexicon / NAME, PURGED_COLUMNS)
        for entry in wanted.entries:
            table = withdraw(table, entry)
        table.save()
        purge = purge_of(config.index, load_lexicon(config.lexicon))
        backups = dict(_freed(folders, purge, told))
        settled = settle(config.index, purge)
        for path, one in _freed(folders, purge, lambda one: None):
            backups[path] = one if one.rewritten or path not in backups else backups[path]
    return Outcome(settled, tuple(backups.values()), round(time.monotonic() - started, 2))


def _freed(folders: Iterable[Path], purge: Purge, told: Callable[[Freed], None]) -> Iterator[tuple[Path, Freed]]:
    for folder in folders:
        for one in free_backups(folder, purge):
            told(one)
            yield one.path, one


def _manifests(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in backups_in(folder):
        try:
            with opened(path) as backup:
                yield path, backup.manifest
        except (IndexerError, SearchError, OSError):
            continue  # told when it cannot be rewritten


def _may_hold(manifest: Manifest, wanted: Lexicon) -> bool:
    issues = (issue for record in manifest.files.values() for issue in record.issues)
    return any(may_concern(wanted, issue) for issue in issues)


def _refuse_unknown(
    index: Path, library: Library, lexicon: Lexicon, entries: Iterable[PurgedEntry], backups: Iterable[Manifest]
) -> None:
    left = {entry.id for entry in entries if lexicon.withdrawn(entry.id) is None}
    left -= {one for one in left if _holds(library.snapshot, library.manifest, one)}
    for folder in generations(index) if left else ():
        snapshot = Snapshot(folder)
        try:
            left -= {one for one in left if _holds(snapshot, library.manifest, one)}
        finally:
            snapshot.close()
    for manifest in backups:
        issues = {issue for record in manifest.files.values() for issue in record.issues}
        left -= {one for one in left if purged_as(one, issues) is not None}
    if left:
        told = "、".join(sorted(left))
        raise BadRequest(f"没有这个编号：{told}；文章的编号在其网页地址 /a/ 之后，期的在 /i/ 之后 (no such id)")


def _holds(snapshot: Snapshot, manifest: Manifest, one: str) -> bool:
    joined = (record.joined for file in manifest.files.values() for record in file.issues.values())
    return snapshot.document_of(one) is not None or any(one in ids for ids in joined)


def _found(library: Library, wanted: Lexicon) -> _Found:
    """What goes of the generation in use: by the same function that takes it out."""
    found = _Found()
    for issue, bulletin in library.bulletins.items():
        if may_concern(wanted, issue):
            _add(found, _whole(library, issue), bulletin, wanted, library.edition(issue).files)
    return found


def _whole(library: Library, issue: str) -> Bulletin:
    snapshot = library.snapshot
    own = snapshot.document_of(issue)
    docs = [*library.articles_of[issue], *([own] if own is not None else [])]
    return bulletin_of(snapshot.document(doc) for doc in docs)


def _add(found: _Found, whole: Bulletin, bulletin: Bulletin, wanted: Lexicon, files: Iterable[str]) -> None:
    """`files` print the issue."""
    left = taken_out(whole, (wanted,))
    if left.bulletin is whole:
        return
    name, day = issue_title(bulletin.issue), bulletin.issue.date
    found.gone += [Gone(a.id, "article", a.title, name, a.date or day) for a in left.gone]
    if left.bulletin is None:
        found.gone.append(Gone(bulletin.issue.id, "issue", name, name, day))
    found.articles += left.gone
    found.quoting |= left.quoting
    found.sources.update(files)
    found.left_over |= left_over(left)


def _corrections(folder: Path, found: _Found) -> tuple[int, ...]:
    """The lines of corrections.tsv that are about it or word it."""
    rows, _ = read_corrections(folder)
    issues = {one.id for one in found.gone if one.kind == "issue"}
    return tuple(row.line for row, c in rows if c.id in issues or c.digest in found.quoting)


def _alike(library: Library, gone: Iterable[Article]) -> Iterator[tuple[str, str]]:
    ids = {article.id for article in gone}
    for one in ids:
        doc = library.snapshot.document_of(one)
        for other in shared_texts(library, doc, overlaps(library.snapshot, doc)) if doc is not None else ():
            if other.id not in ids and other.relation != "passage":
                yield other.id, other.title
