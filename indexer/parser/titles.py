"""Every run of lines that may be a heading of the text, by what is printed on it."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.parser.headings import TITLE_LINES, key, may_be_title
from indexer.parser.lines import TITLE_MAX, Line

WINDOWS_MAX = 200_000
GAP_MAX = 1  # blank lines inside a heading


class Windows:
    """Runs of short lines; a window is (first line, number of lines), its text squeezed and without marks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.short = [may_be_title(line) for line in lines]
        self.squeezed = [line.squeezed if short else "" for line, short in zip(lines, self.short, strict=True)]
        self.keys = [
            squeezed and (squeezed if squeezed[0].isalpha() and not _counts(squeezed) else key(line.text))
            for line, squeezed in zip(lines, self.squeezed, strict=True)
        ]
        self.all: list[tuple[int, int, str]] = []
        self.by_text: dict[str, list[tuple[int, int]]] = {}
        for start, width, text in self._runs():
            self.all.append((start, width, text))
            self.by_text.setdefault(text, []).append((start, width))

    def _runs(self) -> Iterator[tuple[int, int, str]]:
        for start, short in enumerate(self.short):
            if not short:
                continue
            yield start, 1, self.keys[start]
            if self.keys[start] != self.squeezed[start]:
                yield start, 1, self.squeezed[start]
            text = self.keys[start]
            for width in range(2, min(TITLE_LINES, len(self.lines) - start) + 1):
                end = start + width - 1
                if not self.short[end] or self.lines[end].gap > GAP_MAX and not self.lines[end].page:
                    break
                text += self.squeezed[end]
                if len(text) > TITLE_MAX:
                    break
                yield start, width, text

    def likenesses(self, wanted: str) -> npt.NDArray[np.float64]:
        """For each window the Dice coefficient of its character pairs and those of `wanted`."""
        shared = np.zeros(len(self.all))
        own = pairs_of(wanted)
        for pair in own:
            if pair in self._by_pair:
                shared[self._by_pair[pair]] += 1
        return np.asarray(2 * shared / (self._sizes + len(own)))

    @cached_property
    def _by_pair(self) -> dict[str, npt.NDArray[np.intp]]:
        by_pair: dict[str, list[int]] = {}
        for n, (_, _, text) in enumerate(self.all):
            for pair in pairs_of(text):
                by_pair.setdefault(pair, []).append(n)
        return {pair: np.array(numbers, dtype=np.intp) for pair, numbers in by_pair.items()}

    @cached_property
    def _sizes(self) -> npt.NDArray[np.float64]:
        return np.array([len(pairs_of(text)) for _, _, text in self.all], dtype=float)


def pairs_of(text: str) -> set[str]:
    """Its character pairs; of one character, itself."""
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def likeness(one: str, other: str) -> float:
    """Dice coefficient of their sets of character pairs."""
    pairs, others = pairs_of(one), pairs_of(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _counts(text: str) -> bool:
    """Whether a line that begins with a letter may begin with a number in words: 一、, 第一部分."""
    return text[0] in "一二三四五六七八九十第p"
