import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Case, CaseError
from evals.run import Run, read_run, run_set, score_run
from rag.answer import Engine
from rag.errors import SettingsError

CASES: list[dict[str, Any]] = [
    {"id": "a", "question": "優才配額幾多？", "lang": "yue", "kind": "number", "answerable": True, "gold": [["4,000"]]},
    {"id": "b", "question": "what is the best pizza in Naples?", "lang": "en", "kind": "unanswerable", "answerable": False},
    {
        "id": "c",
        "question": "咁優才呢？",
        "turns": ["高才通有冇名額限制？"],
        "lang": "yue",
        "kind": "follow-up",
        "answerable": True,
        "gold": [["2年"]],
    },
]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(case | {"audience": "newcomer"}) + "\n" for case in CASES), encoding="utf-8")
    return path


def rows(folder: Path, name: str = "rows") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def verdicts(run: Run) -> dict[str, bool]:
    return {s.case: s.right for s in run.scores}


def test_a_run_answers_and_scores_every_case_in_order(engine: Engine, cases: Path, tmp_path: Path) -> None:
    run = run_set(engine, cases, tmp_path / "run")
    assert [row["id"] for row in run.rows] == [c.id for c in run.cases] == ["a", "b", "c"]
    assert verdicts(run) == {"a": True, "b": True, "c": True}
    assert [row["status"] for row in run.rows] == ["answered", "no_evidence", "answered"]
    assert [s.found_at for s in run.scores] == [1, None, 1]


def test_a_run_keeps_rows_scores_and_the_settings_really_used(engine: Engine, cases: Path, tmp_path: Path) -> None:
    run_set(engine, cases, tmp_path / "run")
    assert [row["id"] for row in rows(tmp_path / "run")] == ["a", "b", "c"]
    assert [row["case"] for row in rows(tmp_path / "run", "scores")] == ["a", "b", "c"]
    about = json.loads((tmp_path / "run" / "about.json").read_text(encoding="utf-8"))
    assert about["settings"]["kept"] == engine.settings.kept
    assert about["index"]["encoder"] == engine.index.encoder.fingerprint
    assert about["set"] == "set.jsonl"


def test_scoring_repeats_without_asking_again(engine: Engine, cases: Path, tmp_path: Path) -> None:
    first = run_set(engine, cases, tmp_path / "run")
    path = tmp_path / "run" / "rows.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("4,000", "9,999"), encoding="utf-8")
    again = score_run(tmp_path / "run")
    assert verdicts(first)["a"]
    assert verdicts(again) == {"a": False, "b": True, "c": True}


def test_a_case_that_cannot_be_answered_fails_alone(engine: Engine, cases: Path, tmp_path: Path) -> None:
    lines = cases.read_text(encoding="utf-8")
    cases.write_text(lines + json.dumps(CASES[0] | {"id": "d", "question": "？！", "audience": "newcomer"}) + "\n", encoding="utf-8")
    run = run_set(engine, cases, tmp_path / "run")
    assert run.rows[3]["status"] == "failed"
    assert run.rows[3]["answer"].startswith("the question is empty")
    assert verdicts(run) == {"a": True, "b": True, "c": True, "d": False}


def test_an_interrupted_run_goes_on_after_its_last_whole_line(engine: Engine, cases: Path, tmp_path: Path) -> None:
    run_set(engine, cases, tmp_path / "run")
    path = tmp_path / "run" / "rows.jsonl"
    first, second, _ = path.read_text(encoding="utf-8").splitlines()
    marked = json.dumps(json.loads(first) | {"mark": "kept"}, ensure_ascii=False)
    path.write_text(f"{marked}\n{second[:40]}", encoding="utf-8")
    run = run_set(engine, cases, tmp_path / "run")
    assert [row["id"] for row in run.rows] == ["a", "b", "c"]
    assert [row.get("mark") for row in run.rows] == ["kept", None, None]


def test_other_settings_begin_the_run_anew(engine: Engine, cases: Path, tmp_path: Path) -> None:
    run_set(engine, cases, tmp_path / "run")
    path = tmp_path / "run" / "rows.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"id": "a"', '"mark": 1, "id": "a"'), encoding="utf-8")
    other = Engine(engine.index, engine.settings.model_copy(update={"kept": 2}))
    assert all("mark" not in row for row in run_set(other, cases, tmp_path / "run").rows)


def test_an_unknown_system_names_those_known(engine: Engine, cases: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="unknown system 'oracle'; one of wenjin"):
        run_set(engine, cases, tmp_path / "run", system="oracle")


def test_a_folder_that_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        score_run(tmp_path)


def test_a_system_that_breaks_on_a_case_does_not_stop_the_run_and_is_asked_again(
    engine: Engine, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        real = run_set.__globals__["make_system"](*("wenjin", engine, None))

        def fragile(case: Case) -> dict[str, Any]:
            if case.id == "b":
                raise RuntimeError("out of order")
            return dict(real(case), mark="first")

        broken.setattr("evals.run.make_system", lambda *_: fragile)
        first = run_set(engine, cases, tmp_path / "run")
    assert [s.unscored for s in first.scores] == ["", "internal fault: RuntimeError: out of order", ""]
    again = run_set(engine, cases, tmp_path / "run")
    assert [row.get("mark") for row in again.rows] == ["first", None, "first"]
    assert verdicts(again) == {"a": True, "b": True, "c": True}


def test_several_jobs_give_the_rows_of_one_in_the_order_of_the_set(engine: Engine, cases: Path, tmp_path: Path) -> None:
    one, three = (run_set(engine, cases, tmp_path / f"run{jobs}", jobs=jobs) for jobs in (1, 3))
    for a, b in zip(one.rows, three.rows, strict=True):
        assert (a["id"], a["answer"], a["citations"]) == (b["id"], b["answer"], b["citations"])
    assert [row["id"] for row in rows(tmp_path / "run3")] == ["a", "b", "c"]


def test_another_set_under_the_same_name_begins_the_run_anew(engine: Engine, cases: Path, tmp_path: Path) -> None:
    run_set(engine, cases, tmp_path / "run")
    path = tmp_path / "run" / "rows.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"id": "a"', '"mark": 1, "id": "a"'), encoding="utf-8")
    cases.write_text(cases.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert all("mark" not in row for row in run_set(engine, cases, tmp_path / "run").rows)


def test_a_run_interrupted_after_a_changed_setting_does_not_show_the_scores_before(
    engine: Engine, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_set(engine, cases, tmp_path / "run")
    monkeypatch.setattr("evals.run.answer_set", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_set(Engine(engine.index, engine.settings.model_copy(update={"min_confidence": 1.0})), cases, tmp_path / "run")
    with pytest.raises(CaseError):
        read_run(tmp_path / "run")


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_other_texts_in_the_same_folder_begin_a_baselines_run_anew(engine: Engine, cases: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for answer in ("優才配額是4,000。", "優才配額是7,000。"):
        (tmp_path / "texts" / "one.txt").write_text(answer, encoding="utf-8")
        run = run_set(engine, cases, tmp_path / "run", "baseline:bm25", tmp_path / "texts")
    assert run.rows[0]["answer"] == "優才配額是7,000。[1]"


def test_a_gold_group_without_alternatives_does_not_stop_the_run(engine: Engine, cases: Path, tmp_path: Path) -> None:
    cases.write_text(json.dumps(CASES[0] | {"gold": [[]], "audience": "newcomer"}) + "\n", encoding="utf-8")
    with contextlib.suppress(CaseError):
        run_set(engine, cases, tmp_path / "run")
