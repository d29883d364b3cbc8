"""The lines of a bulletin -> its parts: masthead, contents, text, distribution list, page furniture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.parser.contents import Contents, entry_key, find_contents
from indexer.parser.footer import footer_start
from indexer.parser.furniture import without_furniture
from indexer.parser.headings import key
from indexer.parser.lines import Line
from indexer.parser.masthead import is_imprint
from indexer.parser.wrapping import Wrapping, find_wrapping, rejoined

LISTED_MAX = 30_000  # characters of contents
HEADING_MIN = 8  # characters of (a piece of) a listed title by which a full line is known as a heading


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every line in one of the parts; but in the last two those broken by hand are joined to paragraphs."""

    head: tuple[Line, ...]
    contents: tuple[Line, ...] | None  # what they list; None where the bulletin has none
    contents_heading: tuple[Line, ...]
    body: tuple[Line, ...]
    foot: tuple[Line, ...]
    furniture: tuple[Line, ...]
    wrapping: Wrapping | None


def read_sheet(lines: Sequence[Line]) -> Sheet:
    """The parts; the masthead of a bulletin without contents is still in its body."""
    lines, furniture = without_furniture(lines)
    wrapping = find_wrapping(lines)
    rough = rejoined(lines, wrapping, _never)
    contents = find_contents(rough)
    if contents is None:
        footer = footer_start(lines)
        body = rejoined(lines[:footer], wrapping, _never)
        return Sheet((), None, (), tuple(body), tuple(lines[footer:]), tuple(furniture), wrapping)
    listed, imprint = _listed(rough, contents)
    rest = lines[_start_of(rough, contents.end, lines) :]
    footer = footer_start(rest)
    return Sheet(
        (*rough[: contents.start], *imprint),
        tuple(listed),
        tuple(rough[contents.start : contents.first]),
        tuple(rejoined(rest[:footer], wrapping, _known_heading(listed))),
        tuple(rest[footer:]),
        tuple(furniture),
        wrapping,
    )


def _start_of(rough: Sequence[Line], at: int, lines: Sequence[Line]) -> int:
    """Where among `lines` the line rough[at] begins, which may have been joined of several."""
    if at == len(rough):
        return len(lines)
    number = rough[at].number
    before = sum(line.number == number for line in rough[:at])  # a page break may part what is one line by its number
    same = [i for i, line in enumerate(lines) if line.number == number]
    return same[min(before, len(same) - 1)]


def _listed(lines: Sequence[Line], contents: Contents) -> tuple[list[Line], list[Line]]:
    """The lines of the contents that list something, and those that belong to the masthead (责任编辑 …)."""
    listed: list[Line] = []
    imprint: list[Line] = []
    for line in lines[contents.first : contents.end]:
        (imprint if is_imprint(line) else listed).append(line)
    return listed, imprint


def _never(line: Line) -> bool:
    return False


def _known_heading(listed: Sequence[Line]) -> Callable[[Line], bool]:
    """Whether a line prints a line of the contents, or a good piece of what they list."""
    keys = {entry_key(line) for line in listed}
    whole = "".join(entry_key(line) for line in listed)[:LISTED_MAX]

    def is_heading(line: Line) -> bool:
        if line.prose:
            return False
        own = key(line.text)
        return own in keys or len(own) >= HEADING_MIN and own in whole

    return is_heading
