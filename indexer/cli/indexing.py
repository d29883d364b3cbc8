"""`index`: bring the index up to date with the corpus, once or whenever it changes, and say what was done."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from indexer.cli.common import OK, REJECTED, config_with, index_option, json_option, strict_option
from indexer.cli.progress import progress_option
from indexer.cli.reporting import print_report, report_json, telling
from indexer.events import Event
from indexer.generations import roll_back
from indexer.watching import SETTLE
from indexer.writer import Report, update_index
from search.config import Config


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
@click.option("--watch", is_flag=True, help="守着文件夹，一有变化就更新，直到 Ctrl-C。Follow the folder.")
@click.option(
    "--settle",
    type=click.FloatRange(0.1, 3600),
    default=SETTLE,
    show_default=True,
    help="--watch：文件多少秒不再变化才读。Seconds until a file counts as whole.",
)
@click.option(
    "--poll",
    is_flag=True,
    help="--watch：网络文件夹没有变化通知，改为不断查看；也可设 WATCHFILES_FORCE_POLLING=1。For network folders.",
)
@click.option("--quiet", "-q", is_flag=True, help="没有问题就什么也不输出（用于定时任务）。Only say what is wrong.")
@progress_option
@json_option
@click.pass_obj
def index(
    config: Config,
    /,
    corpus: Path | None,
    index: Path | None,
    dry_run: bool,
    wait: float,
    rollback: bool,
    watch: bool,
    settle: float,
    poll: bool,
    **asked: Any,
) -> None:
    """把简报文件夹读入索引，只处理有变化的文件。Bring the index up to date with the corpus.

    --json：标准输出每行一个事件，最后一行是结果（event 为 finished），见 README。One event a line.
    """
    config = config_with(config, corpus=corpus, index=index)
    run = _Run(config, dry_run=dry_run, wait=wait, **asked)
    if rollback and (run.full or dry_run or run.allow_removals or watch):
        raise click.UsageError(
            "--rollback 不读文件，不与 --full、--dry-run、--allow-removals、--watch 同用 (nothing is read)"
        )
    if watch and dry_run:
        raise click.UsageError("--watch 不与 --dry-run 同用 (cannot be combined)")
    if rollback:
        number = roll_back(config.index, wait)
        click.echo(json.dumps({"generation": number}) if run.as_json else f"已回到第 {number} 代 (rolled back)")
    elif watch:
        _watch(run, settle=settle, poll=poll or None)
    else:
        sys.exit(run())


@dataclass(slots=True)
class _Run:
    """A run as the options say, to be called once or many times; gives the exit code."""

    config: Config
    full: bool
    workers: int
    dry_run: bool
    allow_removals: bool
    strict: bool
    wait: float
    quiet: bool
    shown: bool | None
    as_json: bool
    runs: int = 0

    def __call__(self, pause: Callable[[], None] = lambda: None) -> int:
        report = self._report(pause)
        if self.as_json:
            click.echo(json.dumps(report_json(report), ensure_ascii=False))
        else:
            nothing_new = self.runs > 0 and not report.committed  # where the folder is followed
            print_report(report, dry_run=self.dry_run, quiet=self.quiet or nothing_new)
        self.runs += 1
        self.full = False  # once is enough
        if self.dry_run:
            return OK
        return self._with_ledger(report) if self.strict else report.exit_code

    def _report(self, pause: Callable[[], None]) -> Report:
        shown = False if self.dry_run or self.quiet else self.shown
        with telling(shown, as_json=self.as_json and not self.quiet, config=self.config) as tell:

            def told(event: Event) -> None:
                pause()
                tell(event)

            return update_index(
                self.config.corpus,
                self.config.index,
                full=self.full,
                dry_run=self.dry_run,
                allow_removals=self.allow_removals,
                workers=self.workers,
                wait=self.wait,
                told=told,
                backups=self.config.backup_folder,
            )

    def _with_ledger(self, report: Report) -> int:
        from indexer.cli.ledger import tell_open  # both not for each run
        from search.searcher import open_searcher

        found = open_searcher(self.config).ledger()
        tell_open(found)
        return report.exit_code if found.is_whole else REJECTED


def _watch(run: _Run, *, settle: float, poll: bool | None) -> None:
    """Run until somebody stops it."""
    from indexer.cli.following import follow  # not for each run

    if not run.quiet and not run.as_json:
        click.echo(f"守着 {run.config.corpus}，按 Ctrl-C 停止 (watching)", err=True)
    follow(run.config, run, settle=settle, poll=poll)
