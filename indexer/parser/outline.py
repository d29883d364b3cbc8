"""A bulletin without contents -> the sections and titles that its layout shows, as entries to lay on the text."""

import re
from collections.abc import Sequence

from indexer.parser.blocks import MOSTLY, SELDOM, Block, Style, blocks
from indexer.parser.contents import Entry
from indexer.parser.headings import SECTION_MAX, is_byline, is_subtitle, is_text, may_be_title
from indexer.parser.lines import Line
from indexer.parser.marks import NUMBERED, unmark
from indexer.parser.masthead import is_masthead_line
from indexer.parser.openings import begins_as_reports_do

HEADLESS_TITLE = 30  # characters of the first paragraph that stand in for a title that is nowhere printed
BARE_MAX = 12  # characters of a section name without a mark
_SECTION_WORDS = re.compile(
    r".*(?:动态|要闻|新闻|简讯|快讯|短讯|信息|交流|专栏|专题|聚焦|风采|之窗|窗口|视点|参考|部署|传真|集锦|关注|速递|播报|一线|在线"
    r"|论坛|园地|天地|经验|做法|纵横|要情|文摘|选登|推荐|探索|实践|报道|访谈|反馈|通报|摘编|链接|讲话|批示|调研|掠影|撷英|时讯|资讯)"
)


def outline(lines: Sequence[Line]) -> tuple[int, tuple[Entry, ...]]:
    """Where the text begins below the masthead, and its entries in order."""
    top = _below_masthead(lines)
    sections = _sections(lines, top)
    titles = {block.start: block for block in _titles(lines, top, sections)}
    headless = _headless(lines, top, sections, titles)
    entries: list[Entry] = []
    section = None
    for i in sorted({*sections, *titles, *headless}):
        if i in sections:
            section = sections[i]
            entries.append(Entry("section", section, lines[i].number))
        else:
            text = titles[i].text if i in titles else lines[i].text[:HEADLESS_TITLE]
            entries.append(Entry("title", text, lines[i].number, section))
    if not any(entry.kind == "title" for entry in entries):
        return 0, ()
    return min((*sections, *titles, *headless)), tuple(entries)


def _below_masthead(lines: Sequence[Line]) -> int:
    text = next((i for i, line in enumerate(lines) if line.prose), len(lines))
    return max((i + 1 for i in range(min(text, 15)) if is_masthead_line(lines[i])), default=0)


def _sections(lines: Sequence[Line], top: int) -> dict[int, str]:
    """Lines marked with a bullet, brackets or a number, or with the words of a section, above another heading."""
    found: dict[int, str] = {}
    for i in range(top, len(lines) - 1):
        line = lines[i]
        if not may_be_title(line) or len(line.text) > SECTION_MAX or is_byline(line) or is_subtitle(line):
            continue
        if i > top and not line.gap and not line.page and not is_text(lines[i - 1]) and i - 1 not in found:
            continue
        marked = unmark(line.text)
        below = _below(lines, i)
        if below is None or is_text(lines[below]) or not may_be_title(lines[below]):
            continue
        if marked.form:
            wraps = not lines[below].gap and unmark(lines[below].text).form == "" and len(line.text) > BARE_MAX + 2
            heads = not wraps and unmark(lines[below].text).form != marked.form
        else:
            named = _SECTION_WORDS.fullmatch(line.text) is not None
            heads = len(line.text) <= BARE_MAX and named
        if heads:
            found[i] = marked.rest
    return _marked_alike(lines, found)


def _marked_alike(lines: Sequence[Line], found: dict[int, str]) -> dict[int, str]:
    """With the lines of the same bullet or bracket right above prose: there the title line is missing."""
    forms = [unmark(lines[i].text).form for i in found]
    again = {form for form in forms if form and form not in NUMBERED and forms.count(form) > 1}
    more = {
        i: unmark(line.text).rest
        for i, line in enumerate(lines)
        if again and may_be_title(line) and len(line.text) <= BARE_MAX and unmark(line.text).form in again
    }
    return dict(sorted({**more, **found}.items()))


def _below(lines: Sequence[Line], i: int) -> int | None:
    return i + 1 if i + 1 < len(lines) else None


def _titles(lines: Sequence[Line], top: int, sections: dict[int, str]) -> list[Block]:
    """Of the short blocks above prose those that are printed as most are, or as titles can only be."""
    found = [block for block in blocks(lines, top, len(lines), sections)]
    if any(block.form not in NUMBERED for block in found):
        found = [block for block in found if block.form not in NUMBERED]
    style = Style(lines, [(block.start, block.end) for block in found], sections)
    set_off = [
        b for b in found if b.start == top or lines[b.start].gap or lines[b.start].page or b.start - 1 in sections
    ]
    if style.paragraphs_apart < SELDOM and len(set_off) > 1:
        return set_off
    beside = [block for block in found if lines[block.start].indent != style.paragraph_indent]
    return beside if len(beside) > MOSTLY * len(found) else found


def _headless(lines: Sequence[Line], top: int, sections: dict[int, str], titles: dict[int, Block]) -> list[int]:
    """Paragraphs that begin an article though no title stands above them.

    The first paragraph, that below a section line, and those which stand off as only titles do and begin as reports do.
    """
    style = Style(lines, [(block.start, block.end) for block in titles.values()], sections)
    headings = {i for block in titles.values() for i in range(block.start, block.end)} | set(sections)
    found = []
    begun = False
    for i in range(top, len(lines)):
        if i in titles:
            begun = True
        if i in headings or not is_text(lines[i]):
            continue
        below_section = i - 1 in sections
        stands_off = (
            lines[i].gap > 0 and i - 1 not in headings and len(titles) > 1
            and style.titles_apart > MOSTLY and style.paragraphs_apart < SELDOM / 2
            and lines[i].prose and begins_as_reports_do(lines[i].text) and not is_byline(lines[i - 1])
        )  # fmt: skip
        if below_section or stands_off or not begun and lines[i].prose:
            found.append(i)
            begun = True
    return found
