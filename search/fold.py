"""Text -> folded text of the same length, so that 臺灣 = 台湾, ２０２４ = 2024 and ABC = abc in index and query alike.

Folding is one table, character by character: full width to half width and other single-character compatibility forms
(Unicode NFKC), upper to lower case, traditional and variant characters to simplified ones (OpenCC's character table;
its phrase table depends on context, 乾隆). A character always becomes exactly one character: offsets stay true.
"""

import re
import unicodedata
from functools import cache

# Unicode's Han script, plane by plane; 々 and 〇 belong to it.
HAN = "\u3005\u3007\u3021-\u3029\u3038-\u303b\u2e80-\u2fd5\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9\U00020000-\U000323af"
_HAN_RANGES = ((0x2E80, 0x2FD5), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9), (0x20000, 0x323AF))
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")


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


def fold(text: str) -> str:
    """`text` with every character replaced by its folded form; same length."""
    return text.translate(_table())


def joined(text: str) -> str:
    """`text` without white space between two Han characters: where lines were wrapped, titles spaced, names padded."""
    return _BETWEEN_HAN.sub("", text)


def gaps(text: str) -> list[tuple[int, int]]:
    """What `joined` drops of `text`."""
    return [gap.span() for gap in _BETWEEN_HAN.finditer(text)]


def joined_offsets(text: str) -> list[int]:
    """For each character of `joined(text)`, and for its end, the offset in `text`."""
    offsets: list[int] = []
    start = 0
    for gap in _BETWEEN_HAN.finditer(text):
        offsets.extend(range(start, gap.start()))
        start = gap.end()
    offsets.extend(range(start, len(text) + 1))
    return offsets


def literal_form(text: str, *, printed: bool = False) -> str:
    """What literal matching compares: joined text, folded unless the printed form is asked for."""
    folded = fold(text)
    if not printed:
        return joined(folded)
    # The same white space is dropped as of the folded form, so that both have the same length.
    start, kept = 0, []
    for gap, end in gaps(folded):
        kept.append(text[start:gap])
        start = end
    return "".join((*kept, text[start:]))
