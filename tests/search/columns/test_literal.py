"""Literals against a scan of the texts: any piece is found wherever it stands, and nowhere else."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.columns.literal import Literals, build_literals
from search.fold import literal_form

_LETTERS = st.text(st.sampled_from("王䶮強强臺台ＡaA１1 　\n。，？?𬎆\0"), max_size=25)
_DOCUMENTS = st.lists(st.tuples(_LETTERS, _LETTERS), max_size=6)


def forms(documents: list[tuple[str, str]], *, printed: bool) -> list[str]:
    return [literal_form(f"{title}\n{body}", printed=printed) for title, body in documents]


def places_of(literals: Literals, needle: str, typed: str | None = None) -> list[tuple[int, int]]:
    """Document and offset within it of each place."""
    places = literals.find(needle)
    if typed is not None:
        places = places[literals.as_printed(places, typed)]
    owners = literals.documents(places)
    return sorted(zip(owners.tolist(), (places - literals.starts[owners]).tolist(), strict=True))


def scanned(texts: list[str], needle: str) -> list[tuple[int, int]]:
    return [(n, at) for n, text in enumerate(texts) for at in range(len(text)) if text.startswith(needle, at)]


@settings(deadline=None)
@given(_DOCUMENTS, st.data())
def test_places_are_those_of_a_scan(documents: list[tuple[str, str]], data: st.DataObject) -> None:
    literals = build_literals(documents)
    folded, printed = forms(documents, printed=False), forms(documents, printed=True)
    text = data.draw(st.sampled_from(["王", *(f"{t}{b}" for t, b in documents)]))
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    piece = text[start : start + data.draw(st.integers(1, 6))]
    needle, typed = literal_form(piece), literal_form(piece, printed=True)
    if needle and "\0" not in needle:
        assert places_of(literals, needle) == scanned(folded, needle)
        assert places_of(literals, needle, typed) == scanned(printed, typed)


_PIECES = st.sampled_from(["", "王", "王王", "1", "1a", "强台", "a1", "王王王"])


@settings(deadline=None)
@given(_DOCUMENTS, _PIECES, _PIECES)
def test_what_stands_between_two_pieces_is_that_of_a_scan(
    documents: list[tuple[str, str]], before: str, after: str
) -> None:
    found = {chr(code) for code in build_literals(documents).between(before, after).tolist()}
    expected = {
        text[at]
        for text in forms(documents, printed=False)
        for at in range(len(text))
        if text[:at].endswith(before) and text[at + 1 :].startswith(after) and text[at] != "\0"
    }
    assert found == (expected if before or after else set())


@settings(deadline=None)
@given(_DOCUMENTS, st.text(st.sampled_from("王䶮强台ab1𬎆。\0"), max_size=8))
def test_documents_that_hold_a_character_or_a_pair_are_counted(documents: list[tuple[str, str]], text: str) -> None:
    folded = [set(scanned_pieces(form)) for form in forms(documents, printed=False)]
    singles, pairs = build_literals(documents).holders_of(text)
    known = [char if char != "\0" else "absent" for char in text]
    assert singles.tolist() == [sum(char in held for held in folded) for char in known]
    assert pairs.tolist() == [sum(a + b in held for held in folded) for a, b in pairwise(known)]


def scanned_pieces(text: str) -> list[str]:
    """The characters of a text and each two that follow one another."""
    return [*text, *(a + b for a, b in pairwise(text))]


@settings(deadline=None)
@given(_DOCUMENTS)
def test_texts_come_back(documents: list[tuple[str, str]]) -> None:
    literals = build_literals(documents)
    for doc, (folded, printed) in enumerate(
        zip(forms(documents, printed=False), forms(documents, printed=True), strict=True)
    ):
        if "\0" not in folded:
            assert (literals.folded(doc), literals.printed(doc)) == (folded, printed)


def test_a_title_ends_where_its_literal_form_ends() -> None:
    literals = build_literals([("王　强", "到会"), ("", "王强"), ("A b", "")])
    titles = literals.ends_of_title - literals.starts[:-1]
    assert titles.tolist() == [2, 0, 3]


def test_no_text_reaches_over_the_end_of_a_document() -> None:
    literals = build_literals([("一", "二"), ("三", "四")])
    assert [len(literals.find(piece)) for piece in ("一二", "二三", "三四", "五")] == [1, 0, 1, 0]


def test_an_empty_segment_can_be_asked() -> None:
    literals = build_literals([])
    assert len(literals.find("王")) == len(literals.find("王强")) == 0


def test_many_short_documents_are_told_apart() -> None:
    literals = build_literals([("一", "")] * 500)
    assert literals.documents(np.sort(literals.find("一"))).tolist() == list(range(500))


def test_an_alphabet_beyond_sixteen_bits_is_numbered_and_found_too() -> None:
    every = "".join(map(chr, [*range(0x3400, 0xA000), *range(0x20000, 0x2A6D0)]))
    documents = [("题", every), ("强", f"王{every[:9]}{every[-9:]}王"), ("", every[::-1])]
    literals = build_literals(documents)
    texts = forms(documents, printed=False)
    assert len(literals.alphabet) > 0xFFFF and literals.text.dtype == np.uint32
    for needle in (texts[0][2:6], texts[0][-4:], texts[1][1:5], texts[1][-4:], texts[2][1], "王"):
        assert places_of(literals, needle) == scanned(texts, needle) != []
