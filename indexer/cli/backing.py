"""`backup`: the generation in use and the lexicon as one file."""

from pathlib import Path
from typing import Any

import click

from indexer.backups.writing import Made, back_up
from indexer.cli.common import config_with, corpus_option, index_option, json_option, print_json
from search.config import Config
from search.errors import BadRequest
from search.model import to_json

_SUFFIX = ".zip"


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="只留最新的几份，其余删去。Keep only so many of the newest.")
@click.option("--quiet", "-q", is_flag=True, help="成功时不输出（用于定时任务）。Say nothing when it is done.")
@index_option
@corpus_option
@json_option
@click.pass_obj
def backup(
    config: Config,
    target: Path | None,
    keep: int | None,
    quiet: bool,
    index: Path | None,
    corpus: Path | None,
    as_json: bool,
) -> None:
    """备份现用的一代索引和词表，成一个文件。Back up the index and the lexicon as one file.

    TARGET 是文件夹或 .zip 文件；默认 JIANBAO_BACKUPS，或索引旁的 backups。A folder, or a .zip file.
    """
    config = config_with(config, index=index, corpus=corpus)
    place = target or config.backup_folder
    is_folder = place.is_dir() or place.suffix.lower() != _SUFFIX
    if keep and not is_folder:
        raise BadRequest("--keep 只用于文件夹 (--keep goes with a folder)")
    _refuse_within(config, place)
    made = back_up(config, place, is_folder=is_folder, keep=keep)
    if as_json:
        print_json(_made_json(made))
    elif not quiet:
        click.echo(
            f"已备份 {made.path}：第 {made.generation} 代，{made.issues} 期、{made.articles} 篇，"
            f"{made.size / 1e6:.1f} MB，用时 {made.seconds:.1f} 秒 (backed up)"
        )
        for path in made.removed:
            click.echo(f"删去旧备份 {path} (older one removed)")


def _refuse_within(config: Config, place: Path) -> None:
    """A backup is no bulletin, and no part of an index."""
    for folder in (config.index, config.corpus):
        if place.resolve().is_relative_to(folder.resolve()):
            raise BadRequest(f"{place}：备份不能放在 {folder} 里，请另择一处 (not within the index or the corpus)")


def _made_json(made: Made) -> dict[str, Any]:
    row: dict[str, Any] = to_json(made)
    return {**row, "path": str(made.path), "removed": [str(path) for path in made.removed]}
