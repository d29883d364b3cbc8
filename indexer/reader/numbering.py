"""Numbers that Word prints before a paragraph but does not write into it: 一、 （二） 3. ①, and bullets.

`word/numbering.xml` and the lists of `word/styles.xml` -> `Numbering`, which is asked for each numbered paragraph in
order. A section's mark is often such a number, so a bulletin read without them loses its sections.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from indexer.reader.blocks import symbol

MAX_LEVEL = 8  # from 0
_MAX_LABEL = 60  # characters

_HAN = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_PLACE = re.compile(r"%([1-9])")


def chinese(number: int, digits: str = _HAN, units: str = "十百千") -> str:
    """12 -> 十二, 105 -> 一百零五; digits from 10,000 on, which no list reaches."""
    if not 0 < number < 10_000:
        return str(number)
    out = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit:
            out += digits[digit] + (units[place - 1] if place else "")
        elif out and not out.endswith(digits[0]):
            out += digits[0]
    out = out.rstrip(digits[0])
    return out[1:] if out.startswith(digits[1] + units[0]) and digits == _HAN else out


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        out += sign * (number // value)
        number %= value
    return out


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number > 0 else ""


def _one_of(signs: str, number: int) -> str:
    return signs[number - 1] if 0 < number <= len(signs) else str(number)


def formatted(number: int, style: str) -> str:
    """One number of a list in the style that OOXML names so."""
    match style:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "upperRoman":
            return _roman(number)
        case "lowerRoman":
            return _roman(number).lower()
        case "upperLetter":
            return _letters(number)
        case "lowerLetter":
            return _letters(number).lower()
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord("０") + int(d)) if d.isdigit() else d for d in str(number))
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese":
            return _one_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", number)
        case "decimalEnclosedParen":
            return _one_of("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", number)
        case "decimalEnclosedFullstop":
            return _one_of("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", number)
        case "ideographEnclosedCircle":
            return _one_of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", number)
        case "ideographTraditional":
            return _one_of("甲乙丙丁戊己庚辛壬癸", number)
        case "ideographZodiac":
            return _one_of("子丑寅卯辰巳午未申酉戌亥", number)
        case "ideographDigital" | "japaneseDigitalTenThousand":
            return "".join("〇一二三四五六七八九"[int(d)] if d.isdigit() else d for d in str(number))
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            return chinese(number, _FORMAL, "拾佰仟")
        case (
            "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCounting"
            | "taiwaneseCountingThousand" | "japaneseCountingThousand"
        ):  # fmt: skip
            return chinese(number)
        case _:
            return str(number)


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""  # "%1、"
    font: str = ""  # of a bullet
    legal: bool = False  # all numbers of the text in digits


@dataclass(slots=True)
class Numbering:
    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)  # numId -> abstractNumId
    overrides: dict[tuple[str, int], Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # of lists that begin anew
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, list_id: str, level: int) -> str:
        """What is printed before the next paragraph of this list."""
        name = self.lists.get(list_id)
        if name is None or not 0 <= level <= MAX_LEVEL:
            return ""
        levels = self.abstract.get(name, {})
        counts = self._counts.setdefault(name, [None] * (MAX_LEVEL + 1))
        if (list_id, level) in self.starts and (list_id, level) not in self._begun:
            self._begun.add((list_id, level))
            counts[level] = self.starts[list_id, level] - 1
        before = counts[level]
        counts[level] = self._level(list_id, levels, level).start if before is None else before + 1
        counts[level + 1 :] = [None] * (MAX_LEVEL - level)
        return self._printed(list_id, levels, level, counts)

    def _level(self, list_id: str, levels: Mapping[int, Level], level: int) -> Level:
        return self.overrides.get((list_id, level)) or levels.get(level) or Level()

    def _printed(self, list_id: str, levels: Mapping[int, Level], level: int, counts: list[int | None]) -> str:
        own = self._level(list_id, levels, level)
        if own.style == "bullet":
            return "".join(_bullet(c, own.font) for c in own.text)
        if own.style == "none" and "%" in own.text:
            return _PLACE.sub("", own.text)

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = self._level(list_id, levels, at)
            count = counts[at]
            style = "decimal" if own.legal and of.style != "none" else of.style
            return formatted(of.start if count is None else count, style)

        label = _PLACE.sub(number, own.text)
        return label + " " if label and label[-1].isalnum() and label[-1].isascii() else label


def _bullet(character: str, font: str) -> str:
    code = ord(character)
    if 0xE000 <= code <= 0xF8FF or font.lower().startswith(("wingdings", "symbol")):
        return symbol(code, font) or "·"
    return character


class NumberingReader:
    """The events of numbering.xml -> a Numbering."""

    def __init__(self) -> None:
        self.numbering = Numbering()
        self._abstract = ""
        self._list = ""
        self._level: int | None = None
        self._now = Level()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        match name:
            case "abstractNum":
                self._abstract, self._list = attributes.get("abstractNumId", ""), ""
                self.numbering.abstract[self._abstract] = {}
            case "num":
                self._list = attributes.get("numId", "")
            case "abstractNumId" if self._list:
                self.numbering.lists[self._list] = value
            case "lvlOverride" | "lvl":
                self._level = _int(attributes.get("ilvl"), 0)
                self._now = Level()
            case "startOverride" if self._level is not None:
                self.numbering.starts[self._list, self._level] = _int(value, 1)
            case "start":
                self._now = replace(self._now, start=_int(value, 1))
            case "numFmt" if value:
                self._now = replace(self._now, style=value)
            case "lvlText":
                self._now = replace(self._now, text=value[:_MAX_LABEL])
            case "isLgl":
                self._now = replace(self._now, legal=value not in ("0", "false"))
            case "rFonts":
                self._now = replace(self._now, font=attributes.get("ascii") or attributes.get("hAnsi") or "")

    def end(self, name: str) -> None:
        if name == "lvl" and self._level is not None:
            if self._list:
                self.numbering.overrides[self._list, self._level] = self._now
            elif self._abstract:
                self.numbering.abstract[self._abstract][self._level] = self._now


def _int(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
