"""Questions are kept only where the operator wants them, masked and few, and never at an answer's cost."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer import Engine, ask
from rag.asked import MAX_CHARS, Asked, QuestionKeeper, kept_of, read_asked, save_asked
from rag.settings import Settings
from rag.types import Answer, Query, Retrieval, Status

ROW = Asked("優才幾多人？", "", "zh-Hant", "no_evidence", "2999-01-01")


def answer(status: Status = Status.NO_EVIDENCE, asked: str = "優才幾多人？", standalone: str = "") -> Answer:
    return Answer(Query(asked, standalone or asked, "zh-Hant", ()), status, (), (), Retrieval((), ()))


def settings_for(folder: Path, keep: str = "unanswered", days: int = 180) -> Settings:
    return Settings(feedback=folder / "f.sqlite", keep_questions=keep, keep_days=days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [("off", []), ("unanswered", ["partial", "no_evidence"]), ("all", ["answered", "partial", "no_evidence", "declined", "failed"])],
)
def test_the_setting_says_which_questions_are_kept(keep: str, kept: list[str]) -> None:
    assert [str(s) for s in Status if kept_of(answer(s), keep)] == kept


def test_by_default_nothing_is_written_and_no_thread_started(tmp_path: Path) -> None:
    keeper = QuestionKeeper(Settings(feedback=tmp_path / "f.sqlite"))
    for status in Status:
        keeper.keep(answer(status))
    keeper.close()
    assert list(tmp_path.iterdir()) == []


def test_a_kept_question_is_masked_short_and_carries_no_time_of_day(tmp_path: Path) -> None:
    keeper = QuestionKeeper(settings_for(tmp_path))
    keeper.keep(answer(asked="我電話 9123 4567 " + "長" * 900, standalone="chan@example.org 續簽"))
    keeper.close()
    (row,) = read_asked(tmp_path / "f.sqlite")
    assert row.question.startswith("我電話 □")
    assert len(row.question) == MAX_CHARS
    assert row.understood == "□ 續簽"
    assert len(row.day) == len("2026-01-01")


def test_what_was_understood_is_kept_only_where_it_differs() -> None:
    same = kept_of(answer(asked="優才？"), "all")
    other = kept_of(answer(asked="咁優才呢？", standalone="優才名額？"), "all")
    assert same is not None and same.understood == ""
    assert other is not None and other.understood == "優才名額？"


def test_the_oldest_and_those_beyond_their_days_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.sqlite"
    save_asked(path, [replace(ROW, day="2001-01-01")], 365_000)
    save_asked(path, [ROW], 30)
    assert [row.day for row in read_asked(path)] == ["2999-01-01"]
    monkeypatch.setattr("rag.asked.MAX_ROWS", 2)
    save_asked(path, [replace(ROW, question=f"q{n}") for n in range(4)], 30)
    assert [row.question for row in read_asked(path)] == ["q2", "q3"]


def test_a_locked_file_holds_nobody_up_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("rag.feedback_file.BUSY_S", 0.01)
    save_asked(tmp_path / "f.sqlite", [ROW], 30)
    other = sqlite3.connect(tmp_path / "f.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    keeper = QuestionKeeper(settings_for(tmp_path))
    for _ in range(20):
        keeper.keep(answer())
    keeper.close()
    other.execute("ROLLBACK")
    other.close()
    assert sum("locked" in message for message in caplog.messages) == 1
    assert len(read_asked(tmp_path / "f.sqlite")) == 1


def test_more_than_can_wait_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("rag.asked.MAX_WAITING", 3)
    keeper = QuestionKeeper(settings_for(tmp_path))
    monkeypatch.setattr(keeper, "_thread", object())  # nobody writes
    for _ in range(9):
        keeper.keep(answer())
    assert [m for m in caplog.messages if "faster than" in m] == ["questions come faster than they can be written; some are not kept"]


def test_a_question_answered_by_the_engine_is_kept_by_its_own_words(engine: Engine, tmp_path: Path) -> None:
    keeper = QuestionKeeper(settings_for(tmp_path))
    keeper.keep(ask(engine, "what is the best pizza in Naples?"))
    keeper.close()
    assert [(row.question, row.lang) for row in read_asked(tmp_path / "f.sqlite")] == [("what is the best pizza in Naples?", "en")]
