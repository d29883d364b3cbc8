"""The word lists beside this module, as sets and as regular expressions. General knowledge, not of any archive."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """A list file as section -> words. A line that is one ASCII word opens a section; # begins a comment."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in files(__package__).joinpath(name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.isascii() and line.strip():
            words = found.setdefault(line.strip(), [])
        else:
            words.extend(line.split())
    return {section: tuple(dict.fromkeys(words)) for section, words in found.items()}


def alternation(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of `words`, as a tree of prefixes: ten times faster than a|b|c.

    Gives up the longest for a shorter one where what follows in the expression demands it.
    """
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(tree) if tree else "(?!)"


def _branch(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    optional = "" in node
    leaves = "".join(re.escape(char) for char, below in node.items() if char and set(below) == {""})
    parts = [re.escape(char) + _branch(below) for char, below in node.items() if char and set(below) != {""}]
    if leaves:
        parts.append(f"[{leaves}]" if len(leaves) > 1 else leaves)
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not optional else f"(?:{'|'.join(parts)})"
    return f"{body}?" if optional else body
