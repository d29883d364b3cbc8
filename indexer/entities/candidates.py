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
from indexer.entities.words import placed, tagged
from search.fold import HAN

PADDING = " \t\u3000\xa0"
_MIDDLE_DOT = "·•‧・･．"
_OUTLANDISH = re.compile(rf"[{HAN}]{{1,8}}(?:[{_MIDDLE_DOT}][{HAN}]{{1,8}})+")
_OUTLANDISH_END = re.compile(_OUTLANDISH.pattern + r"\Z")
# Words of one character that end a name written by sound, where most characters may stand.
_CLEAR = frozenset(
    "的了着过在是和与及同或对向到由从给把将被让请受为随跟并也还又都就却但而该这其时后等每说管看听问讲做找走坐站拿教学想送用带领"
)
_CONNECTIVES = frozenset("和与及同对向由从在")  # 王强向会议, not 王强向
_HAN_RUN = re.compile(rf"[{HAN}]*")
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
    tiers.update({char: AMBIGUOUS for char in _CONNECTIVES if char in tiers})
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


def is_outlandish(name: str) -> bool:
    """Whether a name is written by sound, in parts: 古丽娜尔·艾山."""
    return any(dot in name for dot in _MIDDLE_DOT)


def names_at(text: str, start: int, end: int | None = None) -> list[Candidate]:
    """The spans from `start`, to `end` if given, that may be a name, best first."""
    if outlandish := _outlandish_at(text, start):
        return [outlandish]
    found = []
    for surname in (text[start : start + 2], text[start : start + 1]):
        if surname not in surnames():
            continue
        begin = start + len(surname)
        if padded := _padded(text, start, begin, surname):
            found.append(padded)
        for length in (2, 1):
            given = text[begin : begin + length]
            if (
                end in (None, begin + length)
                and len(given) == length
                and all(_HAN_CHARACTER.match(char) for char in given)
            ):
                found.append(_candidate(text, start, begin + length, surname, given))
    found = [c for c in found if not is_vetoed(c.name, len(surname_of(c.name)))]
    return sorted(found, key=lambda c: -c.score)


def names_until(text: str, end: int) -> list[Candidate]:
    """The spans that end at `end` (where a post begins) and may be a name, best first."""
    found: list[Candidate] = []
    for start in range(max(0, end - 8), end - 1):
        if text[start] in surname_class() and not inside_word(text, start):
            found.extend(c for c in names_at(text, start, end) if c.end == end)
    if is_outlandish(text[max(0, end - 9) : end]) and (foreign := _outlandish_until(text, end)):
        found.append(foreign)
    return sorted(found, key=lambda c: (-c.score, c.start))


def inside_word(text: str, start: int) -> bool:
    """Whether what begins at `start` would begin in the middle of a word of the border list: 担|任财政部长, 确|保安."""
    return start > 0 and text[start - 1 : start + 1] in _two_characters()


@cache
def _two_characters() -> frozenset[str]:
    lists = sections("predicates.txt")
    return frozenset(word for word in (*lists["any"], *lists["after"]) if len(word) == 2)


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
    window = _HAN_RUN.match(text, start, start + 10)
    run = window[0] if window else ""
    complete = True
    if end >= len(text) or not _HAN_CHARACTER.match(text[end]):
        score += AT_END
    elif follower := after().match(text, end) or _long_followers().match(text, end):
        covering = _long_followers().match(text, end - 1)  # 贺庆|作报告, not 贺庆作|报告
        score += FOLLOWED - (3 if covering and covering.end() >= follower.end() else 0)
        score -= 4 if text[end - 1] in _CONNECTIVES else 0
    elif _followers().match(text, end):
        score += FOLLOWED - 1 - _cuts_verb(text, end)
    else:
        complete = False
        score += (AT_BORDER if _is_border(run, end - start) else -2) - _cuts_verb(text, end)
    if len(run) > 1:
        score -= word_penalty(surname, given, tagged(run))
    return Candidate(start, end, surname + given, score, complete)


def _cuts_verb(text: str, end: int) -> int:
    """How likely the last character belongs to what follows: 石磊|算过, 王䶮|分别就."""
    if _long_followers().match(text, end - 1):
        return 3
    if text[end - 1] in _CONNECTIVES:
        return 4
    return 2 if _followers().match(text, end - 1) and not _is_usual(text[end - 1]) else 0


def _is_border(run: str, length: int) -> bool:
    return length == 0 or any(end == length for _, end, _ in placed(run))


def _outlandish_until(text: str, end: int) -> Candidate | None:
    """A name with · that ends at `end`; its first part begins after the last word of the border list, or a post."""
    lowest = max(0, end - 24)
    match = _OUTLANDISH_END.search(text[lowest:end])
    if not match:
        return None
    start = lowest + match.start()
    first = re.split(f"[{_MIDDLE_DOT}]", match[0])[0]
    for border in (*_followers().finditer(first), *before().finditer(first)):
        if len(border[0]) > 1 or border[0] in _CLEAR:
            start = max(start, lowest + match.start() + border.end())
    return None if text[start] in _MIDDLE_DOT else Candidate(start, end, text[start:end], COMPOUND + AT_END, True)


def _outlandish_at(text: str, start: int) -> Candidate | None:
    """古丽娜尔·艾山: the last part ends where a word of the border list begins."""
    match = _OUTLANDISH.match(text, start)
    if not match or before().search(re.split(f"[{_MIDDLE_DOT}]", match[0])[0]):
        return None  # 站站长古丽娜尔·艾山 begins with a post
    last = max(text.rfind(dot, start, match.end()) for dot in _MIDDLE_DOT) + 1
    end = match.end()
    for stop in range(last + 2, match.end()):
        word = _followers().match(text, stop)
        if after().match(text, stop) or (word and (len(word[0]) > 1 or word[0] in _CLEAR)):
            end = stop
            break
    return Candidate(start, end, text[start:end], COMPOUND + FOLLOWED, True)
