"""What staff correct in bulletins as they were read: a row of `corpus/lexicon/corrections.tsv` each.

A row says which article or issue (by id, or by its issue's id and its printed title), what is to change, and to what.
`indexer.corrections` carries them out.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from search.fold import fold

CORRECTION_COLUMNS = ("id", "title", "change", "paragraph", "value")

Change = Literal[
    "title", "section", "date", "number", "total_number", "year", "name", "publisher", "starts", "ends", "split", "join"
]
CHANGES: tuple[Change, ...] = get_args(Change)
BORDERS: tuple[Change, ...] = ("starts", "ends", "split")  # these name a paragraph
PARTINGS: tuple[Change, ...] = (*BORDERS, "join")  # these say which paragraphs belong to which article
NUMBERS: tuple[Change, ...] = ("number", "total_number", "year")
UNUSED = "correction_unused"  # the warning for one that does not find its place
NOTHING = "-"  # as a value: no section, no number

CHANGE_NAMES: Mapping[Change, str] = MappingProxyType(
    {
        "title": "题名", "section": "栏目", "date": "日期", "number": "期号", "total_number": "总期号", "year": "年份",
        "name": "刊名", "publisher": "编发单位", "starts": "起自", "ends": "止于", "split": "拆出", "join": "并入上篇",
    }
)  # fmt: skip
_BY_NAME: Mapping[str, Change] = {**{c: c for c in CHANGES}, **{name: c for c, name in CHANGE_NAMES.items()}}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to an article or an issue."""

    id: str  # of an article or an issue, as the pages show it
    title: str  # with an issue's id: the printed title of the article that is meant; "": what the id says
    change: Change
    paragraph: str = ""  # how a paragraph begins, for the changes of BORDERS
    value: str = ""  # what it is to be; for `split` the title of the new article, "": the paragraph is its title

    @property
    def digest(self) -> str:
        """Stands for the row where its words are not to stand."""
        parts = (self.id, self.title, self.change, self.paragraph, self.value)
        return hashlib.sha256("\t".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def __str__(self) -> str:
        where = f"{self.id}“{self.title}”" if self.title else self.id
        what = f"“{self.paragraph}…”" if self.paragraph else ""
        return f"{where} {CHANGE_NAMES[self.change]}{what}{' → ' + self.value if self.value else ''}"


def correction_of(row: Mapping[str, str]) -> Correction:
    """The correction that a row of the table says. Raises ValueError with what is wrong with it."""
    change = _BY_NAME.get(row["change"])
    if change is None:
        raise ValueError(f"change 应为 {'、'.join(CHANGE_NAMES.values())} 之一，实为“{row['change']}” (unknown change)")
    if not row["id"]:
        raise ValueError("第一列 id 为空 (no id)")
    if (change in BORDERS) != bool(row["paragraph"]):
        wanted = "要写段落开头几个字" if change in BORDERS else "不写段落"
        raise ValueError(f"{CHANGE_NAMES[change]}：paragraph 一列{wanted} (paragraph)")
    return Correction(row["id"], row["title"], change, row["paragraph"], _value(change, row["value"]))


def _value(change: Change, value: str) -> str:
    """The value in one form. Raises ValueError."""
    named = CHANGE_NAMES[change]
    if change in ("starts", "ends", "join") and value:
        raise ValueError(f"{named}：value 一列应为空，实为“{value}” (value must be empty)")
    if change not in ("starts", "ends", "join", "split") and not value:
        raise ValueError(f"{named}：value 一列为空 (no value)")
    if change == "date":
        return corrected_day(value).isoformat()
    if change in NUMBERS and value != NOTHING:
        digits = fold(value)
        if not re.fullmatch(r"[0-9]{1,6}", digits) or not int(digits):
            raise ValueError(f"{named}：应为数字，实为“{value}” (not a number)")
        return str(int(digits))
    return value


def corrected_day(text: str) -> dt.date:
    """2024-03-05, and as spreadsheets rewrite it: 2024/3/5, 2024年3月5日. Raises ValueError."""
    found = _DAY.fullmatch(fold(text).strip())
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise ValueError(f"日期应如 2024-03-05，实为“{text}” (not a date)")
