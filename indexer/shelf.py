"""The issues of the new generation, as it is so far: under which id each stands, of which file, with which text."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from indexer.corrections import plain
from indexer.documents import bulletin_of, index_documents, relabelled
from indexer.editions import Text, own_id, text_of, under
from indexer.reading import finished
from indexer.segments import CommitWriter
from indexer.withdrawal import Withdrawal, may_concern, withdrawal
from search.corrections import UNUSED
from search.manifest import Claim, FileRecord, IssueRecord
from search.model import Bulletin, Warning
from search.names import Lexicon
from search.schema import IndexDocument

_FOREIGN = (LookupError, TypeError, ValueError, AttributeError)  # what documents of another version raise

Documents = Sequence[IndexDocument]


@dataclass(frozen=True, slots=True)
class Placed:
    """An issue that has documents."""

    text: Text
    source: str  # path of its file by now; "" where that is gone
    stored: str  # the path that its document tells
    added: bool  # in this run


class Shelf:
    """Puts issues into the new generation, takes them out, and gives them another id."""

    def __init__(
        self, writer: CommitWriter, lexicon: Lexicon, last: Mapping[str, FileRecord], moved: Mapping[str, str]
    ) -> None:
        """Begin as the writer does. `last` are the files of the last run, `moved` tells those with another name now."""
        self.writer, self._lexicon = writer, lexicon
        self.placed: dict[str, Placed] = {}
        self.counts = {one: counts for record in last.values() for one, counts in record.issues.items()}
        self._warnings: dict[str, tuple[Warning, ...]] = {}  # of the issues that were looked at in this run
        taken = {*moved.values()}
        for source, record in last.items() if not writer.clear else ():
            now = moved.get(source, "" if source in taken else source)
            for claim in record.claims:
                if not claim.copy:
                    self.placed[claim.id] = Placed(text_of(claim), now, source, added=False)

    def at(self) -> dict[tuple[Text, str], str]:
        """Text and file -> the id under which it stands."""
        return {(placed.text, placed.source): one for one, placed in self.placed.items()}

    @property
    def warnings(self) -> Counter[str]:
        """Of what was looked at in this run, by code."""
        return Counter(warning.code for warning in chain.from_iterable(self._warnings.values()))

    @property
    def unused(self) -> list[str]:
        """Corrections that do not find their place in what was looked at in this run."""
        return [w.message for w in chain.from_iterable(self._warnings.values()) if w.code == UNUSED]

    def put(self, found: Withdrawal, claim: Claim, source: str) -> None:
        """Add what is left of a bulletin as it was read and finished, under its plain id if that is free."""
        one, bulletin = self._free(claim), found.bulletin
        assert bulletin is not None
        if found.gone or one != bulletin.issue.id:
            bulletin = self._under(bulletin, one)
        joined = tuple(one + article.removeprefix(claim.issue) for article in found.joined)
        self._add(bulletin, Placed(text_of(claim), source, source, added=True), joined)

    def put_back(self, documents: Documents, claim: Claim, source: str) -> bool:
        """Add what the last generation holds of an issue, as it comes out now; of another version as it is.

        Gives whether there is anything of it that was not withdrawn.
        """
        if not any(document.kind == "issue" for document in documents):
            return False
        try:
            found = withdrawal(bulletin_of(documents), self._lexicon)
            if found.bulletin is None:
                return False
            documents = index_documents(found.bulletin) if found.gone else documents
        except _FOREIGN:
            if may_concern(self._lexicon, claim.id):
                return False  # what was withdrawn cannot be taken out of it
        placed = Placed(text_of(claim), source, source, added=True)
        self._restore(relabelled(documents, source), self._free(claim), placed, self._joined(claim.id))
        return True

    def _joined(self, one: str) -> tuple[str, ...]:
        return self.counts[one].joined if one in self.counts else ()

    def _restore(self, documents: Documents, one: str, placed: Placed, joined: Sequence[str]) -> None:
        old = documents[0].issue
        try:
            bulletin = self._under(bulletin_of(documents), one)
            kept = tuple(one + article.removeprefix(old) for article in joined) if bulletin.withdrawn else ()
            self._add(bulletin, placed, kept)
        except _FOREIGN:  # better old than gone
            self.writer.add(replace(d, id=one + d.id.removeprefix(old), issue=one) for d in documents)
            self.placed[one] = placed
            self.counts[one] = IssueRecord(sum(d.kind == "article" for d in documents))

    def _free(self, claim: Claim) -> str:
        own = own_id(claim)
        ids = chain((claim.issue, own), (f"{own}-{n}" for n in count(2)))
        return next(one for one in ids if one not in self.placed)

    def _under(self, bulletin: Bulletin, one: str) -> Bulletin:
        return finished(under(plain(bulletin.printed or bulletin), one), self._lexicon)

    def _add(self, bulletin: Bulletin, placed: Placed, joined: Sequence[str]) -> None:
        self.writer.add(index_documents(bulletin))
        self.placed[bulletin.issue.id] = placed
        self.look_at(bulletin, joined)

    def look_at(self, bulletin: Bulletin, joined: Sequence[str] = ()) -> None:
        """Take down what there is of an issue, and what is to be told of it; `joined` as `issue_record` has it."""
        self.counts[bulletin.issue.id] = issue_record(bulletin, joined)
        self._warnings[bulletin.issue.id] = bulletin.warnings

    def release(self, source: str, claims: Iterable[Claim]) -> None:
        """Take out what the last generation holds of a file."""
        for claim in claims:
            placed = self.placed.get(claim.id)
            if placed and placed.source == source and not placed.added:
                self.writer.remove_issue(claim.id)
                self._forget(claim.id)

    def _forget(self, one: str) -> None:
        del self.placed[one]
        self.counts.pop(one, None)
        self._warnings.pop(one, None)

    def rearrange(self, wanted: Mapping[str, str], left: Collection[str]) -> None:
        """Give issues other ids, from -> to, and take others out."""
        given = self._taken_out({*wanted, *left})
        placed = {one: (self.placed[one], self._joined(one)) for one in wanted}
        for one in (*wanted, *left):
            self._forget(one)
        for one, to in wanted.items():
            old, joined = placed[one]
            now = Placed(old.text, old.source, old.source, added=True)
            self._restore(relabelled(given[one], old.source), to, now, joined)

    def _taken_out(self, issues: set[str]) -> Mapping[str, Documents]:
        added = {one for one in issues if self.placed[one].added}
        given = self.writer.take_back(added) if added else {}
        for one in issues - added:
            given[one] = list(self.writer.documents("issue", one))
            self.writer.remove_issue(one)
        return given

    def relabel(self, one: str) -> None:
        """Let the document of an issue tell the path that its file has now."""
        placed = self.placed[one]
        self.writer.revise(one, relabelled(self.writer.documents("issue", one), placed.source))


def issue_record(bulletin: Bulletin, joined: Sequence[str] = ()) -> IssueRecord:
    """What came of an issue; `joined`: articles that became parts of others before something was withdrawn."""
    now = {article.id for article in bulletin.articles}
    read = (*joined, *(article.id for article in (bulletin.printed or bulletin).articles))
    gone = tuple(dict.fromkeys(one for one in read if one not in now))
    return IssueRecord(len(now), dict(Counter(warning.code for warning in bulletin.warnings)), gone)
