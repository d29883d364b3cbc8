"""Recall audit: an index held against a scan of what it stores, and against its files, read again.

Behind `jianbao verify`. Reads the index and the corpus and writes nothing.
"""

import random
import time
from collections.abc import Callable, Sequence

from indexer.audit.archive import Archive
from indexer.audit.counts import check_contents, check_manifest, check_people, check_titles
from indexer.audit.facets import check_facets
from indexer.audit.report import Audit, Check
from indexer.audit.sources import Sources, check_sources
from indexer.audit.texts import check_pieces, check_texts, check_words, random_pieces
from search.config import Config

SAMPLE = 1000  # pieces, titles, people and files, at most so many each
_PIECES_A_ROUND = 25  # a round of random filters for so many pieces
_LEAST_ROUNDS = 10
_PIECES_A_DOCUMENT = 5  # a document all of whose words are looked up, for so many pieces

__all__ = ["SAMPLE", "Audit", "Check", "audit"]


def audit(config: Config, sample: int = SAMPLE, seed: int = 0) -> Audit:
    """Check the guarantees on the newest commit; the same seed draws the same sample. Raises IndexMissing."""
    started = time.monotonic()
    archive = Archive(config)
    chance = random.Random(seed)
    pieces = random_pieces(archive.printed.codes, sample, chance)
    rounds = max(_LEAST_ROUNDS, sample // _PIECES_A_ROUND)
    sources = Sources()

    def of_sources() -> list[Check]:
        checks, found = check_sources(archive, sample, chance)
        sources.read, sources.aside = found.read, found.aside
        return checks

    checks = [
        *_tried("manifest", lambda: [check_manifest(archive)]),
        *_tried("lines", of_sources),
        *_tried("texts", lambda: [check_texts(archive)]),
        *_tried("words", lambda: [check_words(archive, sample // _PIECES_A_DOCUMENT + 1, chance)]),
        *_tried("pieces", lambda: check_pieces(archive, pieces)),
        *_tried("contents", lambda: [check_contents(archive)]),
        *_tried("titles", lambda: [check_titles(archive, sample, chance)]),
        *_tried("people", lambda: [check_people(archive, sample, chance)]),
        *_tried("facets", lambda: [check_facets(archive, pieces, rounds, chance)]),
    ]
    return Audit(
        index=str(config.index),
        generation=archive.snapshot.generation,
        issues=len(archive.issues),
        articles=len(archive.articles),
        sample=sample,
        seed=seed,
        sources=len(sources.read),
        checks=tuple(checks),
        aside={name: tuple(files) for name, files in sources.aside.items()},
        seconds=round(time.monotonic() - started, 2),
    )


def _tried(name: str, check: Callable[[], Sequence[Check]]) -> Sequence[Check]:
    """Damaged arrays fail in every way there is: that is a failure of the index, not of the audit."""
    try:
        return check()
    except Exception as error:
        told = f"查到一半出错：{type(error).__name__}: {error} (failed)"
        return [Check(name, "索引损坏，此项没有查完 (damaged, could not be checked)", 1, 1, (told,))]
