"""Articles like another one, in an archive in which the right ones are known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.errors import NotFound
from search.searcher import Searcher, open_searcher

TOPICS = {
    "食堂": (
        ("社区食堂开张", "梧桐街道社区食堂开张，为老年人提供助餐服务，菜价优惠，送餐上门。"),
        ("助餐点延伸到村", "县里在十个村设助餐点，老年人在家门口吃上热饭，社区食堂统一配送，菜价从优。"),
        ("老年助餐补贴发放", "市里发放老年助餐补贴，社区食堂按人次结算，送餐上门另给补助。"),
    ),
    "消防": (
        ("敬老院消防演练", "消防救援支队在白沙镇敬老院开展消防演练，护理员学用灭火器，疏散老人。"),
        ("消防隐患排查", "各县排查养老机构消防隐患，更换灭火器，疏通疏散通道，消防救援支队派员指导。"),
        ("消防设施改造完成", "敬老院消防设施改造完成，加装喷淋和烟感，配齐灭火器，疏散通道畅通。"),
    ),
    "婚姻": (
        ("婚姻登记跨省通办", "婚姻登记跨省通办启动，新人就近领证，登记员集中培训。"),
        ("婚俗改革见成效", "婚俗改革见成效，彩礼下降，婚姻登记处设颁证厅，为新人举行集体颁证。"),
        ("集体婚礼举行", "三十对新人参加集体婚礼，婚姻登记处现场颁证，倡导婚俗改革、抵制高额彩礼。"),
    ),
    "贺庆元": (
        ("贺庆元调研福利院", "副市长贺庆元到云岭区福利院调研，看望孤残儿童。"),
        ("贺庆元主持会议", "副市长贺庆元主持召开专题会议，听取云岭区工作汇报。"),
        ("云岭区座谈", "副市长贺庆元到云岭区座谈，区长汇报情况。"),
    ),
}
SAME = "转载：社区食堂开张"


@pytest.fixture(scope="module")
def topics(make_archive: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    articles = {title: text for topic in TOPICS.values() for title, text in topic}
    articles[SAME] = dict(TOPICS["食堂"])["社区食堂开张"]
    articles["公告"] = "无。"
    corpus = make_archive(tmp_path_factory.mktemp("corpus"), articles)
    index = tmp_path_factory.mktemp("index")
    update_index(corpus, index)
    return open_searcher(Config(corpus, index))


@pytest.fixture(scope="module")
def ids(topics: Searcher) -> dict[str, str]:
    return {a.title: a.id for row in topics.issues() for a in topics.issue(row.issue.id).bulletin.articles}


@pytest.mark.parametrize("topic", TOPICS)
def test_articles_of_the_same_matter_come_first(topics: Searcher, ids: dict[str, str], topic: str) -> None:
    titles = {title for title, _ in TOPICS[topic]}
    for title in titles:
        found = [similar.title for similar in topics.similar(ids[title])]
        assert set([one for one in found if one != SAME][:2]) == titles - {title}, found


def test_the_article_and_those_that_print_the_same_are_left_out(topics: Searcher, ids: dict[str, str]) -> None:
    for title in ("社区食堂开张", SAME):
        assert not {title, "社区食堂开张", SAME} & {similar.title for similar in topics.similar(ids[title])}
    assert SAME in {similar.title for similar in topics.similar(ids["助餐点延伸到村"])}
    assert [shared.title for shared in topics.passages(ids[SAME])] == ["社区食堂开张"]


def test_scores_fall_and_are_parts_of_the_whole(topics: Searcher, ids: dict[str, str]) -> None:
    for article in ids.values():
        scores = [similar.score for similar in topics.similar(article)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert [similar.score for similar in topics.similar(article, 2)] == scores[:2]


def test_what_says_nothing_is_like_nothing(topics: Searcher, ids: dict[str, str]) -> None:
    assert topics.similar(ids["公告"]) == ()
    assert topics.similar(ids["集体婚礼举行"], 0) == ()


def test_only_articles_have_similar_ones(topics: Searcher) -> None:
    for wrong in ("", "无此篇", topics.issues()[0].issue.id):
        with pytest.raises(NotFound):
            topics.similar(wrong)
