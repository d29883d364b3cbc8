"""Wildcard patterns over the literals of a segment: where 养*中心 or 王? stand, found from the places of their pieces.

* stands for up to STAR_MAX letters, digits or Han characters, ? for one; neither crosses punctuation or white space.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.columns.literal import Ints, Literals
from search.fold import literal_form

STAR_MAX = 30  # characters
NEARBY = 8  # times as many places a piece must have to be looked for around those of another

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
    parts = pattern_parts(pattern)
    found = iter(_candidates(literals, parts))
    ends: Ints | None = None  # of what has been found of the pattern so far
    gap = Gap(0, 0)
    places, size = np.zeros(0, np.int32), 0
    for part in parts:
        if isinstance(part, Gap):
            gap = part
            continue
        places, size = next(found), len(literal_form(part))
        if printed:
            places = places[literals.as_printed(places, literal_form(part, printed=True))]
        places = _within(places, ends, gap, breaks)
        ends, gap = places + np.int32(size), Gap(0, 0)
    if gap.least and ends is not None:
        behind = ends + np.int32(gap.least)
        places = places[np.searchsorted(breaks, ends) == np.searchsorted(breaks, behind)]
    return places, size


def _candidates(literals: Literals, parts: Sequence[str | Gap]) -> list[Ints]:
    """For each piece of a pattern places, ascending, among which are all where the pattern has it.

    The rarest piece is looked up; what is far more frequent, in the text around the places of its neighbour.
    """
    needles = [literal_form(part) for part in parts if isinstance(part, str)]
    between: list[Gap] = []  # in front of each piece
    for n, part in enumerate(parts):
        if isinstance(part, str):
            ahead = parts[n - 1] if n else None
            between.append(ahead if isinstance(ahead, Gap) else Gap(0, 0))
    bounds = [literals.at_most(needle) for needle in needles]
    first = min(range(len(needles)), key=bounds.__getitem__)
    places: dict[int, Ints] = {first: np.sort(literals.find(needles[first]))}
    for n, step in (*((n, 1) for n in range(first + 1, len(needles))), *((n, -1) for n in range(first - 1, -1, -1))):
        beside = places[n - step]
        if bounds[n] <= NEARBY * len(beside):
            places[n] = np.sort(literals.find(needles[n]))
        elif step == 1:
            gap, behind = between[n], len(needles[n - 1])
            places[n] = literals.find_near(needles[n], beside, range(behind + gap.least, behind + gap.most + 1))
        else:
            gap, before = between[n + 1], len(needles[n])
            places[n] = literals.find_near(needles[n], beside, range(-before - gap.most, -before - gap.least + 1))
    return [places[n] for n in range(len(needles))]


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
