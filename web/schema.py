"""Dataclasses -> JSON Schemas (2020-12) of the objects that `to_json` makes of them, each field with what it means."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import is_dataclass
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from search import explanation
from search.model import NOTHING_LEFT_OUT, Leaving, Person, json_fields
from search.persons import PersonView
from search.results import FacetValue, Results
from web.answers import LEFT_OUT
from web.meanings import MEANINGS
from web.parameters import Schema

_PLAIN: Mapping[Any, Schema] = MappingProxyType(
    {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        NoneType: {"type": "null"},
        dt.date: {"type": "string", "format": "date"},
        dt.datetime: {"type": "string", "format": "date-time"},
    }
)

# Names of types where those of the classes are taken, or the answer shows a part of them only.
_NAMES: Mapping[tuple[type | None, type], str] = MappingProxyType(
    {
        (None, explanation.Place): "ClausePlace",
        (Results, Person): "HitPerson",
        (PersonView, FacetValue): "PeriodCount",
    }
)


class Schemas:
    """The types of all answers; `components` are those that have a name."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self._kinds: dict[str, tuple[type, tuple[str, ...]]] = {}
        self.used: set[str] = set()  # keys of MEANINGS, and those that it ought to have

    def answer(self, kind: type) -> Schema:
        """The schema of an answer, with what it leaves out."""
        return self._of(kind, kind, LEFT_OUT.get(kind, NOTHING_LEFT_OUT))

    def _of(self, kind: Any, answer: type, leaving: Leaving) -> Schema:
        origin, of = get_origin(kind), get_args(kind)
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if origin is Literal:
            return {"type": "string", "enum": list(of)}
        if origin in (Union, UnionType):
            return _either([self._of(one, answer, leaving) for one in of])
        if origin is tuple and of[1:] == (...,):
            return {"type": "array", "items": self._of(of[0], answer, leaving)}
        if origin is tuple:
            items = [self._of(one, answer, leaving) for one in of]
            return {"type": "array", "prefixItems": items, "items": False, "minItems": len(of), "maxItems": len(of)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self._of(of[1], answer, leaving)}
        if is_dataclass(kind) and isinstance(kind, type):
            return self._named(kind, answer, leaving)
        raise TypeError(f"{kind}: no JSON Schema is known for this type")

    def _named(self, kind: type, answer: type, leaving: Leaving) -> Schema:
        shown = (kind, leaving.get(kind, ()))
        name = _NAMES.get((answer, kind)) or _NAMES.get((None, kind)) or kind.__name__
        if self._kinds.setdefault(name, shown) != shown:
            raise TypeError(f"{name}: two types of this name: {self._kinds[name]}, {shown}")
        if name not in self.components:
            self.components[name] = {}  # it may hold others of itself
            self.components[name] = self._object(name, kind, answer, leaving)
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, name: str, kind: type, answer: type, leaving: Leaving) -> Schema:
        hints = get_type_hints(kind)
        shown = json_fields(kind, leaving.get(kind, ()))
        return {
            "type": "object",
            "description": self._meaning(name),
            "properties": {
                key: {**self._of(hints[field], answer, leaving), "description": self._meaning(f"{name}.{key}", key)}
                for field, key, _ in shown
            },
            "required": [key for _, key, may_hide in shown if not may_hide],
            "additionalProperties": False,
        }

    def _meaning(self, *keys: str) -> str:
        """The first that there is; else the name itself."""
        key = next((key for key in keys if key in MEANINGS), keys[0])
        self.used.add(key)
        return MEANINGS.get(key, key)


def _either(kinds: list[Schema]) -> Schema:
    """One of these; a plain type or null is a list of types."""
    null = {"type": "null"}
    if len(kinds) != 2 or null not in kinds:
        return {"anyOf": kinds}
    other = next(kind for kind in kinds if kind != null)
    if "$ref" in other or "type" not in other:
        return {"anyOf": kinds}
    made = {**other, "type": [other["type"], "null"]}
    return {**made, "enum": [*other["enum"], None]} if "enum" in other else made
