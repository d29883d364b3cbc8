"""Text -> its non-blank lines, each with what the layout around it says."""

import re
from dataclasses import dataclass

from search.fold import fold

_BREAK = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]|\f")
_OUTER_CHARS = " \t\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\x1a"
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_SENTENCE_END = tuple("。！？；!?;…”：")
PAGE_BREAK = 6  # blank lines that a form feed stands for
TITLE_MAX = 160  # characters; the longest titles of official bulletins run over a hundred
PROSE_MIN = 40


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # in the file, from 1
    text: str  # without outer white space
    indent: str  # white space printed before it
    gap: int  # blank lines before it
    prose: bool = False  # can only be (a piece of) a paragraph
    page: bool = False  # a page begins with it

    @property
    def squeezed(self) -> str:
        """Folded and without any white space, for comparing headings."""
        return squeeze(self.text)


def squeeze(text: str) -> str:
    return _SPACE.sub("", fold(text))


def is_prose(text: str) -> bool:
    """Whether a line of this text can only be a paragraph."""
    return len(text) > TITLE_MAX or len(text) >= PROSE_MIN and "。" in text and text.endswith(_SENTENCE_END)


def split_lines(text: str) -> list[Line]:
    """The non-blank lines of a text, in order."""
    lines = []
    gap = 0
    start = 0
    number = 1
    page = False
    ends = [(m.start(), m.end(), m[0]) for m in _BREAK.finditer(text)] + [(len(text), len(text), "\n")]
    for end, after, mark in ends:
        raw = text[start:end]
        stripped = raw.strip(_OUTER_CHARS)
        if stripped:
            indent = raw[: len(raw) - len(raw.lstrip(_OUTER_CHARS))]
            lines.append(Line(number, stripped, indent, gap, is_prose(stripped), page))
            gap = 0
            page = False
        else:
            gap += 1
        if mark == "\f":
            gap += PAGE_BREAK
            page = True
        else:
            number += 1
        start = after
    return lines
