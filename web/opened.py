"""The searcher of an app: given, or opened at its first use, so that `serve` can start before there is an index."""

import threading
from collections.abc import Iterable

from flask import current_app

from search.config import Config
from search.searcher import Searcher, open_searcher
from web.wording import issue_name

_NAME = "jianbao"


class Opened:
    """Calling it gives the searcher; while the index is missing, every call tries again and raises IndexMissing."""

    def __init__(self, config: Config, searcher: Searcher | None = None) -> None:
        self.config = config
        self._searcher = searcher
        self._lock = threading.Lock()

    def __call__(self) -> Searcher:
        with self._lock:
            if self._searcher is None:
                self._searcher = open_searcher(self.config)
            return self._searcher


def _opened() -> Opened:
    opened = current_app.extensions[_NAME]
    assert isinstance(opened, Opened)
    return opened


def searcher() -> Searcher:
    """The searcher of the current app."""
    return _opened()()


def config() -> Config:
    """The settings of the current app."""
    return _opened().config


def issue_labels(ids: Iterable[str]) -> dict[str, str]:
    """What a page calls the issues that are filtered by: those that there are not by their ids."""
    ids = tuple(ids)
    found = searcher().issues_named(ids)
    return {one: issue_name(found[one]) if one in found else one for one in ids}


def issue_label(issue_id: str) -> str:
    return issue_labels((issue_id,))[issue_id]
