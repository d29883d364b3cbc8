"""A backup -> an index of one generation in a folder of its own, free of what is withdrawn by now."""

from pathlib import Path

from indexer.backups.checking import Backup
from indexer.backups.contents import BadBackup
from indexer.errors import Damaged
from indexer.generations import point_to
from indexer.purging import settle
from indexer.segments import save_missing_columns
from indexer.settled import Purge, Settled
from search.generations import current, folder_of


def unpack(backup: Backup, index: Path, purge: Purge) -> tuple[Path, Settled]:
    """Write the generation of a backup into an empty folder; gives the generation's, and what was taken out of it.

    Raises BadBackup, OSError.
    """
    folder = folder_of(index, max(1, backup.contents.generation))
    folder.mkdir(mode=0o700)
    backup.extract_index(folder)
    point_to(folder)
    try:
        save_missing_columns(folder)
        settled = settle(index, purge)
    except Damaged as error:
        raise BadBackup(f"{backup.path}：备份里的索引损坏，或是另一版本写的 (damaged, or other version)") from error
    return current(index), settled
