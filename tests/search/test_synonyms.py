"""Synonyms and other names: what they find, how they are told and counted, where they do not apply, how they change."""

from pathlib import Path

import pytest

from search.config import Config
from search.request import SearchRequest
from search.results import Interpretation, Variants
from search.searcher import Searcher, open_searcher
from search.synonyms import SynonymEntry, read_synonyms

SHORT, LONG = "低保经办培训", "最低生活保障提标"


def titles(searcher: Searcher, q: str, **wanted: object) -> set[str]:
    return {hit.title for hit in searcher.search(SearchRequest(q, **wanted)).hits}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "q, found",
    [
        ("低保", {SHORT, LONG}),
        ("最低生活保障", {SHORT, LONG}),
        ("最低生活保障制度", {SHORT, LONG}),  # of a group each finds all others
        ("最低 生活保障", {LONG}),  # only whole clauses
        ("低保经办", {SHORT}),
        ("“低保”", {SHORT}),
        ("标题:低保", {SHORT, LONG}),
        ("正文:低保 梁绍雄", {LONG}),
        ("低保 或 银行", {SHORT, LONG, "银行进社区"}),
        ("低保 -最低生活保障", {SHORT}),
        ("生活 -低保", {LONG}),  # what is excluded is excluded as typed
        ("市府办", {"督办简讯", "办公室通知"}),
        ("市政府办公室", {"办公室通知"}),  # one way
        ("梁绍雄", {LONG, "养老服务中心揭牌"}),  # a text is what is printed, a person is who is meant
        ("人物:梁绍雄", {LONG, "养老服务中心揭牌", "误印一则"}),
    ],
)
def test_a_clause_that_is_a_known_term_finds_what_means_the_same(named: Searcher, q: str, found: set[str]) -> None:
    assert titles(named, q) == found


@pytest.mark.parametrize("switch", ["literal", "printed"])
def test_literal_and_printed_find_what_is_typed(named: Searcher, switch: str) -> None:
    assert titles(named, "低保", **{switch: True}) == {SHORT}


def test_what_else_was_searched_is_told_and_can_be_taken_away(named: Searcher) -> None:
    results = named.search(SearchRequest("低保 -银行"))
    assert results.interpretation == (Interpretation("低保", "synonym", "最低生活保障|最低生活保障制度", 1),)
    plain = named.search(SearchRequest("低保 -银行", as_text=("低保",)))
    assert (plain.interpretation, plain.total) == ((), 1)
    assert results.total == 2


@pytest.mark.parametrize(
    "q, variants",
    [
        ("低保", Variants(1, 0, 1)),
        ("低保 培训", Variants(1, 0, 0)),
        ("人物:梁绍雄", Variants(2, 0, 1)),
        ("人物:梁少熊", Variants(1, 0, 2)),
        ("低保 人物:梁绍雄", Variants(0, 0, 1)),
        ("单立群", Variants(1, 0, 0)),
        ("單立群", Variants(0, 1, 0)),
        ("養老服務 人物:梁少熊", Variants(0, 0, 1)),
    ],
)
def test_hits_that_hold_only_another_term_are_counted_apart(named: Searcher, q: str, variants: Variants) -> None:
    results = named.search(SearchRequest(q))
    assert results.variants == variants
    assert sum((variants.printed, variants.folded, variants.alias)) == results.total


def test_hits_by_another_term_mark_it_and_come_behind_those_as_typed(named: Searcher) -> None:
    first, second = named.search(SearchRequest("低保")).hits
    assert (first.title, second.title) == (SHORT, LONG)
    assert ("最低生活保障", True) in second.title_pieces and ("最低生活保障", True) not in first.title_pieces
    view = named.article(second.id, SearchRequest("低保"))
    assert ("最低生活保障", True) in view.paragraph_pieces[0]
    assert (first.variant, second.variant) == (False, True)


def test_facets_count_what_they_give(named: Searcher) -> None:
    results = named.search(SearchRequest("低保"))
    for value in results.facets["person"]:
        assert value.count == named.search(SearchRequest("低保", person=(value.value,))).total


def test_a_changed_file_counts_at_once(named: Searcher, tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    mine = open_searcher(Config(tmp_path, named.config.index))
    assert titles(mine, "重阳") == {"重阳慰问"}
    file = tmp_path / "lexicon" / "synonyms.tsv"
    file.write_text("term\tsynonyms\n重阳\t银行\n壞行\n", encoding="utf-8")
    assert titles(mine, "重阳") == {"重阳慰问", "银行进社区"}  # a faulty row does not stop the others
    file.unlink()
    assert titles(mine, "重阳") == {"重阳慰问"}


@pytest.mark.parametrize(
    "row, told",
    [("低保", "synonyms"), ("\t低保", "term"), ("低保\t低保", "自己"), ("低保\t最低生活保障\t反向", "direction")],
)
def test_rows_that_say_nothing_are_told(row: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "synonyms.tsv").write_text(f"term\tsynonyms\tdirection\n{row}\n", encoding="utf-8")
    rows, (problem,) = read_synonyms(tmp_path)
    assert (rows, problem.line) == ([], 2) and told in problem.message


def test_rows_are_read_as_spreadsheets_write_them(tmp_path: Path) -> None:
    text = 'term\tsynonyms\tdirection\t注\r\n低保\t"最低生活保障｜低保金 "\t单向\t\r\n# 注\r\n残联\t残疾人联合会\r\n'
    (tmp_path / "synonyms.tsv").write_text(text, encoding="utf-16", newline="")
    entries = [entry for _, entry in read_synonyms(tmp_path)[0]]
    assert entries == [
        SynonymEntry("低保", ("最低生活保障", "低保金"), one_way=True),
        SynonymEntry("残联", ("残疾人联合会",)),
    ]
