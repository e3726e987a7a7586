"""The JSON API against its own OpenAPI document: requests that nobody would write get a documented answer, and never a fault of the server."""

from __future__ import annotations

import warnings

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings

from rag.answer import Engine
from rag.service import Service
from rag.settings import ROOT
from ui.api import PREFIX, make_api

with warnings.catch_warnings():  # what it imports warns of its own
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.generation import GenerationMode
    from schemathesis.schemas import BaseSchema
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        negative_data_rejection,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

EXAMPLES = 12  # of each of the five operations; 600 each were run by hand, see docs/threat-model.md
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def schema(engine: Engine) -> BaseSchema:
    app = FastAPI()
    app.mount(PREFIX, make_api(Service(engine.settings.model_copy(update={"corpus": ROOT / "corpus"}), lambda _: engine)))
    return schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(
    ("path", "method"), [("ask", "POST"), ("search", "GET"), ("schemes", "GET"), ("support", "GET"), ("status", "GET")]
)
def test_every_request_gets_a_documented_answer(schema: BaseSchema, path: str, method: str, mode: GenerationMode) -> None:
    operation = schema[f"{PREFIX}/v1/{path}"][method]
    cases = operation.as_strategy(generation_mode=mode)
    if mode is GenerationMode.NEGATIVE and path == "status":
        pytest.skip("it takes nothing that could be wrong")

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    holds()


def test_all_operations_are_asked(schema: BaseSchema) -> None:
    assert {o.ok().label for o in schema.get_all_operations()} == {
        f"{'POST' if name == 'ask' else 'GET'} {PREFIX}/v1/{name}" for name in ("ask", "search", "schemes", "support", "status")
    }
