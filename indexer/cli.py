"""The command `jianbao`: each command parses, calls one function and prints. Data on stdout, logs on stderr.

Exit codes: 0 done, 1 done with newly rejected files, 2 usage, 3 the index is being written, 4 no or unusable index.
"""

import datetime as dt
import io
import ipaddress
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import click

from indexer.entities import extract as extract_entities
from indexer.errors import Damaged, IndexerError, Locked, NoCorpus, Rejected
from indexer.reader import files_below, source_name
from indexer.reading import read_bulletin
from indexer.writer import Report, update_index
from search.config import Config, config_from_environment
from search.dates import parse_date_bound
from search.errors import BadRequest, IndexMissing, SearchError
from search.model import to_json
from search.names import load_lexicon
from search.request import SORTS, SearchRequest, Sort
from search.results import Hit, IndexStatus, Results
from search.searcher import open_searcher

OK, REJECTED, USAGE, LOCKED, NO_INDEX = range(5)


class _Cli(click.Group):
    """Turns the errors of search and indexer into a line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BadRequest, NoCorpus) as error:
            raise click.UsageError(str(error)) from error
        except Locked as error:
            _fail(error, LOCKED)
        except (IndexMissing, Damaged) as error:
            _fail(error, NO_INDEX)
        except (IndexerError, SearchError) as error:
            _fail(error, REJECTED)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(OK)


def _fail(error: Exception, code: int) -> NoReturn:
    click.echo(f"jianbao: {error}", err=True)
    sys.exit(code)


def _print_json(value: Any, *, indent: int | None = None) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


@click.group(cls=_Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("jianbao"), prog_name="jianbao")
@click.pass_context
def main(ctx: click.Context) -> None:
    """简报检索：把简报读入索引，并在其中检索。Full-text search over an archive of bulletins."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a pipe of Windows would take GBK: no 王䶮
    ctx.obj = config_from_environment()


_index_option = click.option(
    "--index", "index", type=click.Path(path_type=Path), help="索引文件夹，默认 JIANBAO_INDEX 或 index。"
)
_corpus_option = click.option(
    "--corpus",
    "corpus",
    type=click.Path(path_type=Path),
    help="简报文件夹（取其中的 lexicon），默认 JIANBAO_CORPUS 或 corpus。",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")


def _config(config: Config, *, corpus: Path | None = None, index: Path | None = None) -> Config:
    return replace(config, corpus=corpus or config.corpus, index=index or config.index)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_corpus_option
@click.pass_obj
def parse(config: Config, paths: tuple[Path, ...], corpus: Path | None) -> None:
    """读简报文件（或文件夹），每份输出一行 JSON。One JSON object a bulletin (JSON Lines)."""
    lexicon = load_lexicon(_config(config, corpus=corpus).lexicon)
    failed = 0
    for path, source in _bulletin_paths(paths):
        try:
            _print_json(to_json(read_bulletin(path, source, lexicon)))
        except Rejected as rejected:
            failed += 1
            click.echo(f"{source}：{rejected.code}：{rejected.reason}", err=True)
    sys.exit(REJECTED if failed else OK)


def _bulletin_paths(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Files as named; of folders the files in them, with their paths below the folder."""
    for path in paths:
        if path.is_dir():
            yield from ((file, source_name(below)) for file, below in sorted(files_below(path)))
        else:
            yield path, source_name(Path(path.name))


@main.command()
@_corpus_option
@click.pass_obj
def extract(config: Config, corpus: Path | None) -> None:
    """从标准输入读 JSON Lines {"id","text","date"?}，输出其中的人物、日期、地区、单位。What texts name."""
    lexicon = load_lexicon(_config(config, corpus=corpus).lexicon)
    failed = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, day = row["text"], row.get("date")
            if not isinstance(text, str):
                raise TypeError("text is no string")
            found = extract_entities(text, dt.date.fromisoformat(day) if day else None, lexicon)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            failed += 1
            click.echo(f'第 {number} 行读不出：{error}；应为 {{"id","text","date"?}} (bad line)', err=True)
            continue
        _print_json({"id": row.get("id"), **to_json(found)})
    sys.exit(REJECTED if failed else OK)


@main.command()
@click.argument("corpus", required=False, type=click.Path(path_type=Path))
@_index_option
@click.option("--full", is_flag=True, help="全部重读。Read everything again.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="读文件的进程数。Processes.")
@click.option("--dry-run", is_flag=True, help="只说要做什么，不做。Only say what would be done.")
@click.option("--allow-removals", is_flag=True, help="文件大批消失时，仍从索引中删去。Let many files leave at once.")
@_json_option
@click.pass_obj
def index(
    config: Config,
    corpus: Path | None,
    index: Path | None,
    full: bool,
    workers: int,
    dry_run: bool,
    allow_removals: bool,
    as_json: bool,
) -> None:
    """把简报文件夹读入索引，只处理有变化的文件。Bring the index up to date with the corpus."""
    config = _config(config, corpus=corpus, index=index)
    report = update_index(
        config.corpus,
        config.index,
        full=full,
        dry_run=dry_run,
        allow_removals=allow_removals,
        workers=workers,
        progress=None if as_json else _progress,
    )
    if as_json:
        _print_json(to_json(report))
    else:
        _print_report(report, dry_run=dry_run)
    sys.exit(OK if dry_run else report.exit_code)


def _progress(done: int, total: int, source: str) -> None:
    """A counter on a terminal; nothing in cron and pipes."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        click.echo(f"\r\033[K读入 {done}/{total}　{source}{end}", err=True, nl=False)


def _print_report(report: Report, *, dry_run: bool) -> None:
    changes = report.changes
    if report.rebuilt not in (None, "new", "full"):
        click.echo(f"版本有变（{report.rebuilt}），全部重读 (versions changed)", err=True)
    what = f"新增 {len(changes.new)}，更新 {len(changes.changed)}，撤去 {len(changes.removed) - len(report.held)}"
    if dry_run:
        click.echo(f"将：{what}，不变 {len(changes.unchanged)} (dry run)")
        for mark, sources in (("+", changes.new), ("~", changes.changed), ("-", changes.removed)):
            for source in sources:
                click.echo(f"{mark} {source}")
    else:
        click.echo(
            f"{what}，不变 {len(changes.unchanged)}；索引现有 {report.issues} 期、{report.articles} 篇，"
            f"提醒 {report.warnings} 条，用时 {report.seconds:.1f} 秒"
        )
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


@main.command()
@click.argument("query", required=False, default="")
@_index_option
@click.option("--section", multiple=True, help="栏目，可多次。")
@click.option("--person", multiple=True, help="人物，可多次。")
@click.option("--place", multiple=True, help="地区，可多次。")
@click.option("--issue", multiple=True, help="期的编号，可多次。")
@click.option("--from", "start", help="起：2022、2022-01 或 2022-01-18。")
@click.option("--to", "end", help="止，同上。")
@click.option("--sort", type=click.Choice(SORTS), help="默认有检索词时按相关，否则最新在前。")
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--offset", type=int, default=0, show_default=True)
@click.option("--literal", is_flag=True, help="逐字，不拆词。No word matching.")
@click.option("--printed", is_flag=True, help="只认印出的字形。Nothing folded.")
@click.option("--text", "as_text", multiple=True, help="此条当作文字，不当日期或期号。Search this clause as text.")
@click.option("--facets", is_flag=True, help="也列出各项计数。Print facets too.")
@click.option("--today", help="以此日为今天（用于“今年一季度”）。")
@_json_option
@click.pass_obj
def search(
    config: Config,
    query: str,
    index: Path | None,
    section: tuple[str, ...],
    person: tuple[str, ...],
    place: tuple[str, ...],
    issue: tuple[str, ...],
    start: str | None,
    end: str | None,
    sort: Sort | None,
    limit: int,
    offset: int,
    literal: bool,
    printed: bool,
    as_text: tuple[str, ...],
    facets: bool,
    today: str | None,
    as_json: bool,
) -> None:
    """检索。QUERY 为空时列出全部文章，最新在前。Search; an empty query browses."""
    config = _config(config, index=index)
    if today:
        config = replace(config, today=_bound("--today", today, last=False))
    request = SearchRequest(
        q=query,
        section=section,
        person=person,
        place=place,
        issue=issue,
        start=_bound("--from", start, last=False),
        end=_bound("--to", end, last=True),
        sort=sort,
        literal=literal,
        printed=printed,
        as_text=as_text,
        limit=limit,
        offset=offset,
    )
    results = open_searcher(config).search(request)
    if as_json:
        _print_json(results.to_json())
        return
    _print_results(results, facets=facets)


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
        head += "（没有一篇含全部词，列出含大部分词的）"
    if results.variants.folded:
        head += f"，其中 {results.variants.folded} 篇只以异体印出"
    click.echo(head)
    for reading in results.interpretation:
        click.echo(
            f"“{reading.text}”已当作{_FIELD_NAMES[reading.field]} {reading.value}；当作文字 {reading.as_text_total} 篇"
        )
    for note in results.notes:
        click.echo(note)
    for hit in results.hits:
        click.echo(_hit_text(hit))
    if facets:
        for name, values in results.facets.items():
            click.echo(f"\n{_FIELD_NAMES[name]}")
            for value in values[:15]:
                click.echo(f"  {'*' if value.selected else ' '}{value.value}　{value.count}")


_FIELD_NAMES = {"section": "栏目", "person": "人物", "date": "日期", "place": "地区", "issue": "期号"}


def _hit_text(hit: Hit) -> str:
    title = "".join(f"【{text}】" if matched else text for text, matched in hit.title_pieces)
    snippet = "".join(f"【{text}】" if matched else text for text, matched in hit.snippet)
    people = "、".join(person.name + (f"（{person.posts[-1]}）" if person.posts else "") for person in hit.people[:4])
    where = "　".join(part for part in (hit.section or "刊头或发送范围", people) if part)
    return f"\n{hit.date or '日期不明'}　{title}\n    {where}\n    {snippet}\n    {hit.id}"


@main.command()
@_index_option
@_json_option
@click.pass_obj
def status(config: Config, index: Path | None, as_json: bool) -> None:
    """索引里有什么，哪些文件没有收，为什么。What is in the index, and what is not."""
    found = open_searcher(_config(config, index=index)).status()
    if as_json:
        _print_json(_status_json(found))
        return
    click.echo(f"{found.issues} 期、{found.articles} 篇，{found.first_date or '—'} 至 {found.last_date or '—'}")
    updated = found.updated.astimezone().strftime("%Y-%m-%d %H:%M") if found.updated else "不详"
    click.echo(f"第 {found.generation} 代，更新于 {updated}")
    click.echo("版本：" + "，".join(f"{name} {number}" for name, number in found.versions.items()))
    for code, count in found.warnings:
        click.echo(f"提醒 {code}：{count}")
    for rejected in found.rejected:
        click.echo(f"未收 {rejected.source}：{rejected.code}：{rejected.reason}")


def _status_json(found: IndexStatus) -> dict[str, Any]:
    row: dict[str, Any] = to_json(found)
    row["warnings"] = [{"code": code, "count": count} for code, count in found.warnings]
    return row


@main.command()
@_index_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--public", is_flag=True, help="准许在本机以外的地址上服务：网上的人都能读到全部简报。Allow other addresses."
)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@click.pass_obj
def serve(config: Config, index: Path | None, host: str, port: int, public: bool, threads: int) -> None:
    """在浏览器里检索。Serve the pages and the API."""
    if not public and not _is_loopback(host):
        raise click.UsageError(
            f"--host {host} 不是本机地址：凡能连到此机的人，不用密码就能读到全部简报。"
            "确要如此请加 --public (readable by everybody on the network without a password; add --public to allow it)"
        )
    from waitress.server import create_server

    from web import create_app

    config = _config(config, index=index)
    searcher = open_searcher(config)
    searcher.search(SearchRequest("简报", limit=1))  # load the segmenter now, not at somebody's first search
    try:
        server = create_server(create_app(config, searcher), host=host, port=port, threads=threads, ident="jianbao")
    except OSError as error:
        raise click.UsageError(
            f"{host}:{port} 不能用：{error.strerror or error}；请换一个 --port (address in use)"
        ) from error
    found = searcher.status()
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        f"简报检索已在 http://{shown}:{server.effective_port} 开启（{found.issues} 期、{found.articles} 篇），"
        "按 Ctrl-C 停止",
        err=True,
    )
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
