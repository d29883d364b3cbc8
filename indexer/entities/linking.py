"""Established names -> persons: every mention in a text with the post printed at it, and 单副厅长 to its name.

Names are established by the whole issue; a person's posts are those of one article. Everything is compared folded
(單立羣 is 单立群), and given as printed; folding keeps offsets.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indexer.entities.candidates import PADDING, names_at, surname_of
from indexer.entities.data import sections
from indexer.entities.evidence import Finding
from indexer.entities.posts import (
    Span,
    after,
    head_ending_at,
    is_address,
    is_shared,
    left_strength,
    post_before,
    unit_before,
)
from search.fold import fold
from search.model import Mention, Part, Person
from search.names import Lexicon, person_key, person_name


@dataclass(frozen=True, slots=True)
class Spotted:
    """A mention with what is printed beside it."""

    mention: Mention
    name: str  # folded, without padding
    printed: str  # the name as printed, without padding; "" where only the surname is printed
    post: str


@dataclass(slots=True)
class Names:
    """The names of an issue and the posts they were seen with."""

    established: frozenset[str]
    pattern: re.Pattern[str]
    posts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def by_surname(self) -> dict[str, list[str]]:
        """Those seen with a post, by surname."""
        groups: dict[str, list[str]] = defaultdict(list)
        for name in self.posts:
            groups[surname_of(name)].append(name)
        groups.pop("", None)
        return groups


def establish(findings: Iterable[Finding], lexicon: Lexicon) -> Names:
    """The names found in a whole issue, and those that staff listed, without those that they forbade."""
    listed = (fold(n) for entry in lexicon.people if not entry.status for n in (entry.name, *entry.aliases))
    names = {name for name in (*(f.name for f in findings), *listed) if not lexicon.is_forbidden(name)}
    padded = (rf"{re.escape(n[0])}[{PADDING}]{{1,3}}{re.escape(n[1])}" for n in names if len(n) == 2)
    # The longest first. Used for one issue: as a tree, which is matched faster, it would take longer to compile.
    longest = sorted(map(re.escape, sorted(names)), key=len, reverse=True)
    pattern = "|".join((*longest, *padded)) if names else "(?!)"
    return Names(frozenset(names), re.compile(pattern))


def spot(printed: str, text: str, part: Part, names: Names) -> list[Spotted]:
    """Every mention of an established name with its post; `text` is `printed` folded. Remembers posts in `names`."""
    found: list[Spotted] = []
    shared, next_start = "", -1  # a post that the next name in a row may share, and where that name would begin
    for match in names.pattern.finditer(text):
        start, end = match.span()
        name = match[0].translate(_UNPADDED)
        if len(name) == 2 and not _stands_alone(text, match):
            continue
        spans, stands_before = _post_at(text, start, end)
        post = "".join(printed[a:b] for a, b in spans)
        if not post and next_start == start:
            post, stands_before = shared, True
        shared, next_start = "", -1
        if stands_before and is_shared(fold(post)) and text[end : end + 1] == "、":
            shared, next_start = post, end + 1
        if post:
            names.posts[name].add(fold(post))
        mention = Mention(part, start, end, printed[start:end])
        found.append(Spotted(mention, name, mention.text.translate(_UNPADDED), post))
    return found


_ASIDE = re.compile(r"[（(]([^（）()\n]{2,30})[）)]")
_ALONE = 4
_UNPADDED = {ord(char): None for char in PADDING}


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a two-character name is not the beginning of a longer word."""
    scores = [c.score for c in names_at(text, match.start()) if c.end == match.end()]
    return not scores or max(scores) >= _ALONE  # none: a surname that only staff know


def _post_at(text: str, start: int, end: int) -> tuple[tuple[Span, ...], bool]:
    """Where the post at a name is printed, in pieces, and whether it stands before the name."""
    left = start
    while left > 0 and start - left < 2 and text[left - 1] in PADDING:
        left -= 1
    head = head_ending_at(text, left)
    if head is not None:
        return (post_before(text, head, left),), True
    aside = _ASIDE.match(text, end)
    if aside and head_ending_at(aside[1], len(aside[1])) is not None:
        return (aside.span(1),), False
    match = after().match(text, end)
    if match and not is_address(match[0]):
        unit = unit_before(text, start)
        return ((unit, match.span()) if unit else (match.span(),)), False
    return (), False


def spot_surnames(printed: str, text: str, part: Part, names: Names, taken: Sequence[Spotted]) -> list[Spotted]:
    """单副厅长, 李书记: a surname with a post, where one established name alone fits both."""
    spans = [(s.mention.start, s.mention.end) for s in taken]
    found = []
    for surname, namesakes in names.by_surname().items():
        for start in _occurrences(surname, text):
            post = after().match(text, start + len(surname))
            if not post or is_address(post[0]) or left_strength(text, start) < 2:
                continue
            if any(a < post.end() and start < b for a, b in spans):
                continue
            fitting = [name for name in namesakes if _fits(post[0], names.posts[name])]
            if len(fitting) == 1:
                mention = Mention(part, start, post.end(), printed[start : post.end()])
                found.append(Spotted(mention, fitting[0], "", printed[post.start() : post.end()]))
    return found


def _occurrences(piece: str, text: str) -> Iterator[int]:
    start = text.find(piece)
    while start >= 0:
        yield start
        start = text.find(piece, start + 1)


def _fits(post: str, known: Iterable[str]) -> bool:
    """Whether `post` can be the short form of one of `known`; 单厅长 may be said to a 副厅长."""
    heads = sections("posts.txt")["office"]
    head = max((h for h in heads if post.endswith(h)), key=len, default=post)
    return any(head in other for other in known)


def persons(spotted: Sequence[Spotted], context: str, lexicon: Lexicon) -> tuple[Person, ...]:
    """The mentions of one article as persons, in the order of appearance; namesakes that staff split stay apart."""
    groups: dict[str, list[Spotted]] = {}
    for mentions in _by_name(spotted).values():
        for key, one in _keyed(_printed(mentions), mentions, context, lexicon):
            groups.setdefault(key, []).append(one)
    people = []
    for key, group in groups.items():
        name = person_name(key, lexicon) or _printed(group)
        people.append(Person(name, key, distinct_posts(s.post for s in group), tuple(s.mention for s in group)))
    order = {id(s.mention): i for i, s in enumerate(spotted)}
    return tuple(sorted(people, key=lambda p: order[id(p.mentions[0])]))


def _by_name(spotted: Sequence[Spotted]) -> dict[str, list[Spotted]]:
    groups: dict[str, list[Spotted]] = {}
    for one in spotted:
        groups.setdefault(one.name, []).append(one)
    return groups


def _printed(mentions: list[Spotted]) -> str:
    """The name as the article prints it first; folded only where it prints nothing but the surname."""
    return next((one.printed for one in mentions if one.printed), mentions[0].name)


def _keyed(name: str, mentions: list[Spotted], context: str, lexicon: Lexicon) -> list[tuple[str, Spotted]]:
    """Each mention with its person's key: the post at it decides, without one the mention before it."""
    own = [person_key(name, (one.post,), "", lexicon) if one.post else "" for one in mentions]
    sure = {key for key in own if key not in ("", name)}
    if len(sure) < 2:
        key = person_key(name, [one.post for one in mentions], context, lexicon)
        return [(key, one) for one in mentions]
    current = next(key for key in own if key in sure)
    keyed = []
    for key, one in zip(own, mentions, strict=True):
        current = key if key in sure else current
        keyed.append((current, one))
    return keyed


def distinct_posts(posts: Iterable[str]) -> tuple[str, ...]:
    """Posts in their order without repeats; 副厅长 after 省民政厅副厅长 repeats it."""
    kept: list[str] = []
    for post in posts:
        if post and not any(earlier.endswith(post) for earlier in kept):
            kept.append(post)
    return tuple(kept)
