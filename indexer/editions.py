"""The claims of all files -> who holds which issue: its latest version the plain id, earlier ones an id of their own,
and of those that print the same only the first is indexed.

Nothing but the claims decides, so that it comes out alike in whatever order files were read.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from search.manifest import Claim, FileRecord, Since
from search.model import Bulletin, Warning
from search.results import Why

DOUBLED = "issue_doubled"  # the warning on a bulletin whose plain id another version has
_OWN = 6  # digits of the text's hash in an id of its own
_DIGITS = re.compile(r"(\d+)")

Place = tuple[str, int]  # path of a file, and place of a bulletin in it, from 0
Text = tuple[str, str]  # issue and hash of what is printed: one version of an issue


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim and where it stands."""

    source: str
    at: int
    claim: Claim
    stale: bool = False  # its file cannot be read any more

    @property
    def place(self) -> Place:
        return self.source, self.at

    @property
    def text(self) -> Text:
        return text_of(self.claim)

    @property
    def rank(self) -> tuple[object, ...]:
        """The first of those that print the same is indexed."""
        return self.stale, self.claim.since[0], natural(self.source), self.at


def text_of(claim: Claim) -> Text:
    return claim.issue, claim.text


def natural(source: str) -> tuple[tuple[str | int, ...], str]:
    """The order of paths by which 9.txt comes before 10.txt."""
    parts = _DIGITS.split(source)
    return tuple(int(part) if n % 2 else part for n, part in enumerate(parts)), source


def own_id(claim: Claim) -> str:
    """The id of a version whose issue's plain one another has."""
    return version_id(claim.issue, claim.text)


def version_id(issue: str, text: str) -> str:
    return f"{issue}-{text[:_OWN]}"


def settled(records: Mapping[str, FileRecord]) -> dict[Place, Claim]:
    """What becomes of every claim; of a file that cannot be read any more, of those that no other file makes."""
    issues: dict[str, list[Claimed]] = {}
    for source, record in records.items():
        for at, claim in enumerate(record.claims):
            issues.setdefault(claim.issue, []).append(Claimed(source, at, claim, record.rejected))
    return {place: claim for group in issues.values() for place, claim in _settled(group)}


def _settled(group: Sequence[Claimed]) -> Iterable[tuple[Place, Claim]]:
    """The claims to one plain id."""
    if len(group) == 1:  # as nearly all are, and every run settles all
        yield group[0].place, replace(group[0].claim, id=group[0].claim.issue, copy=False, later="", why=None)
        return
    kin = _kin(_versions(group))
    main = min(kin, key=lambda versions: (versions[0].is_supplement, min(version.came for version in versions)))
    for versions in kin:
        latest = max(versions, key=lambda version: version.order)
        plain = latest if versions is main else None
        for version in versions:
            yield from version.settled(latest, plain)


@dataclass(frozen=True, slots=True)
class _Version:
    """The claims of one issue that print the same."""

    held: tuple[Claimed, ...]  # the first is indexed

    @property
    def kind(self) -> str:
        return self.held[0].claim.kind

    @property
    def is_supplement(self) -> bool:
        return self.kind.partition("/")[0] != ""

    @property
    def mark(self) -> bool:
        return any(one.claim.mark for one in self.held)

    @property
    def day(self) -> dt.date | None:
        return self.held[0].claim.day

    @property
    def first(self) -> Since:
        return min(one.claim.first for one in self.held)

    @property
    def came(self) -> tuple[object, ...]:
        """Of two versions of which neither mark nor day tells the later, the one that came later is."""
        return self.first, natural(self.held[0].source), self.held[0].at

    @property
    def order(self) -> tuple[object, ...]:
        return self.mark, self.day or dt.date.min, self.came

    def settled(self, latest: "_Version", plain: "_Version | None") -> Iterable[tuple[Place, Claim]]:
        issue = self.held[0].claim.issue
        one = issue if self is plain else own_id(self.held[0].claim)
        later = "" if self is latest else issue if latest is plain else own_id(latest.held[0].claim)
        why = None if self is latest else _why(latest, self)
        for n, held in enumerate(self.held):
            first = self.first
            yield held.place, replace(held.claim, id=one, copy=n > 0, first=first, later=later, why=why)


def _versions(group: Sequence[Claimed]) -> list[_Version]:
    texts: dict[Text, list[Claimed]] = {}
    for one in sorted(group, key=lambda one: one.rank):
        texts.setdefault(one.text, []).append(one)
    # What a good file holds is not kept of a bad one.
    return [_Version(tuple(one for one in held if not one.stale or held[0].stale)) for held in texts.values()]


def _kin(versions: Sequence[_Version]) -> list[list[_Version]]:
    """The versions that belong together; others that have the same number are issues of their own."""
    kin: list[list[_Version]] = []
    for version in versions:
        own = [one for one in kin if any(_are_kin(version, other) for other in one)]
        kin = [one for one in kin if one not in own] + [[version, *(other for one in own for other in one)]]
    return kin


def _are_kin(one: _Version, other: _Version) -> bool:
    """Whether two are versions of one issue: marked as such, or with the same titles, at least half of them."""
    if one.kind != other.kind:
        return False
    titles, others = (set(version.held[0].claim.titles) for version in (one, other))
    return one.mark or other.mark or 2 * len(titles & others) >= min(len(titles), len(others))


def _why(later: _Version, earlier: _Version) -> Why:
    if later.mark != earlier.mark:
        return "mark"
    return "date" if later.day and earlier.day and later.day != earlier.day else "order"


def under(bulletin: Bulletin, one: str) -> Bulletin:
    """A bulletin as it was read under its plain id, or under one of its own because another version has that: told."""
    issue = bulletin.plain or bulletin.issue.id
    kept = tuple(warning for warning in bulletin.warnings if warning.code != DOUBLED)
    if one == issue:
        return replace(_with_id(bulletin, issue), plain=None, warnings=kept)
    told = Warning(DOUBLED, f"{issue} 另有一版，本版另用编号 (another version of this issue)")
    return replace(_with_id(bulletin, one), plain=issue, warnings=(*kept, told))


def _with_id(bulletin: Bulletin, one: str) -> Bulletin:
    def moved(given: str) -> str:
        return one + given.removeprefix(old) if given == old or given.startswith(f"{old}-") else given

    old = bulletin.issue.id
    return replace(
        bulletin,
        issue=replace(bulletin.issue, id=one),
        articles=tuple(replace(article, id=moved(article.id)) for article in bulletin.articles),
        corrections=tuple(replace(row, id=moved(row.id)) for row in bulletin.corrections),
        withdrawn=tuple(map(moved, bulletin.withdrawn)),
    )
