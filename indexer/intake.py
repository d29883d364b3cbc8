"""What came of each file -> issues on the shelf and records of the manifest.

An issue is put under its plain id as it comes. Which version of it is to have that, and which file is a copy of
another, can be told when all have come (`editions`): `settle` then moves, drops and adds what is not yet in its place.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.changes import digest_of
from indexer.claims import claim_of
from indexer.documents import bulletin_of, index_documents, relabelled
from indexer.editions import Claimed, Place, Text, settled, text_of
from indexer.plan import Plan
from indexer.reader import is_structured
from indexer.reading import Reading, Stamp, stamp_of
from indexer.revisions import revision
from indexer.segments import CommitWriter
from indexer.shelf import Shelf
from indexer.withdrawal import withdrawal, withdrawn_ids
from search.manifest import Claim, FileRecord, rejected_file
from search.model import Bulletin
from search.results import RejectedFile
from search.schema import IndexDocument

_UNKNOWN = Stamp(-1, 0)  # of a file that was changed while it was read: read again by the next run

ReadAgain = Callable[[list[str]], Iterable[Reading]]


@dataclass(slots=True)
class Intake:
    """One run's files on their way into the index."""

    writer: CommitWriter
    plan: Plan
    told: Callable[[str, int], None]  # path, how many of its issues are done: for progress
    before: Mapping[str, FileRecord] = field(init=False)  # of the last run, by the path that each file has now
    records: dict[str, FileRecord] = field(init=False)  # first of the files that stay as they are
    shelf: Shelf = field(init=False)
    read: set[str] = field(default_factory=set)  # the files that were
    revised: list[str] = field(default_factory=list)  # ids of documents that came out otherwise, their file unread
    quoting: set[str] = field(default_factory=set)  # digests of corrections that word what was withdrawn
    _bad: list[str] = field(default_factory=list)
    _ranks: dict[Text, tuple[object, ...]] = field(default_factory=dict)  # of the first that prints a text
    _shared: frozenset[Text] = field(init=False)  # what several bulletins printed at the last run

    def __post_init__(self) -> None:
        self.before, self.records = self.plan.known, self.plan.kept
        self.shelf = Shelf(self.writer, self.plan.lexicon, self.plan.manifest.files, self.plan.changes.moved)
        times = Counter(text_of(claim) for record in self.before.values() for claim in record.claims)
        self._shared = frozenset(text for text, many in times.items() if many > 1)
        self._look_at_ranks()

    # Files as they are read

    def take(self, read: Reading) -> None:
        """Put a file's issues, or what is left of them, in the place of those that the last commit holds."""
        if read.rejected is None:
            self._accept(read)
        else:
            self._reject(read)

    def _accept(self, read: Reading) -> None:
        known = self.before[read.source].claims if read.source in self.before else ()
        self.shelf.release(read.source, known)
        stamp, digest = read.stamp or _UNKNOWN, ""
        named = not is_structured(self.plan.files[read.source])
        claims: list[Claim] = []
        withdrawn: list[str] = []
        there: set[Text] = set()
        if read.source in self.read:  # for the second time
            there = {text for text, source in self.shelf.at() if source == read.source}
        for number, bulletin in enumerate(read.bulletins, start=1):
            digest = bulletin.sha256
            claim = self._dated(claim_of(bulletin, named=named), bulletin, stamp)
            found = withdrawal(bulletin, self.plan.lexicon)
            withdrawn += withdrawn_ids(bulletin, found)
            self.quoting |= found.quoting
            if found.bulletin is not None:
                one = Claimed(read.source, len(claims), claim)
                claims.append(claim)
                if self._is_first(one) and one.text not in there:
                    self.shelf.put(found, claim, read.source)
                    there.add(one.text)
            self.told(read.source, number)
        self.read.add(read.source)
        self.records[read.source] = FileRecord(
            digest, stamp.size, stamp.modified_ns, withdrawn=tuple(withdrawn), claims=tuple(claims)
        )

    def _is_first(self, one: Claimed) -> bool:
        """Whether it is the first of all that is known so far to print this."""
        self._ranks[one.text] = min(one.rank, self._ranks.get(one.text, one.rank))
        return one.rank == self._ranks[one.text]

    def _look_at_ranks(self) -> None:
        self._ranks = {}
        for source, record in self.records.items():
            for at, claim in enumerate(record.claims):
                self._is_first(Claimed(source, at, claim, record.rejected))

    def _dated(self, claim: Claim, bulletin: Bulletin, stamp: Stamp) -> Claim:
        """With what is remembered of when the file came with this issue, and when the first came that prints this."""
        now = (self.writer.generation, stamp.modified_ns)
        record = self.before.get(bulletin.source)
        if record is not None and not record.claims and not record.rejected and not record.withdrawn:
            now = (0, record.modified_ns)  # known since before that was remembered
        known = [one for one in record.claims if one.issue == claim.issue] if record else []
        if record is None or not known:
            return replace(claim, since=now, first=now)
        own = min(known, key=lambda one: (one.text != claim.text, one.since))
        # Of files that printed the same this one was changed: what it prints now is later.
        parted = own.text != claim.text and text_of(own) in self._shared and record.sha256 != bulletin.sha256
        return replace(claim, since=own.since, first=now if parted else own.first)

    def _reject(self, read: Reading) -> None:
        """Tell of the file; what the last commit holds of it stays, unless another file prints it."""
        record = _rejected_record(self.plan.files[read.source], read)
        before = self.before.get(read.source)
        claims = before.claims if before and before.claims else tuple(self._recovered(read.source))
        self.records[read.source] = replace(record, claims=claims, withdrawn=before.withdrawn if before else ())
        self._bad.append(read.source)

    def _recovered(self, source: str) -> Iterator[Claim]:
        """The claims of the issues that the last commit holds of a file. The manifest may be lost: the index tells."""
        for document in list(self.writer.documents("source", source)):
            if document.kind == "issue":
                yield self._claim_of(document, source)

    def _claim_of(self, document: IndexDocument, source: str) -> Claim:
        now = (self.writer.generation, 0)
        try:
            bulletin = bulletin_of(self.writer.documents("issue", document.issue))
            found = claim_of(bulletin, named=not is_structured(self.plan.files[source]))
        except (LookupError, TypeError, ValueError, AttributeError):
            found = Claim(document.issue, document.issue)  # of another version
        return replace(found, since=now, first=now, id=document.issue)

    @property
    def rejected(self) -> tuple[RejectedFile, ...]:
        """The files that were rejected in this run, and not already as they are."""
        found = ((source, self.records[source], self.before.get(source)) for source in self._bad)
        return tuple(
            rejected_file(source, record)
            for source, record, old in found
            if old is None or not old.sha256 or (old.code, old.sha256) != (record.code, record.sha256)
        )

    # Every issue in its place

    def settle(self, read_again: ReadAgain) -> None:
        """Let every claim become what it is to be. Copies that take the place of a first one are read again."""
        tried: set[str] = set()
        while missing := self._missing(final := settled(self.records)):
            files = [s for s in dict.fromkeys(s for s, _ in missing) if s not in tried and self._is_readable(s)]
            if not files:
                for place in sorted(missing, reverse=True):  # from behind: a claim may be given up
                    self._put_back(*place)
                continue
            tried.update(files)
            self._look_at_ranks()
            for read in read_again(files):
                self.take(read)
        self._arrange(final)

    def _missing(self, final: Mapping[Place, Claim]) -> list[Place]:
        """What is to be indexed and has no documents yet."""
        there = self.shelf.at()
        return [place for place, claim in final.items() if not claim.copy and (text_of(claim), place[0]) not in there]

    def _is_readable(self, source: str) -> bool:
        return source in self.plan.files and not self.records[source].rejected

    def _put_back(self, source: str, at: int) -> None:
        """Of a file that cannot be read what the last commit holds; a claim of which it holds nothing is given up."""
        record = self.records[source]
        claim = record.claims[at]
        documents = list(self.writer.documents("issue", claim.id))
        if not self.shelf.put_back(documents, claim, source):
            self.records[source] = replace(record, claims=(*record.claims[:at], *record.claims[at + 1 :]))

    def _arrange(self, final: Mapping[Place, Claim]) -> None:
        there = self.shelf.at()
        wanted = {there[text_of(c), source]: c.id for (source, _), c in final.items() if not c.copy}
        moves = {one: to for one, to in wanted.items() if one != to}
        self.shelf.rearrange(moves, [one for one in self.shelf.placed if one not in wanted])
        for one, placed in self.shelf.placed.items():
            if placed.stored != placed.source and one not in self.plan.touched:
                self.shelf.relabel(one)
        for source, record in self.records.items():
            self.records[source] = self._settled(source, record, final)

    def _settled(self, source: str, record: FileRecord, final: Mapping[Place, Claim]) -> FileRecord:
        places = ((source, at) for at in range(len(record.claims)))
        claims = tuple(final[place] for place in places if place in final)
        return replace(record, claims=claims, stale=record.rejected and bool(claims))

    # The lexicon of now

    def revise(self, issues: Iterable[str]) -> None:
        """Bring issues whose files are not read up to the lexicon of now."""
        for issue in issues:
            placed = self.shelf.placed.get(issue)
            if placed is None or placed.added:
                continue
            documents = relabelled(self.writer.documents("issue", issue), placed.source)
            bulletin = revision(documents, self.plan.lexicon)
            self.shelf.look_at(bulletin, self.shelf.counts[issue].joined if bulletin.withdrawn else ())
            known = {document.id: document for document in documents}
            changed = self.writer.revise(issue, index_documents(bulletin))
            self.revised += [document.id for document in changed if known.get(document.id) != document]

    def done(self) -> dict[str, FileRecord]:
        """The records with what the index holds of each file."""
        return {source: self._counted(record) for source, record in self.records.items()}

    def _counted(self, record: FileRecord) -> FileRecord:
        issues = {claim.id: self.shelf.counts[claim.id] for claim in record.claims if not claim.copy}
        return replace(record, issues=issues)


def _rejected_record(path: Path, read: Reading) -> FileRecord:
    assert read.rejected is not None
    code, reason = read.rejected.code, read.rejected.reason
    digest = digest_of(path)
    if read.stamp is None or digest is None or stamp_of(path) != read.stamp:
        return FileRecord("", _UNKNOWN.size, _UNKNOWN.modified_ns, code=code, reason=reason)
    return FileRecord(digest, read.stamp.size, read.stamp.modified_ns, code=code, reason=reason)
