"""`index`: bring the index up to date with the corpus, and say what was done."""

import json
import sys
from pathlib import Path

import click

from indexer.cli.common import OK, REJECTED, config_with, index_option, json_option, print_json, warnings_text
from indexer.cli.ledger import strict_option, tell_open
from indexer.cli.progress import progress_bar, progress_option
from indexer.generations import roll_back
from indexer.writer import Report, update_index
from search.config import Config
from search.model import to_json
from search.searcher import open_searcher


@click.command()
@click.argument("corpus", required=False, type=click.Path(path_type=Path))
@index_option
@click.option("--full", is_flag=True, help="全部重读。Read everything again.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="读文件的进程数。Processes.")
@click.option("--dry-run", is_flag=True, help="只说要做什么，不做。Only say what would be done.")
@click.option("--allow-removals", is_flag=True, help="文件大批消失时，仍从索引中删去。Let many files leave at once.")
@strict_option
@click.option("--wait", type=click.FloatRange(0), default=0, help="别人在写时等候的秒数。Seconds to wait for a writer.")
@click.option("--rollback", is_flag=True, help="回到上一代索引，不读文件。Back to the generation before.")
@progress_option
@json_option
@click.pass_obj
def index(
    config: Config,
    corpus: Path | None,
    index: Path | None,
    full: bool,
    workers: int,
    dry_run: bool,
    allow_removals: bool,
    strict: bool,
    wait: float,
    rollback: bool,
    shown: bool | None,
    as_json: bool,
) -> None:
    """把简报文件夹读入索引，只处理有变化的文件。Bring the index up to date with the corpus."""
    config = config_with(config, corpus=corpus, index=index)
    if rollback and (full or dry_run or allow_removals):
        raise click.UsageError("--rollback 不读文件，不与 --full、--dry-run、--allow-removals 同用 (nothing is read)")
    if rollback:
        number = roll_back(config.index, wait)
        click.echo(json.dumps({"generation": number}) if as_json else f"已回到第 {number} 代 (rolled back)")
        return
    with progress_bar(False if dry_run else shown) as progress:
        report = update_index(
            config.corpus,
            config.index,
            full=full,
            dry_run=dry_run,
            allow_removals=allow_removals,
            workers=workers,
            wait=wait,
            progress=progress,
        )
    if as_json:
        print_json(to_json(report))
    else:
        _print_report(report, dry_run=dry_run)
    if dry_run:
        sys.exit(OK)
    found = open_searcher(config).ledger() if strict else None
    if found is not None:
        tell_open(found)
    sys.exit(report.exit_code if found is None or found.is_whole else REJECTED)


def _print_report(report: Report, *, dry_run: bool) -> None:
    changes = report.changes
    if report.rebuilt in ("manifest", "generation"):
        click.echo("读入清单缺失、损坏或属于另一代，全部重读 (manifest lost, everything is read again)", err=True)
    elif report.rebuilt not in (None, "new", "full"):
        click.echo(f"版本有变（{report.rebuilt}），全部重读 (versions changed)", err=True)
    for message in report.mended:
        click.echo(f"已修复：{message} mended", err=True)
    what = f"新增 {len(changes.new)}，更新 {len(changes.changed)}，撤去 {len(changes.removed) - len(report.held)}"
    if dry_run:
        click.echo(f"将：{what}，不变 {len(changes.unchanged)} (dry run)")
        for mark, sources in (("+", changes.new), ("~", changes.changed), ("-", changes.removed)):
            for source in sources:
                click.echo(f"{mark} {source}")
    else:
        click.echo(
            f"{what}，不变 {len(changes.unchanged)}；索引现有 {report.issues} 期、{report.articles} 篇，"
            f"{warnings_text(report.warnings)}，用时 {report.seconds:.1f} 秒"
        )
    if report.touched:
        what = "将重认" if dry_run else f"改了 {len(report.revised)} 处，重认"
        click.echo(f"词表有变：{what} {len(report.touched)} 期，不读原件 (the lexicon has changed)", err=True)
    for message in report.unused:
        click.echo(message, err=True)
    for source, other in report.doubled:
        click.echo(f"重号 {source}：与 {other} 是同一期，两份都已收入 (same issue twice)", err=True)
    for rejected in report.rejected:
        click.echo(f"未收 {rejected.source}：{rejected.code}：{rejected.reason}", err=True)
    if report.known_rejected:
        click.echo(f"另有 {report.known_rejected} 份此前已拒收，未变；见 jianbao status (known rejects)", err=True)
    if report.held:
        click.echo(
            f"{len(report.held)} 份文件不见了，索引中仍保留：文件夹没有挂上？确要删去请加 --allow-removals (held)",
            err=True,
        )
