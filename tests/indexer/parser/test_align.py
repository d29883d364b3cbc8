"""Titles of the contents are laid on the text as one ordered assignment: a bad title costs itself and no neighbour."""

import pytest

from indexer.parser.align import Assignment, Placed
from indexer.parser.contents import Entry
from indexer.parser.lines import split_lines, squeeze
from indexer.parser.openings import Openings
from indexer.parser.order import lay_out
from indexer.parser.sections import section_lines
from indexer.parser.titles import Windows

ELDERS = "市民政局召开养老服务工作会议"
MARRIAGE = "全市婚姻登记跨省通办启动"
RELIEF = "青岭县：寒潮前把棉被送进低保家庭"
ELDERS_TEXT = "　　3月5日，市民政局召开养老服务工作会议，部署护理床位建设，要求新建居家养老服务站30个。"
MARRIAGE_TEXT = "　　3月8日起，全市8个婚姻登记处启动跨省通办，首日为外省户籍新人办理登记12对，领证只用20分钟。"
RELIEF_TEXT = "　　寒潮到来之前，青岭县民政局组织干部把棉被和取暖补贴送进低保家庭，逐户查看烟道。"
MORE = "　　与会人员还就经费、人员和场地作了交流，各单位表示将列出清单，逐项抓好落实。"


def place(entries: list[Entry], text: str) -> tuple[Placed, ...]:
    windows = Windows(split_lines(text))
    sections = section_lines(windows, entries)
    titles = [squeeze(entry.text) for entry in entries if entry.kind == "title"]
    openings = Openings(windows.lines, sections, titles)
    return lay_out(entries, windows, sections, Assignment(windows, sections, openings, set(titles))).placed


def placed(text: str, *titles: str) -> list[tuple[str, str | None]]:
    """How each entry was laid, and the first line of its own text."""
    entries = [Entry("section" if t.startswith("●") else "title", t.removeprefix("●"), n) for n, t in enumerate(titles)]
    lines = split_lines(text)
    return [
        (p.how, lines[p.text].text[:6] if p.how != "absent" and p.text < len(lines) else None)
        for p in place(entries, text)
    ]


E1, M1, R1 = ELDERS_TEXT.strip()[:6], MARRIAGE_TEXT.strip()[:6], RELIEF_TEXT.strip()[:6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{ELDERS}\n{ELDERS_TEXT}\n{MARRIAGE}\n{MARRIAGE_TEXT}\n{RELIEF}\n{RELIEF_TEXT}",
            [("found", E1), ("found", M1), ("found", R1)],
        ),
        (
            f"{ELDERS}\n{ELDERS_TEXT}\n{MORE}\n{MARRIAGE_TEXT}\n{MORE}\n{RELIEF}\n{RELIEF_TEXT}",
            [("found", E1), ("missing", M1), ("found", R1)],
        ),
        (
            f"{ELDERS_TEXT}\n{MORE}\n{MARRIAGE}\n{MARRIAGE_TEXT}\n{RELIEF}\n{RELIEF_TEXT}",
            [("missing", E1), ("found", M1), ("found", R1)],
        ),
        (
            f"{ELDERS}\n{ELDERS_TEXT}\n{MARRIAGE}\n{MARRIAGE_TEXT}\n{MORE}\n\n{RELIEF_TEXT}",
            [("found", E1), ("found", M1), ("missing", R1)],
        ),
        (
            f"{ELDERS[:8]}\n{ELDERS[8:]}\n{ELDERS_TEXT}\n{MARRIAGE}\n{MARRIAGE_TEXT}\n"
            f"{RELIEF[:4]}\n{RELIEF[4:9]}\n{RELIEF[9:]}\n{RELIEF_TEXT}",
            [("found", E1), ("found", M1), ("found", R1)],
        ),
        (
            f"{ELDERS}\n{ELDERS_TEXT}\n全市启动婚姻登记“跨省通办”\n{MARRIAGE_TEXT}\n{RELIEF}\n{RELIEF_TEXT}",
            [("found", E1), ("found", M1), ("found", R1)],
        ),
        (
            f"{ELDERS}\n{ELDERS_TEXT}\n{MORE}\n{RELIEF}\n{RELIEF_TEXT}",
            [("found", E1), ("absent", None), ("found", R1)],
        ),
        (
            f"{ELDERS}\n{ELDERS_TEXT}\n\f\n{MARRIAGE}\n\f\n{MARRIAGE_TEXT}\n{RELIEF}\n\n\n\n{RELIEF_TEXT}",
            [("found", E1), ("found", M1), ("found", R1)],
        ),
    ],
    ids=["plain", "no title in the middle", "no first title", "no last title", "wrapped", "worded", "absent", "pages"],
)
def test_every_article_begins_at_its_own_text(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert placed(text, ELDERS, MARRIAGE, RELIEF) == expected


def test_a_title_repeated_below_itself_does_not_end_its_neighbour() -> None:
    text = f"{ELDERS}\n{ELDERS_TEXT}\n{MARRIAGE}\n{MARRIAGE}\n{MARRIAGE_TEXT}"
    entries = [Entry("title", ELDERS, 1), Entry("title", MARRIAGE, 2)]
    assert [(p.start, p.text) for p in place(entries, text)] == [(0, 1), (2, 3)]


def test_the_same_title_twice_is_laid_twice() -> None:
    text = f"{ELDERS}\n{ELDERS_TEXT}\n{ELDERS}\n{MARRIAGE_TEXT}"
    assert placed(text, ELDERS, ELDERS) == [("found", E1), ("found", M1)]


def test_sections_are_found_absent_or_worded_otherwise() -> None:
    text = f"●市级动态\n{ELDERS}\n{ELDERS_TEXT}\n●县（市区）动态\n{RELIEF}\n{RELIEF_TEXT}"
    assert placed(text, "●市级动态", ELDERS, "●社会组织", "●县（市、区）动态", RELIEF) == [
        ("found", ELDERS[:6]),
        ("found", E1),
        ("absent", None),
        ("found", RELIEF[:6]),
        ("found", R1),
    ]


@pytest.mark.parametrize(("text", "titles"), [("", [ELDERS]), (ELDERS_TEXT, []), ("", [])])
def test_nothing_to_lay_or_nothing_to_lay_it_on(text: str, titles: list[str]) -> None:
    assert placed(text, *titles) == [("absent", None)] * len(titles)


def test_a_title_needs_a_text_below_it() -> None:
    assert placed(f"{ELDERS}\n{ELDERS_TEXT}\n{MARRIAGE}", ELDERS, MARRIAGE)[1] == ("absent", None)
