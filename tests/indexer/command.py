"""The command `jianbao`: called in this process, and as one of its own."""

import sys
from collections.abc import Mapping

from click.testing import CliRunner, Result

from indexer.cli import main

JIANBAO = [sys.executable, "-c", "from indexer.cli import main; main(prog_name='jianbao')"]


def run(*args: object, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Result:
    """What it does with these arguments; whatever it should have told in words is raised."""
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
