"""What `index` says while it runs and at its end: a bar, events a line, a summary, or only what is wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import click

from indexer.cli.common import print_json, warnings_text
from indexer.cli.editions import copy_text, few, reissue_text
from indexer.cli.progress import progress_bar
from indexer.events import Event, FileDone, IssuesDone, PhaseBegun, Planned, Told
from indexer.writer import Report
from search.config import Config
from search.model import to_json

_EVERY = 100  # issues of one file
_PHASES = {"reading": "", "lexicon": "按词表重认", "writing": "写入索引"}


@contextmanager
def telling(shown: bool | None, *, as_json: bool, config: Config) -> Iterator[Told]:
    """What to call with the events of a run: they go to the bar, and with `as_json` to stdout."""
    with progress_bar(shown) as progress:
        place = [0, 0]  # files done, files there are

        def told(event: Event) -> None:
            if as_json and (row := event_json(event, config)):
                print_json(row)
            if isinstance(event, FileDone | IssuesDone):
                place[:] = [event.done, event.of]
                beside = f" 第 {event.issues} 期" if isinstance(event, IssuesDone) else ""
                progress(event.done, event.of, f"{event.source}{beside}")
            elif isinstance(event, PhaseBegun) and place[1]:
                progress(place[0], place[1], _PHASES[event.phase])

        yield told


def event_json(event: Event, config: Config) -> dict[str, Any] | None:
    """The line of an event; None for one that comes too often."""
    if isinstance(event, Planned):
        plan = {f.name: getattr(event, f.name) for f in fields(event)}
        return {"event": "start", "corpus": str(config.corpus), "index": str(config.index), **plan}
    if isinstance(event, FileDone):
        row = {"event": "file", "source": event.source, "done": event.done, "of": event.of}
        if event.rejected is None:
            return {**row, "outcome": "done"}
        return {**row, "outcome": "rejected", "code": event.rejected.code, "reason": event.rejected.reason}
    if isinstance(event, PhaseBegun):
        return {"event": "phase", "phase": event.phase}
    if event.issues % _EVERY:
        return None
    return {"event": "issues", "source": event.source, "issues": event.issues, "done": event.done, "of": event.of}


def report_json(report: Report) -> dict[str, Any]:
    """The last line: what the run did."""
    return {"event": "finished", **to_json(report)}


def print_report(report: Report, *, dry_run: bool = False, quiet: bool = False) -> None:
    """The summary on stdout and what is beside it on stderr; with `quiet` only what is wrong."""
    if not quiet:
        _print_summary(report, dry_run=dry_run)
    for message in _wrong(report, quiet=quiet):
        click.echo(message, err=True)
    if report.known_rejected and not quiet:
        click.echo(f"另有 {report.known_rejected} 份此前已拒收，未变；见 jianbao status (known rejects)", err=True)
    sys.stdout.flush()


def _print_summary(report: Report, *, dry_run: bool) -> None:
    changes = report.changes
    if report.rebuilt not in (None, "new", "full", "manifest", "generation"):
        click.echo(f"版本有变（{report.rebuilt}），全部重读 (versions changed)", err=True)
    renamed = f"改名 {len(changes.renamed)}，" if changes.renamed else ""
    gone = len(changes.removed) - len(report.held)
    what = f"新增 {len(changes.new)}，更新 {len(changes.changed)}，{renamed}撤去 {gone}"
    if dry_run:
        click.echo(f"将：{what}，不变 {len(changes.unchanged)} (dry run)")
        for mark, sources in (("+", changes.new), ("~", changes.changed), ("-", changes.removed)):
            for source in sources:
                click.echo(f"{mark} {source}")
        for before, now in changes.renamed:
            click.echo(f"> {before} → {now}")
    else:
        click.echo(
            f"{what}，不变 {len(changes.unchanged)}；索引现有 {report.issues} 期、{report.articles} 篇，"
            f"{warnings_text(report.warnings)}，用时 {report.seconds:.1f} 秒"
        )
    for line in (*few([*map(copy_text, report.copies)]), *map(reissue_text, report.reissued)):
        click.echo(line, err=True)
    if report.touched:
        what = "将重认" if dry_run else f"改了 {len(report.revised)} 处，重认"
        click.echo(f"词表有变：{what} {len(report.touched)} 期，不读原件 (the lexicon has changed)", err=True)
    if report.purged:
        told = "、".join(report.purged)
        click.echo(f"已撤回 {len(report.purged)} 篇（期），从各代抹去：{told} (purged)", err=True)


def _wrong(report: Report, *, quiet: bool) -> Iterator[str]:
    """What somebody should look into; with `quiet` nothing that earlier runs have told."""
    if report.rebuilt in ("manifest", "generation"):
        yield "读入清单缺失、损坏或属于另一代，全部重读 (manifest lost, everything is read again)"
    for message in report.mended:
        yield f"已修复：{message} mended"
    yield from report.unused if report.committed or not quiet else ()
    yield from report.unfreed
    for source, ids in report.withdrawn if report.committed or report.purged or not quiet else ():
        yield f"原件 {source} 仍有已撤回的 {'、'.join(ids)}：没有读入，请移走或改去 (prints what was withdrawn)"
    for source, other in report.doubled:
        yield f"重号 {source}：与 {other} 同号，内容不同，两份都已收入，后者用本号 (same number twice)"
    for rejected in report.rejected:
        yield f"未收 {rejected.source}：{rejected.code}：{rejected.reason}"
    if report.held:
        yield f"{len(report.held)} 份文件不见了，索引中仍保留：文件夹没有挂上？确要删去请加 --allow-removals (held)"
