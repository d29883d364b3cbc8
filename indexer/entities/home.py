"""What an issue knows of places and units: its own place, short forms of places, which 市民政局 it means."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from indexer.entities.divisions import places_by_name, province_of, short_name
from indexer.entities.words import tagged
from search.fold import fold
from search.names import Lexicon

RANKS = "省市县区州旗"
_LOW = ("镇", "乡", "村", "街道", "社区")
_PREFIX = re.compile(r"([^:：。，,\s]{2,12})[:：]")
_DEFINED = re.compile(r"\((?:以下|下文)?简称:?[\"“‘']?([\u4e00-\u9fff]{2,12})[\"”’']?\)")
_NUMBERED = re.compile(r"(?:等)?(?:[0-9]+|[两二三四五六七八九十几]+)个?(街道|[省市县区镇乡村])")


@dataclass(frozen=True, slots=True)
class Named:
    """What one article names: official or folded names of places in the order of mention, and its title, folded."""

    title: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Home:
    """One issue's knowledge; texts are folded."""

    own: str | None  # the place whose bulletin this is, where masthead, lexicon or frequency tells it
    told: bool  # by the masthead or the lexicon
    places: frozenset[str]  # all that are named
    printed: str  # everything the issue prints, folded
    alone: bool  # one article, no issue: whoever it names is meant
    lexicon: Lexicon = field(repr=False)

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The names that the lexicon gives places."""
        return frozenset(place.name for place in self.lexicon.places)

    def place_of(self, rank: str, article: Named) -> str | None:
        """What 我市, 全县 or 市民政局 of this rank means in an article."""
        before = _prefix_place(article)
        if before and before.endswith(rank):
            return before
        if self.told and self.own and self.own.endswith(rank):
            return self.own
        if rank == "省" and self.own:
            return province_of(self.own)
        here = Counter(name for name in article.places if name.endswith(rank))
        if len(here) == 1 and (self.alone or here.total() > 1):
            return next(iter(here))
        return self.own if self.own and self.own.endswith(rank) else None

    def full_form(self, unit: str, article: Named) -> str | None:
        """市民政局 -> 云浮市民政局, where the issue prints that and no other comes into question."""
        if unit[0] not in RANKS + "镇乡" and not unit.startswith("街道"):
            return None
        rank = "街道" if unit.startswith("街道") else unit[0]
        meant = self.place_of(rank, article)
        rest = unit[len(rank) :]
        if meant and fold(meant) + rest in self.printed:
            return fold(meant) + rest
        if meant and rank in RANKS:
            return None
        full = {fold(name) + rest for name in self.places if name.endswith(rank)}
        full = {name for name in full if name in self.printed}
        return full.pop() if len(full) == 1 and (self.alone or rank not in RANKS) else None

    @cached_property
    def shorts(self) -> Mapping[str, str]:
        """Folded short forms that are no everyday words -> the names: 望江 -> 望江区."""
        return {short: name for short, name in self._all_shorts.items() if name[-1] in RANKS and not is_everyday(short)}

    @cached_property
    def _all_shorts(self) -> Mapping[str, str]:
        names = sorted(self.places | self.own_names)
        found: dict[str, str] = {}
        for name in names:
            short = fold(short_name(name) if name[-1:] in RANKS else _low_stem(name))
            if short and short not in places_by_name():
                found[short] = "" if short in found else name  # of two places it tells neither
        return {short: name for short, name in found.items() if name}

    def short_forms(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where a short form stands. (Looked for one by one: to compile them all would cost more than the text.)"""
        for short, name in self.shorts.items():
            start = text.find(short)
            while start >= 0:
                yield start, start + len(short), name
                start = text.find(short, start + 1)

    def enumerated(self, text: str) -> Iterator[tuple[int, int, str]]:
        """青岭、临溪两县, 下洋等6个村: short forms that the rank after them explains."""
        for match in _NUMBERED.finditer(text) if self._all_shorts else ():
            end = match.start()
            while length := next((n for n in range(2, 7) if self._is_short(text[max(0, end - n) : end], match[1])), 0):
                yield end - length, end, self._all_shorts[text[end - length : end]]
                end -= length + 1
                if text[end : end + 1] not in ("、", "和", "及"):
                    break

    def _is_short(self, short: str, rank: str) -> bool:
        return self._all_shorts.get(short, "").endswith(rank) and short in self._all_shorts


def home_of(issuer: str | None, articles: Sequence[Named], printed: str, lexicon: Lexicon) -> Home:
    """What is known: `issuer` is the place that the masthead names."""
    told = issuer if issuer and issuer[-1] in RANKS else _root(lexicon, printed)
    places = frozenset(name for article in articles for name in article.places) | ({told} if told else set())
    return Home(told or _most_named(articles), bool(told), places, printed, len(articles) == 1, lexicon)


def _root(lexicon: Lexicon, printed: str) -> str | None:
    """The one place of the lexicon that others lie in and that lies in none, if the issue prints any of them."""
    if not any(fold(short_name(place.name) or place.name) in printed for place in lexicon.places):
        return None
    above = {place.parent for place in lexicon.places if place.parent}
    roots = [place.name for place in lexicon.places if not place.parent and place.name in above]
    return roots[0] if len(roots) == 1 else None


def _most_named(articles: Sequence[Named]) -> str | None:
    """The 市 that more articles name than any other, if at least half of the articles name it."""
    below = {_prefix_place(article) for article in articles}  # 临溪县：…
    counts = Counter(name for one in articles for name in set(one.places) - below if name.endswith("市"))
    top = counts.most_common(2)
    if not top or top[0][1] * 2 < len(articles) or (len(top) > 1 and top[1][1] == top[0][1]):
        return None
    return top[0][0]


def _prefix_place(article: Named) -> str | None:
    """The place that the title begins with: 临溪县：…"""
    match = _PREFIX.match(article.title)
    return next((name for name in article.places if match and fold(name) == match[1]), None)


def _low_stem(name: str) -> str:
    stem = next((name[: -len(end)] for end in _LOW if name.endswith(end)), "")
    return stem if len(stem) > 1 else ""


def is_everyday(short: str) -> bool:
    """Whether it is an everyday word: 新兴, 和平."""
    words = tagged(short)
    return len(words) == 1 and words[0][1] != "ns"


def defined(text: str) -> Iterable[tuple[int, str]]:
    """(以下简称“省厅”): where it begins, and the short form."""
    return ((match.start(), match[1]) for match in _DEFINED.finditer(text))
