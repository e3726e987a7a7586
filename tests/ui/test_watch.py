"""Every question is told of once, however it ends, and telling costs nobody an answer."""

from __future__ import annotations

import json
import logging

import pytest

from rag.answer import Engine, ask
from rag.errors import BusyError, CorpusError, QuestionError
from rag.question_log import AskedRecord
from rag.types import Status
from ui.faults import fault_of
from ui.mcp_tools import ToolError
from ui.watch import Watch


def test_an_answer_is_told_to_the_log_and_to_whoever_listens(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    heard = list[AskedRecord]()
    with caplog.at_level(logging.INFO, "wenjin.questions"), Watch(engine.settings, None, [heard.append]).asking("api", "TTPS") as asking:
        asking.answered(ask(engine, "高才通幾時可以續簽？"))
    assert [(r.channel, r.status, r.fault) for r in heard] == [("api", Status.ANSWERED, "")]
    assert json.loads(caplog.records[0].getMessage())["id"] == heard[0].id


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (QuestionError("empty"), "bad_question"),
        (BusyError("busy"), "busy"),
        (CorpusError("a", 1, "b"), "unavailable"),
        (RuntimeError("boom"), "internal"),
        (GeneratorExit(), "stopped"),
        (ToolError(fault_of(BusyError("busy"))), "busy"),
    ],
)
def test_a_fault_passes_through_and_is_told(engine: Engine, error: BaseException, fault: str) -> None:
    heard = list[AskedRecord]()
    with pytest.raises(type(error)), Watch(engine.settings, None, [heard.append]).asking("page", "x"):
        raise error
    assert [(r.status, r.fault) for r in heard] == [(Status.FAILED, fault)]


def test_a_listener_that_fails_is_logged_only(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: AskedRecord) -> None:
        raise OSError("disk full")

    heard = list[AskedRecord]()
    with Watch(engine.settings, None, [broken, heard.append]).asking("page", "x"):
        pass
    assert len(heard) == 1
    assert "could not be noted" in caplog.text


def test_the_text_is_logged_only_where_the_operator_wants_it(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    for wanted in (False, True):
        settings = engine.settings.model_copy(update={"log_questions": wanted})
        with caplog.at_level(logging.INFO, "wenjin.questions"), Watch(settings).asking("page", "my phone is 61234567, TTPS"):
            pass
    without, with_text = (json.loads(r.getMessage()) for r in caplog.records)
    assert "text" not in without
    assert "TTPS" in with_text["text"]
    assert "6123" not in with_text["text"]
