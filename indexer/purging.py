"""What staff withdrew -> generations of the index in which not one byte of it lies.

Segments are shared between generations, and a deleted document stays in its segment. So each generation that has
something of it is made again beside the old ones, under a new number: without these documents, and without all that
were deleted before. Then the pointer is replaced, and every old one removed. A generation says in its manifest what it
is free of; so whatever a killed run leaves undone the next one sees.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.documents import bulletin_of, index_documents
from indexer.errors import Damaged
from indexer.generations import drop_later, mend_pointer, succeed, tidy
from indexer.reading import refinished
from indexer.segments import CommitWriter, stored_documents, stored_texts
from indexer.settled import Purge, Settled, is_free, is_settled
from indexer.shelf import issue_record
from indexer.soundness import check_soundness, looked_at, unused
from indexer.withdrawal import Withdrawal, as_printed, may_concern, withdrawal, withdrawn_ids
from search.generations import found, generations, number_of
from search.manifest import FileRecord, Manifest, read_manifest, save_manifest
from search.model import Article, Bulletin, to_json
from search.names import Lexicon
from search.purged import PurgedEntry
from search.schema import SCHEMA_VERSION, IndexDocument

LEAST = 8  # characters of a text by which it is known again


def purge_of(index: Path, lexicon: Lexicon) -> Purge:
    """What is to go by the lexicon of now, with its texts as the generation in use has them, if it has them still."""
    folder = found(index)
    gone: set[str] = set()
    if folder is not None and not is_free(read_manifest(folder), lexicon.purged):
        try:
            gone = _texts_of(folder, lexicon)
        except Damaged:
            pass  # it is built anew
    return Purge(lexicon.purged, lexicon.corrections, frozenset(gone))


def settle(index: Path, purge: Purge) -> Settled:
    """Make every generation free of what was withdrawn. The write lock is held.

    Raises Damaged where the generation in use cannot be made again, and has to be built anew; OSError. Nothing has
    changed then.
    """
    if is_settled(index, purge.entries):
        return Settled()
    tidy(index)
    mend_pointer(index)
    drop_later(index)
    folders = generations(index)
    first = next((n for n, folder in enumerate(folders) if _holds(folder, purge.entries)), len(folders))
    for folder in folders[:first]:
        _note(folder, purge.entries)
    return _made_again(index, folders[:first], folders[first:], purge)


def _made_again(index: Path, kept: Sequence[Path], folders: Sequence[Path], purge: Purge) -> Settled:
    """All from the first that holds something of it on, so that they stay in their order."""
    gone: dict[str, None] = {}
    made: list[Path] = []
    try:
        for folder in folders:
            try:
                made.append(_freed(index, folder, purge, gone))
            except Damaged:
                if folder == folders[-1]:
                    raise
    except BaseException:
        drop_later(index)
        raise
    if folders:
        succeed(index, (*kept, *made))
    return Settled(tuple(gone), tuple(map(number_of, made)), len(folders) - len(made))


def _holds(folder: Path, purged: tuple[PurgedEntry, ...]) -> bool:
    """Whether a generation may hold something of it, in deleted documents as well; one that cannot be read may."""
    if is_free(read_manifest(folder), purged):
        return False
    lexicon = Lexicon(purged=purged)
    try:
        return any(may_concern(lexicon, document.issue) for document in stored_documents(folder, deleted=True))
    except Damaged:
        return True


def _lexicon(folder: Path, manifest: Manifest, purged: tuple[PurgedEntry, ...]) -> Lexicon:
    """What a generation was read by, with what was withdrawn since. Raises Damaged for one of another version."""
    known = manifest.lexicon
    if known is None or manifest.versions.get("schema") != str(SCHEMA_VERSION):
        raise Damaged(f"{folder}：由另一版本写成或清单损坏，请运行 jianbao index --full (other version, or damaged)")
    now = {entry.id for entry in purged}
    return replace(known, purged=(*(entry for entry in known.purged if entry.id not in now), *purged))


def _with_lexicon(manifest: Manifest, lexicon: Lexicon, quoting: Iterable[str] = ()) -> Manifest:
    left_out = tuple(sorted({*manifest.left_out, *quoting}))
    kept = lexicon.in_force(left_out)
    versions = {**manifest.versions, "lexicon": kept.version}
    return replace(manifest, lexicon=kept, versions=versions, left_out=left_out)


def _note(folder: Path, purged: tuple[PurgedEntry, ...]) -> None:
    manifest = read_manifest(folder)
    if not is_free(manifest, purged):
        save_manifest(folder, _with_lexicon(manifest, _lexicon(folder, manifest, purged)))


def _freed(index: Path, origin: Path, purge: Purge, gone: dict[str, None]) -> Path:
    """A generation made again, under a new number; `gone` is told the ids that were in it.

    Raises Damaged, also where texts are left under other ids.
    """
    manifest = read_manifest(origin)
    lexicon = _lexicon(origin, manifest, purge.entries)
    now = replace(lexicon, corrections=purge.corrections)
    writer = CommitWriter(index, clear=False, origin=origin)
    try:
        quoting: set[str] = set()
        files = _without(writer, manifest.files, (lexicon, now), gone, quoting)
        done = replace(_with_lexicon(manifest, lexicon, quoting), files=files, generation=writer.generation)

        def finish(folder: Path) -> None:
            with looked_at(folder) as snapshot:
                told = unused(snapshot, done.lexicon or lexicon, files)
                check_soundness(snapshot, done)
            if _holds_texts(folder, purge.texts):
                raise Damaged(f"{origin}：仍有撤回的文字，编号不同 (it is still there under another id)")
            save_manifest(folder, replace(done, unused=told))

        return writer.commit_aside(finish)
    except BaseException:
        writer.cancel()
        raise


def _without(
    writer: CommitWriter,
    files: Mapping[str, FileRecord],
    lexicons: Sequence[Lexicon],
    gone: dict[str, None],
    quoting: set[str],
) -> dict[str, FileRecord]:
    """Leave out of the documents what was withdrawn, as any of the lexicons sees it; the first is the documents' own.

    Gives the records of what is left; `quoting` is told the corrections that word it.
    """
    records = dict(files)
    for source, record in files.items():
        for issue in (issue for issue in record.issues if may_concern(lexicons[0], issue)):
            bulletin = bulletin_of(writer.documents("issue", issue))
            left = taken_out(bulletin, lexicons)
            if left.bulletin is not bulletin:
                gone.update(dict.fromkeys(withdrawn_ids(bulletin, left)))
                quoting |= left.quoting
                records[source] = _put(writer, records[source], bulletin, left, lexicons[0])
                records |= _noted(records, bulletin, left)
    return records


def _noted(records: Mapping[str, FileRecord], bulletin: Bulletin, left: Withdrawal) -> dict[str, FileRecord]:
    """The records of the files that print an issue, its copies too, with what was withdrawn of it."""
    issue, ids = bulletin.issue.id, as_printed(bulletin, withdrawn_ids(bulletin, left))
    noted = {}
    for source, record in records.items():
        claims = [claim for claim in record.claims if claim.id == issue]
        if claims:
            kept = tuple(c for c in record.claims if left.bulletin is not None or c not in claims)
            stale = record.stale and bool(kept)
            told = (*record.withdrawn, *ids * len(claims))
            noted[source] = replace(record, withdrawn=told, claims=kept, stale=stale)
    return noted


def _put(
    writer: CommitWriter, record: FileRecord, bulletin: Bulletin, left: Withdrawal, lexicon: Lexicon
) -> FileRecord:
    """Write what is left of an issue; gives the record of its file."""
    issue, issues = bulletin.issue.id, dict(record.issues)
    if left.bulletin is None:
        writer.remove_issue(issue)
        del issues[issue]
    else:
        made = refinished(left.bulletin, lexicon)
        writer.revise(issue, index_documents(made))
        issues[issue] = issue_record(made, (*issues[issue].joined, *left.joined))
    return replace(record, issues=issues)


def taken_out(bulletin: Bulletin, lexicons: Iterable[Lexicon]) -> Withdrawal:
    """What becomes of a bulletin where what was withdrawn goes out of it as each of the lexicons sees it."""
    whole = Withdrawal(bulletin)
    for lexicon in lexicons:
        if whole.bulletin is not None:
            found = withdrawal(whole.bulletin, lexicon)
            gone, joined = (*whole.gone, *found.gone), (*whole.joined, *found.joined)
            whole = Withdrawal(found.bulletin, gone, joined, whole.quoting | found.quoting)
    return whole


def texts_of(gone: Iterable[Article]) -> set[str]:
    """The texts by which withdrawn articles are known again."""
    texts = {text for article in gone for text in (article.title, *article.paragraphs)}
    return {text for text in texts if len(text) >= LEAST}


def left_over(left: Withdrawal) -> set[str]:
    """Texts of what was withdrawn that the rest of its issue prints as well."""
    printed = json.dumps(to_json(left.bulletin), ensure_ascii=False) if left.bulletin is not None else ""
    return {text for text in texts_of(left.gone) if _as_json(text) in printed}


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _texts_of(folder: Path, lexicon: Lexicon) -> set[str]:
    """The texts of a generation that are to go, and are no others' as well. Raises Damaged."""
    known = read_manifest(folder).lexicon or Lexicon()
    views = (replace(known, purged=lexicon.purged), lexicon)
    by_issue: dict[str, list[IndexDocument]] = {}
    for document in stored_documents(folder):
        if may_concern(lexicon, document.issue):
            by_issue.setdefault(document.issue, []).append(document)
    left = [taken_out(bulletin_of(documents), views) for documents in by_issue.values()]
    changed = {issue for issue, one in zip(by_issue, left, strict=True) if one.gone or one.bulletin is None}
    texts = {text for one in left for text in texts_of(one.gone)} - {text for one in left for text in left_over(one)}
    ids = {article.id for one in left for article in one.gone}
    for document in stored_documents(folder):
        if document.id not in ids and document.kind == "article":
            texts = {text for text in texts if text not in f"{document.title}\n{document.body}"}
        elif document.kind == "issue" and document.issue not in changed and texts:
            stored = document.stored()  # another version may word it outside of its articles
            texts = {text for text in texts if _as_json(text) not in stored}
    return texts


def _holds_texts(folder: Path, texts: Iterable[str]) -> bool:
    """Whether a document of a generation has one of these."""
    needles = list(map(_as_json, texts))
    return any(needle in stored for stored in (stored_texts(folder) if needles else ()) for needle in needles)
