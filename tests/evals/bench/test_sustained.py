"""A steady load keeps every client busy, counts what fails, and the tutorial endpoint takes our questions."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from evals.bench.load import Asked
from evals.bench.servers import with_settings
from evals.bench.sustained import Row, steady
from evals.bench.tutorial_server import make_app
from evals.cases import Case
from tests.ui.loopback import served


def echo(case: Case) -> dict[str, Any]:
    return {"status": "answered", "answer": case.question}


def test_the_tutorial_endpoint_takes_the_questions_of_our_api() -> None:
    with TestClient(make_app(echo)) as client:
        assert client.post("/api/v1/ask", json={"question": "港？"}).json() == {"status": "answered", "answer": "港？"}


def test_clients_ask_until_the_time_is_over_and_failures_are_counted() -> None:
    def app() -> FastAPI:
        return make_app(lambda case: {"status": "failed"} if case.question == "bad" else echo(case))

    with served(app) as url:
        asked, seconds = asyncio.run(steady(url, ["good", "bad"], 3, 0.3))
    assert seconds >= 0.3
    assert len(asked) > 3
    assert {a.fault for a in asked} == {"", "status failed"}


def test_a_row_rates_answers_only() -> None:
    row = Row("server", 10, [Asked(0.1, ""), Asked(0.3, ""), Asked(9.0, "status 503")], 2.0, 0.5)
    assert row.line == "| Wenjin, Chroma server | 10 | 1.0 | 200 | 290 | 300 | 1 | 0.5 |"


def test_settings_are_given_to_the_command_alone() -> None:
    assert with_settings(["chroma", "run"], {"A": "1"}) == ["env", "A=1", "chroma", "run"]
