"""Text -> the terms of the index: words (jieba, search mode) over folded text.

Words rank; what guarantees that every piece of a text is found are its literals (`columns/literal.py`), whatever jieba
makes of it. Indexing and querying share this chain, so their terms agree.
"""

import atexit
import re
import shutil
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Protocol

from whoosh.analysis import Analyzer, Token

from search.fold import HAN, fold

# Runs of Han characters go to jieba; of the rest, letters and digits (with inner . - / as in 2.5, F-16, 2022-01-18)
# are words by themselves. rjieba and jieba agree on Han runs only.
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W{HAN}_]+(?:[.\-/:][^\W{HAN}_]+)*")
_PLAIN = re.compile(rf"[^\W{HAN}_]+(?:[.\-/:][^\W{HAN}_]+)*")
_INNER = re.compile(r"[.\-/:]")
_NOT_HAN = re.compile(f"[^{HAN}]+")
_BORDER = "\n"  # no word reaches over it, and both segmenters give it back as it is


class Segmenter(Protocol):
    """What jieba and rjieba have in common."""

    def cut(self, text: str) -> Iterable[str]: ...
    def tokenize(self, text: str, mode: str) -> Iterable[tuple[str, int, int]]: ...
    def cut_for_search(self, text: str) -> Iterable[str]: ...


class _Jieba:
    """jieba itself, where rjieba has no wheel: the same tokens, twenty times slower."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old setuptools, and of its own regular expressions
            import jieba
        jieba.setLogLevel(60)
        # jieba writes its cache to a predictable name in the shared temporary folder: give it a private one.
        private = tempfile.mkdtemp(prefix="jianbao-")
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.tmp_dir = private
        self._lock = threading.Lock()
        with self._lock:
            self._tokenizer.initialize()

    def cut(self, text: str) -> Iterable[str]:
        return list(self._tokenizer.cut(text))

    def tokenize(self, text: str, mode: str) -> Iterable[tuple[str, int, int]]:
        return list(self._tokenizer.tokenize(text, mode))

    def cut_for_search(self, text: str) -> Iterable[str]:
        return list(self._tokenizer.cut_for_search(text))


@cache
def segmenter() -> Segmenter:
    """The process's segmenter, loaded at its first use."""
    try:
        import rjieba
    except ImportError:
        return _Jieba()
    return rjieba.Jieba()


def segment(text: str) -> tuple[str, ...]:
    """`text` cut at word borders, nothing dropped: the pieces joined give it back (for line breaks in titles)."""
    pieces: list[str] = []
    end = 0
    for run in _RUN.finditer(text):
        if run.start() > end:
            pieces.append(text[end : run.start()])
        pieces.extend(segmenter().cut(run[0]) if run["han"] else (run[0],))
        end = run.end()
    if end < len(text):
        pieces.append(text[end:])
    return tuple(pieces)


def words(text: str) -> list[tuple[str, int, int]]:
    """Words of already folded text with their offsets, in jieba's search order: a long word after its pieces."""
    out: list[tuple[str, int, int]] = []
    for run in _RUN.finditer(text):
        start = run.start()
        if run["han"]:
            out.extend((word, start + a, start + b) for word, a, b in segmenter().tokenize(run[0], "search"))
            continue
        if _INNER.search(run[0]):
            for part in re.finditer(r"[^.\-/:]+", run[0]):
                out.append((part[0], start + part.start(), start + part.end()))
        out.append((run[0], start, run.end()))
    return out


def terms(text: str) -> list[str]:
    """The words of already folded text, in no particular order and without offsets: a quarter of the time."""
    found = segmenter().cut_for_search(_NOT_HAN.sub(_BORDER, text))
    out = [word for word in found if word != _BORDER]
    for word in _PLAIN.findall(text):
        out.append(word)
        if _INNER.search(word):
            out.extend(_INNER.split(word))
    return out


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """Whoosh's view of `words`: folded terms, positions counted in tokens (so phrases work), true offsets."""

    def __call__(
        self, value: str, positions: bool = False, chars: bool = False, mode: str = "", **kwargs: Any
    ) -> Iterator[Token]:
        token = Token(positions=positions, chars=chars, mode=mode, **kwargs)
        for position, (word, start, end) in enumerate(words(fold(value))):
            token.text = word
            token.boost = 1.0
            token.pos = position
            token.startchar, token.endchar = start, end
            yield token
