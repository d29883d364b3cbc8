"""An address of the API, declared where it is answered: what it reads, what it gives; and how an answer is sent.

An answer bears a tag of what it was made from, so that a script that has it already is told so before anything is
searched: 304. The tag is weak where the answer tells how long it took, and so differs each time; else the bytes are
the same for the same tag.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

from flask import Blueprint, Response, request

from web.answers import json_of
from web.metrics import counted
from web.opened import searcher
from web.parameters import Form
from web.params import NOTHING

_NAMED = re.compile(r"<(?:path:)?(\w+)>")
_CODE = ("search", "web")  # the packages that make an answer


@dataclass(frozen=True, slots=True)
class Operation:
    """What a script may ask for."""

    name: str
    path: str  # /api/v1/articles/{article_id}
    says: str  # 中文 (English)
    form: Form[Any]
    answer: type  # a dataclass
    view: Callable[..., Any]  # what the form reads, and what the path names, by name -> the answer
    tries: Mapping[str, str]  # parameters of the example -> the sample that they show
    failures: Mapping[int, type] = field(default_factory=dict)  # answers that are no problem objects, by their status

    @property
    def named(self) -> tuple[str, ...]:
        """What the path names."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def timed(self) -> bool:
        """Whether the answer tells how long it took."""
        return any(f.name == "took_ms" for f in fields(self.answer))


class Operations:
    """The operations of a blueprint, in the order in which they are declared."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.all: list[Operation] = []

    def get(
        self,
        rule: str,
        says: str,
        form: Form[Any] = NOTHING,
        tries: Mapping[str, str] = MappingProxyType({}),
    ) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
        """Answers GET at `rule` by what the view gives for what the form reads; it is of the view's return type."""

        def declared(view: Callable[..., Any]) -> Callable[..., Response]:
            path = (self.blueprint.url_prefix or "") + _NAMED.sub(r"{\1}", rule)
            operation = Operation(view.__name__, path, says, form, get_type_hints(view)["return"], view, tries)
            self.all.append(operation)

            @wraps(view)
            def answered(**named: str) -> Response:
                return _answered(operation, named)

            return self.blueprint.get(rule)(answered)

        return declared


def _answered(operation: Operation, named: Mapping[str, str]) -> Response:
    tag = _tag(operation)
    if is_known(tag):
        response = Response(status=304)
    else:
        operation.form.refuse_others(request.args)
        response = answer(json_of(counted(call(operation, request.args, named))))
    response.set_etag(tag, weak=operation.timed)
    return response


def is_known(tag: str) -> bool:
    """Whether the script has the answer of this tag. `*` knows none: whether there is an answer has to be looked up."""
    asked = request.if_none_match
    return asked.contains_weak(tag) and not asked.star_tag


def call(operation: Operation, args: Any, named: Mapping[str, str]) -> Any:
    """The answer to a query string. Raises BadRequest, NotFound, IndexMissing."""
    wanted = operation.form.read(args)
    return operation.view(**named) if operation.form is NOTHING else operation.view(wanted, **named)


def answer(value: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """`value` as JSON; Chinese stays readable."""
    return Response(json.dumps(value, ensure_ascii=False), status, mimetype=mimetype)


def _tag(operation: Operation) -> str:
    """Changes with the address, and with everything from which its answer is made: archive, synonyms, day, program."""
    made_from = (request.full_path, operation.path, searcher().state(), _program())
    return hashlib.sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()[:20]


@cache
def _program() -> str:
    """Something that is another for another version of the code."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(path for package in _CODE for path in (root / package).rglob("*.py"))
    states = [(str(path.relative_to(root)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(states).encode()).hexdigest()
