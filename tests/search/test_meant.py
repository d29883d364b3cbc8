"""What a query that finds nothing, or little, may have meant: offered, with hits, the rest of the query kept."""

import time
from pathlib import Path

import pytest

from search.library import Library
from search.meant import better_names
from search.request import SearchRequest
from search.searcher import Searcher


@pytest.mark.parametrize(
    "q, suggestion",
    [
        ("梁绍熊", "梁绍雄"),  # the same sound
        ("凉邵雄", "梁绍雄"),
        ("梁少雄", "梁绍雄"),
        ("曾玲远", "曾令远"),
        ("李的荣", "李德荣"),
        ("区勇年", "区永年"),
        ("善立群", "单立群"),
        ("仇海风", "仇海峰"),
        ("山立群", "单立群"),  # s for sh
        ("尼德荣", "李德荣"),  # n for l
        ("李德龙", "李德荣"),  # one wrong character
        ("梁雄", "梁绍雄"),  # one left out
        ("梁绍", None),  # stands in the text
        ("梁绍绍雄", "梁绍雄"),  # one too many
        ("养老服务中", None),
        ("养老服物中心", "养老服务中心"),
        ("养老副务重心", "养老服务中心"),
        ("養老服物中心", "养老服务中心"),
        ("养老务中心", "养老服务中心"),  # one too few
        ("养老务服中心", "养老服务中心"),  # two turned
        ("liangshaoxiong", "梁绍雄"),
        ("shanlq", "单立群"),
        ("yanglaofuwu", "养老服务"),
        ("lid荣", "李德荣"),
        ("養老 梁紹熊", "養老 梁绍雄"),  # only what fails is replaced
        ("梁绍熊 养老 2024年", "梁绍雄 养老 2024年"),
        ("梁绍熊 养老服物", "梁绍雄 养老服务"),
        ("“梁绍熊” 养老", "“梁绍雄” 养老"),
        ("梁绍熊 -银行", "梁绍雄 -银行"),
        ("标题:养老服物", "标题:养老服务"),
        ("人物:梁绍熊", "人物:梁绍雄"),
        ("人物：梁绍熊 养老", "人物：梁绍雄 养老"),
        ("梁绍熊 银行", None),  # the suggestion must have hits
        ("梁绍熊 2019年", None),
        ("-梁绍熊", None),
        ("梁绍熊 或 重阳", None),
        ("今天天气怎么样明天还下雨吗后天呢", None),
        ("zzzz", None),
        ("！", None),
        ("𠮷𠮷𠮷", None),
        ("", None),
        ("养老 银行", None),  # each is found, only not together
    ],
)
def test_what_may_have_been_meant(named: Searcher, q: str, suggestion: str | None) -> None:
    results = named.search(SearchRequest(q))
    assert results.suggestion == suggestion
    if suggestion:
        better = named.search(SearchRequest(suggestion))
        assert better.total and not better.relaxed and better.suggestion is None


@pytest.mark.parametrize("switch", ["literal", "printed"])
def test_switches_stay_and_are_heeded(named: Searcher, switch: str) -> None:
    wanted = SearchRequest("梁绍熊", **{switch: True})  # type: ignore[arg-type]
    assert named.search(wanted).suggestion == "梁绍雄"


def test_filters_stay_and_are_heeded(named: Searcher) -> None:
    assert named.search(SearchRequest("梁绍熊", person=("曾令远",))).suggestion == "梁绍雄"
    assert named.search(SearchRequest("梁绍熊", person=("李德荣",))).suggestion is None


def test_a_name_that_is_found_once_is_taken_for_one_that_is_found_often(searcher: Searcher) -> None:
    often = {value.value: value.count for value in searcher.search(SearchRequest(limit=0)).facets["person"]}
    assert often["陆文清"] >= 5
    assert searcher.search(SearchRequest("陆文青")).suggestion == "陆文清"
    assert searcher.search(SearchRequest("陆文清")).suggestion is None


def test_every_name_with_another_character_of_its_sound_is_recognized(searcher: Searcher) -> None:
    from pypinyin.constants import PINYIN_DICT

    by_reading: dict[str, str] = {}
    for code in range(0x4E00, 0x9FA6):
        by_reading.setdefault(PINYIN_DICT.get(code, ""), chr(code))
    for name, _ in searcher.library().snapshot.people.values():
        if len(name) != 3:
            continue
        wrong = name[:2] + by_reading[PINYIN_DICT[ord(name[2])]]
        if searcher.search(SearchRequest(wrong)).total == 0:
            assert searcher.search(SearchRequest(wrong)).suggestion == name


def test_a_miss_costs_little(named: Searcher) -> None:
    named.search(SearchRequest("梁绍熊"))
    started = time.process_time()
    named.search(SearchRequest(" ".join("养老服物中心重阳慰问" for _ in range(40))))
    assert time.process_time() - started < 0.5


def test_the_page_offers_it_as_a_link(named: Searcher, named_corpus: Path) -> None:
    from urllib.parse import quote

    from web import create_app

    client = create_app(named.config, named).test_client()
    page = client.get(f"/search?q={quote('梁绍熊 2024年')}&person={quote('曾令远')}").get_data(as_text=True)
    assert "您要找的是不是" in page
    assert f'href="/search?q={quote("梁绍雄")}+2024{quote("年")}&amp;person={quote("曾令远")}"' in page


def test_names_alone_tell_the_same_better_names_as_the_whole_vocabulary(named: Searcher) -> None:
    library = Library(named.config.index)
    names, whole = library.names(), library.vocabulary()
    assert len(names.entries) < len(whole.entries) and library.names() is whole
    typed = {entry.text for entry in names.entries} | {"梁绍熊", "善立群", "仇海风", "镇江洲", "养老服务"}
    told = {text: better_names(whole, text, 0) for text in typed}
    assert any(told.values())
    assert {text: better_names(names, text, 0) for text in typed} == told
