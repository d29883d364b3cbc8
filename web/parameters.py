"""Kinds of parameters. Each is declared once: it reads a query string, and says what the API's document tells of it.

What makes no sense is a BadRequest that says what was found and what was expected; an empty parameter (a form field
left blank) counts as not given. Values are cleaned of what no bulletin can print.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from werkzeug.datastructures import MultiDict

from search.dates import parse_date_bound
from search.errors import BadRequest
from search.request import MAX_QUERY

Args = MultiDict[str, str]
Schema = dict[str, Any]  # a JSON Schema
T = TypeVar("T")
C = TypeVar("C", bound=str)

# A page links to itself without each of them, so that its length grows with their square.
MOST_VALUES = 100
# Neither can be printed in a bulletin, and a lone surrogate cannot even be sent back.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Parameter(Protocol):
    """A parameter of a query string; `says` is what it is for: 中文 (English)."""

    @property
    def name(self) -> str: ...
    @property
    def says(self) -> str: ...
    def read(self, args: Args) -> Any: ...
    def schema(self) -> Schema: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text; of a longer one the first `most` characters."""

    name: str
    says: str
    most: int = 200
    stripped: bool = True
    needed: bool = False

    def read(self, args: Args) -> str:
        text = _one(args, self.name, stripped=self.stripped)
        if self.needed and not text:
            raise BadRequest(f"缺少 {self.name}：{self.says}", self.name)
        return text[: self.most]

    def schema(self) -> Schema:
        return {"type": "string"} if self.needed else {"type": "string", "default": ""}


@dataclass(frozen=True, slots=True)
class Texts:
    """Any number of texts: the parameter is repeated."""

    name: str
    says: str

    def read(self, args: Args) -> tuple[str, ...]:
        given = args.getlist(self.name)
        if len(given) > MOST_VALUES:
            english = f"{self.name} takes {MOST_VALUES} values at most"
            raise BadRequest(f"{self.name} 最多给 {MOST_VALUES} 个值，收到 {len(given)} 个 ({english})", self.name)
        values = (_clean(value).strip()[:MAX_QUERY] for value in given)
        return tuple(dict.fromkeys(value for value in values if value))

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES}


@dataclass(frozen=True, slots=True)
class Day:
    """A day; of a month or a year its first, or its last."""

    name: str
    says: str
    last: bool

    def read(self, args: Args) -> dt.date | None:
        text = _one(args, self.name)
        found = parse_date_bound(text, last=self.last) if text else None
        if text and found is None:
            english = f"{self.name} is no date such as 2022, 2022-01 or 2022-01-18"
            message = f"{self.name} 应如 2022、2022-01 或 2022-01-18，收到“{_short(text)}” ({english})"
            raise BadRequest(message, self.name)
        return found

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}


@dataclass(frozen=True, slots=True)
class Choice(Generic[C]):
    """One of some words."""

    name: str
    says: str
    values: tuple[C, ...]
    default: C | None = None  # None: it depends on what else is asked

    def read(self, args: Args) -> C | None:
        text = _one(args, self.name)
        if text and text not in self.values:
            english = f"{self.name} should be one of {', '.join(self.values)}"
            message = f"{self.name} 应为 {'、'.join(self.values)} 之一，收到“{_short(text)}” ({english})"
            raise BadRequest(message, self.name)
        return next((value for value in self.values if value == text), self.default)

    def schema(self) -> Schema:
        schema: Schema = {"type": "string", "enum": list(self.values)}
        return {**schema, "default": self.default} if self.default else schema


@dataclass(frozen=True, slots=True)
class Switch:
    """On with 1, off with 0 or nothing."""

    name: str
    says: str

    def read(self, args: Args) -> bool:
        text = _one(args, self.name)
        if text not in ("", "0", "1"):
            raise BadRequest(f"{self.name} 应为 1 或 0，收到“{_short(text)}” ({self.name} should be 1 or 0)", self.name)
        return text == "1"

    def schema(self) -> Schema:
        return {"type": "string", "enum": ["0", "1"], "default": "0"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, both bounds included."""

    name: str
    says: str
    low: int
    high: int
    default: int

    def read(self, args: Args) -> int:
        text = _one(args, self.name)
        if not text:
            return self.default
        if not re.fullmatch(r"[0-9]{1,12}", text) or not self.low <= int(text) <= self.high:
            found = f"{self.name} 应为 {self.low} 到 {self.high} 的整数，收到“{_short(text)}”"
            raise BadRequest(
                f"{found} ({self.name} should be a whole number from {self.low} to {self.high})", self.name
            )
        return int(text)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high, "default": self.default}


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """The parameters of a request, each by the argument of `make` that takes what it reads."""

    make: Callable[..., T]
    parameters: Mapping[str, Parameter]

    def read(self, args: Args) -> T:
        """What is asked for. Raises BadRequest, of the first parameter that is wrong; it names the others, too."""
        values: dict[str, Any] = {}
        wrong: list[BadRequest] = []
        for argument, parameter in self.parameters.items():
            try:
                values[argument] = parameter.read(args)
            except BadRequest as error:
                wrong.append(error)
        if wrong:
            raise BadRequest(str(wrong[0]), others=wrong)
        return self.make(**values)

    def refuse_others(self, args: Args) -> None:
        """Raises BadRequest where a parameter is none of these: a filter with a slip in it would filter nothing."""
        known = [parameter.name for parameter in self.parameters.values()]
        for name in args:
            if name not in known:
                shown = _short(_clean(name))
                listed = f"可用的有 {'、'.join(known)}" if known else "此处不用参数"
                raise BadRequest(f"没有“{shown}”这个参数，{listed} (unknown parameter)", shown)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _one(args: Args, name: str, *, stripped: bool = True) -> str:
    cleaned = (_clean(value) for value in args.getlist(name))
    values = {value.strip() if stripped else value for value in cleaned} - {""}
    if len(values) > 1:
        raise BadRequest(
            f"{name} 只能给一个值，收到 {len(values)} 个 ({name} takes one value, not {len(values)})", name
        )
    return next(iter(values), "")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "……"
