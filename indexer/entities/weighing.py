"""Which spans of a text are names: the tagger's probabilities, raised by posts and by the rules' evidence.

The tagger finds, the rules keep it from nonsense: they veto everyday words, informal address and units, and add what
a post makes sure and the tagger does not see. Overlaps are settled in favour of the likelier name of the text.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from indexer.entities.candidates import PADDING, PLAIN, is_outlandish, names_at, surname_of, surnames
from indexer.entities.divisions import divisions
from indexer.entities.evidence import Finding, certain_names, names_in
from indexer.entities.posts import after, head_ending_at
from indexer.entities.tagger import DOTS, Kind, NameSpan, find_names_in, not_names, shipped_model
from indexer.entities.words import placed
from search.fold import HAN, fold
from search.names import Lexicon

ENOUGH = 0.42  # the probability from which a span is a name
BRIEF, BRIEF_BY_SOUND, LONG = 0.55, 0.8, 0.8  # … where no rule speaks for it
SURE = 0.95  # with less, no name: what a unit of the text is named after, 柏川 of 柏川市
CLEAR = 0.9  # with less and no rule for it, no name: what ends as a thing or place does, or begins as others do
CERTAIN = 0.8  # with less, no name: an everyday word; 汪洋 may be one
_POST_FACTOR = 2  # how much a post on a side of a span raises the odds that it is a name
_RULE_FACTOR = 4  # the same of evidence by the rules

# Informal address and kin, which a surname alone makes no full name with.
_INFORMAL = re.compile(
    r"先生|女士|老师|师傅|医生|护士|警官|律师|教授|同志|同学|小姐|老板|老汉|大爷|大妈|大娘|大姐|大哥|阿姨|主席|总理|总统|夫妇"
    r"|^氏|[氏姓家]$|[婆爷奶嫂婶]$|^[老伯叔姨]$"
)
_KIN = re.compile(r"[阿小老][^·]")
_GRAMMAR = re.compile(r"[的了着吗呢吧啊哦么们您她它哪谁]|..[说讲]$")
_ANONYMOUS = re.compile(rf"[{HAN}]某{{1,2}}")
_UNIT = re.compile(r"[村镇乡县沟桥路街市区州寨湾屯]")
# Last characters of things and places: 岚江, 鱼蓉粥, 唐楼.
_THING = re.compile(r"[村镇乡县沟桥路街市区州寨湾屯江河湖楼寺庙塔粥饭菜茶酒卡里队网社队院科风]$")
_STEM = re.compile(rf"[{HAN}]{{2}}(?=[村镇乡县市区州])")
_POCKET = re.compile(r"[^阿]里")  # 卡里, 科里
_VERB_GOES_ON = re.compile(r"着|了(?![解结却如不得])")  # 邱明扶|着
_REPORTS = re.compile(
    "作(?:的|了|关于|[专主]题?|报告|说明|讲|总结|交流|动员|部署|重要|书面|表态|典型|工作|辅导|汇报|发言|点评|介绍)"
)
_COUNTED = re.compile(r"[一二两三四五六七八九十几这那每了]$")  # 搬了|张小凳


def find_names(texts: Sequence[str], lexicon: Lexicon) -> list[Finding]:
    """The names in folded texts that belong together, as the articles of an issue; offsets are those of their join."""
    spans: list[NameSpan] = []
    start = 0
    for text, own in zip(texts, find_names_in(texts, shipped_model()), strict=True):
        spans += (replace(span, start=span.start + start, end=span.end + start) for span in own)
        start += len(text) + 1
    return weighed("\n".join(texts), spans, lexicon)


def weighed(text: str, spans: Sequence[NameSpan], lexicon: Lexicon) -> list[Finding]:
    """The names in folded `text`, by the tagger's spans and by the rules, in order and without overlaps."""
    evidence = [f for f in names_in(text) if len(f.name) > 2 or not _is_inside_word(text, f)]
    ruled = certain_names(evidence) - not_names().keys()
    stems, places = stems_in(text), known_places(lexicon)
    plausible = [
        span
        for span in _settled(text, spans)
        if text[span.start : span.end] not in places and is_plausible(text, span, stems, ruled)
    ]
    likely = _likelihoods(text, plausible, ruled)
    names = _Row(text)
    for span in sorted(plausible, key=lambda s: (-likely[text[s.start : s.end]], s.start)):
        name = text[span.start : span.end]
        if likely[name] >= (ENOUGH if name in ruled else _needed(name, span.kind)):
            names.take(Finding(span.start, span.end, name, True))
    seen = _Row(text)
    seen.mark(plausible)
    for finding in evidence:
        if finding.name in ruled and _stands_by_rules(text, finding, seen):
            names.take(finding)
    for finding in anonymous_in(text):
        names.take(finding)
    return sorted(names.findings, key=lambda f: f.start)


class _Row:
    """Findings of a text that do not overlap."""

    def __init__(self, text: str) -> None:
        self.findings: list[Finding] = []
        self._taken = bytearray(len(text))

    def is_free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])

    def mark(self, spans: Iterable[NameSpan | Finding]) -> None:
        for span in spans:
            self._taken[span.start : span.end] = b"\1" * (span.end - span.start)

    def take(self, finding: Finding) -> None:
        if self.is_free(finding.start, finding.end):
            self.mark((finding,))
            self.findings.append(finding)


def _likelihoods(text: str, spans: Iterable[NameSpan], ruled: Container[str]) -> dict[str, float]:
    """Name -> its probability where it is highest; the rules' evidence counts for all its mentions."""
    likely: dict[str, float] = {}
    for span in spans:
        name = text[span.start : span.end]
        likely[name] = max(likely.get(name, 0.0), _with_posts(text, span))
    return {name: _raised(p, _RULE_FACTOR) if name in ruled else p for name, p in likely.items()}


@lru_cache(maxsize=4)
def known_places(lexicon: Lexicon) -> frozenset[str]:
    return frozenset((*divisions(), *(fold(place.name) for place in lexicon.places)))


def _settled(text: str, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """Each span once, its two kinds added up, and cut where the rules see its end: 刘奇|作报告, 古丽娜尔·艾山|管."""
    whole: dict[tuple[int, int], NameSpan] = {}
    for span in spans:
        end = _true_end(text, span)
        if end < span.end:
            span = replace(span, end=end)
        other = whole.get((span.start, span.end))
        if other is not None:
            likelier = max(span, other, key=lambda s: s.confidence)
            span = replace(likelier, confidence=min(1.0, span.confidence + other.confidence))
        whole[span.start, span.end] = span
    return list(whole.values())


def _true_end(text: str, span: NameSpan) -> int:
    if span.kind == "chinese":
        return span.end - 1 if span.end - span.start == 3 and _REPORTS.match(text, span.end - 1) else span.end
    if not is_outlandish(text[span.start : span.end]):
        return span.end
    return min((c.end for c in names_at(text, span.start) if c.end < span.end), default=span.end)


def stems_in(text: str) -> set[str]:
    """What stands before the last character of a unit or place somewhere in the text: 柏川 of 柏川市."""
    return {match[0] for match in _STEM.finditer(text)}


def anonymous_in(text: str) -> list[Finding]:
    """王某, 李某某: persons whom a text does not name."""
    return [
        Finding(match.start(), match.end(), match[0], True)
        for match in _ANONYMOUS.finditer(text)
        if surnames().get(match[0][: match[0].index("某")], 0) >= PLAIN
    ]


def is_plausible(text: str, span: NameSpan, stems: Container[str], ruled: Container[str]) -> bool:
    """Whether no rule speaks against the span: everyday words, 王先生, 冯科长, a part of a longer name, 张庄|村."""
    name = text[span.start : span.end]
    given = name[len(surname_of(name)) :]
    if _is_nobody(name, given, span.kind) or _UNIT.match(text, span.end) or _VERB_GOES_ON.match(text, span.end):
        return False
    if span.confidence < CERTAIN and not not_names().keys().isdisjoint((name, given)):
        return False
    if span.confidence < CLEAR and name not in ruled and (_THING.search(name) or _begins_others(text, name)):
        return False
    if name[0] == "张" and span.confidence < SURE and _COUNTED.search(text, max(0, span.start - 1), span.start):
        return False
    if span.confidence < SURE and (name in stems or (len(name) == 2 and _is_inside_word(text, span))):
        return False
    before, behind = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    return not (_joins(before[::-1], DOTS + "—") or _joins(behind, DOTS))


def _is_nobody(name: str, given: str, kind: Kind) -> bool:
    return bool(
        ("某" in name and not (len(name) == 3 and name[1] == "某"))
        or _INFORMAL.search(name[1:])
        or _KIN.fullmatch(name)
        or _GRAMMAR.search(name)
        or after().fullmatch(given)
        or (kind == "foreign" and _POCKET.fullmatch(name))
    )


def _is_inside_word(text: str, span: NameSpan | Finding) -> bool:
    """兰卡 in 斯里兰卡."""
    first = max(0, span.start - 4)
    around = (
        word for word in placed(text[first : span.end + 4], first) if word[0] <= span.start and word[1] >= span.end
    )
    return any(end - start > span.end - span.start for start, end, _ in around)


def _begins_others(text: str, name: str) -> bool:
    """云城居 beside 云城街: what the name begins with stands elsewhere without the rest."""
    return len(name) == 3 and text.count(name[:2]) > text.count(name)


def _joins(beside: str, dots: str) -> bool:
    return len(beside) == 2 and beside[0] in dots and bool(re.match(f"[{HAN}]", beside[1]))


def _needed(name: str, kind: Kind) -> float:
    """How likely a name must be that no rule speaks for: short ones by sound are mostly 科里, 换卡, 惠普."""
    if len(name) == 2:
        return BRIEF_BY_SOUND if kind == "foreign" else BRIEF
    return LONG if kind == "chinese" and len(name) > 3 else ENOUGH


def _with_posts(text: str, span: NameSpan) -> float:
    likely = span.confidence
    if head_ending_at(text, span.start) is not None:
        likely = _raised(likely, _POST_FACTOR)
    return _raised(likely, _POST_FACTOR) if after().match(text, span.end) else likely


def _raised(probability: float, factor: float) -> float:
    return probability * factor / (probability * factor + 1 - probability)


def _stands_by_rules(text: str, found: Finding, seen: _Row) -> bool:
    """Whether padding, or a post at a plain surname, makes a name that the tagger sees nothing of."""
    if found.complete and any(character in PADDING for character in text[found.start : found.end]):
        return True
    if not seen.is_free(found.start, found.end) or is_outlandish(found.name):
        return False
    posted = head_ending_at(text, found.start) is not None or after().match(text, found.end) is not None
    whole = found.complete or len(found.name) == 3
    return whole and posted and surnames().get(surname_of(found.name), 0) >= PLAIN
