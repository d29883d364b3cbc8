"""Text -> its non-blank lines, each with what the layout around it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.fold import fold

_BREAK = re.compile("[\n\r\v\x85\u2028\u2029\f]")
OUTER_CHARS = " \t\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\x1a"
_INVISIBLE = str.maketrans("", "", "\u200b\ufeff")
_RARE_BREAKS = re.compile("[\r\v\f\x85\u2028\u2029]")
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


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Folded and without any white space. Remembered: a title is compared many times."""
    return squeeze_once(text)


def squeeze_once(text: str) -> str:
    """The same, for what is not looked at again."""
    squeezed = "".join(fold(text).split())
    return squeezed if squeezed.isprintable() else squeezed.translate(_INVISIBLE)


def is_prose(text: str) -> bool:
    """Whether a line of this text can only be a paragraph."""
    return len(text) > TITLE_MAX or len(text) >= PROSE_MIN and "。" in text and text.endswith(_SENTENCE_END)


def split_lines(text: str) -> list[Line]:
    """The non-blank lines of a text, in order."""
    lines = []
    gap = 0
    number = 1
    page = False
    for raw, mark in _pieces(text.replace("\r\n", "\n")):
        stripped = raw.strip(OUTER_CHARS)
        if stripped:
            indent = raw[: len(raw) - len(raw.lstrip(OUTER_CHARS))]
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
    return lines


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stands between line ends, and the mark that ends it."""
    if not _RARE_BREAKS.search(text):
        for raw in text.split("\n"):
            yield raw, "\n"
        return
    start = 0
    for end in _BREAK.finditer(text):
        yield text[start : end.start()], end[0]
        start = end.end()
    yield text[start:], "\n"
