"""The query as typed -> its tokens: clauses with their fields and quotes, operators, parentheses.

Operators count in every width, － for -, ｜ for |, ： behind a field; but （） and ＊？ are text, as in pasted titles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from search.dates.grammar import YEAR
from search.fold import fold

MAX_DEPTH = 10
NEAR_MAX = 200  # characters

FieldName = Literal["title", "body", "person", "section", "place", "organization", "issue", "date"]
_FIELDS: dict[str, FieldName] = {
    "标题": "title", "题名": "title", "title": "title", "正文": "body", "body": "body",
    "人物": "person", "person": "person", "栏目": "section", "section": "section",
    "地区": "place", "place": "place", "单位": "organization", "org": "organization",
    "期号": "issue", "issue": "issue", "日期": "date", "date": "date",
}  # fmt: skip
_FIELD = re.compile(rf"({'|'.join(_FIELDS)}):(?=\S)")  # over folded text
_LONGEST = 2 + max(map(len, _FIELDS))
_CLOSING = {'"': '"', "＂": "＂", "“": "”", "”": "”", "「": "」", "『": "』"}
_ALIKE = '"＂“”'  # an input method gives now the one, now the other
_AFTER_QUOTE = re.compile(r"[~～](\d{1,4})(?=[\s)|｜]|$)|(?=[\s)|｜]|$)")
_OPERATORS: dict[str, Literal["or", "and", "not"]] = {
    "or": "or", "或": "or", "and": "and", "与": "and", "&&": "and", "not": "not", "非": "not",
}  # fmt: skip
# Dates and issue numbers as they are spaced out beside Latin digits: 2022 年 1 月, 2022年 一季度, 第 12 期.
_N = r"[\d〇零一二三四五六七八九十百元]{1,5}"
_TO = r"(?:[-－—–~～至到]+\s*)"
_PERIOD = (
    rf"{_N}\s*(?:{_TO}{_N}\s*)?月份?(?:\s*(?:{_N}\s*(?:{_TO}{_N}\s*)?[日号]|[上中下]旬))?"
    r"|第?\s*[一二三四1-4]\s*季度|[上下]半年|[春夏秋冬][天季]?"
)
_SPACED = re.compile(
    rf"(?:(?:{YEAR}\s*年|[今去前明]年)\s*(?:第\s*{_N}\s*期|{_PERIOD})|总?第\s*{_N}\s*期|{YEAR}\s*年|"
    rf"{_N}\s*月\s*{_N}\s*[日号])(?=[\s)|｜]|$)"
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: Literal["text", "quoted", "or", "and", "not", "minus", "(", ")"]
    text: str  # as typed
    value: str = ""  # of a clause: without field and quotes
    field: FieldName | None = None  # of a clause, or of all clauses in parentheses
    distance: int | None = None  # of "a b"~5


def field_before(clause: str) -> tuple[FieldName | None, int]:
    """The field that a clause begins with, as in 人物:王, and how many characters name it."""
    found = _FIELD.match(fold(clause[:_LONGEST]))
    return (_FIELDS[found[1]], found.end()) if found else (None, 0)


def tokens_of(text: str, notes: list[str]) -> Iterator[Token]:
    """The tokens of a query; `notes` gets the bounds that were hit."""
    i = depth = 0
    while i < len(text):
        c = text[i]
        field, named = field_before(text[i:]) if c not in "|｜()" else (None, 0)
        if c.isspace():
            i += 1
        elif c in "|｜":
            i += 2 if text[i : i + 2] in ("||", "｜｜") else 1
            yield Token("or", c)
        elif text[i + named : i + named + 1] == "(" and ")" in text[i:] and _depth_left(depth, notes):
            depth += 1
            i += named + 1
            yield Token("(", text[i - named - 1 : i], field=field)
        elif c == ")" and depth:
            depth -= 1
            i += 1
            yield Token(")", c)
        elif c in "-－" and i + 1 < len(text) and not text[i + 1].isspace() and text[i + 1] not in "-－|｜)":
            i += 1
            yield Token("minus", c)
        else:
            token = _clause(text, i, depth, notes)
            i += len(token.text)
            yield token


def _depth_left(depth: int, notes: list[str]) -> bool:
    if depth == MAX_DEPTH:
        notes.append(f"括号套得过深，{MAX_DEPTH} 层以内的才算 (parentheses deeper than {MAX_DEPTH} are text)")
    return depth < MAX_DEPTH


def _clause(text: str, start: int, depth: int, notes: list[str]) -> Token:
    """The clause that begins at `start`, with its field and quotes."""
    field, named = field_before(text[start:])
    at = start + named
    if quoted := _quoted(text, at):
        end, after = quoted
        distance = int(after[1]) if after[1] else None
        if distance is not None and distance > NEAR_MAX:
            notes.append(f"邻近的距离过大，按 {NEAR_MAX} 字以内查 (nearness cut to {NEAR_MAX} characters)")
            distance = NEAR_MAX
        return Token("quoted", text[start : after.end()], text[at + 1 : end], field, distance)
    if spaced := _SPACED.match(text, start):
        return Token("text", spaced[0], spaced[0])
    typed = text[start : _end_of(text, at, depth)]
    if kind := _OPERATORS.get(fold(typed)):
        return Token(kind, typed)
    return Token("text", typed, typed[named:], field)


def _quoted(text: str, at: int) -> tuple[int, re.Match[str]] | None:
    """The closing quote of the one at `at`, and what follows it; None where it does not close a clause."""
    closing = _CLOSING.get(text[at])
    if closing is None:
        return None
    ends = [text.find(closing, at + 1)]
    if closing in _ALIKE:
        ends.append(min((n for mark in _ALIKE if (n := text.find(mark, at + 1)) > 0), default=-1))
    for end in ends:
        if end > at + 1 and text[at + 1 : end].strip() and (after := _AFTER_QUOTE.match(text, end + 1)):
            return end, after
    return None


def _end_of(text: str, at: int, depth: int) -> int:
    """Where an unquoted clause ends: at white space, a bar, or the parenthesis that closes its group."""
    end, inner = at, 0
    while end < len(text) and not text[end].isspace() and text[end] not in "|｜":
        inner += text[end] == "("
        if text[end] == ")":
            if depth and not inner:
                break
            inner -= inner > 0
        end += 1
    return max(end, at + 1)
