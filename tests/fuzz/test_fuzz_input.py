"""What comes from outside as data: requests, the conversation a browser kept, verdicts, lines of sets and questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.add import from_feedback
from evals.cases import CaseError
from rag.answer import Engine
from rag.errors import FeedbackError
from rag.feedback import Feedback, read_feedback, save_feedback
from rag.service import Service
from rag.settings import ROOT, Settings
from tests.fuzz.texts import odd_texts
from ui.api import PREFIX, make_api
from ui.ask_turn import kept_turns, read_turns

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), odd_texts(4)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.one_of(odd_texts(2), st.sampled_from(["question", "id", "lang"])), inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip
TURNS = st.fixed_dictionaries(
    {"id": st.one_of(st.just("0123456789abcdef"), odd_texts(2)), "asked": odd_texts(4)},
    optional=dict.fromkeys(("understood", "lang", "status", "sentences", "citations", "nearest", "goals", "note", "verdict", "at"), JSON),
)


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[TestClient]:
    app = FastAPI()
    service = Service(engine.settings.model_copy(update={"corpus": ROOT / "corpus"}), lambda _: engine)
    app.mount(PREFIX, make_api(service))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def told(response: Any) -> None:
    """An answer, or one line of JSON without anything of the inside."""
    assert response.status_code in (200, 400, 413, 422), response.text
    body = response.json()
    if response.status_code != 200:
        assert set(body) == {"error", "message"}
        assert "\n" not in body["message"]
        assert "Traceback" not in body["message"]


@given(st.one_of(st.binary(max_size=200), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_body_is_answered_or_refused_in_one_line(client: TestClient, body: bytes) -> None:
    told(client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"}))


@given(
    st.fixed_dictionaries(
        {"question": odd_texts()},
        optional={"history": st.lists(odd_texts(4), max_size=8), "lang": st.sampled_from(["auto", "en", "xx"]), "id": odd_texts(2)},
    )
)
def test_any_question_is_answered_or_refused_in_one_line(client: TestClient, asked: dict[str, object]) -> None:
    told(client.post("/api/v1/ask", content=json.dumps(asked), headers={"content-type": "application/json"}))


@given(
    st.text(st.characters(codec="utf-8"), max_size=60), st.one_of(st.integers(), odd_texts(2).map(lambda t: t.encode("utf-8", "replace")))
)
def test_any_query_string_is_answered_or_refused_in_one_line(client: TestClient, text: str, count: object) -> None:
    told(client.get("/api/v1/search", params={"q": text, "k": count}))  # type: ignore[dict-item]
    told(client.get("/api/v1/support", params={"q": text, "lang": "en"}))


@given(st.one_of(JSON, st.lists(st.one_of(TURNS, JSON), max_size=5)))
def test_whatever_the_browser_kept_becomes_turns_that_keep(kept: object) -> None:
    turns = read_turns(kept)
    assert read_turns(kept_turns(turns)) == turns


@settings(max_examples=max(5, settings().max_examples // 20))  # each waits for the disk
@given(st.builds(Feedback, turn=odd_texts(2), question=odd_texts(4), lang=st.sampled_from(["en", "zh-Hant", "x"]), status=st.sampled_from(["answered", "no_evidence", "?"]),
                 verdict=st.sampled_from(["up", "down", "x"]), reason=st.sampled_from(["", "wrong", "x"]), comment=odd_texts(), understood=odd_texts(4), sources=st.lists(odd_texts(2), max_size=3).map(tuple)))  # fmt: skip
def test_any_verdict_is_kept_or_refused(tmp_path: Path, record: Feedback) -> None:
    own = Settings(feedback=tmp_path / "f.sqlite")
    try:
        save_feedback(own, record)
    except FeedbackError as error:
        assert error.line
        return
    assert any(kept.verdict == record.verdict for kept in read_feedback(own.feedback))


@given(st.one_of(odd_texts(), JSON.map(json.dumps)))
def test_any_line_of_feedback_starts_a_case_or_is_refused(line: str) -> None:
    try:
        assert isinstance(from_feedback(line)["question"], str)
    except CaseError as error:
        assert error.line
