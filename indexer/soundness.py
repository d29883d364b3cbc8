"""A quick look at a generation before it is switched to: does it hold what its manifest says, and is it found?"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from indexer.errors import Unsound
from search.columns.snapshot import Snapshot
from search.manifest import FileRecord, Manifest, read_manifest
from search.names import Lexicon

SAMPLE = 40  # documents
PIECE = 8  # characters


def check_generation(folder: Path) -> None:
    """Check a generation against the manifest that lies in it. Raises Unsound."""
    with looked_at(folder) as snapshot:
        check_soundness(snapshot, read_manifest(folder))


@contextmanager
def looked_at(folder: Path) -> Iterator[Snapshot]:
    """A generation, open as its readers will see it. What goes wrong with it is raised as Unsound."""
    try:
        snapshot = Snapshot(folder)
        try:
            yield snapshot
        finally:
            snapshot.close()
    except (Unsound, OSError):
        raise
    except Exception as error:  # damaged arrays fail in every way there is
        raise Unsound(_told(folder, f"{type(error).__name__}: {error}")) from error


def check_soundness(snapshot: Snapshot, manifest: Manifest) -> None:
    """Counts against the manifest; titles, names and pieces of some documents against the arrays. Raises Unsound."""
    faults = [*_counts(snapshot, manifest), *_sample(snapshot, random.Random(manifest.generation))]
    if faults:
        raise Unsound(_told(snapshot.folder, "；".join(faults[:3])))


def _told(folder: Path, fault: str) -> str:
    return f"{folder.parent}：没有通过检查，仍用原来的：{fault}。请再运行 jianbao index，或加 --full 重建 (not sound)"


def _counts(snapshot: Snapshot, manifest: Manifest) -> list[str]:
    issues = sum(len(record.issues) for record in manifest.files.values())
    articles = sum(record.articles for record in manifest.files.values())
    held = int((snapshot.live & ~snapshot.is_article).sum()), int(snapshot.is_article.sum())
    if held == (issues, articles):
        return []
    return [f"应有 {issues} 期 {articles} 篇，实有 {held[0]} 期 {held[1]} 篇"]


def _sample(snapshot: Snapshot, chance: random.Random) -> list[str]:
    live = np.flatnonzero(snapshot.live).tolist()
    return [fault for doc in chance.sample(live, min(SAMPLE, len(live))) for fault in _document(snapshot, doc, chance)]


def _document(snapshot: Snapshot, doc: int, chance: random.Random) -> list[str]:
    row = snapshot.stored(doc)
    start = chance.randrange(max(1, len(row["body"]) - PIECE))
    texts = [row["title"], row["body"][start : start + PIECE].strip()]
    faults = [f"找不到“{t}”" for t in texts if t and doc not in snapshot.literal(t, printed=True).docs]
    if snapshot.document_of(row["id"]) != doc:
        faults.append(f"没有编号 {row['id']}")
    missing = {*row["people"]} ^ {*snapshot.facets["person"].of(doc)}
    return [*faults, *(f"{row['id']} 的人物不对：{name}" for name in sorted(missing))]


def unused(snapshot: Snapshot, lexicon: Lexicon, files: Mapping[str, FileRecord]) -> tuple[str, ...]:
    """The corrections of articles and issues that the index does not hold."""
    joined = {one for record in files.values() for issue in record.issues.values() for one in issue.joined}
    return tuple(
        f"更正没有用上：{correction}：没有这个编号 (no such id)"
        for correction in lexicon.corrections
        if correction.id not in joined and snapshot.document_of(correction.id) is None
    )
