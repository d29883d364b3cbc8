"""A backup -> its list, when every byte of it is what the list says; and its members, written into a folder.

The index in it is pickles: who may write the file may run code as its reader. So it is opened only where it is nobody
else's, and nothing in it is used before all of it has been checked.
"""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from indexer.backups.contents import INDEX, LIST, BadBackup, Member, NoBackup, contents_of
from search.errors import BadRequest
from search.generations import refuse_open_to_others
from search.manifest import NAME as MANIFEST
from search.manifest import Manifest, manifest_of

_AT_ONCE = 1 << 20  # bytes
_MOST_IN_LIST = 64_000_000  # bytes


class Backup:
    """A backup that is open. Nothing else of it than its list has been looked at."""

    def __init__(self, path: Path, zipped: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = zipped
        if LIST not in zipped.namelist():
            raise NoBackup(f"{path}：不是 jianbao backup 做的备份 (no backup)")
        self.contents = contents_of(self._read(LIST, _MOST_IN_LIST), path)

    def check(self) -> None:
        """Read all of it. Raises BadBackup for the first that is not as the list says."""
        names = [info.filename for info in self._zip.infolist()]
        if sorted(names) != sorted([LIST, *self.contents.members]):
            odd = sorted({*names} ^ {LIST, *self.contents.members})
            raise BadBackup(f"{self.path}：与清单不符：{odd[0] if odd else '有重名'}，备份损坏 (not as listed)")
        for name in self.contents.members:
            for _ in self._blocks(name):
                pass

    def extract(self, name: str, target: Path) -> None:
        """Write a member to a new file. Raises BadBackup, OSError."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("xb") as file:
            for block in self._blocks(name):
                file.write(block)

    def extract_index(self, folder: Path) -> None:
        for name in self.contents.members:
            if name.startswith(INDEX):
                self.extract(name, folder / name.removeprefix(INDEX))

    def data(self, name: str) -> bytes:
        return b"".join(self._blocks(name))

    @property
    def manifest(self) -> Manifest:
        """That of its generation; an empty one where it is of another version."""
        name = f"{INDEX}{MANIFEST}"
        return manifest_of(self.data(name)) if name in self.contents.members else Manifest()

    def _blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, never more of them than the list says."""
        member, digest, size = self.contents.members[name], hashlib.sha256(), 0
        for block in self._opened(name, member.size):
            digest.update(block)
            size += len(block)
            yield block
        if Member(size, digest.hexdigest()) != member:
            raise self._damaged(name)

    def _opened(self, name: str, most: int) -> Iterator[bytes]:
        try:
            info = self._zip.getinfo(name)
            if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16) or info.file_size > most:
                raise self._damaged(name)
            with self._zip.open(info) as file:
                while block := file.read(_AT_ONCE):
                    yield block
        except BadBackup:
            raise
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError, NotImplementedError) as error:
            raise self._damaged(name) from error
        except RuntimeError as error:  # said to be encrypted
            raise self._damaged(name) from error

    def _read(self, name: str, most: int) -> bytes:
        return b"".join(self._opened(name, most))

    def _damaged(self, name: str) -> BadBackup:
        return BadBackup(f"{self.path}：{name} 损坏，请用别的备份 (damaged member)")


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup. Raises BadRequest: no such file; IndexMissing: others may write it; BadBackup; OSError."""
    if not path.is_file():
        raise BadRequest(f"{path}：没有这个备份 (no such backup)")
    with path.open("rb") as file:
        refuse_open_to_others(path, os.fstat(file.fileno()))
        with _zip(file, path) as zipped:
            yield Backup(path, zipped)


@contextmanager
def _zip(file: BinaryIO, path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        zipped = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise BadBackup(f"{path}：不是备份，或被截断 (no backup, or cut short)") from error
    with zipped:
        yield zipped
