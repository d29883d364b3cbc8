"""Corpus folder + manifest -> what a run has to do: which files are new, changed, gone, and in which order to read."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.editions import natural
from indexer.errors import NoCorpus
from indexer.reader import files_below, source_name
from indexer.reading import stamp_of
from search.manifest import FileRecord

REMOVALS_SHARE = 0.05  # more than this and more than REMOVALS_FEW files gone at once: an unmounted folder?
REMOVALS_FEW = 3


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run has to do, by path below the corpus folder."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()  # among them those whose name another file took
    unchanged: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # path before, path now: the same bytes

    @property
    def moved(self) -> Mapping[str, str]:
        return dict(self.renamed)


def require_corpus(corpus: Path) -> None:
    """Raises NoCorpus where the folder is not there."""
    if not corpus.is_dir():
        raise NoCorpus(f"{corpus}：没有这个文件夹 (no such corpus folder)")


def bulletin_files(corpus: Path) -> dict[str, Path]:
    """The files below `corpus` that are meant to be read, by the path they are told by, sorted; not the lexicon."""
    require_corpus(corpus)
    files = {}
    for path, relative in sorted(files_below(corpus)):
        if relative.parts[0] != "lexicon":
            source = source_name(relative)
            # Two spellings of one name in bytes: both are kept.
            files[source if source not in files else ascii(relative.as_posix())] = path
    return dict(sorted(files.items()))


def find_changes(files: Mapping[str, Path], known: Mapping[str, FileRecord], *, again: bool = False) -> Changes:
    """Compare the files with the manifest: by size and time of change, and where these differ by content.

    With `again` every known file counts as changed.
    """
    same = {source for source in files if source in known and _same_file(files[source], known[source])}
    others = {source: path for source, path in files.items() if source not in same}
    renamed = _renamed(others, {source: known[source] for source in known if source not in same})
    moved, taken = dict(renamed), {now for _, now in renamed}
    gone = (source for source in known if source not in moved and (source not in files or source in taken))
    return Changes(
        new=tuple(s for s in others if s not in taken and (s not in known or s in moved)),
        changed=tuple(s for s in files if s in known and s not in taken | moved.keys() and (again or s not in same)),
        removed=tuple(sorted(gone)),
        unchanged=() if again else tuple(source for source in files if source in same),
        renamed=renamed,
    )


def _renamed(files: Mapping[str, Path], free: Mapping[str, FileRecord]) -> tuple[tuple[str, str], ...]:
    """Files that are not what their name stood for, with the names under which their bytes were known.

    Where several come into question those go together that have the same name in another folder.
    """
    known: dict[str, list[str]] = {}
    for source in sorted(free, key=natural):
        known.setdefault(free[source].sha256, []).append(source)
    sizes = {record.size for record in free.values() if record.sha256}
    digests = {source: digest_of(path) for source, path in files.items() if _size(path) in sizes}
    pairs: list[tuple[str, str]] = []
    for alike in (True, False):
        for now in sorted((s for s in digests if s not in {n for _, n in pairs}), key=natural):
            choice = known.get(digests[now] or "-", [])
            before = next((b for b in choice if not alike or _name(b) == _name(now)), None)
            if before is not None:
                choice.remove(before)
                pairs.append((before, now))
    return tuple(sorted(pairs))


def _name(source: str) -> str:
    return source.rpartition("/")[2]


def _size(path: Path) -> int | None:
    stamp = stamp_of(path)
    return stamp.size if stamp else None


def _same_file(path: Path, record: FileRecord) -> bool:
    stamp = stamp_of(path)
    if stamp is None or stamp.size != record.size:
        return False
    return stamp.modified_ns == record.modified_ns or digest_of(path) == record.sha256


def digest_of(path: Path) -> str | None:
    """The content's hash; None where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def held_back(changes: Changes, files: Mapping[str, Path], known: Mapping[str, FileRecord]) -> tuple[str, ...]:
    """Files gone in such numbers that their folder may not be mounted; what was renamed is not gone."""
    missing = tuple(source for source in changes.removed if source not in files)
    return missing if len(missing) > max(REMOVALS_FEW, REMOVALS_SHARE * len(known)) else ()


def reading_order(sources: Iterable[str], known: Mapping[str, FileRecord]) -> list[str]:
    """What was first in the index comes first, and what holds the plain id of its issue before other versions of it:
    so that hardly anything has to be written twice."""

    def key(source: str) -> tuple[object, ...]:
        claims = known[source].claims if source in known else ()
        beside = any(claim.copy or claim.id != claim.issue for claim in claims)
        return not claims, beside, min((claim.since[0] for claim in claims), default=0), natural(source)

    return sorted(sources, key=key)
