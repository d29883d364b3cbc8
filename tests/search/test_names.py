"""The lexicon folder, whose name is meant, and how names are read."""

from pathlib import Path

import pytest

from search.names import Lexicon, LexiconError, PersonEntry, PlaceEntry, load_lexicon, person_key, person_name, reading

PEOPLE = "name\tkey\tmatch\taliases\treading\tstatus\n"
NAMESAKES = Lexicon(
    people=(
        PersonEntry("陈立新", "陈立新@临溪县民政局", ("临溪县民政局", "临溪县")),
        PersonEntry("陈立新", "陈立新@市社会福利院", ("市社会福利院",)),
        PersonEntry("陆文清", "陆文清", aliases=("陆文青",)),
    )
)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_missing_files_say_nothing(tmp_path: Path) -> None:
    lexicon = load_lexicon(tmp_path / "none")
    assert (lexicon.people, lexicon.places) == ((), ())
    assert lexicon.version == Lexicon().version


def test_both_files_are_read(tmp_path: Path) -> None:
    write(tmp_path, "places.tsv", "name\tparent\tkind\n岚州市\t\t市\n望江区\t岚州市\t区\n")
    rows = (
        "\ufeff"
        + PEOPLE
        + "# 说明\n\n陈立新\t陈立新@甲局\t甲局|甲县 | \n单立群\t\t\t单立羣\tshàn lì qún\nV\t\t\t\t\tnot-a-person\n"
    )
    lexicon = load_lexicon(write(tmp_path, "people.tsv", rows))
    assert lexicon.people == (
        PersonEntry("陈立新", "陈立新@甲局", ("甲局", "甲县")),
        PersonEntry("单立群", "单立群", (), ("单立羣",), "shàn lì qún"),
        PersonEntry("V", "V", status="not-a-person"),
    )
    assert lexicon.places == (PlaceEntry("岚州市", "", "市"), PlaceEntry("望江区", "岚州市", "区"))
    assert lexicon.is_forbidden("V") and not lexicon.is_forbidden("单立群")


@pytest.mark.parametrize(
    "text, told",
    [
        ("name\tkey\n", "第 1 行"),
        (PEOPLE + "陈立新\t李立新@甲局\n", "第 2 行"),
        (PEOPLE + "陈立新\t陈立新@\n", "第 2 行"),
        (PEOPLE + "\n\t陈立新\n", "第 3 行"),
        (PEOPLE + "陈立新\t\t\t\t\tperson\n", "not-a-person"),
        (PEOPLE + "陈立新\t\t\t\t\t\t多\n", "最多 6 列"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(LexiconError) as error:
        load_lexicon(write(tmp_path, "people.tsv", text))
    assert "people.tsv" in str(error.value) and told in str(error.value)
    assert isinstance(error.value, ValueError)


def test_other_encodings_are_told(tmp_path: Path) -> None:
    (tmp_path / "people.tsv").write_bytes((PEOPLE + "陈立新\n").encode("gb18030"))
    with pytest.raises(LexiconError, match="UTF-8"):
        load_lexicon(tmp_path)


def test_version_follows_the_content() -> None:
    one = Lexicon(people=(PersonEntry("陈立新", "陈立新"),))
    assert one.version == Lexicon(people=(PersonEntry("陈立新", "陈立新"),)).version
    assert one.version != Lexicon(people=(PersonEntry("陈立新", "陈立新", status="not-a-person"),)).version


@pytest.mark.parametrize(
    "name, posts, context, key",
    [
        ("陈立新", ["临溪县民政局局长"], "", "陈立新@临溪县民政局"),
        ("陈立新", ["市社会福利院院长"], "临溪县的老人", "陈立新@市社会福利院"),
        ("陈立新", [], "在临溪县溪口镇", "陈立新@临溪县民政局"),
        ("陈立新", ["臨溪縣民政局局長"], "", "陈立新@临溪县民政局"),
        ("陳立新", ["市社會福利院院長"], "", "陈立新@市社会福利院"),
        ("陈立新", ["省厅处长"], "无关", "陈立新"),
        ("陆文青", [], "", "陆文清"),
        ("何晓岚", ["科长"], "", "何晓岚"),
    ],
)
def test_person_key(name: str, posts: list[str], context: str, key: str) -> None:
    assert person_key(name, posts, context, NAMESAKES) == key


def test_a_key_has_the_name_that_staff_gave() -> None:
    assert person_name("陆文清", NAMESAKES) == "陆文清"
    assert person_name("陈立新@市社会福利院", NAMESAKES) == "陈立新"
    assert person_name("何晓岚", NAMESAKES) == ""


@pytest.mark.parametrize(
    "name, syllables",
    [
        ("单立群", "shan li qun"),
        ("曾小敏", "zeng xiao min"),
        ("仇海峰", "qiu hai feng"),
        ("解春生", "xie chun sheng"),
        ("区伯明", "ou bo ming"),
        ("查文斌", "zha wen bin"),
        ("任建国", "ren jian guo"),
        ("华明", "hua ming"),
        ("盖丽", "ge li"),
        ("朴正", "piao zheng"),
        ("尉迟刚", "yu chi gang"),
        ("万俟明", "mo qi ming"),
        ("长孙洁", "zhang sun jie"),
        ("欧阳静", "ou yang jing"),
        ("王䶮", "wang yan"),
        ("古丽娜尔·艾山", "gu li na er ai shan"),
        ("单·巴特", "dan ba te"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, syllables: str) -> None:
    assert reading(name, Lexicon()) == tuple(syllables.split())


def test_staff_correct_a_reading() -> None:
    lexicon = Lexicon(people=(PersonEntry("盖绿", "盖绿", reading="Gài lǜ"),))
    assert reading("盖绿", lexicon) == ("gai", "lv")
