"""A printed text + the query -> the ranges that matched, and from these the marked pieces of texts and snippets.

Matches are found in the literal form and carried back to the printed characters, so that a folded hit (臺灣 for 台湾)
or one over a wrapped line is marked as it stands on paper.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from search.columns.pattern import wildcard_regex
from search.evaluate import near_spans, terms_of
from search.fold import Offsets, fold, gaps, joined, literal_form, without
from search.query import Named, Near, Node, Pattern, Text, leaves
from search.results import Piece

Range = tuple[int, int]
PASSAGE = 60  # characters of a passage, about
PASSAGES = 2
WINDOWS = 40  # passages that are compared
GAP = "……"
_CLOSING = "”’」』）)】》"  # belong to what stands before the passage
_PAUSES = (re.compile(r"[。！？\n]"), re.compile(r"[；：，;,]"))  # behind which a passage may begin, the better first


def matched_ranges(text: str, root: Node, *, printed: bool) -> list[Range]:
    """What of `text` the query matched: each clause where it stands literally, else its words; merged."""
    folded = fold(text)
    dropped = gaps(folded)
    form, offset_of = without(text if printed else folded, dropped), Offsets(dropped)
    ranges: list[Range] = []
    for leaf in leaves(root):
        ranges.extend((offset_of(a), offset_of(b - 1) + 1) for a, b in _spans(form, leaf, printed))
    return merged(ranges)


def _spans(form: str, leaf: Node, printed: bool) -> list[Range]:
    if isinstance(leaf, Text):
        needle = literal_form(leaf.text, printed=printed)
        found = [span for other in leaf.others for span in _all_of(literal_form(other, printed=printed), form)]
        found += _all_of(needle, form)
        if found or not leaf.by_words:
            return found
        terms = terms_of(leaf.text, printed=printed)
        telling = [term for term in terms if len(term) > 1] or terms
        return [span for term in telling for span in _all_of(term, form)]
    if isinstance(leaf, Pattern):
        fitting = re.finditer(wildcard_regex(leaf.text, printed=printed), form)
        return [(m.start(), m.end()) for m in fitting if m.end() > m.start()]
    if isinstance(leaf, Near):
        needles = [literal_form(t, printed=printed) for t in leaf.texts]
        spans = near_spans(form, needles, leaf.distance)
        return [(a + x, a + y) for a, b in spans for needle in needles for x, y in _all_of(needle, form[a:b])]
    if isinstance(leaf, Named) and leaf.field in ("person", "place", "organization"):
        return _all_of(fold(joined(leaf.value)) if not printed else joined(leaf.value), form)
    return []


def _all_of(needle: str, text: str) -> list[Range]:
    spans = []
    at = text.find(needle) if needle else -1
    while at >= 0:
        spans.append((at, at + len(needle)))
        at = text.find(needle, at + len(needle))
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
    """The passages with the most matches that others do not have; of equals the earlier."""
    step = -(-len(ranges) // WINDOWS)  # a common character matches everywhere: a sample of places will do
    pauses = [[pause.start() for pause in marks.finditer(body)] for marks in _PAUSES]
    windows = [_window(body, pauses, match) for match in ranges[::step]]
    starts = [start for start, _ in ranges]
    inside = [
        [body[a:b] for a, b in ranges[bisect_left(starts, first) : bisect_right(starts, last)] if b <= last]
        for first, last in windows
    ]
    chosen: list[Range] = []
    seen: set[str] = set()
    for _ in range(PASSAGES):
        free = [n for n, w in enumerate(windows) if all(w[1] <= a or w[0] >= b for a, b in chosen)]
        if not free:
            break
        best = max(free, key=lambda n: (len(set(inside[n]) - seen), sum(map(len, inside[n])), -windows[n][0]))
        seen |= set(inside[best])
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
