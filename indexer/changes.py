"""Corpus folder + manifest -> what a run has to do: which files are new, changed, gone, and in which order to read."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import NoCorpus
from indexer.reader import files_below, source_name
from indexer.reading import stamp_of
from search.manifest import FileRecord

REMOVALS_SHARE = 0.05  # more than this and more than REMOVALS_FEW files gone at once: an unmounted folder?
REMOVALS_FEW = 3
DOUBLED = "issue_doubled"  # the warning on the second of two files that hold one issue


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run has to do, by path below the corpus folder."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


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
    new = [source for source in files if source not in known]
    removed = sorted(set(known) - set(files))
    same = {source for source in files if source in known and not again and _same_file(files[source], known[source])}
    if new or removed or len(same) < len(files):
        # An issue that two files held may be one file's alone now, which then gets its plain id.
        same = {source for source in same if not known[source].has_warning(DOUBLED)}
    changed = [source for source in files if source in known and source not in same]
    return Changes(tuple(new), tuple(changed), tuple(removed), tuple(s for s in files if s in same))


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
    few = max(REMOVALS_FEW, REMOVALS_SHARE * len(known))
    if len(changes.removed) <= few:
        return ()
    renamed = {digest_of(files[source]) for source in changes.new}
    missing = tuple(source for source in changes.removed if known[source].sha256 not in renamed)
    return missing if len(missing) > few else ()


def reading_order(sources: Iterable[str], known: Mapping[str, FileRecord]) -> list[str]:
    """Files that gave issues before come first, those without doubles before all: each issue keeps its own id."""

    def key(source: str) -> tuple[bool, bool, str, str]:
        record = known.get(source)
        if record is None or not record.issues:
            return True, False, "", source
        return False, record.has_warning(DOUBLED), next(iter(record.issues)), source

    return sorted(sources, key=key)
