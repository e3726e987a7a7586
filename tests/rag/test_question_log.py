"""The line of a question: how it ended and in what time; its text only where wanted, and never an identifier."""

from __future__ import annotations

import json
import logging

import pytest

from rag.answer import Engine, ask
from rag.question_log import log_question, record_of
from rag.types import Status

PRIVATE = "My HKID is A123456(3), card 4111 1111 1111 1111, passport K12345678, phone 6123 4567, a@b.example"
IDENTIFIERS = ("A123456", "4111", "K12345678", "6123", "a@b.example")


def line_of(caplog: pytest.LogCaptureFixture, *args: object, with_text: bool = False) -> dict[str, object]:
    with caplog.at_level(logging.INFO, "wenjin.questions"):
        log_question(record_of(*args), with_text)  # type: ignore[arg-type]
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    return dict(json.loads(record.getMessage()))


def test_an_answer_is_told_with_its_sources_and_times_and_without_the_question(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    question = "高才通幾時可以續簽？"
    answer = ask(engine, question)
    line = line_of(caplog, question, "page", answer, 0.25)
    assert (line["event"], line["channel"], line["status"], line["lang"], line["total_ms"], line["fault"]) == (
        "question", "page", "answered", "zh-Hant", 250.0, "",
    )  # fmt: skip
    assert line["sources"] == [c.passage.id for c in answer.citations]
    assert {"search", "dense", "compose"} <= dict(line["ms"]).keys()  # type: ignore[call-overload]
    assert "text" not in line
    assert question not in caplog.text


def test_the_text_is_there_where_it_is_wanted_with_identifiers_masked(caplog: pytest.LogCaptureFixture) -> None:
    line = line_of(caplog, PRIVATE + "\nsecond line; password=hunter2hunter2", "api", None, 0.1, "busy", with_text=True)
    assert (line["status"], line["fault"]) == ("failed", "busy")
    assert not any(one in str(line["text"]) for one in (*IDENTIFIERS, "hunter2"))
    assert "second line" in str(line["text"])


def test_an_answer_that_never_came_counts_as_failed() -> None:
    record = record_of("x", "mcp", None, 1.0)
    assert (record.status, record.fault, record.sources) == (Status.FAILED, "internal", ())


def test_every_question_has_a_number_of_its_own() -> None:
    assert len({record_of("x", "api", None, 0.0).id for _ in range(100)}) == 100
