"""What was read, from which bytes, by which version: the memory that makes indexing incremental, and `status`.

Written by the indexer, read by it and by `status`. Kept as manifest.json in the folder of each generation of the index.
"""

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search.generations import found
from search.names import Lexicon, lexicon_from_json, lexicon_to_json
from search.results import RejectedFile, Why

NAME = "manifest.json"

Since = tuple[int, int]  # generation in which something was first read, time of change that its file had then (ns)


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """What came of one issue."""

    articles: int = 0
    warnings: Mapping[str, int] = field(default_factory=dict)  # code -> count
    joined: tuple[str, ...] = ()  # ids of articles that staff joined to others


@dataclass(frozen=True, slots=True)
class Claim:
    """A bulletin of a file: which issue it is, what tells it from others of that issue, and what became of it.

    Bulletins of one issue that print the same text are one version of it: the first is indexed, the others are copies.
    """

    issue: str  # the id by what is printed
    text: str = ""  # a hash of what it prints
    titles: tuple[str, ...] = ()  # short hashes of its titles: what has none in common with the others is no version
    kind: str = ""  # of supplements and combined issues: these are no versions of the issue whose number they share
    mark: bool = False  # 更正, 重印 … in its masthead or in the file's name
    day: dt.date | None = None  # the last that it prints as its own
    since: Since = (0, 0)  # when the file came with it
    first: Since = (0, 0)  # when the first file of this version came
    id: str = ""  # under which it is found: `issue`, or one of its own where another version has that
    copy: bool = False  # not indexed: another bulletin prints the same
    later: str = ""  # id of the latest version of the issue, where this is an earlier one
    why: Why | None = None  # by what that is known to be later


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file of the corpus."""

    sha256: str
    size: int
    modified_ns: int
    issues: Mapping[str, IssueRecord] = field(default_factory=dict)  # id -> what is indexed of it; no copies
    code: str | None = None  # why it was rejected
    reason: str | None = None
    stale: bool = False  # rejected now, but its last good articles are still in the index
    withdrawn: tuple[str, ...] = ()  # ids of what the file prints and staff withdrew: it is not in the index
    claims: tuple[Claim, ...] = ()  # all its bulletins in the file's order, copies included; none: of an older version

    @property
    def rejected(self) -> bool:
        return self.code is not None

    @property
    def articles(self) -> int:
        return sum(issue.articles for issue in self.issues.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    versions: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileRecord] = field(default_factory=dict)  # path below the corpus folder -> record
    updated: dt.datetime | None = None  # UTC
    generation: int = 0
    lexicon: Lexicon | None = None  # by which everything was read; None: that of another version
    unused: tuple[str, ...] = ()  # corrections of articles and issues that are not in the index
    left_out: tuple[str, ...] = ()  # digests of corrections that word what was withdrawn: not in the lexicon above

    @property
    def rejected(self) -> tuple[RejectedFile, ...]:
        return tuple(rejected_file(source, record) for source, record in sorted(self.files.items()) if record.rejected)


def rejected_file(source: str, record: FileRecord) -> RejectedFile:
    """A rejected file as it is told to people."""
    kept = "；索引中仍保留上次读好的内容 (last good articles kept)" if record.stale else ""
    return RejectedFile(source, record.code or "", (record.reason or "") + kept, record.stale)


def load_manifest(index: Path) -> Manifest:
    """The manifest of the generation in use; an empty one where it is missing or damaged (everything is then read
    again)."""
    folder = found(index)
    return read_manifest(folder) if folder else Manifest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of one generation; an empty one where it is missing or damaged."""
    try:
        return manifest_of((folder / NAME).read_bytes())
    except OSError:
        return Manifest()


def manifest_of(data: bytes) -> Manifest:
    """The manifest that these bytes are; an empty one where they are none."""
    try:
        row = json.loads(data)
        return Manifest(
            versions=row["versions"],
            files={source: _file_record(record) for source, record in row["files"].items()},
            updated=dt.datetime.fromisoformat(row["updated"]) if row["updated"] else None,
            generation=row["generation"],
            lexicon=_lexicon(row["lexicon"]),
            unused=tuple(row["unused"]),
            left_out=tuple(row.get("left_out", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def _file_record(row: dict[str, Any]) -> FileRecord:
    issues = {issue: _issue_record(record) for issue, record in row["issues"].items()}
    claims = tuple(map(_claim, row.get("claims", ())))
    return FileRecord(**{**row, "issues": issues, "claims": claims, "withdrawn": tuple(row.get("withdrawn", ()))})


def _claim(row: dict[str, Any]) -> Claim:
    day = row.get("day")
    several: dict[str, Any] = {name: tuple(row[name]) for name in ("titles", "since", "first") if name in row}
    return Claim(**{**row, "day": day and dt.date.fromisoformat(day), **several})


def _claim_row(claim: Claim) -> dict[str, Any]:
    """What is not as usual: a file may hold thousands."""
    row = {name: value for name in Claim.__slots__ if (value := getattr(claim, name)) != getattr(_BLANK, name)}
    return {**row, "day": claim.day.isoformat()} if claim.day else row


_BLANK = Claim("")


def _issue_record(row: dict[str, Any]) -> IssueRecord:
    return IssueRecord(row["articles"], row["warnings"], tuple(row["joined"]))


def _lexicon(rows: Mapping[str, Any] | None) -> Lexicon | None:
    try:
        return None if rows is None else lexicon_from_json(rows)
    except (LookupError, TypeError, AttributeError):
        return None


def _file_row(record: FileRecord) -> dict[str, Any]:
    issues = {issue: _row(one) for issue, one in record.issues.items()}
    return {**_row(record), "issues": issues, "claims": [_claim_row(claim) for claim in record.claims]}


def _row(record: FileRecord | IssueRecord) -> dict[str, Any]:
    """Its fields as they are; `asdict` would copy all that is in them."""
    return {name: getattr(record, name) for name in record.__slots__}


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of one generation, by one rename."""
    row: dict[str, Any] = {
        "versions": dict(manifest.versions),
        "files": {source: _file_row(record) for source, record in sorted(manifest.files.items())},
        "updated": manifest.updated.isoformat() if manifest.updated else None,
        "generation": manifest.generation,
        "lexicon": manifest.lexicon and lexicon_to_json(manifest.lexicon),
        "unused": manifest.unused,
        "left_out": manifest.left_out,
    }
    draft = folder / f"{NAME}.draft"
    with draft.open("w", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False))  # in one: a stream would go through Python
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, folder / NAME)
