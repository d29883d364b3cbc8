"""Columns <-> a folder of memory-mapped arrays, one folder a segment under `columns/` in the index."""

import json
import mmap
import os
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from search.columns.build import Codes, Columns, Texts
from search.schema import SCHEMA_VERSION

FOLDER = "columns"


def save_columns(index: Path, segment: str, columns: Columns) -> None:
    """Write the columns of one segment; they appear whole, by one rename."""
    parent = index / FOLDER
    parent.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=parent, prefix="."))
    lists: dict[str, Any] = {"schema": SCHEMA_VERSION, "documents": len(columns.kind)}
    for name, value in _parts(columns):
        if isinstance(value, np.ndarray):
            np.save(draft / f"{name}.npy", value)
        elif isinstance(value, bytes):
            (draft / f"{name}.bin").write_bytes(value)
        else:
            lists[name] = value
    (draft / "lists.json").write_text(json.dumps(lists, ensure_ascii=False), encoding="utf-8")
    target = parent / segment
    shutil.rmtree(target, ignore_errors=True)
    os.replace(draft, target)


def load_columns(index: Path, segment: str, documents: int) -> Columns | None:
    """The columns of one segment, memory-mapped; None where they are missing, damaged or of another version."""
    folder = index / FOLDER / segment
    try:
        lists = json.loads((folder / "lists.json").read_text(encoding="utf-8"))
        if lists["schema"] != SCHEMA_VERSION or lists["documents"] != documents:
            return None
        columns = Columns(**{f.name: _load(folder, f.name, f.type, lists) for f in fields(Columns)})
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None
    return columns if _sound(columns, documents) else None


def drop_columns(index: Path, keep: set[str]) -> None:
    """Remove the columns of segments that are no more, and what a killed process left half written."""
    for folder in (index / FOLDER).glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _parts(columns: Columns) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = []
    for f in fields(Columns):
        value = getattr(columns, f.name)
        if isinstance(value, Codes | Texts):
            parts.extend((f"{f.name}.{inner.name}", getattr(value, inner.name)) for inner in fields(value))
        else:
            parts.append((f.name, value))
    return parts


def _load(folder: Path, name: str, kind: Any, lists: dict[str, Any]) -> Any:
    if kind is Codes:
        return Codes(_array(folder, f"{name}.starts"), _array(folder, f"{name}.codes"), tuple(lists[f"{name}.values"]))
    if kind is Texts:
        starts, ends = _array(folder, f"{name}.starts"), _array(folder, f"{name}.ends_of_title")
        return Texts(_mapped(folder / f"{name}.data.bin"), starts, ends)
    if name in lists:
        return tuple(tuple(v) if isinstance(v, list) else v for v in lists[name])
    return _array(folder, name)


def _array(folder: Path, name: str) -> Any:
    path = folder / f"{name}.npy"
    array = np.load(path, allow_pickle=False)  # an empty file cannot be mapped
    return np.load(path, mmap_mode="r", allow_pickle=False) if array.size else array


def _mapped(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _sound(columns: Columns, documents: int) -> bool:
    rows = (columns.kind, columns.date, columns.date_end, columns.position, columns.title_length, columns.body_length)
    codes = (columns.section, columns.issue, columns.person, columns.place, columns.organization)
    texts = (columns.folded, columns.printed)
    return (
        all(len(row) == documents for row in rows)
        and all(len(c.starts) == documents + 1 and c.starts[-1] == len(c.codes) for c in codes)
        and all(len(t.starts) == documents + 1 and t.starts[-1] == len(t.data) for t in texts)
        and len(columns.names) == len(columns.last_posts) == len(columns.person.values)
    )
