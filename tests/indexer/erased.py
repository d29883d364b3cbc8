"""Whether a text lies anywhere below a folder: in bytes, in what Whoosh stores, in columns, in zips."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from whoosh import index as whoosh_index

from search.columns.snapshot import Snapshot
from search.generations import generations


def places_of(text: str, folder: Path) -> list[str]:
    """Every file, document, term and literal below a folder that holds a text."""
    return [*_in_files(text, folder), *_in_indexes(text, folder), *_in_backups(text, folder)]


def _in_backups(text: str, folder: Path) -> Iterator[str]:
    """As they are when they are unpacked."""
    for path in folder.rglob("*.zip"):
        if zipfile.is_zipfile(path):
            with tempfile.TemporaryDirectory() as made, zipfile.ZipFile(path) as zipped:
                zipped.extractall(made)
                Path(made, "index").rename(Path(made, "g-000001"))
                yield from (f"{path.name}: {found}" for found in places_of(text, Path(made)))


def _in_files(text: str, folder: Path) -> Iterator[str]:
    needles = {text.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le", "gb18030")}
    needles.add(text.encode("ascii", "backslashreplace"))
    for path in (path for path in folder.rglob("*") if path.is_file()):
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as zipped:
                contents += [zipped.read(name) for name in zipped.namelist()]
        if any(needle in content for needle in needles for content in contents):
            yield path.relative_to(folder).as_posix()


def _in_indexes(text: str, folder: Path) -> Iterator[str]:
    for index in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        for generation in generations(index):
            yield from (f"{generation.name}: {found}" for found in _in_generation(text, generation))


def _in_generation(text: str, generation: Path) -> Iterator[str]:
    """Deleted documents too."""
    with whoosh_index.open_dir(generation).reader() as reader:
        for leaf, _ in reader.leaf_readers():
            for number in range(leaf.doc_count_all()):
                if text in leaf.stored_fields(number)["document"]:
                    yield f"document {number}"
            yield from (f"term {field}" for field, term in leaf.all_terms() if text.encode() in term)
    snapshot = Snapshot(generation)
    try:
        if any(len(part) for part in snapshot.places(text).parts):
            yield "literals"
    finally:
        snapshot.close()
