"""A printed text + the query -> the ranges that matched, and from these the marked pieces of texts and snippets.

Matches are found in the literal form and carried back to the printed characters, so that a folded hit (臺灣 for 台湾)
or one over a wrapped line is marked as it stands on paper.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, islice

from search.analyzer import segment
from search.columns.pattern import wildcard_regex
from search.evaluate import near_spans, terms_of
from search.fold import Offsets, fold, gaps, literal_form, without
from search.query import Named, Near, Node, Pattern, Text, leaves
from search.results import Piece

Range = tuple[int, int]
PASSAGE = 60  # characters of a passage, about
PASSAGES = 2
WINDOWS = 25  # passages that are compared
GAP = "……"
_CLOSING = "”’」』）)】》"  # belong to what stands before the passage
_PAUSES = (re.compile(r"[。！？\n]"), re.compile(r"[；：，;,]"))  # behind which a passage may begin, the better first


def matched_ranges(text: str, root: Node, *, printed: bool, title: int | None = None) -> list[Range]:
    """What of `text` the query matched: each clause where it stands literally, else its words; merged.

    The first `title` characters are the title; what is asked for in one part is not marked in the other.
    """
    folded = fold(text)
    dropped = gaps(folded)
    form, offset_of = without(text if printed else folded, dropped), Offsets(dropped)
    border = None if title is None else title - sum(end - start for start, end in dropped if end <= title)
    ranges: list[Range] = []
    for leaf in leaves(root):
        ranges.extend((offset_of(a), offset_of(b - 1) + 1) for a, b in _spans(form, leaf, printed, border))
    return merged(ranges)


def _spans(form: str, leaf: Node, printed: bool, border: int | None) -> list[Range]:
    def found(text: str) -> list[Range]:
        return within(_all_of(literal_form(text, printed=printed), form))

    def within(spans: list[Range]) -> list[Range]:
        """Those in the part that is asked for; what crosses from title to body counts as body."""
        part = leaf.part if isinstance(leaf, Text | Pattern | Near) else None
        if part is None or border is None:
            return spans
        return [(a, b) for a, b in spans if (b <= border) == (part == "title")]

    if isinstance(leaf, Text):
        spans = [span for text in (leaf.text, *leaf.others) for span in found(text)]
        if spans or not leaf.by_words:
            return spans
        return within([span for term in _telling(leaf.text, printed) for span in _all_of(term, form)])
    if isinstance(leaf, Pattern):
        return within(_fitting(wildcard_regex(leaf.text.strip("*"), printed=printed), form))
    if isinstance(leaf, Near):
        needles = [literal_form(t, printed=printed) for t in leaf.texts]
        near = near_spans(form, needles, leaf.distance)
        return within([(a + x, a + y) for a, b in near for needle in needles for x, y in _all_of(needle, form[a:b])])
    if isinstance(leaf, Named) and leaf.field in ("person", "place", "organization"):
        return found(leaf.value.partition("@")[0])
    return []


@lru_cache(maxsize=256)
def _telling(text: str, printed: bool) -> tuple[str, ...]:
    """The words of a clause that are marked: those of one character where there are no others, or in a row (王䶮)."""
    shown = text if printed else fold(text)
    singles = "".join(word if len(word) == 1 and word.isalnum() else "\n" for word in segment(shown))
    rows = [singles[at : at + 2] for at in range(len(singles) - 1) if "\n" not in singles[at : at + 2]]
    terms = terms_of(text, printed=printed)
    telling = [term for term in terms if len(term) > 1] + rows
    return tuple(telling or terms)


def _fitting(regex: str, form: str) -> list[Range]:
    """Where a pattern fits; of places that end alike the shortest, as it is from there that the gap is counted."""
    fits = {m.end(1): m.start() for m in re.finditer(f"(?=({regex}))", form) if m.end(1) > m.start()}
    return [(start, end) for end, start in fits.items()]


def _all_of(needle: str, text: str) -> list[Range]:
    """Every place of `needle`, also where it overlaps itself."""
    spans = []
    at = text.find(needle) if needle else -1
    while at >= 0:
        spans.append((at, at + len(needle)))
        at = text.find(needle, at + 1)
    return spans


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Ranges in order, overlapping and touching ones joined."""
    out: list[Range] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def clipped(ranges: Sequence[Range], start: int, end: int) -> list[Range]:
    """The parts of `ranges` within start:end, counted from `start`."""
    return [(max(a, start) - start, min(b, end) - start) for a, b in ranges if a < end and b > start]


def pieces(text: str, ranges: Sequence[Range]) -> tuple[Piece, ...]:
    """`text` cut into matched and other pieces; joined they give it back."""
    out: list[Piece] = []
    at = 0
    for start, end in ranges:
        if start > at:
            out.append((text[at:start], False))
        out.append((text[start:end], True))
        at = end
    if at < len(text):
        out.append((text[at:], False))
    return tuple(out)


def snippet(body: str, ranges: Sequence[Range]) -> tuple[Piece, ...]:
    """The passages of `body` with the most different matches, in their order; its beginning where nothing matched."""
    if not ranges:
        beginning = _passage(body, 0, min(len(body), PASSAGE * PASSAGES), [])
        return beginning if len(body) <= PASSAGE * PASSAGES else (*beginning, (GAP, False))
    chosen = _best_windows(body, ranges)
    out: list[Piece] = []
    last = 0
    for start, end in sorted(chosen):
        if out and start > last:
            out.append((GAP, False))
        out.extend(_passage(body, start, end, ranges))
        last = end
    return tuple(out) if last >= len(body) else (*out, (GAP, False))


def _window(body: str, pauses: Sequence[list[int]], match: Range) -> Range:
    """A passage that begins a little before a match, at a pause if there is one."""
    start, end = match
    room = max(PASSAGE, end - start)
    left = max(0, start - (room // 3))
    breaks = (places[at - 1] for places in pauses if (at := bisect_left(places, start)) and places[at - 1] >= left)
    begin = next((at + 1 for at in breaks), left)
    while begin < start and body[begin] in _CLOSING:
        begin += 1
    return begin, min(len(body), max(end, begin + room))


def _best_windows(body: str, ranges: Sequence[Range]) -> list[Range]:
    """The passages with the most matches, by their length, that others do not have; of equals the earlier."""
    folded = fold(body)
    forms = [folded[a:b] for a, b in ranges]
    # A common character matches everywhere: a sample of places will do, and where each match stands first.
    first_of = {form: n for n, form in reversed(list(enumerate(forms)))}
    sampled = sorted({*range(0, len(ranges), -(-len(ranges) // WINDOWS)), *islice(sorted(first_of.values()), WINDOWS)})
    pauses = [[pause.start() for pause in marks.finditer(body)] for marks in _PAUSES]
    windows = list(dict.fromkeys(_window(body, pauses, ranges[n]) for n in sampled))
    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    held = [slice(bisect_left(starts, first), bisect_right(ends, last)) for first, last in windows]
    inside = [set(forms[within]) for within in held]
    marked = [0, *accumulate(map(len, forms))]
    sizes = [max(0, marked[within.stop] - marked[within.start]) for within in held]
    chosen: list[Range] = []
    seen: set[str] = set()
    for _ in range(PASSAGES):
        free = [n for n, w in enumerate(windows) if all(w[1] <= a or w[0] >= b for a, b in chosen)]
        if not free:
            break
        best = max(free, key=lambda n: (sum(map(len, inside[n] - seen)), sizes[n], -windows[n][0]))
        seen |= inside[best]
        chosen.append(windows[best])
    return chosen


def _passage(body: str, start: int, end: int, ranges: Sequence[Range]) -> tuple[Piece, ...]:
    """A stretch of the body as one line."""
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    text = body[start:end].replace("\n", " ")
    return pieces(text, clipped(ranges, start, end))
