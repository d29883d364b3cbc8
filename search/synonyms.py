"""Terms that mean the same, from `corpus/lexicon/synonyms.tsv`: 低保 = 最低生活保障.

A clause that is wholly such a term also matches where the others stand literally. Read when a search is made, so that a
changed file needs no indexing; a line that cannot be understood is told by `jianbao people check`, not by a search.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from search.fold import fold, joined
from search.names import Entries, cell_words, entries_of
from search.query import And, Named, Node, Or, Query, Text, Widened
from search.tables import read_table

NAME = "synonyms.tsv"
SYNONYM_COLUMNS = ("term", "synonyms")  # "direction" may be left out
ONE_WAY = ("单向", "one-way")
BOTH_WAYS = ("", "双向", "both")


@dataclass(frozen=True, slots=True)
class SynonymEntry:
    """One row: a term and what means the same; one way, only the term finds the others."""

    term: str
    synonyms: tuple[str, ...]
    one_way: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Synonyms:
    """Of each folded term the others, in the file's order. `Synonyms()` knows none."""

    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, text: str) -> tuple[str, ...]:
        return self.others.get(_form(text), ())


def synonyms_state(folder: Path) -> tuple[int, ...]:
    """Something that changes whenever the file does; () where there is none."""
    try:
        found = (folder / NAME).stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_synonyms(folder: Path) -> Entries[SynonymEntry]:
    return entries_of(read_table(folder / NAME, SYNONYM_COLUMNS), synonym_of)


def synonym_of(row: Mapping[str, str]) -> SynonymEntry:
    """What a row of synonyms.tsv says. Raises ValueError with what is wrong with it."""
    term, others = row["term"], cell_words(row["synonyms"])
    direction = row.get("direction", "").lower()
    if not term or not others:
        raise ValueError("term 和 synonyms 都要填 (term and synonyms are needed)")
    if direction not in (*ONE_WAY, *BOTH_WAYS):
        raise ValueError(f"direction 只能为空（双向）或 单向，实为 {direction} (unknown direction)")
    if _form(term) in map(_form, others):
        raise ValueError(f"{term} 的同义词里有它自己 (a term is its own synonym)")
    return SynonymEntry(term, others, direction in ONE_WAY)


def synonyms_of(entries: Iterable[SynonymEntry]) -> Synonyms:
    """What the rows say together."""
    others: dict[str, dict[str, str]] = {}
    for entry in entries:
        group = (entry.term, *entry.synonyms)
        for term in group[:1] if entry.one_way else group:
            others.setdefault(_form(term), {}).update((_form(o), o) for o in group if _form(o) != _form(term))
    return Synonyms({term: tuple(found.values()) for term, found in others.items()})


def widened(query: Query, synonyms: Synonyms, as_text: Sequence[str]) -> Query:
    """The query with what its plain clauses are also searched for, but for those that are wanted as text."""
    found: dict[str, Widened] = {}

    def walk(node: Node) -> Node:
        if isinstance(node, And | Or):
            return replace(node, nodes=tuple(walk(child) for child in node.nodes))
        if not isinstance(node, Text) or not node.by_words or node.text in as_text:
            return node  # what is excluded is excluded as typed
        others = synonyms.of(node.text)
        if others:
            found[node.text] = Widened(node.text, others)
        return replace(node, others=others)

    root = walk(query.root)
    return replace(query, root=root, widened=tuple(found.values()))


def as_named(node: Node) -> Node:
    """The tree without other texts and names: what a hit has that does not owe to them."""
    if isinstance(node, And | Or):
        return replace(node, nodes=tuple(as_named(child) for child in node.nodes))
    if isinstance(node, Text):
        return replace(node, others=())
    if isinstance(node, Named) and node.field == "person":
        return And((node, Text(node.value.partition("@")[0], by_words=False)))
    return node


def _form(text: str) -> str:
    return fold(joined(text))
