"""The files of the archive, read again line by line: what they print must be found in their issues, or parsing lost it.

A file that is not what was indexed tells nothing about the index: it is put aside, and told.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.audit.archive import Archive
from indexer.audit.report import Check, Tally
from indexer.audit.texts import LONGEST
from indexer.audit.withdrawn import withdrawn_texts
from indexer.changes import bulletin_files, digest_of
from indexer.claims import is_furniture
from indexer.errors import NoCorpus
from indexer.parser.contents import without_leader
from indexer.parser.headings import is_contents_heading
from indexer.parser.lines import Line, squeeze
from indexer.parser.marks import unmark
from indexer.reader import is_structured, read_text, structured_lines
from search.fold import literal_form
from search.manifest import Claim, FileRecord
from search.model import Bulletin, bulletin_from_json
from search.request import SearchRequest
from search.schema import IndexDocument

_MARKS = 3  # of a heading, one within the other: 一、【…】
_NO_LETTERS = re.compile(r"[\W\d_]*")
_INVISIBLE = "\x1a\u200b\ufeff"


@dataclass(slots=True)
class Sources:
    """Which files were read again, and which tell nothing and why."""

    read: list[str] = field(default_factory=list)
    aside: dict[str, list[str]] = field(
        default_factory=lambda: {name: [] for name in ("changed", "vanished", "rejected", "new", "left_out")}
    )


@dataclass(frozen=True, slots=True)
class _Printed:
    """What an issue holds, squeezed: what is found as text, and what only heads something or is listed."""

    texts: str
    listed: tuple[str, ...]  # the longest first
    masthead: str | None

    def has(self, line: str) -> bool:
        forms = _without_marks(line)
        return any(form in self.texts for form in forms) or any(self._lists(form) for form in forms)

    def finds(self, line: str) -> bool:
        return squeeze(line) in self.texts

    def _lists(self, form: str) -> bool:
        """Whether a line is (a piece of) what is listed, or has several of them and no other letters."""
        if any(form in one for one in self.listed):
            return True
        rest = form
        for one in self.listed:
            rest = rest.replace(one, "\n")
        return rest != form and _NO_LETTERS.fullmatch(rest) is not None


def check_sources(archive: Archive, sample: int, chance: random.Random) -> tuple[list[Check], Sources]:
    """The lines of up to `sample` files, and a random piece of each of these files looked for by a search."""
    lines = Tally("lines", "原件各行都在本期里 (every line of the files is in its issue)")
    pieces = Tally("source_pieces", "取自原件的文字在本期查得到 (pieces of the files are found in their issue)")
    sources, files = _sorted_out(archive)
    for source in _sampled(files, sample, sources, chance):
        record = archive.manifest.files[source]
        if digest_of(files[source]) != record.sha256:
            sources.aside["changed"].append(source)
            continue
        sources.read.append(source)
        kept: list[tuple[str, str]] = []
        for claim, printed in _printed_in(archive, files[source], source, record, lines):
            if found := _hold_lines(archive, source, claim, printed, lines):
                kept.append((claim.id, chance.choice(found)))
        if kept:
            _hold_piece(archive, source, *chance.choice(kept), pieces, chance)
    return [lines.done(), pieces.done()], sources


def _sorted_out(archive: Archive) -> tuple[Sources, dict[str, Path]]:
    """The files that can be read again, and those that are put aside."""
    sources = Sources()
    try:
        there = bulletin_files(archive.config.corpus)
    except NoCorpus:
        there = {}
    known = archive.manifest.files
    sources.aside["new"] = [source for source in there if source not in known]
    sources.aside["vanished"] = [source for source in known if source not in there]
    sources.aside["rejected"] = [source for source, record in known.items() if record.rejected and source in there]
    good = {source: path for source, path in there.items() if source in known and not known[source].rejected}
    return sources, good


def _sampled(files: Mapping[str, Path], sample: int, sources: Sources, chance: random.Random) -> list[str]:
    chosen = set(chance.sample(sorted(files), min(sample, len(files))))
    sources.aside["left_out"] = [source for source in files if source not in chosen]
    return [source for source in files if source in chosen]


def _printed_in(
    archive: Archive, path: Path, source: str, record: FileRecord, tally: Tally
) -> Iterator[tuple[Claim, list[str]]]:
    """What a file claims to hold, copies included, and the lines that it prints of each issue."""
    withdrawn = withdrawn_texts(path, source, archive.lexicon) if record.withdrawn else []
    claims, count = record.claims, 0
    if not is_structured(path):
        for claim in claims:
            yield claim, _left(read_text(path).text.splitlines(), withdrawn[:1])
        return
    for number, (_, row) in enumerate(structured_lines(path)()):
        gone = withdrawn[number : number + 1]
        if gone == [None]:
            continue
        if count < len(claims):
            yield claims[count], _left([line for text in _texts(json.loads(row)) for line in text.splitlines()], gone)
        count += 1
    tally.hold(count == len(claims), f"{source}：文件有 {count} 期，索引有 {len(claims)} 期 (issues)")


def _left(lines: list[str], withdrawn: Sequence[str | None]) -> list[str]:
    """The lines but for those of what was withdrawn, which are empty."""
    texts = [text for text in withdrawn if text]
    return ["" if any(form in text for text in texts for form in _without_marks(line)) else line for line in lines]


def _texts(row: Mapping[str, Any]) -> Iterator[str]:
    """What a structured bulletin prints."""
    distribution = row.get("distribution") or {}
    found = [row.get("masthead"), distribution.get("text"), *(row.get("loose") or ())]
    for article in row["articles"]:
        paragraphs = article.get("paragraphs")
        body = [article.get("body")] if paragraphs is None else paragraphs
        found += [article["title"], article.get("section"), *body]
    for section in row.get("sections") or ():
        found += [section.get("name"), *(section.get("titles") or ())]
    yield from (text for text in found if text)


def _hold_lines(archive: Archive, source: str, claim: Claim, lines: Sequence[str], tally: Tally) -> list[str]:
    """Count the lines that the issue has; gives those that a search must find.

    A copy's page numbers and running heads are not in the index; all else the first file prints too.
    """
    held = _held(archive.issues.get(claim.id, ()))
    kept = []
    for number, raw in enumerate(lines, start=1):
        line = raw.strip().strip(_INVISIBLE).strip()
        if not squeeze(line):
            continue
        if claim.copy and is_furniture(line, held.masthead):
            continue
        told = f"{source} 第 {number} 行“{line[:40]}”：{claim.id} 里没有 (line lost)"
        tally.hold(_is_heading_of_contents(line) or held.has(line), told)
        if held.finds(line):
            kept.append(line)
    return kept


def _is_heading_of_contents(line: str) -> bool:
    return is_contents_heading(Line(0, line, "", 0))


def _without_marks(line: str) -> list[str]:
    """A line as printed, without the marks of a heading, and without the page number of a table of contents."""
    forms = [line]
    for _ in range(_MARKS):
        forms.append(unmark(forms[-1]).rest)
    return [
        form
        for text in dict.fromkeys(forms)
        for form in dict.fromkeys((squeeze(text), squeeze(without_leader(text))))
        if form
    ]


def _held(documents: Iterable[IndexDocument]) -> _Printed:
    """What the documents of an issue hold; of what staff corrected, also what was printed."""
    texts: list[str] = []
    listed: set[str] = set()
    masthead = None
    for document in documents:
        texts += (document.title, document.body)
        listed |= {document.section or ""}
        if document.kind == "issue":
            bulletin = bulletin_from_json({**document.data, "articles": []})
            for one in (bulletin, bulletin.printed):
                listed |= set(_listed(one)) if one is not None else set()
            texts += _corrected(bulletin.printed)
            masthead = bulletin.masthead
    forms = {squeeze(one) for one in listed} - {""}
    return _Printed("\n".join(squeeze(text) for text in texts), tuple(sorted(forms, key=len, reverse=True)), masthead)


def _listed(bulletin: Bulletin) -> Iterator[str]:
    for section in bulletin.sections:
        yield section.name or ""
        yield from section.titles


def _corrected(printed: Bulletin | None) -> Iterator[str]:
    for article in printed.articles if printed is not None else ():
        yield article.title
        yield article.body


def _hold_piece(archive: Archive, source: str, issue: str, line: str, tally: Tally, chance: random.Random) -> None:
    form = literal_form(line, printed=True)
    start = chance.randrange(len(form))
    piece = form[start : start + chance.randint(1, LONGEST)]
    if not piece.strip():
        return
    found = archive.found(SearchRequest(piece, literal=True))
    issues = {archive.documents[n].issue for n in found.tolist() if n in archive.documents}
    tally.hold(issue in issues, f"{source} 印有“{piece}”：在 {issue} 里查不到 (not found)")
