"""What was laid on the text -> pieces: its headings and what follows each, those that the contents do not list too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.parser.align import Placed
from indexer.parser.blocks import CERTAIN, POSSIBLE, Style, block_above, blocks
from indexer.parser.contents import Entry
from indexer.parser.headings import is_byline, is_subtitle, key
from indexer.parser.lines import Line, squeeze
from indexer.parser.openings import Openings, begins_as_reports_do
from indexer.parser.titles import likeness

REWORDED = 0.3  # likeness from which a heading stands for the title that is missing at its place …
REWORDED_ELSEWHERE = 0.6  # … or anywhere
MATTER = 0.5  # share of the missing title's words in the text below that heading, which will do as well
UNLISTED = -1  # for the line of the contents of a section that they do not list
COMPARED_MAX = 50_000  # pairs of headings and titles
SUBHEADS = 3  # headings inside one article that are none of articles unless reports begin below them


@dataclass(frozen=True, slots=True)
class Piece:
    """lines[start:text] are a heading, lines[text:end] what follows it."""

    kind: Literal["section", "title", "nothing"]  # nothing: the lines above the first heading
    entry: Entry | None  # None: the contents do not list it
    how: Literal["found", "missing", "absent"]
    start: int
    text: int
    end: int
    doubtful: tuple[int, ...] = ()  # lines that may head articles which nothing in the layout tells from subheadings


def placed_pieces(placed: Sequence[Placed], size: int) -> list[Piece]:
    """A piece for each entry, and one for the lines above them."""
    starts = sorted(p.start for p in placed if p.how != "absent")
    pieces = [Piece("nothing", None, "found", 0, 0, starts[0] if starts else size)]
    following = dict(zip(starts, [*starts[1:], size], strict=False))
    for p in placed:
        end = p.start if p.how == "absent" else following[p.start]
        pieces.append(Piece(p.entry.kind, p.entry, p.how, p.start, p.text, end))
    return pieces


def with_unlisted(
    pieces: Sequence[Piece], lines: Sequence[Line], sections: dict[int, str], openings: Openings
) -> list[Piece]:
    """The same with the articles and section lines that the contents do not list cut out of their neighbours.

    A heading that is not listed stands for a title that was not found if they have words in common, or if the text
    below it has the title's matter.
    """
    style = Style(lines, [(p.start, p.text) for p in pieces if p.kind == "title" and p.how == "found"], sections)
    cut: list[Piece] = []
    for piece, below in zip(pieces, [*pieces[1:], None], strict=True):
        if piece.how == "absent":
            cut.append(piece)
            continue
        if cut and piece.how == "missing":
            piece = _with_what_is_above(piece, cut, lines)
        cut += _cut(piece, lines, sections, style, ends_untitled=below is not None and below.how == "missing")
    return _with_sections(_reworded(cut, lines, openings), lines, sections)


def _cut(
    piece: Piece, lines: Sequence[Line], sections: dict[int, str], style: Style, *, ends_untitled: bool
) -> Iterator[Piece]:
    """The piece, and a piece for each heading in it; the last of them heads what comes next, if that has no title."""
    least = piece.text + (piece.kind == "title")
    weighed = [(style.evidence(b), b) for b in blocks(lines, least, piece.end, sections)]
    found = [b for evidence, b in weighed if evidence >= CERTAIN]
    found = [b for b in found if b.start >= least and (piece.kind == "title" or b.start < piece.end)]
    if len(found) >= SUBHEADS and not any(begins_as_reports_do(lines[b.below].text) for b in found):
        found = []
    tail = block_above(lines, least, piece.end, sections) if ends_untitled and piece.end < len(lines) else None
    if tail is not None and style.evidence(tail) >= CERTAIN:
        found.append(tail)
    ends = [*(b.start for b in found), piece.end]
    doubtful = tuple(b.start for evidence, b in weighed if POSSIBLE <= evidence < CERTAIN and b.start < ends[0])
    yield replace(piece, end=ends[0], doubtful=doubtful if piece.kind == "title" else ())
    for block, end in zip(found, ends[1:], strict=True):
        yield Piece("title", None, "found", block.start, block.end, end)


def _with_what_is_above(piece: Piece, cut: list[Piece], lines: Sequence[Line]) -> Piece:
    """An article without a title of the contents, with the heading cut off above it, or with its byline alone."""
    last = cut[-1]
    if (
        last.entry is None
        and last.kind == "title"
        and last.end == piece.start
        and last.text == _above(lines, piece.start)
    ):
        cut.pop()
        return replace(piece, how="found", start=last.start, text=last.text)
    start = _above(lines, piece.start)
    if start < piece.start and start > last.text and (lines[start].gap or is_subtitle(lines[start])):
        cut[-1] = replace(last, end=start)
        return replace(piece, start=start, text=start)
    return piece


def _above(lines: Sequence[Line], start: int) -> int:
    """The first of the subtitle and byline right above a line."""
    while start and not lines[start].gap and (is_byline(lines[start - 1]) or is_subtitle(lines[start - 1])):
        start -= 1
    while start and is_subtitle(lines[start - 1]):
        start -= 1
    return start


def _reworded(pieces: Sequence[Piece], lines: Sequence[Line], openings: Openings) -> list[Piece]:
    """Unlisted articles become those of titles that were not found, where they are the same."""
    out: list[Piece | None] = list(pieces)
    places = _places(pieces)
    lacking = {
        m: squeeze(p.entry.text) for m, p in enumerate(pieces) if p.entry and p.how == "absent" and p.kind == "title"
    }
    unlisted = [n for n, p in enumerate(pieces) if p.entry is None and p.kind == "title"]
    for n in unlisted if len(unlisted) * len(lacking) <= COMPARED_MAX else ():
        piece = pieces[n]
        heading = key("".join(line.text for line in lines[piece.start : piece.text]))
        alike = {m: likeness(heading, title) for m, title in lacking.items()}
        near = [m for m in lacking if places[m] == places[n]]
        best = max(near, key=alike.__getitem__, default=None)
        if best is None or alike[best] < REWORDED and openings.cover(lacking[best])[piece.text] < MATTER:
            best = max(lacking, key=alike.__getitem__, default=None)
            if best is None or alike[best] < REWORDED_ELSEWHERE:
                continue
        del lacking[best]
        out[n] = replace(piece, entry=pieces[best].entry)
        out[best] = None
    return [piece for piece in out if piece is not None]


def _places(pieces: Sequence[Piece]) -> list[int]:
    """For each piece how many listed ones the text has before it: alike where no listed article lies between two."""
    places: list[int] = []
    count = 0
    for piece in pieces:
        places.append(count)
        count += piece.how != "absent" and piece.entry is not None
    return places


def _with_sections(pieces: Sequence[Piece], lines: Sequence[Line], sections: dict[int, str]) -> list[Piece]:
    """Section lines right above a title that the contents do not list are pieces too."""
    covered = {piece.start for piece in pieces if piece.kind == "section" and piece.how == "found"}
    out: list[Piece] = []
    for piece in pieces:
        above = piece.start - 1
        if piece.kind == "title" and piece.how == "found" and above in sections and above not in covered:
            entry = Entry("section", sections[above], UNLISTED)
            if out and out[-1].end == piece.start and out[-1].text < above + (out[-1].kind != "title"):
                out[-1] = replace(out[-1], end=above)
                out.append(Piece("section", entry, "found", above, above + 1, piece.start))
        out.append(piece)
    return out
