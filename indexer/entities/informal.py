"""People whom a text calls by less than a full name: 叶婆婆, 张大爷, 王先生, 老周, 小林. Kept apart from persons.

Who is meant outside the article nobody knows, so they have no key, no facet and no page.
"""

import re
from collections.abc import Iterable, Sequence
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
        for match in _address().finditer(text):
            start, end = match.span()
            within = start and _HAN_AT_END.search(text[start - 1 : start])
            if (within and left_strength(text, start) < 2) or not taken.isdisjoint(
                (part, at) for at in range(start, end)
            ):
                continue
            found.setdefault(match[0], []).append(Mention(part, start, end, printed[start:end]))
    return tuple(Informal(mentions[0].text, tuple(mentions)) for mentions in found.values())


@cache
def _address() -> re.Pattern[str]:
    lists = sections("informal.txt")
    likely = [surname for surname, tier in surnames().items() if tier > AMBIGUOUS]
    single = "".join(surname for surname in likely if len(surname) == 1)
    predicates = sections("predicates.txt")
    verbs = (*predicates["say"], *(word for word in predicates["any"] if len(word) > 1))
    short = rf"{alternation(likely)}{alternation(lists['short'])}|[老小阿][{single}]"
    return re.compile(
        rf"{alternation(likely)}{alternation(lists['long'])}|(?:{short})(?=[^{HAN}]|$|{alternation(verbs)})"
    )
