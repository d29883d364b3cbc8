"""The API's document: valid, complete, and true of every answer of the archive."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from search.config import Config
from search.request import SearchRequest
from search.searcher import Searcher
from web import create_app
from web.answers import json_of
from web.interface import OPERATIONS
from web.meanings import MEANINGS
from web.openapi import document
from web.schema import Schemas
from web.wording import told


@pytest.fixture
def described(client: Any) -> Any:
    return client.get("/openapi.json").get_json()


def validator(described: Any, kind: str) -> Draft202012Validator:
    """Of a type of the document; what is not told in it is an error."""
    schema = {"$ref": f"#/components/schemas/{kind}", "components": described["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


def schema_of(described: Any, path: str, status: str = "200") -> Draft202012Validator:
    (media,) = described["paths"][path]["get"]["responses"][status]["content"].values()
    return validator(described, media["schema"]["$ref"].rpartition("/")[2])


def test_the_document_is_one_of_openapi(described: Any) -> None:
    OpenAPIV31SpecValidator(described).validate()
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_address_is_in_it(app: Flask, described: Any) -> None:
    served = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    told = {path for path in described["paths"] if path.startswith("/api/v1/")}
    assert len(served) == len(told) == 10
    client = app.test_client()
    for path, item in described["paths"].items():
        values = {p["name"]: p["example"] for p in item["get"].get("parameters", ()) if p["in"] == "path"}
        needed = "?id=" + quote(values_of(described)["article_id"]) if path.endswith("/explain") else ""
        assert (
            client.get(path.format(**{k: quote(v) for k, v in values.items()}) + needed, buffered=True).status_code
            == 200
        ), path


def values_of(described: Any) -> dict[str, str]:
    items = (item["get"].get("parameters", ()) for item in described["paths"].values())
    return {p["name"]: p["example"] for parameters in items for p in parameters if p["in"] == "path"}


SCRIPTS = ("/api/v1/", "/healthz")
SEARCHES = (
    "", "q=养老&limit=100", "q=养老服务 2024年3月", "q=第12期", "q=低保", "q=臺灣", "q=梁少雄", "q=liangshaoxiong",
    "q=老人吃饭怎么解决&limit=50", "q=没有这个词呀", "q=人物:贺庆元", "literal=1&q=养老", "printed=1&q=養老", "limit=0",
    "from=2024&to=2024-03", "section=市级动态&person=贺庆元", "offset=1000", "q=岚州民政简报&limit=100",
    "q=" + "民 " * 600,
)  # fmt: skip
EXPLAINED = (
    "养老",
    "养老 -会议",
    '"养老 培训"~5',
    "养*心",
    "标题:养老 或 人物:贺庆元",
    "2024年3月 低保",
    "没有这个词呀",
)


def answers(searcher: Searcher) -> Iterator[tuple[str, str]]:
    """Path in the document, address."""
    for query in SEARCHES:
        yield "/api/v1/search", f"/api/v1/search?{query}"
    ids = [hit.id for hit in searcher.search(SearchRequest(limit=100)).hits]
    for article in ids:
        for end in ("", "/similar", "/passages"):
            yield f"/api/v1/articles/{{article_id}}{end}", f"/api/v1/articles/{article}{end}"
    for row in searcher.issues():
        yield "/api/v1/issues/{issue_id}", f"/api/v1/issues/{row.issue.id}"
        yield "/api/v1/explain", f"/api/v1/explain?q=养老&id={row.issue.id}"
    for q in EXPLAINED:
        for article in ids[:5]:
            yield "/api/v1/explain", f"/api/v1/explain?q={quote(q)}&id={article}&from=2024-02"
    for person in searcher.people(limit=500).people:
        yield "/api/v1/people/{key}", f"/api/v1/people/{quote(person.key, safe='')}"
    for typed in ("", "y", "养老", "lsx", "人物:he", "市"):
        yield "/api/v1/suggest", f"/api/v1/suggest?q={typed}"
    for path in ("/api/v1/people", "/api/v1/issues", "/healthz"):
        yield path, path


def test_every_answer_is_as_the_document_says(client: Any, searcher: Searcher, described: Any) -> None:
    validators = {path: schema_of(described, path) for path in described["paths"] if path.startswith(SCRIPTS)}
    asked = set()
    for path, address in answers(searcher):
        response = client.get(address)
        assert response.status_code == 200, address
        errors = [f"{e.json_path}: {e.message[:200]}" for e in validators[path].iter_errors(response.get_json())]
        assert not errors, (address, errors[:3])
        asked.add(path)
    assert asked == set(validators)


@pytest.mark.parametrize(
    "change, told",
    [
        (lambda o: o["hits"][0].update(extra=1), "extra"),
        (lambda o: o["hits"][0].pop("title"), "title"),
        (lambda o: o["hits"][0].update(date="2022-13-45"), "2022-13-45"),
        (lambda o: o["hits"][0]["snippet"].append(["a", True, 1]), "Expected at most"),
        (lambda o: o["facets"]["date"][0]["children"][0].update(note=None), "note"),
        (lambda o: o.update(total=None), "None"),
    ],
)
def test_what_the_document_does_not_say_would_show(client: Any, described: Any, change: Any, told: str) -> None:
    answer = client.get("/api/v1/search").get_json()
    change(answer)
    assert told in " ".join(e.message for e in schema_of(described, "/api/v1/search").iter_errors(answer))


@pytest.mark.parametrize(
    "url", ["/api/v1/search?limit=x&from=y", "/api/v1/search?a=b", "/api/v1/articles/x", "/api/v1/people/x", "/api/x"]
)
def test_every_error_is_as_the_document_says(client: Any, described: Any, url: str) -> None:
    assert not list(validator(described, "Problem").iter_errors(client.get(url).get_json()))


def test_a_missing_index_is_as_the_document_says(tmp_path: Any) -> None:
    client = create_app(Config(corpus=tmp_path, index=tmp_path / "index")).test_client()
    described = client.get("/openapi.json").get_json()
    OpenAPIV31SpecValidator(described).validate()
    assert '"example"' not in json.dumps(described)
    assert client.get("/api").status_code == 200
    for path in ("/api/v1/search", "/api/v1/articles/x", "/api/v1/issues"):
        response = client.get(path, headers={"If-None-Match": "*"})
        assert response.status_code == 503 and "ETag" not in response.headers
        assert not list(validator(described, "Problem").iter_errors(response.get_json()))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert not list(schema_of(described, "/healthz", "503").iter_errors(response.get_json()))


def test_examples_are_what_is_answered(client: Any, described: Any) -> None:
    shown = 0
    for path, item in described["paths"].items():
        for media in item["get"]["responses"]["200"]["content"].values():
            if "example" in media:
                assert not list(schema_of(described, path).iter_errors(media["example"])), path
                shown += 1
    assert shown == len(OPERATIONS)


def test_every_type_and_field_has_a_meaning_in_both_languages() -> None:
    schemas = Schemas()
    for operation in OPERATIONS:
        for kind in (operation.answer, *operation.failures.values()):
            schemas.answer(kind)
    assert schemas.used == set(MEANINGS)
    words = [*MEANINGS.values(), *(o.says for o in OPERATIONS)]
    words += [p.says for o in OPERATIONS for p in o.form.parameters.values()]
    for text in words:
        assert told(text) != text and told(text).strip(), text


def test_the_document_names_the_folder_it_is_served_below(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/openapi.json").get_json()["servers"] == [{"url": "/"}]
    below = client.get("/openapi.json", environ_overrides={"SCRIPT_NAME": "/jianbao"}).get_json()
    assert below["servers"] == [{"url": "/jianbao"}]


def test_the_page_tells_all_of_the_document(site: Any, described: Any) -> None:
    page = site.get("/api")
    assert page.status == 200 and not page.unbalanced
    assert {f"type-{name}" for name in described["components"]["schemas"]} <= set(page.ids)
    assert {item["get"]["operationId"] for item in described["paths"].values()} <= set(page.ids)
    for link in page.links:
        if link.href.startswith("#"):
            assert link.href[1:] in page.ids or link.href == "#main", link
    tried = [link for link in page.links if link.path.startswith(("/api/v1", "/healthz", "/metrics", "/search."))]
    assert len(tried) == len(described["paths"])
    for link in tried:
        assert site.get(link.href).status == 200, link
    assert site.get("/").to("/api")
    assert site.client.get("/api/").headers["Location"] == "/api"


def test_two_types_of_one_name_are_refused() -> None:
    from search import explanation, model

    schemas = Schemas()
    schemas.answer(model.Place)
    assert json_of(model.Place("甲")) == {"name": "甲", "mentions": []}
    schemas.answer(explanation.Place)
    assert {"Place", "ClausePlace"} <= set(schemas.components)
    clash = type("Place", (model.Place,), {"__annotations__": {}})
    with pytest.raises(TypeError, match="Place"):
        schemas.answer(clash)
    paths = document((), {}, "")["paths"].keys()
    assert paths == {"/metrics", *(f"/search.{form}" for form in ("csv", "xlsx", "docx", "json", "atom"))}


def test_files_are_what_the_document_says(client: Any, described: Any) -> None:
    files = {path: item["get"] for path, item in described["paths"].items() if path.startswith("/search.")}
    assert len(files) == 5
    for path, told_of in files.items():
        names = {parameter["name"] for parameter in told_of["parameters"]}
        assert {"q", "section", "not_person", "from", "to", "literal"} <= names and not names & {"limit", "page"}
        found = client.get(f"{path}?q=养老", buffered=True)
        assert list(told_of["responses"]["200"]["content"]) == [found.content_type], path
        failed = client.get(f"{path}?from=春天")
        assert failed.mimetype in told_of["responses"][str(failed.status_code)]["content"], path
