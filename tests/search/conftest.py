"""A small archive of people whose surnames are read otherwise than in words, with a lexicon of its own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.writer import update_index
from search.config import Config
from search.searcher import Searcher, open_searcher

PEOPLE = """name\tkey\tmatch\taliases\treading\tstatus
梁绍雄\t\t\t梁少熊\t\t
祭小满\t\t\t\tjì xiǎo mǎn\t
"""
SYNONYMS = """term\tsynonyms\tdirection
低保\t最低生活保障|最低生活保障制度\t
市府办\t市政府办公室\t单向
"""
NAMED = {
    "最低生活保障提标": "副市长梁绍雄主持会议，部署提高最低生活保障标准。会后梁绍雄到梧桐村调研。",
    "低保经办培训": "市民政局副局长单立群为低保经办人员授课，单立群强调规范办理。",
    "养老服务中心揭牌": "市养老服务中心揭牌，副市长梁绍雄、省民政厅处长曾令远出席。曾令远讲话。",
    "养老服务站点延伸": "县委书记仇海峰、县长解春生调研养老服务站点。仇海峰、解春生入户慰问。",
    "银行进社区": "工商银行行长区永年到社区宣讲，副行长查敏之答疑。区永年、查敏之走访住户。",
    "重阳慰问": "副县长祭小满、民政局局长李德荣慰问老人。李德荣、祭小满参加座谈。",
    "误印一则": "副市长梁少熊到福利院看望儿童。",
    "办公室通知": "市政府办公室印发通知，市民政局落实。",
    "督办简讯": "市府办督办，各县办理。",
}


def write_archive(corpus: Path, articles: dict[str, str], **lexicon: str) -> Path:
    """One issue of these articles, title -> text, and files of the lexicon."""
    (corpus / "lexicon").mkdir(parents=True, exist_ok=True)
    rows = [{"section": "动态", "title": title, "paragraphs": [text]} for title, text in articles.items()]
    issue = {"name": "试验简报", "number": 3, "year": 2024, "date": "2024-03-29"}
    bulletin = json.dumps({"issue": issue, "articles": rows}, ensure_ascii=False)
    (corpus / "a.jsonl").write_text(bulletin + "\n", encoding="utf-8")
    for name, text in lexicon.items():
        (corpus / "lexicon" / f"{name}.tsv").write_text(text, encoding="utf-8")
    return corpus


@pytest.fixture(scope="session")
def make_archive() -> Callable[..., Path]:
    return write_archive


@pytest.fixture(scope="module")
def named_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("corpus"), NAMED, people=PEOPLE, synonyms=SYNONYMS)


@pytest.fixture(scope="module")
def named(named_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index = tmp_path_factory.mktemp("index")
    update_index(named_corpus, index)
    return open_searcher(Config(named_corpus, index))
