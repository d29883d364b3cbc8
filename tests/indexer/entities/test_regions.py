"""Places and organizations of an issue: what its articles know together."""

import pytest

from indexer.entities.linking import Spotted
from indexer.entities.regions import Texts, around_people, regions_in, regions_of
from search.fold import fold
from search.model import Mention
from search.names import Lexicon, PlaceEntry

LEXICON = Lexicon(
    places=(
        PlaceEntry("岚州市"),
        PlaceEntry("望江区", "岚州市"),
        PlaceEntry("临溪县", "岚州市"),
        PlaceEntry("下洋村", "临溪县"),
        PlaceEntry("嵐山縣", "岚州市"),
    )
)


def texts(title: str, body: str) -> Texts:
    return (("title", title, fold(title)), ("body", body, fold(body)))


def found(articles: list[tuple[str, str]], masthead: str = "", lexicon: Lexicon | None = None) -> list[tuple[str, str]]:
    """Of each article its places and its organizations, as name<mentions printed otherwise>."""
    told = regions_of([texts(*article) for article in articles], masthead, "", lexicon or Lexicon())
    for (title, body), named in zip(articles, told, strict=True):
        for one in (*named[0], *named[1]):
            assert all((title if m.part == "title" else body)[m.start : m.end] == m.text for m in one.mentions)
    return [(" ".join(map(_shown, places)), " ".join(map(_shown, organizations))) for places, organizations in told]


def _shown(one: object) -> str:
    name, mentions = one.name, one.mentions  # type: ignore[attr-defined]
    others = dict.fromkeys(m.text for m in mentions if m.text != name)
    return name + (f"<{','.join(others)}>" if others else "")


def test_the_lexicon_names_places_in_any_script() -> None:
    assert found([("", "臨溪縣的老人，岚山县的孩子，捐助下洋村")], lexicon=LEXICON) == [
        ("临溪县<臨溪縣> 嵐山縣<岚山县> 下洋村", "")
    ]


@pytest.mark.parametrize(
    "masthead, lexicon, place",
    [
        ("云浮民政简报\n云浮市民政局办公室　2024年3月29日", Lexicon(), "云浮市<我市,全市>"),
        ("云浮市云城区民政局编", Lexicon(), ""),  # of the district: 我市 is no place of its own
        ("下洋村委会编", LEXICON, "岚州市<我市,全市>"),
        ("", LEXICON, ""),  # nothing says that the issue belongs to this archive
        ("民政简报", Lexicon(), ""),
    ],
)
def test_the_own_place_is_told_by_masthead_or_lexicon(masthead: str, lexicon: Lexicon, place: str) -> None:
    articles = [("我市部署工作", "会议要求，全市各县、各乡镇抓好落实。"), ("无关", "大家好。")]
    assert found(articles, masthead, lexicon)[0][0] == place


def test_the_place_named_most_is_the_own_one() -> None:
    articles = [("一", "到云浮市调研我市养老。"), ("二", "云浮市的做法。"), ("三", "赴深圳市学习，全市推广。")]
    assert [places for places, _ in found(articles)] == ["云浮市<我市>", "云浮市", "深圳市 云浮市<全市>"]


def test_a_title_says_which_county_is_meant() -> None:
    articles = [
        ("临溪县：迁坟入园", "全县今年计划建八处，县民政局负责。"),
        ("望江区：开饭堂", "目前全区已有21家。"),
        ("无关", "全县、全区、县民政局。临溪县民政局印发。"),
    ]
    assert found(articles, "岚州市民政局") == [
        ("临溪县<全县>", "临溪县民政局<县民政局>"),
        ("望江区<全区>", ""),
        ("临溪县", "县民政局 临溪县民政局"),
    ]


def test_a_province_is_that_of_the_own_city() -> None:
    assert found([("一", "全省推广。"), ("二", "好。")], "云浮市民政局")[0][0] == "广东省<全省>"


def test_short_units_are_tied_to_the_full_form_the_issue_prints() -> None:
    articles = [("一", "市民政局召开会议。市残联参加。"), ("二", "云浮市民政局办公室印发。")]
    assert [units for _, units in found(articles, "云浮市民政局编")] == [
        "云浮市民政局<市民政局> 市残联",
        "云浮市民政局办公室",
    ]
    assert found(articles[:1], "")[0][1] == "市民政局 市残联"  # nothing tells which


def test_a_unit_has_the_longest_form_the_issue_prints() -> None:
    articles = [("一", "东浦区沙堤镇敬老院开饭。沙堤镇敬老院的老人"), ("二", "镇卫生院、沙堤镇敬老院")]
    assert [units for _, units in found(articles)] == ["东浦区沙堤镇敬老院<沙堤镇敬老院>"] * 2


def test_a_short_form_that_is_defined_is_the_unit() -> None:
    article = ("一", "云浮市民政局（以下简称“市局”）印发通知。市局要求抓好落实。")
    assert found([article])[0][1] == "云浮市民政局<市局>"


@pytest.mark.parametrize(
    "body, places",
    [
        ("望江区的饭堂。望江、临溪两地的老人", "望江区<望江> 临溪县<临溪>"),
        ("送到下洋等6个村", "下洋村<下洋>"),
        ("望江、临溪两县", "望江区<望江> 临溪县<临溪>"),
    ],
)
def test_short_forms_of_the_lexicon(body: str, places: str) -> None:
    assert found([("一", body)], lexicon=LEXICON)[0][0] == places


def test_short_forms_of_places_printed_in_full() -> None:
    articles = [("一", "云安区、新兴县、和平区召开会议。"), ("二", "云安居养；新兴产业，世界和平；新兴、云安两区县")]
    assert found(articles)[1][0] == "云安区<云安>"


def test_villages_stand_in_the_names_of_their_committees() -> None:
    assert found([("一", "石城镇石塘村委会")]) == [("石城镇 石塘村", "石城镇石塘村委会")]


def test_a_name_in_a_persons_name_is_no_place() -> None:
    text = "吴忠主持会议，吴忠市的干部"
    people = [Spotted(Mention("body", 0, 2, "吴忠"), "吴忠", "吴忠", "")]
    named = around_people(regions_in(texts("", text), Lexicon()), people)
    assert [(place.name, [m.start for m in place.mentions]) for place in named[0]] == [("吴忠市", [7])]
