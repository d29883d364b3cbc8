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

    @property
    def lexicon(self) -> Path:
        """Names, posts, places and corrections that belong to the archive."""
        return self.corpus / "lexicon"


def config_from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Config from JIANBAO_CORPUS, JIANBAO_INDEX and JIANBAO_TODAY; what is not set keeps its default."""
    default = Config()
    today = environ.get("JIANBAO_TODAY")
    try:
        day = dt.date.fromisoformat(today) if today else None
    except ValueError as error:
        raise BadRequest(f"JIANBAO_TODAY={today!r} 不是日期，应如 2024-03-05 (not an ISO date)") from error
    return Config(
        corpus=Path(environ.get("JIANBAO_CORPUS") or default.corpus),
        index=Path(environ.get("JIANBAO_INDEX") or default.index),
        today=day,
    )
