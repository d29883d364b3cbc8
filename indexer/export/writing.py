"""Bulletins -> a file, or a stream, as JSON Lines, CSV or an Excel workbook; written as they come, none is kept.

A file is written beside its place and put there when it is whole.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from indexer.export.tables import article_rows, guarded, header
from indexer.export.workbook import Workbook
from search.model import Bulletin, to_json

Format = Literal["jsonl", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
_BOM = "\ufeff"  # Excel takes UTF-8 for what it is only with the mark


@dataclass(slots=True)
class Exported:
    """What was written."""

    issues: int = 0
    articles: int = 0
    cut: int = 0  # texts that were longer than a cell of Excel may be


def export(
    found: Iterable[Bulletin], target: Path | BinaryIO, form: Format, *, text: bool, told: Callable[[int], None]
) -> Exported:
    """Write all bulletins; `told` is called with the number done. Raises OSError where that cannot be done."""
    done = Exported()

    def counted() -> Iterator[Bulletin]:
        for bulletin in found:
            yield bulletin
            done.issues += 1
            done.articles += len(bulletin.articles)
            told(done.issues)

    if isinstance(target, Path):
        with _put_in_place(target) as file:
            _write(counted(), file, form, text, done)
    else:
        _write(counted(), target, form, text, done)
    return done


def _write(found: Iterable[Bulletin], file: BinaryIO, form: Format, text: bool, done: Exported) -> None:
    if form == "jsonl":
        for bulletin in found:
            file.write(json.dumps(to_json(bulletin), ensure_ascii=False).encode() + b"\n")
    elif form == "csv":
        _write_csv(found, file, text)
    else:
        with Workbook(file, header(text=text)) as book:
            for bulletin in found:
                for row in article_rows(bulletin, text=text):
                    book.add(row)
        done.cut = book.cut


def _write_csv(found: Iterable[Bulletin], file: BinaryIO, text: bool) -> None:
    lines = io.StringIO()
    rows = csv.writer(lines)
    lines.write(_BOM)
    rows.writerow(header(text=text))
    for bulletin in found:
        rows.writerows(guarded(row) for row in article_rows(bulletin, text=text))
        file.write(lines.getvalue().encode())
        lines.seek(0)
        lines.truncate()
    file.write(lines.getvalue().encode())  # the header, of an archive without issues


@contextmanager
def _put_in_place(target: Path) -> Iterator[BinaryIO]:
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
