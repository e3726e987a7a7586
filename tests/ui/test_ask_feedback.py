"""What the browser sends about an answer is kept as a checked record, or nothing is; the answer stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.feedback import read_feedback
from rag.settings import Settings
from rag.types import Status
from tests.ui.turns import make_turn, refused_turn
from ui.ask_feedback import take_feedback


def test_a_verdict_is_kept_with_question_status_and_sources(tmp_path: Path) -> None:
    settings = Settings(feedback=tmp_path / "f.sqlite")
    assert take_feedback(settings, make_turn(understood="全句？"), {"verdict": "down", "reason": "wrong", "comment": "錯"})
    (kept,) = read_feedback(settings.feedback)
    assert (kept.question, kept.understood, kept.status, kept.sources) == (make_turn().asked, "全句？", "answered", ("harbour/one",))
    assert (kept.verdict, kept.reason, kept.comment) == ("down", "wrong", "錯")


def test_of_a_refusal_the_nearest_passages_are_kept(tmp_path: Path) -> None:
    settings = Settings(feedback=tmp_path / "f.sqlite")
    assert take_feedback(settings, refused_turn(Status.NO_EVIDENCE, nearest=("a/b",)), {"verdict": "down", "reason": "missing"})
    assert read_feedback(settings.feedback)[0].sources == ("a/b",)


@pytest.mark.parametrize("sent", [{}, {"verdict": "x"}, {"verdict": ["up"]}, {"verdict": "up", "reason": "<script>"}])
def test_what_is_no_verdict_is_not_kept(tmp_path: Path, sent: dict[str, object]) -> None:
    settings = Settings(feedback=tmp_path / "f.sqlite")
    assert not take_feedback(settings, make_turn(), sent)
    assert read_feedback(settings.feedback) == []


def test_a_disk_that_cannot_be_written_costs_only_the_verdict(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    assert not take_feedback(Settings(feedback=tmp_path / "file" / "f.sqlite"), make_turn(), {"verdict": "up"})
    assert "cannot write the feedback" in caplog.text
