"""`export` on the command line: formats, where it is written to, what it says."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import Result

from search.config import Config
from tests.indexer import command
from tests.indexer.command import JIANBAO


def run(config: Config, *args: object) -> Result:
    return command.run("export", "--index", config.index, *args)


def test_without_a_file_it_goes_to_stdout_as_json_lines(config: Config) -> None:
    result = run(config)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 19 and all(row["articles"] and row["issue"]["id"] for row in rows)


@pytest.mark.parametrize(
    "name, args, head",
    [
        ("a.jsonl", (), b'{"source"'),
        ("a.csv", (), "\ufeff编号 id,".encode()),
        ("a.XLSX", (), b"PK\x03\x04"),
        ("a.txt", ("--format", "csv", "--text"), "\ufeff编号 id,".encode()),
    ],
)
def test_the_name_of_the_file_tells_the_format(
    config: Config, tmp_path: Path, name: str, args: tuple[str, ...], head: bytes
) -> None:
    result = run(config, "-o", tmp_path / name, *args)
    assert (result.exit_code, result.stdout) == (0, "") and "19 期、85 篇" in result.stderr
    assert (tmp_path / name).read_bytes().startswith(head)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_csv_on_stdout_is_the_same_bytes(config: Config, tmp_path: Path) -> None:
    run(config, "-o", tmp_path / "a.csv")
    args = [*JIANBAO, "export", "--format", "csv", "--index", str(config.index)]
    assert subprocess.run(args, capture_output=True, check=True).stdout == (tmp_path / "a.csv").read_bytes()


@pytest.mark.parametrize("args", [("-o", "a.docx"), ("--format", "xlsx"), ("--format", "ods")])
def test_what_cannot_be_is_usage(config: Config, args: tuple[str, ...]) -> None:
    assert run(config, *args).exit_code == 2


def test_a_folder_that_is_not_there_is_told(config: Config, tmp_path: Path) -> None:
    result = run(config, "-o", tmp_path / "none" / "a.csv")
    assert result.exit_code == 1 and "none/a.csv" in result.stderr


def test_without_an_index_there_is_nothing_to_export(tmp_path: Path) -> None:
    assert run(Config(index=tmp_path), "-o", tmp_path / "a.csv").exit_code == 4
