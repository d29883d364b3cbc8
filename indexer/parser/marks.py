"""What marks a line as a heading: a bullet, brackets, a number; and what is printed beside them."""

import re
from dataclasses import dataclass
from functools import lru_cache

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_LEADING = re.compile(
    rf"""
    (?P<bullet>[●◆■▲★◎○◇□▪•►▶⊙◉☆△▼♦❖✦✧※❑❒▍▌◤◢☉➤➢✿])+\s*
  | (?P<count>{_HAN_NUMBER})\s*[、．.]\s*
  | 第{_HAN_NUMBER}(?P<part>部分|板块|章|编)\s*[:：、]?\s*
  | [(（]\s*(?P<paren>{_HAN_NUMBER})\s*[)）]\s*[、.．]?\s*
  | (?P<number>\d{{1,2}})(?:\s*、\s*|\s*[.．](?:\s+|(?=[^\d\s])|(?=(?:19|20)\d\d年|\d{{1,2}}月\d)))
  | (?P<short>\d{{1,2}})[)）]\s*
  | [(（]\s*(?P<digits>\d{{1,2}})\s*[)）]\s*[、.．]?\s*
  | (?P<circled>[①-⑳❶-❿⑴-⒇⒈-⒛])\s*
    """,
    re.VERBOSE,
)
_AROUND = re.compile(
    r"(?P<bracket>[【\[〖［「『])\s*(?P<inner>[^】\]〗］」』]{2,30}?)\s*[】\]〗］」』][:：]?"
    r"|(?P<rule>[-—─―=＝*＊~～·•◇◆●★☆]{1,12})\s*(?P<between>\S.{0,28}?\S)\s*[-—─―=＝*＊~～·•◇◆●★☆]{1,12}"
)
NUMBERED = frozenset({"count", "paren", "number", "short", "digits", "circled", "part"})


@dataclass(frozen=True, slots=True)
class Marked:
    """`form` is the bullet itself, or the name of another kind of mark, or "" for a bare line."""

    form: str
    rest: str


@lru_cache(maxsize=8192)
def unmark(text: str) -> Marked:
    """●市级动态, 【市级动态】, 一、市级动态 -> the kind of mark, and 市级动态; of a mark alone, itself."""
    if found := _LEADING.match(text):
        rest = text[found.end() :]
        if rest:
            kind = found.lastgroup or ""
            return Marked(found["bullet"] if kind == "bullet" else kind, rest)
    elif (found := _AROUND.fullmatch(text)) and not text.endswith("——"):
        return Marked("bracket", found["inner"]) if found["bracket"] else Marked("rule", found["between"])
    return Marked("", text)
