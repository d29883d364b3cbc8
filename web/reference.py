"""The API's document -> what its page shows: addresses with parameters, and types with fields."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from web.language import N_, gettext, number
from web.parameters import Schema

_PLAIN = {"string": N_("文字"), "integer": N_("整数"), "number": N_("数"), "boolean": "true / false", "null": "null"}
_HOLE = "\0"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be, in words; `named` is a type that stands on the page by itself."""

    before: str
    named: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field."""

    name: str
    shape: Shape
    says: str
    usual: str = ""  # what it is where it is not given
    example: str = ""
    always: bool = True  # a parameter that is needed; a field that is always there


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, as its section says it."""

    name: str
    path: str
    says: str
    parameters: tuple[Row, ...]
    answer: Shape
    statuses: tuple[str, ...]
    example: str  # an answer as JSON, shortened; "" where there is none
    address: str  # to be tried; "" where there is none


@dataclass(frozen=True, slots=True)
class Type:
    """A named type."""

    name: str
    says: str
    fields: tuple[Row, ...]


def endpoints(document: Mapping[str, Any], addresses: Mapping[str, str]) -> list[Endpoint]:
    """The addresses of the document, in its order."""
    return [_endpoint(path, item["get"], addresses) for path, item in document["paths"].items()]


def _endpoint(path: str, operation: Schema, addresses: Mapping[str, str]) -> Endpoint:
    ((kind, media),) = operation["responses"]["200"]["content"].items()
    name = operation["operationId"]
    return Endpoint(
        name=name,
        path=path,
        says=operation["summary"],
        parameters=tuple(_parameter(p) for p in operation.get("parameters", ()) if p["in"] != "header"),
        answer=shape(media["schema"]) if "$ref" in media["schema"] else Shape(kind),
        statuses=tuple(operation["responses"]),
        example=json.dumps(media["example"], ensure_ascii=False, indent=1) if "example" in media else "",
        address=addresses.get(name, path if name == "metrics" else ""),
    )


def _parameter(parameter: Schema) -> Row:
    schema = parameter["schema"]
    example = parameter.get("example", "")
    return Row(
        name=parameter["name"],
        shape=shape(schema),
        says=parameter["description"],
        usual=str(schema.get("default", "")),
        example=str(example[0] if isinstance(example, list) else example),
        always=parameter.get("required", False),
    )


def types(document: Mapping[str, Any]) -> list[Type]:
    """The named types of the document, by their names."""
    found = sorted(document["components"]["schemas"].items())
    return [Type(name, schema["description"], tuple(_fields(schema))) for name, schema in found]


def _fields(schema: Schema) -> Iterable[Row]:
    for name, field in schema["properties"].items():
        yield Row(name, shape(field), field.get("description", ""), always=name in schema["required"])


def shape(schema: Schema) -> Shape:
    """What a value of a schema may be."""
    if "$ref" in schema:
        return Shape("", schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return _joined([shape(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return Shape(gettext("、").join("null" if value is None else str(value) for value in schema["enum"]))
    kind = schema["type"]
    if kind == "array" and "items" in schema and schema["items"]:
        inner = shape(schema["items"])
        before, after = _around_items(inner)
        return Shape(before + inner.before, inner.named, inner.after + after)
    if kind == "array":
        return Shape(f"[{gettext('、').join(shape(one).before for one in schema['prefixItems'])}]")
    if kind == "object":
        inner = shape(schema["additionalProperties"])
        return Shape(gettext("名称到 %(shape)s", shape=inner.before), inner.named, inner.after)
    return Shape(_plain(kind, schema))


def _around_items(inner: Shape) -> tuple[str, str]:
    """What is said before and after the items of a list."""
    told = gettext("%(shape)s 的列表", shape=_HOLE) if inner.named else gettext("%(shape)s的列表", shape=_HOLE)
    before, _, after = told.partition(_HOLE)
    return before, after


def _plain(kind: str | list[str], schema: Schema) -> str:
    if isinstance(kind, list):
        return gettext("或 ").join(_plain(one, schema) for one in kind)
    if kind == "string" and ("pattern" in schema or "date" in schema.get("format", "")):
        return gettext("日期")
    if kind == "integer" and "minimum" in schema:
        return gettext("%(low)s 到 %(high)s", low=number(schema["minimum"]), high=number(schema["maximum"]))
    return gettext(_PLAIN[kind])


def _joined(shapes: list[Shape]) -> Shape:
    """A named type or null."""
    named = next(one for one in shapes if one.named)
    others = gettext("、").join(one.before for one in shapes if one is not named)
    return Shape(named.before, named.named, named.after + gettext(" 或 %(others)s", others=others))
