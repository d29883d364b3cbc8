"""Text -> spans that look like personal names, each with a confidence: a character CRF, for recall under the rules.

A linear-chain CRF over the characters of each Han run: B M E of Chinese names, B M E of names written by sound, O
elsewhere. Its features are windows of characters, what the characters are like in names, and the words of jieba's
dictionary around them, hashed into one table. tests/bench/train_tagger.py makes the weights; TERMS.md names the data.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.entities.candidates import PLAIN, surname_of, surnames
from indexer.entities.data import alternation, sections
from indexer.entities.words import _tagger
from search.fold import HAN, Codes, codes_of, fold

__all__ = ["NameSpan", "find_names", "find_names_in"]

Kind = Literal["chinese", "foreign"]
Classes = NDArray[np.uint16]
Floats = NDArray[np.float32] | NDArray[np.float64]  # training needs the second
Numbers = NDArray[np.int64]

MINIMUM = 0.1  # what is less likely is not worth a look
SLOT_BITS = 20
DOTS = "·•‧・･．-"  # - between Han is how the sports pages write it
OUTSIDE, B, M, E, FB, FM, FE = range(7)
LABELS = 7
COLUMNS = 8
_AFTER = {OUTSIDE: (OUTSIDE, B, FB), B: (M, E), M: (M, E), FB: (FM, FE), FM: (FM, FE)}
_AFTER |= {E: _AFTER[OUTSIDE], FE: _AFTER[OUTSIDE]}
ALLOWED = np.array([[to in _AFTER[label] for to in range(LABELS)] for label in range(LABELS)])
FIRST = np.isin(range(LABELS), (OUTSIDE, B, FB))
LAST = np.isin(range(LABELS), (OUTSIDE, E, FE))

_RUN = re.compile(rf"[{HAN}]+(?:[{re.escape(DOTS)}]+[{HAN}]+)*")
_LONGEST = 64  # characters of a run that are decoded together; one that is longer is cut
_BORDER = 4  # characters of nothing at both ends of a text, so that windows need no care there
_APART = "\0" * _BORDER  # the same between texts
_MOST = 40_000  # characters that are looked at together
_DOT_CODES = np.array([ord(dot) for dot in DOTS], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A span that may be a name."""

    start: int
    end: int
    confidence: float  # the model's probability that exactly this span is a name
    kind: Kind


@dataclass(frozen=True, slots=True)
class Model:
    """The weights. Row 0 of the table is nothing; `rows` says for each slot which row holds its weights."""

    rows: NDArray[np.integer]
    table: Floats  # row, label; with a column of nothing, since rows of 32 bytes are copied faster
    transitions: Floats  # label, next label
    classes: Classes  # code point -> class of the character


@dataclass(frozen=True, slots=True)
class Words:
    """The dictionary's words, told at each of their characters; with a border at both ends."""

    word: Codes  # hashes
    before: Codes
    after: Codes
    form: Codes  # place in the word, its length and class


def find_names(text: str) -> list[NameSpan]:
    """The spans of `text` that may be names, in order. Spans may overlap: 常明 and 常明胜 are both told."""
    return find_names_in((fold(text),), shipped_model())[0]


def find_names_in(texts: Sequence[str], model: Model) -> list[list[NameSpan]]:
    """The same for each of several folded texts, faster than one by one and with the same result."""
    found: list[list[NameSpan]] = [[] for _ in texts]
    for group in _groups(texts):
        starts = list(accumulate((len(text) + len(_APART) for _, _, text in group), initial=0))
        joined = _APART.join(text for _, _, text in group)
        for span in sorted(spans_in(joined, model), key=lambda s: (s.start, s.end)):
            at = bisect_right(starts, span.start) - 1
            which, offset, _ = group[at]
            offset -= starts[at]
            found[which].append(NameSpan(span.start + offset, span.end + offset, span.confidence, span.kind))
    return found


_Piece = tuple[int, int, str]  # which text it is of, where it begins there, itself


def _groups(texts: Sequence[str]) -> Iterator[list[_Piece]]:
    """The texts together up to some length, which bounds the memory; one that is longer is cut at the end of a line."""
    group: list[_Piece] = []
    size = 0
    for which, text in enumerate(texts):
        start = 0
        while start < len(text):
            end = len(text) if len(text) - start <= _MOST else text.rfind("\n", start, start + _MOST) + 1
            end = end if end > start else start + _MOST
            if size + end - start > _MOST and group:
                yield group
                group, size = [], 0
            group.append((which, start, text[start:end]))
            size += end - start
            start = end
    if group:
        yield group


@cache
def shipped_model() -> Model:
    """The weights beside this module."""
    with files(__package__).joinpath("tagger.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        slots = np.cumsum(kept["slot_steps"].astype(np.int64))
        rows = np.zeros(1 << SLOT_BITS, dtype=np.min_scalar_type(len(slots)))  # small, so that it stays in the cache
        rows[slots] = np.arange(1, len(slots) + 1)
        table = np.zeros((len(slots) + 1, COLUMNS), dtype=np.float32)
        table[1:, :LABELS] = kept["weights"].astype(np.float32) * kept["scale"]
        classes = np.zeros(1 << 16, dtype=np.uint16)
        classes[kept["characters"]] = kept["classes"]
        return Model(rows, table, kept["transitions"], classes)


def spans_in(text: str, model: Model) -> Iterator[NameSpan]:
    """The spans in folded `text`, in no particular order."""
    runs = runs_in(text)
    if not runs:
        return
    starts = np.array([start for start, _ in runs])
    lengths = np.array([end - start for start, end in runs])
    scores = _scores(text, starts, lengths, model)
    firsts = np.cumsum(lengths) - lengths
    order = np.argsort(lengths, kind="stable")
    # Runs of about one length together: a step of the algorithm is a step in all of them.
    for batch in _batches(lengths[order]):
        chosen = order[batch]
        steps = int(lengths[chosen].max())
        where = firsts[chosen] + np.minimum(np.arange(steps)[:, None], lengths[chosen] - 1)
        for run, first, end, confidence, kind in _decoded(scores[where], lengths[chosen], model.transitions):
            start = int(starts[chosen[run]])
            yield NameSpan(start + first, start + end, confidence, kind)


def _batches(lengths: Numbers) -> Iterator[slice]:
    """Slices of sorted lengths whose shortest is not much shorter than the longest, so that little is padding."""
    borders = np.unique(np.concatenate(([0, len(lengths)], np.searchsorted(lengths, (6, 12, 20, 34)))))
    return (slice(int(a), int(b)) for a, b in pairwise(borders))


_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no dictionary takes


def runs_in(text: str) -> list[tuple[int, int]]:
    """Where the Han runs of `text` are: no name reaches over their ends."""
    found = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        if end - start > 1:
            found += [(at, min(at + _LONGEST, end)) for at in range(start, end, _LONGEST)]
    return found


def _scores(text: str, starts: Numbers, lengths: Numbers, model: Model) -> Floats:
    """Per character of the runs, one after another, the score of each label."""
    positions = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    scores = np.zeros((len(positions), COLUMNS), dtype=np.float32)
    taken = np.empty_like(scores)
    for slots in features(text, positions, model.classes):
        np.take(model.table, model.rows.take(slots), axis=0, out=taken, mode="clip")  # four times as fast as [...]
        scores += taken
    return scores[:, :LABELS]


def features(text: str, positions: Numbers, classes: Classes) -> Iterator[Codes]:
    """The slots of the features at the positions of folded `text`, template by template."""
    codes = np.pad(codes_of(text), _BORDER)
    codes[np.isin(codes, _DOT_CODES)] = ord("·")
    kinds = classes[np.minimum(codes, 0xFFFF)].astype(np.uint32)
    for surname in _compound_surname().finditer(text):
        start = surname.start() + _BORDER
        kinds[start : start + 2] = _COMPOUND
    words = _words(text, codes)
    at = positions + _BORDER
    c = {offset: codes[at + offset] for offset in range(-3, 4)}
    k = {offset: kinds[at + offset] for offset in range(-2, 3)}
    f = {offset: words.form[at + offset] for offset in range(-2, 3)}
    word, before, after = words.word[at], words.before[at], words.after[at]
    templates: tuple[tuple[Codes, ...], ...] = (
        (c[-2],), (c[-1],), (c[0],), (c[1],), (c[2],),
        (c[-2], c[-1]), (c[-1], c[0]), (c[0], c[1]), (c[1], c[2]), (c[-1], c[1]), (c[2], c[3]),
        (c[-3], c[-2], c[-1]), (c[-2], c[-1], c[0]), (c[-1], c[0], c[1]), (c[0], c[1], c[2]), (c[1], c[2], c[3]),
        (k[-2],), (k[-1],), (k[0],), (k[1],), (k[2],),
        (k[-2], k[-1], k[0]), (k[-1], k[0], k[1]), (k[0], k[1], k[2]),
        (f[-1],), (f[0],), (f[1],), (f[-1], f[0]), (f[0], f[1]), (f[-2], f[-1], f[0]), (f[0], f[1], f[2]),
        (before, f[0]), (after, f[0]), (word, f[0]),
        (k[0], f[0]), (k[-1], k[0], f[-1], f[0]), (k[0], k[1], f[0], f[1]),
    )  # fmt: skip
    return (_slots(number, template) for number, template in enumerate(templates))


_COMPOUND = (1001, 1002)  # classes no character has


@cache
def _compound_surname() -> re.Pattern[str]:
    return re.compile(alternation(surname for surname in surnames() if len(surname) == 2))


def _slots(number: int, values: tuple[Codes, ...]) -> Codes:
    """One slot for the values of a template: a multiplicative hash of 32 bits, its highest bits taken."""
    hashed: Codes = np.full(len(values[0]), (number * 0x9E3779B1 + 0x7F4A7C15) & 0xFFFFFFFF, dtype=np.uint32)
    for value in values:
        hashed = (hashed ^ value) * np.uint32(0x85EBCA6B)
        hashed ^= hashed >> np.uint32(15)
    return hashed * np.uint32(0xC2B2AE35) >> np.uint32(32 - SLOT_BITS)


_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)


def _words(text: str, codes: Codes) -> Words:
    words = _tagger()(_SURROGATE.sub("\ufffd", text))
    lengths = np.array([len(word) for word, _ in words], dtype=np.int64)
    tags = np.array([_TAG_CLASSES.get(tag, 0) for _, tag in words], dtype=np.uint32)
    for number in np.flatnonzero(tags == _NAME).tolist():
        tags[number] = _named_class(*words[number])
    ends = np.cumsum(lengths)
    starts = ends - lengths
    # A word's hash is the sum of code * base ** place. All of them come from one running sum, moved to place 0.
    powers = np.cumprod(np.full(len(text), _BASE, dtype=np.uint64))
    back = np.cumprod(np.full(len(text), _INVERSE, dtype=np.uint64))
    sums = np.concatenate(([np.uint64(0)], np.cumsum(codes[_BORDER:-_BORDER] * powers)))
    hashes = ((sums[ends] - sums[starts]) * back[starts] >> np.uint64(32)).astype(np.uint32)
    nothing = np.zeros(1, dtype=np.uint32)
    size = np.repeat(lengths, lengths)
    place = np.arange(len(text)) - np.repeat(starts, lengths)
    bmes = np.select([size == 1, place == 0, place == size - 1], [3, 0, 2], 1)
    form = (bmes + 4 * np.minimum(size, 4)) * 32 + np.repeat(tags, lengths) + 1
    form[codes[_BORDER:-_BORDER] == 0] = 0

    def spread(values: Codes) -> Codes:
        return np.pad(np.repeat(values, lengths), _BORDER)

    return Words(
        spread(hashes),
        spread(np.concatenate((nothing, hashes[:-1]))),
        spread(np.concatenate((hashes[1:], nothing))),
        np.pad(form.astype(np.uint32), _BORDER),
    )


_TAG_CLASSES = {
    tag: number
    for number, tags in enumerate(
        ("x", "nr nrfg nrt", "", "ns", "nz nt", "n ng an vn g s zg j", "v vg vi vd vq", "a ad ag z b", "d dg df", "p c",
         "u uj ul uv uz ug ud y e o", "r rr rg rz", "m mq q mg", "t tg f", "i l", "k h", "eng"),
    )
    for tag in tags.split()
}  # fmt: skip
_NAME, _BY_SOUND, _WORD, _PLACE, _CHARACTER, _UNLIKELY = 1, 2, 20, 21, 22, 23


@cache
def _named_class(word: str, tag: str) -> int:
    """The dictionary tags 养老, 弘扬 and 今天上午 as names: what has not the form of one is told apart."""
    known = not_names().get(word)
    if known:
        return known
    if len(word) == 1:
        return _CHARACTER
    surname = surname_of(word)
    if surname and surnames()[surname] >= PLAIN and len(word) - len(surname) <= 2:
        return _NAME
    return _BY_SOUND if tag == "nrt" else _UNLIKELY


@cache
def not_names() -> dict[str, int]:
    """Words that the dictionary tags as names and that are none, with their class."""
    lists = sections("ordinary.txt")
    return {word: _WORD for word in lists["word"]} | {word: _PLACE for word in lists["place"]}


def _decoded(scores: Floats, lengths: Numbers, transitions: Floats) -> Iterator[tuple[int, int, int, float, Kind]]:
    """Run, start, end, probability and kind of the spans in runs scored by step, run and label."""
    lattice = Lattice.of(scores, lengths, transitions)
    marginals = lattice.forward * lattice.backward
    kinds: tuple[tuple[int, int, int, Kind], ...] = ((B, M, E, "chinese"), (FB, FM, FE, "foreign"))
    for begin, middle, end, kind in kinds:
        for first, run in np.argwhere(marginals[:, :, begin] > MINIMUM).tolist():
            last, state, reached = first + 1, begin, float(lattice.forward[first, run, begin])
            while last < lengths[run]:
                factor = reached * lattice.potentials[last, run] * lattice.steps[state] / lattice.scales[last, run]
                probability = float(factor[end] * lattice.backward[last, run, end])
                if probability >= MINIMUM:
                    yield run, first, last + 1, probability, kind
                reached, state = float(factor[middle]), middle
                if reached * lattice.backward[last, run, middle] < MINIMUM:
                    break
                last += 1


@dataclass(frozen=True, slots=True)
class Lattice:
    """What the forward-backward algorithm finds for several runs: arrays by step, run and label.

    `forward` is scaled to sum 1 at each step, `backward` so that their product is the probability of the label.
    """

    potentials: Floats
    steps: Floats  # label, next label
    scales: Floats  # step, run
    forward: Floats
    backward: Floats

    @classmethod
    def of(cls, scores: Floats, lengths: Numbers, transitions: Floats) -> "Lattice":
        """The lattice of runs of these lengths; what is scored after the end of a run does not count."""
        count = len(scores)
        potentials = np.exp(scores - scores.max(axis=2, keepdims=True))
        potentials[0] *= FIRST
        potentials[lengths - 1, np.arange(len(lengths))] *= LAST
        steps = np.exp(transitions) * ALLOWED
        steps = steps.astype(potentials.dtype)
        forward = np.empty_like(potentials)
        backward = np.ones_like(potentials)
        scales = np.empty(potentials.shape[:2], dtype=potentials.dtype)
        scales[0] = potentials[0].sum(axis=1)
        forward[0] = potentials[0] / scales[0, :, None]
        for step in range(1, count):
            reached = (forward[step - 1] @ steps) * potentials[step]
            scales[step] = reached.sum(axis=1)
            forward[step] = reached / scales[step, :, None]
        ended = np.arange(1, count)[:, None] >= lengths
        for step in range(count - 2, -1, -1):
            ahead = potentials[step + 1] * backward[step + 1] / scales[step + 1, :, None]
            backward[step] = ahead @ steps.T
            backward[step, ended[step]] = 1
        return cls(potentials, steps, scales, forward, backward)
