import pytest

from indexer.parser.lines import split_lines
from indexer.parser.wrapping import Wrapping, find_wrapping, paragraphs_of

PARAGRAPHS = (
    "近日，市民政局组织工作队到各乡镇走访低保家庭，送去棉被、大米和食用油，详细了解他们的生活还有什么难处。",
    "工作队一户一户地看，一件一件地记，回来以后列成清单，逐项交给有关科室限期办结，办好一件销去一件。",
    "截至月底，清单上的四十六件事已经办好四十一件，余下五件要同住建、医保部门商量，下月初给群众答复。",
    "群众说，干部来了不光是问一问，答应的事情件件有着落。这样的走访，一年里来多少回都欢迎。",
)


def wrapped(width: int, indent: str, gap: str) -> str:
    def lines(text: str) -> str:
        first = width - len(indent)
        rest = [text[i : i + width] for i in range(first, len(text), width)]
        return "\n".join([indent + text[:first], *rest])

    return gap.join(lines(text) for text in PARAGRAPHS)


@pytest.mark.parametrize("width", [22, 30, 38])
@pytest.mark.parametrize("indent, gap", [("　　", "\n"), ("", "\n\n"), ("    ", "\n\n")])
def test_lines_broken_by_hand_are_joined_again(width: int, indent: str, gap: str) -> None:
    lines = split_lines(wrapped(width, indent, gap))
    found = find_wrapping(lines)
    assert found is not None
    assert paragraphs_of(lines, found) == list(PARAGRAPHS)


def test_lines_that_are_paragraphs_stay() -> None:
    lines = split_lines("\n".join(PARAGRAPHS * 3))
    assert find_wrapping(lines) is None
    assert paragraphs_of(lines, None) == list(PARAGRAPHS * 3)


def test_a_few_lines_tell_nothing() -> None:
    assert find_wrapping(split_lines("一行\n两行\n三行")) is None


def test_latin_words_are_parted_again() -> None:
    wrapping = Wrapping(width=8, columns=False, margin=0, indented=False, apart=False)
    assert paragraphs_of(split_lines("abc def\nghi"), wrapping) == ["abc def ghi"]
