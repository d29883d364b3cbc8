"""The command `jianbao`: each command parses, calls one function and prints. Data on stdout, logs on stderr.

Exit codes: 0 done, 1 done with newly rejected files or failed checks, 2 usage, 3 the index is being written, 4 no or
unusable index.
"""

import io
import sys

import click

from indexer.cli.common import Cli
from search.config import config_from_environment

_COMMANDS = {  # where each is, to be imported when it is called
    "parse": "reading:parse",
    "extract": "reading:extract",
    "index": "indexing:index",
    "search": "searching:search",
    "explain": "explaining:explain",
    "suggest": "searching:suggest",
    "status": "status:status",
    "acknowledge": "status:acknowledge",
    "verify": "verifying:verify",
    "people": "people:people",
    "correct": "correcting:correct",
    "export": "exporting:export_command",
    "purge": "purging:purge",
    "backup": "backing:backup",
    "restore": "restoring:restore_command",
    "serve": "serving:serve",
}


@click.group(
    cls=Cli, places=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="jianbao", prog_name="jianbao")
@click.pass_context
def main(ctx: click.Context) -> None:
    """简报检索：把简报读入索引，并在其中检索。Full-text search over an archive of bulletins."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a pipe of Windows would take GBK: no 王䶮
    ctx.obj = config_from_environment()
