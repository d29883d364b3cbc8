"""The query as typed -> a tree of clauses. No input is a syntax error: what makes no sense as an operator is text.

White space parts clauses, and all of them must match. A clause is a text, "a phrase", title:text, person:name …;
- NOT 非 exclude, OR 或 | part alternatives, AND 与 say what is the case anyway, ( ) group, * ? stand for characters,
"a b"~5 asks for nearness. Operators in words count only as clauses of their own, and full-width ？（） are text.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from search.dates import chinese_number, parse_date_clause, parse_date_range
from search.fold import fold
from search.request import MAX_QUERY, SearchRequest
from search.tokens import FieldName, Token, tokens_of

MAX_CLAUSES = 40
MAX_WILD = 8  # clauses with wildcards: each takes some tens of milliseconds where its pieces are common
_YEAR = r"(?:19|20)\d\d"
_NUMBER = r"(\d{1,5}|[〇零一二三四五六七八九十百千]{1,9})"
_ISSUE = re.compile(
    rf"(?:({_YEAR})\s*年?\s*|[〔\[(【]({_YEAR})[〕\])】]\s*年?\s*)?第\s*{_NUMBER}\s*期(?:\s*\(?总第?{_NUMBER}期\)?)?"
    rf"|({_YEAR})\s*年\s*(\d{{1,5}})\s*期"
)
_ISSUE_SHORT = re.compile(rf"({_YEAR})[-年./](\d{{1,5}})期?|(\d{{1,5}})期?")
_ISSUE_TOTAL = re.compile(rf"\(?总\s*第?\s*{_NUMBER}\s*期\)?")
_WILD = re.compile(r"[*?]+")
_TOO_MANY = f"检索条件过多，只用了前 {MAX_CLAUSES} 个 (more than {MAX_CLAUSES} clauses)"
_TOO_WILD = f"通配条件过多，第 {MAX_WILD} 个以后的只查其中的文字 (wildcards count in the first {MAX_WILD} only)"


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be found literally, or else by all of its words."""

    text: str
    part: Literal["title", "body"] | None = None  # None: both
    by_words: bool = True  # False: quotes and literal mode
    others: tuple[str, ...] = ()  # texts that mean the same: each will do literally


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with wildcards: ? is one character, * any number of them up to the next punctuation or space."""

    text: str
    part: Literal["title", "body"] | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Texts that stand within `distance` characters of each other, in any order."""

    texts: tuple[str, ...]
    distance: int
    part: Literal["title", "body"] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A value of a facet: whole, or, where no value is called so, a part of one."""

    field: Literal["person", "section", "place", "organization"]
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    start: dt.date
    end: dt.date
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Issues by their number, of any year where none is given; or by the number in the whole series."""

    number: int
    year: int | None = None
    total: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


Node = Everything | Text | Pattern | Near | Named | Days | Numbered | And | Or | Not


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause that was read as a filter."""

    text: str
    field: Literal["date", "issue"]
    value: str
    node: Days | Numbered


@dataclass(frozen=True, slots=True)
class Widened:
    """A clause as typed, and the texts of the same meaning that it is searched for as well."""

    text: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What was made of a request's text. `readings` are filters beside the tree."""

    root: Node
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()
    widened: tuple[Widened, ...] = ()

    @property
    def seeks(self) -> bool:
        """Whether something is looked for, other than by leaving things out."""
        return any(not isinstance(leaf, Everything) for leaf in leaves(self.root))

    @property
    def ranked(self) -> bool:
        """Whether there is a text to rank by."""
        return any(isinstance(leaf, Text | Pattern | Near) for leaf in leaves(self.root))


def parse_query(request: SearchRequest, today: dt.date) -> Query:
    """The query of a request, its clauses that are wholly dates or issue numbers set apart as filters."""
    notes: list[str] = []
    text = clean(request.q)
    if len(text) > MAX_QUERY:
        notes.append(f"检索词过长，只用了前 {MAX_QUERY} 字 (cut after {MAX_QUERY} characters)")
        text = text[:MAX_QUERY]
    if request.literal:
        parts = text.split()
        if len(parts) > MAX_CLAUSES:
            notes.append(_TOO_MANY)
            parts = parts[:MAX_CLAUSES]
        return Query(_all([Text(part, by_words=False) for part in parts]), notes=tuple(notes))
    tokens = _first_clauses(list(tokens_of(text, notes)), notes)
    parser = _Parser(tokens, today)
    root = parser.parse()
    notes.extend(parser.notes)
    rest, readings = _set_apart(root, request.as_text, today)
    return Query(rest, readings, tuple(dict.fromkeys(notes)))


def leaves(node: Node, *, excluded: bool = False) -> Iterator[Node]:
    """The leaves that a hit must or may have; with `excluded` those under a Not as well."""
    if isinstance(node, And | Or):
        for child in node.nodes:
            yield from leaves(child, excluded=excluded)
    elif isinstance(node, Not):
        if excluded:
            yield from leaves(node.node, excluded=excluded)
    else:
        yield node


def as_question(root: Node) -> Node:
    """The tree with the ? at the end of a clause taken as a question mark: 元代的行政单位是?"""
    if isinstance(root, And):
        return _all([as_question(node) for node in root.nodes])
    if isinstance(root, Or):
        return Or(tuple(as_question(node) for node in root.nodes))
    if isinstance(root, Pattern):
        text = root.text.rstrip("?")
        return root if _WILD.search(text) else Text(text, root.part)
    return root


def clean(text: str) -> str:
    """Text without NUL and lone surrogates, which no file can hold."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _first_clauses(tokens: list[Token], notes: list[str]) -> list[Token]:
    """The tokens of as many clauses as are searched, without operators left over at the end."""
    clauses = [n for n, token in enumerate(tokens) if token.kind in ("text", "quoted")]
    if len(clauses) <= MAX_CLAUSES:
        return tokens
    notes.append(_TOO_MANY)
    kept = tokens[: clauses[MAX_CLAUSES]]
    while kept[-1].kind not in ("text", "quoted", ")"):
        kept.pop()
    return kept


class _Parser:
    """Recursive descent: or < and < not. An operator without its operand is text."""

    def __init__(self, tokens: Sequence[Token], today: dt.date) -> None:
        self.tokens = tokens
        self.today = today
        self.at = 0
        self.field: FieldName | None = None  # of the parentheses around
        self.wild = 0  # clauses with wildcards so far
        self.notes: list[str] = []

    def parse(self) -> Node:
        nodes = []
        while self.at < len(self.tokens):
            nodes.append(self._or(0))
            if self.at < len(self.tokens):  # a ")" too many
                nodes.append(self._as_text(self.tokens[self.at]))
                self.at += 1
        return _all(nodes)

    def _or(self, depth: int) -> Node:
        nodes = [self._and(depth)]
        while self._kind() == "or":
            operator = self.tokens[self.at]
            self.at += 1
            if self._kind() in (None, "or", ")"):
                nodes[-1] = _all([nodes[-1], self._as_text(operator)])
            else:
                nodes.append(self._and(depth))
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _and(self, depth: int) -> Node:
        nodes: list[Node] = []
        while (kind := self._kind()) is not None:
            if kind == ")" and depth:
                break
            if kind == "or" and nodes:
                break
            token = self.tokens[self.at]
            self.at += 1
            follows = self._kind() not in (None, "or", "and", ")")
            if kind == "and" and nodes and follows:
                continue
            if kind in ("not", "minus") and follows:
                nodes.append(Not(self._operand(depth)))
            elif kind == "(" and self._kind() not in (None, ")"):
                nodes.append(self._group(token, depth))
            else:
                nodes.append(self._leaf(token))
        return _all(nodes)

    def _operand(self, depth: int) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind in ("not", "minus") and self._kind() not in (None, "or", "and", ")"):
            return Not(self._operand(depth))
        if token.kind == "(" and self._kind() not in (None, ")"):
            return self._group(token, depth)
        return self._leaf(token)

    def _group(self, opening: Token, depth: int) -> Node:
        around, self.field = self.field, opening.field or self.field
        node = self._or(depth + 1)
        self.field = around
        if self._kind() == ")":
            self.at += 1
        return node

    def _kind(self) -> str | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def _as_text(self, token: Token) -> Node:
        self.notes.append(f"“{token.text}”当作文字来查 (searched as text)")
        return Text(token.text, by_words=False)

    def _leaf(self, token: Token) -> Node:
        if token.kind not in ("text", "quoted"):
            return self._as_text(token)
        field = token.field or self.field
        if field in ("person", "section", "place", "organization"):
            return Named(field, token.value)
        if field == "date":
            days = parse_date_range(token.value, self.today)
            return Days(*days, token.text) if days else self._as_text(token)
        if field == "issue":
            numbered = _numbered(token.value, bare=True)
            return replace(numbered, typed=token.text) if numbered else self._as_text(token)
        return self._text(token, field if field in ("title", "body") else None)

    def _text(self, token: Token, part: Literal["title", "body"] | None) -> Node:
        if token.distance is not None and len(token.value.split()) > 1:
            return Near(tuple(token.value.split()), token.distance, part)
        if token.kind == "text" and _WILD.search(token.value):
            pieces = [piece for piece in _WILD.split(token.value) if piece]
            return self._pattern(token.value, pieces, part) if pieces else self._as_text(token)
        return Text(token.value, part, by_words=token.kind == "text")

    def _pattern(self, value: str, pieces: Sequence[str], part: Literal["title", "body"] | None) -> Node:
        self.wild += 1
        if self.wild <= MAX_WILD:
            return Pattern(value, part)
        self.notes.append(_TOO_WILD)
        return _all([Text(piece, part, by_words=False) for piece in pieces])


def _all(nodes: Sequence[Node]) -> Node:
    wanted: list[Node] = []
    for node in nodes:
        if isinstance(node, And):
            wanted.extend(node.nodes)
        elif not isinstance(node, Everything):
            wanted.append(node)
    if not wanted:
        return Everything()
    return wanted[0] if len(wanted) == 1 else And(tuple(wanted))


def _set_apart(root: Node, as_text: Sequence[str], today: dt.date) -> tuple[Node, tuple[Reading, ...]]:
    """Take the clauses that are wholly a date or an issue number out of the outermost conjunction."""
    nodes = root.nodes if isinstance(root, And) else (root,)
    kept: list[Node] = []
    readings: list[Reading] = []
    for node in nodes:
        reading = _reading(node, today)
        if reading is None:
            kept.append(node)
        elif reading.text in as_text:
            kept.append(Text(reading.text))
        else:
            readings.append(reading)
    return _all(kept), tuple(readings)


def _reading(node: Node, today: dt.date) -> Reading | None:
    if isinstance(node, Days):
        return Reading(node.typed, "date", _iso(node), node)
    if isinstance(node, Numbered):
        return Reading(node.typed, "issue", _number(node), node)
    if not isinstance(node, Text) or not node.by_words or node.part:
        return None
    if numbered := _numbered(node.text, bare=False):
        return Reading(node.text, "issue", _number(numbered), numbered)
    if span := parse_date_clause(node.text, today):
        days = Days(span.start, span.end)
        return Reading(node.text, "date", _iso(days), days)
    return None


def _numbered(text: str, *, bare: bool) -> Numbered | None:
    """2024年第12期, 第十二期, 总第312期; in the field issue: also 2024-12 and 12."""
    folded = fold(text).strip()
    if found := _ISSUE_TOTAL.fullmatch(folded):
        return _issue(found[1], None, total=True)
    if found := _ISSUE.fullmatch(folded):
        return _issue(found[3] or found[6], found[1] or found[2] or found[5])
    if bare and (found := _ISSUE_SHORT.fullmatch(folded)):
        return _issue(found[2] or found[3], found[1])
    return None


def _issue(digits: str, year: str | None, *, total: bool = False) -> Numbered | None:
    number = chinese_number(digits)
    return Numbered(number, int(year) if year else None, total) if number else None


def _iso(days: Days) -> str:
    """2022-01-01..2022-01-31; an end that is open is empty."""
    start = "" if days.start == dt.date.min else days.start.isoformat()
    end = "" if days.end == dt.date.max else days.end.isoformat()
    return f"{start}..{end}"


def _number(numbered: Numbered) -> str:
    if numbered.total:
        return f"total-{numbered.number}"
    return f"{numbered.year}-{numbered.number}" if numbered.year else str(numbered.number)
