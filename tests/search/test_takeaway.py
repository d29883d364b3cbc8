"""What is taken away: citations as the standard has them, and a Word document that word processors and we can read."""

import datetime as dt
import io

import pytest

from indexer.reader import read_as
from search.model import Issue
from search.takeaway.citations import gb7714
from search.takeaway.document import write_document

DAY = dt.date(2026, 11, 25)
WHOLE = Issue("i", "岚州民政简报", 3, None, 2024, dt.date(2024, 3, 28), "printed", "岚州市民政局")


@pytest.mark.parametrize(
    "issue, cited",
    [
        (WHOLE, "岚州市民政局．题名［J/OL］．岚州民政简报，2024（3）［2026-11-25］．http://h/a"),
        (Issue("i", "简报", None, None, 2024), "题名［J/OL］．简报，2024［2026-11-25］．http://h/a"),
        (Issue("i", date=dt.date(2024, 3, 28)), "题名［J/OL］．2024-03-28［2026-11-25］．http://h/a"),
        (Issue("i"), "题名［J/OL］．［2026-11-25］．http://h/a"),
    ],
)
def test_citations_leave_out_what_is_not_printed(issue: Issue, cited: str) -> None:
    assert gb7714("题名", issue, DAY, "http://h/a") == cited


def test_a_document_holds_its_paragraphs_and_numbers_its_items() -> None:
    file = io.BytesIO()
    write_document(file, [("title", "养老 & <助餐>"), ("item", "甲\x0b"), ("text", "中"), ("item", "乙\U00020000")])
    assert read_as("docx", file.getvalue()).split("\n") == [
        "养老 & <助餐>",
        "[1]\t甲\ufffd",
        "中",
        "[2]\t乙\U00020000",
        "",
    ]
