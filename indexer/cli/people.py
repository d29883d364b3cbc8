"""`people`: who the archive names, and what staff decide about names; says which articles a decision changes."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from indexer.authority import edits
from indexer.authority.checks import check_lexicon
from indexer.authority.people import ListedPerson, ShownPerson, list_people, show_person
from indexer.cli.common import OK, REJECTED, config_with, corpus_option, index_option, json_option, print_json
from indexer.cli.deciding import decide, decision_options
from search.config import Config
from search.library import Library
from search.model import to_json
from search.names import PEOPLE_COLUMNS, load_lexicon
from search.tables import Table, read_table


@click.group()
def people() -> None:
    """档案里的人物：列出、归并、分开、改名、排除。Who is named, and what staff decide about names."""


@people.command("list")
@click.argument("prefix", required=False, default="")
@click.option("--min", "least", type=click.IntRange(1), default=1, show_default=True, help="至少见于几篇。Articles.")
@click.option("--limit", type=click.IntRange(0), default=0, help="只列前几位，0 为全部。")
@index_option
@corpus_option
@json_option
@click.pass_obj
def list_(
    config: Config, prefix: str, least: int, limit: int, index: Path | None, corpus: Path | None, as_json: bool
) -> None:
    """列出人物，最常见的在前；PREFIX 是姓名或拼音（liang、lsx）的开头。List persons."""
    config = config_with(config, index=index, corpus=corpus)
    found = list_people(Library(config.index), load_lexicon(config.lexicon), prefix, least)
    found = found[:limit] if limit else found
    if as_json:
        print_json(to_json(found))
        return
    for person in found:
        click.echo(_line(person))


def _line(person: ListedPerson) -> str:
    other = f"　又作 {'、'.join(person.aliases)}" if person.aliases else ""
    return f"{person.count:>5}　{person.key}　{person.post}{other}".rstrip("　")


@people.command()
@click.argument("key")
@index_option
@corpus_option
@json_option
@click.pass_obj
def show(config: Config, key: str, index: Path | None, corpus: Path | None, as_json: bool) -> None:
    """一个人：别名、读音、职务、见于哪些文章；KEY 是代号或姓名。One person."""
    config = config_with(config, index=index, corpus=corpus)
    found = show_person(Library(config.index), load_lexicon(config.lexicon), key)
    for person in found:
        if as_json:
            print_json(to_json(person))
        else:
            _print_person(person)


def _print_person(person: ShownPerson) -> None:
    click.echo(f"{person.key}　{person.reading}")
    if person.aliases:
        click.echo(f"又作　{'、'.join(person.aliases)}")
    if person.posts:
        click.echo(f"职务　{'；'.join(person.posts)}")
    click.echo(f"见于 {len(person.articles)} 篇")
    for article in person.articles:
        printed = "、".join((*article.printed, *article.posts))
        click.echo(f"  {article.date or '日期不明'}　{article.title}　{printed}\n    {article.id}")


@people.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--into", required=True, help="归到这个人：姓名或代号。The person they are.")
@decision_options
def merge(
    config: Config,
    names: tuple[str, ...],
    into: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """几个名字是一个人（曾用名、误印）。Several names are one person."""
    _decide(config, lambda table: edits.merge(table, names, into), dry_run, as_json)


@people.command()
@click.argument("name")
@click.option("--key", required=True, help="姓名@单位。")
@click.option("--match", multiple=True, required=True, help="职务或文章里有这个词就是此人，可多次。")
@decision_options
def split(
    config: Config,
    name: str,
    key: str,
    match: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """同名的几个人，凭单位或职务分开。Tell one of several persons of a name apart."""
    _decide(config, lambda table: edits.split(table, name, key, match), dry_run, as_json)


@people.command()
@click.argument("key")
@click.argument("name")
@decision_options
def rename(config: Config, key: str, name: str, dry_run: bool, as_json: bool) -> None:
    """此人显示为 NAME，原名照样查得到。Prefer another name."""
    _decide(config, lambda table: edits.rename(table, key, name), dry_run, as_json)


@people.command()
@click.argument("name")
@decision_options
def forbid(config: Config, name: str, dry_run: bool, as_json: bool) -> None:
    """NAME 不是人名。Not a person."""
    _decide(config, lambda table: edits.forbid(table, name), dry_run, as_json)


@people.command()
@click.argument("name")
@decision_options
def allow(config: Config, name: str, dry_run: bool, as_json: bool) -> None:
    """收回 forbid。Take back that a name is no person's."""
    _decide(config, lambda table: edits.allow(table, name), dry_run, as_json)


def _decide(config: Config, edit: Callable[[Table], Table], dry_run: bool, as_json: bool) -> None:
    table = read_table(config.lexicon / "people.tsv", PEOPLE_COLUMNS)
    decide(config, table, edit, dry_run=dry_run, as_json=as_json)


@people.command()
@corpus_option
@json_option
@click.pass_obj
def check(config: Config, corpus: Path | None, as_json: bool) -> None:
    """检查全部词表：写错的行、互相矛盾的行；有问题时退出码为 1。Check every file of the lexicon."""
    config = config_with(config, corpus=corpus)
    problems = check_lexicon(config.lexicon)
    for problem in problems:
        if as_json:
            print_json({"file": problem.path.name, "line": problem.line or None, "problem": problem.message})
        else:
            click.echo(str(problem))
    click.echo(f"{len(problems)} 个问题 (problems)" if problems else "没有问题 (no problems)", err=True)
    sys.exit(REJECTED if problems else OK)
