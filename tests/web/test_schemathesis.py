"""Requests that the API's document allows, and such as it does not: each answer is one that it tells of, none a 500."""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from web.interface import OPERATIONS
from web.operations import Operation

SOAK = int(os.environ.get("JIANBAO_SOAK") or 0)  # others each time, and so many times as many
EXAMPLES = 60 * (SOAK or 1)  # of each kind, an address


@pytest.fixture
def schema(app: Flask) -> Any:
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def not_checked(case: Any) -> list[Any]:
    """from= may be after to=, and 2022-99 has the form of a month; a blank parameter is as none at all."""
    blank = any(map(is_blank, (case.query or {}).values()))
    names = {"positive_data_acceptance", *(("negative_data_rejection",) if blank else ())}
    return [check for check in CHECKS.get_all() if check.__name__ in names]


def is_blank(value: Any) -> bool:
    """Whether nothing of it is left in a query string: {} and [""] are written as nothing, too."""
    if isinstance(value, list | dict):
        return all(map(is_blank, value))
    return isinstance(value, str) and not value.strip()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_answer_is_told_of(schema: Any, operation: Operation, mode: GenerationMode) -> None:
    if mode == GenerationMode.NEGATIVE and not operation.form.parameters:
        pytest.skip("it has no parameters that could be wrong")

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=not SOAK, suppress_health_check=list(HealthCheck))
    @given(schema[operation.path]["get"].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=not_checked(case))

    ask()
