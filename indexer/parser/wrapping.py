"""Lines of an article -> its paragraphs, where the bulletin breaks its lines by hand at a fixed width."""

from collections.abc import Sequence

from indexer.parser.headings import section_name
from indexer.parser.lines import Line

NARROWEST, WIDEST = 20, 60  # characters a line of hand-broken text has
RAGGED = 3  # characters by which full lines differ: no line begins with a full stop
FULL_SHARE = 0.3  # of the lines that end inside a sentence at the full width, from which on a text is hand-broken
LEAST_LINES = 8  # to tell from
_ENDS = tuple("。！？；：…”!?;:")


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which the text is broken by hand; None where each line is a paragraph."""
    widths = sorted(_width(line) for line in lines if section_name(line) is None)
    if len(widths) < LEAST_LINES:
        return None
    width = widths[int(len(widths) * 0.95)]
    if not NARROWEST <= width <= WIDEST:
        return None
    full = sum(width - RAGGED <= _width(line) and not line.text.endswith(_ENDS) for line in lines)
    return width if full >= FULL_SHARE * len(widths) else None


def paragraphs_of(lines: Sequence[Line], width: int | None) -> list[str]:
    """The paragraphs of an article's lines; where lines are broken at `width`, full ones go on in the next."""
    if width is None:
        return [line.text for line in lines]
    indented = any(line.indent for line in lines)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line.gap == 0 and not line.indent:
            glue = " " if paragraphs[-1][-1].isascii() and line.text[0].isascii() else ""
            paragraphs[-1] += glue + line.text
        else:
            paragraphs.append(line.text)
        # Where paragraphs are indented a full line goes on even after a full stop.
        goes_on = _width(line) >= width - RAGGED and (indented or not line.text.endswith(_ENDS))
    return paragraphs


def _width(line: Line) -> int:
    return len(line.indent) + len(line.text)
