"""Places and organizations of an issue's articles, with offsets: what each text names, joined by what the issue knows.

The issue knows its own place (我市), short forms of places that it prints in full (望江), and which 市民政局 is meant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.entities.data import alternation
from indexer.entities.divisions import official_names, short_name
from indexer.entities.home import RANKS, Home, Named, defined, home_of, is_everyday
from indexer.entities.linking import Spotted
from indexer.entities.organizations import organizations_of
from indexer.entities.places import Found, own_words, places_of
from indexer.entities.scan import Scan, scan
from search.fold import fold
from search.model import Mention, Organization, Part, Place
from search.names import Lexicon

Texts = Sequence[tuple[Part, str, str]]  # which part, as printed, folded
Regions = tuple[tuple[Place, ...], tuple[Organization, ...]]
Span = tuple[int, int, str]  # start, end, name


@dataclass(frozen=True, slots=True)
class _Read:
    part: Part
    printed: str
    scan: Scan
    places: list[Found]
    units: list[Found]


_VILLAGE = re.compile(r"(.{2,4}村)(?:委会|民委员会)$")


def regions_in(texts: Texts, lexicon: Lexicon) -> Regions:
    """The places and organizations of one article that stands alone."""
    return regions_of((texts,), "", "", lexicon)[0]


def regions_of(articles: Sequence[Texts], masthead: str, sent_to: str, lexicon: Lexicon) -> list[Regions]:
    """The places and organizations of each article, in the order of first mention.

    The masthead tells whose issue it is, the distribution list what else it prints. A place that the lexicon knows
    carries its name there, whatever the script it is printed in.
    """
    own = _own_places(lexicon)
    head, foot = (_read("body", text, fold(text), own) for text in (masthead, sent_to))
    read = [[_read(*text, own) for text in texts] for texts in articles]
    named = [_named(texts) for texts in read]
    everything = [head, foot, *(one for texts in read for one in texts)]
    home = home_of(_issuer(head.places), named, "\n".join(one.scan.text for one in everything), lexicon)
    issue = _Issue(home, "\n".join(one.printed for one in everything), _aliases(everything), _longest(everything))
    return [issue.regions(texts, article) for texts, article in zip(read, named, strict=True)]


def around_people(regions: Regions, people: Iterable[Spotted]) -> Regions:
    """Without what lies in a person's name: 吴忠 may be a city."""
    spans = [(m.part, m.start, m.end) for m in (spotted.mention for spotted in people)]

    def apart(mention: Mention) -> bool:
        return not any(
            part == mention.part
            and start < mention.end
            and mention.start < end
            and end - start >= mention.end - mention.start
            for part, start, end in spans
        )

    def kept(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(filter(apart, mentions))

    places, organizations = regions
    return (
        tuple(replace(place, mentions=left) for place in places if (left := kept(place.mentions))),
        tuple(replace(unit, mentions=left) for unit in organizations if (left := kept(unit.mentions))),
    )


def _issuer(places: Sequence[Found]) -> str | None:
    """The first place of a masthead, the lowest of its chain: 云城区 of 云浮市云城区民政局."""
    for place, following in zip(places, [*places[1:], None], strict=False):
        if following is None or following.start != place.end:
            return place.name
    return None


@lru_cache(maxsize=4)
def _own_places(lexicon: Lexicon) -> Mapping[str, str]:
    names = {fold(place.name): place.name for place in lexicon.places}
    shorts = {fold(short_name(name)): name for name in names.values() if name[-1:] in RANKS}
    return {short: name for short, name in shorts.items() if short and not is_everyday(short)} | names


def _read(part: Part, printed: str, text: str, own: Mapping[str, str]) -> _Read:
    words = scan(text, frozenset(own))
    places = places_of(words, own)
    return _Read(part, printed, words, places, organizations_of(words, places))


def _named(texts: Sequence[_Read]) -> Named:
    title = next((one.scan.text for one in texts if one.part == "title"), "")
    return Named(title, tuple(place.name for one in texts for place in one.places))


def _aliases(texts: Iterable[_Read]) -> dict[str, str]:
    """Short forms that the issue defines: 云浮市民政局(以下简称“市局”)."""
    found: dict[str, str] = {}
    for one in texts:
        for start, short in defined(one.scan.text):
            found.update((short, unit.name) for unit in one.units if unit.end == start)
    return found


def _longest(texts: Iterable[_Read]) -> dict[str, str]:
    """Units that the issue also prints with more places before them: 沙堤镇敬老院 -> 东浦区沙堤镇敬老院."""
    names = {unit.name for one in texts for unit in one.units}
    found: dict[str, str] = {}
    for name in names:
        longer = [o for o in names if o != name and o.endswith(name) and o[: -len(name)].endswith(_RANK_ENDS)]
        if longer:
            found[name] = max(longer, key=len)
    return found


_RANK_ENDS = tuple("省市县区州旗镇乡村道")


@dataclass(frozen=True, slots=True)
class _Issue:
    home: Home
    printed: str  # everything, as long as home.printed
    aliases: Mapping[str, str]
    longest: Mapping[str, str]

    def regions(self, texts: Sequence[_Read], article: Named) -> Regions:
        places: dict[str, list[Mention]] = {}
        units: dict[str, list[Mention]] = {}
        for one in texts:
            for found, spans in ((places, self._places(one, article)), (units, self._units(one, article))):
                for start, end, name in _outermost(spans):
                    found.setdefault(name, []).append(Mention(one.part, start, end, one.printed[start:end]))
        return (
            tuple(Place(self._as_printed(name), tuple(mentions)) for name, mentions in places.items()),
            tuple(Organization(self._as_printed(name), tuple(mentions)) for name, mentions in units.items()),
        )

    def _as_printed(self, name: str) -> str:
        """A folded name in the script that the issue prints it in; an official name stays."""
        if name in official_names() or name in self.home.own_names:
            return name
        at = self.home.printed.find(name)
        return name if at < 0 else self.printed[at : at + len(name)]

    def _places(self, one: _Read, article: Named) -> Iterator[Span]:
        for place in one.places:
            yield place.start, place.end, place.name
        text = one.scan.text
        for start, end, rank in own_words(text):
            if name := self.home.place_of(rank, article):
                yield start, end, name
        yield from self.home.enumerated(text)
        yield from self._short_places(one)
        for unit in one.units:
            if match := _VILLAGE.search(text, _last_place(one, unit), unit.end):
                yield match.start(1), match.end(1), match[1]

    def _short_places(self, one: _Read) -> Iterator[Span]:
        borders: set[int] = set()
        for start, end, name in self.home.short_forms(one.scan.text):
            borders = borders or set(one.scan.starts)
            if start in borders and end in borders:
                yield start, end, name

    def _units(self, one: _Read, article: Named) -> Iterator[Span]:
        at_place = {place.start for place in one.places}
        for unit in one.units:
            headed = unit.start in at_place
            full = unit.name if headed else self.home.full_form(unit.name, article)
            if full is None and (unit.name[0] in "镇乡" or unit.name.startswith("街道")):
                continue  # 镇卫生院 of any of several
            full = full or unit.name
            yield unit.start, unit.end, self.aliases.get(unit.name) or self.longest.get(full, full)
        if self.aliases:
            for match in re.finditer(alternation(self.aliases), one.scan.text):
                yield match.start(), match.end(), self.aliases[match[0]]


def _last_place(one: _Read, unit: Found) -> int:
    """Where a unit's own name begins after the places before it: 石城镇|石塘村委会."""
    return max((place.end for place in one.places if unit.start <= place.start < unit.end), default=unit.start)


def _outermost(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in order; one inside or across another is left out."""
    reached = 0
    for start, end, name in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            yield start, end, name
            reached = end
