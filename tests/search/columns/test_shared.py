"""Stretches against a comparison of every place with every place: all are found, and nothing else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.columns.literal import build_literals
from search.columns.shared import _cheapest, find_stretches
from search.fold import literal_form

_TEXT = st.text(st.sampled_from("王䶮強强臺A1 　\n。\0"), max_size=15)  # no pair OFTEN
_DOCUMENTS = st.lists(st.tuples(_TEXT, _TEXT), max_size=5)

Row = tuple[int, int, int, int]


def scanned(documents: list[tuple[str, str]], text: str, least: int) -> list[Row]:
    """Document, place here, place there, size of all that cannot be made longer."""
    found = []
    for doc, (title, body) in enumerate(documents):
        other = literal_form(f"{title}\n{body}")
        for shift in range(-len(text), len(other) + 1):
            size = 0
            for at in range(len(text) + 1):
                there = at + shift
                if at < len(text) and 0 <= there < len(other) and text[at] == other[there] != "\0":
                    size += 1
                    continue
                if size >= least:
                    found.append((doc, at - size, there - size, size))
                size = 0
    return sorted(found)


def stretches(documents: list[tuple[str, str]], text: str, least: int) -> list[Row]:
    found = find_stretches(build_literals(documents), text, least)
    columns = (found.docs, found.here, found.there, found.sizes)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


@settings(deadline=None, max_examples=300)
@given(_DOCUMENTS, _TEXT, st.integers(2, 7), st.data())
def test_stretches_are_those_of_a_scan(
    documents: list[tuple[str, str]], text: str, least: int, data: st.DataObject
) -> None:
    if documents:  # something of a document, so that there is something to find
        title, body = data.draw(st.sampled_from(documents))
        text += body[data.draw(st.integers(0, 10)) :] + data.draw(_TEXT) + title
    text = literal_form(text)
    assert stretches(documents, text, least) == scanned(documents, text, least)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=14), st.integers(1, 5))
def test_every_window_has_one_of_those_chosen_and_they_cost_the_least(costs: list[int], window: int) -> None:
    chosen = set(_cheapest(np.array(costs, np.int64), window).tolist())

    def covers(some: set[int]) -> bool:
        return all(some & set(range(n, n + window)) for n in range(len(costs) - window + 1))

    def cost(some: set[int]) -> int:
        return sum(costs[n] + 1 for n in some)

    every = ({n for n in range(len(costs)) if bits >> n & 1} for bits in range(1 << len(costs)))
    assert covers(chosen)
    assert cost(chosen) == min(cost(some) for some in every if covers(some))


def test_a_document_is_not_compared_with_itself() -> None:
    literals = build_literals([("一", "二三四"), ("五", "二三四"), ("六", "二三四")])
    assert [find_stretches(literals, "二三四", 3, but).docs.tolist() for but in (None, 0, 1, 2)] == [
        [0, 1, 2],
        [1, 2],
        [0, 2],
        [0, 1],
    ]


def test_of_what_is_said_over_and_over_parts_are_found_throughout() -> None:
    text = "本日无异常情况。" * 500
    found = find_stretches(build_literals([("甲", text), ("乙", text[:2000])]), text, 12)
    assert len(found.docs) < 10**5
    for doc, size in ((0, 4000), (1, 2000)):
        along = (found.docs == doc) & (found.here == found.there - 1)  # behind the title
        assert found.here[along].min() < 600 and (found.here + found.sizes)[along].max() > size - 600


def test_a_text_without_pairs_or_a_segment_without_texts_has_none() -> None:
    assert (
        stretches([], "王强到会", 2) == stretches([("王强", "到会")], "", 2) == stretches([("王", "")], "王", 2) == []
    )


def test_a_passage_is_found_as_often_as_it_stands() -> None:
    assert stretches([("一二三", "四一二三")], "〇一二三", 3) == [(0, 1, 0, 3), (0, 1, 4, 3)]
