"""Text -> Bulletin: contents, headings, alignment, masthead, footer. Values in, values out.

Every non-blank line of the text ends in exactly one place: the masthead, the contents, an article (its title or a
paragraph), the distribution list, or `loose` with a warning.
"""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from indexer.errors import Rejected
from indexer.parser.align import Placed, place
from indexer.parser.contents import Entry, read_contents
from indexer.parser.footer import footer_start, read_distribution
from indexer.parser.headings import same, section_name
from indexer.parser.ids import article_ids, issue_id
from indexer.parser.lines import Line, split_lines
from indexer.parser.masthead import Masthead, read_masthead
from indexer.parser.outline import outline
from indexer.parser.sections import mark_sections
from indexer.parser.wrapping import paragraphs_of, wrap_width
from search.dates import find_dates
from search.fold import fold
from search.model import Article, Bulletin, DateSource, Issue, Section, Warning

PARSER_VERSION = 4  # raised when a bulletin may be read differently: everything is read again

MAX_LINES = 20_000  # a bulletin has some hundred; its alignment must not take all memory of the machine …
MAX_CELLS = 3_000_000  # … nor more than about ten seconds: entries times lines

_DAY_IN_NAME = re.compile(r"((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_IN_NAME = re.compile(r"((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)")


def parse_bulletin(text: str, source: str, sha256: str) -> Bulletin:
    """Split one bulletin's text into its articles, in order. What they name is found later (`entities.annotate`).

    Raises Rejected where the text has no article, or far too many.
    """
    lines = mark_sections(split_lines(text))
    warnings: list[Warning] = []
    contents = read_contents(lines)
    if contents:
        head, entries, rest = lines[: contents.start], contents.entries, lines[contents.end :]
    else:
        start, entries = outline(lines)
        head, rest = lines[:start], lines[start:]
        warnings.append(Warning("no_contents", "没有目录；栏目和题名按正文版式认出 (no table of contents)"))
    footer = footer_start(rest)
    body, foot = rest[:footer], rest[footer:]
    if len(lines) > MAX_LINES or len(entries) * len(body) > MAX_CELLS:
        reason = (
            f"{len(lines):,} 行、{len(entries):,} 个题名，不像一份简报；请按期拆分后再放入 (too long for a bulletin)"
        )
        raise Rejected("too_long", reason)
    masthead = read_masthead(head)
    placed = place(entries, body)
    drafts, loose = _articles(placed, body, warnings)
    if not drafts:
        raise Rejected("no_articles", f"{len(lines)} 行文字里没有一篇文章；请检查是否为简报、是否完整 (no article)")
    sections = _sections(entries)
    issue = _issue(masthead, source, text, [title for section in sections for title in section.titles])
    ids = article_ids(issue.id, [(title, "\n".join(paragraphs)) for _, title, _, paragraphs in drafts])
    if not masthead.date:
        warnings.append(_date_warning(issue))
    articles = tuple(
        Article(
            id=ids[n],
            position=n + 1,
            section=section,
            title=title,
            title_in_body=in_body,
            date=issue.date,
            paragraphs=tuple(paragraphs),
        )
        for n, (section, title, in_body, paragraphs) in enumerate(drafts)
    )
    return Bulletin(
        source=source,
        sha256=sha256,
        issue=issue,
        sections=sections,
        articles=articles,
        masthead=masthead.text,
        distribution=read_distribution(foot),
        loose=tuple(loose),
        warnings=tuple(warnings),
    )


_Draft = tuple[str | None, str, bool, list[str]]  # section, title, title in body, paragraphs


def _articles(
    placed: Sequence[Placed], body: Sequence[Line], warnings: list[Warning]
) -> tuple[list[_Draft], list[str]]:
    """The articles in the order of the text, and the printed lines that belong to none."""
    drafts: list[_Draft] = []
    loose: list[str] = []
    section: str | None = None
    width = wrap_width(body)
    first = placed[0].start if placed else len(body)
    _set_aside(body[:first], loose, warnings)
    for here, after in zip(placed, [*(p.start for p in placed), len(body)][1:], strict=True):
        entry = here.entry
        heading = [line.text for line in body[here.start : here.text]]
        if entry.kind == "section":
            section = entry.text
            if here.how == "absent":
                warnings.append(Warning("section_missing", f"正文没有栏目行“{entry.text}” (section line)", entry.line))
            elif not same(section_name(body[here.start]) or "", entry.text):
                _differs("section_differs", entry, heading, body[here.start], loose, warnings)
            _set_aside(body[here.text : after], loose, warnings)
            continue
        if here.how == "absent":
            warnings.append(
                Warning("article_missing", f"正文没有目录所列的“{entry.text}” (no such article)", entry.line)
            )
            continue
        if here.how == "missing":
            line = body[here.text].number
            warnings.append(Warning("title_missing", f"正文没有题名行“{entry.text}”，自此段起 (no title line)", line))
        elif not same("".join(heading), entry.text):
            _differs("title_differs", entry, heading, body[here.start], loose, warnings)
        paragraphs = paragraphs_of(body[here.text : after], width)
        drafts.append((section, entry.text, here.how == "found", paragraphs))
    return drafts, loose


def _differs(
    code: str, entry: Entry, heading: list[str], line: Line, loose: list[str], warnings: list[Warning]
) -> None:
    printed = "".join(heading)
    loose.append("\n".join(heading))
    warnings.append(Warning(code, f"目录作“{entry.text}”，正文作“{printed}” (worded otherwise)", line.number))


def _set_aside(lines: Sequence[Line], loose: list[str], warnings: list[Warning]) -> None:
    for line in lines:
        loose.append(line.text)
        warnings.append(Warning("stray_line", f"不属于任何文章的一行“{line.text[:30]}” (stray line)", line.number))


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


def _issue(masthead: Masthead, source: str, text: str, titles: Sequence[str]) -> Issue:
    day, day_source = _issue_date(masthead, source, text)
    return Issue(
        id=issue_id(masthead, titles),
        name=masthead.name,
        number=masthead.number,
        total_number=masthead.total_number,
        year=masthead.year or (day.year if day else None),
        date=day,
        date_source=day_source,
        publisher=masthead.publisher,
    )


def _issue_date(masthead: Masthead, source: str, text: str) -> tuple[dt.date | None, DateSource | None]:
    """Printed, else from the file's name, else the latest day that its text prints in full, marked as inferred."""
    if masthead.date:
        return masthead.date, "printed"
    stem = fold(PurePosixPath(source).stem)
    if found := _DAY_IN_NAME.search(stem):
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3])), "filename"
        except ValueError:
            pass  # 20230231: no date
    days = [s.end for s in find_dates(text, None) if s.precision in ("day", "range") and not s.year_inferred]
    if month := _MONTH_IN_NAME.search(stem):
        # The name gives the month; the day is that of its last event, or the month's end.
        year, number = int(month[1]), int(month[2])
        within = [day for day in days if (day.year, day.month) == (year, number)]
        last = dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
        return (max(within), "inferred") if within else (last, "filename")
    if masthead.year:
        days = [day for day in days if day.year == masthead.year]
    return (max(days), "inferred") if days else (None, None)


def _date_warning(issue: Issue) -> Warning:
    if issue.date is None:
        return Warning("date_unknown", "没有印出日期，也推断不出 (no date)")
    how = "取自文件名" if issue.date_source == "filename" else "由文中事件推断"
    return Warning("date_not_printed", f"没有印出日期，{how}为 {issue.date} (not printed)")
