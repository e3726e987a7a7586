"""What people thought of answers: masked, one row an answer, safe when two write at once or nothing can be written."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from evals.add import from_feedback
from rag.asked import Asked, read_asked, save_asked
from rag.errors import FeedbackError
from rag.feedback import MAX_COMMENT, Feedback, read_feedback, save_feedback
from rag.feedback_file import SCHEMA, forget
from rag.settings import Settings

GIVEN = Feedback("a1", "優才呢？", "zh-Hant", "answered", "down", "優才批出幾多宗？", ("lc2024/stats",), "incomplete", "欠了日期")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(feedback=tmp_path / "kept" / "feedback.sqlite")


def test_a_verdict_is_read_as_it_was_written(settings: Settings) -> None:
    save_feedback(settings, GIVEN)
    (kept,) = read_feedback(settings.feedback)
    assert replace(kept, at="") == GIVEN
    assert kept.at.endswith("+00:00")


def test_identifiers_are_masked_before_anything_is_written(settings: Settings) -> None:
    number, mail = "9123 4567", "chan@example.org"
    save_feedback(settings, replace(GIVEN, question=f"我的電話{number}", understood=f"{mail} 續簽", comment=f"打 {number}\n給我"))
    (kept,) = read_feedback(settings.feedback)
    assert (kept.question, kept.understood, kept.comment) == ("我的電話□", "□ 續簽", "打 □ 給我")
    written = b"".join(path.read_bytes() for path in settings.feedback.parent.iterdir())
    assert number.encode() not in written
    assert mail.encode() not in written


def test_an_identifier_at_the_end_of_a_long_text_is_not_cut_in_two(settings: Settings) -> None:
    save_feedback(settings, replace(GIVEN, comment="字" * (MAX_COMMENT - 5) + " 91234567"))
    assert "9123" not in read_feedback(settings.feedback)[0].comment


def test_the_last_verdict_on_an_answer_counts(settings: Settings) -> None:
    save_feedback(settings, GIVEN)
    save_feedback(settings, replace(GIVEN, verdict="up", reason="", comment=""))
    assert [(f.verdict, f.reason, f.comment) for f in read_feedback(settings.feedback)] == [("up", "", "")]


def test_without_a_file_there_is_no_feedback(tmp_path: Path) -> None:
    assert read_feedback(tmp_path / "none.sqlite") == []
    (tmp_path / "empty.sqlite").touch()
    assert read_feedback(tmp_path / "empty.sqlite") == []


@pytest.mark.parametrize(
    "fields", [{"verdict": "meh"}, {"reason": "<b>"}, {"lang": "fr"}, {"status": "done"}, {"turn": ""}, {"question": " "}]
)
def test_what_is_not_known_is_refused_and_nothing_is_written(settings: Settings, fields: dict[str, str]) -> None:
    with pytest.raises(FeedbackError):
        save_feedback(settings, replace(GIVEN, **fields))  # type: ignore[arg-type]
    assert not settings.feedback.exists()


def test_a_place_that_cannot_be_written_is_one_line_that_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FeedbackError, match=r"cannot write the feedback at .*WENJIN_FEEDBACK"):
        save_feedback(Settings(feedback=tmp_path / "file" / "feedback.sqlite"), GIVEN)
    with pytest.raises(FeedbackError, match="cannot write"):
        save_feedback(Settings(feedback=tmp_path), GIVEN)


def test_a_file_that_is_no_database_is_left_as_it_is(settings: Settings) -> None:
    settings.feedback.parent.mkdir()
    settings.feedback.write_bytes(b"not a database, but somebody's notes" * 50)
    with pytest.raises(FeedbackError, match="not a database"):
        save_feedback(settings, GIVEN)
    assert settings.feedback.read_bytes().startswith(b"not a database")


def test_a_file_of_a_newer_version_is_left_as_it_is(settings: Settings) -> None:
    save_feedback(settings, GIVEN)
    with sqlite3.connect(settings.feedback) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    database.close()
    with pytest.raises(FeedbackError, match=f"schema {SCHEMA + 1}"):
        save_feedback(settings, replace(GIVEN, turn="b2"))
    with pytest.raises(FeedbackError, match=f"schema {SCHEMA + 1}"):
        read_feedback(settings.feedback)


def test_many_at_once_are_all_kept(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: save_feedback(settings, replace(GIVEN, turn=f"t{n}")), range(40)))
    assert len(read_feedback(settings.feedback)) == 40


def test_a_file_of_the_first_version_is_read_and_grows_the_second_table_when_written(settings: Settings) -> None:
    save_feedback(settings, GIVEN)
    with sqlite3.connect(settings.feedback) as database:
        database.execute("DROP TABLE asked")
        database.execute("PRAGMA user_version = 1")
    database.close()
    assert [f.turn for f in read_feedback(settings.feedback)] == ["a1"]
    assert read_asked(settings.feedback) == []
    save_asked(settings.feedback, [Asked("問", "", "zh-Hant", "no_evidence", "2999-01-01")], 1)
    assert len(read_asked(settings.feedback)) == len(read_feedback(settings.feedback)) == 1


def test_the_oldest_verdicts_make_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.feedback.MAX_ROWS", 3)
    for n in (2, 0, 4, 1, 3):
        save_feedback(settings, replace(GIVEN, turn=f"t{n}", at=f"2026-01-0{n + 1}T00:00:00+00:00"))
    assert [f.turn for f in read_feedback(settings.feedback)] == ["t2", "t3", "t4"]


def test_half_a_character_is_kept_as_a_question_mark(settings: Settings) -> None:
    save_feedback(settings, replace(GIVEN, comment="a\ud800b", sources=("x\ud800",)))
    assert read_feedback(settings.feedback)[0].comment == "a?b"


def test_what_is_forgotten_is_on_the_disk_no_more(settings: Settings) -> None:
    save_feedback(settings, replace(GIVEN, at="2026-01-01T10:00:00+00:00", comment="sentinel-old"))
    save_feedback(settings, replace(GIVEN, turn="b", at="2026-02-01T00:00:00+00:00", comment="sentinel-new"))
    save_asked(settings.feedback, [Asked("sentinel-old", "", "en", "no_evidence", "2026-01-31")], 365_000)
    assert forget(settings.feedback, "2026-02-01") == 2
    written = b"".join(path.read_bytes() for path in settings.feedback.parent.iterdir())
    assert b"sentinel-old" not in written
    assert b"sentinel-new" in written


def test_a_line_of_it_starts_a_case_with_a_question_that_stands_alone() -> None:
    assert from_feedback(GIVEN.line) == {"question": "優才批出幾多宗？", "lang": "zh-Hant"}
    assert json.loads(GIVEN.line)["asked"] == "優才呢？"
    assert from_feedback(replace(GIVEN, understood="").line)["question"] == "優才呢？"
