"""Text -> its non-blank lines, each with what the layout around it says."""

import re
from dataclasses import dataclass

from search.fold import fold

_BREAK = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]|\f")
_OUTER_CHARS = " \t\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\x1a"
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
PAGE_BREAK = 6  # blank lines that a form feed stands for


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # in the file, from 1
    text: str  # without outer white space
    indent: str  # white space printed before it
    gap: int  # blank lines before it
    section: str | None = None  # the name on it, where the whole bulletin shows that it heads a section

    @property
    def squeezed(self) -> str:
        """Folded and without any white space, for comparing headings."""
        return squeeze(self.text)


def squeeze(text: str) -> str:
    return _SPACE.sub("", fold(text))


def split_lines(text: str) -> list[Line]:
    """The non-blank lines of a text, in order."""
    lines = []
    gap = 0
    start = 0
    number = 1
    ends = [(m.start(), m.end(), m[0]) for m in _BREAK.finditer(text)] + [(len(text), len(text), "\n")]
    for end, after, mark in ends:
        raw = text[start:end]
        stripped = raw.strip(_OUTER_CHARS)
        if stripped:
            indent = raw[: len(raw) - len(raw.lstrip(_OUTER_CHARS))]
            lines.append(Line(number, stripped, indent, gap))
            gap = 0
        else:
            gap += 1
        if mark == "\f":
            gap += PAGE_BREAK
        else:
            number += 1
        start = after
    return lines
