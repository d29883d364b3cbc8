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
        # the longest match, where clauses overlap or hold each other
        ("马克思主义", "马克 马克思 思主", ["马克思主"]),
        ("马克思和恩格斯，马克和恩格", "马克思 马克 恩格斯", ["马克思", "恩格斯", "马克"]),
        ("社会救助站", "社会救助 救助站", ["社会救助站"]),
        ("社会救助与救助站", "社会救助 救助", ["社会救助", "救助"]),
        ("哈哈哈和哈哈", "哈哈", ["哈哈哈", "哈哈"]),  # overlapping itself
        ("中共中央中共", "中共中", ["中共中"]),
        # in the printed characters
        ("臺灣同胞與台湾同胞", "台湾", ["臺灣", "台湾"]),
        ("臺灣同胞與台湾同胞", "臺灣", ["臺灣", "台湾"]),
        ("ＡＢＣ和abc和Abc", "aBc", ["ＡＢＣ", "abc", "Abc"]),
        ("养\n老　服 务", "养老服务", ["养\n老　服 务"]),
        ("１２３ ４５", "“23 4”", ["２３ ４"]),
        ("𠮷田与𠮷 田", "𠮷田", ["𠮷田", "𠮷 田"]),
        # words, where the clause does not stand literally
        ("服务到家，养老有方", "养老服务", ["服务", "养老"]),
        ("在家的人", "人在家", ["在家"]),  # words of one character only where there are no others …
        ("到王䶮家去", "王䶮陪着谁", ["王䶮"]),  # … or several in a row
        # alternatives, exclusions, groups
        ("养老托幼", "养老 -托幼", ["养老"]),
        ("养老和托幼", "(养老 | 托幼) -会议", ["养老", "托幼"]),
        ("养老和托幼", "养老 非 (托幼 会议)", ["养老"]),
        ("养老和托幼", "养老 NOT NOT 托幼", ["养老"]),
        # wildcards: what they stand for is marked, but a star at an end stands for nothing
        ("养老院和养老服务中心", "养*中心", ["养老服务中心"]),
        ("市社会养老服务中心", "*服务中心", ["服务中心"]),
        ("养老服务", "养老*", ["养老"]),
        ("王强王", "王?", ["王强"]),
        ("养。中心", "养*中心", []),
        ("養老服務中心", "养*中心", ["養老服務中心"]),
        ("第１２期", "第??期", ["第１２期"]),
        # nearness: only where they are near
        ("养老的服务。" + "别的话，" * 9 + "服务", '"养老 服务"~5', ["养老", "服务"]),
        ("養老的服務", '"养老 服务"~5', ["養老", "服務"]),
        ("地处青屏县城", "地区:青屏县", ["青屏县"]),
        ("王　强到会", "人物:王强", ["王　强"]),
        ("陈立新到会", "人物:陈立新@市社会福利院", ["陈立新"]),
        ("王䶮主持", "王䶮", ["王䶮"]),
    ],
)
def test_marks_exactly_what_matched_as_printed(text: str, q: str, marks: list[str]) -> None:
    assert marked(text, q) == marks


@pytest.mark.parametrize(
    "q, marks",
    [
        ("养老服务", ["养老服务", "养老服务"]),
        ("标题:养老服务", ["养老服务"]),
        ("正文:养老服务", ["养老服务"]),
        ("标题:养老", ["养老"]),
        ("标题:服务 正文:会议", ["服务", "会议"]),
        ("标题:会议召开", []),  # it stands in the body only
        ("标题:养?服务", ["养老服务"]),
        ("标题:“养老 推进”~9", ["养老", "推进"]),
        ("正文:“服务 推进”~0", []),
        ("推进会召开", ["推进", "召开"]),
        ("推进会养老", ["推进会\n养老"]),  # over the border it counts as body
        ("标题:推进会养老", ["养老", "推进"]),  # … so of the title only the words
        ("正文:推进会养老", ["推进会\n养老"]),
    ],
)
def test_what_is_asked_of_one_part_is_marked_there(q: str, marks: list[str]) -> None:
    title, body = "养老服务推进会", "养老服务会议召开"
    root = parse_query(SearchRequest(q), dt.date(2024, 1, 1)).root
    text = f"{title}\n{body}"
    assert [text[a:b] for a, b in matched_ranges(text, root, printed=False, title=len(title))] == marks


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


FILL = "无关的话，" * 30


@pytest.mark.parametrize(
    "q, body, marks",
    [
        # the passage with more of what is asked, by length; then what it has not
        (
            "养老服务 消防",
            f"消防在此。{FILL}养老服务在此。{FILL}消防和养老服务在此。",
            ["养老服务", "消防", "养老服务"],
        ),
        ("养老 服务网络", f"养老。{FILL}服务网络。{FILL}养老。", ["养老", "服务网络"]),
        # printed otherwise it is the same match
        ("养老 消防", f"養老。{FILL}养老。{FILL}消防。", ["養老", "消防"]),
    ],
)
def test_the_best_passages_are_shown(q: str, body: str, marks: list[str]) -> None:
    root = parse_query(SearchRequest(q), dt.date(2024, 1, 1)).root
    shown = [text for text, hit in snippet(body, matched_ranges(body, root, printed=False)) if hit]
    assert shown == marks


def test_the_one_place_of_a_word_is_shown_among_hundreds_of_another() -> None:
    body = "服务了，" * 300 + "王䶮到会。" + "服务了，" * 300
    root = parse_query(SearchRequest("服务 王䶮"), dt.date(2024, 1, 1)).root
    assert ("王䶮", True) in snippet(body, matched_ranges(body, root, printed=False))


def test_a_snippet_without_matches_is_the_beginning() -> None:
    assert snippet("第一段。\n第二段。", []) == (("第一段。 第二段。", False),)
    assert snippet("", []) == ()


def test_a_passage_does_not_begin_with_the_quotation_mark_of_the_sentence_before() -> None:
    body = "会议开始以前大家都在。" * 8 + "他说：“都好。”得知老人的低保金已经到账，大家放了心。"
    shown = "".join(text for text, _ in snippet(body, [(body.index("低保"), body.index("低保") + 2)]))
    assert shown.startswith("得知老人的低保金")
