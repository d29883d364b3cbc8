"""What makes a span a person: a post or role beside it, a verb of saying, a byline, or company in an enumeration.

`names_in` gives the names a text establishes; where else they stand, and with which posts, is `linking`'s question.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from indexer.entities.candidates import (
    PADDING,
    PLAIN,
    Candidate,
    inside_word,
    is_outlandish,
    names_at,
    names_until,
    surname_class,
    surname_of,
    surnames,
    usual_characters,
)
from indexer.entities.data import alternation, sections
from indexer.entities.posts import after, before, head_ending_at, left_strength, post_before, role
from indexer.entities.words import tagged
from search.fold import HAN

# How much of a candidate's score each kind of evidence asks for.
_BESIDE_POST = 4
_BEFORE_POST = 8  # left border counted
_BESIDE_ROLE = 6
_WEAK = 7
_IN_COMPANY = 6

_SEPARATOR = re.compile(r"[、和与及]|以及")
_BYLINE = re.compile(r"[（(]([^（）()\n]{2,40})[）)][ \t\u3000]*$", re.MULTILINE)
_APPOSITION = re.compile(r"[（(]([^（）()\n]{2,30})[）)]")
_VITA = re.compile(r"[，,][男女][，,。]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that evidence makes a name."""

    start: int
    end: int
    name: str
    complete: bool  # see Candidate


@cache
def _name_after(words: str) -> re.Pattern[str]:
    name = rf"(?:[{surname_class()}]|[{HAN}]{{1,8}}[·•‧・･．])"
    return re.compile(rf"(?:{words})[{PADDING}]{{0,2}}(?={name})")


@cache
def _say() -> re.Pattern[str]:
    return re.compile(alternation(sections("predicates.txt")["say"]))


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(sections('posts.txt')['label'])})[{PADDING}]*[：:/／][{PADDING}]*")


def names_in(text: str) -> list[Finding]:
    """The names for which `text` gives evidence, in no particular order."""
    found: dict[tuple[int, int], Finding] = {}
    for kind in (_before_name, _after_name, _role, _saying, _bylines, _apposition):
        for c in kind(text):
            found.setdefault((c.start, c.end), Finding(c.start, c.end, c.name, c.complete))
    for finding in tuple(found.values()):
        for c in _company(text, finding):
            found.setdefault((c.start, c.end), Finding(c.start, c.end, c.name, c.complete))
    return list(found.values())


def certain_names(findings: Iterable[Finding]) -> set[str]:
    """The names of the findings. Of 王强 and 王强主 the one that was seen with a sure right border stands."""
    complete: Counter[str] = Counter()
    for finding in findings:
        complete[finding.name] += finding.complete
    names = set(complete)
    for name in sorted(names):
        shorter = name[:-1]
        if shorter in names:
            names.discard(shorter if complete[name] > complete[shorter] else name)
    return names


def _before_name(text: str) -> Iterator[Candidate]:
    """省民政厅副厅长单立群."""
    for match in _name_after(before().pattern).finditer(text):
        if inside_word(text, match.start()):
            continue
        best = next(iter(names_at(text, match.end())), None)
        if best and _is_believable(best, _BESIDE_POST) and (best.complete or text[match.end() - 1] not in PADDING):
            yield best


def _after_name(text: str) -> Iterator[Candidate]:
    """许怀远书记. Of two spans the one with the better left border; of equals the longer."""
    for match in after().finditer(text):
        if match.start() < 2:
            continue
        ranked = [
            (c.score + left, len(c.name), c)
            for c in names_until(text, match.start())
            if (left := left_strength(text, c.start))
            and surnames().get(surname_of(c.name), 0) > PLAIN
            or not _is_word(c.name[len(surname_of(c.name)) :])
        ]
        if ranked:
            score, _, best = max(ranked, key=lambda item: item[:2])
            if score >= _BEFORE_POST and _is_believable(best, 0):
                yield best


def _role(text: str) -> Iterator[Candidate]:
    """志愿者邱明: the word before is everyday language, so the name must be a plain one."""
    for match in _name_after(role().pattern).finditer(text):
        best = next(iter(names_at(text, match.end())), None)
        if best and best.complete and _is_plain(best, _BESIDE_ROLE):
            yield best


def _saying(text: str) -> Iterator[Candidate]:
    """，贺庆元介绍: at the beginning of a clause."""
    for match in _say().finditer(text):
        for candidate in names_until(text, match.start()):
            if left_strength(text, candidate.start) == 3 and _is_plain(candidate, _WEAK):
                yield candidate
                break


def _is_believable(candidate: Candidate, needed: int) -> bool:
    """Enough beside a post; an everyday character as surname needs more: 社工和快递员 names nobody."""
    surname = surname_of(candidate.name)
    if surname and surnames()[surname] < PLAIN:
        return candidate.score >= needed + 2 and not _is_word(candidate.name[len(surname) :])
    return candidate.score >= needed


def _is_word(given: str) -> bool:
    words = tagged(given)
    return len(given) == 2 and len(words) == 1 and not words[0][1].startswith(("nr", "ns", "nz"))


def _is_plain(candidate: Candidate, needed: int) -> bool:
    """A usual surname with usual characters that form no word by themselves."""
    surname = surname_of(candidate.name)
    if is_outlandish(candidate.name):
        return True
    word = _is_word(candidate.name[len(surname) :])
    tier = surnames().get(surname, 0)
    return candidate.score >= needed and tier >= PLAIN and usual_characters(candidate.name) and not word


def _bylines(text: str) -> Iterator[Candidate]:
    """编辑：张三　李四, and （某区民政局 张三） at the end of a paragraph."""
    for match in _label().finditer(text):
        yield from _row_of_names(text, match.end(), len(text))
    for match in _BYLINE.finditer(text):
        pieces = list(re.finditer(rf"[^{PADDING}、，,：:]+", match[1]))
        for piece in pieces[1:] if len(pieces) > 1 else pieces:
            start, end = match.start(1) + piece.start(), match.start(1) + piece.end()
            for candidate in names_at(text, start):
                if candidate.end == end and _is_plain(candidate, _WEAK):
                    yield candidate


def _row_of_names(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Whole names with spaces or 、 between them."""
    while start < end:
        candidate = next((c for c in names_at(text, start) if c.complete and c.score >= _BESIDE_POST), None)
        if candidate is None:
            return
        yield candidate
        gap = re.compile(rf"[{PADDING}、，,]+").match(text, candidate.end)
        if gap is None:
            return
        start = gap.end()


def _apposition(text: str) -> Iterator[Candidate]:
    """张三（市民政局局长）, and 张三，男，."""
    for match in _APPOSITION.finditer(text):
        if any(head.end() == len(match[1]) for head in before().finditer(match[1])):
            yield from _clause_name(text, match.start())
    for match in _VITA.finditer(text):
        yield from _clause_name(text, match.start())


def _clause_name(text: str, end: int) -> Iterator[Candidate]:
    for candidate in names_until(text, end):
        if left_strength(text, candidate.start) >= 2 and candidate.score >= _WEAK:
            yield candidate
            return


def _company(text: str, finding: Finding) -> Iterator[Candidate]:
    """The names in a row with one that is sure: 县领导张三、李四, 王五和赵六; 钱七、市民政局科长孙八."""
    end = finding.end
    while separator := _SEPARATOR.match(text, end):
        found = next((c for c in names_at(text, separator.end()) if c.complete and c.score >= _IN_COMPANY), None)
        if found is None or not usual_characters(found.name):
            break
        yield found
        end = found.end
    start = finding.start
    head = head_ending_at(text, start)
    if head is not None:
        start = post_before(text, head, start)[0]
    while start > 0 and text[start - 1] == "、":
        ahead = [c for c in names_until(text, start - 1) if c.score >= _IN_COMPANY]
        if not ahead or left_strength(text, ahead[0].start) < 2 or not usual_characters(ahead[0].name):
            break
        yield ahead[0]
        start = ahead[0].start
