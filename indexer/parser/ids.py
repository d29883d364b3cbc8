"""Ids that hold no slash and survive renaming the file, reparsing and reordering: made of what is printed."""

import hashlib
import re
from collections.abc import Iterable

from indexer.parser.lines import squeeze
from indexer.parser.masthead import Masthead

_UNSAFE = re.compile(r"[^\w]+")


def issue_id(masthead: Masthead, titles: Iterable[str]) -> str:
    """岚州民政简报-2024-02; of an issue that prints less, what it prints and a hash of its titles.

    A year read from the file's name or inferred does not enter: the file may be renamed. Nor does the order of the
    titles: sections may be reordered.
    """
    name = _UNSAFE.sub("", masthead.name or "")
    if name and masthead.number and masthead.year:
        return f"{name}-{masthead.year}-{masthead.number:02d}"
    if name and masthead.total_number:
        return f"{name}-总{masthead.total_number}"
    if name and masthead.date:
        return f"{name}-{masthead.date.isoformat()}"
    return f"{name or '简报'}-{digest(*sorted(squeeze(title) for title in titles))}"


def article_ids(issue: str, articles: Iterable[tuple[str, str]]) -> list[str]:
    """An id for each (title, body): the issue's and a hash of the title; of the body too where titles repeat."""
    articles = list(articles)
    short = [digest(title) for title, _ in articles]
    seen: dict[str, int] = {}
    ids = []
    for one, (title, body) in zip(short, articles, strict=True):
        if short.count(one) > 1:
            one = digest(title, body)
        seen[one] = seen.get(one, 0) + 1
        # The same title over the same text twice: told apart by their order alone.
        ids.append(f"{issue}-{one}" + (f"-{seen[one]}" if seen[one] > 1 else ""))
    return ids


def digest(*texts: str) -> str:
    """What stands for printed texts in an id; white space and width do not count."""
    return hashlib.sha256("\n".join(squeeze(text) for text in texts).encode("utf-8", "surrogatepass")).hexdigest()[:8]
