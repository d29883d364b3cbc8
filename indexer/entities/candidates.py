"""Where a personal name may stand: spans that begin with a surname, scored by their characters and their right border.

A score says how name-like a span is by itself; how much is needed depends on the evidence beside it (a post, a verb of
saying, an enumeration), which `evidence` knows.
"""

import re
from dataclasses import dataclass
from functools import cache

from indexer.entities.data import alternation, sections
from indexer.entities.posts import after, before
from indexer.entities.vetoes import is_vetoed, word_penalty
from indexer.entities.words import tagged
from search.fold import HAN

PADDING = " \t\u3000\xa0"
_MIDDLE_DOT = "·•‧・･．"
_OUTLANDISH = re.compile(rf"[{HAN}]{{1,8}}(?:[{_MIDDLE_DOT}][{HAN}]{{1,8}})+")
_HAN_CHARACTER = re.compile(rf"[{HAN}]")

COMMON, PLAIN, AMBIGUOUS, COMPOUND = 3, 2, 0, 4
FOLLOWED, AT_END, AT_BORDER = 3, 3, 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a name."""

    start: int
    end: int
    name: str  # without padding
    score: int
    complete: bool  # what follows cannot belong to it: punctuation, a post, a word of the border list


@cache
def surnames() -> dict[str, int]:
    """Surname -> how much it speaks for a name."""
    lists = sections("surnames.txt")
    tiers = {char: COMMON for char in "".join(lists["common"])}
    tiers.update({char: PLAIN for char in "".join(lists["plain"]) if char not in tiers})
    for char in "".join(lists["ambiguous"]):
        tiers[char] = min(tiers.get(char, PLAIN), PLAIN) if char in "".join(lists["common"]) else AMBIGUOUS
    tiers.update({surname: COMPOUND for surname in lists["compound"]})
    return tiers


@cache
def surname_class() -> str:
    """The first characters of all surnames, for a character class."""
    return "".join(sorted({surname[0] for surname in surnames()}))


@cache
def _usual() -> frozenset[str]:
    return frozenset("".join(sections("given.txt")["usual"]))


@cache
def _followers() -> re.Pattern[str]:
    lists = sections("predicates.txt")
    return re.compile(alternation((*lists["any"], *lists["after"], *lists["say"])))


@cache
def _long_followers() -> re.Pattern[str]:
    lists = sections("predicates.txt")
    return re.compile(alternation(w for s in ("any", "after", "say") for w in lists[s] if len(w) > 1))


def usual_characters(name: str) -> bool:
    """Whether each character of the given name is found in many names, or in little else."""
    return all(_is_usual(char) for char in name[len(surname_of(name)) :])


@cache
def _is_usual(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True  # 䶮, 喆, 堃: a character too rare for the everyday set stands in names
    return char in _usual()


def surname_of(name: str) -> str:
    """The surname a name begins with, "" if none."""
    for length in (2, 1):
        if name[:length] in surnames() and len(name) > length:
            return name[:length]
    return ""


def names_at(text: str, start: int) -> list[Candidate]:
    """The spans from `start` that may be a name, best first."""
    if outlandish := _outlandish_at(text, start):
        return [outlandish]
    found = []
    for surname in {text[start : start + 2], text[start : start + 1]} & surnames().keys():
        begin = start + len(surname)
        if padded := _padded(text, start, begin, surname):
            found.append(padded)
        for length in (2, 1):
            given = text[begin : begin + length]
            if len(given) == length and all(_HAN_CHARACTER.match(char) for char in given):
                found.append(_candidate(text, start, begin + length, surname, given))
    found = [c for c in found if not is_vetoed(c.name, len(surname_of(c.name)))]
    return sorted(found, key=lambda c: -c.score)


def names_until(text: str, end: int) -> list[Candidate]:
    """The spans that end at `end` (where a post begins) and may be a name, best first."""
    found = []
    for start in range(max(0, end - 8), end - 1):
        if text[start : start + 1] in surname_class():
            found.extend(c for c in names_at(text, start) if c.end == end)
    if match := re.search(rf"[{HAN}]{{1,8}}(?:[{_MIDDLE_DOT}][{HAN}]{{1,8}})+\Z", text[max(0, end - 24) : end]):
        start = max(0, end - 24) + match.start()
        if not before().search(match[0]):
            found.append(Candidate(start, end, match[0], COMPOUND + AT_END, True))
    return sorted(found, key=lambda c: (-c.score, c.start))


def _padded(text: str, start: int, begin: int, surname: str) -> Candidate | None:
    """王　强: one character, padded to the width of a longer name; the character after it must not go on."""
    end = begin
    while end < len(text) and text[end] in PADDING:
        end += 1
    if not begin < end <= begin + 4 or end >= len(text) or not _HAN_CHARACTER.match(text[end]):
        return None
    candidate = _candidate(text, start, end + 1, surname, text[end])
    return candidate if candidate.complete else None


def _candidate(text: str, start: int, end: int, surname: str, given: str) -> Candidate:
    score = surnames()[surname] + sum(_is_usual(char) for char in given) + (len(surname + given) > 2)
    window = re.match(rf"[{HAN}]*", text[start : start + 10])
    run = window[0] if window else ""
    complete = True
    if end >= len(text) or not _HAN_CHARACTER.match(text[end]):
        score += AT_END
    elif after().match(text, end) or _long_followers().match(text, end):
        score += FOLLOWED
    elif _followers().match(text, end):
        score += FOLLOWED - 1
    else:
        complete = False
        score += AT_BORDER if _is_border(run, end - start) else -2
    if len(run) > 1:
        score -= word_penalty(surname, given, tagged(run))
    return Candidate(start, end, surname + given, score, complete)


def _is_border(run: str, length: int) -> bool:
    position = 0
    for word, _ in tagged(run):
        if position == length:
            return True
        position += len(word)
    return position == length


def _outlandish_at(text: str, start: int) -> Candidate | None:
    """古丽娜尔·艾山: the last part ends where a word of the border list begins."""
    match = _OUTLANDISH.match(text, start)
    if not match or before().search(re.split(f"[{_MIDDLE_DOT}]", match[0])[0]):
        return None  # 站站长古丽娜尔·艾山 begins with a post
    last = max(text.rfind(dot, start, match.end()) for dot in _MIDDLE_DOT) + 1
    end = match.end()
    for stop in range(last + 2, match.end()):
        if _long_followers().match(text, stop) or after().match(text, stop):
            end = stop
            break
    else:
        for stop in range(last + 2, match.end()):
            if _followers().match(text, stop):
                end = stop
                break
    return Candidate(start, end, text[start:end], COMPOUND + FOLLOWED, True)
