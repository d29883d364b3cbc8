"""The end of the text -> the distribution list (发至, 抄送 …), so that it does not become part of the last article."""

import datetime as dt
import re
from collections.abc import Sequence

from indexer.parser.lines import Line
from indexer.parser.marks import unmark
from indexer.parser.masthead import printed_date
from search.fold import fold, joined
from search.model import Distribution

_TO = r"发\s*至|发\s*送|分\s*送|主\s*送|报\s*送|呈\s*送|呈\s*报|呈|送\s*达|送|报|发|印\s*送|赠\s*阅|分\s*发"
_CC = r"抄\s*送|抄\s*报|抄\s*发|抄"
_START = re.compile(rf"[(（【\[]?(?:(?P<cc>{_CC})|(?P<to>{_TO}))\s*[】\]]?\s*[:：]")
_PRINTED = re.compile(r"(?:.*(?:印\s*发|印\s*制|编\s*印|编\s*发|印)|[(（]?\s*(?:本期)?共?\s*印\s*(?:发)?\s*\d+\s*份)")
_PRINTED_ALONE = re.compile(
    r"[(（]?\s*(?:本期)?共?\s*印\s*(?:发|数)?\s*[:：]?\s*\d+\s*份?\s*[)）]?|.{2,40}\s(?:印\s*发|编\s*印|印\s*制)|.{4,50}日\s*(?:印\s*发|印\s*制|编\s*印)"
)
_STAFF = re.compile(
    r"[(（]?(?:本期)?(?:签\s*发(?:人)?|编\s*辑|责任编辑|责编|主\s*编|总\s*编|审\s*核|审\s*签|审\s*稿|审\s*定|校\s*对|编\s*审|核\s*稿|执行编辑|联系人|联系电话|电\s*话|传\s*真"
    r"|邮\s*箱|电子邮箱|投稿邮箱|地\s*址|邮\s*编|主\s*办(?:单位)?|承\s*办(?:单位)?|主\s*管|编\s*印(?:单位)?|印\s*数|份\s*数)\s*[:：]"
)
MAX_LINES = 16
LINE_MAX = 80  # characters of a line below the first


def footer_start(lines: Sequence[Line]) -> int:
    """The index of the first line of the distribution list; len(lines) where there is none."""
    first = len(lines)
    for i in range(len(lines) - 1, max(-1, len(lines) - 1 - MAX_LINES), -1):
        text = lines[i].text
        if _is_section(lines[i]):
            break
        if _is_start(text) or _is_staff(text) or _PRINTED_ALONE.fullmatch(fold(text)):
            first = i
        elif not _belongs(lines[i]):
            break
    return first


def _is_section(line: Line) -> bool:
    form = unmark(line.text).form
    return bool(form) and not form.isascii()


def _belongs(line: Line) -> bool:
    """A line below the first: another address, the rest of a wrapped one, or the printer's line. Prose is none."""
    return _is_start(line.text) or _is_printed(line.text) or len(line.text) <= LINE_MAX


def _is_start(text: str) -> bool:
    return _START.match(fold(text)) is not None


def _is_staff(text: str) -> bool:
    return len(text) <= 60 and _STAFF.match(fold(text)) is not None


def _is_printed(text: str) -> bool:
    return _PRINTED.match(fold(text)) is not None


def footer_date(lines: Sequence[Line]) -> dt.date | None:
    """The day on the printer's line: 市民政局办公室　2024年3月5日印发."""
    for line in lines:
        if _is_printed(line.text) and not _is_start(line.text) and (found := printed_date(line.text)):
            return found[0]
    return None


def read_distribution(lines: Sequence[Line]) -> Distribution | None:
    """The addressees; people among them are found later, with those of the articles."""
    if not lines:
        return None
    addressed: list[tuple[str, str]] = []  # to or cc, text
    open_ = False
    for line in lines:
        if found := _START.match(fold(line.text)):
            addressed.append(("cc" if found["cc"] else "to", line.text[found.end() :]))
            open_ = True
        elif _is_printed(line.text) or _is_staff(line.text):
            open_ = False
        elif addressed and open_:
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
        if lines and not _is_start(line) and not _is_printed(line) and not _is_staff(line):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines)
