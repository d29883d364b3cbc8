"""A backup -> a new generation of the index beside the others, and the lexicon's files where they are wanted.

What was withdrawn since the backup was made is taken out before readers see it. Nothing of the lexicon is lost: a file
that another takes the place of stays beside it.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.backups.checking import Backup, opened
from indexer.backups.contents import LEXICON, BadBackup
from indexer.backups.unpacked import unpack
from indexer.generations import Draft
from indexer.lock import told_in_words, writing
from indexer.settled import Purge
from indexer.soundness import check_generation
from search.config import Config
from search.generations import found
from search.manifest import read_manifest, save_manifest
from search.names import load_lexicon
from search.purged import NAME as PURGED

BEFORE = ".before-restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was, or would be, put back."""

    made: str  # when the backup was
    generation: int | None  # the new one; None: the index was left as it is
    issues: int
    articles: int
    purged: tuple[str, ...]  # withdrawn since, and taken out of what was restored
    written: tuple[str, ...]  # files of the lexicon
    kept: tuple[str, ...]  # files of the lexicon under their new names, where others took their place
    differing: tuple[str, ...]  # files of the lexicon that are others than in the backup, and stay


def restore(
    config: Config, path: Path, *, index: bool, lexicon: bool | None, dry_run: bool = False, wait: float = 0
) -> Restored:
    """Put a backup back. `lexicon`: take its files; None: only those that are missing.

    Raises BadRequest, BadBackup, IndexMissing, Locked, NotWritten, Unsound. What is raised: the index is as it was.
    """
    with told_in_words(config.index), opened(path) as backup:
        backup.check()
        if index and not backup.contents.is_of_this_version:
            raise BadBackup(
                f"{path}：备份的索引是另一版本（schema {backup.contents.schema}）写的；请加 --lexicon-only 只取词表，"
                "再运行 jianbao index --full (index of another version)"
            )
        plan = _lexicon_plan(config.lexicon, backup, lexicon)
        counts = backup.contents
        done = Restored(counts.made, None, counts.issues, counts.articles, (), plan.written, (), plan.differing)
        if dry_run:
            return done
        with writing(config.index, wait):
            if index:
                done = _restored(config, backup, done)
            return replace(done, kept=_write_lexicon(config.lexicon, backup, plan.written))


def _restored(config: Config, backup: Backup, done: Restored) -> Restored:
    draft = Draft(config.index, found(config.index), clear=True)
    try:
        inner = draft.folder / "restored"
        inner.mkdir(mode=0o700)
        lexicon = load_lexicon(config.lexicon)
        folder, settled = unpack(backup, inner, Purge(lexicon.purged, lexicon.corrections))
        manifest = replace(read_manifest(folder), generation=draft.number)
        save_manifest(folder, manifest)
        for path in folder.iterdir():
            os.rename(path, draft.folder / path.name)
        shutil.rmtree(inner)
        check_generation(draft.folder)
        draft.publish()
    except BaseException:
        draft.discard()
        raise
    issues = sum(len(record.issues) for record in manifest.files.values())
    articles = sum(record.articles for record in manifest.files.values())
    return replace(done, generation=draft.number, issues=issues, articles=articles, purged=settled.purged)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    written: tuple[str, ...]
    differing: tuple[str, ...]


def _lexicon_plan(folder: Path, backup: Backup, wanted: bool | None) -> _Lexicon:
    """Which files of the lexicon to write. What is withdrawn now stays so: that table is never replaced."""
    missing, other = [], []
    for name in backup.contents.lexicon:
        present = folder / name
        if not present.exists():
            missing.append(name)
        elif present.read_bytes() != backup.data(f"{LEXICON}{name}"):
            other.append(name)
    if wanted is False:
        return _Lexicon((), (*missing, *other))
    taken = [name for name in other if name != PURGED] if wanted else []
    return _Lexicon((*missing, *taken), tuple(name for name in other if name not in taken))


def _write_lexicon(folder: Path, backup: Backup, names: Sequence[str]) -> tuple[str, ...]:
    """Write these files; gives the names under which those stay that were there."""
    kept = []
    for name in names:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.restored"
        draft.unlink(missing_ok=True)
        backup.extract(f"{LEXICON}{name}", draft)
        draft.chmod(0o644)
        if (folder / name).exists():
            kept.append(_kept_beside(folder / name))
        os.replace(draft, folder / name)
    return tuple(kept)


def _kept_beside(path: Path) -> str:
    """A second name for a file, that no other has."""
    copy = 1
    while (beside := path.with_name(f"{path.name}{BEFORE}" + (f"-{copy}" if copy > 1 else ""))).exists():
        copy += 1
    shutil.copy2(path, beside)
    return beside.name
