"""What scores are made of, where it can be told without an index."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.closest import densest

TEXT = "元代设行省。行省长官称平章，下辖路府。明代改称布政使司！布政使司掌民政。"


@pytest.mark.parametrize(
    "wanted, most",
    [
        ({"行省": 2.0}, 2.0),  # once, however often it is there
        ({"元代": 1.0, "平章": 3.0}, 4.0),  # in two sentences that follow each other
        ({"元代": 1.0, "明代": 3.0}, 3.0),  # not in three
        ({"平章": 1.0, "明代": 1.0, "民政": 1.0}, 2.0),
        ({"没有": 5.0}, 0.0),
        ({}, 0.0),
    ],
)
def test_two_sentences_in_a_row_count_together(wanted: dict[str, float], most: float) -> None:
    assert densest(TEXT, wanted) == most


@given(
    st.text("甲乙丙。！\n", max_size=30),
    st.dictionaries(st.text("甲乙丙", min_size=1, max_size=2), st.integers(1, 9).map(float)),
)
def test_it_is_what_a_scan_of_all_pairs_gives(text: str, wanted: dict[str, float]) -> None:
    sentences = re.split("(?<=[。！\n])", text)
    pairs = [(one, other) for one, other in zip(["", *sentences], [*sentences, ""], strict=True)]
    sums = [sum(weight for piece, weight in wanted.items() if piece in one or piece in other) for one, other in pairs]
    assert densest(text, wanted) == max(sums)
