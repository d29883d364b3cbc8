"""What is read once from a snapshot: its issues in order and their articles; and an article back from its document.

The names by which staff know a person besides the printed one are those of the lexicon that the index was made with.
"""

import datetime as dt
import threading
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from search.columns.build import Ints
from search.columns.facet import Mask, places_in
from search.columns.snapshot import Snapshot
from search.editions import editions
from search.entries import entries_of, names_of
from search.errors import IndexMissing, NotFound, Withdrawn
from search.fold import fold, joined
from search.generations import current, found, pointer_state
from search.holdings import index_status, issue_row
from search.manifest import NAME as MANIFEST
from search.manifest import read_manifest
from search.model import Article, Bulletin, Issue, article_from_json, bulletin_from_json
from search.names import Lexicon
from search.once import Once
from search.people import Roster
from search.query import And, Named, Node, Numbered, Or, Text
from search.request import Facet
from search.results import Edition, IndexStatus, IssueRow
from search.values import by_reading
from search.vocabulary import Vocabulary

MOST_NAMES = 20  # that are marked: 人物:王 means too many to look for each


class Library:
    """A snapshot and what is read from it once: its issues in order, and the masks of their numbers."""

    def __init__(self, index: Path) -> None:
        """Open the generation in use. Raises IndexMissing where there is none that can be used."""
        folder = current(index)
        self.manifest = read_manifest(folder)
        self.lexicon = self.manifest.lexicon or Lexicon()
        self.snapshot = Snapshot(folder, self.lexicon.other_names)
        if not folder.is_dir():
            # Removed meanwhile, and what was opened may be but a part. What is open now stays so.
            raise IndexMissing(f"{folder}：打开时被移除 (removed while it was opened)")
        # None of these holds the library, which is closed when the last request lets go of it.
        snapshot, lexicon = self.snapshot, self.lexicon
        self.vocabulary = Once(lambda: Vocabulary(snapshot, lexicon, entries_of(snapshot)))  # to complete, to correct
        self._names = Once(lambda: Vocabulary(snapshot, lexicon, names_of(snapshot)))
        self.roster = Once(lambda: Roster(snapshot, lexicon))
        self._lock = threading.Lock()
        self._orders: dict[Facet, Ints] = {}

    def names(self) -> Vocabulary:
        """The vocabulary, or where it is not made yet its names alone, for which nobody waits long."""
        return self.vocabulary() if self.vocabulary.is_made else self._names()

    def name_order(self, facet: Facet) -> Ints:
        """The place of each value of a facet in the order of names: as they are read; of issues, the newest first."""
        with self._lock:
            if facet not in self._orders:
                self._orders[facet] = self._ordered(facet)
            return self._orders[facet]

    def _ordered(self, facet: Facet) -> Ints:
        column = self.snapshot.facets[facet]
        if facet not in ("person", "issue"):
            return by_reading(column.values)
        known = self.roster().by_pinyin if facet == "person" else list(self.bulletins)
        rank = {value: place for place, value in enumerate(known)}
        return places_in(sorted(range(len(column.values)), key=lambda code: rank.get(column.values[code], len(rank))))

    @cached_property
    def bulletins(self) -> dict[str, Bulletin]:
        """Issue id -> the bulletin without its articles, newest first."""
        s = self.snapshot
        rows = [s.stored(int(doc)) for doc in np.flatnonzero(s.live & ~s.is_article)]
        found = [bulletin_from_json(row["data"]) for row in rows]
        found.sort(key=lambda b: (b.issue.date or dt.date.min, b.issue.number or 0, b.issue.id), reverse=True)
        return {bulletin.issue.id: bulletin for bulletin in found}

    @cached_property
    def editions(self) -> dict[str, Edition]:
        """Issue id -> its copies and its other versions, as the last run told."""
        return editions(self.manifest.files)

    def edition(self, issue: str) -> Edition:
        """The issue among them; alone where the manifest is lost."""
        return self.editions.get(issue) or Edition(self.bulletins[issue].source)

    @cached_property
    def articles_of(self) -> dict[str, list[int]]:
        """Issue id -> the documents of its articles, in order."""
        s = self.snapshot
        column = s.facets["issue"]
        docs: dict[str, list[int]] = {issue: [] for issue in self.bulletins}
        for doc in np.flatnonzero(s.is_article).tolist():
            docs[column.of(doc)[0]].append(doc)
        for numbers in docs.values():
            numbers.sort(key=lambda doc: int(s.position[doc]))
        return docs

    @cached_property
    def rows(self) -> tuple[IssueRow, ...]:
        """All issues, newest first, with what is told of each in a list."""
        return tuple(issue_row(b, len(self.articles_of[one]), self.edition(one)) for one, b in self.bulletins.items())

    @cached_property
    def status(self) -> IndexStatus:
        """What is in the index, and what the last run of indexing said: at the foot of every page."""
        return index_status(self.snapshot, self.manifest, self.bulletins.values())

    def numbered(self, node: Numbered) -> Mask:
        """The documents of the issues with this number."""
        wanted = tuple(
            bulletin.issue.id
            for bulletin in self.bulletins.values()
            if (bulletin.issue.total_number if node.total else bulletin.issue.number) == node.number
            and node.year in (None, bulletin.issue.year)
        )
        return self.snapshot.facets["issue"].mask(wanted)

    def as_marked(self, root: Node) -> Node:
        """The tree for marking: people by every name by which staff know them, as any of these may be printed."""
        if isinstance(root, And | Or):
            return replace(root, nodes=tuple(self.as_marked(node) for node in root.nodes))
        if not isinstance(root, Named) or root.field != "person":
            return root
        snapshot = self.snapshot
        keys = snapshot.called("person", fold(joined(root.value)))
        names = {name for key in keys for name in (snapshot.people[key][0], *snapshot.other_names.get(key, ()))}
        texts = (Text(name, by_words=False) for name in sorted(names))
        return Or((root, *texts)) if len(names) <= MOST_NAMES else root

    def not_found(self, one: str, what: str) -> NotFound:
        """Why there is no article, or issue, of this id: `what` says it where it was not withdrawn."""
        entry = self.lexicon.withdrawn(one)
        if entry is None:
            return NotFound(what)
        when, on = (f"于{entry.date}", f" on {entry.date}") if entry.date else ("", "")
        return Withdrawn(f"“{one}”已{when}撤回，不再提供 (withdrawn by staff{on})")

    def article(self, doc: int) -> Article:
        return article_of(self.snapshot.stored(doc))


def article_of(row: dict[str, Any]) -> Article:
    """The article of a stored index document."""
    return article_from_json({**row["data"], "title": row["title"], "paragraphs": row["body"].split("\n")})


def issue_title(issue: Issue) -> str:
    """岚州民政简报 2024年第3期; what is not printed is left out, and a day stands in for a number."""
    name = issue.name or "简报"
    if issue.number:
        return f"{name} {issue.year}年第{issue.number}期" if issue.year else f"{name} 第{issue.number}期"
    if issue.total_number:
        return f"{name} 总第{issue.total_number}期"
    return f"{name} {issue.date.year}年{issue.date.month}月{issue.date.day}日" if issue.date else name


def reading_state(index: Path) -> tuple[object, ...]:
    """Something that changes whenever what a searcher answers from may have: with the manifest, too."""
    folder = found(index)
    return (*pointer_state(index), *(_state(folder / MANIFEST) if folder else ()))


def _state(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns
