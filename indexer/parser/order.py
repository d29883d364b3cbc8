"""Entries -> where each lies in the text: what is found exactly once is fixed, the rest is laid out between.

So the work grows with what is doubtful in a bulletin, not with its size; and what the text prints in another order than
the contents is known by its fixed places.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.parser.align import Assignment, Placed
from indexer.parser.contents import Entry
from indexer.parser.lines import squeeze
from indexer.parser.titles import Windows

MANY = 9  # places of one heading: two starts are among them, whatever their widths
_Anchors = dict[int, tuple[int, int]]  # number of an entry -> first line and number of lines of its heading


@dataclass(frozen=True, slots=True)
class Order:
    """Every entry in the order of the text, and the lines of the contents that list a title elsewhere."""

    placed: tuple[Placed, ...]
    moved: frozenset[int]


def lay_out(entries: Sequence[Entry], windows: Windows, sections: dict[int, str], assignment: Assignment) -> Order:
    """One Placed for each entry."""
    anchors = _anchors(entries, windows, sections)
    moved = _moved(anchors)
    placed: list[Placed] = []
    parts = list(_parts(_order(entries, anchors, moved), anchors))
    ends = [*(anchors[n][0] for n, _ in parts[1:] if n is not None), len(windows.lines)]
    for (n, doubtful), last in zip(parts, ends, strict=True):
        if n is None:
            placed += assignment.place([entries[m] for m in doubtful], 0, last) if doubtful else ()
        elif doubtful:
            placed += assignment.place([entries[m] for m in (n, *doubtful)], anchors[n][0], last)
        else:
            start, width = anchors[n]
            placed.append(Placed(entries[n], "found", start, start + width))
    return Order(tuple(placed), frozenset(entries[n].line for n in moved if entries[n].kind == "title"))


def _parts(order: Sequence[int], anchors: _Anchors) -> Iterator[tuple[int | None, list[int]]]:
    """Each fixed entry with the doubtful ones that follow it; those before the first under None."""
    part: tuple[int | None, list[int]] = (None, [])
    for n in order:
        if n in anchors:
            yield part
            part = (n, [])
        else:
            part[1].append(n)
    yield part


def _anchors(entries: Sequence[Entry], windows: Windows, sections: dict[int, str]) -> _Anchors:
    """The entries whose heading the text prints exactly once, with text below it."""
    keys = [(entry.kind, squeeze(entry.text)) for entry in entries]
    alone = Counter(keys)
    names: dict[str, list[tuple[int, int]]] = {}
    for i, name in sections.items():
        names.setdefault(squeeze(name), []).append((i, 1))
    anchors: _Anchors = {}
    for n, (kind, text) in enumerate(keys):
        places = names.get(text, []) if kind == "section" else windows.by_text.get(text, [])
        if len(dict(places[:MANY])) == 1 and alone[kind, text] == 1:
            anchors[n] = places[0]
    return _with_text(anchors, entries, windows, sections)


def _with_text(anchors: _Anchors, entries: Sequence[Entry], windows: Windows, sections: dict[int, str]) -> _Anchors:
    """Without the titles right below which another heading stands, or nothing."""
    headings = {start for start, _ in anchors.values()} | set(sections) | {len(windows.lines)}
    inside = {i for start, width in anchors.values() for i in range(start + 1, start + width)}
    return {
        n: (start, width)
        for n, (start, width) in anchors.items()
        if start not in inside and (entries[n].kind == "section" or start + width not in headings)
    }


def _moved(anchors: _Anchors) -> set[int]:
    """The fewest entries without which the others stand in the order of the contents."""
    tails: list[int] = []  # the smallest last start of an ordered run of each length
    runs: list[tuple[int, int]] = []  # entry, and the length of the run that ends with it
    for n, (start, _) in sorted(anchors.items()):
        length = bisect_left(tails, start)
        tails[length : length + 1] = [start]
        runs.append((n, length))
    ordered: set[int] = set()
    wanted, before = len(tails) - 1, None
    for n, length in reversed(runs):
        if length == wanted and (before is None or anchors[n][0] < before):
            ordered.add(n)
            wanted, before = length - 1, anchors[n][0]
    return set(anchors) - ordered


def _order(entries: Sequence[Entry], anchors: _Anchors, moved: set[int]) -> list[int]:
    """The entries in the order of the text: fixed ones where they lie, a doubtful one after its neighbour."""
    if not moved:
        return list(range(len(entries)))
    places: list[tuple[int, int]] = []
    fixed = sorted(anchors)
    for n in range(len(entries)):
        before = [m for m in fixed if m <= n]
        after = next((m for m in fixed if m > n), None)
        if n in anchors:
            places.append((anchors[n][0], n))
        elif entries[n].kind == "section" and after == n + 1:
            places.append((anchors[after][0] - 1, n))
        else:
            # One that was moved takes its follower along only if what comes next was moved as well.
            near = [m for m in before if m not in moved or (before[-1] == m and after in moved)]
            places.append((anchors[near[-1]][0] if near else -1, n))
    return [n for _, n in sorted(places)]
