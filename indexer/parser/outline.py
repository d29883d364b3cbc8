"""A bulletin without contents -> the sections and titles that its layout shows, as entries to lay on the text."""

from collections.abc import Sequence

from indexer.parser.contents import Entry
from indexer.parser.headings import TITLE_LINES, is_prose, may_be_title, section_name
from indexer.parser.lines import Line

TITLE_MIN = 5  # characters
SENTENCE_MIN = 15
_GOES_ON = ("：", ":", "，", "、")  # 会议强调： is no title of the paragraph below it
HEADLESS_TITLE = 30  # characters of the first paragraph that stand in for a title that is nowhere printed


def outline(lines: Sequence[Line]) -> tuple[int, tuple[Entry, ...]]:
    """Where the text begins below the masthead, and its entries in order.

    A title is a block of short lines, set off above by a blank line or a section line, with prose below.
    """
    entries: list[Entry] = []
    first = None
    i = 0
    while i < len(lines):
        name = section_name(lines[i])
        if name is not None:
            entries.append(Entry("section", name, lines[i].number))
        elif width := _title_width(lines, i):
            entries.append(Entry("title", "".join(line.text for line in lines[i : i + width]), lines[i].number))
        else:
            i += 1
            continue
        first = i if first is None else first
        i += max(1, width) if name is None else 1
    if not any(entry.kind == "title" for entry in entries):
        start = next((i for i, line in enumerate(lines) if is_prose(line)), None)
        if start is None:
            return 0, ()
        entries.append(Entry("title", lines[start].text[:HEADLESS_TITLE], lines[start].number))
        first = min(start, first) if first is not None else start
    return first or 0, tuple(entries)


def _title_width(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` are a title; 0 where none begins there."""
    line = lines[start]
    if start and line.gap == 0 and section_name(lines[start - 1]) is None:
        return 0
    for end in range(start, min(start + TITLE_LINES, len(lines))):
        here = lines[end]
        if is_prose(here) or (end > start and _is_sentence(here)):
            width = end - start
            if not width or sum(len(x.text) for x in lines[start:end]) < TITLE_MIN:
                return 0
            return 0 if lines[end - 1].text.endswith(_GOES_ON) else width
        if not may_be_title(here) or section_name(here) is not None or (end > start and here.gap > 0):
            return 0
    return 0


def _is_sentence(line: Line) -> bool:
    """Too short to be prose wherever it stands, but below a title it is."""
    return len(line.text) >= SENTENCE_MIN and line.text.endswith("。")
