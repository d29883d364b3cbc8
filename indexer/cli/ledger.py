"""The ledger on the command line: in short or in full, and what of it is a failure where `--strict` asks."""

from collections.abc import Iterator

import click

from search.ledger import KIND_NAMES, Entry, Kind, Ledger, LedgerYear, Series

_FEW = 12  # numbers of a kind that the short form names
_KINDS: tuple[Kind, ...] = ("missing", "doubled", "doubtful", "reissued", "withdrawn")


def ledger_lines(found: Ledger, *, full: bool) -> Iterator[str]:
    """A line a bulletin and year with something to look into, in full every year and each entry that is doubtful."""
    for one in found.series:
        runs_on = "，期号逐年接排 (numbers run on)" if one.runs_on else ""
        yield f"{one.title}：{one.issues} 期{runs_on}"
        for year in one.years:
            if full or year.doubts:
                yield f"  {_year_text(year)}"
            if full:
                yield from (f"    {_entry_text(one, year, entry)}" for entry in year.marked)
    yield from found.problems
    if found.withdrawn:
        yield f"已撤回 {len(found.withdrawn)} 篇（期） (withdrawn)"
    for gone in found.withdrawn if full else ():
        yield f"    {gone.id}　{gone.date or '日期不明'}　{gone.reason}".rstrip("　")


def tell_open(found: Ledger) -> None:
    """What makes `--strict` fail, on stderr."""
    for kind in _KINDS[:2]:
        keys = list(dict.fromkeys(entry.key for entry in found.open(kind)))
        if keys:
            click.echo(f"{KIND_NAMES[kind]} {len(keys)}：{'、'.join(keys)} ({kind})", err=True)
    for file in found.open_rejects:
        click.echo(f"未收 {file.source}：{file.code}：{file.reason}", err=True)
    if not found.is_whole:
        click.echo("查过无须处理的，用 jianbao acknowledge 记下 (acknowledge what is to stay so)", err=True)


def _year_text(year: LedgerYear) -> str:
    told = [f"{year.year or '年份不详'}：{year.issues} 期，目录 {year.titles} 题，正文 {year.articles} 篇"]
    for kind in _KINDS:
        labels = [
            entry.label or ("全年" if entry.row is None else "无号") for entry in year.entries if entry.kind == kind
        ]
        if labels:
            named = "、".join(labels[:_FEW]) + ("……" if len(labels) > _FEW else "")
            told.append(f"{KIND_NAMES[kind]} {len(labels)}（{named}）")
    if year.copies:
        told.append(f"副本 {len(year.copies)}")
    return "，".join(told) + ("（本年未完）" if year.running else "")


def _entry_text(one: Series, year: LedgerYear, entry: Entry) -> str:
    total = "总" if one.basis == "total_number" else ""
    number = f"{total}第{entry.label}期" if entry.numbers else "全年" if entry.row is None else "未印期号"
    where = f"　{entry.row.source}" if entry.row else ""
    known = "（已核）" if entry.acknowledged else ""
    return f"{KIND_NAMES[entry.kind]}{known} {year.year or ''} {number}：{'；'.join(entry.reasons)}{where}"
