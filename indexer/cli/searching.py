"""`search` and `suggest`: the Results of a search, and what a query may become, as text or JSON."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from indexer.cli.common import config_with, index_option, json_option, print_json
from search.config import Config
from search.dates import parse_date_bound
from search.errors import BadRequest
from search.model import to_json
from search.request import FACETS, SORTS, Facet, SearchRequest
from search.results import Hit, Results
from search.searcher import open_searcher
from search.suggest import MOST, SUGGESTIONS

_Command = TypeVar("_Command", bound=Callable[..., Any])


def asking_options(command: _Command) -> _Command:
    """The options that make a SearchRequest, for `request_of` and `dated_today`."""
    for option in reversed(_ASKING):
        command = option(command)
    return command


_NAMES: dict[Facet, str] = {
    "section": "栏目",
    "person": "人物",
    "place": "地区",
    "organization": "单位",
    "issue": "期的编号",
}
_ASKING = (
    *(click.option(f"--{facet}", multiple=True, help=f"{name}，可多次。") for facet, name in _NAMES.items()),
    *(
        click.option(f"--not-{facet}", multiple=True, help=f"排除{name}，可多次。Exclude it.")
        for facet, name in _NAMES.items()
    ),
    click.option("--from", "start", help="起：2022、2022-01 或 2022-01-18。"),
    click.option("--to", "end", help="止，同上。"),
    click.option("--literal", is_flag=True, help="逐字，不拆词。No word matching."),
    click.option("--printed", is_flag=True, help="只认印出的字形。Nothing folded."),
    click.option("--text", "as_text", multiple=True, help="此条只当文字，不当日期、不查同义词。Search it as text."),
    click.option("--today", help="以此日为今天（用于“今年一季度”）。"),
)


def request_of(query: str, *, start: str | None, end: str | None, **asked: Any) -> SearchRequest:
    """The request that the options make."""
    without = tuple((facet, value) for facet in FACETS for value in asked.pop(f"not_{facet}"))
    return SearchRequest(
        q=query, start=_bound("--from", start, last=False), end=_bound("--to", end, last=True), without=without, **asked
    )


def dated_today(config: Config, today: str | None) -> Config:
    return replace(config, today=_bound("--today", today, last=False)) if today else config


@click.command()
@click.argument("query", required=False, default="")
@index_option
@asking_options
@click.option("--sort", type=click.Choice(SORTS), help="默认有检索词时按相关，否则最新在前。")
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--offset", type=int, default=0, show_default=True)
@click.option("--facets", is_flag=True, help="也列出各项计数。Print facets too.")
@json_option
@click.pass_obj
def search(
    config: Config, /, query: str, index: Path | None, facets: bool, as_json: bool, today: str | None, **asked: Any
) -> None:
    """检索。QUERY 为空时列出全部文章，最新在前。Search; an empty query browses."""
    config = dated_today(config_with(config, index=index), today)
    results = open_searcher(config).search(request_of(query, **asked))
    if as_json:
        print_json(results.to_json())
        return
    _print_results(results, facets=facets)


@click.command()
@click.argument("typed", metavar="QUERY")
@index_option
@click.option("--limit", type=click.IntRange(0, MOST), default=SUGGESTIONS, show_default=True)
@json_option
@click.pass_obj
def suggest(config: Config, typed: str, index: Path | None, limit: int, as_json: bool) -> None:
    """检索词的提示：汉字、全拼、首字母或混写。Complete a query: names, places, titles, words; by Chinese or pinyin."""
    found = open_searcher(config_with(config, index=index)).suggest(typed, limit)
    if as_json:
        print_json({"query": typed, "suggestions": [to_json(one) for one in found]})
        return
    for one in found:
        click.echo("　".join(part for part in (one.text, KIND_NAMES[one.kind], f"{one.count} 篇", one.note) if part))


def _bound(option: str, text: str | None, *, last: bool) -> dt.date | None:
    if text is None:
        return None
    day = parse_date_bound(text, last=last)
    if day is None:
        raise BadRequest(f"{option} {text!r} 不是日期，应如 2022、2022-01 或 2022-01-18 (no date)")
    return day


def _print_results(results: Results, *, facets: bool) -> None:
    head = f"共 {results.total} 篇"
    if results.relaxed:
        head += "（没有一篇含全部词，列出最接近的）"
    if results.variants.folded:
        head += f"，其中 {results.variants.folded} 篇只以异体印出"
    if results.variants.alias:
        head += f"，{results.variants.alias} 篇只有同义词或别名"
    click.echo(head)
    for reading in results.interpretation:
        if reading.field == "synonym":
            others = reading.value.replace("|", "、")
            click.echo(f"“{reading.text}”也查了 {others}；只查“{reading.text}” {reading.as_text_total} 篇")
            continue
        click.echo(
            f"“{reading.text}”已当作{_FIELD_NAMES[reading.field]} {reading.value}；当作文字 {reading.as_text_total} 篇"
        )
    for note in results.notes:
        click.echo(note)
    if results.suggestion:
        click.echo(f"您要找的是不是：{results.suggestion}")
    for hit in results.hits:
        click.echo(_hit_text(hit))
    if facets:
        for name, values in results.facets.items():
            click.echo(f"\n{_FIELD_NAMES[name]}")
            for value in values[:15]:
                click.echo(f"  {'*' if value.selected else ' '}{value.value}　{value.count}")


KIND_NAMES = {
    "person": "人物",
    "place": "地区",
    "organization": "单位",
    "section": "栏目",
    "word": "词语",
    "title": "题名",
}
_FIELD_NAMES = {"section": "栏目", "person": "人物", "date": "日期", "place": "地区", "issue": "期号"}


def _hit_text(hit: Hit) -> str:
    title = "".join(f"【{text}】" if matched else text for text, matched in hit.title_pieces)
    snippet = "".join(f"【{text}】" if matched else text for text, matched in hit.snippet)
    people = "、".join(person.name + (f"（{person.posts[-1]}）" if person.posts else "") for person in hit.people[:4])
    place = hit.section if hit.kind == "article" else "刊头或发送范围"
    where = "　".join(part for part in (place, people) if part)
    return f"\n{hit.date or '日期不明'}　{title}\n    {where}\n    {snippet}\n    {hit.id}"
