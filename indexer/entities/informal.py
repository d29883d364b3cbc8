"""People whom a text calls by less than a full name: 叶婆婆, 张大爷, 王先生, 老周, 小林. Kept apart from persons.

Who is meant outside the article nobody knows, so they have no key, no facet and no page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from indexer.entities.candidates import AMBIGUOUS, surnames
from indexer.entities.data import alternation, sections
from indexer.entities.posts import left_strength
from search.fold import HAN
from search.model import Informal, Mention, Part, Person

_HAN_AT_END = re.compile(rf"[{HAN}]\Z")


def informal_in(parts: Sequence[tuple[Part, str, str]], people: Iterable[Person]) -> tuple[Informal, ...]:
    """Those of an article's parts (which, as printed, folded) in no person's name, in the order of first mention."""
    taken = {(m.part, at) for person in people for m in person.mentions for at in range(m.start, m.end)}
    found: dict[str, list[Mention]] = {}
    for part, printed, text in parts:
        for start, end in sorted((*_by_address(text), *_by_first(text))):
            within = start and _HAN_AT_END.search(text[start - 1 : start])
            if (within and left_strength(text, start) < 2) or any((part, at) in taken for at in range(start, end)):
                continue
            found.setdefault(text[start:end], []).append(Mention(part, start, end, printed[start:end]))
    return tuple(Informal(mentions[0].text, tuple(mentions)) for mentions in found.values())


def _by_address(text: str) -> Iterator[tuple[int, int]]:
    """叶婆婆, 王先生, 李叔|说: looked up by the address, which is rarer than surnames are."""
    for match in _address().finditer(text):
        for size in (2, 1):
            start = match.start() - size
            if start >= 0 and text[start : match.start()] in _likely():
                yield start, match.end()
                break


def _by_first(text: str) -> Iterator[tuple[int, int]]:
    """老周|说."""
    return (match.span() for match in _first().finditer(text))


@cache
def _likely() -> frozenset[str]:
    return frozenset(surname for surname, tier in surnames().items() if tier > AMBIGUOUS)


@cache
def _behind() -> str:
    predicates = sections("predicates.txt")
    verbs = (*predicates["say"], *(word for word in predicates["any"] if len(word) > 1))
    return f"(?=[^{HAN}]|$|{alternation(verbs)})"


@cache
def _address() -> re.Pattern[str]:
    lists = sections("informal.txt")
    return re.compile(f"{alternation(lists['long'])}|{alternation(lists['short'])}{_behind()}")


@cache
def _first() -> re.Pattern[str]:
    single = "".join(sorted(surname for surname in _likely() if len(surname) == 1))
    return re.compile(f"[老小阿][{single}]{_behind()}")
