"""A scanned text with its places -> the organizations it names, each to its last word: 市民政局养老服务科.

One begins with a place, a rank (市民政局), a national word or a name of its own (晚晴养老院), and goes on to the last
word that may end one before a clause, a predicate or a post does.
"""

from functools import cache

from indexer.entities.data import sections
from indexer.entities.places import Found
from indexer.entities.scan import (
    ACTION,
    BODY,
    GENERIC,
    LOOSE,
    NATIONAL,
    PART,
    POST,
    PROPER,
    PUNCTUATION,
    RANK,
    SHORT,
    STOP,
    STRONG,
    UNIT,
    VERB,
    WHOLE,
    Scan,
)

_LONGEST = 26  # characters
_TAIL = 6  # words of a part of a unit


_COUNTS = "一二两三四五六七八九十几多各全本该这那某每"


def organizations_of(scan: Scan, places: list[Found]) -> list[Found]:
    """The organizations of a text in order, none inside another."""
    chains = _chains(places)
    heads = {i if not scan.kinds[i] & BODY else _run_start(scan, i) for i in scan.heads}
    found: list[Found] = []
    at = 0
    for i in sorted(heads.union(chains)):
        if i < at:
            continue
        at = _from(scan, i, chains)
        if at > i:
            start, end = scan.starts[i], scan.starts[at]
            found.append(Found(start, end, scan.text[start:end], i, at))
    return found


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(sections("organizations.txt")[name])


def _run_start(scan: Scan, i: int) -> int:
    """The first word of the stretch without border that leads to word `i`; 栖 is none in 凤栖陵园."""
    first = i
    if i > 1 and scan.kinds[i - 1] & LOOSE and scan.kinds[i - 2] & PROPER and scan.starts[i] - scan.starts[i - 2] == 2:
        first = i - 2
    while first and scan.starts[i] - scan.starts[first - 1] < _LONGEST:
        if scan.kinds[first - 1] & (STOP | PUNCTUATION):
            break
        first -= 1
    return first


def _chains(places: list[Found]) -> dict[int, int]:
    """First word of places that follow each other -> the word after the last: 望江区|鼓楼街道. Each later place too."""
    chains: dict[int, int] = {}
    after = -1
    for place in reversed(places):
        after = chains[place.after] if place.after in chains else place.after
        chains[place.first] = after
    return chains


def _from(scan: Scan, i: int, chains: dict[int, int]) -> int:
    """The word after the organization that begins with word `i`; `i` if none does."""
    kind = scan.kinds[i]
    if i in chains:
        head = chains[i]
        common = "afterrank" if scan.text[scan.starts[head] - 1] in "省市县区州旗镇乡村道盟" else "aftershort"
        return _named(scan, i, head, common, chains)
    if kind & WHOLE:
        return _reach(scan, i, i + 1, chains, i + 1)
    if kind & RANK:
        return _named(scan, i, i + 1, "afterrank", chains) if _begins(scan, i) else i
    if kind & NATIONAL:
        after = _reach(scan, i, i + 1, chains)
        middle = any(not scan.kinds[k] & GENERIC for k in range(i + 1, after - 1))
        single = after == i + 2 and scan.word(i + 1)[-1] in "局署" and after - i > 1 and len(scan.word(i + 1)) > 2
        return after if middle or single or (after and scan.word(i) == "中共") else i
    if kind & (STOP | GENERIC | UNIT | VERB) or (i and not scan.kinds[i - 1] & (STOP | PUNCTUATION | VERB)):
        return i
    return _with_own_name(scan, i, chains)


def _begins(scan: Scan, i: int) -> bool:
    """Whether a rank at word `i` is the head of a name: not 各|市, nor the end of a place that was not told."""
    if i == 0:
        return True
    if scan.word(i - 1) in _NOT_BEFORE_RANK:
        return False
    return bool(scan.kinds[i - 1] & (STOP | PUNCTUATION | VERB | UNIT)) or scan.starts[i] - scan.starts[i - 1] > 1


_NOT_BEFORE_RANK = frozenset(
    "各 该 本 全 两 三 几 每 外 我 某 多 个 邻 同 跨 那 这 此 一 二 四 五 六 七 八 九 十 他 你".split()
)


def _named(scan: Scan, i: int, head: int, common: str, chains: dict[int, int]) -> int:
    """With a head before it: 云安区|民政局. `common` lists the ends that need more than the head."""
    after = _reach(scan, i, head, chains)
    if after == head + 1:
        word = scan.word(head)
        if word in _words(common) or (scan.kinds[head] & SHORT and word != "委"):
            return i
    return after if after > head else i


def _reach(scan: Scan, i: int, first: int, chains: dict[int, int], last: int = 0) -> int:
    """The word after the last one that may end a name begun at `i`, seen from word `first`; 0 if none may."""
    kinds, starts = scan.kinds, scan.starts
    k = first - 1
    while (k := k + 1) < len(kinds):
        kind = kinds[k]
        following = kinds[k + 1] if k + 1 < len(kinds) else PUNCTUATION
        if kind & POST and following & BODY and not last:  # 乡村医生|协会
            continue
        if kind & (STOP | PUNCTUATION) or starts[k + 1] - starts[i] > _LONGEST or (last and k - last > _TAIL):
            break
        if k in chains and not last and (k == first or kinds[i] & NATIONAL):  # 中共|云浮市|委
            k = chains[k] - 1
            continue
        if k > first and (kind & RANK or k in chains or scan.word(k) == "中国") and not kind & UNIT:
            break
        if kind & WHOLE and (not kind & UNIT or k > first) and not last and not (k == first and scan.word(i) == "中共"):
            break  # 瑞士洛桑|国际奥委会
        named = following & (UNIT | PART) and starts[k + 2] - starts[k + 1] < 3  # 指导|中心, not 指导|养老服务中心
        if kind & ACTION and (k in (first, last) or kind & STRONG) and not named:
            break
        if kind & (UNIT | WHOLE | (PART if last else 0)) and _ends(scan, k, first, last, following):
            last = k + 1
    return last


def _ends(scan: Scan, k: int, first: int, last: int, following: int) -> bool:
    """Whether a name may end with word `k`; one character does only before a border: not in 市民政局办实事."""
    if not scan.kinds[k] & SHORT:
        return True
    if not following & (STOP | PUNCTUATION):
        return scan.word(k) == "委"
    if scan.word(k) == "所" and not following & (PUNCTUATION | POST):  # 为实现国家统一|所作的努力
        return False
    return k > max(first, last) or (k == first and not last)


def _with_own_name(scan: Scan, i: int, chains: dict[int, int]) -> int:
    """晚晴养老院, 温氏科技园居家养老服务中心: a name first, and an end that may follow one."""
    if scan.word(i)[0] in _COUNTS:
        return i
    words = [scan.word(k) for k in range(i, min(i + 3, len(scan.kinds)))]
    single = [len(word) == 1 for word in words]
    if len(words) > 1 and not single[0] and words[1] in _words("facility"):
        return i + 2
    if len(words) > 2 and all(single[:2]) and words[2] in _words("facility"):
        return i + 3
    unknown = all(single[:2]) and len(words) > 1 and not scan.kinds[i + 1] & (STOP | PUNCTUATION | UNIT | PART)
    if not scan.kinds[i] & PROPER and not unknown:
        return i
    after = _reach(scan, i, i + 1, chains)
    if after < i + 2 or not scan.kinds[after - 1] & BODY or scan.starts[after - 1] - scan.starts[i] < 2:
        return i
    return after
