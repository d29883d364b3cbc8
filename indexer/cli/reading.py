"""`parse` and `extract`: what is read from files and from texts, without an index."""

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from indexer.cli.common import OK, REJECTED, config_with, corpus_option, print_json
from indexer.entities import extract as extract_entities
from indexer.errors import Rejected
from indexer.reader import files_below, source_name
from indexer.reading import read_bulletins
from search.config import Config
from search.model import to_json
from search.names import load_lexicon


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@corpus_option
@click.pass_obj
def parse(config: Config, paths: tuple[Path, ...], corpus: Path | None) -> None:
    """读简报文件（或文件夹），每份输出一行 JSON。One JSON object a bulletin (JSON Lines)."""
    lexicon = load_lexicon(config_with(config, corpus=corpus).lexicon)
    failed = 0
    for path, source in _bulletin_paths(paths):
        try:
            for bulletin in read_bulletins(path, source, lexicon):
                print_json(to_json(bulletin))
        except Rejected as rejected:
            failed += 1
            click.echo(f"{source}：{rejected.code}：{rejected.reason}", err=True)
    sys.exit(REJECTED if failed else OK)


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
    failed = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, day = row["text"], row.get("date")
            if not isinstance(text, str):
                raise TypeError("text is no string")
            found = extract_entities(text, dt.date.fromisoformat(day) if day else None, lexicon)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            failed += 1
            click.echo(f'第 {number} 行读不出：{error}；应为 {{"id","text","date"?}} (bad line)', err=True)
            continue
        print_json({"id": row.get("id"), **to_json(found)})
    sys.exit(REJECTED if failed else OK)
