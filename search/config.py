"""Settings: one frozen value, read from flags and the environment at the edges and passed down from there."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from search.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Config:
    corpus: Path = Path("corpus")
    index: Path = Path("index")
    today: dt.date | None = None  # None: the clock; set in tests, for "今年一季度"
    backups: Path | None = None  # None: beside the index

    @property
    def lexicon(self) -> Path:
        """Names, posts, places and corrections that belong to the archive."""
        return self.corpus / "lexicon"

    @property
    def backup_folder(self) -> Path:
        """Where backups are written, and looked for."""
        return self.backups or self.index.absolute().parent / "backups"


def config_from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Config from JIANBAO_CORPUS, _INDEX, _BACKUPS and _TODAY; what is not set keeps its default."""
    default = Config()
    today = environ.get("JIANBAO_TODAY")
    try:
        day = dt.date.fromisoformat(today) if today else None
    except ValueError as error:
        raise BadRequest(f"JIANBAO_TODAY={today!r} 不是日期，应如 2024-03-05 (not an ISO date)") from error
    return Config(
        corpus=Path(environ.get("JIANBAO_CORPUS") or default.corpus),
        index=Path(environ.get("JIANBAO_INDEX") or default.index),
        backups=Path(environ["JIANBAO_BACKUPS"]) if environ.get("JIANBAO_BACKUPS") else None,
        today=day,
    )
