import datetime as dt
from pathlib import Path

import pytest

from search.config import Config, config_from_environment
from search.errors import BadRequest


@pytest.mark.parametrize(
    "environ, config",
    [
        ({}, Config()),
        ({"JIANBAO_CORPUS": "/data/简报"}, Config(corpus=Path("/data/简报"))),
        ({"JIANBAO_INDEX": "ix", "JIANBAO_CORPUS": ""}, Config(index=Path("ix"))),
        ({"JIANBAO_BACKUPS": "/data/备份"}, Config(backups=Path("/data/备份"))),
        ({"JIANBAO_TODAY": "2024-03-05"}, Config(today=dt.date(2024, 3, 5))),
    ],
)
def test_settings_come_from_the_environment(environ: dict[str, str], config: Config) -> None:
    assert config_from_environment(environ) == config


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadRequest, match="JIANBAO_TODAY"):
        config_from_environment({"JIANBAO_TODAY": "今天"})


def test_the_lexicon_lies_in_the_corpus() -> None:
    assert Config(corpus=Path("a")).lexicon == Path("a/lexicon")


def test_backups_lie_beside_the_index_unless_it_is_said_otherwise() -> None:
    assert Config(index=Path("/data/ix")).backup_folder == Path("/data/backups")
    assert Config(index=Path("ix"), backups=Path("b")).backup_folder == Path("b")
