"""What came of each file -> documents of the commit and records of the manifest; issues held twice are told apart."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.changes import DOUBLED, digest_of
from indexer.documents import index_documents
from indexer.reading import Reading, Stamp, stamp_of
from indexer.segments import CommitWriter
from search.manifest import FileRecord, IssueRecord, rejected_file
from search.model import Bulletin, Warning
from search.results import RejectedFile

_UNKNOWN = Stamp(-1, 0)  # of a file that was changed while it was read: read again by the next run


@dataclass(slots=True)
class Intake:
    """One run's files on their way into the index."""

    writer: CommitWriter
    before: Mapping[str, FileRecord]  # of the last run
    records: dict[str, FileRecord]  # of the files that stay as they are; the others come as they are read
    told: Callable[[str, int], None]  # path, how many of its issues are done: for progress
    rejected: list[RejectedFile] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    warnings: int = 0
    owners: dict[str, str] = field(init=False)  # id of an issue -> the file that holds it

    def __post_init__(self) -> None:
        self.owners = {issue: source for source, record in self.records.items() for issue in record.issues}

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
            self.warnings += len(bulletin.warnings)
            issues[bulletin.issue.id] = issue_record(bulletin)
            self.told(read.source, number)
        stamp = read.stamp or _UNKNOWN
        self.records[read.source] = FileRecord(digest, stamp.size, stamp.modified_ns, issues)

    def _claimed(self, bulletin: Bulletin) -> Bulletin:
        """The bulletin under an id that no other has."""
        other = self.owners.get(bulletin.issue.id)
        if other is not None:
            self.doubled.append((bulletin.source, other))
            bulletin = told_apart(bulletin, other, self.owners)
        self.owners[bulletin.issue.id] = bulletin.source
        return bulletin

    def _reject(self, read: Reading, path: Path) -> None:
        """Tell of the file; what the last commit holds of it stays, but for issues that another file holds by now."""
        record = _rejected_record(path, read)
        kept = {issue: one for issue, one in self._held(read.source).items() if issue not in self.owners}
        self.writer.keep(read.source, kept)
        self.owners |= dict.fromkeys(kept, read.source)
        record = replace(record, issues=kept, stale=bool(kept))
        self.records[read.source] = record
        before = self.before.get(read.source)
        known = before is not None and before.sha256 and (before.code, before.sha256) == (record.code, record.sha256)
        if not known:
            self.rejected.append(rejected_file(read.source, record))

    def _held(self, source: str) -> dict[str, IssueRecord]:
        """The issues that the last commit holds of a file. The manifest may be lost, so the index is asked."""
        articles = self.writer.articles_of(source)
        known = self.before[source].issues if source in self.before else {}
        return {issue: replace(known.get(issue, IssueRecord()), articles=n) for issue, n in articles.items()}


def issue_record(bulletin: Bulletin) -> IssueRecord:
    return IssueRecord(len(bulletin.articles), dict(Counter(warning.code for warning in bulletin.warnings)))


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
        warnings=(*bulletin.warnings, Warning(DOUBLED, f"与 {where} 同为 {bulletin.issue.id} (same issue)")),
    )
