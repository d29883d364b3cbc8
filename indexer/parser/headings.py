"""What a line is by its look: a contents heading, a section line, a possible title, prose."""

import re

from indexer.parser.lines import Line, squeeze

_CONTENTS = re.compile(r"[【\[]?(?:本期(?:内容|目录|要目|导读|提要|要点)|目录|要目|导读|内容提要)[】\]]?:?")
_SECTION = re.compile(r"[●◆■▲★◎○◇□▪•►▶⊙◉]\s*(\S.*)")
_SENTENCE_END = tuple("。！？；!?;…")
TITLE_MAX = 160  # characters; the longest titles of official bulletins run over a hundred
TITLE_LINES = 8  # over which a title may be wrapped
SECTION_MAX = 30
PROSE_MIN = 40


def is_contents_heading(line: Line) -> bool:
    """本期内容, 本 期 要 目, 目录 …"""
    return len(line.text) <= 20 and _CONTENTS.fullmatch(line.squeezed) is not None


def section_name(line: Line) -> str | None:
    """The name on a section line (●市级动态), as printed; None where the line is none."""
    if line.section is not None:
        return line.section
    found = _SECTION.fullmatch(line.text)
    if not found or len(found[1]) > SECTION_MAX or found[1].endswith(_SENTENCE_END):
        return None
    return found[1].strip()


def same(one: str, other: str) -> bool:
    """Whether two headings are the same but for width, case, character form and spaces."""
    return squeeze(one) == squeeze(other)


def may_be_title(line: Line) -> bool:
    """Short enough for (a line of) a title, and no sentence."""
    return len(line.text) <= TITLE_MAX and not line.text.endswith(("。", "；"))


def is_prose(line: Line) -> bool:
    """A line that can only be part of a paragraph."""
    text = line.text
    return (
        len(text) > TITLE_MAX or len(text) >= PROSE_MIN and "。" in text and text.endswith((*_SENTENCE_END, "”", "："))
    )
