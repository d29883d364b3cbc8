"""The same text in other articles: planted copies with edits are found, and nothing is told that is not there."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.errors import NotFound
from search.fold import literal_form
from search.model import Article
from search.passages import ALIKE, LEAST, TELLING, SharedText
from search.searcher import Searcher, open_searcher

_CHARS = [chr(code) for code in range(0x4E00, 0x6E00, 3) if literal_form(chr(code)) == chr(code)]
_VARIANTS = {"强": "強", "台": "臺", "国": "國", "１": "1"}


def archive_of(folder: Path, issues: Iterable[dict[str, str]]) -> Searcher:
    """An issue for each dict of title -> text."""
    lines = []
    for number, articles in enumerate(issues, 1):
        rows = [{"title": title, "paragraphs": text.split("\n")} for title, text in articles.items()]
        issue = {"name": "云岭简报", "number": number, "year": 2024, "date": f"2024-01-{number:02d}"}
        lines.append(json.dumps({"issue": issue, "articles": rows}, ensure_ascii=False))
    (folder / "corpus").mkdir()
    (folder / "corpus/a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    update_index(folder / "corpus", folder / "index")
    return open_searcher(Config(folder / "corpus", folder / "index"))


def articles_of(searcher: Searcher) -> dict[str, Article]:
    return {a.title: a for row in searcher.issues() for a in searcher.issue(row.issue.id).bulletin.articles}


PLAN = (
    "市民政局部署冬季送温暖工作，要求各县对独居老人逐户走访，\n对敬老院的供暖、用电和消防逐项检查，"
    "确保今年12月底前整改到位，并于次年1月15日前书面报告。"
)
ATTENDED = "市民政局党组书记、局长周秉谦，局党组成员、副局长陆文清，市财政局副局长温玉珍到会。"
NAMED = "周秉谦任市民政局局长，陆文清任市民政局副局长，温玉珍任市财政局副局长。"
COPIES = [
    {"冬季送温暖工作部署": PLAN, "另一篇": "社区食堂开张，老人们前来就餐，志愿者送餐上门，街道干部一一看望。"},
    {"转载": PLAN.replace("\n", ""), "更正一": PLAN.replace("1月15日", "1月25日")},
    {"異體": PLAN.replace("国", "國").replace("对", "對").replace("１", "1").replace("，", "，\n", 1)},
    {"删节": "市民政局部署冬季送温暖工作。会议由副局长主持。" + PLAN.partition("\n")[2]},
    {"长文": "全市民政工作回顾。" + "逐条列举各科室所做的事情，不再一一细说。" * 9 + "附件如下：" + PLAN},
    {
        "到会一": "会议研究低温雨雪天气的应对，决定向各县增拨棉衣棉被，救助站昼夜值守，街面巡查每两小时一次。"
        + ATTENDED,
        "到会二": "座谈会听取基层对来年安排的意见，代表们说到村级助餐点的难处，逐条记下，会后分头去办、按月回告。"
        + ATTENDED,
    },
    {"任职一": f"市委决定：{NAMED}", "任职二": f"市委决定：{NAMED}特此通知。"},
    {"只有一句": "县里也照此办理。对敬老院的供暖、用电和消防逐项检查，确保今年12月底前整改到位。其余从略。"},
]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return archive_of(tmp_path_factory.mktemp("copies"), COPIES)


def told(searcher: Searcher, title: str) -> dict[str, SharedText]:
    return {shared.title: shared for shared in searcher.passages(articles_of(searcher)[title].id)}


@pytest.mark.parametrize(
    "title, relation, differences",
    [
        ("转载", "reprint", [("冬季送温暖工作部署", "转载")]),
        ("更正一", "reprint", [("冬季送温暖工作部署", "更正一"), ("1", "2")]),
        ("異體", "reprint", [("冬季送温暖工作部署", "異體")]),
        ("删节", "variant", None),
        ("只有一句", "passage", []),
    ],
)
def test_what_differs_is_told(
    copies: Searcher, title: str, relation: str, differences: list[tuple[str, str]] | None
) -> None:
    found = told(copies, "冬季送温暖工作部署")[title]
    assert found.relation == relation
    if differences is not None:
        assert [(d.here, d.there.strip()) for d in found.differences] == differences


def test_a_short_article_may_stand_in_a_long_one(copies: Searcher) -> None:
    here, there = told(copies, "冬季送温暖工作部署")["长文"], told(copies, "长文")["冬季送温暖工作部署"]
    assert here.relation == "reprint" and here.share > 0.9 > here.share_there
    assert there.relation == "passage" and there.share == here.share_there


def test_those_that_share_most_come_first_and_others_not_at_all(copies: Searcher) -> None:
    shared = copies.passages(articles_of(copies)["冬季送温暖工作部署"].id)
    assert [s.share for s in shared] == sorted((s.share for s in shared), reverse=True)
    assert {s.title for s in shared} == {"转载", "更正一", "異體", "删节", "长文", "只有一句"}
    assert not copies.passages(articles_of(copies)["另一篇"].id)
    assert copies.passages(articles_of(copies)["冬季送温暖工作部署"].id, 2) == shared[:2]


def test_who_attended_in_which_post_is_no_passage_but_may_be_reprinted(copies: Searcher) -> None:
    assert {p.name for p in articles_of(copies)["到会一"].people} == {"周秉谦", "陆文清", "温玉珍"}
    assert not told(copies, "到会一")
    assert told(copies, "任职一")["任职二"].relation == "reprint"


def test_passages_are_found_over_segments_and_not_in_what_was_taken_out(copies: Searcher, tmp_path: Path) -> None:
    lines = (copies.config.corpus / "a.jsonl").read_text(encoding="utf-8").splitlines()
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number, line in enumerate(lines):  # a segment each
        (corpus / f"{number}.jsonl").write_text(line + "\n", encoding="utf-8")
        update_index(corpus, index)
    searcher = open_searcher(Config(corpus, index))

    def rows(of: Searcher) -> dict[str, list[tuple[str, str, float]]]:
        return {t: [(s.title, s.relation, s.share) for s in of.passages(a.id)] for t, a in articles_of(of).items()}

    expected = rows(copies)
    assert rows(searcher) == expected
    (corpus / "1.jsonl").unlink()
    update_index(corpus, index, allow_removals=True)
    gone = {"转载", "更正一"}
    assert rows(searcher) == {t: [row for row in r if row[0] not in gone] for t, r in expected.items() if t not in gone}


def test_a_table_that_says_the_same_in_every_line_is_compared_whole(tmp_path: Path) -> None:
    lines = [f"第{n}号：本日无异常情况，特此报告，予以备案。" for n in range(600)]
    changed = [*lines[:300], "第三百号：夜间停电一次。", *lines[301:]]
    searcher = archive_of(
        tmp_path, [{"一月": "\n".join(lines)}, {"二月": "\n".join(lines)}, {"三月": "\n".join(changed)}]
    )
    found = told(searcher, "一月")
    assert (found["二月"].relation, found["二月"].share) == ("reprint", 1)
    assert found["三月"].relation == "reprint" and 0.99 < found["三月"].share < 1
    assert [(d.here, d.there) for d in found["三月"].differences][1:] == [
        ("300号：本日无异常情况，特此报告，予以备案", "三百号：夜间停电一次")
    ]


def test_an_issue_or_nothing_is_no_article(copies: Searcher) -> None:
    for wrong in ("", "无", copies.issues()[0].issue.id):
        with pytest.raises(NotFound):
            copies.passages(wrong)


@dataclass(frozen=True)
class Planted:
    searcher: Searcher
    pairs: dict[tuple[str, str], str]  # titles of original and copy -> the passage


FORMULA = "".join(_CHARS[7 * n] for n in range(60))


def _text(chance: random.Random, size: int) -> str:
    return "".join(chance.choices(_CHARS, k=size))


def _edited(chance: random.Random, text: str) -> str:
    """Characters left out, put in or replaced, one in 30 or so; others printed otherwise, lines wrapped."""
    out = []
    for char in text:
        kind = chance.random()
        if kind < 0.01:
            continue
        out.append(chance.choice(_CHARS) if kind < 0.02 else _VARIANTS.get(char, char))
        out += [chance.choice(_CHARS)] if 0.02 <= kind < 0.03 else ["\n"] if kind > 0.98 else []
    return "".join(out)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Sixty articles of random characters, every other with an edited passage of one before; a formula in all."""
    chance = random.Random(20)
    texts: dict[str, str] = {}
    pairs = {}
    for n in range(60):
        title = f"第{n}篇{_text(chance, 5)}"
        text = _text(chance, chance.randint(80, 400))
        if n % 2:
            origin = chance.choice(list(texts))
            original = texts[origin].partition(FORMULA)[0]
            start = chance.randrange(len(original) - 70)
            passage = original[start : start + chance.randint(70, 400)]
            pairs[origin, title] = passage
            text = text[: chance.choice((0, 40))] + _edited(chance, passage) + text[-chance.choice((1, 200)) :]
        texts[title] = text + FORMULA + _text(chance, 20)
    rows = list(texts.items())
    issues = [dict(rows[start : start + 6]) for start in range(0, len(rows), 6)]
    return Planted(archive_of(tmp_path_factory.mktemp("planted"), issues), pairs)


def shared_places(here: str, there: str, least: int = LEAST) -> set[int]:
    """The characters of `here` that stand in a stretch of so many that `there` has, by sets of such pieces."""
    pieces = {there[at : at + least] for at in range(len(there) - least + 1)}
    starts = (at for at in range(len(here) - least + 1) if here[at : at + least] in pieces)
    return {place for at in starts for place in range(at, at + least)}


def test_planted_copies_are_found_and_all_of_them_is_told(planted: Planted) -> None:
    found = articles_of(planted.searcher)
    forms = {title: literal_form(f"{a.title}\n{a.body}") for title, a in found.items()}
    relations = set()
    for (origin, copy), _ in planted.pairs.items():
        for here, there in ((origin, copy), (copy, origin)):
            shared = told(planted.searcher, here)[there]
            common = shared_places(forms[here], forms[there])
            most = shared_places(forms[here], forms[there], ALIKE)
            title = len(literal_form(here))
            least, limit = (len([p for p in places if p >= title]) for places in (common, most))
            relations.add(shared.relation)
            characters = sum(len(literal_form(passage.text)) for passage in shared.passages)
            share = round(shared.share * (len(forms[here]) - title))
            if shared.relation == "passage":  # formulas and scattered stretches are left out
                assert share == least
                assert max(TELLING, 0.6 * len(common) - len(FORMULA)) <= characters <= len(common)
            else:  # shorter stretches between these count as well
                assert least <= share <= limit
                assert len(common) <= characters <= len(most)
    assert relations >= {"variant", "passage"}


def test_nothing_is_told_that_is_not_there(planted: Planted) -> None:
    found = articles_of(planted.searcher)
    together = {frozenset(pair) for pair in planted.pairs}
    # Copies of copies hold passages of what those were copied from.
    for title, article in found.items():
        for shared in planted.searcher.passages(article.id):
            other = found[shared.title]
            direct = frozenset((title, shared.title)) in together
            assert direct or shared_places(literal_form(article.body), literal_form(other.body.replace(FORMULA, "")))
            reached = {"title": 0, "body": 0}
            for passage in shared.passages:
                text = article.title if passage.part == "title" else article.body
                assert text[passage.start : passage.end] == passage.text
                assert passage.there in f"{other.title}\n{other.body}"
                assert literal_form(passage.text) == literal_form(passage.there)
                assert passage.start >= reached[passage.part]
                reached[passage.part] = passage.end


def test_what_differs_and_what_is_the_same_make_up_the_article(planted: Planted) -> None:
    found = articles_of(planted.searcher)
    for title, article in found.items():
        for shared in planted.searcher.passages(article.id):
            if shared.relation == "passage":
                assert shared.differences == ()
                continue
            # In order, what differs stands between what is the same.
            here, there = f"{title}\n{article.body}", f"{shared.title}\n{found[shared.title].body}"
            at = at_there = 0
            for difference in shared.differences:
                assert difference.here or difference.there
                around = f"{difference.before}{difference.here}{difference.after}"
                assert "".join(around.split()) in "".join(here.split())
                assert literal_form(f"{difference.before}{difference.there}{difference.after}") in literal_form(there)
                at = here.index(difference.here, at) + len(difference.here)
                at_there = there.index(difference.there, at_there) + len(difference.there)


def test_a_formula_that_many_articles_have_makes_no_two_alike(planted: Planted) -> None:
    found = articles_of(planted.searcher)
    related: dict[str, set[str]] = {title: set() for title in found}
    for title, article in found.items():
        related[title] |= {shared.title for shared in planted.searcher.passages(article.id)}
    assert sum(map(len, related.values())) < 4 * len(planted.pairs)
