"""What staff withdraw from the archive: a row of `corpus/lexicon/purged.tsv` for each article or issue.

Its text is to lie nowhere any more, whatever files the corpus still holds; `indexer.purging` sees to it.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from search.corrections import corrected_day

NAME = "purged.tsv"
PURGED_COLUMNS = ("id", "date", "reason")
_NUMBER = re.compile(r"\d{1,2}(-|$)")  # 某简报-2024-02-15 is another issue than 某简报-2024-02, no article of it


@dataclass(frozen=True, slots=True)
class PurgedEntry:
    """One article or issue that was withdrawn."""

    id: str
    date: str = ""  # ISO day of the decision
    reason: str = ""

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.date) if self.date else None


def purged_of(row: Mapping[str, str]) -> PurgedEntry:
    """The decision that a row of the table says. Raises ValueError with what is wrong with it."""
    if not row["id"]:
        raise ValueError("第一列 id 为空 (no id)")
    if "/" in row["id"]:
        raise ValueError(f"编号里没有斜杠，实为“{row['id']}” (no slash in an id)")
    day = corrected_day(row["date"]).isoformat() if row["date"] else ""
    return PurgedEntry(row["id"], day, row["reason"])


def is_below(one: str, issue: str) -> bool:
    """Whether an id is that of an article of the issue, or of a second bulletin of the same issue."""
    return one.startswith(f"{issue}-") and not _NUMBER.match(one[len(issue) + 1 :])


def purged_as(one: str, ids: Collection[str]) -> str | None:
    """Of ids that were withdrawn the one that an id falls under: itself, or the issue that it lies below."""
    if one in ids:
        return one
    return next((issue for issue in ids if is_below(one, issue)), None)
