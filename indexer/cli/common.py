"""What the commands share: their options, the settings made of them, exit codes, and how errors become a line."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from indexer.errors import Damaged, IndexerError, Locked, NoCorpus, NotWritten
from search.config import Config
from search.errors import BadRequest, IndexMissing, SearchError

OK, REJECTED, USAGE, LOCKED, NO_INDEX = range(5)


class Cli(click.Group):
    """Turns the errors of search and indexer into a line on stderr and an exit code."""

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


def config_with(config: Config, *, corpus: Path | None = None, index: Path | None = None) -> Config:
    return replace(config, corpus=corpus or config.corpus, index=index or config.index)
