"""A scanned text -> the places it names: known ones, and those told by their last characters (石埠镇, 下洋村).

A name that is not known counts where a clause, a predicate or another place ends before it (走访|柳湾街道), or where
its stem is a name by jieba's tags. Precise rather than greedy.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from indexer.entities.data import sections
from indexer.entities.divisions import county_shorts, is_below, places_by_name
from indexer.entities.scan import ACTION, LOOSE, PROPER, PUNCTUATION, STOP, SUFFIX, VERB, Scan

_STEM = 4  # characters of a stem at most
_RANKED = "省市县区旗"
# Suffixes that follow everyday words too (贫困村, 智慧社区): their stems must be names, unless a place stands before.
_COMMON = ("村", "社区", "新村", "农场", "林场")
_NOT_IN_STEM = re.compile(r"[各该我某这那每几两个余的和与及省市县区镇乡村]")


@dataclass(frozen=True, slots=True)
class Found:
    """Something named in a text, by offsets; `first` and `after` are its words."""

    start: int
    end: int
    name: str  # a place's official name, or what is printed, folded
    first: int
    after: int
    known: bool = False  # by a list, not told by its last characters


def places_of(scan: Scan, own: Mapping[str, str]) -> list[Found]:
    """The places of a text in order; `own` are the folded names of the lexicon's places -> the names."""
    found: list[Found] = []
    at = 0
    for i in sorted({*scan.known, *scan.suffixes}):
        if i < at:
            continue
        beside = bool(found) and found[-1].after == i
        one = _known(scan, i, own, beside) if i in scan.known else _by_suffix(scan, i, at, found)
        if one is None:
            continue
        found.append(one)
        at = one.after
        while below := _county(scan, found[-1]) or _town(scan, found[-1]):
            found.append(below)
            at = below.after
    return found


def _known(scan: Scan, i: int, own: Mapping[str, str], beside: bool) -> Found | None:
    """A known name, or the longer one it begins: 西安|村, 佛山|高新区. 老城区 is one only beside another."""
    after = scan.known[i]
    printed = scan.text[scan.starts[i] : scan.starts[after]]
    name = own.get(printed) or places_by_name()[printed]
    if printed in sections("places.txt")["ordinary"] and not beside and printed not in own:
        return None
    if len(printed) == 2 and printed == name and scan.text[scan.starts[after] : scan.starts[after] + 1] in _SYLLABLES:
        return None
    following = scan.word(after) if after < len(scan.kinds) else ""
    if following in ("市", "州", "省", "县") and printed == name and name not in own:  # 拉斯维加斯|市
        return Found(scan.starts[i], scan.starts[after + 1], name, i, after + 1, known=True)
    if following in _STREETS and printed != name:
        return None
    zone = following in _zones()
    if zone or (following in _low() and printed != name and name not in own.values()):
        end = scan.starts[after + 1]
        return Found(scan.starts[i], end, scan.text[scan.starts[i] : end], i, after + 1)
    return Found(scan.starts[i], scan.starts[after], name, i, after, known=True)


_STREETS = frozenset("路 街 大道 大街 东路 西路 南路 北路 中路 东街 西街 南街 北街".split())  # 南京|西路
_SYLLABLES = frozenset("卜尔斯克特亚娜夫维诺莱蒂")  # 马里|卜省: a longer name of abroad begins so


@cache
def _zones() -> frozenset[str]:
    return frozenset(sections("places.txt")["zone"])


@cache
def _low() -> frozenset[str]:
    """Last words of places below a county."""
    high = ("省", "市", "县", "区", "旗", "自治区", "自治州", "自治县")
    return frozenset(sections("places.txt")["suffix"]).difference(high)


def _county(scan: Scan, before: Found) -> Found | None:
    """The short name of a county directly after the place it lies in: 安徽|歙县, 浙江|义乌."""
    start = before.end
    for after in range(before.after + 1, min(before.after + 4, len(scan.starts))):
        end = scan.starts[after]
        for name in county_shorts().get(scan.text[start:end], ()):
            if is_below(name, before.name) and not (after < len(scan.kinds) and scan.kinds[after] & SUFFIX):
                return Found(start, end, name, before.after, after, known=True)
    return None


def _town(scan: Scan, before: Found) -> Found | None:
    """After a place, a town whose last two characters are a word: 郁南县|都|城镇."""
    first, after = before.after, before.after + 2
    if after >= len(scan.starts) or not scan.word(first + 1).endswith("镇"):
        return None
    name = scan.text[scan.starts[first] : scan.starts[after]]
    if len(name) != 3 or scan.kinds[first] & PUNCTUATION or _NOT_IN_STEM.search(name[:2]):
        return None
    return Found(before.end, scan.starts[after], name, first, after)


def _by_suffix(scan: Scan, i: int, floor: int, found: list[Found]) -> Found | None:
    """The place that the suffix at word `i` ends; `floor` is the word after the last place."""
    suffix = scan.word(i)
    if suffix not in _low() and suffix not in _RANKED and not suffix.startswith("自治"):  # a name in one word: 中关村
        words = tuple(word for word in sections("places.txt")["notplace"] if len(word) > 2 or word[-1] in "乡村")
        ordinary = suffix.endswith(words) or _NOT_IN_STEM.search(suffix[:-1])
        whole = scan.kinds[i] & PROPER and not ordinary
        return Found(scan.starts[i], scan.starts[i + 1], suffix, i, i + 1) if whole else None
    first, bordered = _stem(scan, i, floor)
    beside = bool(found) and first == floor and found[-1].after == floor
    if not bordered:
        first = _name_before(scan, first, i)
    if first < i and _is_stem(scan, first, i, beside):
        start, end = scan.starts[first], scan.starts[i + 1]
        return Found(start, end, scan.text[start:end], first, i + 1)
    return None


def _stem(scan: Scan, i: int, floor: int) -> tuple[int, bool]:
    """The first word of the stem before word `i`, and whether a border lies before that."""
    first, bordered = i, True
    while first > floor:
        kind = scan.kinds[first - 1]
        if kind & (STOP | PUNCTUATION | VERB | ACTION) and not kind & LOOSE:
            break
        if scan.starts[i] - scan.starts[first - 1] > _STEM:
            bordered = False
            break
        first -= 1
    while first < i - 1 and scan.kinds[first] & LOOSE and scan.starts[i] - scan.starts[first + 1] > 1:
        first, bordered = first + 1, True  # 住|云峰镇, but 都杨镇
    return first, bordered


def _name_before(scan: Scan, first: int, i: int) -> int:
    """Where no border helps: the one word before the suffix if it is a name, else nothing."""
    single = scan.starts[i] - scan.starts[i - 1] > 1 and scan.kinds[i - 1] & PROPER
    return i - 1 if i > first and single else i


def _is_stem(scan: Scan, first: int, i: int, beside: bool) -> bool:
    suffix = scan.word(i)
    words = [scan.word(k) for k in range(first, i)]
    stem = "".join(words)
    loose = [bool(scan.kinds[k] & LOOSE) for k in range(first, i)]
    if (loose[0] and len(stem) > 2) or all(loose):
        return False
    single_name = first == i - 1 and scan.kinds[first] & PROPER
    if len(stem) < (1 if beside and suffix in "镇乡村" else 2) or (not single_name and _NOT_IN_STEM.search(stem)):
        return False
    if _is_ordinary("".join(words[:-1]), words[-1] + suffix):
        return False
    if suffix in _RANKED and stem[-1] in "两二三四五六七八九十":  # 贵湘川三|省
        return False
    if any(word in _not_stems() for word in words if len(word) > 1) or stem in _not_stems():
        return False
    proper = [bool(scan.kinds[k] & PROPER) for k in range(first, i)]
    if len(words) == 1 and len(stem) > 1:
        return proper[0] or (suffix not in _RANKED and (beside or suffix not in _COMMON))
    if suffix in _RANKED:
        return all(len(word) == 1 or name for word, name in zip(words, proper, strict=True))
    return any(len(word) == 1 or name for word, name in zip(words, proper, strict=True))


def _is_ordinary(before: str, last: str) -> bool:
    """Whether it ends like an everyday word: 生活区, 新|城镇; 都城|镇 does not."""
    words = sections("places.txt")["notplace"]
    whole = before + last
    return last in words or whole.endswith(tuple(w for w in words if len(w) > 2 or w[-1] in "区市")) or whole[0] == "老"


@cache
def _not_stems() -> frozenset[str]:
    return frozenset(sections("places.txt")["notstem"])


def own_words(text: str) -> Iterator[tuple[int, int, str]]:
    """我市, 全县: where they stand, and the rank they name."""
    for match in _OWN.finditer(text):
        yield match.start(), match.end(), match[1]


_OWN = re.compile(r"[我本全]([省市县区州旗])(?![委府直属级场民长域])")
