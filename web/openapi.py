"""Operations -> the API's document (OpenAPI 3.1), made of what answers them: forms, types and the archive's values.

Its examples are real answers, of whose lists the first item is shown.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from werkzeug.datastructures import MultiDict

from search.errors import SearchError
from web import metrics, problems, takeaway
from web.answers import json_of
from web.operations import Operation, call
from web.parameters import Parameter, Schema
from web.params import WHOLE, query_string
from web.schema import Schemas

Document = dict[str, Any]
Samples = Mapping[str, str]  # by parameter; empty: no examples
JSON = "application/json"

_ABOUT = (
    "简报检索的接口：与网页同样的检索，给程序用。只读，不用密码，答以 UTF-8 的 JSON；日期是 2022-01-18，编号不变。"
    "各项说明先中文、后英文。\n\n"
    "The searches of the pages, for scripts. Read only, no password; JSON in UTF-8; dates are ISO strings; ids do not"
    " change."
)
_NAMED = {
    "article_id": "文章编号 (id of an article)",
    "issue_id": "期的编号 (id of an issue)",
    "key": "人物的 key，或独一无二的姓名 (key of a person, or a name that nobody else bears)",
}
_ETAG = {
    "description": "索引、词表、日期和程序都没变时不变；If-None-Match 带上它，没变就答 304"
    " (the same while index, synonyms, day and program are; send it as If-None-Match to be answered 304)",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "上次的 ETag (the ETag of the last answer)",
    "schema": {"type": "string"},
}
_PROBLEM: Schema = {
    "type": "object",
    "description": "差错，RFC 9457 (an error)",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "种类，说明在接口页 (its kind)"},
        "title": {"type": "string", "description": "种类的名称 (name of its kind)"},
        "status": {"type": "integer", "description": "HTTP 状态码 (HTTP status)"},
        "detail": {"type": "string", "description": "收到什么、应是什么、怎么办 (what was found and what to do)"},
        "instance": {"type": "string", "format": "uri", "description": "这次差错的编号 (of this very error)"},
        "errors": {
            "type": "array",
            "description": "不对的参数 (parameters that are wrong)",
            "items": {"$ref": "#/components/schemas/WrongParameter"},
        },
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
_WRONG: Schema = {
    "type": "object",
    "description": "不对的参数 (a parameter that is wrong)",
    "properties": {
        "parameter": {"type": "string", "description": "参数 (its name)"},
        "detail": {"type": "string", "description": "哪里不对 (what is wrong with it)"},
    },
    "required": ["parameter", "detail"],
    "additionalProperties": False,
}


def document(operations: Sequence[Operation], samples: Samples, root: str) -> Document:
    """The document of these operations; `root` is the path below which the server lies."""
    schemas = Schemas()
    paths = {operation.path: {"get": _operation(operation, schemas, samples)} for operation in operations}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "简报检索 Jianbao",
            "version": version("jianbao"),
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root or "/"}],
        "security": [],
        "paths": {**paths, **_files(samples), "/metrics": {"get": _metrics()}},
        "components": {
            "schemas": {**schemas.components, "Problem": _PROBLEM, "WrongParameter": _WRONG},
            "responses": {kind.slug: _problem(kind) for kind in problems.KINDS.values()},
        },
    }


def _operation(operation: Operation, schemas: Schemas, samples: Samples) -> Schema:
    named = [_path_parameter(name, samples) for name in operation.named]
    asked = [_query_parameter(p, operation.tries, samples) for p in operation.form.parameters.values()]
    media: Schema = {"schema": schemas.answer(operation.answer)}
    example = _example(operation, samples)
    if example is not None:
        media["example"] = example
    found: Schema = {"description": operation.says, "content": {JSON: media}}
    responses: Schema = {"200": found}
    if not operation.failures:
        found["headers"] = {"ETag": _ETAG}
        responses["304"] = {"description": "没变 (not modified)", "headers": {"ETag": _ETAG}}
        asked.append(_IF_NONE_MATCH)
    for status in _failures(operation):
        responses[str(status)] = {"$ref": f"#/components/responses/{problems.KINDS[status].slug}"}
    for status, kind in operation.failures.items():
        description = problems.KINDS[status].says
        responses[str(status)] = {"description": description, "content": {JSON: {"schema": schemas.answer(kind)}}}
    return {
        "operationId": operation.name,
        "summary": operation.says,
        "parameters": named + asked,
        "responses": responses,
    }


def _failures(operation: Operation) -> list[int]:
    if operation.failures:
        return [500]
    may_lack = bool(operation.named) or "document" in operation.form.parameters
    return [400, *((404, 410) if may_lack else ()), 500, 503]


def _path_parameter(name: str, samples: Samples) -> Schema:
    found: Schema = {
        "name": name,
        "in": "path",
        "required": True,
        "description": _NAMED[name],
        "schema": {"type": "string", "minLength": 1},
    }
    return {**found, "example": samples[name]} if name in samples else found


def _query_parameter(parameter: Parameter, tries: Mapping[str, str], samples: Samples) -> Schema:
    schema = parameter.schema()
    found: Schema = {"name": parameter.name, "in": "query", "description": parameter.says, "schema": schema}
    if getattr(parameter, "needed", False):
        found["required"] = True
    sample = samples.get(tries.get(parameter.name, parameter.name))
    if sample is None:
        return found
    shown: Any = int(sample) if schema["type"] == "integer" else [sample] if schema["type"] == "array" else sample
    return {**found, "example": shown}


def example_address(operation: Operation, samples: Samples) -> str | None:
    """The path and query of the operation's example; None where the archive has no values for it."""
    wanted = {**dict.fromkeys(operation.named), **operation.tries}
    if any((sample or name) not in samples for name, sample in wanted.items()):
        return None
    path = operation.path.format(**{name: quote(samples[name], safe="") for name in operation.named})
    query = query_string((name, samples[sample]) for name, sample in operation.tries.items())
    return f"{path}?{query}" if query else path


def _example(operation: Operation, samples: Samples) -> Any:
    """What the example is answered, shortened."""
    if example_address(operation, samples) is None:
        return None
    args = MultiDict({name: samples[sample] for name, sample in operation.tries.items()})
    try:
        return _shortened(json_of(call(operation, args, {name: samples[name] for name in operation.named})))
    except SearchError:  # the index was switched meanwhile
        return None


def _shortened(value: Any) -> Any:
    """The first item of each list; pairs, such as [text, matched], stay pairs."""
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in value.items()}
    if isinstance(value, list):
        pair = len(value) == 2 and isinstance(value[1], bool)
        return value if pair else [_shortened(item) for item in value[:1]]
    return value


def _problem(kind: problems.Kind) -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": f"{kind.title}：{kind.says}", "content": {problems.MEDIA_TYPE: {"schema": schema}}}


def _files(samples: Samples) -> Mapping[str, Schema]:
    """The files and the feed that a search gives as a whole, by their paths."""
    return {file_path(form): {"get": _file(form, samples)} for form in takeaway.TYPES}


def file_path(form: str) -> str:
    return f"/search.{form}"


def file_examples(samples: Samples) -> Mapping[str, str]:
    """Addresses of files to try, by operation."""
    if "word" not in samples:
        return {}
    query = query_string([("q", samples["word"])])
    return {f"search_{form}": f"{file_path(form)}?{query}" for form in takeaway.TYPES}


def _file(form: str, samples: Samples) -> Schema:
    says, media = takeaway.SAYS[form], takeaway.TYPES[form]
    content: Schema = {"type": "object"} if form == "json" else {"type": "string"}
    return {
        "operationId": f"search_{form}",
        "summary": says,
        "parameters": [_query_parameter(p, {"q": "word"}, samples) for p in WHOLE.parameters.values()],
        "responses": {
            "200": {"description": says, "content": {media: {"schema": content}}},
            **{str(status): _page(status) for status in (400, 500, 503)},
        },
    }


def _page(status: int) -> Schema:
    """A failure as the pages tell it."""
    kind = problems.KINDS[status]
    return {"description": f"{kind.title}：{kind.says}", "content": {"text/html": {"schema": {"type": "string"}}}}


def _metrics() -> Schema:
    says = "运行计数，Prometheus 文本格式；不含检索词 (counts of requests and searches, for Prometheus; no queries)"
    media = {metrics.MEDIA_TYPE: {"schema": {"type": "string"}}}
    return {
        "operationId": "metrics",
        "summary": says,
        "responses": {
            "200": {"description": says, "content": media},
            "500": {"$ref": "#/components/responses/internal-error"},
        },
    }
