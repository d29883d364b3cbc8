"""`purge`: withdraw articles or issues, after saying what goes and where it lies."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from indexer.backups.freed import Freed
from indexer.cli.common import OK, REJECTED, config_with, corpus_option, index_option, json_option, print_json
from indexer.withdrawing import Aim, Outcome, aim, carry_out
from search.config import Config
from search.errors import BadRequest
from search.model import to_json


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--reason", default="", help="为什么撤回，记入 purged.tsv。Why, for the record.")
@click.option(
    "--backups",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="放备份的文件夹，可写几次；默认 JIANBAO_BACKUPS 或索引旁的 backups。Folders of backups.",
)
@click.option("--dry-run", is_flag=True, help="只说会撤去什么，不做。Only say what would go.")
@click.option("--yes", "-y", is_flag=True, help="不再问。Do not ask.")
@click.option("--wait", type=click.FloatRange(0), default=0, help="别人在写时等候的秒数。Seconds to wait for a writer.")
@index_option
@corpus_option
@json_option
@click.pass_obj
def purge(
    config: Config,
    /,
    ids: tuple[str, ...],
    reason: str,
    folders: tuple[Path, ...],
    dry_run: bool,
    yes: bool,
    wait: float,
    index: Path | None,
    corpus: Path | None,
    as_json: bool,
) -> None:
    """撤回文章或整期：从索引、留着的各代和备份中抹去，以后也不再读入。Withdraw articles or issues.

    Their text is erased from the index, its older generations and backups, and is not read in again. The files of the
    corpus are not touched.
    """
    config = config_with(config, index=index, corpus=corpus)
    where = folders or (config.backup_folder,)
    wanted = aim(config, ids, reason, where, config.today or dt.date.today())
    if not as_json:
        _print_aim(wanted)
    if dry_run:
        if as_json:
            print_json({**_json(wanted, None), "written": False})
        return
    if not yes:
        _ask()
    done = carry_out(config, wanted, where, wait=wait, told=_tell_backup)
    if as_json:
        print_json({**_json(wanted, done), "written": True})
    else:
        _print_outcome(wanted, done)
    for error in done.failed:
        click.echo(f"jianbao: {error}", err=True)
    sys.exit(REJECTED if done.failed else OK)


def _ask() -> None:
    if not _on_terminal():
        raise BadRequest("要在终端上确认，或者加 --yes (confirm on a terminal, or add --yes)")
    click.confirm("确定撤回？不能恢复 (withdraw for good?)", abort=True, err=True)


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _print_aim(wanted: Aim) -> None:
    listed = {one.id for one in wanted.gone}
    for one in wanted.gone:
        title = "整期（刊头、目录、发送范围）" if one.kind == "issue" else one.title
        click.echo(f"{one.date or '日期不明'}　{title}（{one.issue}）\n    {one.id}")
    for entry in wanted.entries:
        if entry.id not in listed:
            click.echo(f"{entry.id}：现用的一代里没有，查的是旧的各代和备份 (not in the generation in use)")
    click.echo(f"索引第 {'、'.join(map(str, wanted.generations))} 代 (generations)")
    for path in wanted.backups:
        click.echo(f"备份 {path} (backup)")
    for line in wanted.corrections:
        click.echo(
            f"corrections.tsv 第 {line} 行写着其中的文字：不再执行，也不再留在索引里；文件请自行修改 (correction)"
        )
    for source in wanted.sources:
        click.echo(f"原件 {source} 仍有其文字：不会再读入，请移走或改去 (the file still prints it)")
    for other, title in wanted.alike:
        click.echo(f"另有几乎相同的一篇，不在此列：{title}　{other} (prints the same, and stays)")
    for text in wanted.left_over:
        click.echo(f"本期别处也印着“{text[:40]}”，不在此列 (printed elsewhere in the issue, and stays)")


def _tell_backup(one: Freed) -> None:
    if one.rewritten:
        click.echo(f"已改写备份 {one.path} (backup rewritten)", err=True)


def _print_outcome(wanted: Aim, done: Outcome) -> None:
    what = f"撤去 {len(done.settled.purged)} 篇（期）"
    made = "、".join(map(str, done.settled.generations))
    told = f"，各代重做为第 {made} 代" if made else "，索引里已经没有"
    if done.settled.dropped:
        told += f"，{done.settled.dropped} 个旧代做不了，已删去"
    backups = sum(one.rewritten for one in done.backups)
    click.echo(f"{what}{told}；改写备份 {backups} 份；用时 {done.seconds:.1f} 秒 (purged)")


def _json(wanted: Aim, done: Outcome | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ids": [entry.id for entry in wanted.entries],
        "gone": to_json(wanted.gone),
        "sources": list(wanted.sources),
        "corrections": list(wanted.corrections),
        "alike": [{"id": one, "title": title} for one, title in wanted.alike],
        "left_over": list(wanted.left_over),
        "generations": list(wanted.generations),
        "backups": [str(path) for path in wanted.backups],
    }
    if done is not None:
        row["generations"] = list(done.settled.generations)
        row["dropped"] = done.settled.dropped
        row["purged"] = list(done.settled.purged)
        row["backups"] = [
            {"path": str(one.path), "rewritten": one.rewritten, "error": one.error} for one in done.backups
        ]
        row["seconds"] = done.seconds
    return row
