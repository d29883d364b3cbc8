import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import parse_query
from search.request import SearchRequest
from search.snippet import clipped, matched_ranges, merged, pieces, snippet


def marked(text: str, q: str, *, printed: bool = False) -> list[str]:
    root = parse_query(SearchRequest(q), dt.date(2024, 1, 1)).root
    return [text[a:b] for a, b in matched_ranges(text, root, printed=printed)]


@pytest.mark.parametrize(
    "text, q, marks",
    [
        ("马克思主义", "马克思", ["马克思"]),
        ("马克思和马克", "马克 马克思", ["马克思", "马克"]),  # the longest, once
        ("旅港鄉親捐建養老服務設施", "养老服务", ["養老服務"]),
        ("ＰＭ２．５超标", "pm2.5", ["ＰＭ２．５"]),
        ("困难\n群众", "困难群众", ["困难\n群众"]),
        ("王　强到会", "王强", ["王　强"]),
        ("养老和服务", "养老服务", ["养老", "服务"]),  # no literal match here: its words
        ("养老服务和养老", "养老服务", ["养老服务"]),
        ("社会救助", "社会 -救助", ["社会"]),
        ("养老托育", "养老 OR 托育", ["养老托育"]),
        ("沈若川到会", "沈若?", ["沈若川"]),
        ("养老综合服务中心", "养*中心", ["养老综合服务中心"]),
        ("省民政厅邵文谦", "人物:邵文谦", ["邵文谦"]),
        ("养老机构的服务", '"养老 服务"~5', ["养老", "服务"]),
        ("没有", "别的", []),
        ("王䶮主持", "王䶮", ["王䶮"]),
    ],
)
def test_marks_exactly_what_matched_as_printed(text: str, q: str, marks: list[str]) -> None:
    assert marked(text, q) == marks


def test_the_printed_form_marks_nothing_folded() -> None:
    assert marked("養老服務", "养老服务", printed=True) == []


@given(st.text(max_size=60), st.text(max_size=10))
def test_pieces_give_the_text_back(text: str, q: str) -> None:
    root = parse_query(SearchRequest(q), dt.date(2024, 1, 1)).root
    ranges = matched_ranges(text, root, printed=False)
    assert "".join(piece for piece, _ in pieces(text, ranges)) == text


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda r: (r[0], r[0] + r[1]))))
def test_merged_ranges_cover_the_same_without_overlap(ranges: list[tuple[int, int]]) -> None:
    out = merged(ranges)
    assert {i for a, b in out for i in range(a, b)} == {i for a, b in ranges for i in range(a, b)}
    assert all(one[1] < other[0] for one, other in zip(out, out[1:], strict=False))


def test_clipped_counts_from_the_start() -> None:
    assert clipped([(0, 4), (8, 12), (20, 22)], 2, 10) == [(0, 2), (6, 8)]


def test_a_snippet_shows_passages_with_different_matches() -> None:
    body = "开头。" + "无关的话，" * 30 + "养老服务在此。" + "别的话，" * 40 + "消防检查在此。" + "末尾，" * 30
    root = parse_query(SearchRequest("养老服务 消防检查"), dt.date(2024, 1, 1)).root
    shown = snippet(body, matched_ranges(body, root, printed=False))
    assert [text for text, hit in shown if hit] == ["养老服务", "消防检查"]
    assert 40 < sum(len(text) for text, _ in shown) < 200
    assert ("……", False) in shown


def test_a_snippet_without_matches_is_the_beginning() -> None:
    assert snippet("第一段。\n第二段。", []) == (("第一段。 第二段。", False),)
    assert snippet("", []) == ()


def test_a_passage_does_not_begin_with_the_quotation_mark_of_the_sentence_before() -> None:
    body = "会议开始以前大家都在。" * 8 + "他说：“都好。”得知老人的低保金已经到账，大家放了心。"
    shown = "".join(text for text, _ in snippet(body, [(body.index("低保"), body.index("低保") + 2)]))
    assert shown.startswith("得知老人的低保金")
