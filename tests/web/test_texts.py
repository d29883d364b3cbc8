"""Marks, names and line breaks in printed text."""

import pytest

from search.model import Article, Issue, Mention, Person, Place
from search.results import ArticleView, Piece
from web.texts import Name, Part, marked_text, paragraph_names, paragraph_parts, title_runs


def shown(parts: tuple[Part, ...]) -> str:
    """Parts as a line: [name] and *mark*, a mark's number where it begins."""
    out = ""
    for part in parts:
        inner = "".join(f"*{r.mark if r.opens else ''}{r.text}*" if r.mark else r.text for r in part.runs)
        out += f"[{inner}]" if part.name else inner
    return out


@pytest.mark.parametrize(
    "pieces, names, expected",
    [
        ([("副市长顾秉衡到会", False)], [(3, 6)], "副市长[顾秉衡]到会"),
        ([("副市长", False), ("顾秉衡", True), ("到会", False)], [(3, 6)], "副市长[*1顾秉衡*]到会"),
        ([("副市长顾", False), ("秉", True), ("衡到会", False)], [(3, 6)], "副市长[顾*1秉*衡]到会"),
        ([("副", False), ("市长顾秉", True), ("衡到会", False)], [(3, 6)], "副*1市长*[*顾秉*衡]到会"),
        ([("副市长顾", False), ("秉衡到", True), ("会", False)], [(3, 6)], "副市长[顾*1秉衡*]*到*会"),
        ([("副", False), ("市长顾秉衡到", True), ("会", False)], [(3, 6)], "副*1市长*[*顾秉衡*]*到*会"),
        ([("顾秉衡", True), ("、", False), ("温以宁", True)], [(0, 3), (4, 7)], "[*1顾秉衡*]、[*2温以宁*]"),
        ([("顾秉衡", False)], [(0, 3)], "[顾秉衡]"),
        ([("全文都标", True)], [], "*1全文都标*"),
        ([], [], ""),
    ],
)
def test_marks_and_names_combine(pieces: list[Piece], names: list[tuple[int, int]], expected: str) -> None:
    links = tuple(Name(start, end, "person", "x", "") for start, end in names)
    parts = paragraph_parts(tuple(pieces), links)
    assert shown(parts) == expected
    assert "".join(run.text for part in parts for run in part.runs) == "".join(text for text, _ in pieces)


def body(text: str, start: int) -> Mention:
    return Mention("body", start, start + len(text), text)


FIRST, SECOND = "顾秉衡到青屏县柏塘镇，顾秉衡说好。", "会后，顾市长回市里。"
ARTICLE = Article(
    "a-1",
    1,
    None,
    "顾秉衡调研",
    True,
    None,
    (FIRST, SECOND),
    people=(
        Person(
            "顾秉衡",
            "顾秉衡@市政府",
            ("副市长", "市长"),
            (Mention("title", 0, 3, "顾秉衡"), body("顾秉衡", 0), body("顾秉衡", 11), body("顾市长", len(FIRST) + 4)),
        ),
    ),
    places=(Place("青屏县", (body("青屏县", 4),)), Place("柏塘镇", (body("青屏县柏塘镇", 4),))),
)


def test_names_are_linked_once_a_paragraph_and_never_inside_each_other() -> None:
    first, second = paragraph_names(ARTICLE)
    assert [(FIRST[n.start : n.end], n.facet, n.value) for n in first] == [
        ("顾秉衡", "person", "顾秉衡@市政府"),
        ("青屏县柏塘镇", "place", "柏塘镇"),
    ]
    assert [(n.start, SECOND[n.start : n.end], n.value, n.hint) for n in second] == [
        (3, "顾市长", "顾秉衡@市政府", "副市长")
    ]


def test_marks_are_numbered_through_title_and_paragraphs() -> None:
    title, *body_pieces = (((t[:3], True), (t[3:], False)) for t in (ARTICLE.title, *ARTICLE.paragraphs))
    view = ArticleView(ARTICLE, Issue("i"), "x.txt", (ARTICLE,), None, title, tuple(body_pieces), 3)
    text = marked_text(view)
    assert text.marks == 3
    assert [mark for _, mark in text.title] == [1, None]
    assert [shown(parts)[:7] for parts in text.paragraphs] == ["[*2顾秉衡*", "*3会后，*["]


@pytest.mark.parametrize(
    "pieces, expected",
    [
        ([("全市养老服务工作会议召开", False)], "全市|养老|服务|工作|会议|召开"),
        ([("服务圈：“一刻钟”服务（试点）", False)], "服务|圈：“一刻钟”|服务|（试点）"),
        ([("关于2022年《低保工作》的通知", False)], "关于|2022年|《低保|工作》|的|通知"),
        ([("全市", False), ("养老服务", True), ("会议", False)], "全市|*养老服务*|会议"),
        ([("全市养老服务工作会议", True), ("召开", False)], "*全市|养老|服务|工作|会议*|召开"),
        ([("召", False), ("开", True)], "召*开*"),
        ([], ""),
    ],
)
def test_titles_break_between_words_not_before_punctuation_nor_in_a_short_mark(
    pieces: list[Piece], expected: str
) -> None:
    line = ""
    for run in title_runs(pieces):
        words = "|".join(run.words)
        line += ("|" if run.breaks else "") + (f"*{words}*" if run.matched else words)
    assert line == expected
