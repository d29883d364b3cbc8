"""What a query may become while it is typed: readings, mixes, order, counts."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.writer import update_index
from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher, open_searcher
from search.suggest import MOST


def texts(searcher: Searcher, typed: str, limit: int = 10) -> list[str]:
    return [one.text for one in searcher.suggest(typed, limit)]


@pytest.mark.parametrize(
    "typed, first",
    [
        ("梁", "梁绍雄"), ("梁绍", "梁绍雄"), ("liangshaoxiong", "梁绍雄"), ("liangshaox", "梁绍雄"),
        ("liang shao xiong", "梁绍雄"), ("LiangShao", "梁绍雄"), ("liang'shao", "梁绍雄"), ("ｌｓｘ", "梁绍雄"),
        ("lsx", "梁绍雄"), ("lsxi", "梁绍雄"), ("lshx", "梁绍雄"), ("liangsx", "梁绍雄"), ("梁sx", "梁绍雄"),
        ("梁绍x", "梁绍雄"), ("lid荣", "李德荣"), ("l德荣", "李德荣"), ("li德r", "李德荣"), ("梁少熊", "梁绍雄"),
        ("梁 绍雄", "梁绍雄"), ("shanliqun", "单立群"), ("shanlq", "单立群"), ("zenglingyuan", "曾令远"),
        ("qiuhaifeng", "仇海峰"), ("xiechunsheng", "解春生"), ("ouyongnian", "区永年"), ("zhaminzhi", "查敏之"),
        ("jixm", "祭小满"), ("yanglaofuwu", "养老服务"), ("yanglaofuw", "养老服务"), ("ylfw", "养老服务"),
        ("养老f", "养老服务"), ("养老服", "养老服务"), ("yinhang", "银行"), ("yinxing", "银行"), ("dongtai", "动态"),
    ],
)  # fmt: skip
def test_what_is_typed_comes_first(named: Searcher, typed: str, first: str) -> None:
    assert texts(named, typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed, never",
    [
        ("danliqun", "单立群"),  # surnames are read as surnames
        ("cenglingyuan", "曾令远"),
        ("chouhaifeng", "仇海峰"),
        ("jiechunsheng", "解春生"),
        ("quyongnian", "区永年"),
        ("chaminzhi", "查敏之"),
        ("zhaixm", "祭小满"),  # staff say how
        ("梁少雄", "梁绍雄"),  # no homophones
        ("凉绍", "梁绍雄"),
        ("单lin", "单立群"),
    ],
)
def test_what_reads_otherwise_does_not(named: Searcher, typed: str, never: str) -> None:
    assert not any(never in text for text in texts(named, typed, MOST))


@pytest.mark.parametrize("typed", ["", " ", "'", "' '", "zzzz", "𠮷", "！", "a" * 3000, "养" * 3000, "\0", "%_\\(["])
def test_what_nothing_begins_with_gives_nothing(named: Searcher, typed: str) -> None:
    assert named.suggest(typed) == ()


def test_inner_matches_come_behind_those_from_the_beginning(named: Searcher) -> None:
    found = texts(named, "服务", MOST)
    assert found[0] == "服务"
    assert "养老服务中心揭牌" in found
    begins = [text.startswith("服务") for text in found]
    assert begins == sorted(begins, reverse=True)
    assert "单立群" in texts(named, "liqun")


def test_words_composed_of_several_are_spelt_only_where_the_archive_has_them(named: Searcher) -> None:
    assert "入户慰问" in texts(named, "ruhuweiwen")
    assert texts(named, "weiwenruhu") == []


def test_the_last_clause_is_completed_behind_the_others(named: Searcher) -> None:
    assert texts(named, "养老服务 lsx") == ["养老服务 梁绍雄"]
    assert texts(named, "-养老 单l")[0] == "-养老 单立群"
    assert texts(named, "养老 -shanl")[0] == "养老 -单立群"


@pytest.mark.parametrize(
    "typed, kinds",
    [("人物：lu", {"person"}), ("人物:l", {"person"}), ("person:pang", {"person"}), ("养老 栏目:shiji", {"section"}),
     ("地区:lanzhou", {"place"}), ("单位:shi", {"organization"}), ("标题:yang", {"word", "title"}),
     ("正文:yang", {"word"})],
)  # fmt: skip
def test_in_a_field_only_its_kind_is_completed(searcher: Searcher, typed: str, kinds: set[str]) -> None:
    found = searcher.suggest(typed)
    field = max(typed.find(":"), typed.find("：")) + 1
    assert found and all(one.text.startswith(typed[:field]) and one.kind in kinds for one in found)


def test_kinds_share_the_places(named: Searcher) -> None:
    found = named.suggest("yang", 4)
    assert {one.kind for one in found} >= {"word", "title"}
    assert len(found) == 4
    assert named.suggest("yang", 0) == ()


def test_people_come_with_their_latest_post_and_all_with_their_counts(named: Searcher) -> None:
    person = named.suggest("lsx")[0]
    people = named.search(SearchRequest(limit=0)).facets["person"]
    assert (person.kind, person.note) == ("person", "副市长")
    assert person.count == next(value.count for value in people if value.value == "梁绍雄")
    assert named.suggest("梁少熊")[0].note == "又作梁少熊"
    word = named.suggest("养老")[0]
    assert (word.kind, word.count) == ("word", named.search(SearchRequest("养老", literal=True)).total)
    assert ("单立", "word") not in [(one.text, one.kind) for one in named.suggest("单")]


def test_titles_are_shown_as_printed(searcher: Searcher) -> None:
    hits = searcher.search(SearchRequest(limit=100)).hits
    for hit in hits:
        assert hit.title in [text.replace(" ", "") for text in texts(searcher, hit.title, MOST)] or " " in hit.title


def test_everyone_is_found_by_reading(searcher: Searcher) -> None:
    from search.names import reading

    lexicon = searcher.library().lexicon
    for name, _ in searcher.library().snapshot.people.values():
        syllables = reading(name, lexicon)
        for typed in (name, "".join(syllables), "".join(s[0] for s in syllables), name[0] + "".join(syllables[1:])):
            assert name in texts(searcher, typed, MOST), typed


_LETTERS = st.sampled_from("梁绍雄单养老服务liangshaoxzhuvü' ’·1:：-()“\"*?\0\ud800𠮷")
_TYPED = st.text(_LETTERS, max_size=30) | st.text(max_size=30)


@given(_TYPED)
@settings(deadline=None)
def test_anything_may_be_typed(named: Searcher, typed: str) -> None:
    assert all(one.text and one.count > 0 for one in named.suggest(typed))
    meant = named.search(SearchRequest(typed)).suggestion
    assert meant is None or named.search(SearchRequest(meant)).total


def test_what_was_taken_out_of_the_archive_is_not_suggested(make_archive: Callable[..., Path], tmp_path: Path) -> None:
    kept = {f"第{n}次会议": "市民政局部署防汛。" for n in range(20)}
    gone = {"龙舟赛开锣": "龙舟赛在临江举行，副市长梁绍雄致辞。"}
    make_archive(tmp_path / "corpus", kept)
    issue = make_archive(tmp_path / "other", gone) / "a.jsonl"
    issue.rename(tmp_path / "corpus" / "b.jsonl")
    config = Config(tmp_path / "corpus", tmp_path / "index")
    update_index(config.corpus, config.index)
    searcher = open_searcher(config)
    assert texts(searcher, "longzhou") and texts(searcher, "lsx")
    (tmp_path / "corpus" / "b.jsonl").unlink()
    update_index(config.corpus, config.index, allow_removals=True)
    assert texts(searcher, "fangxun")[:1] == ["防汛"]
    assert texts(searcher, "longzhou") == texts(searcher, "lsx") == texts(searcher, "龙舟") == []


def test_after_a_switch_the_vocabulary_is_made_before_somebody_types(
    make_archive: Callable[..., Path], tmp_path: Path
) -> None:
    config = Config(make_archive(tmp_path / "corpus", {"防汛会议": "部署防汛。"}), tmp_path / "index")
    update_index(config.corpus, config.index)
    searcher = open_searcher(config)
    assert texts(searcher, "longzhou") == []
    make_archive(tmp_path / "other", {"龙舟赛开锣": "龙舟赛在临江举行。"})
    (tmp_path / "other" / "a.jsonl").rename(config.corpus / "b.jsonl")
    update_index(config.corpus, config.index)
    library = searcher.library()
    until = time.monotonic() + 20
    while not library.vocabulary.is_made and time.monotonic() < until:
        time.sleep(0.05)
    assert library.vocabulary.is_made and "龙舟赛开锣" in texts(searcher, "longzhou")


def test_the_vocabulary_is_made_once_for_all_threads(named: Searcher) -> None:
    made = []
    threads = [threading.Thread(target=lambda: made.append(named.library().vocabulary())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in made}) == 1


@pytest.mark.parametrize("typed", ["shsh" * 15, "ang" * 20, "aoaoaoao" * 7, "xianxianxianxian", "a b c d e f g h"])
def test_no_row_of_letters_takes_long(named: Searcher, typed: str) -> None:
    named.suggest("a")
    started = time.process_time()
    named.suggest(typed)
    assert time.process_time() - started < 0.2
