import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fold import Offsets, fold, gaps, joined, literal_form


@pytest.mark.parametrize(
    "text, folded",
    [
        ("臺灣", "台湾"),
        ("台灣", "台湾"),
        ("２０２４年ＡＢＣ", "2024年abc"),
        ("PM2.5", "pm2.5"),
        ("（市、区）：", "(市、区):"),
        ("裏裡里", "里里里"),
        ("乾隆", "干隆"),  # by the character: the phrase table would keep 乾隆 and fold 乾燥
        ("王䶮", "王䶮"),
        ("𠮷野家", "𠮷野家"),
        ("a\u3000b\u00a0c", "a b c"),
        ("\u2f08", "人"),  # Kangxi radical
        ("㎡", "㎡"),  # would become two characters
        ("ﬁ", "ﬁ"),
        ("İ", "İ"),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_keeps_length_and_is_idempotent(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "text, form",
    [
        ("王　强", "王强"),
        ("困难\n群众", "困难群众"),
        ("题名 有空格", "题名有空格"),
        ("PM 2.5 超标", "pm 2.5 超标"),
        ("会议。\n二是", "会议。\n二是"),  # white space beside punctuation stays
        ("王　䶮", "王䶮"),
    ],
)
def test_white_space_between_han_is_dropped(text: str, form: str) -> None:
    assert literal_form(text) == form


@given(st.text(alphabet="王䶮强 \n\u3000a。1"))
def test_offsets_lead_back_to_the_printed_text(text: str) -> None:
    form, offset_of = joined(text), Offsets(gaps(text))
    assert [text[offset_of(n)] for n in range(len(form))] == list(form)
    assert offset_of(len(form)) == len(text)


@given(st.text(max_size=5), st.integers(20, 40))
def test_long_texts_fold_as_their_characters_do(text: str, times: int) -> None:
    assert fold(f"臺１{text}" * times) == fold(f"臺１{text}") * times
