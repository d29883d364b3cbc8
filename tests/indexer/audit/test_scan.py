"""The scan that audits trust: equal to looking for each piece in each text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.audit import scan
from indexer.audit.scan import Scan

CHARACTERS = st.text("养老服a1\n\U00020bb7", max_size=30)


@settings(max_examples=200, deadline=None)
@given(st.lists(CHARACTERS, max_size=6), st.lists(st.text("养老服a1\n\U00020bb7", max_size=5), max_size=12))
def test_pieces_are_in_the_texts_that_contain_them(texts: list[str], pieces: list[str]) -> None:
    found = Scan(texts).texts_with(pieces)
    wanted = {piece: [n for n, text in enumerate(texts) if piece and piece in text] for piece in pieces}
    assert {piece: numbers.tolist() for piece, numbers in found.items()} == wanted


def test_pieces_on_the_border_of_two_blocks_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_BLOCK", 4)
    texts = ["甲乙丙丁戊己庚辛", "", "壬癸", "甲乙"]
    pieces = {text[a:b] for text in texts for a in range(len(text)) for b in range(a + 1, len(text) + 1)} | {"癸甲"}
    found = Scan(texts).texts_with(pieces)
    for piece in pieces:
        assert found[piece].tolist() == [n for n, text in enumerate(texts) if piece in text], piece


def test_no_piece_runs_from_one_text_into_the_next() -> None:
    assert np.array_equal(Scan(["甲", "乙"]).texts_with(["甲乙"])["甲乙"], [])
