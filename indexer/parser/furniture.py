"""Lines -> those that say something, and the page furniture among them: page numbers, running heads, rules."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.parser.headings import is_contents_heading
from indexer.parser.lines import Line, squeeze

_RULE = re.compile(r"(?:[-—_=*─━＿－~～·▁#＝―﹍﹎☆★◇◆+]\s*){3,}")
_PAGE_NUMBER = re.compile(
    r"[-—–－―─·~～]+\s*\d{1,4}\s*[-—–－―─·~～]+"
    r"|第\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*页(?:[\s,，/]*共\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,5})\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|(?:page|p\.)\s*\d{1,4}(?:\s*of\s*\d{1,4})?",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_NUMERAL = re.compile(r"[\d一二三四五六七八九十〇]+")
HEAD_MAX = 40  # characters of a running head
MASTHEAD_LINES = 8


def is_page_mark(text: str) -> bool:
    """Whether a line that belongs to no article is a page number or a rule."""
    return any(form.fullmatch(text) for form in (_PAGE_NUMBER, _BARE_NUMBER, _RULE))


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What is to be read, and what is page furniture; the line below a page's end knows that a page begins."""
    marks = {i for i, line in enumerate(lines) if _is_page_number(lines, i)}
    aside = marks | _running_heads(lines, marks) | {i for i, line in enumerate(lines) if _is_rule(line)}
    if not aside:
        return list(lines), []
    kept: list[Line] = []
    gap, page = 0, False
    for i, line in enumerate(lines):
        if i in aside:
            gap += line.gap
            page = page or line.page or i in marks
            continue
        if gap or page:
            line = replace(line, gap=line.gap + gap, page=line.page or page)
        kept.append(line)
        gap, page = 0, False
    return kept, [lines[i] for i in sorted(aside)]


def _is_rule(line: Line) -> bool:
    return not line.text[0].isalnum() and _RULE.fullmatch(line.text) is not None


def _is_page_number(lines: Sequence[Line], i: int) -> bool:
    text = lines[i].text
    if len(text) > 20:
        return False
    if _PAGE_NUMBER.fullmatch(text):
        return True
    ends_page = i + 1 == len(lines) or lines[i + 1].page
    return ends_page and _BARE_NUMBER.fullmatch(text) is not None and any(line.page for line in lines)


def _running_heads(lines: Sequence[Line], marks: set[int]) -> set[int]:
    """Short lines at the top or the foot of pages that come again there, or print the name of the bulletin."""
    beside = {j for i in marks for j in (i - 1, i + 1)} | {
        j for i, line in enumerate(lines) if line.page for j in (i - 1, i)
    }
    edges = {
        i: _NUMERAL.sub("#", squeeze(lines[i].text))
        for i in beside - marks
        if MASTHEAD_LINES < i < len(lines) and len(lines[i].text) <= HEAD_MAX and not lines[i].prose
    }
    again = Counter(edges.values())
    contents = next((i for i, line in enumerate(lines[:MASTHEAD_LINES]) if is_contents_heading(line)), MASTHEAD_LINES)
    masthead = [line.squeezed for line in lines[:contents] if len(line.text) >= 4]
    top = {_NUMERAL.sub("#", text) for text in masthead}
    name = next((text for text in masthead if "报" in text), None)
    return {
        i
        for i, text in edges.items()
        if not lines[i].text.endswith(("。", "；"))
        and (text in top and "#" in text or name is not None and len(name) >= 4 and text.startswith(name)
             or again[text] > 2 and ("#" in text or "报" in text or "讯" in text))
    }  # fmt: skip
