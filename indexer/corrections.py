"""A bulletin as it was read + what staff correct in it -> the bulletin as it is indexed.

Ids stay those of what is printed, whatever is corrected. Nothing printed is lost: a title that another takes the place
of goes to the loose lines. A correction that does not find its place becomes a warning of the bulletin.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from indexer.parser.ids import digest
from indexer.parser.lines import squeeze
from search.corrections import NOTHING, NUMBERS, PARTINGS, UNUSED, Change, Correction
from search.model import Article, Bulletin, Issue, Warning

FAILED = "entities_failed"  # the warning on a bulletin whose names could not be found
DATE_WARNINGS = ("date_not_printed", "date_unknown")  # these are answered by a corrected date


class _Unused(Exception):
    """The correction does not find its place; the message says why."""


@dataclass(slots=True)
class _Draft:
    """An article while it is corrected."""

    article: Article
    paragraphs: list[str]
    title: str  # as printed
    day: dt.date | None = None  # corrected


@dataclass(slots=True)
class _Bench:
    """A bulletin while it is corrected."""

    issue: Issue
    drafts: list[_Draft]
    loose: list[str] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)


_NAMES_NOTHING: Mapping[str, Any] = MappingProxyType(
    {f.name: f.default for f in fields(Article) if f.default is not MISSING}
)


def plain(bulletin: Bulletin) -> Bulletin:
    """A bulletin without what it names, which is found anew; the day of an article is then its issue's."""
    distribution = bulletin.distribution and replace(bulletin.distribution, people=())
    return replace(
        bulletin,
        articles=tuple(replace(a, date=bulletin.issue.date, **_NAMES_NOTHING) for a in bulletin.articles),
        distribution=distribution,
        warnings=tuple(w for w in bulletin.warnings if w.code != FAILED),
    )


@dataclass(frozen=True, slots=True)
class Corrected:
    bulletin: Bulletin  # what it names is not found yet
    days: Mapping[str, dt.date]  # id of an article -> its corrected date

    def dated(self, annotated: Bulletin) -> Bulletin:
        """The annotated bulletin with the dates that staff gave its articles."""
        if not self.days:
            return annotated
        articles = tuple(replace(a, date=self.days.get(a.id, a.date)) for a in annotated.articles)
        return replace(annotated, articles=articles)


def corrected(bulletin: Bulletin, corrections: Iterable[Correction]) -> Corrected:
    """Carry out the corrections that concern this bulletin, in their order; the others leave it as it is.

    Those that its file brings along come first, once: an export of the archive that has them in its lexicon, too.
    """
    bench = _Bench(bulletin.issue, [_Draft(a, list(a.paragraphs), a.title) for a in bulletin.articles])
    printed = {article.id for article in bulletin.articles}
    concerned: list[Correction] = []
    for correction in (*bulletin.corrections, *(c for c in corrections if c not in bulletin.corrections)):
        if correction.id != bench.issue.id and not _may_be_below(correction.id, bench.issue.id, printed):
            continue
        at = next((n for n, draft in enumerate(bench.drafts) if draft.article.id == correction.id), None)
        if correction.id != bench.issue.id and at is None and correction.id not in printed:
            continue  # of another issue, whose id begins as this one's
        if bulletin.withdrawn and correction.change in PARTINGS:
            continue  # carried out before something was withdrawn; the paragraphs that it says may be gone
        concerned.append(correction)
        try:
            _carry_out(bench, correction, at)
        except _Unused as error:
            if bulletin.withdrawn and correction.title:
                concerned.pop()  # of what was withdrawn
                continue
            message = f"更正没有用上：{correction}：{error} (correction not applied)"
            bench.warnings.append(Warning(UNUSED, message))
    if not concerned:
        return Corrected(bulletin, {})
    return Corrected(_done(bulletin, bench, concerned), {d.article.id: d.day for d in bench.drafts if d.day})


def _may_be_below(one: str, issue: str, printed: set[str]) -> bool:
    return one in printed or one.startswith(f"{issue}-")


def _done(printed: Bulletin, bench: _Bench, corrections: Iterable[Correction]) -> Bulletin:
    dated = bench.issue.date != printed.issue.date
    articles = (
        replace(d.article, position=n, paragraphs=tuple(d.paragraphs), date=bench.issue.date)
        for n, d in enumerate(bench.drafts, start=1)
    )
    kept = (w for w in printed.warnings if not (dated and w.code in DATE_WARNINGS))
    return replace(
        printed,
        issue=bench.issue,
        articles=tuple(articles),
        loose=(*printed.loose, *(line for line in bench.loose if line not in printed.loose)),
        warnings=(*kept, *bench.warnings),
        printed=plain(printed),
        corrections=tuple(corrections),
    )


def _carry_out(bench: _Bench, correction: Correction, at: int | None) -> None:
    if correction.title:
        at = _titled(bench, correction)
    elif at is None and correction.id != bench.issue.id:
        raise _Unused("这一篇已并入上一篇 (joined to the article before it)")
    if at is None:
        change = _OF_ISSUE.get(correction.change)
        if change is None:
            raise _Unused("要写明是哪一篇：文章编号，或者期的编号和题名 (which article?)")
        bench.issue = change(bench.issue, correction)
        return
    if correction.change not in _OF_ARTICLE:
        raise _Unused("只能用于整期：编号写期的编号，题名空着 (of an issue only)")
    _OF_ARTICLE[correction.change](bench, at, correction)


def _titled(bench: _Bench, correction: Correction) -> int:
    if correction.id != bench.issue.id:
        raise _Unused("写了题名，编号就应是期的编号 (a title goes with the id of an issue)")
    wanted = squeeze(correction.title)
    found = [n for n, d in enumerate(bench.drafts) if wanted in (squeeze(d.title), squeeze(d.article.title))]
    if len(found) != 1:
        many = f"有 {len(found)} 篇是这个题名，请改写文章编号 (ambiguous)"
        raise _Unused(many if found else "没有这个题名 (no such title)")
    return found[0]


# Of an issue


def _number(issue: Issue, correction: Correction) -> Issue:
    return _with(issue, correction, None if correction.value == NOTHING else int(correction.value))


def _words(issue: Issue, correction: Correction) -> Issue:
    return _with(issue, correction, None if correction.value == NOTHING else correction.value)


def _with(issue: Issue, correction: Correction, value: Any) -> Issue:
    changed: dict[str, Any] = {correction.change: value}
    return replace(issue, **changed)


def _issue_day(issue: Issue, correction: Correction) -> Issue:
    day = dt.date.fromisoformat(correction.value)
    year = day.year if issue.year in (None, issue.date and issue.date.year) else issue.year
    return replace(issue, date=day, year=year, date_source="corrected")


_OF_ISSUE: Mapping[Change, Callable[[Issue, Correction], Issue]] = MappingProxyType(
    {"date": _issue_day, "name": _words, "publisher": _words, **{change: _number for change in NUMBERS}}
)


# Of an article


def _title(bench: _Bench, at: int, correction: Correction) -> None:
    draft = bench.drafts[at]
    if squeeze(draft.article.title) != squeeze(correction.value):
        bench.loose.append(draft.article.title)
    draft.article = replace(draft.article, title=correction.value)


def _section(bench: _Bench, at: int, correction: Correction) -> None:
    value = None if correction.value == NOTHING else correction.value
    bench.drafts[at].article = replace(bench.drafts[at].article, section=value)


def _day(bench: _Bench, at: int, correction: Correction) -> None:
    bench.drafts[at].day = dt.date.fromisoformat(correction.value)


def _starts(bench: _Bench, at: int, correction: Correction) -> None:
    """What stands before the paragraph belongs to the article before; or from there on, what that one ends with."""
    draft = bench.drafts[at]
    before = bench.drafts[at - 1] if at else None
    own, n = _found(correction, (draft, before))
    if own is draft:
        if n and before is None:
            raise _Unused("前面没有文章可归 (no article before it)")
        if before is not None:
            before.paragraphs += draft.paragraphs[:n]
        del draft.paragraphs[:n]
    else:
        draft.paragraphs[:0] = own.paragraphs[n:]
        del own.paragraphs[n:]


def _ends(bench: _Bench, at: int, correction: Correction) -> None:
    """What stands after the paragraph belongs to the next article; or up to there, what that one begins with."""
    draft = bench.drafts[at]
    after = bench.drafts[at + 1] if at + 1 < len(bench.drafts) else None
    own, n = _found(correction, (draft, after))
    if own is draft:
        if n + 1 < len(draft.paragraphs) and after is None:
            raise _Unused("后面没有文章可归 (no article after it)")
        if after is not None:
            after.paragraphs[:0] = draft.paragraphs[n + 1 :]
        del draft.paragraphs[n + 1 :]
    else:
        draft.paragraphs += own.paragraphs[: n + 1]
        del own.paragraphs[: n + 1]


def _split(bench: _Bench, at: int, correction: Correction) -> None:
    """A new article from the paragraph on, which is its title where no other is given, or where it is that title."""
    draft = bench.drafts[at]
    _, n = _found(correction, (draft,))
    first = draft.paragraphs[n]
    printed = not correction.value or squeeze(correction.value) == squeeze(first)
    new = replace(
        draft.article,
        id=_new_id(bench, first),
        title=correction.value or first,
        title_in_body=printed,
    )
    bench.drafts.insert(at + 1, _Draft(new, draft.paragraphs[n + 1 if printed else n :], new.title))
    del draft.paragraphs[n:]


def _new_id(bench: _Bench, first: str) -> str:
    """Made of the paragraph that it begins with, which is printed, not of the title, which staff give."""
    taken = {draft.article.id for draft in bench.drafts}
    one = base = f"{bench.issue.id}-{digest(first)}"
    copies = 1
    while one in taken:
        copies += 1
        one = f"{base}-{copies}"
    return one


def _join(bench: _Bench, at: int, correction: Correction) -> None:
    """The article goes on where the one before it ends; its title, where the text prints it, is a paragraph."""
    if not at:
        raise _Unused("前面没有文章可并入 (no article before it)")
    draft = bench.drafts.pop(at)
    if draft.article.title_in_body:
        bench.drafts[at - 1].paragraphs.append(draft.title)
    else:
        bench.loose.append(draft.title)
    bench.drafts[at - 1].paragraphs += draft.paragraphs


_OF_ARTICLE: Mapping[Change, Callable[[_Bench, int, Correction], None]] = MappingProxyType(
    {
        "title": _title, "section": _section, "date": _day,
        "starts": _starts, "ends": _ends, "split": _split, "join": _join,
    }
)  # fmt: skip


def _found(correction: Correction, drafts: Iterable[_Draft | None]) -> tuple[_Draft, int]:
    """The one paragraph that begins as the correction says, and its article."""
    wanted = squeeze(correction.paragraph)
    found = [
        (draft, n)
        for draft in drafts
        if draft is not None
        for n, paragraph in enumerate(draft.paragraphs)
        if squeeze(paragraph).startswith(wanted)
    ]
    if len(found) != 1:
        raise _Unused(
            f"有 {len(found)} 段这样开头，请多写几个字 (ambiguous)"
            if found
            else "没有这样开头的段落 (no such paragraph)"
        )
    return found[0]
