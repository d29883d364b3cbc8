"""`restore`: a backup becomes a new generation of the index, and the lexicon's files where they are wanted."""

from pathlib import Path

import click

from indexer.backups.restoring import BEFORE, Restored, restore
from indexer.cli.common import config_with, corpus_option, index_option, json_option, print_json
from search.config import Config
from search.errors import BadRequest
from search.model import to_json


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--lexicon/--no-lexicon",
    "lexicon",
    default=None,
    help="词表与备份不同的文件也换回（原来的留作 .before-restore），或一个也不动；默认只补缺的。"
    "The lexicon's files too, or none; by default those that are missing.",
)
@click.option("--lexicon-only", is_flag=True, help="只取词表，不动索引。The lexicon alone.")
@click.option("--dry-run", is_flag=True, help="只核对备份，说要做什么。Only check it and say what would be done.")
@click.option("--wait", type=click.FloatRange(0), default=0, help="别人在写时等候的秒数。Seconds to wait for a writer.")
@index_option
@corpus_option
@json_option
@click.pass_obj
def restore_command(
    config: Config,
    /,
    file: Path,
    lexicon: bool | None,
    lexicon_only: bool,
    dry_run: bool,
    wait: float,
    index: Path | None,
    corpus: Path | None,
    as_json: bool,
) -> None:
    """从备份恢复：另做一代，查过才换上；此后 jianbao index 接着做。Restore a backup as a new generation."""
    if lexicon_only and lexicon is False:
        raise BadRequest("--lexicon-only 与 --no-lexicon 不能同用 (cannot be combined)")
    config = config_with(config, index=index, corpus=corpus)
    wanted = True if lexicon_only else lexicon
    done = restore(config, file, index=not lexicon_only, lexicon=wanted, dry_run=dry_run, wait=wait)
    if as_json:
        print_json({**to_json(done), "written": done.written if not dry_run else [], "dry_run": dry_run})
    else:
        _print(config, done, dry_run=dry_run, with_index=not lexicon_only)


def _print(config: Config, done: Restored, *, dry_run: bool, with_index: bool) -> None:
    will = "将恢复" if dry_run else "已恢复"
    if with_index:
        number = f"为第 {done.generation} 代" if done.generation is not None else "索引"
        click.echo(f"{will}{number}：{done.made} 的备份，{done.issues} 期、{done.articles} 篇 (restored)")
    if done.purged:
        click.echo(f"其中 {len(done.purged)} 篇（期）后来撤回，没有恢复：{'、'.join(done.purged)} (withdrawn since)")
    for name in done.written:
        click.echo(f"{will}词表 {name} (lexicon)")
    for name in done.kept:
        click.echo(f"原来的留作 {config.lexicon / name} (kept beside)")
    for name in done.differing:
        click.echo(f"词表 {name} 与备份不同，未动；要换成备份里的请加 --lexicon（原来的留作 {BEFORE}） (differs, left)")
