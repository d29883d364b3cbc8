"""A bulletin + what staff withdrew -> the bulletin as it was read without it, and what was left out.

Corrections are carried out on what was read, so that is where the text has to go from, not from what they made of it.
An article is withdrawn as staff see it: with the paragraphs that corrections gave it. What else of the bulletin words
its title (the contents, lines of no article, warnings) goes with it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.claims import text_hash
from indexer.corrections import corrected, plain
from indexer.editions import version_id
from indexer.parser.lines import squeeze
from search.corrections import Correction
from search.model import Article, Bulletin
from search.names import Lexicon
from search.purged import is_below, purged_as

_APART = re.compile(r"-[0-9a-f]{6}(-\d+)?$")  # what tells a version of an issue from the one with the plain id
_QUOTED = 30  # characters of a line that a warning quotes


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What becomes of a bulletin."""

    bulletin: Bulletin | None  # as it was read, without what was withdrawn; None: nothing of it is left
    gone: tuple[Article, ...] = ()  # as staff saw them
    joined: tuple[str, ...] = ()  # ids of articles that are parts of others now
    quoting: frozenset[str] = frozenset()  # digests of the corrections that word it


def may_concern(lexicon: Lexicon, issue: str) -> bool:
    """Whether something of an issue of this id may have been withdrawn: quick, for all bulletins there are."""
    names = (f"{issue}-", f"{_APART.sub('', issue)}-")
    return any(f"{one}-".startswith(names) or is_below(issue, one) for one in lexicon.purged_ids)


def withdrawal(found: Bulletin, lexicon: Lexicon) -> Withdrawal:
    """Take what was withdrawn out of a bulletin: out of what was read. The same bulletin where that is nothing."""
    if not may_concern(lexicon, found.issue.id):
        return Withdrawal(found)
    bulletin = plain(found.printed or found)
    names, ids = _names(bulletin), lexicon.purged_ids
    whole = any(purged_as(name, ids) for name in names)
    fixed = corrected(bulletin, lexicon.corrections).bulletin
    own = bulletin.issue.id

    def is_gone(one: str) -> bool:
        return whole or any(f"{name}{one.removeprefix(own)}" in ids for name in names)

    now = {article.id for article in fixed.articles}
    joined = [article for article in bulletin.articles if article.id not in now]
    parts = [article for article in joined if is_gone(article.id)]
    gone = (*(a for a in fixed.articles if is_gone(a.id)), *parts)
    kept = [_without(a, parts) for a in fixed.articles if not is_gone(a.id)]
    if not gone and not whole:
        return Withdrawal(found)
    ids_joined = tuple(a.id for a in joined if a not in parts)
    of_it = (c for c in lexicon.corrections if f"{c.id}-".startswith(f"{own}-"))
    quoting = frozenset(c.digest for c in of_it if _quotes(c, gone, kept))
    return Withdrawal(_left(bulletin, fixed, kept, gone) if kept else None, gone, ids_joined, quoting)


def withdrawn_ids(bulletin: Bulletin, found: Withdrawal) -> tuple[str, ...]:
    """What was withdrawn of a bulletin, by ids: the articles, or the issue as a whole."""
    return tuple(article.id for article in found.gone) if found.bulletin is not None else (bulletin.issue.id,)


def as_printed(bulletin: Bulletin, ids: Iterable[str]) -> tuple[str, ...]:
    """Ids of its articles, or its own, as they are made of what is printed, whichever version has the plain id."""
    own, plain_id = bulletin.issue.id, bulletin.plain or bulletin.issue.id
    return tuple(plain_id + one.removeprefix(own) for one in ids)


def _names(bulletin: Bulletin) -> set[str]:
    """The ids that its issue may have been withdrawn under: which version has the plain one may have changed since."""
    plain_id = bulletin.plain or bulletin.issue.id
    return {bulletin.issue.id, plain_id, version_id(plain_id, text_hash(bulletin))}


def _without(article: Article, joined: Iterable[Article]) -> Article:
    """An article without those that staff joined to it and withdrew."""
    paragraphs = list(article.paragraphs)
    for paragraph in (text for one in joined for text in (one.title, *one.paragraphs)):
        if paragraph in paragraphs:
            del paragraphs[len(paragraphs) - 1 - paragraphs[::-1].index(paragraph)]
    return replace(article, paragraphs=tuple(paragraphs))


def _left(printed: Bulletin, fixed: Bulletin, kept: Sequence[Article], gone: Sequence[Article]) -> Bulletin:
    """The bulletin of what is kept: titles, sections and dates as they were read, paragraphs where staff put them."""
    read = {article.id: article for article in printed.articles}
    articles = tuple(
        replace(read.get(a.id, a), position=n, paragraphs=a.paragraphs, date=printed.issue.date)
        for n, a in enumerate(kept, start=1)
    )
    told = _Told.of(gone, (read[a.id] for a in gone if a.id in read), articles, printed)
    titles = {article.title for article in articles}
    sections = (replace(s, titles=tuple(t for t in s.titles if not told.says(t))) for s in printed.sections)
    masthead = "\n".join(line for line in (printed.masthead or "").split("\n") if not told.says(line))
    return replace(
        printed,
        articles=articles,
        sections=tuple(sections),
        masthead=masthead or None,
        loose=tuple(t for t in fixed.loose if (t in printed.loose or t not in titles) and not told.says(t)),
        warnings=tuple(w for w in printed.warnings if not told.quotes(w.message)),
        corrections=tuple(c for c in printed.corrections if not _quotes(c, gone, articles)),
        withdrawn=tuple(sorted({*printed.withdrawn, *(a.id for a in gone)})),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of withdrawn articles, squeezed."""

    titles: frozenset[str]
    lines: frozenset[str]  # their paragraphs, and what of the text words their titles otherwise
    quoted: tuple[str, ...]  # as warnings quote it

    @classmethod
    def of(
        cls, gone: Iterable[Article], read: Iterable[Article], kept: Iterable[Article], printed: Bulletin
    ) -> "_Told":
        gone = (*gone, *read)
        titles = {a.title for a in gone if a.title} - {a.title for a in kept}
        paragraphs = {p for a in gone for p in a.paragraphs}
        quoted = (*(f"“{title}”" for title in titles), *(f"“{p[:_QUOTED]}”" for p in paragraphs))
        messages = [squeeze(w.message) for w in printed.warnings if any(q in w.message for q in quoted)]
        other = {form for line in printed.loose if (form := squeeze(line)) and any(form in m for m in messages)}
        forms = frozenset(map(squeeze, titles))
        return cls(forms, frozenset(map(squeeze, paragraphs)) | other, quoted)

    def says(self, line: str) -> bool:
        """Whether a line of no article is one of theirs."""
        return squeeze(line) in self.titles or squeeze(line) in self.lines

    def quotes(self, message: str) -> bool:
        return any(quoted in message for quoted in self.quoted)


def _quotes(correction: Correction, gone: Iterable[Article], kept: Iterable[Article]) -> bool:
    """Whether a correction is about withdrawn articles, or words them: it can be carried out no more."""
    gone, kept = list(gone), list(kept)
    if correction.id in {a.id for a in gone}:
        return True
    titles = {squeeze(a.title) for a in gone} - {squeeze(a.title) for a in kept}
    if titles & {squeeze(correction.title), squeeze(correction.value)} - {""}:
        return True
    start = squeeze(correction.paragraph)
    return bool(start) and _begins(start, gone) and not _begins(start, kept)


def _begins(start: str, articles: Iterable[Article]) -> bool:
    return any(squeeze(p).startswith(start) for article in articles for p in article.paragraphs)
