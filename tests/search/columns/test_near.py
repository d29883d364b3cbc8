"""Nearness from places against the same told by reading the texts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.columns.literal import build_literals
from search.columns.near import near_ends
from search.evaluate import near_spans
from search.fold import literal_form

_TEXT = st.text(st.sampled_from("养老强。 \n"), max_size=30)


@settings(deadline=None, max_examples=400)
@given(
    st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=4),
    st.lists(st.sampled_from(["养", "老", "养老", "强", "老老", "没有"]), min_size=1, max_size=4),
    st.integers(0, 6),
)
def test_spans_end_where_a_scan_of_each_text_says(
    documents: list[tuple[str, str]], needles: list[str], distance: int
) -> None:
    literals = build_literals(documents)
    ends = near_ends(literals, [(literals.find(needle), len(needle)) for needle in needles], distance)
    owners = literals.documents(ends - np.int32(1))
    found = sorted(zip(owners.tolist(), (ends - literals.starts[owners]).tolist(), strict=True))
    expected = [
        (number, end)
        for number, (title, body) in enumerate(documents)
        for _, end in near_spans(literal_form(f"{title}\n{body}"), needles, distance)
    ]
    assert found == sorted(expected)
