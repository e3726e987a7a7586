"""The figures Prometheus reads: complete, with labels that cannot grow without end."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rag.answer import Engine, ask
from rag.feedback import Feedback, save_feedback
from rag.question_log import record_of
from rag.service import Service
from ui.metrics import Metrics


@pytest.fixture
def service(engine: Engine, tmp_path: Path) -> Service:
    settings = engine.settings.model_copy(update={"feedback": tmp_path / "feedback.sqlite"})
    return Service(settings, lambda _: engine)


def read(metrics: Metrics) -> dict[str, dict[tuple[str, ...], float]]:
    """By sample name, its values by labels."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_questions_are_counted_with_their_times(service: Service) -> None:
    metrics = Metrics(service, {"api": lambda: 3})
    answer = ask(service.engine, "高才通幾時可以續簽？")
    metrics.began("api")
    assert read(metrics)["wenjin_questions_in_flight"][("api",)] == 1
    metrics.ended(record_of("x", "api", answer, 0.2))
    metrics.began("page")
    metrics.ended(record_of("x", "page", None, 0.1, "busy"))
    found = read(metrics)
    assert found["wenjin_questions_total"] == {("api", "", "zh-Hant", "answered"): 1, ("page", "busy", "", "failed"): 1}
    assert found["wenjin_question_seconds_count"][("total",)] == 2
    assert found["wenjin_question_seconds_count"][("search",)] == 1
    assert found["wenjin_questions_in_flight"] == {("page",): 0, ("api",): 0, ("mcp",): 0}
    assert found["wenjin_questions_waiting"] == {("api",): 3}


def test_the_index_the_verdicts_and_the_process_are_told(service: Service) -> None:
    for turn, verdict in (("1", "up"), ("2", "down"), ("3", "down")):
        save_feedback(service.settings, Feedback(turn=turn, question="x", lang="en", status="answered", verdict=verdict))
    metrics = Metrics(service)
    metrics.refused("too_many")
    found = read(metrics)
    assert found["wenjin_index_passages"][()] == 6
    assert 0 <= found["wenjin_index_age_seconds"][()] < 3_600
    assert found["wenjin_feedback"] == {("up",): 1, ("down",): 2}
    assert found["wenjin_requests_refused_total"] == {("too_many",): 1}
    assert found["process_resident_memory_bytes"][()] > 1e7


def test_verdicts_that_cannot_be_read_cost_no_other_figure(service: Service) -> None:
    service.settings.feedback.write_text("no database")
    assert read(Metrics(service))["wenjin_index_passages"][()] == 6
