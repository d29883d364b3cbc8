"""How well an article without its title line may begin at each line: matter of its title, an opening, a break."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.parser.headings import may_be_title
from indexer.parser.lines import Line, squeeze_once
from indexer.parser.titles import pairs_of

Scores = npt.NDArray[Any]

# What tells the first paragraph of an article without its title line, and how much: the logarithm of the odds that it
# begins there, over its not being in the text at all. Fitted on known bulletins with a title line or an article taken
# away (a softmax over the paragraphs of the region and none of them).
WEIGHTS = {
    "covers": 10.43,  # the share of the title's character pairs that the paragraph opens with
    "next covers": 3.66,
    "second covers": 2.96,
    "above covers": -0.5,
    "second above covers": -1.61,
    "best below": 7.57,
    "best above": -1.76,
    "below less above": 2.54,  # four paragraphs each
    "neighbour above less below": 0.67,  # the same for the title of the article above
    "neighbour below": -11.52,
    "cohesion": -3.82,  # the share of telling words that the paragraph above has too (Hearst 1997)
    "cohesion of three": -7.35,
    "opens as reports do": -0.03,
    "dated": 1.98,  # its day in the first sentence
    "stands off": 3.58,
    "last": -2.08,  # of the region
    "bias": -2.16,
}
CERTAIN = 6.0  # from which on more tells …
SLOWER = 0.8  # … less: however much tells for it, a title that is printed tells more
FAVOUR = 2.0  # titles that lost their line are more common than titles that lost their article
TELLING = 6  # paragraphs that a character pair may stand in to tell of their matter
NEAR = 4  # paragraphs
SHORT = 30  # characters below which a line that is no sentence begins no article
LOOKED_AT = 300  # characters of a paragraph
APART_SELDOM = 0.3  # share of paragraphs with a blank line above, from which on that says nothing
UNPLACED = -1e9

_OPENING = re.compile(
    r"(?:[当本]地时间|北京时间)?(?:\d{2,4}年|\d{1,2}月|[二○〇]\d?[〇零一二]|\d{1,2}日)|近日|日前|近期|今[天日年]|昨[天日]"
    r"|连日|为[了进深贯加切推做全认]"
)
_DATED = re.compile(r"\d日")


def begins_as_reports_do(text: str) -> bool:
    return _OPENING.match(text) is not None or _DATED.search(text, 0, 40) is not None


class Openings:
    """Made for a whole text once, and only where a title is not found in it."""

    def __init__(self, lines: Sequence[Line], sections: dict[int, str], titles: Sequence[str]) -> None:
        self.lines = lines
        self.sections = sections
        self.titles = titles  # squeezed

    def scores(self, title: str, above: str | None, first: int, last: int) -> Scores:
        """For each of lines[first:last], how much rather than nowhere an article of this title begins there.

        `above` is the title of the article before it. Titles are squeezed.
        """
        features = self.features(title, above, first, last)
        scores = features @ np.array([*WEIGHTS.values()][:-1]) + WEIGHTS["bias"] + FAVOUR
        scores -= np.maximum(0.0, scores - CERTAIN) * SLOWER
        return np.asarray(np.where(self._begins_none[first:last], UNPLACED, scores))

    def features(self, title: str, above: str | None, first: int, last: int) -> Scores:
        """A row for each line, its columns named by WEIGHTS."""
        size = last - first
        cover = self.cover(title)[first:last]
        other = self.cover(above)[first:last] if above is not None else np.zeros(size)
        around = np.concatenate([[0.0, 0.0], cover, [0.0, 0.0]])
        positions = np.arange(size)
        columns = [
            cover,
            around[3 : size + 3],
            around[4 : size + 4],
            around[1 : size + 1],
            around[:size],
            np.maximum.accumulate(cover[::-1])[::-1],
            np.concatenate([[0.0], np.maximum.accumulate(cover)])[:size],
            _mean(cover, positions, positions + NEAR) - _mean(cover, positions - NEAR, positions),
            _mean(other, 0 * positions, positions) - _mean(other, positions, 0 * positions + size),
            np.maximum.accumulate(other[::-1])[::-1],
            *(column[first:last] for column in self._of_lines),
            positions == size - 1,
        ]
        return np.column_stack(columns).astype(float)

    def cover(self, title: str) -> Scores:
        """For each line the weighted share of the title's character pairs that it opens with."""
        cover = np.zeros(len(self.lines))
        total = 0.0
        for pair in pairs_of(title):
            lines = self._lines_of_pairs.get(pair)
            # A pair that every paragraph has (our city, the bureau) tells little.
            weight = 1.0 / (1 + (0 if lines is None else len(lines)))
            total += weight
            if lines is not None:
                cover[lines] += weight
        return np.asarray(cover / (total or 1.0))

    @cached_property
    def _pairs(self) -> list[set[str]]:
        return [pairs_of(squeeze_once(line.text[:LOOKED_AT])) for line in self.lines]

    @cached_property
    def _lines_of_pairs(self) -> dict[str, npt.NDArray[np.intp]]:
        """Character pair of a title -> the lines that open with it."""
        wanted = {pair for title in self.titles for pair in pairs_of(title)}
        lines: dict[str, list[int]] = {}
        for i, pairs in enumerate(self._pairs):
            for pair in pairs & wanted:
                lines.setdefault(pair, []).append(i)
        return {pair: np.array(numbers, dtype=np.intp) for pair, numbers in lines.items()}

    @cached_property
    def _of_lines(self) -> list[Scores]:
        """The columns that are the same for every title."""
        spread = Counter(pair for pairs in self._pairs for pair in pairs)
        telling = [{p for p in pairs if spread[p] <= TELLING} for pairs in self._pairs]
        blocks = [set().union(*telling[i : i + 3]) for i in range(len(telling))]
        size = range(len(self.lines))
        paragraphs = [line.gap > 0 for above, line in pairwise(self.lines) if above.prose and line.prose]
        says_something = sum(paragraphs) < APART_SELDOM * max(1, len(paragraphs))
        return [
            np.array([_shared(telling[i - 1], telling[i]) if i else 0.0 for i in size]),
            np.array([_shared(blocks[i - 3], blocks[i]) if i > 2 else 0.0 for i in size]),
            np.array([_OPENING.match(line.text) is not None for line in self.lines], dtype=float),
            np.array([_DATED.search(line.text, 0, 40) is not None for line in self.lines], dtype=float),
            np.array([says_something and self._stands_off(i) for i in size], dtype=float),
        ]

    @cached_property
    def _begins_none(self) -> npt.NDArray[np.bool_]:
        """Whether a line is a section line or too short to begin an article."""
        return np.array(
            [i in self.sections or len(line.text) < SHORT and may_be_title(line) for i, line in enumerate(self.lines)],
            dtype=bool,
        )

    def _stands_off(self, i: int) -> bool:
        """Blank lines above, or an indent unlike that of the line above."""
        return i > 0 and (self.lines[i].gap > 0 or self.lines[i].indent != self.lines[i - 1].indent)


def _mean(values: Scores, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]) -> Scores:
    """The mean of values[start:end] for each start and end, 0 of nothing."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    starts, ends = np.clip(starts, 0, len(values)), np.clip(ends, 0, len(values))
    return np.asarray((sums[ends] - sums[starts]) / np.maximum(1, ends - starts))


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
