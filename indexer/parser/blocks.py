"""Short lines above prose that look as headings do, for articles that no contents list."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.parser.headings import TITLE_LINES, is_byline, is_subtitle, is_text, may_be_title
from indexer.parser.lines import TITLE_MAX, Line
from indexer.parser.marks import NUMBERED, unmark
from indexer.parser.openings import begins_as_reports_do

TITLE_MIN = 5  # characters
PLAIN_TITLE = 8  # characters from which on a line is more likely a title than a label
GOES_ON = ("：", ":", "，", "、", "；", "。")  # 会议强调： is no title of the paragraph below it
MOSTLY = 0.7
SELDOM = 0.3
CERTAIN = 2.0
POSSIBLE = 1.0  # nothing in the layout tells a title from a subheading
_CLOSED = tuple("。！？；…”）)!?;：:")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading lines[start:end]; its subtitle and byline, if it has any, stand between it and the text."""

    start: int
    end: int
    below: int  # the first line of text
    text: str
    form: str  # of the mark it bears


def block_above(lines: Sequence[Line], first: int, text: int, sections: dict[int, str]) -> Block | None:
    """The heading that may stand right above lines[text]; none above a line that is no text, or below text.

    Lines of one heading stand together; what is parted from it by a blank line is none of it.
    """
    end = text
    while end > first and (is_byline(lines[end - 1]) or is_subtitle(lines[end - 1])):
        end -= 1
    start = end
    while start > first and end - start < TITLE_LINES:
        line = lines[start - 1]
        if start - 1 in sections or is_text(line) or not may_be_title(line) or is_byline(line):
            break
        start -= 1
        if line.gap:
            break
    title = "".join(line.text for line in lines[start:end])
    marked = unmark(title)
    if start == end or not TITLE_MIN <= len(marked.rest) <= TITLE_MAX or lines[end - 1].text.endswith(GOES_ON):
        return None
    if start > first and start - 1 not in sections and not _ends_article(lines[start - 1]):
        return None
    return Block(start, end, text, marked.rest, marked.form)


def _ends_article(line: Line) -> bool:
    return is_byline(line) or line.text.endswith(_CLOSED)


def blocks(lines: Sequence[Line], first: int, last: int, sections: dict[int, str]) -> Iterator[Block]:
    """Every such heading of lines[first:last]."""
    for text in range(first + 1, last):
        if is_text(lines[text]) and text not in sections and not is_text(lines[text - 1]) and text - 1 not in sections:
            block = block_above(lines, first, text, sections)
            if block is not None:
                yield block


class Style:
    """How a bulletin prints its titles and its paragraphs, learnt from the titles that are known."""

    def __init__(self, lines: Sequence[Line], titles: Sequence[tuple[int, int]], sections: dict[int, str]) -> None:
        self.lines = lines
        self.titles = titles  # first line, and where the text begins
        self.sections = sections

    @cached_property
    def paragraphs_apart(self) -> float:
        """The share of paragraphs below a paragraph that have a blank line above."""
        pairs = [
            line.gap > 0
            for above, line in zip(self.lines, self.lines[1:], strict=False)
            if above.prose and line.prose and not line.page
        ]
        return sum(pairs) / max(1, len(pairs))

    @cached_property
    def paragraph_indent(self) -> str:
        counts = Counter(line.indent for line in self.lines if line.prose)
        return counts.most_common(1)[0][0] if counts else ""

    @cached_property
    def titles_apart(self) -> float:
        inner = [start for start, _ in self.titles if start and start - 1 not in self.sections]
        return sum(self.lines[i].gap > 0 for i in inner) / max(1, len(inner))

    @cached_property
    def texts_apart(self) -> float:
        below = [text for _, text in self.titles if text < len(self.lines)]
        return sum(self.lines[i].gap > 0 for i in below) / max(1, len(below))

    @cached_property
    def forms(self) -> set[str]:
        return {unmark(self.lines[start].text).form for start, _ in self.titles}

    def evidence(self, block: Block) -> float:
        """For the block being a title, as points; CERTAIN and more will do."""
        above, below = self.lines[block.start], self.lines[block.below]
        if block.form in NUMBERED and block.form not in self.forms:
            return 0.0
        if self.titles_apart > MOSTLY and not above.gap and not above.page:
            return 0.0
        points = 0.0
        if above.gap and self.paragraphs_apart < SELDOM:
            points += 1.5 if below.gap and self.texts_apart > MOSTLY else 1.0
        if above.indent != self.paragraph_indent:
            points += 1.0
        if block.form and block.form in self.forms:
            points += 1.0
        if not points:
            return POSSIBLE if begins_as_reports_do(below.text) and len(block.text) >= PLAIN_TITLE else 0.0
        if len(block.text) >= PLAIN_TITLE:
            points += 0.5
        if begins_as_reports_do(below.text):
            points += 1.5
        return points
