"""Bulletins -> a file, or a stream, as JSON Lines, CSV or an Excel workbook; written as they come, none is kept.

A file is written beside its place and put there when it is whole.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from search.model import Bulletin, to_json
from search.takeaway.rows import article_rows, csv_lines, header
from search.takeaway.workbook import Workbook

Format = Literal["jsonl", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)


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
        file.writelines(csv_lines(header(text=text), (row for one in found for row in article_rows(one, text=text))))
    else:
        with Workbook(file, header(text=text)) as book:
            for bulletin in found:
                for row in article_rows(bulletin, text=text):
                    book.add(row)
        done.cut = book.cut


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
