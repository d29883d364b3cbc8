"""Rows of corrections.tsv are understood as clerks write them, or told with what is wrong."""

from pathlib import Path

import pytest

from search.corrections import CHANGE_NAMES, Correction
from search.names import LexiconError, load_lexicon

HEADER = "id\ttitle\tchange\tparagraph\tvalue\tnote\n"


def load(folder: Path, *rows: str) -> tuple[Correction, ...]:
    (folder / "corrections.tsv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return load_lexicon(folder).corrections


@pytest.mark.parametrize(
    ("row", "correction"),
    [
        ("x-1\t\t题名\t\t新题名\t误印", Correction("x-1", "", "title", "", "新题名")),
        ("x\t旧题名\ttitle\t\t新题名", Correction("x", "旧题名", "title", "", "新题名")),
        ("x-1\t\t日期\t\t2024-03-05", Correction("x-1", "", "date", "", "2024-03-05")),
        ("x-1\t\t日期\t\t2024/3/5", Correction("x-1", "", "date", "", "2024-03-05")),
        ("x-1\t\t日期\t\t２０２４年3月5日", Correction("x-1", "", "date", "", "2024-03-05")),
        ("x\t\t期号\t\t１２", Correction("x", "", "number", "", "12")),
        ("x\t\t期号\t\t-", Correction("x", "", "number", "", "-")),
        ("x-1\t\t栏目\t\t-", Correction("x-1", "", "section", "", "-")),
        ("x-1\t\t起自\t本周\t", Correction("x-1", "", "starts", "本周")),
        ("x-1\t\t拆出\t本周\t另一篇", Correction("x-1", "", "split", "本周", "另一篇")),
        ("x-1\t\t拆出\t本周", Correction("x-1", "", "split", "本周")),
        ("x-1\t\t并入上篇", Correction("x-1", "", "join")),
    ],
)
def test_a_row_is_understood(row: str, correction: Correction, tmp_path: Path) -> None:
    assert load(tmp_path, row) == (correction,)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("\t\t题名\t\t新题名", "id 为空"),
        ("x-1\t\t改名\t\t新题名", "题名、栏目"),
        ("x-1\t\t题名\t\t", "没有值|为空"),
        ("x-1\t\t日期\t\t三月", "2024-03-05"),
        ("x-1\t\t日期\t\t2024-02-30", "2024-03-05"),
        ("x\t\t期号\t\t十二", "数字"),
        ("x\t\t期号\t\t0", "数字"),
        ("x-1\t\t起自\t\t", "paragraph"),
        ("x-1\t\t题名\t本周\t新", "paragraph"),
        ("x-1\t\t并入上篇\t\t新", "value"),
    ],
)
def test_a_row_that_makes_no_sense_is_told(row: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=told) as error:
        load(tmp_path, "# 说明", row)
    assert "corrections.tsv 第 3 行" in str(error.value)


def test_every_change_has_a_name_that_staff_write() -> None:
    assert len(set(CHANGE_NAMES.values())) == len(CHANGE_NAMES)


def test_a_correction_is_told_in_words() -> None:
    assert str(Correction("x", "旧", "split", "本周", "新")) == "x“旧” 拆出“本周…” → 新"
