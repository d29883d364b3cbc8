"""What came of each file -> documents of the commit and records of the manifest; issues held twice are told apart."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.changes import DOUBLED, digest_of
from indexer.corrections import plain
from indexer.documents import index_documents
from indexer.reading import Reading, Stamp, finished, stamp_of
from indexer.revisions import revision
from indexer.segments import CommitWriter
from search.corrections import UNUSED
from search.manifest import FileRecord, IssueRecord, rejected_file
from search.model import Bulletin, Warning
from search.names import Lexicon
from search.results import RejectedFile
from search.schema import IndexDocument

_UNKNOWN = Stamp(-1, 0)  # of a file that was changed while it was read: read again by the next run


@dataclass(slots=True)
class Intake:
    """One run's files on their way into the index."""

    writer: CommitWriter
    lexicon: Lexicon
    before: Mapping[str, FileRecord]  # of the last run
    records: dict[str, FileRecord]  # of the files that stay as they are; the others come as they are read
    told: Callable[[str, int], None]  # path, how many of its issues are done: for progress
    rejected: list[RejectedFile] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)  # ids of documents that came out otherwise, their file unread
    unused: list[str] = field(default_factory=list)  # corrections that do not find their place
    warnings: Counter[str] = field(default_factory=Counter)
    owners: dict[str, str] = field(init=False)  # id of an issue -> the file that holds it
    kept: dict[str, str] = field(init=False)  # of the issues that stay as the last commit holds them

    def __post_init__(self) -> None:
        self.kept = {issue: source for source, record in self.records.items() for issue in record.issues}
        self.owners = dict(self.kept)

    def take(self, read: Reading, path: Path) -> None:
        """Put a file's issues, or what is left of them, in the place of those that the last commit holds."""
        if read.rejected is None:
            self._accept(read)
        else:
            self._reject(read, path)

    def _accept(self, read: Reading) -> None:
        self.writer.remove(read.source)
        issues: dict[str, IssueRecord] = {}
        digest = ""
        for number, one in enumerate(read.bulletins, start=1):
            bulletin = self._claimed(one)
            digest = bulletin.sha256
            self.writer.add(index_documents(bulletin))
            self._count(bulletin)
            issues[bulletin.issue.id] = _issue_record(bulletin)
            self.told(read.source, number)
        stamp = read.stamp or _UNKNOWN
        self.records[read.source] = FileRecord(digest, stamp.size, stamp.modified_ns, issues)

    def _claimed(self, bulletin: Bulletin) -> Bulletin:
        """The bulletin under an id that no other has."""
        other = self.owners.get(bulletin.issue.id)
        if other is not None:
            self.doubled.append((bulletin.source, other))
            printed = plain(bulletin.printed or bulletin)
            bulletin = finished(told_apart(printed, other, self.owners), self.lexicon)
        self.owners[bulletin.issue.id] = bulletin.source
        return bulletin

    def _reject(self, read: Reading, path: Path) -> None:
        """Tell of the file; what the last commit holds of it stays, but for issues that another file holds by now."""
        record = _rejected_record(path, read)
        kept = {issue: one for issue, one in self._held(read.source).items() if issue not in self.owners}
        self.keep(read.source, kept)
        self.owners |= dict.fromkeys(kept, read.source)
        self.kept |= dict.fromkeys(kept, read.source)
        record = replace(record, issues=kept, stale=bool(kept))
        self.records[read.source] = record
        before = self.before.get(read.source)
        known = before is not None and before.sha256 and (before.code, before.sha256) == (record.code, record.sha256)
        if not known:
            self.rejected.append(rejected_file(read.source, record))

    def _held(self, source: str) -> dict[str, IssueRecord]:
        """The issues that the last commit holds of a file. The manifest may be lost, so the index is asked."""
        articles = self.writer.issues_of(source)
        known = self.before[source].issues if source in self.before else {}
        return {issue: replace(known.get(issue, IssueRecord()), articles=n) for issue, n in articles.items()}

    def keep(self, source: str, issues: Collection[str]) -> None:
        """Leave these issues of a file in the index, and no others; where all is written anew, as they come out now."""
        if self.writer.clear:
            for issue in issues:
                self.writer.add(self._renewed(tuple(self.writer.documents("issue", issue))))
            return
        for issue in self.writer.issues_of(source):
            if issue not in issues:
                self.writer.remove_issue(issue)

    def _renewed(self, documents: Sequence[IndexDocument]) -> Sequence[IndexDocument]:
        try:
            return index_documents(revision(documents, self.lexicon))
        except (LookupError, TypeError, ValueError, AttributeError):
            return documents  # of another version: better old than gone

    def revise(self, issues: Iterable[str]) -> None:
        """Bring issues whose files are not read up to the lexicon of now."""
        for issue in issues:
            if issue not in self.kept:
                continue
            bulletin = revision(tuple(self.writer.documents("issue", issue)), self.lexicon)
            self._count(bulletin)
            self.revised += [document.id for document in self.writer.revise(issue, index_documents(bulletin))]
            record = self.records[self.kept[issue]]
            issues_of_file = {**record.issues, issue: _issue_record(bulletin)}
            self.records[self.kept[issue]] = replace(record, issues=issues_of_file)

    def _count(self, bulletin: Bulletin) -> None:
        self.warnings.update(warning.code for warning in bulletin.warnings)
        self.unused += [warning.message for warning in bulletin.warnings if warning.code == UNUSED]


def _issue_record(bulletin: Bulletin) -> IssueRecord:
    now = {article.id for article in bulletin.articles}
    joined = tuple(a.id for a in (bulletin.printed or bulletin).articles if a.id not in now)
    return IssueRecord(len(now), dict(Counter(warning.code for warning in bulletin.warnings)), joined)


def _rejected_record(path: Path, read: Reading) -> FileRecord:
    assert read.rejected is not None
    code, reason = read.rejected.code, read.rejected.reason
    digest = digest_of(path)
    if read.stamp is None or digest is None or stamp_of(path) != read.stamp:
        return FileRecord("", _UNKNOWN.size, _UNKNOWN.modified_ns, code=code, reason=reason)
    return FileRecord(digest, read.stamp.size, read.stamp.modified_ns, code=code, reason=reason)


def told_apart(bulletin: Bulletin, other: str, taken: Iterable[str]) -> Bulletin:
    """A second bulletin of the same issue: kept beside the first under an id of its own, and told."""
    texts = "\n".join(f"{article.title}\n{article.body}" for article in bulletin.articles)
    digest = hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    issue = base = f"{bulletin.issue.id}-{digest}"
    taken, copies = set(taken), 1
    while issue in taken:
        copies += 1
        issue = f"{base}-{copies}"
    where = "本文件中的另一期" if other == bulletin.source else other
    return replace(
        bulletin,
        issue=replace(bulletin.issue, id=issue),
        articles=tuple(replace(a, id=a.id.replace(bulletin.issue.id, issue, 1)) for a in bulletin.articles),
        corrections=tuple(replace(c, id=c.id.replace(bulletin.issue.id, issue, 1)) for c in bulletin.corrections),
        warnings=(*bulletin.warnings, Warning(DOUBLED, f"与 {where} 同为 {bulletin.issue.id} (same issue)")),
    )
