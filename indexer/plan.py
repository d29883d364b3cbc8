"""Corpus folder + the generation in use -> what a run has to do, and why."""

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.changes import Changes, bulletin_files, find_changes, held_back, reading_order
from indexer.naming import depends_on_name
from indexer.versions import ENTITIES_VERSION, PARSER_VERSION
from search.generations import found, number_of
from search.manifest import FileRecord, Manifest, load_manifest
from search.names import Lexicon, load_lexicon
from search.purged import is_below
from search.schema import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do."""

    lexicon: Lexicon
    files: Mapping[str, Path]
    manifest: Manifest  # of the last run
    changes: Changes
    held: tuple[str, ...]
    rebuilt: str | None
    touched: tuple[str, ...]
    left_out: tuple[str, ...]  # digests of corrections that word what was withdrawn
    again: frozenset[str] = frozenset()  # files, by their last path, that are read again though they are as they were

    @property
    def remembered(self) -> Lexicon:
        """The lexicon as it is kept with the index."""
        return self.lexicon.in_force(self.left_out)

    @property
    def known(self) -> dict[str, FileRecord]:
        """What the last run knew of the files, by the path that each has now; those that are gone among them."""
        moved = self.changes.moved
        stay = {s: r for s, r in self.manifest.files.items() if s not in moved}
        return {**stay, **{now: self.manifest.files[before] for before, now in moved.items()}}

    @property
    def kept(self) -> dict[str, FileRecord]:
        """The files that are not read again, by the path that each has now."""
        known = self.known
        moved = {now for _, now in self.changes.renamed} - {*self.named}
        return {source: known[source] for source in sorted({*self.changes.unchanged, *self.held, *moved})}

    @property
    def named(self) -> tuple[str, ...]:
        """Of the renamed files those that are read again: all, or those whose name says something of their text."""
        return tuple(
            now
            for before, now in self.changes.renamed
            if self.rebuilt is not None
            or before in self.again
            or depends_on_name(before, now, self.manifest.files[before])
        )

    @property
    def todo(self) -> list[str]:
        """The files to read, in this order."""
        return reading_order((*self.changes.new, *self.changes.changed, *self.named), self.known)

    @property
    def gone(self) -> tuple[str, ...]:
        return tuple(sorted({*self.changes.removed} - {*self.held}))

    @property
    def is_empty(self) -> bool:
        what = self.changes
        return self.rebuilt is None and not (what.new or what.changed or what.renamed or self.gone or self.touched)


def make_plan(corpus: Path, index: Path, *, full: bool, allow_removals: bool) -> Plan:
    """Compare the corpus with what the index holds. Raises NoCorpus; IndexMissing where the index cannot be used."""
    lexicon = load_lexicon(corpus / "lexicon")
    files = bulletin_files(corpus)
    manifest = load_manifest(index)
    left_out = _left_out(manifest, lexicon)
    kept = lexicon.in_force(left_out)
    rebuilt = _why_rebuild(index, manifest, versions(kept), full)
    changes = find_changes(files, manifest.files, again=rebuilt is not None)
    again = _holding_more(manifest, kept)
    changes = _with_again(changes, again)
    held = () if allow_removals else held_back(changes, files, manifest.files)
    touched = _touched(index, manifest, kept) if rebuilt is None else ()
    return Plan(lexicon, files, manifest, changes, held, rebuilt, touched, left_out, frozenset(again))


def _left_out(manifest: Manifest, lexicon: Lexicon) -> tuple[str, ...]:
    """What the last run left out of the lexicon that it kept; nothing where staff brought something back since."""
    old = manifest.lexicon
    return manifest.left_out if old is not None and old.purged_ids <= lexicon.purged_ids else ()


def _holding_more(manifest: Manifest, lexicon: Lexicon) -> set[str]:
    """The files of which something was withdrawn, if staff brought it back, or correct the issue otherwise: what is
    left of it in the index does not tell."""
    old = manifest.lexicon
    if old is None or old.version == lexicon.version:
        return set()
    from indexer.revisions import corrected_otherwise  # loads what reads and parses: not for each run

    back = old.purged_ids - lexicon.purged_ids
    corrected = corrected_otherwise(old, lexicon)

    def is_concerned(record: FileRecord) -> bool:
        return bool(back) or any(is_below(f"{one}-", claim.id) for one in corrected for claim in record.claims)

    return {source for source, record in manifest.files.items() if record.withdrawn and is_concerned(record)}


def _with_again(changes: Changes, again: set[str]) -> Changes:
    """These files are read again though they are as they were."""
    same = {source for source in changes.unchanged if source not in again}
    if len(same) == len(changes.unchanged):
        return changes
    changed = tuple(sorted({*changes.changed, *changes.unchanged} - same))
    return replace(changes, changed=changed, unchanged=tuple(sorted(same)))


def versions(lexicon: Lexicon) -> dict[str, str]:
    """Everything that, when it changes, may change what the index holds."""
    return {
        "schema": str(SCHEMA_VERSION),
        "parser": str(PARSER_VERSION),
        "entities": str(ENTITIES_VERSION),
        "lexicon": lexicon.version,
        "jieba": importlib.metadata.version("jieba"),
        "opencc": importlib.metadata.version("opencc"),
    }


def _touched(index: Path, manifest: Manifest, lexicon: Lexicon) -> tuple[str, ...]:
    """The issues that may come out otherwise than the last run's lexicon let them."""
    old = manifest.lexicon
    if old is None or old.version == lexicon.version:
        return ()
    from indexer.revisions import touched_issues  # loads what reads and parses: not for each run
    from search.library import Library

    return touched_issues(Library(index), manifest.files, old, lexicon)


def _why_rebuild(index: Path, manifest: Manifest, now: dict[str, str], full: bool) -> str | None:
    if full:
        return "full"
    folder = found(index)
    if folder is None:
        return "new"
    if not manifest.generation:
        return "manifest"  # lost, or damaged
    changed = [name for name in now if manifest.versions.get(name) != now[name]]
    if manifest.lexicon is not None and "lexicon" in changed:
        changed.remove("lexicon")  # what it touches can be told
    if manifest.generation != number_of(folder):
        # A manifest of another generation: what the index holds cannot be told.
        changed.append("generation")
    return ", ".join(sorted(changed)) or None
