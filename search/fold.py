"""Text -> folded text of the same length, so that 臺灣 = 台湾, ２０２４ = 2024 and ABC = abc in index and query alike.

Folding is one table, character by character: full width to half width and other single-character compatibility forms
(Unicode NFKC), upper to lower case, traditional and variant characters to simplified ones (OpenCC's character table;
its phrase table depends on context, 乾隆). A character always becomes exactly one character: offsets stay true.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]

# Unicode's Han script, plane by plane; 々 and 〇 belong to it.
HAN = "\u3005\u3007\u3021-\u3029\u3038-\u303b\u2e80-\u2fd5\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U000323af"
_SHORT = 64  # characters; longer texts are folded by an array
_HAN_RANGES = ((0x2E80, 0x2FD5), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9), (0x20000, 0x323AF))
_SPACE = re.compile(r"\s+")
_HAN = re.compile(f"[{HAN}]")


def _simplified() -> dict[int, int]:
    from opencc import OpenCC

    han = [chr(code) for first, last in _HAN_RANGES for code in range(first, last + 1)]
    # Line by line, so that no phrase of OpenCC's can form.
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(a): ord(b) for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1}


@cache
def _table() -> dict[int, int]:
    """Code point -> folded code point, for those that change."""
    simplified = _simplified()
    table = {}
    for code in (*range(0x80, 0x3400), *range(0xA000, 0xD800), *range(0xF900, 0x10000), *range(0x1D400, 0x1F200)):
        compatible = unicodedata.normalize("NFKC", chr(code))
        folded = compatible if len(compatible) == 1 else chr(code)
        lower = folded.lower()
        folded = lower if len(lower) == 1 else folded
        if ord(folded) != code:
            table[code] = ord(folded)
    for code, simple in simplified.items():
        table[code] = simple
    for code in range(ord("A"), ord("Z") + 1):
        table[code] = code + 32
    # Radicals and compatibility ideographs become ideographs, which may be traditional themselves.
    return {code: simplified.get(to, to) for code, to in table.items()}


@cache
def _folded_codes() -> Codes:
    """Code point -> folded code point, of all."""
    codes = np.arange(0x110000, dtype=np.uint32)
    table = _table()
    codes[list(table)] = list(table.values())
    return codes


def fold(text: str) -> str:
    """`text` with every character replaced by its folded form; same length."""
    if len(text) < _SHORT:
        return text.translate(_table())
    return text_of(_folded_codes()[codes_of(text)])


def codes_of(text: str) -> Codes:
    """The code points of a text, halves of pairs included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """The text of code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def joined(text: str) -> str:
    """`text` without white space between two Han characters: where lines were wrapped, titles spaced, names padded."""
    return without(text, gaps(text))


def gaps(text: str) -> list[tuple[int, int]]:
    """What `joined` drops of `text`."""
    spaces = (space.span() for space in _SPACE.finditer(text))
    return [(a, b) for a, b in spaces if a and _HAN.match(text, a - 1) and _HAN.match(text, b)]


def without(text: str, dropped: list[tuple[int, int]]) -> str:
    """`text` without the given stretches, in order."""
    if not dropped:
        return text
    starts = (0, *(end for _, end in dropped))
    ends = (*(start for start, _ in dropped), len(text))
    return "".join([text[start:end] for start, end in zip(starts, ends, strict=True)])


class Offsets:
    """Offsets in `joined` text -> offsets in the text it was joined from."""

    def __init__(self, dropped: list[tuple[int, int]]) -> None:
        """`dropped` as `gaps` gives it."""
        self._before = [0, *accumulate(end - start for start, end in dropped)]
        self._at = [start - before for (start, _), before in zip(dropped, self._before, strict=False)]

    def __call__(self, offset: int) -> int:
        """The offset of the character that stands there in joined text; of its end, that of the text's."""
        return offset + self._before[bisect_right(self._at, offset)]


def literal_form(text: str, *, printed: bool = False) -> str:
    """What literal matching compares: joined text, folded unless the printed form is asked for."""
    folded = fold(text)
    # The same white space is dropped of both forms, so that they have the same length.
    return without(text if printed else folded, gaps(folded))
