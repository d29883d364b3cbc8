"""Text -> Bulletin: contents, headings, alignment, masthead, footer. Values in, values out.

Every non-blank line of the text ends in exactly one place: the masthead, the contents, an article (its title or a
paragraph), the distribution list, or `loose` with a warning.
"""

from collections.abc import Sequence

from indexer.errors import Rejected
from indexer.parser.align import Assignment
from indexer.parser.articles import Drafted, draft_articles
from indexer.parser.contents import Entry
from indexer.parser.entries import entries_of
from indexer.parser.footer import read_distribution
from indexer.parser.ids import article_ids
from indexer.parser.issue import date_warning, read_issue
from indexer.parser.lines import Line, split_lines, squeeze
from indexer.parser.masthead import read_masthead
from indexer.parser.openings import Openings
from indexer.parser.order import lay_out
from indexer.parser.outline import outline
from indexer.parser.pieces import placed_pieces, with_unlisted
from indexer.parser.sections import section_lines
from indexer.parser.sheet import Sheet, read_sheet
from indexer.parser.titles import Windows
from search.model import Article, Bulletin, Section, Warning

MAX_CHARACTERS = 3_000_000  # a bulletin has some ten thousand …
MAX_LINES = 20_000  # … and some hundred lines; its alignment must not take all memory of the machine …
MAX_LISTED = 3_000  # lines of its contents …
MAX_CELLS = 3_000_000  # … nor more than about ten seconds: entries times lines

_NO_CONTENTS = Warning("no_contents", "没有目录；栏目和题名按正文版式认出 (no table of contents)")


def parse_bulletin(text: str, source: str, sha256: str) -> Bulletin:
    """Split one bulletin's text into its articles, in order. What they name is found later (`entities.annotate`).

    Raises Rejected where the text has no article, or far too many.
    """
    if len(text) > MAX_CHARACTERS:
        raise _too_long(f"{len(text):,} 字")
    lines = split_lines(text)
    if len(lines) > MAX_LINES:
        raise _too_long(f"{len(lines):,} 行")
    sheet = read_sheet(lines)
    if sheet.contents is not None and len(sheet.contents) > MAX_LISTED:
        raise _too_long(f"目录 {len(sheet.contents):,} 行")
    head, entries, windows = read_entries(sheet)
    if len(entries) * len(windows.lines) > MAX_CELLS:
        raise _too_long(f"{len(lines):,} 行、{len(entries):,} 个题名")
    drafted = draft(sheet, entries, windows)
    if not drafted.drafts:
        reason = f"{len(lines)} 行文字里没有一篇文章；请检查是否为简报、是否完整 (no article)"
        raise Rejected("no_articles", reason)
    return _bulletin(text, source, sha256, head, sheet, entries, drafted)


def read_entries(sheet: Sheet) -> tuple[Sequence[Line], Sequence[Entry], Windows]:
    """The lines of the masthead, what should come up in the text, and the headings that may be it."""
    if sheet.contents is not None:
        windows = Windows(sheet.body)
        return sheet.head, entries_of(sheet.contents, windows), windows
    start, entries = outline(sheet.body)
    return sheet.body[:start], entries, Windows(sheet.body[start:])


def draft(sheet: Sheet, entries: Sequence[Entry], windows: Windows) -> Drafted:
    """The articles of the text."""
    sections = section_lines(windows, entries)
    titles = [squeeze(entry.text) for entry in entries if entry.kind == "title"]
    openings = Openings(windows.lines, sections, titles)
    order = lay_out(entries, windows, sections, Assignment(windows, sections, openings, set(titles)))
    pieces = placed_pieces(order.placed, len(windows.lines))
    if sheet.contents is not None:
        pieces = with_unlisted(pieces, windows.lines, sections, openings)
    return draft_articles(pieces, windows.lines, sheet.wrapping, order.moved)


def _too_long(size: str) -> Rejected:
    return Rejected("too_long", f"{size}，不像一份简报；请按期拆分后再放入 (too long for a bulletin)")


def _bulletin(
    text: str, source: str, sha256: str, head: Sequence[Line], sheet: Sheet, entries: Sequence[Entry], drafted: Drafted
) -> Bulletin:
    masthead = read_masthead(head)
    titles = [entry.text for entry in entries if entry.kind == "title"]
    issue = read_issue(masthead, sheet.foot, source, text, titles)
    ids = article_ids(issue.id, [(draft.title, "\n".join(draft.paragraphs)) for draft in drafted.drafts])
    articles = tuple(
        Article(ids[n], n + 1, draft.section, draft.title, draft.title_in_body, issue.date, draft.paragraphs)
        for n, draft in enumerate(drafted.drafts)
    )
    return Bulletin(
        source=source,
        sha256=sha256,
        issue=issue,
        sections=_sections(entries),
        articles=articles,
        masthead=masthead.text,
        distribution=read_distribution(sheet.foot),
        loose=(*drafted.loose, *(line.text for line in sheet.furniture)),
        warnings=(
            *([_NO_CONTENTS] if sheet.contents is None else ()),
            *drafted.warnings,
            *_furniture_warning(sheet),
            *date_warning(issue),
        ),
    )


def _furniture_warning(sheet: Sheet) -> tuple[Warning, ...]:
    if not sheet.furniture:
        return ()
    message = f"{len(sheet.furniture)} 行页码、页眉、分隔线不入正文 (page numbers, running heads, rules)"
    return (Warning("page_furniture", message, sheet.furniture[0].number),)


def _sections(entries: Sequence[Entry]) -> tuple[Section, ...]:
    sections: list[tuple[str | None, list[str]]] = []
    for entry in entries:
        if entry.kind == "section":
            sections.append((entry.text, []))
        else:
            if not sections:
                sections.append((None, []))
            sections[-1][1].append(entry.text)
    return tuple(Section(name, tuple(titles)) for name, titles in sections)
