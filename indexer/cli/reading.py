"""`parse` and `extract`: what is read from files and from texts, without an index."""

import datetime as dt
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import click

from indexer.cli.common import OK, REJECTED, config_with, corpus_option, print_json, warnings_text
from indexer.cli.progress import beside_the_bar, progress_bar, progress_option
from indexer.entities import extract_each, prepare
from indexer.errors import Rejected
from indexer.reader import files_below, source_name
from indexer.reading import reading
from search.config import Config
from search.model import Bulletin, to_json
from search.names import load_lexicon

_AT_ONCE = 1 << 16  # bytes


@dataclass(slots=True)
class _Summary:
    """What came of the files that were parsed."""

    started: float = field(default_factory=time.monotonic)
    files: int = 0
    bulletins: int = 0
    articles: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[str, Rejected]] = field(default_factory=list)

    def add(self, bulletin: Bulletin) -> None:
        self.bulletins += 1
        self.articles += len(bulletin.articles)
        self.warnings.update(warning.code for warning in bulletin.warnings)

    def print(self) -> None:
        seconds = time.monotonic() - self.started
        if self.files > 1:
            click.echo(
                f"读 {self.files} 份文件：{self.bulletins} 期、{self.articles} 篇，{warnings_text(self.warnings)}，"
                f"未收 {len(self.rejected)} 份，用时 {seconds:.1f} 秒 (done)",
                err=True,
            )
        for source, rejected in self.rejected:
            click.echo(f"未收 {source}：{rejected.code}：{rejected.reason}", err=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@corpus_option
@progress_option
@click.pass_obj
def parse(config: Config, paths: tuple[Path, ...], corpus: Path | None, shown: bool | None) -> None:
    """读简报文件（或文件夹），每份输出一行 JSON。One JSON object a bulletin (JSON Lines)."""
    lexicon = load_lexicon(config_with(config, corpus=corpus).lexicon)
    files = list(_bulletin_paths(paths))
    summary = _Summary(files=len(files))
    with progress_bar(shown if len(files) > 1 or shown else False) as progress:
        progress(0, len(files), "")
        for done, (path, source) in enumerate(files, start=1):
            read = reading(path, source, lexicon)
            if read.rejected is not None:
                summary.rejected.append((source, read.rejected))
            for bulletin in read.bulletins:
                with beside_the_bar():
                    print_json(to_json(bulletin))
                summary.add(bulletin)
            progress(done, len(files), source)
    summary.print()
    sys.exit(REJECTED if summary.rejected else OK)


def _bulletin_paths(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Files as named; of folders the files in them, with their paths below the folder."""
    for path in paths:
        if path.is_dir():
            yield from ((file, source_name(below)) for file, below in sorted(files_below(path)))
        else:
            yield path, source_name(Path(path.name))


@click.command()
@corpus_option
@click.pass_obj
def extract(config: Config, corpus: Path | None) -> None:
    """从标准输入读 JSON Lines {"id","text","date"?}，输出其中的人物、日期、地区、单位。What texts name."""
    lexicon = load_lexicon(config_with(config, corpus=corpus).lexicon)
    prepare()
    failed = 0
    for lines in _lines_there(sys.stdin.buffer):
        rows = []
        for number, line in lines:
            try:
                rows.append(_row(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                failed += 1
                message = f'第 {number} 行读不出：{error}；应为 {{"id","text","date"?}} (bad line)'
                click.echo(message, err=True)
        for (row_id, _, _), found in zip(rows, extract_each([row[1:] for row in rows], lexicon), strict=True):
            print_json({"id": row_id, **to_json(found)})
        sys.stdout.flush()
    sys.exit(REJECTED if failed else OK)


def _lines_there(stream: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """The lines of a stream with their numbers, as many at a time as have come: nobody waits for an answer."""
    number, rest = 0, b""
    while True:
        read = stream.read1(_AT_ONCE) if isinstance(stream, io.BufferedReader | io.BytesIO) else stream.read(_AT_ONCE)
        *lines, rest = (rest + read).split(b"\n") if read else (rest, b"")
        yield [(number + n, line) for n, line in enumerate(lines, start=1) if line.strip()]
        number += len(lines)
        if not read:
            return


def _row(line: bytes) -> tuple[Any, str, dt.date | None]:
    row = json.loads(line)
    text, day = row["text"], row.get("date")
    if not isinstance(text, str):
        raise TypeError("text is no string")
    return row.get("id"), text, dt.date.fromisoformat(day) if day else None
