"""Word borders and word classes of a short piece of text, by jieba's dictionary alone (no guessing of new words).

Borders are evidence for or against a name; the tag `nr` is not (养老 and 文明 carry it), but a word that is tagged
otherwise is rarely a name.
"""

import tempfile
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Protocol


class _Tagger(Protocol):
    def __call__(self, text: str) -> list[tuple[str, str]]: ...


@cache
def _tagger() -> _Tagger:
    return tagger()


@cache
def tagger(vocabulary: tuple[str, ...] = ()) -> _Tagger:
    """What splits a text into words with their tags; it knows the words of `vocabulary` too (tag nz)."""
    try:
        import rjieba
    except ImportError:
        return _jieba_tagger(vocabulary)
    engine = rjieba.Jieba()
    for word in vocabulary:
        if not engine.has_word(word):
            engine.add_word(word, None, "nz")

    def tag(text: str) -> list[tuple[str, str]]:
        return engine.tag(text, False)

    return tag


def _jieba_tagger(vocabulary: tuple[str, ...]) -> _Tagger:
    """The same where rjieba has no wheel."""
    import jieba
    from jieba import posseg

    jieba.setLogLevel(60)
    private = tempfile.TemporaryDirectory(prefix="jianbao-")  # jieba's own cache file has a predictable, shared name
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = private.name
    tokenizer.initialize()
    for word in vocabulary:
        if not tokenizer.FREQ.get(word):
            tokenizer.add_word(word, None, "nz")
    engine = posseg.POSTokenizer(tokenizer)
    private.cleanup()

    def tag(text: str) -> list[tuple[str, str]]:
        return [(pair.word, pair.flag) for pair in engine.cut(text, HMM=False)]

    return tag


@lru_cache(maxsize=20_000)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """`text` as words with their tags."""
    return tuple(_tagger()(text))


def placed(text: str, offset: int = 0) -> Iterator[tuple[int, int, str]]:
    """Where each word of `text` begins and ends, counted from `offset`, and its tag."""
    for word, tag in tagged(text):
        yield offset, offset + len(word), tag
        offset += len(word)
