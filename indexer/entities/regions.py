"""Places and organizations of a text, with offsets: known places, and the rest by their last characters.

Places of the lexicon count anywhere, national divisions where they are words. Of the rest a place or unit is believed
only where a clause, a word of the border list or another place ends before it: 走访|柳湾街道, 望江区|鼓楼街道. Precise
rather than greedy.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from indexer.entities.data import alternation, sections
from indexer.entities.divisions import divisions
from indexer.entities.words import tagged
from search.fold import HAN, fold
from search.model import Mention, Organization, Part, Place
from search.names import Lexicon

Span = tuple[int, int]

_ADMIN = "省市县区镇乡州"
_LONGEST = 24
_CONTEXT = 4  # characters around a name that its word borders depend on
# A stem of a place holds no number, no "all", no other level: 全市各县, 三个镇.
_NOT_IN_STEM = re.compile(r"[全各该我本某这那每几两一二三四五六七八九十百千多个省市县区村的和与及]")


def regions_in(
    parts: Sequence[tuple[Part, str, str]], lexicon: Lexicon
) -> tuple[tuple[Place, ...], tuple[Organization, ...]]:
    """The places and organizations of an article's parts (which, as printed, folded), in the order of first mention.

    A place that the lexicon knows carries its name there, whatever the script it is printed in.
    """
    own = _own_places(lexicon)
    names = {**divisions(), **own}
    places: dict[str, list[Mention]] = {}
    organizations: dict[str, list[Mention]] = {}
    for part, printed, text in parts:
        known = [
            match.span()
            for match in _known_places(lexicon).finditer(text)
            if match[0] in own or _is_word(text, *match.span())
        ]
        found_places: set[Span] = set(known)
        found_units: set[Span] = set()
        starts = {start: end for start, end in known}
        for run in _runs(text):
            if not _any_end().search(text, *run):
                continue
            chain = _place_chain(text, run, starts)
            found_places.update(chain)
            found_units.update(_units(text, run, chain, starts))
        for start, end in _outermost(found_places):
            mention = Mention(part, start, end, printed[start:end])
            places.setdefault(names.get(text[start:end], mention.text), []).append(mention)
        for start, end in _outermost(found_units):
            mention = Mention(part, start, end, printed[start:end])
            organizations.setdefault(mention.text, []).append(mention)
    return (
        tuple(Place(name, tuple(mentions)) for name, mentions in places.items()),
        tuple(Organization(name, tuple(mentions)) for name, mentions in organizations.items()),
    )


def _outermost(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order; one inside or across another is left out."""
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            yield start, end
            reached = end


@lru_cache(maxsize=4)
def _own_places(lexicon: Lexicon) -> dict[str, str]:
    return {fold(place.name): place.name for place in lexicon.places}


@lru_cache(maxsize=4)
def _known_places(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(alternation({**divisions(), **_own_places(lexicon)}))


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a word begins and ends there: 广东, but not 江西 in 长江西岸 nor 和平区 in 和平区域."""
    first = max(0, start - _CONTEXT)
    borders = {first}
    position = first
    for word, _ in tagged(text[first : end + _CONTEXT]):
        position += len(word)
        borders.add(position)
    return start in borders and end in borders


@cache
def _borders() -> re.Pattern[str]:
    """What ends a run; group 1 is set where it does, unset for words that hold such a word."""
    predicates, posts = sections("predicates.txt"), sections("posts.txt")
    stops = (*predicates["any"], *predicates["say"], *posts["office"])
    keep = (word for word in predicates["inside"] if word not in posts["office"])
    return re.compile(f"{alternation(keep)}|([^{HAN}]+|{alternation(stops)})")


def _runs(text: str) -> Iterator[Span]:
    """Stretches of Han characters without a word that cannot be in a name of a place or unit."""
    start = 0
    for border in _borders().finditer(text):
        if border[1]:
            if border.start() - start > 1:
                yield start, border.start()
            start = border.end()
    if len(text) - start > 1:
        yield start, len(text)


@cache
def _place() -> re.Pattern[str]:
    return re.compile(f"[{HAN}]{{2,3}}?(?:{alternation(sections('regions.txt')['place'])})")


def _place_chain(text: str, run: Span, known: dict[int, int]) -> list[Span]:
    """Places one after the other from where a run begins: 望江区鼓楼街道."""
    position, end = run
    chain: list[Span] = []
    while position < end:
        stop = known.get(position)
        if stop is None:
            match = _place().match(text, position, end)
            if match is None or not _is_place(match[0]):
                break
            stop = match.end()
        chain.append((position, stop))
        position = stop
    return chain


@lru_cache(maxsize=50_000)
def _is_place(name: str) -> bool:
    suffix = next(s for s in sorted(sections("regions.txt")["place"], key=len, reverse=True) if name.endswith(s))
    stem = name[: -len(suffix)]
    if name.endswith(sections("regions.txt")["notplace"]) and suffix != "社区":
        return False
    if len(stem) < 2 or _NOT_IN_STEM.search(stem):
        return False
    word, tag = tagged(name)[0]
    if tag.startswith(("d", "p", "r", "v", "m", "q", "c", "u")):
        return False
    if len(word) == len(name) or word == stem:
        # Dictionaries call many stems of towns nouns; few everyday words end in 镇, 乡, 县, 街道.
        if tag == "n":
            return word == stem and suffix not in ("市", "区", "村", "省", "社区")
        return not tag.startswith(_PLAIN_TAGS)
    return len(word) == 1 or len(stem) == 2 or tag.startswith(("ns", "nr", "nz"))


# Tags of everyday words; those of names (nr, ns, nt, nz, nrt) are not among them.
_PLAIN_TAGS = ("v", "a", "d", "p", "r", "m", "c", "t", "u", "l", "b", "f", "q", "i", "j", "s")


@cache
def _any_end() -> re.Pattern[str]:
    """The last characters of all places and units: most runs hold none, and need no closer look."""
    lists = sections("regions.txt")
    last = {word[-1] for name in ("unit", "body", "place", "whole") for word in lists[name]}
    return re.compile(f"[{''.join(sorted(last))}]")


@cache
def _unit_end() -> re.Pattern[str]:
    return re.compile(alternation(sections("regions.txt")["unit"]))


@cache
def _body_end() -> re.Pattern[str]:
    return re.compile(alternation(sections("regions.txt")["body"]))


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(alternation(sections("regions.txt")["whole"]))


@cache
def _national() -> re.Pattern[str]:
    return re.compile(alternation(sections("regions.txt")["national"]))


@cache
def _not_unit() -> re.Pattern[str]:
    return re.compile(alternation(sections("regions.txt")["notunit"]))


def _units(text: str, run: Span, chain: list[Span], known: dict[int, int]) -> Iterator[Span]:
    start, end = run
    places = chain or [(a, known[a]) for a in range(start, end) if a in known]
    if places:
        prefix_end = places[-1][1] if chain else places[0][1]
        yield from _longest(text, places[0][0], prefix_end, end, _unit_end())
        return
    if _whole().match(text, start, end):
        yield from _longest(text, start, start + 1, end, _unit_end())
    elif _not_unit().match(text, start, end):
        return
    elif text[start] in _ADMIN or _national().match(text, start, end):
        yield from _longest(text, start, start + 2, end, _unit_end())
    else:
        for span in _longest(text, start, start + 2, end, _body_end()):
            if span[1] - span[0] < 6 or _NOT_IN_STEM.search(text, start, start + 3) or text[start] == "家":
                continue
            if not tagged(text[start : span[1]])[0][1].startswith(_PLAIN_TAGS):
                yield span


def _longest(text: str, start: int, least: int, end: int, ends: re.Pattern[str]) -> list[Span]:
    """The unit from `start` to the last of its possible ends within reach."""
    end = min(end, start + _LONGEST)
    not_end = sections("regions.txt")["notend"]
    stops = [match.end() for match in ends.finditer(text, least, end) if not text.endswith(not_end, start, match.end())]
    if stops:
        reach = _before_verb(text, least, stops[-1])
        stops = [stop for stop in stops if stop <= reach]
    return [(start, stops[-1])] if stops else []


def _before_verb(text: str, start: int, end: int) -> int:
    """Where the first verb begins that does not stand in names of units: 望江区柳湾街道|开出首家租赁站."""
    position = start
    for word, tag in tagged(text[start:end]):
        if tag == "v" and len(word) > 1 and word not in sections("regions.txt")["verbs"]:
            return position
        position += len(word)
    return end
