"""Lines broken by hand at a fixed width: which of them are prose, and what paragraphs they make."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.parser.lines import Line, is_prose

NARROWEST, WIDEST = 18, 60  # characters a line of hand-broken text has
RAGGED = 3  # characters by which full lines differ: no line begins with a full stop
FULL_SHARE = 0.3  # of the lines that end inside a sentence at the full width, from which on a text is hand-broken
LEAST_LINES = 8  # to tell from
INDENTED_SHARE = 0.05  # of the full lines, from which on an indent begins a paragraph
APART_SHARE = 0.6  # of the short last lines, below which blank lines part paragraphs
_ENDS = tuple("。！？；：…”!?;:")
_CLOSED = tuple("。！？；…”）)!?;：:")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A width in characters, or in columns, of which a Chinese character takes two."""

    width: int
    columns: bool
    margin: int  # characters of white space before a line that begins no paragraph
    indented: bool  # whether paragraphs begin with an indent …
    apart: bool  # … or with a blank line above

    def goes_on(self, above: Line, line: Line) -> bool:
        """Whether `line` goes on with the paragraph of the line above it."""
        if len(line.indent) > self.margin or line.gap and not line.page:
            return False
        unit = 2 if self.columns else 1
        # Where nothing parts paragraphs, a line that ends a sentence goes on if there is no room left at all.
        room = 0 if above.text.endswith(_ENDS) and not (self.indented or self.apart) else RAGGED * unit
        width = _width(above, self.columns)
        # A Latin word or a number goes to the next line as a whole. What is longer than a line is a whole paragraph.
        return self.width - room <= width + _leading_word(line.text) and width <= self.width + RAGGED * unit


def find_wrapping(lines: Sequence[Line]) -> Wrapping | None:
    """How the text is broken by hand; None where each line is a paragraph."""
    if len(lines) < LEAST_LINES:
        return None
    lengths = sorted(len(line.text) for line in lines)
    if lengths[int(len(lengths) * 0.95)] > WIDEST * 2:
        return None
    found = [_found(lines, columns) for columns in (False, True)]
    share, _, best = max(found, key=lambda one: (one[0] >= FULL_SHARE, one[1]))
    return best if share >= FULL_SHARE else None


def _found(lines: Sequence[Line], columns: bool) -> tuple[float, float, Wrapping]:
    """The share of lines that end inside a sentence at the width that few exceed, and that of the exact ones."""
    widths = [_width(line, columns) for line in lines]
    width = sorted(widths)[int(len(widths) * 0.95)]
    unit = 2 if columns else 1
    full = [
        line
        for w, line in zip(widths, lines, strict=True)
        if width - RAGGED * unit <= w and not line.text.endswith(_ENDS)
    ]
    margins = Counter(len(line.indent) for line in full)
    margin = min((indent for indent, count in margins.items() if count * 4 >= len(full)), default=0)
    indented = sum(len(line.indent) > margin for line in full) >= INDENTED_SHARE * len(full)
    ended = [
        line.gap > 0
        for above, line in pairwise(lines)
        if above.text.endswith(_ENDS) and len(above.text) < width / (2 * unit)
    ]
    apart = sum(ended) > APART_SHARE * len(ended)
    share = len(full) / len(lines) if NARROWEST * unit <= width <= WIDEST * unit else 0.0
    exact = sum(width - unit <= w for w in widths) / len(lines)
    return share, exact, Wrapping(width, columns, margin, indented, apart)


def rejoined(lines: Sequence[Line], wrapping: Wrapping | None, is_heading: Callable[[Line], bool]) -> list[Line]:
    """The lines, those that make a paragraph as one: full lines with what they go on in, what a page's end cut in two.

    A line that is a heading is part of none, and lines without a full stop are not joined: they may be headings too.
    """
    if wrapping is None and not any(line.page for line in lines):
        return list(lines)
    joined: list[Line] = []
    start = 0
    while start < len(lines):
        end = start + 1
        if not is_heading(lines[start]):
            while end < len(lines) and _goes_on(lines[end - 1], lines[end], wrapping) and not is_heading(lines[end]):
                end += 1
        text = _glued(lines[start:end]) if end - start > 1 else ""
        if "。" in text and (is_prose(text) or text.endswith(_CLOSED)):
            joined.append(replace(lines[start], text=text, prose=True))
        else:
            joined.extend(lines[start:end])
        start = end
    return joined


def paragraphs_of(lines: Sequence[Line], wrapping: Wrapping | None) -> list[str]:
    """The paragraphs of an article's lines; those that hold no sentence are joined here, where no heading is left."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1][-1], line, wrapping):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [_glued(paragraph) for paragraph in paragraphs]


def _goes_on(above: Line, line: Line, wrapping: Wrapping | None) -> bool:
    return _overleaf(above, line) or wrapping is not None and wrapping.goes_on(above, line)


def _glued(lines: Sequence[Line]) -> str:
    """Latin words are parted by a space again."""
    whole = lines[0].text
    for line in lines[1:]:
        latin = whole[-1].isascii() and line.text[0].isascii() and whole[-1].isalpha() and line.text[0].isalpha()
        whole += f" {line.text}" if latin else line.text
    return whole


def _overleaf(above: Line, line: Line) -> bool:
    """Whether a paragraph was cut in two by the end of a page."""
    return line.page and not line.indent and not above.text.endswith(_CLOSED)


def _leading_word(text: str) -> int:
    """Length of the Latin word or number that a line begins with."""
    n = 0
    while n < len(text) and n < 20 and text[n].isascii() and text[n].isalnum():
        n += 1
    return n


def _width(line: Line, columns: bool) -> int:
    text = line.indent + line.text
    if not columns:
        return len(text)
    return len(text) + (len(text.encode("utf-8", "surrogatepass")) - len(text)) // 2
