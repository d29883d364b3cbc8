"""What the commands share: their options, the settings made of them, exit codes, and how errors become a line."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NoReturn

import click

from indexer.errors import Damaged, IndexerError, Locked, NoCorpus, NotWritten
from search.config import Config
from search.errors import BadRequest, IndexMissing, SearchError

OK, REJECTED, USAGE, LOCKED, NO_INDEX = range(5)


class Cli(click.Group):
    """Turns the errors of search and indexer into a line on stderr and an exit code.

    Of its commands, "module:function" below this package, only the one that is called is imported: what the others
    need takes longer than many a run.
    """

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        command: click.Command = resolve_name(f"{__package__}.{self._places[cmd_name]}")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BadRequest, NoCorpus) as error:
            raise click.UsageError(str(error)) from error
        except Locked as error:
            _fail(error, LOCKED)
        except (IndexMissing, Damaged, NotWritten) as error:
            _fail(error, NO_INDEX)
        except (IndexerError, SearchError) as error:
            _fail(error, REJECTED)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(OK)


def _fail(error: Exception, code: int) -> NoReturn:
    click.echo(f"jianbao: {error}", err=True)
    sys.exit(code)


def print_json(value: Any, *, indent: int | None = None) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def warnings_text(codes: Mapping[str, int]) -> str:
    """提醒 9 条（title_missing 7，no_contents 2）"""
    ordered = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    counted = "，".join(f"{code} {count}" for code, count in ordered)
    return f"提醒 {sum(codes.values())} 条" + (f"（{counted}）" if counted else "")


index_option = click.option(
    "--index", "index", type=click.Path(path_type=Path), help="索引文件夹，默认 JIANBAO_INDEX 或 index。"
)
corpus_option = click.option(
    "--corpus",
    "corpus",
    type=click.Path(path_type=Path),
    help="简报文件夹（取其中的 lexicon），默认 JIANBAO_CORPUS 或 corpus。",
)
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON。Print JSON.")
strict_option = click.option(
    "--strict",
    is_flag=True,
    help="有缺期、重号或未核的拒收文件时退出码为 1。Exit code 1 for gaps, doubles and unacknowledged rejects.",
)


def config_with(config: Config, *, corpus: Path | None = None, index: Path | None = None) -> Config:
    return replace(config, corpus=corpus or config.corpus, index=index or config.index)
