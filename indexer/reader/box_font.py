"""A font whose every glyph is a stroke as high as a character: what PDFium is given for fonts that a PDF does not hold.

PDFium leaves out text that covers no area, and without a font no Chinese character does: those set one by one, turned
or downwards would be lost. It also makes the reading the same on every machine, whatever fonts that one has.
"""

import sys
from array import array
from functools import cache
from struct import pack

_GLYPHS = 65_535  # a font that is not held may be asked by the number of a glyph
_EM = 200
_BOTTOM, _TOP = -24, 176
_WIDE = 10  # narrower than any character, whose width the PDF tells


@cache
def box_font() -> bytes:
    """A TrueType file in which all code points show the same glyph, and all glyphs look the same."""
    # One contour of two points, from corner to corner: that is all of its extent.
    glyph = pack(">hhhhhHH", 1, 0, _BOTTOM, _WIDE, _TOP, 1, 0) + bytes([0b10001, 0b110111])
    glyph += pack(">BhB", _WIDE, _BOTTOM, _TOP - _BOTTOM)
    places = array("I", range(0, len(glyph) * (_GLYPHS + 1), len(glyph)))
    if sys.byteorder == "little":
        places.byteswap()
    tables = {
        b"cmap": pack(">HHHHIHHIIIIII", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 1, 0x10FFFF, 1),
        b"glyf": glyph * _GLYPHS,
        b"head": pack(
            ">IIIIHH16xhhhhHHhhh", 65536, 65536, 0, 0x5F0F3CF5, 0, _EM, 0, _BOTTOM, _WIDE, _TOP, 0, 8, 2, 1, 0
        ),
        b"hhea": pack(">IhhhH22xH", 65536, _TOP, _BOTTOM, 0, _EM, 1),
        b"hmtx": pack(">Hh", _EM, 0) + bytes(2 * (_GLYPHS - 1)),
        b"loca": places.tobytes(),
        b"maxp": pack(">IHHHHHHHHHHHHHH", 65536, _GLYPHS, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    head, body = pack(">IHHHH", 65536, len(tables), 64, 2, 48), b""
    for name, table in tables.items():
        head += name + pack(">III", 0, 12 + 16 * len(tables) + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + body
