"""Wildcard patterns over the literals of a segment: where 养*中心 or 王? stand, found from the places of their pieces.

* stands for up to STAR_MAX letters, digits or Han characters, ? for one; neither crosses punctuation or white space.
"""

import re
from dataclasses import dataclass

import numpy as np

from search.columns.literal import Ints, Literals
from search.fold import literal_form

STAR_MAX = 30  # characters

_GAP = re.compile(r"([*?]+)")


@dataclass(frozen=True, slots=True)
class Gap:
    """From `least` to `most` characters."""

    least: int
    most: int


def pattern_parts(pattern: str) -> list[str | Gap]:
    """A pattern as its pieces and the gaps before, between and behind them; a star at either end asks for nothing."""
    parts: list[str | Gap] = []
    for piece in _GAP.split(pattern):
        if not piece:
            continue
        if piece[0] in "*?":
            least = piece.count("?")
            parts.append(Gap(least, least + (STAR_MAX if "*" in piece else 0)))
        else:
            parts.append(piece)
    for end in (0, -1):
        gap = parts[end] if parts else None
        if isinstance(gap, Gap):
            parts[end] = Gap(gap.least, gap.least)
    return parts


def wildcard_regex(pattern: str, *, printed: bool) -> str:
    """A pattern as typed, as a regular expression for marking in a literal form."""
    star = rf"[^\W_]{{0,{STAR_MAX}}}?"
    pieces = _GAP.split(pattern)
    return "".join(
        piece.replace("?", r"[^\W_]").replace("*", star) if n % 2 else re.escape(literal_form(piece, printed=printed))
        for n, piece in enumerate(pieces)
    )


def find_pattern(literals: Literals, breaks: Ints, pattern: str, *, printed: bool) -> tuple[Ints, int]:
    """Where the last piece of a pattern stands behind all others, ascending, and how long that piece is.

    `pattern` is as typed; with `printed` only what is printed so counts, else it is folded.
    """
    ends: Ints | None = None  # of what has been found of the pattern so far
    gap = Gap(0, 0)
    places, size = np.zeros(0, np.int32), 0
    for part in pattern_parts(pattern):
        if isinstance(part, Gap):
            gap = part
            continue
        needle = literal_form(part)
        places, size = np.sort(literals.find(needle)), len(needle)
        if printed:
            places = places[literals.as_printed(places, literal_form(part, printed=True))]
        places = _within(places, ends, gap, breaks)
        ends, gap = places + np.int32(size), Gap(0, 0)
    if gap.least and ends is not None:
        behind = ends + np.int32(gap.least)
        places = places[np.searchsorted(breaks, ends) == np.searchsorted(breaks, behind)]
    return places, size


def _within(places: Ints, ends: Ints | None, gap: Gap, breaks: Ints) -> Ints:
    """Those of `places` that stand behind one of `ends` by the gap; the nearest end leaves least between."""
    if ends is None:
        fits = places >= gap.least
        end = np.maximum(places - np.int32(gap.least), 0)
    elif len(ends):
        nearest = np.searchsorted(ends, places - np.int32(gap.least), side="right") - 1
        end = ends[np.maximum(nearest, 0)]
        fits = (nearest >= 0) & (places - end <= gap.most)
    else:
        return ends
    fits &= np.searchsorted(breaks, end) == np.searchsorted(breaks, places)
    found: Ints = places[fits]
    return found


def breaks_of(literals: Literals) -> Ints:
    """The places of what no gap crosses: white space, punctuation, the ends of documents."""
    is_break = np.array([True, *(not chr(code).isalnum() for code in literals.alphabet.tolist())])
    return np.flatnonzero(is_break[literals.text]).astype(np.int32)
