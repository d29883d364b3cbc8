"""The word lists and the expressions made of them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.data import alternation, sections
from indexer.entities.words import tagged

WORDS = st.lists(st.text(alphabet="甲乙丙丁[]-^\\", min_size=1, max_size=4), min_size=1, max_size=40)


@given(WORDS, st.text(alphabet="甲乙丙丁[]-^\\戊", max_size=30))
def test_an_alternation_matches_the_longest_word(words: list[str], text: str) -> None:
    for match in re.finditer(alternation(words), text):
        fitting = [word for word in words if text.startswith(word, match.start())]
        assert match[0] == max(fitting, key=len)


def test_many_first_characters_are_all_found() -> None:
    words = [chr(0x4E00 + i) + tail for i in range(300) for tail in ("", "甲", "甲乙")]
    pattern = re.compile(alternation(words))
    assert all(pattern.fullmatch(word) for word in words)
    assert pattern.search("aー") is None


def test_no_word_matches_nothing() -> None:
    assert re.search(alternation([]), "甲") is None


def test_every_list_has_its_sections() -> None:
    expected = {
        "surnames.txt": {"common", "plain", "ambiguous", "compound"},
        "given.txt": {"usual", "never"},
        "posts.txt": {"office", "before", "role", "call", "label", "shared"},
        "predicates.txt": {"any", "after", "say", "inside"},
        "places.txt": {
            "shortless",
            "countycity",
            "ordinary",
            "states",
            "foreign",
            "suffix",
            "zone",
            "notplace",
            "notstem",
        }
        | {"ethnic"},
        "organizations.txt": {"field", "rank", "long", "unit", "body", "part", "whole", "national", "generic", "action"}
        | {"strong", "name", "post", "notunit", "afterrank", "aftershort", "facility", "notwhole"},
    }
    for name, keys in expected.items():
        assert set(sections(name)) == keys
        assert all(words for words in sections(name).values())


def test_words_and_tags() -> None:
    assert [word for word, _ in tagged("局长高度重视")] == ["局长", "高度重视"]
    assert "".join(word for word, _ in tagged("王䶮abc")) == "王䶮abc"
