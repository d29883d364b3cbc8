"""Lines -> the table of contents: which sections and titles it lists, and where the text begins."""

import re
from dataclasses import dataclass
from typing import Literal

from indexer.parser.headings import TITLE_LINES, is_contents_heading, is_prose, same, section_name
from indexer.parser.lines import Line

_LEADER = re.compile(r"[\s.…·．]{2,}[(（]?\d{1,3}[)）]?$")  # …… 3, the page number

_NUMBERING = re.compile(r"^[(（]?\d{1,2}\s*[.、．)）]\s*(?=\D)")  # 3. but not 3.15


@dataclass(frozen=True, slots=True)
class Entry:
    """A section or a title that should come up in the text."""

    kind: Literal["section", "title"]
    text: str
    line: int  # where the contents print it


@dataclass(frozen=True, slots=True)
class Contents:
    """What the contents list, in order; lines[:start] are above them, lines[end:] is the text."""

    entries: tuple[Entry, ...]
    start: int
    end: int


def read_contents(lines: list[Line]) -> Contents | None:
    """The first table of contents; None where no line heads one."""
    heading = next((i for i, line in enumerate(lines) if is_contents_heading(line)), None)
    if heading is None:
        return None
    end = _end(lines, heading + 1)
    entries = tuple(_entry(line) for line in lines[heading + 1 : end])
    return Contents(entries, heading, end)


def _entry(line: Line) -> Entry:
    name = section_name(line)
    if name is not None:
        return Entry("section", name, line.number)
    return Entry("title", _NUMBERING.sub("", _LEADER.sub("", line.text)), line.number)


def _end(lines: list[Line], first: int) -> int:
    """Where the text begins: at the second coming of the first section or title, else at the first prose."""
    opening = [(j, _entry(lines[j]).text) for j in range(first, min(first + 2, len(lines)))]
    for i in range(first + 1, len(lines)):
        if any(i > j and same(_entry(lines[i]).text, text) for j, text in opening):
            return i
        if is_prose(lines[i]):
            return _heading_of(lines, first, i)
    return len(lines)


def _heading_of(lines: list[Line], first: int, prose: int) -> int:
    """The lines between the last blank line above the prose and the prose: its title, worded otherwise."""
    start = prose - 1
    while start > first and lines[start].gap == 0:
        start -= 1
    return start if start > first and prose - start <= TITLE_LINES else prose
