"""Wildcards found from places against the same as regular expressions over the texts."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.columns.literal import build_literals
from search.columns.pattern import Gap, breaks_of, find_pattern, pattern_parts, wildcard_regex
from search.fold import literal_form

_TEXT = st.text(st.sampled_from("养老心中强強a。 \n"), max_size=40)


def documents_of(documents: list[tuple[str, str]], pattern: str, *, printed: bool) -> list[int]:
    literals = build_literals(documents)
    places, _ = find_pattern(literals, breaks_of(literals), pattern, printed=printed)
    return np.unique(literals.documents(places)).tolist()


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=4),
    st.lists(st.sampled_from(["*", "?", "养", "老", "养老", "中心", "強", "a"]), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from([0, 1, 8]),
)
def test_the_documents_are_those_of_the_regular_expression(
    documents: list[tuple[str, str]], pieces: list[str], printed: bool, nearby: int
) -> None:
    pattern = "".join(pieces)
    if not pattern.strip("*?"):
        return
    regex = re.compile(wildcard_regex(pattern.strip("*") if "?" not in pattern else pattern, printed=printed))
    forms = [literal_form(f"{title}\n{body}", printed=printed) for title, body in documents]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.columns.pattern.NEARBY", nearby)
        found = documents_of(documents, pattern, printed=printed)
    assert found == [n for n, f in enumerate(forms) if regex.search(f)]


@pytest.mark.parametrize(
    "pattern, parts",
    [
        ("养*中心", ["养", Gap(0, 30), "中心"]),
        ("王?", ["王", Gap(1, 1)]),
        ("*养老*", [Gap(0, 0), "养老", Gap(0, 0)]),
        ("??*强", [Gap(2, 2), "强"]),
        ("养??老", ["养", Gap(2, 2), "老"]),
        ("养*?老", ["养", Gap(1, 31), "老"]),
    ],
)
def test_parts(pattern: str, parts: list[str | Gap]) -> None:
    assert pattern_parts(pattern) == parts


@pytest.mark.parametrize(
    "pattern, found",
    [
        ("养*中心", [0]),
        ("养*心", [0, 1]),
        ("养??心", [1]),
        ("机构?", []),
        ("?老", [0, 1, 2]),
        ("养老，*中心", [2]),
        ("养老*中心", [0]),
    ],
)
def test_gaps_do_not_cross_punctuation(pattern: str, found: list[int]) -> None:
    documents = [("", "养老服务中心"), ("", "养老安心。机构"), ("", "养老，中 心")]
    assert documents_of(documents, pattern, printed=False) == found
