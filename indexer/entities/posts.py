"""Posts as printed beside a name: where one ends before a name, begins after it, and how far it reaches to the left."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from indexer.entities.data import alternation, sections
from indexer.entities.words import placed
from search.fold import HAN

_PREFIX = "(?:常务副|第一副|执行副|党组副|党委副|副|代理?|原|前任?|总)?"
Span = tuple[int, int]

_HAN_AT_END = re.compile(rf"[{HAN}]*\Z")
_HAN = re.compile(rf"[{HAN}]")
_LONGEST = 30  # characters of a post with its unit
# Groups, not posts: 各科室负责人, 有关同志.
_PLURAL = re.compile(r"各|有关|相关|全体|部分|所有|班子|同志|们|等")
_LEADING = re.compile(r"(?:以及|及其|现任|时任|兼任|我|本|该|原任|由|和|与|及)+")
# Verbs right before the head of a post that tell its kind: 执行主席, 挂职副县长.
_KIND_OF_POST = frozenset(
    "执行 代理 挂职 轮值 见习 实习 特约 驻村 包村 包片 挂点 分管 主管 联系 候任 留任 兼职 专职".split()
)
_UNIT_END = re.compile(
    r"(?:[省市县区州镇乡村局厅委办院站所校会组队科处室部]|政府|政协|人大|街道|社区|中心|公司|集团|协会|法院|检察院|党组)$"
)


@cache
def before() -> re.Pattern[str]:
    """The end of a post before a name: its head word."""
    lists = sections("posts.txt")
    return re.compile(alternation((*lists["office"], *lists["before"])))


@cache
def role() -> re.Pattern[str]:
    """Words before a name that say what somebody is and are no posts: 志愿者, 村民."""
    return re.compile(alternation(sections("posts.txt")["role"]))


@cache
def after() -> re.Pattern[str]:
    """A post, or an address, after a name: 书记, 副市长, 同志."""
    lists = sections("posts.txt")
    one = f"{_PREFIX}{alternation(lists['office'])}"
    return re.compile(f"(?:党组|党委|党总支|党支部)?{one}(?:、{one})?(?![台团会处])|{alternation(lists['call'])}")


@cache
def _stops() -> re.Pattern[str]:
    """Words that cannot be part of a post or unit; group 1 is unset where a word of units holds one of them."""
    lists = sections("predicates.txt")
    heads = (w for words in sections("posts.txt").values() for w in words)
    keep = alternation((*lists["inside"], *heads))
    return re.compile(f"{keep}|({alternation((*lists['any'], *lists['say']))})")


@cache
def _stop_end() -> re.Pattern[str]:
    lists = sections("predicates.txt")
    return re.compile(rf"(?:{alternation((*lists['any'], *lists['say']))})\Z")


@cache
def _head_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{before().pattern})\Z")


def is_address(post: str) -> bool:
    """Whether `post` is a way to address somebody and no post: 同志, 先生."""
    return post in sections("posts.txt")["call"]


def is_shared(post: str) -> bool:
    """Whether several names in a row may share it: 副局长张三、李四, 县领导张三、李四; there is one 局长 only."""
    return post.endswith(sections("posts.txt")["shared"]) or bool(re.search(r"副[^、]{1,4}$", post))


def post_before(text: str, head_start: int, head_end: int) -> Span:
    """The whole post whose head is text[head_start:head_end], with its unit and those before it joined by 、."""
    start = _left_border(text, head_start)
    while start > 0 and text[start - 1] == "、":
        earlier = _segment_before(text, start - 1)
        if earlier is None:
            break
        start = earlier
    return _trimmed(text, start, head_end)


def unit_before(text: str, name_start: int) -> Span | None:
    """The unit printed before a name whose post stands after it: 市委 in 市委许怀远书记."""
    start, end = _trimmed(text, _left_border(text, name_start), name_start)
    unit = text[start:end]
    return (start, end) if _UNIT_END.search(unit) and not _PLURAL.search(unit) else None


def _segment_before(text: str, comma: int) -> int | None:
    """Where the post that ends at `comma` begins, if it is a post and nothing else."""
    start = _left_border(text, comma)
    segment = text[start:comma]
    if not segment or _PLURAL.search(text[max(0, start - 2) : comma]):
        return None
    for head in before().finditer(segment):
        if head.end() == len(segment):
            return start
    return None


def _left_border(text: str, end: int) -> int:
    """How far a post or unit that ends at `end` may reach to the left.

    A single character ends it only as a word of its own: 兰卡 does not begin after 里 in 斯里兰卡.
    """
    lowest = max(0, end - _LONGEST)
    run = _HAN_AT_END.search(text[lowest:end])
    start = lowest + run.start() if run else end
    border = start
    for stop in _stops().finditer(text, start, end):
        if stop[1] and (len(stop[1]) > 1 or stop.span() in _words_of(text[start:end], start)):
            border = stop.end()
    for first, last in _verbs_of(text[border:end], border):
        if not _stops().match(text, first) and (last < end or text[first:last] not in _KIND_OF_POST):
            border = last
    return border


@lru_cache(maxsize=1000)
def _words_of(text: str, offset: int) -> frozenset[Span]:
    return frozenset((start, end) for start, end, _ in placed(text, offset))


def _verbs_of(text: str, offset: int) -> Iterator[Span]:
    """The verbs that do not stand in names of units: 释放|总统."""
    for start, end, tag in placed(text, offset):
        if tag == "v" and end - start > 1 and text[start - offset : end - offset] not in _unit_verbs():
            yield start, end


@cache
def _unit_verbs() -> frozenset[str]:
    lists = sections("posts.txt")
    return frozenset((*sections("organizations.txt")["name"], *(word for words in lists.values() for word in words)))


def _trimmed(text: str, start: int, end: int) -> Span:
    leading = _LEADING.match(text, start, end)
    return (leading.end() if leading else start), end


def left_strength(text: str, start: int) -> int:
    """How sure it is that a name can begin at `start`: 3 a clause begins, 2 a word or unit ended there, 0 unknown."""
    if start == 0 or not _HAN.match(text[start - 1]):
        return 3
    if _stop_end().search(text[max(0, start - 6) : start]) or _UNIT_END.search(text[max(0, start - 4) : start]):
        return 2
    return 2 if _head_end().search(text[max(0, start - 8) : start]) else 0


def head_ending_at(text: str, end: int) -> int | None:
    """Where the head word of a post that ends at `end` begins, None if there is none."""
    window = max(0, end - 8)
    match = _head_end().search(text[window:end])
    return window + match.start() if match else None
