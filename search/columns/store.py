"""Columns <-> a folder of memory-mapped arrays, one folder a segment under `columns/` in the index."""

import json
import mmap
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

from search.columns.build import Codes, Columns
from search.columns.literal import BLOCK
from search.schema import SCHEMA_VERSION

FOLDER = "columns"

# NumPy reads the head of an array as a Python literal, which Python up to 3.11.7 now and then refuses to one of two
# threads (SystemError: recursion depth mismatch, python/cpython#106905).
_LOADING = threading.Lock()


def save_columns(index: Path, segment: str, columns: Columns) -> None:
    """Write the columns of one segment; they appear whole, by one rename."""
    parent = index / FOLDER
    parent.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=parent, prefix="."))
    lists: dict[str, Any] = {"schema": SCHEMA_VERSION, "documents": len(columns.kind)}
    for name, value in _parts(columns, ""):
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
        columns: Columns = _load(folder, "", Columns, lists)
        return columns if _sound(columns, documents) else None
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError):
        return None


def drop_columns(index: Path, keep: set[str]) -> None:
    """Remove the columns of segments that are no more, and what a killed process left half written."""
    for folder in (index / FOLDER).glob("*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _parts(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The arrays, bytes and lists that a value of columns consists of, named by their path."""
    if is_dataclass(value):
        for f in fields(value):
            yield from _parts(getattr(value, f.name), f"{name}.{f.name}".lstrip("."))
    else:
        yield name, value


def _load(folder: Path, name: str, kind: Any, lists: dict[str, Any]) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        inner = {key: _load(folder, f"{name}.{key}".lstrip("."), hint, lists) for key, hint in _hints(kind).items()}
        return kind(**inner)
    if name in lists:
        return tuple(tuple(v) if isinstance(v, list) else v for v in lists[name])
    return _mapped(folder / f"{name}.bin") if kind == bytes | mmap.mmap else _array(folder / f"{name}.npy")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _array(path: Path) -> Any:
    mapped = path.stat().st_size > 4096
    with _LOADING:
        array = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
    return np.asarray(array)  # a plain view of the mapped pages: quicker to slice than a memmap


def _mapped(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _sound(columns: Columns, documents: int) -> bool:
    """Whether the parts fit each other, so far as their sizes tell."""
    rows = (columns.kind, columns.date, columns.date_end, columns.position, columns.lengths.title, columns.lengths.body)
    codes: tuple[Codes, ...] = (columns.section, columns.issue, columns.person, columns.place, columns.organization)
    terms, literals = columns.terms, columns.literals
    return (
        all(len(row) == documents for row in rows)
        and all(len(c.starts) == documents + 1 and c.starts[-1] == len(c.codes) for c in codes)
        and len(columns.names) == len(columns.last_posts) == len(columns.person.values)
        and len(terms.starts) == len(terms.ends)
        and terms.ends[-1] == len(terms.data)
        and terms.starts[-1] == len(terms.docs) == len(terms.title) == len(terms.body)
        and len(terms.often) == len(terms.times)
        and len(literals.starts) == documents + 1 == len(literals.ends_of_title) + 1
        and literals.starts[-1] == len(literals.text)
        and len(literals.alphabet) == len(literals.holders)
        and len(literals.pair_starts) == len(literals.pairs) + 1 == len(literals.pair_holders) + 1
        and literals.pair_starts[-1] == len(literals.places_low) == len(literals.places_high)
        and len(literals.odd_places) == len(literals.odd_chars)
        and len(literals.blocks) == -(-len(literals.text) // BLOCK) + 1
    )
