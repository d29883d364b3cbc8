"""What came of each file -> documents of the commit and records of the manifest; issues held twice are told apart."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.changes import DOUBLED, digest_of
from indexer.corrections import plain
from indexer.documents import bulletin_of, index_documents
from indexer.reading import Reading, Stamp, finished, refinished, stamp_of
from indexer.revisions import revision
from indexer.segments import CommitWriter
from indexer.withdrawal import Withdrawal, apart, may_concern, withdrawal, withdrawn_ids
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
    quoting: set[str] = field(default_factory=set)  # digests of corrections that word what was withdrawn
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
        withdrawn: list[str] = []
        digest = ""
        for number, one in enumerate(read.bulletins, start=1):
            digest = one.sha256
            found = self._claimed(one)
            withdrawn += withdrawn_ids(one, found)
            self.quoting |= found.quoting
            if found.bulletin is not None:
                self.writer.add(index_documents(found.bulletin))
                self._count(found.bulletin)
                issues[found.bulletin.issue.id] = issue_record(found.bulletin, found.joined)
            self.told(read.source, number)
        stamp = read.stamp or _UNKNOWN
        self.records[read.source] = FileRecord(
            digest, stamp.size, stamp.modified_ns, issues, withdrawn=tuple(withdrawn)
        )

    def _claimed(self, bulletin: Bulletin) -> Withdrawal:
        """The bulletin under an id that no other has, without what staff withdrew of it."""
        other = self.owners.get(bulletin.issue.id)
        one = bulletin
        if other is not None:
            one = told_apart(plain(bulletin.printed or bulletin), other, self.owners)
        found = withdrawal(one, self.lexicon)
        if found.bulletin is None:
            return found
        if other is not None:
            self.doubled.append((bulletin.source, other))
        if found.bulletin is not bulletin:
            found = replace(found, bulletin=finished(found.bulletin, self.lexicon))
        self.owners[one.issue.id] = bulletin.source
        return found

    def _reject(self, read: Reading, path: Path) -> None:
        """Tell of the file; what the last commit holds of it stays, but for issues that another file holds by now."""
        record = _rejected_record(path, read)
        held = {issue: one for issue, one in self._held(read.source).items() if issue not in self.owners}
        kept = self.keep(read.source, held)
        self.owners |= dict.fromkeys(kept, read.source)
        self.kept |= dict.fromkeys(kept, read.source)
        before = self.before.get(read.source)
        withdrawn = before.withdrawn if before is not None else ()
        record = replace(record, issues=kept, stale=bool(kept), withdrawn=withdrawn)
        self.records[read.source] = record
        known = before is not None and before.sha256 and (before.code, before.sha256) == (record.code, record.sha256)
        if not known:
            self.rejected.append(rejected_file(read.source, record))

    def _held(self, source: str) -> dict[str, IssueRecord]:
        """The issues that the last commit holds of a file. The manifest may be lost, so the index is asked."""
        articles = self.writer.issues_of(source)
        known = self.before[source].issues if source in self.before else {}
        return {issue: replace(known.get(issue, IssueRecord()), articles=n) for issue, n in articles.items()}

    def hold(self, source: str) -> None:
        """Leave a file's issues in the index though the file is gone."""
        self.records[source] = replace(self.records[source], issues=self.keep(source, self.records[source].issues))

    def keep(self, source: str, issues: Mapping[str, IssueRecord]) -> dict[str, IssueRecord]:
        """Leave these issues of a file in the index, and no others; where all is written anew, as they come out now.

        Gives what is left of them.
        """
        if self.writer.clear:
            return {issue: one for issue in issues if (one := self._written_anew(issue, issues[issue])) is not None}
        for issue in self.writer.issues_of(source):
            if issue not in issues:
                self.writer.remove_issue(issue)
        return dict(issues)

    def _written_anew(self, issue: str, record: IssueRecord) -> IssueRecord | None:
        documents = self._renewed(tuple(self.writer.documents("issue", issue)))
        self.writer.add(documents)
        articles = sum(document.kind == "article" for document in documents)
        return replace(record, articles=articles) if documents else None

    def _renewed(self, documents: Sequence[IndexDocument]) -> Sequence[IndexDocument]:
        try:
            found = withdrawal(bulletin_of(documents), self.lexicon).bulletin
            return index_documents(refinished(found, self.lexicon)) if found is not None else ()
        except (LookupError, TypeError, ValueError, AttributeError):
            if any(may_concern(self.lexicon, document.issue) for document in documents):
                return ()  # what was withdrawn cannot be taken out of it
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
            joined = record.issues[issue].joined if bulletin.withdrawn else ()
            issues_of_file = {**record.issues, issue: issue_record(bulletin, joined)}
            self.records[self.kept[issue]] = replace(record, issues=issues_of_file)

    def _count(self, bulletin: Bulletin) -> None:
        self.warnings.update(warning.code for warning in bulletin.warnings)
        self.unused += [warning.message for warning in bulletin.warnings if warning.code == UNUSED]


def issue_record(bulletin: Bulletin, joined: Sequence[str] = ()) -> IssueRecord:
    """What came of an issue; `joined`: articles that became parts of others before something was withdrawn."""
    now = {article.id for article in bulletin.articles}
    read = (*joined, *(article.id for article in (bulletin.printed or bulletin).articles))
    gone = tuple(dict.fromkeys(one for one in read if one not in now))
    return IssueRecord(len(now), dict(Counter(warning.code for warning in bulletin.warnings)), gone)


def _rejected_record(path: Path, read: Reading) -> FileRecord:
    assert read.rejected is not None
    code, reason = read.rejected.code, read.rejected.reason
    digest = digest_of(path)
    if read.stamp is None or digest is None or stamp_of(path) != read.stamp:
        return FileRecord("", _UNKNOWN.size, _UNKNOWN.modified_ns, code=code, reason=reason)
    return FileRecord(digest, read.stamp.size, read.stamp.modified_ns, code=code, reason=reason)


def told_apart(bulletin: Bulletin, other: str, taken: Iterable[str]) -> Bulletin:
    """A second bulletin of the same issue: kept beside the first under an id of its own, and told."""
    issue = base = apart(bulletin)
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
