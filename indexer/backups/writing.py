"""The generation in use and the lexicon -> one file, put in its place when it is whole and on the disk.

No lock is taken: a run may switch to another generation meanwhile. If the one that is read is removed, it is read anew
from the one that is in use then; a purge removes it, so that no backup brings back what was withdrawn.
"""

import datetime as dt
import hashlib
import os
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from indexer.backups.contents import INDEX, LEXICON, LIST, Contents, Member, by_age, file_name
from indexer.backups.drafts import draft_file
from indexer.errors import IndexerError, NotWritten
from indexer.generations import DRAFT
from indexer.settled import is_free
from search.config import Config
from search.generations import current
from search.manifest import Manifest, read_manifest
from search.names import load_lexicon
from search.schema import SCHEMA_VERSION

_TRIALS = 5
_AT_ONCE = 1 << 20  # bytes
_LEVEL = 1  # arrays and texts get hardly smaller beyond, and it takes several times as long


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written."""

    path: Path
    size: int  # bytes
    generation: int
    issues: int
    articles: int
    seconds: float
    removed: tuple[Path, ...] = ()  # older ones


def back_up(config: Config, target: Path, *, is_folder: bool, keep: int | None = None) -> Made:
    """Write a backup into a folder under a name of its own, or to a file that is not there yet.

    `keep`: remove all but so many of the newest of the folder. Raises IndexMissing; NotWritten; IndexerError where a
    purge is not completed, or the file is there.
    """
    started = time.monotonic()
    folder = target if is_folder else target.parent
    current(config.index)  # before a folder is made for nothing
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for trial in range(_TRIALS):
            origin = current(config.index)
            try:
                path, contents = _written(config, origin, target, is_folder=is_folder)
            except FileNotFoundError:
                if origin.is_dir() or trial == _TRIALS - 1:
                    raise
                continue
            if origin.is_dir():
                break
            path.unlink()  # removed since: what was withdrawn may be in it
        else:
            raise NotWritten(f"{config.index}：索引换得太快，没有备份成，请再试 (the index changes too fast)")
        removed = _thinned(path, keep) if keep else ()
    except OSError as error:
        what = f"{error.filename or target}：{error.strerror or error}"
        raise NotWritten(f"没有备份成：{what}。请腾出空间或核对权限，再运行一次 (no backup was made)") from error
    counts = (contents.generation, contents.issues, contents.articles)
    return Made(path, path.stat().st_size, *counts, round(time.monotonic() - started, 2), removed)


def _written(config: Config, origin: Path, target: Path, *, is_folder: bool) -> tuple[Path, Contents]:
    manifest = read_manifest(origin)
    if not is_free(manifest, load_lexicon(config.lexicon).purged):
        raise IndexerError(f"{config.index}：有撤回的文字还没有清除，请先运行 jianbao index (a purge is not completed)")
    with draft_file(target if is_folder else target.parent) as (draft, file):
        contents = write_backup(file, origin, lexicon_files(config.lexicon), manifest)
        return _put(draft, target, is_folder=is_folder), contents


def lexicon_files(folder: Path) -> dict[str, Path]:
    """The lexicon's files, but those that editors and this program leave."""
    if not folder.is_dir():
        return {}
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    return {path.name: path for path in paths if not path.name.startswith((".", "~"))}


def write_backup(
    file: BinaryIO, origin: Path, lexicon: Mapping[str, Path], manifest: Manifest, made: str | None = None
) -> Contents:
    """Write a generation and a lexicon into an open file, to the disk. `made`: when, if it is not now."""
    members: dict[str, Member] = {}
    moment = dt.datetime.now().astimezone()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as out:
        for name, path in (*_index_files(origin), *((f"{LEXICON}{name}", path) for name, path in lexicon.items())):
            members[name] = _add(out, name, path, moment)
        contents = Contents(
            made=made or moment.isoformat(timespec="seconds"),
            schema=manifest.versions.get("schema", str(SCHEMA_VERSION)),
            generation=manifest.generation,
            issues=sum(len(record.issues) for record in manifest.files.values()),
            articles=sum(record.articles for record in manifest.files.values()),
            members=members,
        )
        out.writestr(_info(LIST, moment), contents.to_bytes())
    file.flush()
    os.fsync(file.fileno())
    return contents


def _index_files(origin: Path) -> Iterator[tuple[str, Path]]:
    """All but what is being written beside: hidden, or a draft."""
    for path in sorted(origin.rglob("*")):
        below = path.relative_to(origin)
        if path.is_file() and path.suffix != DRAFT and not any(part.startswith(".") for part in below.parts):
            yield f"{INDEX}{below.as_posix()}", path


def _info(name: str, moment: dt.datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _add(out: zipfile.ZipFile, name: str, path: Path, moment: dt.datetime) -> Member:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, out.open(_info(name, moment), "w", force_zip64=True) as member:
        while block := source.read(_AT_ONCE):
            member.write(block)
            digest.update(block)
            size += len(block)
    return Member(size, digest.hexdigest())


def _put(draft: Path, target: Path, *, is_folder: bool) -> Path:
    """Give the draft its name, which no other has; gives the path."""
    moment, copy = dt.datetime.now(), 1
    while True:
        path = target / file_name(moment, copy) if is_folder else target
        try:
            _link(draft, path)
            return path
        except FileExistsError as error:
            if not is_folder:
                raise IndexerError(f"{path}：已有此文件，不予覆盖 (the file is there already)") from error
            copy += 1


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError as error:  # a file system without links
        if path.exists():
            raise FileExistsError(path) from error
        os.replace(draft, path)


def _thinned(newest: Path, keep: int) -> tuple[Path, ...]:
    """Remove all but so many backups, this one among them whatever the clock said when it was named."""
    others = [path for path in by_age(newest.parent.iterdir()) if path != newest]
    for path in others[keep - 1 :]:
        path.unlink()
    return tuple(others[keep - 1 :])
