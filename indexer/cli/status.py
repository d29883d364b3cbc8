"""`status` and `acknowledge`: what is in the index and what is not, and what of that staff leave as it is."""

import sys
from pathlib import Path
from typing import Any

import click

from indexer.cli.common import (
    OK,
    REJECTED,
    config_with,
    corpus_option,
    index_option,
    json_option,
    print_json,
    strict_option,
)
from indexer.cli.editions import copy_text
from indexer.cli.ledger import ledger_lines, tell_open
from search.config import Config
from search.errors import BadRequest
from search.ledger import Ledger
from search.ledger.acknowledged import KINDS, acknowledged_table
from search.manifest import load_manifest
from search.model import to_json
from search.results import IndexStatus
from search.searcher import open_searcher


@click.command()
@index_option
@corpus_option
@click.option("--ledger", "full", is_flag=True, help="列出登记簿全部。The whole ledger.")
@strict_option
@json_option
@click.pass_obj
def status(config: Config, index: Path | None, corpus: Path | None, full: bool, strict: bool, as_json: bool) -> None:
    """索引里有什么，缺哪几期，哪些文件没有收、为什么。What is in the index, and what is not."""
    searcher = open_searcher(config_with(config, index=index, corpus=corpus))
    found, ledger = searcher.status(), searcher.ledger()
    if as_json:
        print_json({**_status_json(found), "ledger": ledger.to_json()})
    else:
        _print(found, ledger, full=full)
    if strict and not ledger.is_whole:
        tell_open(ledger)
        sys.exit(REJECTED)
    sys.exit(OK)


def _print(found: IndexStatus, ledger: Ledger, *, full: bool) -> None:
    click.echo(f"{found.issues} 期、{found.articles} 篇，{found.first_date or '—'} 至 {found.last_date or '—'}")
    updated = found.updated.astimezone().strftime("%Y-%m-%d %H:%M") if found.updated else "不详"
    click.echo(f"第 {found.generation} 代，更新于 {updated}")
    click.echo("版本：" + "，".join(f"{name} {number}" for name, number in found.versions.items()))
    for line in ledger_lines(ledger, full=full):
        click.echo(line)
    if found.copies and not full:
        click.echo(f"副本 {len(found.copies)} 份，不重复收入；--ledger 逐一列出 (copies, not indexed twice)")
    for copy in found.copies if full else ():
        click.echo(copy_text(copy))
    for code, count in found.warnings:
        click.echo(f"提醒 {code}：{count}")
    for message in found.unused:
        click.echo(message)
    for one in ledger.rejected:
        known = "（已核）" if one.acknowledged else ""
        click.echo(f"未收{known} {one.file.source}：{one.file.code}：{one.file.reason}")


def _status_json(found: IndexStatus) -> dict[str, Any]:
    row: dict[str, Any] = to_json(found)
    row["warnings"] = [{"code": code, "count": count} for code, count in found.warnings]
    return row


@click.command()
@click.argument("what", nargs=-1)
@index_option
@corpus_option
@click.option("--all", "everything", is_flag=True, help="现有的全部。All there are now.")
@click.pass_obj
def acknowledge(
    config: Config, what: tuple[str, ...], index: Path | None, corpus: Path | None, everything: bool
) -> None:
    """记下查过无须处理的缺期、重号（写 刊名-年-期）和未收文件（写路径），--strict 不再报。

    Acknowledge gaps and doubles (by the id of the number) and rejected files (by path, as they are now).
    """
    if bool(what) == everything:
        raise BadRequest("请写明哪些，或者用 --all (say which, or --all)")
    config = config_with(config, index=index, corpus=corpus)
    found = open_searcher(config).ledger()
    hashes = {source: record.sha256 for source, record in load_manifest(config.index).files.items()}
    rows = _rows(found, hashes)
    unknown = [one for one in what if not any(one == row["what"] for row in rows)]
    if unknown:
        raise BadRequest(f"待查的里面没有：{'、'.join(unknown)} (nothing open of this name)")
    table = acknowledged_table(config.lexicon)
    if table.problems:
        raise BadRequest(str(table.problems[0]))
    chosen = [row for row in rows if everything or row["what"] in what]
    for row in chosen:
        same = next((r.line for r in table.rows if (r.cells["kind"], r.cells["what"]) == (row["kind"], row["what"])), 0)
        table = table.with_cells(same, row) if same else table.with_row(row)
        click.echo(f"已核 {row['kind']} {row['what']}")
    if chosen:
        table.save()


def _rows(found: Ledger, hashes: dict[str, str]) -> list[dict[str, str]]:
    """What is open, as rows of the table."""
    missing, doubled, rejected = KINDS
    rows = [
        *((missing, entry.key) for entry in found.open("missing")),
        *((doubled, entry.key) for entry in found.open("doubled")),
        *((rejected, file.source) for file in found.open_rejects),
    ]
    return [
        {"kind": kind, "what": what, "sha256": hashes.get(what, "") if kind == rejected else ""}
        for kind, what in dict.fromkeys(rows)
    ]
