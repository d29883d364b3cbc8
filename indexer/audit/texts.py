"""Random pieces of the stored texts, searched for in every way and compared with a scan of all texts."""

import random
from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt

from indexer.audit.archive import Archive
from indexer.audit.report import Check, Tally
from indexer.audit.scan import APART, Ints
from search.analyzer import words
from search.fold import Codes, fold, literal_form, text_of
from search.query import And, Text, parse_query
from search.request import SearchRequest

LONGEST = 12  # characters of a piece
RARE = 3  # times that a rare character occurs, at most
HARD = 12  # every so many-th piece is of a kind that is hard, for each kind

_Found = Mapping[str, Ints]  # piece -> numbers of the documents


def random_pieces(codes: Codes, count: int, chance: random.Random) -> list[str]:
    """Pieces of 1 to 12 characters of texts one after the other, over all borders, with more than a fair share of what
    is hard: rare characters, those beyond 16 bits, digits, Latin, line feeds, full width.
    """
    places = [np.flatnonzero(kind) for kind in _hard_kinds(codes)]
    pieces: list[str] = []
    for _ in range(count * 20 if len(codes) else 0):  # texts of nothing but blanks have none
        if len(pieces) == count:
            break
        kind = chance.randrange(HARD)
        special = places[kind] if kind < len(places) and len(places[kind]) else None
        at = int(special[chance.randrange(len(special))]) if special is not None else chance.randrange(len(codes))
        size = chance.randint(1, LONGEST)
        start = max(0, at - chance.randrange(size))
        within = text_of(codes[start : start + size]).split(chr(APART))
        piece = next((p for p in within if p.strip()), "")
        if piece and not any("\ud800" <= c <= "\udfff" for c in piece):  # no query can hold half a character
            pieces.append(piece)
    return pieces


def _hard_kinds(codes: Codes) -> tuple[npt.NDArray[np.bool_], ...]:
    latin = (codes | 32 >= ord("a")) & (codes | 32 <= ord("z"))
    return (
        (np.bincount(codes)[codes] <= RARE) & (codes != APART) if len(codes) else codes > 0,
        codes > 0xFFFF,
        (codes >= ord("0")) & (codes <= ord("9")),
        latin,
        codes == ord("\n"),
        (codes >= 0xF900) & (codes <= 0xFFFF),
    )


def check_texts(archive: Archive) -> Check:
    """Every stored text stands whole, folded and as printed, in what is searched."""
    tally = Tally("texts", "供检索的文字与所存的相同 (texts searched are the texts stored)")
    for printed, scan in ((False, archive.folded), (True, archive.printed)):
        for place, number in enumerate(archive.numbers.tolist()):
            stored = text_of(scan.codes[scan.starts[place] : scan.starts[place + 1] - 1])
            held, _ = archive.snapshot.literal_text(number, printed=printed)
            tally.hold(held == stored, f"{archive.documents[number].id}：与所存文字不同 (differs)")
    return tally.done()


def check_words(archive: Archive, sample: int, chance: random.Random) -> Check:
    """Every word of a document finds it: what is matched by words is matched by all of them."""
    tally = Tally("words", "文章里的每个词都查得到它 (every word of a document finds it)")
    chosen = chance.sample(sorted(archive.documents), min(sample, len(archive.documents)))
    having: dict[str, Ints] = {}
    for number in chosen:
        document = archive.documents[number]
        for word in dict.fromkeys(word for part in (document.title, document.body) for word, _, _ in words(fold(part))):
            if word not in having:
                having[word] = archive.snapshot.word(word).docs.astype(np.int64)
            at = int(np.searchsorted(having[word], number))
            there = at < len(having[word]) and int(having[word][at]) == number
            tally.hold(there, f"{document.id}：按词“{word}”查不到 (not found by a word)")
    return tally.done()


def check_pieces(archive: Archive, pieces: Sequence[str]) -> list[Check]:
    """What finds the pieces, against a scan: literally, as printed, in quotes, and typed as they are."""
    parts = {part for piece in pieces for part in piece.split()}
    folded = _scanned(archive, {literal_form(text) for text in (*pieces, *parts)}, printed=False)
    printed = _scanned(archive, {literal_form(part, printed=True) for part in parts}, printed=True)
    return [
        _literal(archive, pieces, folded),
        _printed(archive, pieces, printed),
        _quoted(archive, pieces, folded),
        _ordinary(archive, pieces, folded),
    ]


def _scanned(archive: Archive, pieces: set[str], *, printed: bool) -> _Found:
    scan = archive.printed if printed else archive.folded
    return {piece: archive.numbers[places] for piece, places in scan.texts_with(sorted(pieces)).items()}


def _all(numbers: Sequence[Ints]) -> Ints:
    return reduce(np.intersect1d, numbers)


def _literal(archive: Archive, pieces: Sequence[str], folded: _Found) -> Check:
    tally = Tally("literal", "逐字检索的总数、篇目与逐篇扫描相同 (literal totals and hits equal a scan)")
    for piece in pieces:
        wanted = _all([folded[literal_form(part)] for part in piece.split()])
        request = SearchRequest(piece, literal=True, limit=1)
        results = archive.searcher.search(request)
        true = results.total == len(wanted) and len(results.hits) == min(1, len(wanted))
        told = "" if true else f"报 {results.total} 篇，应为 {len(wanted)} 篇 (wrong total)"
        _equal(archive, tally, request, wanted, told)
    return tally.done()


def _printed(archive: Archive, pieces: Sequence[str], printed: _Found) -> Check:
    tally = Tally("printed", "只认印出字形的总数、篇目与扫描相同 (the same for the printed form)")
    for piece in pieces:
        wanted = _all([printed[literal_form(part, printed=True)] for part in piece.split()])
        _equal(archive, tally, SearchRequest(piece, literal=True, printed=True), wanted)
    return tally.done()


def _quoted(archive: Archive, pieces: Sequence[str], folded: _Found) -> Check:
    """White space between what is not Han is part of a phrase: these cross lines and paragraphs as printed."""
    tally = Tally("quoted", "加引号的检索与扫描相同 (quoted phrases equal a scan)")
    for piece in pieces:
        if '"' not in piece:
            _equal(archive, tally, SearchRequest(f'"{piece}"'), folded[literal_form(piece)])
    return tally.done()


def _ordinary(archive: Archive, pieces: Sequence[str], folded: _Found) -> Check:
    """But for pieces that are read as operators, which quotes are for."""
    tally = Tally("ordinary", "普通检索不漏任何逐字命中 (ordinary search finds every literal occurrence)")
    for piece in pieces:
        request = SearchRequest(piece, as_text=(piece, *piece.split()))
        if not _is_plain(archive, request):
            continue
        wanted = _all([folded[literal_form(part)] for part in piece.split()])
        missed = np.setdiff1d(wanted, archive.found(request))
        tally.hold(not len(missed), f"“{piece}”：漏 {archive.told(missed)} (missed)")
    return tally.done()


def _is_plain(archive: Archive, request: SearchRequest) -> bool:
    root = parse_query(request, archive.today).root
    nodes = root.nodes if isinstance(root, And) else (root,)
    return [node.text for node in nodes if isinstance(node, Text) and not node.part] == request.q.split()


def _equal(archive: Archive, tally: Tally, request: SearchRequest, wanted: Ints, total: str = "") -> None:
    """The documents that a search finds are the wanted ones; `total` tells what is wrong with its total."""
    found = archive.found(request)
    missed, excess = np.setdiff1d(wanted, found), np.setdiff1d(found, wanted)
    told = [f"漏 {archive.told(missed)} (missed)"] if len(missed) else []
    told += [f"多 {archive.told(excess)} (not there)"] if len(excess) else []
    told += [total] if total else []
    tally.hold(not told, f"“{request.q}”：{'；'.join(told)}")
