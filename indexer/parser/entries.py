"""The lines of the contents + the headings of the text -> entries: which lines are one title, which head sections.

What a line is shows in the text, where a title has prose below it and a section another heading of the contents. Lines
that are not found there are taken as others with the same mark are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.parser.contents import Entry, has_leader, without_leader
from indexer.parser.headings import SECTION_MAX, is_byline, is_subtitle, is_text
from indexer.parser.lines import Line, squeeze
from indexer.parser.marks import NUMBERED, unmark
from indexer.parser.titles import Windows

LINES_OF_TITLE = 6  # over which a title may run in the contents
FULL = 3  # characters by which full lines of the contents differ
LINE_MIN, LINE_MAX = 12, 60  # characters of a full line, if lines are wrapped
ALIKE = 6  # characters by which a heading is known again, wrapped or altered
PLACES = 9  # of one heading in the text that are looked at
BARE_MAX = 20  # characters of a section name without a mark


@dataclass(frozen=True, slots=True)
class _Item:
    """What is printed as one: a title, over one line or more, or a section line."""

    form: str
    text: str  # without mark and page number
    printed: str  # with its mark
    line: int

    @property
    def keys(self) -> tuple[str, str]:
        return squeeze(self.text), squeeze(self.printed)


def entries_of(listed: Sequence[Line], text: Windows) -> tuple[Entry, ...]:
    """The entries in order, each title with its section."""
    items = _items(listed, text)
    forms = Counter(item.form for item in items)
    items = [_bare(item, forms, text) for item in items]
    kinds = _kinds(items, text)
    entries: list[Entry] = []
    section = None
    for item, is_section in zip(items, kinds, strict=True):
        if is_section:
            section = item.text
            entries.append(Entry("section", item.text, item.line))
        else:
            entries.append(Entry("title", item.text, item.line, section))
    return tuple(entries)


def _bare(item: _Item, forms: Counter[str], text: Windows) -> _Item:
    """A mark that no other line has may be part of the words: 一、二、三产业融合."""
    if item.form in NUMBERED and forms[item.form] == 1 and item.keys[1] in text.by_text and len(forms) > 1:
        return replace(item, form="", text=item.printed)
    return item


# ---- lines -> items


def _items(listed: Sequence[Line], text: Windows) -> list[_Item]:
    longest = max((len(line.text) for line in listed), default=0)
    widths = [_exact_width(listed, i, text, longest) for i in range(len(listed))]
    wraps = any(width > 1 for width in widths) or any(has_leader(line.text) for line in listed)
    items = []
    i = 0
    while i < len(listed):
        width = widths[i] or (_wrapped_width(listed, widths, i, longest, wraps))
        item = _item(listed[i : i + width])
        items.append(_spaced(item, text) if width > 1 else item)
        i += width
    return items


def _item(lines: Sequence[Line]) -> _Item:
    printed = _joined([without_leader(line.text) for line in lines])
    marked = unmark(printed)
    return _Item(marked.form, marked.rest, printed, lines[0].number)


def _spaced(item: _Item, text: Windows) -> _Item:
    """With the spaces that fell to the ends of its lines, where the text prints them inside a line."""
    for start, width in text.by_text.get(item.keys[0], ())[:1]:
        other = unmark(_joined([line.text for line in text.lines[start : start + width]])).rest
        gaps = _gaps(item.text) | _gaps(other)
        spaced = "".join(f"{gaps.get(n, '')}{c}" for n, c in enumerate("".join(item.text.split())))
        return replace(item, text=spaced)
    return item


def _gaps(text: str) -> dict[int, str]:
    """Number of printed characters -> the white space after them."""
    gaps: dict[int, str] = {}
    printed = 0
    for character in text:
        if character.isspace():
            gaps[printed] = gaps.get(printed, "") + character
        else:
            printed += 1
    return gaps


def _joined(texts: Sequence[str]) -> str:
    whole = ""
    for text in texts:
        latin = whole[-1:].isascii() and whole[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha()
        whole += f" {text}" if latin else text
    return whole


def _exact_width(listed: Sequence[Line], i: int, text: Windows, longest: int) -> int:
    """Over how many lines the title runs that the text prints too; 0 where it prints none such.

    Where a full line is printed in the text alone, the text may wrap the title at the same place.
    """
    whole = ""
    found = 0
    for width in range(1, min(LINES_OF_TITLE, len(listed) - i) + 1):
        line = listed[i + width - 1]
        if width > 1 and (unmark(line.text).form or has_leader(listed[i + width - 2].text)):
            return found
        whole += squeeze(without_leader(line.text))
        if whole in text.by_text or squeeze(unmark(whole).rest) in text.by_text:
            found = width
        if found and not _is_full(line, longest):
            return found
    return found


def _is_full(line: Line, longest: int) -> bool:
    return longest - FULL <= len(line.text) and LINE_MIN <= longest <= LINE_MAX


def _wrapped_width(listed: Sequence[Line], widths: Sequence[int], i: int, longest: int, wraps: bool) -> int:
    """The same for a title that the text prints otherwise: a full line goes on in the next."""
    width = 1
    while i + width < len(listed) and width < LINES_OF_TITLE:
        line, below = listed[i + width - 1], listed[i + width]
        if not (_is_full(line, longest) and wraps) or has_leader(line.text):
            break
        if widths[i + width] or unmark(below.text).form or below.gap:
            break
        width += 1
    return width


# ---- items -> sections and titles


def _kinds(items: Sequence[_Item], text: Windows) -> list[bool]:
    """For each item whether it heads a section."""
    begins = {item.keys[0][:ALIKE] for item in items}
    seen = [_evidence(item, begins, text) for item in items]
    forms = {item.form for item in items}
    votes = {form: sum(e for item, e in zip(items, seen, strict=True) if item.form == form) for form in forms}
    seen_of = {form: [e for item, e in zip(items, seen, strict=True) if item.form == form] for form in forms}
    return [_is_section(items, n, seen[n], votes, seen_of) for n in range(len(items))]


def _evidence(item: _Item, begins: set[str], text: Windows) -> int:
    """1: in the text it stands above another heading, -1: above prose, 0: nothing is known."""
    found = 0
    places = (place for key in item.keys for place in text.by_text.get(key, ())[:PLACES])
    for start, width in dict.fromkeys(places):
        below = start + width
        while below < len(text.lines) and (is_byline(text.lines[below]) or is_subtitle(text.lines[below])):
            below += 1
        if below == len(text.lines):
            continue
        if is_text(text.lines[below]):
            return -1
        key = text.keys[below]
        if key[:ALIKE] in begins and key[:ALIKE] not in {own[:ALIKE] for own in item.keys}:
            found = 1
    return found


def _is_section(
    items: Sequence[_Item], n: int, seen: int, votes: dict[str, int], seen_of: dict[str, list[int]]
) -> bool:
    item, forms = items[n], seen_of.keys()
    followed = n + 1 < len(items) and items[n + 1].form != item.form
    if len(item.text) > SECTION_MAX:
        return False
    if not item.form:
        if seen:
            return seen > 0 and len(item.text) <= BARE_MAX
        # Bare names above numbered titles.
        numbered = any(form and votes[form] < 0 for form in forms)
        return numbered and followed and len(item.text) <= BARE_MAX and votes[""] >= 0
    alike = [other for i, other in enumerate(items) if other.form == item.form]
    if any(e > 0 for e in seen_of[item.form]) and any(e < 0 for e in seen_of[item.form]) and len(alike) > 2:
        # Sections and titles numbered alike, or sections whose first title has no line in the text.
        return seen > 0 or len(item.text) <= BARE_MAX and followed and votes[item.form] > 0
    if votes[item.form]:
        return votes[item.form] > 0
    if len(forms) == 1:
        return False
    return followed and (item.form not in NUMBERED or item.form in ("count", "paren", "part"))
