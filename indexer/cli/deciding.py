"""What the commands that edit the lexicon share: say which articles change, then write; or only say."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.cli.common import config_with, corpus_option, index_option, json_option, print_json
from indexer.revisions import Change, changes
from search.config import Config
from search.corrections import correction_of
from search.errors import IndexMissing
from search.library import Library
from search.manifest import load_manifest
from search.names import Lexicon, LexiconError, entries_of, load_lexicon, person_of
from search.schema import IndexDocument
from search.tables import Table

_dry_run_option = click.option("--dry-run", is_flag=True, help="只说哪些文章会变，不写。Only say what would change.")

_MAKERS: dict[str, Callable[[Any], Any]] = {"people": person_of, "corrections": correction_of}


def decision_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command has which edits the lexicon; it is given the settings that they make."""

    @click.pass_obj
    @wraps(command)
    def configured(config: Config, /, *, index: Path | None, corpus: Path | None, **values: Any) -> None:
        command(config_with(config, index=index, corpus=corpus), **values)

    for option in (json_option, corpus_option, index_option, _dry_run_option):
        configured = option(configured)
    return configured


def decide(
    config: Config,
    table: Table,
    edit: Callable[[Table], Table],
    *,
    dry_run: bool,
    as_json: bool,
    objection: Callable[[Iterable[Change]], None] = lambda changed: None,
) -> None:
    """Edit one table of the lexicon. `objection` may refuse what would come of it, by raising."""
    old = load_lexicon(config.lexicon)  # a faulty file is told before it is touched
    edited = edit(table)
    changed = _changed(config, old, _with_table(old, edited))
    if changed is not None:
        objection(changed)
    if as_json:
        print_json({"changed": [_row(change) for change in changed or ()], "written": not dry_run})
    else:
        _print(changed)
    if not dry_run:
        edited.save()
        click.echo(
            f"已写入 {edited.path}；运行 jianbao index 后生效 (written; takes effect with jianbao index)", err=True
        )


def _with_table(lexicon: Lexicon, table: Table) -> Lexicon:
    """The lexicon with what an edited table says."""
    name = table.path.stem
    rows, problems = entries_of(table, _MAKERS[name])
    if problems:
        raise LexiconError(problems[0])
    entries: dict[str, Any] = {name: tuple(entry for _, entry in rows)}
    return replace(lexicon, **entries)


def _changed(config: Config, old: Lexicon, new: Lexicon) -> list[Change] | None:
    """What changes in the index; None where there is no index to look in."""
    try:
        library = Library(config.index)
    except IndexMissing:
        return None
    return list(changes(library, load_manifest(config.index).files, old, new))


def _print(changed: list[Change] | None) -> None:
    if changed is None:
        click.echo("没有索引，不知道哪些文章会变 (no index to look in)", err=True)
        return
    for change in changed:
        row, told = _row(change), _told(change)
        if row["kind"] == "article" or told:
            click.echo(f"{row['date'] or '日期不明'}　{row['title'] or '刊头或发送范围'}\n    {told}\n    {row['id']}")
    articles = sum(_row(change)["kind"] == "article" for change in changed)
    click.echo(f"会变 {articles} 篇 (articles that change)", err=True)


def _row(change: Change) -> dict[str, Any]:
    one = change.after or change.before
    assert one is not None
    before, after = (list(doc.people) if doc else None for doc in (change.before, change.after))
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "date": one.date.isoformat() if one.date else None,
        "before": before,
        "after": after,
    }


def _told(change: Change) -> str:
    """In a few words what is otherwise."""
    before, after = change.before, change.after
    if before is None or after is None:
        return "新的一篇" if before is None else "并入别篇"
    told = []
    gone = [key for key in before.people if key not in after.people]
    come = [key for key in after.people if key not in before.people]
    if gone or come:
        told.append(f"人物 {'、'.join(gone) or '—'} → {'、'.join(come) or '—'}")
    for label, name in (("题名", "title"), ("栏目", "section"), ("日期", "date")):
        if getattr(before, name) != getattr(after, name):
            told.append(f"{label} {getattr(before, name) or '—'} → {getattr(after, name) or '—'}")
    if before.body != after.body:
        told.append(f"正文 {_paragraphs(before)} 段 → {_paragraphs(after)} 段")
    if not told and after.kind == "article":
        told.append("职务" if before.posts != after.posts else "次序")
    return "；".join(told)


def _paragraphs(document: IndexDocument) -> int:
    return document.body.count("\n") + 1 if document.body else 0
