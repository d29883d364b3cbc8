"""Established names -> persons: every mention in a text with the post printed at it, and 聂副厅长 to its name.

Names are established by the whole issue; a person's posts are those of one article.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indexer.entities.candidates import PADDING, names_at, surname_of, surnames
from indexer.entities.data import alternation, sections
from indexer.entities.evidence import Finding
from indexer.entities.posts import after, head_ending_at, is_address, is_shared, left_strength, post_before, unit_before
from search.model import Mention, Part, Person
from search.names import Lexicon, person_key, person_name


@dataclass(frozen=True, slots=True)
class Spotted:
    """A mention with what is printed beside it."""

    mention: Mention
    name: str  # as printed, without padding; a surname only where only that is printed
    post: str


@dataclass(slots=True)
class Names:
    """The names of an issue and the posts they were seen with."""

    established: frozenset[str]
    pattern: re.Pattern[str]
    posts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def establish(findings: Iterable[Finding], lexicon: Lexicon) -> Names:
    """The names that evidence of a whole issue makes sure, and those that staff listed."""
    complete: dict[str, int] = defaultdict(int)
    for finding in findings:
        complete[finding.name] += finding.complete
    names = set(complete)
    # 王强 and 王强主: the one that was seen with a sure right border stands.
    for name in tuple(names):
        shorter = name[:-1]
        if shorter in names:
            names.discard(shorter if complete[name] > complete[shorter] else name)
    listed = {n for entry in lexicon.people if not entry.status for n in (entry.name, *entry.aliases)}
    names = {name for name in names | listed if not lexicon.is_forbidden(name)}
    padded = (rf"{re.escape(n[0])}[{PADDING}]{{1,3}}{re.escape(n[1])}" for n in names if len(n) == 2)
    pattern = "|".join((alternation(names), *padded)) if names else "(?!)"
    return Names(frozenset(names), re.compile(pattern))


def spot(text: str, part: Part, names: Names) -> list[Spotted]:
    """Every mention of an established name in `text`, with its post; remembers the posts in `names`."""
    found: list[Spotted] = []
    shared = ("", -1)  # the post that the next name in a row may share, and where that name would begin
    for match in names.pattern.finditer(text):
        name = match[0].translate(_UNPADDED)
        if len(name) == 2 and not _stands_alone(text, match):
            continue
        post, inherited = _post_at(text, match.start(), match.end())
        if not post and shared[1] == match.start():
            post, inherited = shared[0], True
        shared = (post, match.end() + 1) if inherited and is_shared(post) and text[match.end() : match.end() + 1] == "、" else ("", -1)
        if post:
            names.posts[name].add(post)
        found.append(Spotted(Mention(part, match.start(), match.end(), match[0]), name, post))
    return found


_UNPADDED = {ord(char): None for char in PADDING}


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a two-character name is not the beginning of a longer word."""
    return any(c.end == match.end() and c.score >= 4 for c in names_at(text, match.start()))


def _post_at(text: str, start: int, end: int) -> tuple[str, bool]:
    """The post printed at a name, and whether it stands before it."""
    left = start
    while left > 0 and start - left < 2 and text[left - 1] in PADDING:
        left -= 1
    head = head_ending_at(text, left)
    if head is not None:
        return post_before(text, head, left), True
    if match := re.compile(r"[（(]([^（）()\n]{2,30})[）)]").match(text, end):
        if head_ending_at(match[1], len(match[1])) is not None:
            return match[1], False
    match = after().match(text, end)
    if match and not is_address(match[0]):
        return unit_before(text, start) + match[0], False
    return "", False


def spot_surnames(text: str, part: Part, names: Names, taken: Sequence[Spotted]) -> list[Spotted]:
    """聂副厅长, 李书记: a surname with a post, where one established name alone fits both."""
    spans = [(s.mention.start, s.mention.end) for s in taken]
    found = []
    for match in after().finditer(text):
        if is_address(match[0]):
            continue
        for length in (2, 1):
            start = match.start() - length
            surname = text[max(0, start) : match.start()]
            if start < 0 or surname not in surnames() or left_strength(text, start) < 2:
                continue
            if any(a < match.end() and start < b for a, b in spans):
                continue
            fitting = [n for n in names.posts if surname_of(n) == surname and _fits(match[0], names.posts[n])]
            if len(fitting) == 1:
                mention = Mention(part, start, match.end(), text[start : match.end()])
                found.append(Spotted(mention, fitting[0], match[0]))
                break
    return found


def _fits(post: str, known: Iterable[str]) -> bool:
    """Whether `post` can be the short form of one of `known`; 聂厅长 may be said to a 副厅长."""
    heads = sections("posts.txt")["office"]
    head = max((h for h in heads if post.endswith(h)), key=len, default=post)
    return any(head in other for other in known)


def persons(spotted: Sequence[Spotted], context: str, lexicon: Lexicon) -> tuple[Person, ...]:
    """The mentions of one article as persons, in the order of appearance; namesakes that staff split stay apart."""
    groups: dict[str, list[Spotted]] = {}
    for name, mentions in _by_name(spotted).items():
        for key, spot_ in _keyed(name, mentions, context, lexicon):
            groups.setdefault(key, []).append(spot_)
    people = []
    for key, group in groups.items():
        name = person_name(key, lexicon)
        people.append(Person(name, key, distinct_posts(s.post for s in group), tuple(s.mention for s in group)))
    order = {id(s.mention): i for i, s in enumerate(spotted)}
    return tuple(sorted(people, key=lambda p: order[id(p.mentions[0])]))


def _by_name(spotted: Sequence[Spotted]) -> dict[str, list[Spotted]]:
    groups: dict[str, list[Spotted]] = {}
    for one in spotted:
        groups.setdefault(one.name, []).append(one)
    return groups


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
