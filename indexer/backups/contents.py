"""What a backup is: a zip with `index/…`, `lexicon/…` and, at its end, `backup.json`, which lists all of it.

The list says of every member its size and SHA-256; what is not in it is not in the backup.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from indexer.errors import IndexerError
from search.schema import SCHEMA_VERSION

LIST = "backup.json"
INDEX, LEXICON = "index/", "lexicon/"
FORMAT = 1
_NAME = re.compile(r"jianbao-(\d{8}-\d{6})(?:-(\d+))?\.zip")
_PART = re.compile(r"[^/\\:\0]+")


class BadBackup(IndexerError):
    """A file that is no backup, or a damaged one; the message is shown to the user."""


class NoBackup(BadBackup):
    """A zip of something else."""


@dataclass(frozen=True, slots=True)
class Member:
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of a backup."""

    made: str  # ISO moment
    schema: str
    generation: int
    issues: int
    articles: int
    members: Mapping[str, Member]  # name in the zip -> what it is
    format: int = FORMAT

    @property
    def is_of_this_version(self) -> bool:
        """Whether its index can be used; its lexicon always can."""
        return self.schema == str(SCHEMA_VERSION)

    @property
    def lexicon(self) -> tuple[str, ...]:
        """The names of the lexicon's files."""
        return tuple(name.removeprefix(LEXICON) for name in self.members if name.startswith(LEXICON))

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def contents_of(data: bytes, path: Path) -> Contents:
    """The list as it is read; raises BadBackup for what is none, and for names that lead out of a folder."""
    try:
        row: dict[str, Any] = json.loads(data)
        members = {name: Member(**member) for name, member in row.pop("members").items()}
        found = Contents(members=members, **row)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadBackup(f"{path}：备份的清单读不出，备份损坏 (its list cannot be read)") from error
    if found.format != FORMAT:
        raise BadBackup(f"{path}：备份是第 {found.format} 版格式，这里读第 {FORMAT} 版 (other format)")
    for name, member in found.members.items():
        if not is_safe(name) or not isinstance(member.size, int) or member.size < 0:
            raise BadBackup(f"{path}：清单里有不合规的文件名“{name[:80]}”，不予恢复 (unsafe name)")
    return found


def is_safe(name: str) -> bool:
    """Whether a name lies below the folders of a backup, whatever the system."""
    parts = PurePosixPath(name).parts
    plain = all(_PART.fullmatch(part) and part not in (".", "..") for part in parts)
    return plain and len(parts) > 1 and "/".join(parts) == name and name.startswith((INDEX, LEXICON))


def file_name(moment: dt.datetime, copy: int) -> str:
    """jianbao-20240501-023000.zip, and -2 where that is taken."""
    return f"jianbao-{moment:%Y%m%d-%H%M%S}" + (f"-{copy}" if copy > 1 else "") + ".zip"


def by_age(paths: Iterable[Path]) -> list[Path]:
    """Those that are named as backups, the newest first."""
    found = [(match[1], int(match[2] or 1), path) for path in paths if (match := _NAME.fullmatch(path.name))]
    return [path for _, _, path in sorted(found, key=lambda one: one[:2], reverse=True)]
