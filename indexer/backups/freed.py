"""Backups of a folder -> the same without what was withdrawn: each is made again, and takes the place of the old."""

import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from indexer.authority.edits import withdraw
from indexer.backups.checking import Backup, opened
from indexer.backups.contents import LEXICON, BadBackup, NoBackup, by_age
from indexer.backups.drafts import draft_file, draft_folder, drop_abandoned
from indexer.backups.unpacked import unpack
from indexer.backups.writing import lexicon_files, write_backup
from indexer.errors import IndexerError
from indexer.settled import Purge, is_free
from search.corrections import CORRECTION_COLUMNS
from search.errors import SearchError
from search.manifest import read_manifest
from search.names import Lexicon, read_corrections
from search.purged import NAME as PURGED
from search.purged import PURGED_COLUMNS
from search.tables import read_table


@dataclass(frozen=True, slots=True)
class Freed:
    """What became of one backup."""

    path: Path
    rewritten: bool = False  # else it was free of it already
    error: str | None = None  # why that could not be done: the text may lie in it still


def backups_in(folder: Path) -> list[Path]:
    """The files of a folder that may be backups, the newest first; whatever name they were given."""
    if not folder.is_dir():
        return []
    paths = [path for path in folder.iterdir() if path.suffix.lower() == ".zip" and path.is_file()]
    named = by_age(paths)
    return [*named, *sorted(path for path in paths if path not in named)]


def free_backups(folder: Path, purge: Purge) -> Iterator[Freed]:
    """Free the backups of a folder, one by one; one that cannot be opened is told, and the rest goes on."""
    paths = backups_in(folder)
    if folder.is_dir():
        drop_abandoned(folder)
    for path in paths:
        try:
            yield Freed(path, rewritten=_free(path, purge))
        except NoBackup:
            if path in by_age(paths):
                yield Freed(path, error=f"{path}：不是备份，或已损坏 (no backup, or damaged)")
        except FileNotFoundError:
            if path.exists():
                raise
        except (IndexerError, SearchError) as error:
            yield Freed(path, error=f"{error}；其中可能还有撤回的文字，改写不了就请删去它 (it may be in there still)")
        except OSError as error:
            yield Freed(path, error=f"{path}：{error.strerror or error} (cannot be rewritten)")


def _free(path: Path, purge: Purge) -> bool:
    with opened(path) as backup:
        if is_free(backup.manifest, purge.entries):
            return False
        if not backup.contents.is_of_this_version:
            raise BadBackup(
                f"{path}：由另一版本写成，改写不了；其中可能还有撤回的文字，请删去它 (other version: delete it)"
            )
        backup.check()
        with draft_folder(path.parent) as folder:
            _made_again(backup, folder, purge)
    return True


def _made_again(backup: Backup, folder: Path, purge: Purge) -> None:
    index, lexicon = folder / "index", folder / "lexicon"
    index.mkdir(mode=0o700)
    lexicon.mkdir(mode=0o700)
    origin, _ = unpack(backup, index, purge)
    for name in backup.contents.lexicon:
        backup.extract(f"{LEXICON}{name}", lexicon / name)
    _free_lexicon(lexicon, purge, read_manifest(origin).left_out)
    with draft_file(backup.path.parent) as (draft, file):
        write_backup(file, origin, lexicon_files(lexicon), read_manifest(origin), backup.contents.made)
        _take_place(draft, backup.path)


def _take_place(draft: Path, path: Path) -> None:
    shutil.copystat(path, draft)
    os.chmod(draft, 0o600)
    os.replace(draft, path)


def _free_lexicon(folder: Path, purge: Purge, left_out: Collection[str]) -> None:
    """Say in its table what is withdrawn, and leave out corrections that word it."""
    reduce(withdraw, purge.entries, read_table(folder / PURGED, PURGED_COLUMNS)).save()
    rows, _ = read_corrections(folder)
    known = Lexicon(corrections=tuple(entry for _, entry in rows), purged=purge.entries)
    kept = known.in_force(left_out).corrections
    lines = [row.line for row, entry in rows if entry not in kept]
    if lines:
        corrections = read_table(folder / "corrections.tsv", CORRECTION_COLUMNS)
        for line in reversed(lines):
            corrections = corrections.without_line(line)
        corrections.save()
