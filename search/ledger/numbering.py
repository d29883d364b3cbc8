"""The numbers that an issue stands for: of combined issues (第3-4期合刊), of supplements, and as its file is named."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from search.dates import chinese_number
from search.fold import fold
from search.model import Issue

MOST_COMBINED = 6  # issues in one; a wider span is something else

_NUMERAL = r"(\d{1,5}|[〇○零一二三四五六七八九十百]{1,7})"
_COMBINED = re.compile(rf"(?<![总\d])(?<!总第)第?{_NUMERAL}期?(?:[-—–－~～/、,及和至到]|——)第?{_NUMERAL}期")
_SUPPLEMENT = re.compile(r"(?:^|[(（\[【〔年期])(增刊|特刊|专刊|号外)(?=$|[)）\]】〕:：]|第|总|no\.?|\d)")
_BESIDE_NAME = re.compile(r"[\s·_-]+")
_NAMED_NUMBER = re.compile(
    rf"(?<!总)(?<!总第)第{_NUMERAL}[期号]|(?<![年总第\d]){_NUMERAL}期|(?<![a-z])no\.?(\d{{1,5}})"
)
_NAMED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[-_. ]*(?:第|no\.?\d))")


@dataclass(frozen=True, slots=True)
class FileName:
    """What a file's name says of its issue, where it says it in so many words; 2024-03 may be a month."""

    year: int | None
    numbers: tuple[int, ...]


def numbers_of(issue: Issue, masthead: str | None) -> tuple[int, ...]:
    """The number of an issue, or all that a combined issue prints; none where it prints none."""
    if issue.number is None:
        return ()
    for line in (masthead or "").splitlines():
        numbers = _combined(fold("".join(line.split())))
        if issue.number in numbers:
            return numbers
    return (issue.number,)


def supplement_of(issue: Issue, masthead: str | None, source: str) -> str | None:
    """增刊, 特刊 … of an issue that is numbered apart; one whose name says so is a bulletin of its own."""
    name = fold("".join((issue.name or "").split()))
    lines = [*(masthead or "").splitlines(), PurePosixPath(source).stem]
    for line in lines:
        for part in _BESIDE_NAME.split(fold(line).strip()):
            found = _SUPPLEMENT.search(part.replace(name, "", 1) if name else part)
            if found:
                return found[1]
    return None


def file_name_of(source: str) -> FileName:
    """What the name of a file says in so many words: 岚州民政简报2024年第3期.docx."""
    stem = fold("".join(PurePosixPath(source).stem.split()))
    year = _NAMED_YEAR.search(stem)
    numbers = _combined(stem)
    if not numbers and (found := _NAMED_NUMBER.search(stem)):
        number = _integer(next(part for part in found.groups() if part))
        numbers = (number,) if number else ()
    return FileName(int(year[1]) if year else None, numbers)


def _combined(text: str) -> tuple[int, ...]:
    for found in _COMBINED.finditer(text):
        first, last = _integer(found[1]), _integer(found[2])
        if first and last and 0 < last - first < MOST_COMBINED:
            return tuple(range(first, last + 1))
    return ()


def _integer(numeral: str) -> int | None:
    return int(numeral) if numeral.isdecimal() else chinese_number(numeral)
