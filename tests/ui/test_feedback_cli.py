"""The loop: a question that was not answered, or not liked, becomes a case of an evaluation set once a person has said what is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.answer import Engine, ask
from rag.feedback import Feedback, save_feedback
from rag.service import Service
from rag.settings import Settings
from ui.cli import app
from ui.lookups import answer_data

runner = CliRunner()
UNKNOWN = "what is the best pizza in Naples?"


@pytest.fixture
def kept(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings in force for the commands too, with a feedback file that does not exist yet."""
    settings = engine.settings.model_copy(update={"feedback": tmp_path / "f.sqlite", "keep_questions": "unanswered"})
    for name in ("feedback", "keep_questions", "index", "corpus", "cache"):
        monkeypatch.setenv(f"WENJIN_{name.upper()}", str(getattr(settings, name)))
    return settings


def run(*words: str, code: int = 0) -> Result:
    result = runner.invoke(app, [*words])
    assert result.exit_code == code, result.output
    return result


def disliked(settings: Settings, question: str = "優才計畫配額係幾多？", **more: str) -> None:
    save_feedback(settings, Feedback(f"turn-{question}", question, "zh-Hant", "answered", "down", reason="wrong", **more))


@pytest.mark.parametrize("command", [("report",), ("export", "out.jsonl")])
def test_without_any_feedback_one_line_says_so(
    kept: Settings, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("feedback", *command)
    assert result.stdout == ""
    assert result.stderr.strip() == f"nothing of that kind in {kept.feedback}"
    assert not (tmp_path / "out.jsonl").exists()


def test_the_empty_report_as_data_is_a_report_of_nothing(kept: Settings) -> None:
    assert json.loads(run("feedback", "report", "--json").stdout) == {
        "kept": 0, "judged": 0, "asked": [], "refused": [], "disliked": [], "weeks": [],
    }  # fmt: skip


def test_with_questions_off_the_line_names_the_setting(kept: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJIN_KEEP_QUESTIONS", "off")
    assert "WENJIN_KEEP_QUESTIONS=unanswered or all" in run("feedback", "report").stderr


def test_the_report_shows_what_people_wrote_without_obeying_it(kept: Settings) -> None:
    disliked(kept, "[red]優才[/red]\x1b[2J 名額？", comment="[link=x]看")
    shown = run("feedback", "report").stdout
    assert "\x1b" not in shown
    assert "[red]" in shown.replace("\n", "")
    assert json.loads(run("feedback", "report", "--json").stdout)["disliked"][0]["reasons"] == {"wrong": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "--since", "soon"), "'soon' is no day"),
        (("report", "--lang", "fr"), "unknown language 'fr'"),
        (("forget", "--before", "x"), "'x' is no day"),
    ],
)
def test_a_day_or_language_that_is_none_is_one_line(kept: Settings, words: tuple[str, ...], said: str) -> None:
    assert said in str(run("feedback", *words, code=1).exception)


def test_an_export_that_may_have_been_reviewed_is_not_written_over(kept: Settings, tmp_path: Path) -> None:
    disliked(kept)
    out = tmp_path / "out.jsonl"
    out.write_text("mine", encoding="utf-8")
    assert "is there already" in str(run("feedback", "export", str(out), code=1).exception)
    assert out.read_text(encoding="utf-8") == "mine"


def test_forgetting_leaves_nothing_to_report(kept: Settings) -> None:
    disliked(kept)
    assert "1 row(s) deleted" in run("feedback", "forget", "--before", "2999-01-01").stderr
    assert "nothing of that kind" in run("feedback", "report").stderr


def test_from_a_question_without_an_answer_to_a_scored_case(kept: Settings, engine: Engine, tmp_path: Path) -> None:
    service = Service(kept, lambda _: engine)
    assert answer_data(service, UNKNOWN)["status"] == "no_evidence"
    assert ask(engine, "優才計畫配額係幾多？").status == "answered"
    answer_data(service, "優才計畫配額係幾多？")
    service.close()
    disliked(kept)

    report = json.loads(run("feedback", "report", "--json").stdout)
    assert [g["question"] for g in report["refused"]] == [UNKNOWN]

    out, cases = tmp_path / "out.jsonl", tmp_path / "own.jsonl"
    run("feedback", "export", str(out), "--verdict", "all")
    lines = {json.loads(line)["question"]: line for line in out.read_text(encoding="utf-8").splitlines()}
    assert set(lines) == {UNKNOWN, "優才計畫配額係幾多？"}

    nobody = runner.invoke(app, ["eval", "add", str(cases), "--feedback", lines[UNKNOWN]], input="")
    assert nobody.exit_code == 1  # a line alone makes no case: a person has to say what is right
    assert not cases.exists()
    run("eval", "add", str(cases), "--feedback", lines[UNKNOWN], "--audience", "newcomer", "--kind", "unanswerable")
    run(
        "eval", "add", str(cases), "--feedback", lines["優才計畫配額係幾多？"], "--audience", "newcomer", "--kind", "number",
        "--gold", "4,000", "--evidence", "harbour: 4,000 places",
    )  # fmt: skip
    figures = json.loads(run("eval", "run", str(cases), "--out", str(tmp_path / "run"), "--json").stdout)
    assert figures["right"]["n"] == 2
