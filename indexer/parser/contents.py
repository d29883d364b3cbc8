"""Lines -> the table of contents: where it stands, and where the text begins below it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.parser.headings import (
    SECTION_MAX,
    TITLE_LINES,
    is_byline,
    is_contents_heading,
    is_subtitle,
    is_text,
    key,
)
from indexer.parser.lines import Line, squeeze
from indexer.parser.marks import unmark
from indexer.parser.titles import likeness

# …… 3, the page number; also after a tab or wide space
_LEADER = re.compile(
    r"(?:[\s.…·．・⋯_—－-]{2,}|[\t\u3000]|[…⋯]+)\s*[(（\[]?\s*(?:p\.?)?\d{1,3}\s*[)）\]]?$", re.IGNORECASE
)
_LOOKED_AT = 300  # entries
_FIRST_ENTRIES = 3  # with one of which the text begins
_ALIKE = 6  # characters by which a heading is known again, wrapped or altered
_REPEATED_MIN = 3  # lines that come again, from which on lines without a heading are contents


@dataclass(frozen=True, slots=True)
class Entry:
    """A section or a title that should come up in the text."""

    kind: Literal["section", "title"]
    text: str
    line: int  # where the contents print it
    section: str | None = None  # of a title: what it stands under


@dataclass(frozen=True, slots=True)
class Contents:
    """lines[:start] are above the contents, lines[first:end] list what the bulletin has, lines[end:] is the text."""

    start: int
    first: int  # == start where no line heads the contents
    end: int


def without_leader(text: str) -> str:
    """市民政局召开会议……3 -> the title."""
    return _LEADER.sub("", text).rstrip()


def has_leader(text: str) -> bool:
    return _LEADER.search(text) is not None


def find_contents(lines: Sequence[Line]) -> Contents | None:
    """The first table of contents; None where there is none."""
    heading = next((i for i, line in enumerate(lines) if is_contents_heading(line)), None)
    if heading is not None:
        return Contents(heading, heading + 1, _end(lines, heading + 1))
    return _without_heading(lines)


def entry_key(line: Line) -> str:
    return key(without_leader(line.text))


def _end(lines: Sequence[Line], first: int) -> int:
    """Where the text begins: where one of the first entries comes again, else at the heading of the first prose."""
    keys: list[str] = []
    seen: dict[str, int] = {}
    for i in range(first, len(lines)):
        if lines[i].prose:
            return _heading_above(lines, keys, first, i)
        keys.append(entry_key(lines[i]))
        at = seen.setdefault(keys[-1], i)
        if at < i and (at == first or at < first + _FIRST_ENTRIES and _comes_again(lines, keys, i)):
            return _with_section_above(lines, seen, i)
    return len(lines)


def _comes_again(lines: Sequence[Line], keys: Sequence[str], i: int) -> bool:
    """Whether what follows the repeated line follows it in the contents too, or is its text.

    一、工作部署 （一）市级 … 二、基层实践 （一）市级 … is still contents.
    """
    if i + 1 >= len(lines):
        return True
    below, following = lines[i + 1], entry_key(lines[i + 1])
    return (
        is_text(below)
        or is_byline(below)
        or is_subtitle(below)
        or any(following[:_ALIKE] == other[:_ALIKE] or other.startswith(following) for other in keys[:_LOOKED_AT])
    )


def _with_section_above(lines: Sequence[Line], seen: dict[str, int], i: int) -> int:
    """The text begins a line earlier where its first section line is worded otherwise than in the contents."""
    above = lines[i - 1]
    form = unmark(above.text).form
    if above.gap and form and len(above.text) <= SECTION_MAX and seen.get(entry_key(above)) == i - 1:
        return i - 1
    return i


def _heading_above(lines: Sequence[Line], keys: list[str], first: int, prose: int) -> int:
    """Where the headings of the prose begin, which stand right below the contents."""
    start = prose
    for i in range(prose - 1, max(first, prose - 12), -1):
        if is_byline(lines[i]) or is_subtitle(lines[i]):
            continue
        if keys[i - first] not in "".join(keys[: i - first]):
            break
        start = i
    if start < prose:
        return start
    together = not any(line.gap for line in lines[first + 1 : prose + 1])
    for i in range(max(first + 1, prose - TITLE_LINES), prose):
        if not (lines[i].gap or together):
            continue
        heading = "".join(keys[i - first :])
        if any(likeness(heading, other) >= 0.6 for other in keys[: i - first]):
            return i
    return _block_above(lines, first, prose)


def _block_above(lines: Sequence[Line], first: int, prose: int) -> int:
    """The lines between the last blank line above the prose and the prose: its title, worded otherwise."""
    start = prose - 1
    while start > first and lines[start].gap == 0:
        start -= 1
    return start if start > first and prose - start <= TITLE_LINES else prose


def _without_heading(lines: Sequence[Line]) -> Contents | None:
    """A run of short lines at the top that nearly all come again below."""
    prose = next((i for i, line in enumerate(lines) if line.prose), len(lines))
    if prose < 2 * _REPEATED_MIN:
        return None
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if not line.prose and len(line.text) >= 4:
            places.setdefault(squeeze(unmark(line.text).rest), []).append(i)
    again = [i for i in range(prose) if len(places.get(squeeze(unmark(lines[i].text).rest), ())) > 1]
    if len(again) < _REPEATED_MIN:
        return None
    start = again[0]
    end = _end(lines, start)
    repeated = sum(start <= i < end for i in again)
    return Contents(start, start, end) if repeated >= max(_REPEATED_MIN, 0.6 * (end - start)) else None
