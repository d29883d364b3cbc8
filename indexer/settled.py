"""Whether an index is free of what staff withdrew, as its manifests say: every run asks it, so it loads little."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from search.corrections import Correction
from search.generations import generations
from search.manifest import Manifest, read_manifest
from search.purged import PurgedEntry


@dataclass(frozen=True, slots=True)
class Purge:
    """What is to go."""

    entries: tuple[PurgedEntry, ...]
    corrections: tuple[Correction, ...] = ()  # of now: what an article is may have been corrected since
    texts: frozenset[str] = frozenset()  # paragraphs and titles that are to lie nowhere, under whatever id


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done to the generations of an index."""

    purged: tuple[str, ...] = ()  # the articles, and issues as a whole, that were in one of them
    generations: tuple[int, ...] = ()  # that were made, the one in use last; none: there was nothing to be done
    dropped: int = 0  # generations that could not be made again, and are gone


def is_free(manifest: Manifest, purged: Iterable[PurgedEntry]) -> bool:
    """Whether a manifest says that its generation holds nothing of what was withdrawn."""
    known = manifest.lexicon.purged_ids if manifest.lexicon is not None else frozenset[str]()
    return all(entry.id in known for entry in purged)


def is_settled(index: Path, purged: Iterable[PurgedEntry]) -> bool:
    """Whether every generation says so."""
    entries = tuple(purged)
    return not entries or all(is_free(read_manifest(folder), entries) for folder in generations(index))
