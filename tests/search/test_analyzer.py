from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import analyzer
from search.analyzer import WordAnalyzer, segment, terms, words
from search.fold import fold


@cache
def _plain() -> analyzer.Segmenter:
    return analyzer._Jieba()


@pytest.mark.parametrize(
    "text, expected",
    [
        ("全国人大", ["全国", "国人", "人大", "全国人大"]),
        ("ABC", ["abc"]),
        ("２０２４年", ["2024", "年"]),
        ("PM2.5超标", ["pm2", "5", "pm2.5", "超标"]),
        ("王䶮", ["王", "䶮"]),
        ("臺灣", ["台湾"]),
        ("，。！", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word for word, _, _ in words(fold(text))] == expected


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    folded = fold(text)
    assert all(folded[start:end] == word for word, start, end in words(folded))


@settings(deadline=None)  # the first call loads the segmenter
@given(st.text() | st.text(st.sampled_from("全国人大民政厅王䶮々〇a1.-/\n\r 　，\0𬎆")))
def test_terms_are_the_words_without_their_places(text: str) -> None:
    folded = fold(text)
    for segmenter in (analyzer.segmenter, _plain):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(analyzer, "segmenter", segmenter)
            assert Counter(terms(folded)) == Counter(word for word, _, _ in words(folded))


@given(st.text())
def test_segments_give_the_text_back(text: str) -> None:
    assert "".join(segment(text)) == text


def test_token_positions_count_tokens_so_that_phrases_work() -> None:
    tokens = [(t.text, t.pos) for t in WordAnalyzer()("省民政厅", positions=True)]
    assert tokens == [("省", 0), ("民政", 1), ("民政厅", 2)]


def test_rjieba_and_jieba_give_the_same_tokens(corpus_dir: Path) -> None:
    pytest.importorskip("rjieba", reason="rjieba has no wheel here")
    fast, plain = analyzer.segmenter(), _plain()
    text = fold((corpus_dir / "2024" / "2024-03.txt").read_text(encoding="utf-8"))
    for run in analyzer._RUN.finditer(text):
        if run["han"]:
            assert list(fast.tokenize(run[0], "search")) == list(plain.tokenize(run[0], "search"))
            assert list(fast.cut(run[0])) == list(plain.cut(run[0]))


def test_jieba_writes_its_cache_to_a_private_folder() -> None:
    plain = analyzer._Jieba()
    assert Path(plain._tokenizer.tmp_dir).stat().st_mode & 0o077 == 0
