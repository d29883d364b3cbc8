"""How well an article without its title line may begin at each line: matter of its title, an opening, a break."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.parser.contents import Entry
from indexer.parser.headings import may_be_title
from indexer.parser.lines import Line, squeeze, squeeze_once
from indexer.parser.titles import pairs_of

Scores = npt.NDArray[Any]

BASE = -5.0  # below "no article in the text": without more to it no paragraph begins an article …
COVER = 8.0  # … and the share of the title's character pairs that its first paragraph has
BELOW = (0.3, 0.15)  # … of which the next paragraphs' shares count too …
ABOVE = (0.7, 0.35)  # … and against it the shares of the paragraphs above, which would then be another article's
COHESION = -6.0  # … times the share of words that the paragraph above has too
TELLING = 6  # paragraphs that a character pair may stand in to tell of their matter
OPENING = 1.0  # … which begins as reports begin
DATED = 0.7  # … with its day in the first sentence
APART = 1.0  # … or stands off from the paragraph above
SHORT = 30  # characters below which a line that is no sentence begins no article
LOOKED_AT = 300  # characters of a paragraph
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

    def scores(self, entry: Entry) -> Scores:
        """For each line, how well an article of this title may begin there."""
        cover = self.cover(squeeze(entry.text))
        gain = cover.copy()
        for distance, share in enumerate(BELOW, start=1):
            gain[:-distance] += share * cover[distance:]
        for distance, share in enumerate(ABOVE, start=1):
            gain[distance:] -= share * cover[:-distance]
        return np.asarray(self._base + COVER * gain)

    def cover(self, title: str) -> Scores:
        """For each line the weighted share of the title's character pairs that it opens with."""
        cover = np.zeros(len(self.lines))
        total = 0.0
        for pair in pairs_of(title):
            lines = self._lines_of_pairs.get(pair, [])
            weight = 1.0 / (1 + len(lines))  # a pair that every paragraph has (our city, the bureau) tells little
            total += weight
            cover[lines] += weight
        return np.asarray(cover / (total or 1.0))

    @cached_property
    def _pairs(self) -> list[set[str]]:
        return [pairs_of(squeeze_once(line.text[:LOOKED_AT])) for line in self.lines]

    @cached_property
    def _lines_of_pairs(self) -> dict[str, list[int]]:
        """Character pair of a title -> the lines that open with it."""
        wanted = {pair for title in self.titles for pair in pairs_of(title)}
        lines: dict[str, list[int]] = {}
        for i, pairs in enumerate(self._pairs):
            for pair in pairs & wanted:
                lines.setdefault(pair, []).append(i)
        return lines

    @cached_property
    def _cohesion(self) -> list[float]:
        """For each line, the share of its telling character pairs that the line above has too (Hearst 1997)."""
        spread = Counter(pair for pairs in self._pairs for pair in pairs)
        telling = [{p for p in pairs if spread[p] <= TELLING} for pairs in self._pairs]
        shares = [len(one & other) / max(1, min(len(one), len(other))) for one, other in pairwise(telling)]
        return [0.0, *shares][: len(self.lines)]

    @cached_property
    def _base(self) -> Scores:
        """For each line, how well any article may begin there."""
        scores = np.empty(len(self.lines))
        for i, line in enumerate(self.lines):
            if (may_be_title(line) and len(line.text) < SHORT) or i in self.sections:
                scores[i] = UNPLACED
                continue
            scores[i] = (
                BASE
                + COHESION * self._cohesion[i]
                + (OPENING if _OPENING.match(line.text) else 0.0)
                + (DATED if _DATED.search(line.text, 0, 40) else 0.0)
                + (APART if self._stands_off(i) else 0.0)
            )
        return scores

    def _stands_off(self, i: int) -> bool:
        """Blank lines above, or an indent unlike that of the line above."""
        return i > 0 and (self.lines[i].gap > 0 or self.lines[i].indent != self.lines[i - 1].indent)
