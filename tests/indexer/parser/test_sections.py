import pytest

from indexer.parser import parse_bulletin

PROSE = "近日，市民政局到乡镇走访低保家庭，送去棉被和大米，了解他们的生活有什么难处，叮嘱镇村干部常走动。"
TITLES = ("市民政局召开全年工作会议", "副市长检查汛期救助保障", "临溪县：村里办起长者食堂")


def bulletin(one: str, other: str) -> str:
    a, b, c = TITLES
    return f"本期内容\n{one}\n{a}\n{b}\n{other}\n{c}\n{one}\n\n{a}\n{PROSE}\n\n{b}\n{PROSE}\n{other}\n\n{c}\n{PROSE}\n"


@pytest.mark.parametrize(
    "one, other",
    [
        ("●市级动态", "●县区动态"),
        ("◆ 市级动态", "◆ 县区动态"),
        ("■市级动态", "■县区动态"),
        ("【市级动态】", "【县区动态】"),
        ("一、市级动态", "二、县区动态"),
        ("市级动态", "县区动态"),
    ],
)
def test_sections_are_known_however_they_are_marked(one: str, other: str) -> None:
    read = parse_bulletin(bulletin(one, other), "a.txt", "")
    assert [(s.name, s.titles) for s in read.sections] == [("市级动态", TITLES[:2]), ("县区动态", TITLES[2:])]
    assert [(a.section, a.title, a.paragraphs) for a in read.articles] == [
        ("市级动态", TITLES[0], (PROSE,)),
        ("市级动态", TITLES[1], (PROSE,)),
        ("县区动态", TITLES[2], (PROSE,)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        bulletin("●市级动态", "●县区动态").replace("近日", "【关注】\n近日"),  # bullets need no guessing
        f"本期内容\n{TITLES[0]}\n【特写】{TITLES[1]}\n\n{TITLES[0]}\n{PROSE}\n\n【特写】{TITLES[1]}\n{PROSE}",
        f"本期内容\n{TITLES[0]}\n\n{TITLES[0]}\n一、提高认识\n{PROSE}\n二、抓好落实\n{PROSE}",
    ],
)
def test_what_comes_once_or_heads_prose_is_no_section(text: str) -> None:
    read = parse_bulletin(text, "a.txt", "")
    assert {section.name for section in read.sections} <= {"市级动态", "县区动态", None}
    assert {article.section for article in read.articles} <= {"市级动态", "县区动态", None}


@pytest.mark.parametrize("number", ["{}. ", "{}、", "（{}）", "{}．"])
def test_numbers_and_page_numbers_of_contents_are_no_part_of_titles(number: str) -> None:
    listed = "\n".join(number.format(n) + f"{title}……{n + 2}" for n, title in enumerate(TITLES, start=1))
    text = f"目录\n{listed}\n\n" + "\n\n".join(f"{title}\n{PROSE}" for title in TITLES)
    assert [a.title for a in parse_bulletin(text, "a.txt", "").articles] == list(TITLES)
