"""Who is called by less than a full name is kept apart from persons."""

import pytest

from indexer.entities import extract
from search.model import to_json
from search.names import Lexicon


@pytest.mark.parametrize(
    "text, informal, people",
    [
        ("叶婆婆说她每天散步。张大爷笑着说好。", ["叶婆婆", "张大爷"], []),
        ("老周走进来，李阿姨表示同意，王先生和陈女士来访。", ["老周", "李阿姨", "王先生", "陈女士"], []),
        ("小林介绍了情况，小学生多，老方法好。", ["小林"], []),
        ("“老王，你好。”欧阳大姐说。", ["老王", "欧阳大姐"], []),
        ("王叔说，李伯恩主任到会。", ["王叔"], ["李伯恩"]),
        ("市民政局局长邵启航慰问葉婆婆。", ["葉婆婆"], ["邵启航"]),
        ("全市先生产后生活，太太平平。", [], []),
    ],
)
def test_informal(text: str, informal: list[str], people: list[str]) -> None:
    found = extract(text, None, Lexicon())
    assert [one.name for one in found.informal] == informal
    assert [person.name for person in found.people] == people
    assert all(text[m.start : m.end] == m.text for one in found.informal for m in one.mentions)


def test_the_list_is_printed_only_where_there_is_one() -> None:
    assert "informal" not in to_json(extract("没有人。", None, Lexicon()))
    assert to_json(extract("叶婆婆来了。", None, Lexicon()))["informal"][0]["name"] == "叶婆婆"
