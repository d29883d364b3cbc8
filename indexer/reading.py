"""A file of the corpus -> the bulletin it holds with everything it names, or the reason why there is none."""

from dataclasses import dataclass
from pathlib import Path

from indexer.entities import annotate
from indexer.errors import Rejected
from indexer.parser import parse_bulletin
from indexer.reader import read_text
from search.model import Bulletin
from search.names import Lexicon


@dataclass(frozen=True, slots=True)
class Reading:
    source: str
    bulletin: Bulletin | None
    rejected: Rejected | None = None


def read_bulletin(path: Path, source: str, lexicon: Lexicon) -> Bulletin:
    """Read, parse and annotate one file; Rejected where that cannot be done."""
    text = read_text(path)
    return annotate(parse_bulletin(text.text, source, text.sha256), lexicon)


def reading(path: Path, source: str, lexicon: Lexicon) -> Reading:
    """The same, with a rejection as a value: one bad file never stops the rest."""
    try:
        return Reading(source, read_bulletin(path, source, lexicon))
    except Rejected as rejected:
        return Reading(source, None, rejected)
    except Exception as error:  # a fault of ours in one bulletin must not cost the others
        reason = f"读取时出错：{type(error).__name__}: {error}；请把此文件交给维护者 (internal error)"
        return Reading(source, None, Rejected("internal", reason))
