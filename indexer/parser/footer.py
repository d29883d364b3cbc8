"""The end of the text -> the distribution list (发至, 抄送 …), so that it does not become part of the last article."""

import re
from collections.abc import Sequence

from indexer.parser.headings import section_name
from indexer.parser.lines import Line
from search.fold import fold, joined
from search.model import Distribution

_TO = r"发\s*至|发\s*送|分\s*送|主\s*送|报\s*送|呈\s*送|呈\s*报|送|报|发|送达"
_CC = r"抄\s*送|抄\s*报|抄\s*发|抄"
_START = re.compile(rf"(?P<to>{_TO})\s*[:：]|(?P<cc>{_CC})\s*[:：]")
_PRINTED = re.compile(r".*(?:印发|印制|编印)|[(（]?共印\s*\d+\s*份")
MAX_LINES = 14


def footer_start(lines: Sequence[Line]) -> int:
    """The index of the first line of the distribution list; len(lines) where there is none."""
    first = len(lines)
    for i in range(len(lines) - 1, max(-1, len(lines) - 1 - MAX_LINES), -1):
        if section_name(lines[i]) is not None:
            break
        if _is_start(lines[i].text):
            first = i
    return first if all(_belongs(line) for line in lines[first + 1 :]) else len(lines)


def _belongs(line: Line) -> bool:
    """A line below the first: another address, the rest of a wrapped one, or the printer's line. Prose is none."""
    return _is_start(line.text) or _is_printed(line.text) or len(line.text) <= 80


def _is_start(text: str) -> bool:
    return _START.match(fold(text)) is not None


def _is_printed(text: str) -> bool:
    return _PRINTED.match(fold(text)) is not None


def read_distribution(lines: Sequence[Line]) -> Distribution | None:
    """The addressees; people among them are found later, with those of the articles."""
    if not lines:
        return None
    addressed: list[tuple[str, str]] = []  # to or cc, text
    for line in lines:
        if found := _START.match(fold(line.text)):
            addressed.append(("to" if found["to"] else "cc", line.text[found.end() :]))
        elif addressed and not _is_printed(line.text):
            kind, text = addressed[-1]
            addressed[-1] = kind, f"{text}\n{line.text}"
    return Distribution(
        "\n".join(line.indent + line.text for line in lines).strip(),
        tuple(name for kind, text in addressed if kind == "to" for name in _addressees(text)),
        tuple(name for kind, text in addressed if kind == "cc" for name in _addressees(text)),
    )


def _addressees(text: str) -> list[str]:
    """Addressees are parted by ； and ，; 、 parts words of one (各县（市、区）委、人民政府)."""
    parts = re.split(r"[;；,，。]", joined(re.sub(r"\s*\n\s*", "", text)))
    return [part.strip() for part in parts if fold(part).strip()]


def unwrapped(text: str) -> str:
    """A printed distribution list with each address on one line, wrapped or not: what is searched."""
    lines: list[str] = []
    for line in (raw.strip() for raw in text.split("\n")):
        if lines and not _is_start(line) and not _is_printed(line):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines)
