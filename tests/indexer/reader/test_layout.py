"""Characters on pages become paragraphs: rejoined over lines and pages, in reading order, without what repeats."""

import pytest

from indexer.reader.chars import Char, Page
from indexer.reader.paragraphs import pages_text

WIDTH, HEIGHT, SIZE, LEFT, RIGHT = 595.0, 842.0, 16.0, 89.5, 505.5  # 26 characters a line
PER_LINE = 26

Placed = tuple[float, float, str]  # left, base line, text


def chars(left: float, base: float, text: str, size: float = SIZE) -> list[Char]:
    found = []
    for c in text:
        width = size * (0.5 if c.isascii() else 1)
        found.append(Char(c, left, left + width, base, size))
        left += width
    return found


def page(*placed: Placed) -> Page:
    return Page(WIDTH, HEIGHT, [c for left, base, text in placed for c in chars(left, base, text)])


def centred(text: str) -> float:
    return (WIDTH - SIZE * len(text)) / 2


def set_paragraphs(*texts: str, top: float = 120.0, indent: int = 2) -> list[Placed]:
    """Texts broken into lines as a press sets them."""
    placed = []
    for text in texts:
        rest, left = text, indent
        while rest:
            placed.append((LEFT + left * SIZE, top, rest[: PER_LINE - left]))
            rest, left = rest[PER_LINE - left :], 0
            top += 28
    return placed


LONG = (
    "市民政局在三楼会议室召开全市养老服务工作推进会，传达学习有关文件精神，通报今年以来的工作进展，部署下一步的工作。"
)
OTHER = (
    "各县区民政局汇报了居家社区养老服务设施建设的情况，会议还观看了一部关于长者饭堂的短片，与会的人员作了深入的讨论。"
)


def test_lines_are_rejoined_into_paragraphs() -> None:
    assert pages_text([page(*set_paragraphs(LONG, OTHER))]) == ["　　" + LONG, "　　" + OTHER]


def test_paragraphs_go_on_over_pages() -> None:
    placed = set_paragraphs(LONG, OTHER, LONG)
    for cut in range(1, len(placed)):
        pages = [page(*[(x, 740 - 28 * (cut - n), t) for n, (x, _, t) in enumerate(placed[:cut], 1)]),
                 page(*[(x, 120 + 28 * n, t) for n, (x, _, t) in enumerate(placed[cut:])])]  # fmt: skip
        assert pages_text(pages) == ["　　" + LONG, "　　" + OTHER, "　　" + LONG], cut


@pytest.mark.parametrize(
    "number", ["3", "- 3 -", "— 3 —", "－３－", "第3页", "第 3 页 共 12 页", "3/12", "第三页", "·3·", "3 of 12"]
)
@pytest.mark.parametrize("place", [(280.0, 790.0), (450.0, 45.0)])
def test_page_numbers_fall_away(number: str, place: tuple[float, float]) -> None:
    pages = [
        page(*set_paragraphs(LONG), (*place, number.replace("3", str(n)).replace("３", "０１２３"[n])))
        for n in (1, 2, 3)
    ]
    assert pages_text(pages) == ["　　" + LONG] * 3


@pytest.mark.parametrize("head", ["云岭民政简报", "云岭民政简报 第12期", "2025年3月　内部资料"])
def test_running_heads_fall_away_with_their_numbers(head: str) -> None:
    pages = [page((LEFT, 50, f"{head} {n}"), *set_paragraphs(LONG, top=140)) for n in (1, 2, 3)]
    assert pages_text(pages) == ["　　" + LONG] * 3


def test_heads_of_odd_and_even_pages_fall_away() -> None:
    pages = [page((LEFT, 50, ("双页页眉", "单页页眉")[n % 2]), *set_paragraphs(LONG, top=140)) for n in range(1, 5)]
    assert pages_text(pages) == ["　　" + LONG] * 4


@pytest.mark.parametrize("kept", ["2024", "云岭民政简报", "三"])
def test_what_one_page_alone_prints_in_its_margin_stays(kept: str) -> None:
    pages = [page((LEFT, 50, kept), *set_paragraphs(LONG)), page(*set_paragraphs(OTHER))]
    assert pages_text(pages)[0] == kept


def test_a_number_in_a_table_is_not_a_page_number() -> None:
    rows = [(x, 740.0 + 28 * n, t) for n in (0, 1) for x, t in ((LEFT, "青溪县"), (300.0, "12"))]
    assert pages_text([page(*set_paragraphs(LONG), *rows)])[-2:] == ["青溪县\t12"] * 2


def test_titles_stay_apart_from_the_text() -> None:
    title = "市民政局召开养老服务工作推进会"
    placed = [(centred(title), 100.0, title), *set_paragraphs(LONG, top=128)]
    assert pages_text([page(*placed)]) == [title, "　　" + LONG]


def test_contents_stay_apart() -> None:
    titles = ["市局召开养老服务工作推进会", "青溪县开展清明祭扫安全检查", "望江区启用新的长者饭堂"]
    placed = [(LEFT, 100.0 + 28 * n, t) for n, t in enumerate(titles)]
    assert pages_text([page(*placed, *set_paragraphs(LONG, top=300))])[:3] == titles


def test_a_space_between_paragraphs_ends_them_where_none_is_set_in() -> None:
    placed = set_paragraphs(LONG[:PER_LINE], indent=0, top=100) + set_paragraphs(LONG, OTHER, indent=0, top=180)
    lines = [line for line in pages_text([page(*placed)]) if line]
    assert lines[0] == LONG[:PER_LINE]


def test_cells_are_joined_by_tabs() -> None:
    placed = [
        (x, 100.0 + 28 * n, t)
        for n, row in enumerate((("县区", "床位数"), ("青溪县", "1500")))
        for x, t in zip((90, 300), row, strict=True)
    ]
    assert pages_text([page(*placed)]) == ["县区\t床位数", "青溪县\t1500"]


def test_columns_are_read_one_after_the_other() -> None:
    left, right = "甲" * 12, "乙" * 12
    placed = [(x, 100.0 + 28 * n, t) for n in range(6) for x, t in ((89.5, left), (313.5, right))]
    text = "".join(pages_text([page(*placed)]))
    assert text.replace("　", "") == left * 6 + right * 6


def test_paragraphs_are_rejoined_within_and_over_columns() -> None:
    lines = [LONG[n : n + 12] for n in range(0, len(LONG), 12)]
    both = [(89.5, 100.0 + 28 * n, t) for n, t in enumerate(lines * 3)]
    half = len(both) // 2 + 1
    placed = [(x, y, t) for x, y, t in both[:half]] + [
        (313.5, 100.0 + 28 * n, t) for n, (_, _, t) in enumerate(both[half:])
    ]
    assert pages_text([page(*placed)]) == [LONG] * 3


def test_bold_printed_twice_is_read_once() -> None:
    placed = [(LEFT, 100.0, "简报"), (LEFT + 0.4, 100.0, "简报")]
    assert pages_text([page(*placed)]) == ["简报"]


@pytest.mark.parametrize(
    ("placed", "text"),
    [
        ([(90, 100, "王"), (122, 100, "强")], "王　强"),
        ([(90, 100, "王"), (110, 100, "强")], "王 强"),
        ([(90, 100, "第"), (110, 100, "12"), (130, 100, "期")], "第12期"),
        ([(90, 100, "Elderly"), (151, 100, "Care")], "Elderly Care"),
        ([(90, 100, "王 强")], "王 强"),
        ([(90, 100, "  王强  ")], "王强"),
        ([(90, 100.0, "甲"), (106, 103.0, "乙")], "甲乙"),
    ],
)
def test_spaces_come_from_the_places_of_characters(placed: list[Placed], text: str) -> None:
    assert pages_text([page(*placed)]) == [text]


def test_a_page_broken_early_is_a_page_break() -> None:
    pages = [page((LEFT, 120, "本期要目"), (LEFT, 150, "市局召开会议")), page(*set_paragraphs(*[LONG] * 8))]
    assert pages_text(pages)[:3] == ["本期要目", "市局召开会议", "\f"]


def test_no_pages_and_empty_pages_have_no_lines() -> None:
    assert pages_text([]) == [] and pages_text([page()]) == [] and pages_text([page((90, 100, " "))]) == []


@pytest.mark.parametrize("opening", ["报：省民政厅。", "抄送：各县区民政局。", "●县区动态", "二、下一步打算"])
def test_a_full_line_before_a_footer_or_a_section_ends_its_paragraph(opening: str) -> None:
    full = LONG[: PER_LINE - 3] + "。"
    assert pages_text([page(*set_paragraphs(full), (LEFT, 148.0, opening))]) == ["　　" + full, opening]


def test_digits_set_as_wide_as_characters_have_no_spaces_between() -> None:
    placed = [Char(c, LEFT + SIZE * n, LEFT + SIZE * n + SIZE / 2, 120, SIZE) for n, c in enumerate("3月25日第12期PM")]
    assert pages_text([Page(WIDTH, HEIGHT, placed)]) == ["3月25日第12期PM"]


def marked(line: str, at: int, mark: str, raised: float) -> list[str]:
    """A line with small characters behind its first `at`, which make room for them."""
    size, width = SIZE * 0.6, SIZE * 0.3 * len(mark)
    before, after = chars(LEFT, 120, line[:at]), chars(before_end(line[:at]) + width, 120, line[at:])
    return pages_text([Page(WIDTH, HEIGHT, [*before, *chars(before_end(line[:at]), 120 - raised, mark, size), *after])])


def before_end(text: str) -> float:
    return LEFT + sum(SIZE * (0.5 if c.isascii() else 1) for c in text)


def test_marks_of_notes_do_not_part_a_name_and_exponents_stay() -> None:
    assert marked("局长王䶮主持会议", 4, "1", 6) == ["局长王䶮主持会议"]
    assert marked("局长王䶮主持会议", 4, "[12]", 6) == ["局长王䶮主持会议"]
    assert marked("建成300m的饭堂", 6, "2", 6) == ["建成300m2的饭堂"]
    assert marked("减排CO一百吨", 4, "2", -4) == ["减排CO2一百吨"]


def test_small_print_above_a_line_is_a_line_of_its_own() -> None:
    small = chars(LEFT, 112, "内部资料", 8)
    assert pages_text([Page(WIDTH, HEIGHT, [*small, *chars(LEFT, 120, "云岭民政简报")])]) == [
        "内部资料",
        "云岭民政简报",
    ]


@pytest.mark.parametrize("gap", [0.4, 1.0, 2.5])
def test_a_title_set_apart_evenly_is_one_word(gap: float) -> None:
    spread = [
        Char(c, LEFT + SIZE * (1 + gap) * n, LEFT + SIZE * ((1 + gap) * n + 1), 120, SIZE)
        for n, c in enumerate("民政简报")
    ]
    assert pages_text([Page(WIDTH, HEIGHT, spread)]) == ["民政简报"]
