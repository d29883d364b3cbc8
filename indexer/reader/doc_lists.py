"""The lists of a Word 97 document -> `Numbering`, as `numbering.py` reads it from newer ones."""

from struct import error, unpack_from

from indexer.reader.numbering import MAX_LEVEL, Level, Numbering

_LISTS, _OVERRIDES = 73, 74
_PLAIN = 28  # bytes of a list, and of a level before its text
_STYLES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 17: "ideographLegalTraditional", 18: "decimalEnclosedCircle",
    22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
    31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


def read_lists(main: bytes, table: bytes) -> Numbering:
    """The lists, by the numbers that paragraphs name; none where the document has no lists or they cannot be read."""
    try:
        return _read(main, table)
    except (error, IndexError):  # a document is worth reading without the numbers of its lists
        return Numbering()


def _read(main: bytes, table: bytes) -> Numbering:
    found = Numbering()
    place, length = unpack_from("<II", main, 0x9A + 8 * _LISTS)
    if not length:
        return found
    count = unpack_from("<H", table, place)[0]
    at = place + 2 + count * _PLAIN
    for n in range(count):
        start = place + 2 + n * _PLAIN
        name = str(unpack_from("<I", table, start)[0])
        simple = table[start + 26] & 1
        levels: dict[int, Level] = {}
        for level in range(1 if simple else MAX_LEVEL + 1):
            levels[level], at = _level(table, at)
        found.abstract[name] = levels
    place, length = unpack_from("<II", main, 0x9A + 8 * _OVERRIDES)
    if length:
        for n in range(min(unpack_from("<I", table, place)[0], length // 16)):
            found.lists[str(n + 1)] = str(unpack_from("<I", table, place + 4 + 16 * n)[0])
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    start, style, flags = unpack_from("<IBB", table, at)
    runs, paragraphs = table[at + 24], table[at + 25]
    at += _PLAIN + paragraphs + runs
    length = unpack_from("<H", table, at)[0]
    text = table[at + 2 : at + 2 + 2 * min(length, 60)].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(c) + 1}" if c <= chr(MAX_LEVEL) else c for c in text)
    return Level(start, _STYLES.get(style, "decimal"), text, "", bool(flags & 4)), at + 2 + 2 * length
