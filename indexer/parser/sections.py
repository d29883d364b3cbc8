"""Section lines without a bullet: 【市级动态】, 一、市级动态 or the bare name, known by coming twice.

Such a line stands in the contents above its titles, and in the text again right above the first of them. A bulletin
that marks its sections with bullets needs no guessing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.parser.headings import SECTION_MAX, is_contents_heading, is_prose, section_name
from indexer.parser.lines import Line

_BRACKETED = re.compile(r"[【\[〖](.{2,20})[】\]〗]")
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,3}、(.{2,20})")
BARE_MAX = 15  # characters of a bare section name
BEGINS_ALIKE = 6  # characters by which the first title of a section is known again, wrapped or altered


def mark_sections(lines: Sequence[Line]) -> list[Line]:
    """The same lines; those that head a section without a bullet carry its name."""
    heading = next((i for i, line in enumerate(lines) if is_contents_heading(line)), None)
    if heading is None or any(section_name(line) is not None for line in lines):
        return list(lines)
    names = _names(lines, heading + 1)
    return [replace(line, section=names.get(line.squeezed)) if i > heading else line for i, line in enumerate(lines)]


def _names(lines: Sequence[Line], first: int) -> dict[str, str]:
    """Squeezed line -> the name of the section it heads."""
    last = next((i for i in range(first, len(lines)) if is_prose(lines[i])), len(lines))
    again: dict[str, list[int]] = {}
    for i in range(first, len(lines)):
        again.setdefault(lines[i].squeezed, []).append(i)
    for form in (_BRACKETED, _COUNTED):
        found = {
            line.squeezed: match[1].strip()
            for line in lines[first:last]
            if (match := form.fullmatch(line.text)) and len(again[line.squeezed]) > 1
        }
        if found:
            return found
    bare = {}
    for i in range(first, last - 1):
        line = lines[i]
        if len(line.text) <= min(BARE_MAX, SECTION_MAX) and any(
            _goes_on_alike(lines, i, j) for j in again[line.squeezed] if j > i
        ):
            bare[line.squeezed] = line.text
    return bare


def _goes_on_alike(lines: Sequence[Line], one: int, other: int) -> bool:
    """Whether the line below begins alike in contents and text: the first title of a section in both."""
    if other + 1 >= len(lines) or is_prose(lines[other + 1]):
        return False
    above, below = lines[one + 1].squeezed, lines[other + 1].squeezed
    return above[:BEGINS_ALIKE] == below[:BEGINS_ALIKE]
