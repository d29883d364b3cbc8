"""Folded text -> its words, with what each may be in the name of a place or an organization.

Words come from jieba's dictionary and the vocabulary of `organizations.txt` and `places.txt`. A word that joins a rank
to what belongs to it is taken apart (市委书记 -> 市, 委, 书记), so that words end where names do: 云浮市|委.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from indexer.entities.data import alternation, sections
from indexer.entities.divisions import places_by_name
from indexer.entities.words import tagger
from search.fold import HAN, fold

# What a word may be; a word may be several.
STOP = 1  # no part of a name
PUNCTUATION = 2
VERB = 4
RANK = 8  # 省 市 县 …, where an organization may begin (市民政局)
NATIONAL = 16  # 国家, 全国, where one may begin too
UNIT = 32  # may end the name of an organization
BODY = 64  # may end one that begins with a name of its own (晚晴养老院)
PART = 128  # may end the name of a part of one (养老服务科)
SHORT = 256  # one character that ends one only before a border or a post
WHOLE = 512  # is one by itself
ACTION = 1024  # opens a predicate as readily as it stands in a name
PROPER = 2048  # may begin a name of its own
GENERIC = 4096  # makes no name
SUFFIX = 8192  # may end the name of a place
POST = 16384
BEGINS = 32768  # may be the first word of a place known by name
STRONG = 131072  # an action that opens a predicate wherever it stands: 检查农村敬老院
LOOSE = 65536  # a stop of one character that may stand in the stem of a place: 海|月|街道

_HAN = re.compile(f"[{HAN}]")
RANKS = "省市县区州旗镇乡"
_BOTH = re.compile(r"([省市县区州])委\1政府\Z")
_STEM_PARTICLES = frozenset("同将都才如经后前中")  # 都|杨|镇
_PARTICLES = frozenset("往到赴抵位名个只条件他她它你我谁")
_STEM_CHARACTERS = "上下大小东西南北新老三五七八九十双高长平"  # 下|洋|村, 三|门|镇
_WORDY = ("n", "s", "j", "b", "a", "z", "g", "t", "vn")  # tags that may stand in names; others end them
_NAMES = ("nr", "ns", "nt", "nz")


_HEADS = RANK | WHOLE | NATIONAL | BODY
_MARKED = _HEADS | BEGINS | SUFFIX


@dataclass(frozen=True, slots=True)
class Scan:
    """A text as words: word i is text[starts[i]:starts[i + 1]]."""

    text: str
    starts: list[int]  # one more than words: the last is len(text)
    kinds: list[int]
    known: dict[int, int]  # first word of a place known by name -> the word after it
    suffixes: list[int]  # words that may end a place
    heads: list[int]  # words where an organization may begin, and those that may end one that begins with its own name

    def word(self, index: int) -> str:
        return self.text[self.starts[index] : self.starts[index + 1]]


def scan(text: str, own: frozenset[str] = frozenset()) -> Scan:
    """The words of a folded text; `own` are the folded names of places that the archive's lexicon adds."""
    pairs = _words(text, own)
    learned = list(map(_KINDS.get, pairs))
    kinds = [_learn(pair) if kind is None else kind for pair, kind in zip(pairs, learned, strict=True)]
    if _SEVERAL in kinds:
        pieces = [piece for pair in pairs for piece in _pieces(*pair)]
        lengths, kinds = [len(piece) for piece, _ in pieces], [kind for _, kind in pieces]
    else:
        lengths = [len(word) for word, _ in pairs]
    starts = list(accumulate(lengths, initial=0))
    marked = [(i, kind) for i, kind in enumerate(kinds) if kind & _MARKED]
    known = _known(text, starts, [i for i, kind in marked if kind & BEGINS], own)
    suffixes = [i for i, kind in marked if kind & SUFFIX]
    return Scan(text, starts, kinds, known, suffixes, [i for i, kind in marked if kind & _HEADS])


def _words(text: str, own: frozenset[str]) -> list[tuple[str, str]]:
    """Words with their tags; the lexicon's places are words whatever stands around them."""
    tag = tagger(_vocabulary())
    if not own:
        return tag(text)
    words: list[tuple[str, str]] = []
    position = 0
    for match in _own_pattern(own).finditer(text):
        words += tag(text[position : match.start()])
        words.append((match[0], "own"))
        position = match.end()
    return words + tag(text[position:])


@lru_cache(maxsize=8)
def _own_pattern(own: frozenset[str]) -> re.Pattern[str]:
    return re.compile(alternation(own))


_KINDS: dict[tuple[str, str], int] = {}  # of the words seen
_KINDS_MAX = 300_000
_SEVERAL = -1  # a word that is taken apart


def _learn(pair: tuple[str, str]) -> int:
    if len(_KINDS) > _KINDS_MAX:
        _KINDS.clear()
    pieces = _pieces(*pair)
    _KINDS[pair] = kind = pieces[0][1] if len(pieces) == 1 else _SEVERAL
    return kind


def _known(text: str, starts: list[int], may_begin: list[int], own: frozenset[str]) -> dict[int, int]:
    """Where names of places begin and end with words: 江西 is none in 长江西岸, nor 和平区 in 和平区域."""
    by_start = _by_start(own)
    index = dict(zip(starts, range(len(starts)), strict=True)) if may_begin else {}
    found: dict[int, int] = {}
    for i in may_begin:
        start = starts[i]
        for name in by_start.get(text[start : start + 2], ()):
            if text.startswith(name, start) and (stop := index.get(start + len(name))) is not None:
                found[i] = stop
                break
    return found


@lru_cache(maxsize=8)
def _by_start(own: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """First two characters -> the names of places that begin so, the longest first."""
    groups: dict[str, list[str]] = {}
    for name in {*places_by_name(), *own}:
        groups.setdefault(name[:2], []).append(name)
    return {start: tuple(sorted(names, key=len, reverse=True)) for start, names in groups.items()}


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(name[0] for name in places_by_name())


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists = {name: frozenset(map(fold, words)) for name, words in sections("organizations.txt").items()}
    fields = [*lists["field"], *lists["long"]]
    departments = {field + rank for field in fields for rank in lists["rank"]}
    predicates = sections("predicates.txt")
    posts = frozenset(sections("posts.txt")["office"]) | lists["post"]
    return lists | {
        "unit": lists["unit"] | departments,
        "post": posts,
        "inside": frozenset(predicates["inside"]),
        "predicate": frozenset(predicates["any"]) - lists["name"],
        "stop": (frozenset(predicates["any"]) - frozenset(predicates["inside"]) - lists["name"] - lists["unit"])
        | posts,
        "suffix": frozenset(sections("places.txt")["suffix"]),
    }


@cache
def _vocabulary() -> tuple[str, ...]:
    lists = _lists()
    ranked = {word for word in lists["whole"] if word[0] in RANKS}
    zones = frozenset(sections("places.txt")["zone"])
    words = lists["unit"] | (lists["whole"] - ranked) | lists["body"] | lists["name"] | zones
    return tuple(sorted(word for word in {*words, *places_by_name()} if len(word) > 1))


@lru_cache(maxsize=50_000)
def _pieces(word: str, tag: str) -> tuple[tuple[str, int], ...]:
    """The word, or what it is made of, with what each piece may be."""
    if word[0] in RANKS and len(word) > 1:
        rest = word[1:]
        if rest[0] == "委" and (rest == "委" or rest[1:] in _lists()["post"]):
            return ((word[0], _rank(word[0])), ("委", UNIT), *(((rest[1:], STOP | POST),) if rest[1:] else ()))
        if rest in _lists()["unit"] or rest == "长":
            return ((word[0], _rank(word[0])), (rest, STOP | POST if rest == "长" else _kind(rest, "n")))
    if both := _BOTH.match(word):  # 市委市政府
        return ((both[1], _rank(both[1])), ("委", UNIT | SHORT), (both[1], _rank(both[1])), ("政府", UNIT))
    if word == "入市":  # 并入|市老年大学
        return (("入", STOP), ("市", RANK | SUFFIX))
    if len(word) > 2 and word[0] == word[1] and word[2:] == "长":  # 养老服务科|科长
        return ((word[0], _kind(word[0], "n")), (word[1:], STOP | POST))
    if word in ("州市", "州县", "州区"):  # 岚|州市
        return tuple((rank, _rank(rank)) for rank in word)
    if len(word) > 3 and (parts := _parts(word)):
        return tuple((part, _kind(part, "ns") | BEGINS) for part in parts)
    if len(word) == 2 and word[0] in "赴访驻抵" and tag != "own":  # 赴美|国
        return ((word[0], STOP), (word[1], BEGINS))
    if word[0] in "赴访驻抵" and word[1:] in places_by_name():
        return ((word[0], STOP), (word[1:], PROPER | BEGINS))
    if len(word) == 2 and word[1] in "镇乡村" and word not in sections("places.txt")["notplace"]:  # 北|联|村
        return ((word[0], 0), (word[1], _kind(word[1], "n")))
    if word.startswith("街道") and word[2:] in _lists()["unit"]:
        return (("街道", RANK | SUFFIX), (word[2:], _kind(word[2:], "n")))
    if tag == "own":
        return ((word, PROPER | BEGINS),)
    by_start = _by_start(frozenset())
    begins = word[:2] in by_start if len(word) > 1 else word in _first_characters()
    return ((word, _kind(word, tag) | (BEGINS if begins else 0)),)


def _rank(character: str) -> int:
    return RANK | (SUFFIX if character in _lists()["suffix"] else 0)


def _parts(word: str) -> tuple[str, ...]:
    """A word that jieba joins from a place and another or a unit, or from a unit and a post.

    辽宁|沈阳, 美国|国务院, 北京|人民大会堂, 中共中央政治局|常委; but not 北京大学, nor what is a place itself.
    """
    names, lists = places_by_name(), _lists()
    if word in names or word in lists["whole"]:
        return ()
    for cut in range(len(word) - 2, 1, -1):
        first, rest = word[:cut], word[cut:]
        ranked = any(rest + rank in names for rank in "市县区州")
        if first in names and (rest in names or ranked or rest in lists["notwhole"]):
            return (first, rest)
        if first in names and rest in lists["unit"] and rest not in ("大学", "学院"):
            return (first, rest)
        if first in lists["whole"] and rest in lists["post"]:
            return (first, rest)
    return ()


def _kind(word: str, tag: str) -> int:
    lists = _lists()
    if not _HAN.match(word):
        return STOP | PUNCTUATION
    kind = 0
    for name, flag in _BY_LIST:
        if word in lists[name]:
            kind |= flag
    if word in RANKS or word == "街道":
        kind |= RANK
    if kind & (UNIT | PART) and len(word) == 1:
        kind |= SHORT
    if tag.startswith(_NAMES) and len(word) > 2 and word[-1] in "镇乡村":
        return kind | SUFFIX | PROPER
    if kind & (UNIT | PART | WHOLE | RANK):
        return kind
    if word in _STEM_CHARACTERS:
        return kind
    if word in _STEM_PARTICLES:
        return kind | STOP | LOOSE
    if word in lists["stop"]:
        return kind | STOP | (POST if word in lists["post"] else 0)
    if len(word) > 3 and word[:2] in lists["predicate"] and word not in lists["inside"]:
        return kind | STOP  # 充分发挥, 衷心感谢
    if word[0] == "最" and not word.startswith("最高"):
        return kind | STOP
    if word in _PARTICLES:
        return kind | STOP
    if len(word) == 1 and tag[0] in "mqdvfazt" and _by_tag(word, tag) & STOP:
        return kind | STOP | LOOSE
    if tag == "nt" and len(word) > 3 and _is_organization(word):
        return kind | WHOLE | UNIT
    if _is_unit(word, tag):
        return kind | UNIT
    return kind | _by_tag(word, tag)


_BY_LIST = (
    ("unit", UNIT), ("body", BODY), ("part", PART), ("whole", WHOLE), ("national", NATIONAL), ("generic", GENERIC),
    ("action", ACTION), ("strong", STRONG | ACTION), ("suffix", SUFFIX),
)  # fmt: skip


def _is_organization(word: str) -> bool:
    """Whether a word that jieba tags as an organization ends like one: 北京大学, but not 新兴产业 or 中俄关系."""
    lists = _lists()
    if word in lists["notwhole"] or word[:2] in lists["generic"] - lists["national"]:
        return False
    return word[-1] in "局部委厅署社军党院" or any(word[-size:] in lists["unit"] for size in range(2, len(word) - 1))


def _is_unit(word: str, tag: str) -> bool:
    """Words that end like a unit without being listed: 防空局, 律师协会."""
    lists = _lists()
    if len(word) < 3 or tag[0] != "n" or word in lists["notwhole"]:
        return False
    return (word[-1] in "局厅署" and not word.endswith(tuple(lists["notunit"]))) or word[-2:] in lists["body"]


def _by_tag(word: str, tag: str) -> int:
    if word in _lists()["name"]:
        return VERB if tag.startswith("v") else 0
    if tag.startswith("v"):
        return VERB | ACTION if tag == "vn" else VERB | STOP
    if tag == "m":
        return 0 if word[0] == "第" or word in "一二三四五六七八九十" else STOP
    if not tag.startswith(_WORDY):
        return STOP
    return PROPER if tag.startswith(_NAMES) else 0
