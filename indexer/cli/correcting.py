"""`correct`: write a correction of an article or an issue, after saying what it changes."""

from collections.abc import Iterable

import click

from indexer.authority import edits
from indexer.cli.deciding import decide, decision_options
from indexer.revisions import Change
from search.config import Config
from search.corrections import BORDERS, CORRECTION_COLUMNS, UNUSED, Correction, correction_of
from search.errors import BadRequest
from search.tables import Table, read_table


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--of", "printed", default="", help="ID 是期的编号时：印出的题名。The printed title, below an issue.")
@click.option("--title", help="题名。")
@click.option("--section", help="栏目；没有写 -。")
@click.option("--date", help="日期，如 2024-03-05。")
@click.option("--number", help="期号（整期）。")
@click.option("--total-number", help="总期号（整期）。")
@click.option("--year", help="年份（整期）。")
@click.option("--name", help="刊名（整期）。")
@click.option("--publisher", help="编发单位（整期）。")
@click.option("--starts", help="本篇起自这样开头的一段。Begins at the paragraph that begins so.")
@click.option("--ends", help="本篇止于这样开头的一段。Ends with the paragraph that begins so.")
@click.option("--split", help="从这样开头的一段起另成一篇；--title 写新篇的题名。Another article from there on.")
@click.option("--join", is_flag=True, help="并入上一篇。A part of the article before it.")
@click.option("--undo", is_flag=True, help="撤去此编号的全部更正。Take back its corrections.")
@decision_options
def correct(
    config: Config,
    /,
    article_id: str,
    printed: str,
    join: bool,
    undo: bool,
    dry_run: bool,
    as_json: bool,
    **values: str | None,
) -> None:
    """更正一篇文章或一期：题名、栏目、日期、起止。Correct an article or an issue."""
    rows = _corrections(article_id, printed, join, values)
    if bool(rows) == undo:
        raise BadRequest("请写明更正什么，或者用 --undo 撤去更正 (say what to correct, or --undo)")

    def edit(table: Table) -> Table:
        if undo:
            return edits.take_back(table, article_id)
        for row in rows:
            table = edits.correct(table, row)
        return table

    def objection(changed: Iterable[Change]) -> None:
        told = [message for change in changed for message in _unused(change)]
        for row in rows:
            if any(str(row) in message for message in told):
                raise edits.Refused(next(message for message in told if str(row) in message))
        if rows and not list(changed):
            raise edits.Refused(f"{article_id}：索引里没有这个编号，或者已经如此 (no such id, or nothing to change)")

    table = read_table(config.lexicon / "corrections.tsv", CORRECTION_COLUMNS)
    decide(config, table, edit, dry_run=dry_run, as_json=as_json, objection=objection)


def _unused(change: Change) -> list[str]:
    if change.after is None or change.after.kind != "issue":
        return []
    return [warning["message"] for warning in change.after.data["warnings"] if warning["code"] == UNUSED]


def _corrections(one: str, printed: str, join: bool, values: dict[str, str | None]) -> list[Correction]:
    """The corrections that the options say. A title beside --split is the new article's."""
    given = {name: value for name, value in values.items() if value is not None}
    title = given.pop("title") if "split" in given and "title" in given else ""
    rows = [
        {"change": name, "paragraph": value, "value": title if name == "split" else ""}
        if name in BORDERS
        else {"change": name, "paragraph": "", "value": value}
        for name, value in given.items()
    ]
    if join:
        rows.append({"change": "join", "paragraph": "", "value": ""})
    try:
        return [correction_of({"id": one, "title": printed, **row}) for row in rows]
    except ValueError as error:
        raise BadRequest(str(error)) from error
