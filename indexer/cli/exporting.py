"""`export`: the archive as JSON Lines that `index` reads back, or its articles as a table."""

import sys
from pathlib import Path

import click

from indexer.cli.common import config_with, index_option
from indexer.cli.progress import progress_bar, progress_option
from indexer.errors import IndexerError
from indexer.export import FORMATS, Exported, Format, bulletins, count_of, export
from search.config import Config
from search.errors import BadRequest
from search.library import Library


@click.command("export")
@index_option
@click.option("--format", "form", type=click.Choice(FORMATS), help="默认看 -o 的扩展名，没有 -o 则为 jsonl。")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到文件；不写则到标准输出（xlsx 必须写）。The file to write.",
)
@click.option("--text", is_flag=True, help="表格里也写正文。The text in the tables too.")
@progress_option
@click.pass_obj
def export_command(
    config: Config, index: Path | None, form: Format | None, target: Path | None, text: bool, shown: bool | None
) -> None:
    """导出整个档案：jsonl 可再用 index 读回，csv、xlsx 是文章的表格。Export the archive.

    jsonl is what `index` reads back; csv and xlsx are tables of the articles.
    """
    form = form or _format_of(target)
    if form == "xlsx" and target is None:
        raise BadRequest("xlsx 要用 -o 写明文件 (xlsx needs -o)")
    library = Library(config_with(config, index=index).index)
    total = count_of(library)
    with progress_bar(shown if target else shown or False, unit="期") as progress:
        progress(0, total, "")
        try:
            out = sys.stdout.buffer if target is None else target
            done = export(bulletins(library), out, form, text=text, told=lambda n: progress(n, total, ""))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise IndexerError(f"{target or '标准输出'}：写不下：{error.strerror or error} (cannot write)") from error
    _tell(done, target)


def _format_of(target: Path | None) -> Format:
    if target is None:
        return "jsonl"
    found: Format | None = next((form for form in FORMATS if target.suffix.lower() == f".{form}"), None)
    if found is None:
        raise BadRequest(f"{target}：看不出格式，请加 --format {'、'.join(FORMATS)} 之一 (which format?)")
    return found


def _tell(done: Exported, target: Path | None) -> None:
    if target is not None:
        click.echo(f"已写入 {target}：{done.issues} 期、{done.articles} 篇 (written)", err=True)
    if done.cut:
        click.echo(
            f"{done.cut} 格文字超过 Excel 一格的限度，截去了后面 (texts cut; use csv or jsonl for all)", err=True
        )
