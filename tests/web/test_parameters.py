"""Parameters read what they say they read."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from werkzeug.datastructures import MultiDict

from search.errors import BadRequest
from web.parameters import Choice, Day, Form, Parameter, Switch, Text, Texts, Whole

KINDS: list[tuple[Parameter, list[Any], list[Any]]] = [
    (Text("p", "甲 (a)"), ["养老", "a b"], []),
    (Texts("p", "甲 (a)"), [["甲", "乙"], []], [[str(n) for n in range(101)]]),
    (Day("p", "甲 (a)", last=False), ["2022", "2022-01", "2022-01-18"], ["13月", "2022-1-1-1", "昨天", "x"]),
    (Choice("p", "甲 (a)", ("new", "old"), "new"), ["new", "old"], ["newest", "NEW"]),
    (Switch("p", "甲 (a)"), ["0", "1"], ["2", "yes", "true"]),
    (Whole("p", "甲 (a)", 0, 50, 10), [0, 10, 50], ["51", "-1", "1.0", "1e1", "x", "9" * 5000, "１"]),
]  # fmt: skip


@pytest.mark.parametrize("parameter, good, bad", KINDS, ids=lambda p: type(p).__name__)
def test_what_the_schema_allows_is_read_and_what_it_forbids_is_refused(
    parameter: Parameter, good: list[Any], bad: list[Any]
) -> None:
    schema = Draft202012Validator(parameter.schema())
    Draft202012Validator.check_schema(parameter.schema())
    for value in good:
        assert schema.is_valid(value)
        items = value if isinstance(value, list) else [value]
        read = parameter.read(MultiDict([("p", str(item)) for item in items]))
        assert parameter.schema()["type"] not in ("string", "array", "integer") or read is not None
    for text in bad:
        assert not schema.is_valid(text)
        with pytest.raises(BadRequest, match="p ") as caught:
            parameter.read(MultiDict([("p", one) for one in (text if isinstance(text, list) else [text])]))
        assert [name for name, _ in caught.value.wrong] == ["p"] and len(str(caught.value)) < 200
    default = parameter.schema().get("default")
    for absent in (MultiDict(), MultiDict([("p", "")])):
        nothing: MultiDict[str, str] = absent
        assert default in (None, parameter.read(nothing), "10", "0") and parameter.read(nothing) in (
            default, "", (), None, False, 10,
        )  # fmt: skip


def test_a_form_reads_all_or_tells_all_that_is_wrong() -> None:
    form = Form(dict, {"first": Whole("a", "甲 (a)", 0, 9, 1), "second": Switch("b", "乙 (b)")})
    assert form.read(MultiDict([("a", "3")])) == {"first": 3, "second": False}
    with pytest.raises(BadRequest) as caught:
        form.read(MultiDict([("a", "x"), ("b", "x")]))
    assert [name for name, _ in caught.value.wrong] == ["a", "b"]


@pytest.mark.parametrize("name", ["c", "A", "a[]", "", "a\x00"])
def test_other_parameters_are_refused_by_name(name: str) -> None:
    form = Form(dict, {"first": Text("a", "甲 (a)")})
    form.refuse_others(MultiDict([("a", "x")]))
    with pytest.raises(BadRequest, match="unknown parameter"):
        form.refuse_others(MultiDict([("a", "x"), (name, "y")]))
    with pytest.raises(BadRequest, match="缺少 a"):
        Text("a", "甲 (a)", needed=True).read(MultiDict())
