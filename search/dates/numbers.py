"""Numbers in digits or in Chinese -> int."""

import re
from functools import lru_cache

from search.dates.grammar import D

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_ZEROS = str.maketrans(dict.fromkeys("OoＯｏ◯0０", "〇"))
_UNITS = re.compile(
    r"(?:(?P<k>[一二两三四五六七八九])千)?(?:(?:(?<=千))?(?P<h>[一二两三四五六七八九])百)?"
    r"(?:(?:(?<=千)[零〇])?(?P<t>[一二三四五六七八九])?(?P<ten>十))?"
    r"(?:(?:(?<=[千百])[零〇]|(?<![千百]))(?P<one>[一二三四五六七八九]))?"
)


def chinese_number(text: str) -> int | None:
    """十二, 二十一, 一百零三, 〇九, 二〇二二, ２１ or 21 as a number; None if `text` is none or above 9999 in words."""
    return _number(text) if len(text) < 16 else None


@lru_cache(maxsize=1024)
def _number(text: str) -> int | None:
    if re.fullmatch(f"[{D}]+", text):
        return int(text)
    if text and all(c in _DIGITS and c != "两" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    m = _UNITS.fullmatch(text.replace("廿", "二十").replace("卅", "三十"))
    if not m or not text:
        return None
    tens = _DIGITS[m["t"]] if m["t"] else int(bool(m["ten"]))
    thousands, hundreds, ones = (_DIGITS[m[unit] or "零"] for unit in ("k", "h", "one"))
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def value(text: str) -> int:
    """A number as a date prints it: 元 is 1, 二O二二 is 2022. ValueError if it is none."""
    number = 1 if text == "元" else _number(text if text.isdecimal() else text.translate(_ZEROS))
    if number is None:
        raise ValueError(text)
    return number
