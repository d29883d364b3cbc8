"""Pieces of the text -> articles in its order, the lines of none, and a warning for each oddity."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.parser.contents import Entry
from indexer.parser.headings import is_subtitle, key
from indexer.parser.lines import Line, squeeze
from indexer.parser.marks import unmark
from indexer.parser.pieces import UNLISTED, Piece
from indexer.parser.wrapping import Wrapping, paragraphs_of
from search.model import Warning


@dataclass(frozen=True, slots=True)
class Draft:
    """An article before it has an id."""

    section: str | None
    title: str
    title_in_body: bool
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    drafts: list[Draft] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)  # printed as the contents have them, marks aside
    loose: list[str] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def warn(self, code: str, message: str, line: int | None) -> None:
        self.warnings.append(Warning(code, message, line))


def draft_articles(
    pieces: Sequence[Piece], lines: Sequence[Line], wrapping: Wrapping | None, moved: frozenset[int]
) -> Drafted:
    """Every line of the text in a draft, its heading, or among the loose ones."""
    out = Drafted()
    section: str | None = None
    for piece in pieces:
        entry = piece.entry
        if piece.how == "absent":
            if entry is not None:
                _absent(entry, out)
                section = entry.text if entry.kind == "section" else section
        elif piece.kind == "nothing":
            _set_aside(lines[piece.start : piece.end], out)
        elif piece.kind == "section" and entry is not None:
            section = entry.text
            _section(piece, entry, lines, out)
        else:
            if entry is not None and entry.section is not None:
                section = entry.section
            _article(piece, section, lines, wrapping, moved, out)
    return out


def _absent(entry: Entry, out: Drafted) -> None:
    if entry.kind == "section":
        out.warn("section_missing", f"正文没有栏目行“{entry.text}” (section line)", entry.line)
    else:
        out.warn("article_missing", f"正文没有目录所列的“{entry.text}” (no such article)", entry.line)


def _section(piece: Piece, entry: Entry, lines: Sequence[Line], out: Drafted) -> None:
    line = lines[piece.start]
    if entry.line == UNLISTED:
        out.warn("section_not_in_contents", f"目录没有栏目“{entry.text}” (section not in the contents)", line.number)
    elif squeeze(entry.text) not in (line.squeezed, key(line.text)):
        _differs("section_differs", entry, lines[piece.start : piece.text], out)
        return _set_aside(lines[piece.text : piece.end], out)
    out.headings.append(line.text)
    _set_aside(lines[piece.text : piece.end], out)


def _article(
    piece: Piece,
    section: str | None,
    lines: Sequence[Line],
    wrapping: Wrapping | None,
    moved: frozenset[int],
    out: Drafted,
) -> None:
    heading, text = lines[piece.start : piece.text], lines[piece.text : piece.end]
    printed = "".join(line.text for line in heading)
    entry = piece.entry
    title = entry.text if entry is not None else unmark(printed).rest
    if entry is None:
        out.warn("not_in_contents", f"目录没有列出“{title}” (not in the contents)", heading[0].number)
    elif piece.how == "missing":
        message = f"正文没有题名行“{title}”，自此段起 (no title line)"
        out.warn("title_missing", message, text[0].number)
    elif squeeze(title) not in (squeeze(printed), key(printed)):
        _differs("title_differs", entry, heading, out)
        printed = ""
    out.headings.append(printed)
    if entry is not None and entry.line in moved:
        out.warn("out_of_order", f"“{title}”在正文里的次序与目录不同 (another order)", (heading or text)[0].number)
    for number in piece.doubtful:
        line = lines[number]
        out.warn("title_possible", f"“{line.text[:30]}”可能是另一篇的题名，未拆开 (perhaps a title)", line.number)
    if len(text) > 1 and is_subtitle(text[0]):
        out.loose.append(text[0].text)
        out.warn("subtitle", f"“{title}”的副题“{text[0].text}” (subtitle)", text[0].number)
        text = text[1:]
    out.drafts.append(Draft(section, title, piece.how == "found", tuple(paragraphs_of(text, wrapping))))


def _differs(code: str, entry: Entry, heading: Sequence[Line], out: Drafted) -> None:
    printed = "".join(line.text for line in heading)
    out.loose.append("\n".join(line.text for line in heading))
    out.warn(code, f"目录作“{entry.text}”，正文作“{printed}” (worded otherwise)", heading[0].number)


def _set_aside(lines: Sequence[Line], out: Drafted) -> None:
    for line in lines:
        out.loose.append(line.text)
        out.warn("stray_line", f"不属于任何文章的一行“{line.text[:30]}” (stray line)", line.number)
