"""The index under audit: its searcher, and what it stores, read once. What is stored is held against what is found."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from indexer.audit.scan import Ints, Scan
from search.config import Config
from search.fold import literal_form
from search.names import Lexicon, LexiconError, load_lexicon
from search.request import SearchRequest
from search.schema import IndexDocument
from search.searcher import open_searcher


class Archive:
    """One commit. Documents are told by their number in the snapshot. Raises IndexMissing."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.today = config.today or dt.date.today()
        self.searcher = open_searcher(config)
        library = self.searcher.library()
        self.snapshot, self.manifest = library.snapshot, library.manifest
        self.numbers: Ints = np.flatnonzero(self.snapshot.live)
        self.documents: Mapping[int, IndexDocument] = {n: self._document(n) for n in self.numbers.tolist()}

    def _document(self, number: int) -> IndexDocument:
        document = self.snapshot.document(number)
        # Of an article the lists of what it names take more room than its text.
        return replace(document, data={}) if document.kind == "article" else document

    @cached_property
    def lexicon(self) -> Lexicon:
        """That of now; where it cannot be read, as it was when the index was made."""
        try:
            return load_lexicon(self.config.lexicon)
        except LexiconError:
            return self.manifest.lexicon or Lexicon()

    @cached_property
    def folded(self) -> Scan:
        """The folded literal forms, parallel to `numbers`."""
        return Scan(literal_form(f"{d.title}\n{d.body}") for d in self.documents.values())

    @cached_property
    def printed(self) -> Scan:
        """The literal forms as printed, parallel to `numbers`."""
        return Scan(literal_form(f"{d.title}\n{d.body}", printed=True) for d in self.documents.values())

    @cached_property
    def issues(self) -> Mapping[str, tuple[IndexDocument, ...]]:
        """Issue id -> its documents: articles and its own."""
        issues: dict[str, list[IndexDocument]] = {}
        for document in self.documents.values():
            issues.setdefault(document.issue, []).append(document)
        return {issue: tuple(documents) for issue, documents in issues.items()}

    @cached_property
    def articles(self) -> tuple[tuple[int, IndexDocument], ...]:
        return tuple((n, document) for n, document in self.documents.items() if document.kind == "article")

    def found(self, request: SearchRequest) -> Ints:
        """The numbers of the documents that a search finds, ascending."""
        return np.flatnonzero(self.searcher.matching(request))

    def told(self, numbers: Ints) -> str:
        """Documents for people: the first of their ids."""
        ids = [self.documents[n].id if n in self.documents else f"#{n}" for n in numbers[:3].tolist()]
        return "、".join(ids) + (f" 等 {len(numbers)} 篇" if len(numbers) > 3 else "")
