"""An archive of a given size: our index of it, and the same articles as files for the peers; kept between runs.

documents.jsonl has one article a line: its words as the index has them (`search.analyzer.words`, folded; joined by
blanks) in title and body, section, month, day (proleptic ordinal) and people. texts.jsonl has their literal forms.
What is kept (see `tests.bench.issues`) is named by all that it depends on.
"""

import hashlib
import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from indexer.documents import index_documents
from indexer.segments import CommitWriter
from search.analyzer import words
from search.fold import fold, literal_form
from search.schema import SCHEMA_VERSION, IndexDocument
from tests.bench import multiplied
from tests.bench.issues import ARCHIVE, CACHE

SEED = 4


@dataclass(frozen=True, slots=True)
class Built:
    folder: Path
    articles: int

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def documents(self) -> Path:
        return self.folder / "documents.jsonl"

    @property
    def texts(self) -> Path:
        return self.folder / "texts.jsonl"


def pieces() -> Path:
    """Where the articles of the archive are kept, taken apart."""
    CACHE.mkdir(mode=0o700, exist_ok=True)
    return CACHE / f"pieces-{_hash(ARCHIVE)}.jsonl"


def built(size: int | None) -> Built:
    """The archive of `size` articles, made of that of `issues` if it is not there yet; all of that for None."""
    kept = pieces()
    sources = multiplied.read_pieces(kept)
    size = size or len(sources)
    made_by = _hash(Path(multiplied.__file__), Path(__file__), kept)
    archive = Built(CACHE / f"archive-{size}-v{SCHEMA_VERSION}-{made_by}", size)
    if not archive.folder.is_dir():
        started = time.perf_counter()
        print(f"making an archive of {size} articles in {archive.folder}", file=sys.stderr)
        draft = Path(tempfile.mkdtemp(dir=CACHE, prefix="draft-"))
        try:
            _build(sources, Built(draft, size))
            draft.rename(archive.folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        print(f"made in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return archive


def _build(sources: list[multiplied.Source], archive: Built) -> None:
    archive.index.mkdir()
    writer = CommitWriter(archive.index, clear=True)
    try:
        with archive.documents.open("w", encoding="utf-8") as rows, archive.texts.open("w", encoding="utf-8") as texts:
            for bulletin in multiplied.bulletins(sources, archive.articles, SEED):
                documents = index_documents(bulletin)
                writer.add(documents)
                for document in documents:
                    if document.kind == "article":
                        _export(document, rows, texts)
        writer.commit()
    except BaseException:
        writer.cancel()
        raise


def _export(document: IndexDocument, rows: TextIO, texts: TextIO) -> None:
    assert document.date
    row = {
        "title": " ".join(word for word, _, _ in words(fold(document.title))),
        "body": " ".join(word for word, _, _ in words(fold(document.body))),
        "section": document.section,
        "month": f"{document.date:%Y-%m}",
        "day": document.date.toordinal(),
        "people": document.people,
    }
    rows.write(json.dumps(row, ensure_ascii=False) + "\n")
    texts.write(json.dumps(literal_form(f"{document.title}\n{document.body}"), ensure_ascii=False) + "\n")


def _hash(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]
