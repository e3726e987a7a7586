"""A question asked on the page or through the API is kept where the operator wants it, and nowhere else."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from evals.bench.load import crowd, page_event
from rag.answer import Engine
from rag.asked import read_asked
from rag.settings import ROOT, Settings
from tests.ui.loopback import served
from ui.server import make_app

# Gradio queues with an option that pandas will drop.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting")

PAGE, API = "What is the best pizza in Naples?", "Who won the football match in Naples?"


def ask_both(settings: Settings) -> None:
    with served(lambda: make_app(settings)) as url:
        page = page_event(httpx.get(f"{url}/config").json()).ask
        (asked,) = asyncio.run(crowd(url, page, [PAGE], 1, 1))
        assert asked.fault == ""
        assert httpx.post(f"{url}/api/v1/ask", json={"question": API}).json()["status"] == "no_evidence"


@pytest.mark.parametrize(("keep", "kept"), [("off", set()), ("unanswered", {PAGE, API})])
def test_an_unanswered_question_is_kept_from_page_and_api_or_from_neither(
    engine: Engine, tmp_path: Path, keep: str, kept: set[str]
) -> None:
    file = tmp_path / "kept.sqlite"
    ask_both(engine.settings.model_copy(update={"corpus": ROOT / "corpus", "feedback": file, "keep_questions": keep}))
    until = time.monotonic() + 20  # written by a thread of its own
    while {row.question for row in read_asked(file)} != kept and time.monotonic() < until:
        time.sleep(0.05)
    assert {row.question for row in read_asked(file)} == kept
    assert file.exists() == bool(kept)
