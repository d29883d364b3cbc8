"""Which lines of the text head a section: those that print a name of the contents, or are marked as those are."""

from collections.abc import Sequence

from indexer.parser.contents import Entry
from indexer.parser.headings import SECTION_MAX, is_byline, is_subtitle, is_text
from indexer.parser.lines import squeeze
from indexer.parser.marks import NUMBERED, unmark
from indexer.parser.titles import Windows, likeness

_NO_NAME = ("。", "！", "？", "；", "：", "，")
ALIKE = 6  # characters by which a title is known again, wrapped or altered
SIMILAR_FROM = 0.5  # likeness from which a bare line may be the name of a section worded otherwise


def section_lines(windows: Windows, entries: Sequence[Entry]) -> dict[int, str]:
    """Index of a line -> the name of the section it heads, as printed."""
    names = {squeeze(entry.text) for entry in entries if entry.kind == "section"}
    titles = {squeeze(entry.text) for entry in entries if entry.kind == "title"}
    found = {
        i: unmark(windows.lines[i].text).rest
        for i, key in enumerate(windows.keys)
        if windows.short[i] and (key in names or windows.squeezed[i] in names) and key not in titles
    }
    found = _above_titles(found, windows, names)
    return dict(sorted({**_marked_alike(windows, found, names, titles), **found}.items()))


def _marked_alike(windows: Windows, found: dict[int, str], names: set[str], titles: set[str]) -> dict[int, str]:
    """Further lines above a heading that bear the mark of a section, or print its name in other words."""
    section_forms = {unmark(windows.lines[i].text).form for i in found}
    title_forms = {
        unmark(windows.lines[start].text).form for title in titles for start, _ in windows.by_text.get(title, ())
    }
    begins = {title[:ALIKE] for title in titles}
    lacking = names - {squeeze(name) for name in found.values()}
    marked: dict[int, str] = {}
    sure: set[str] = set(section_forms)
    for i, line in enumerate(windows.lines):
        if not windows.short[i] or i in found or len(line.text) > SECTION_MAX + 3 or windows.keys[i][:ALIKE] in begins:
            continue
        one = unmark(line.text)
        below = _below(windows, i)
        if below is None or is_text(windows.lines[below]) or one.rest.endswith(_NO_NAME):
            continue
        above_title = windows.keys[below][:ALIKE] in begins
        if one.form and one.form not in NUMBERED and (one.form in section_forms or one.form not in title_forms):
            marked[i] = one.rest
            sure |= {one.form} if above_title else set()
        elif above_title and any(likeness(windows.keys[i], name) >= SIMILAR_FROM for name in lacking):
            marked[i] = one.rest
            sure.add(one.form)
    return {i: name for i, name in marked.items() if unmark(windows.lines[i].text).form in sure}


def _above_titles(found: dict[int, str], windows: Windows, names: set[str]) -> dict[int, str]:
    """Of the lines that print one name those above a heading, if any is: the others are text (要闻 in a list)."""
    by_name: dict[str, list[int]] = {}
    for i, name in found.items():
        by_name.setdefault(squeeze(name), []).append(i)
    kept: dict[int, str] = {}
    for places in by_name.values():
        heads = [i for i in places if (below := _below(windows, i)) is not None and not is_text(windows.lines[below])]
        kept.update((i, found[i]) for i in (heads or places[:1]))
    return kept


def _below(windows: Windows, i: int) -> int | None:
    """The next line that is no byline and no subtitle."""
    below = i + 1
    while below < len(windows.lines) and (is_byline(windows.lines[below]) or is_subtitle(windows.lines[below])):
        below += 1
    return below if below < len(windows.lines) else None
