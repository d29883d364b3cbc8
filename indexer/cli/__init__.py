"""The command `jianbao`: each command parses, calls one function and prints. Data on stdout, logs on stderr.

Exit codes: 0 done, 1 done with newly rejected files or failed checks, 2 usage, 3 the index is being written, 4 no or
unusable index.
"""

import io
import sys
from importlib.metadata import version

import click

from indexer.cli.common import Cli
from indexer.cli.correcting import correct
from indexer.cli.explaining import explain
from indexer.cli.exporting import export_command
from indexer.cli.indexing import index
from indexer.cli.people import people
from indexer.cli.reading import extract, parse
from indexer.cli.searching import search, suggest
from indexer.cli.serving import serve
from indexer.cli.status import acknowledge, status
from indexer.cli.verifying import verify
from search.config import config_from_environment


@click.group(cls=Cli, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("jianbao"), prog_name="jianbao")
@click.pass_context
def main(ctx: click.Context) -> None:
    """简报检索：把简报读入索引，并在其中检索。Full-text search over an archive of bulletins."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a pipe of Windows would take GBK: no 王䶮
    ctx.obj = config_from_environment()


for _command in (
    parse, extract, index, search, explain, suggest, status, acknowledge, verify, people, correct,
    export_command, serve,
):  # fmt: skip
    main.add_command(_command)
