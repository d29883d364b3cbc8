"""A file of the corpus -> the bulletin it holds with everything it names, or the reason why there is none."""

from dataclasses import dataclass
from pathlib import Path

from indexer.entities import annotate
from indexer.errors import Rejected
from indexer.parser import parse_bulletin
from indexer.reader import is_structured, read_structured, read_text
from search.model import Bulletin
from search.names import Lexicon


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size and time of change of a file, by which the next run knows it again."""

    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file. The stamp is older than the bytes: a file that grows meanwhile is read again."""

    source: str
    stamp: Stamp | None  # None: the file is gone
    bulletin: Bulletin | None
    rejected: Rejected | None = None


def stamp_of(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def read_bulletins(path: Path, source: str, lexicon: Lexicon) -> tuple[Bulletin, ...]:
    """Read, parse and annotate one file; Rejected where that cannot be done. Only a structured file holds several."""
    if is_structured(path):
        return tuple(annotate(bulletin, lexicon) for bulletin in read_structured(path, source))
    text = read_text(path)
    return (annotate(parse_bulletin(text.text, source, text.sha256), lexicon),)


def read_bulletin(path: Path, source: str, lexicon: Lexicon) -> Bulletin:
    """The same for a file that holds one bulletin."""
    bulletins = read_bulletins(path, source, lexicon)
    if len(bulletins) > 1:
        raise Rejected(
            "several_issues", f"文件里有 {len(bulletins)} 期；请每期存为一个文件 (several issues in one file)"
        )
    return bulletins[0]


def reading(path: Path, source: str, lexicon: Lexicon) -> Reading:
    """The same, with a rejection as a value: one bad file never stops the rest."""
    stamp = stamp_of(path)
    try:
        return Reading(source, stamp, read_bulletin(path, source, lexicon))
    except Rejected as rejected:
        return Reading(source, stamp, None, rejected)
    except Exception as error:  # a fault of ours in one bulletin must not cost the others
        reason = f"读取时出错：{type(error).__name__}: {error}；请把此文件交给维护者 (internal error)"
        return Reading(source, stamp, None, Rejected("internal", reason))
