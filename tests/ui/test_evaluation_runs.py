"""Which runs and sets there are, and a set run while somebody looks on; foreign names and broken folders give nothing."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

import ui.evaluation_runs as runs
from evals.run import OnCase, Run
from evals.score import Score
from rag.answer import Engine
from tests.evals.runs import ABOUT, make_case, make_row, make_run


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("RUNS", "SETS"):
        monkeypatch.setattr(runs, name, tmp_path / name.lower())
        (tmp_path / name.lower()).mkdir()
    return tmp_path


def keep_run(folder: Path, hits: int = 0) -> None:
    folder.mkdir(parents=True)
    found = [{"source": "s", "section": "x", "score": 1, "text": "long " * 200, "stages": {}}] * hits
    lines = {"set": make_case("a").model_dump(), "rows": make_row("a", retrieved=found), "scores": asdict(Score("a", right=True))}
    for name, line in lines.items():
        (folder / f"{name}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (folder / "about.json").write_text(json.dumps(ABOUT), encoding="utf-8")


def test_only_whole_runs_with_plain_names_are_offered(folders: Path) -> None:
    keep_run(folders / "runs" / "dev-wenjin")
    keep_run(folders / "runs" / "odd name")
    keep_run(folders / "runs" / "half")
    (folders / "runs" / "half" / "about.json").unlink()
    assert runs.run_names() == ["dev-wenjin"]
    opened = runs.open_run("dev-wenjin")
    assert opened is not None
    assert opened.scores[0].right
    assert [runs.open_run(name) for name in ("half", "../runs/dev-wenjin", "", None, 7)] == [None] * 5


def test_a_run_that_cannot_be_read_is_none_and_no_fault(folders: Path) -> None:
    keep_run(folders / "runs" / "bad")
    (folders / "runs" / "bad" / "rows.jsonl").write_text("{", encoding="utf-8")
    assert runs.open_run("bad") is None


def test_of_a_run_only_what_is_shown_is_kept(folders: Path) -> None:
    keep_run(folders / "runs" / "big", hits=30)
    opened = runs.open_run("big")
    assert opened is not None
    assert len(opened.rows[0]["retrieved"]) == runs.SHOWN_HITS
    assert len(opened.rows[0]["retrieved"][0]["text"]) == runs.SHOWN_CHARS


def test_sets_and_reports_are_found_by_plain_names_only(folders: Path) -> None:
    (folders / "sets" / "dev.jsonl").write_text("", encoding="utf-8")
    keep_run(folders / "runs" / "dev")
    (folders / "runs" / "dev" / "report.html").write_text("", encoding="utf-8")
    assert runs.set_names() == ["dev"]
    assert runs.set_path("dev") == folders / "sets" / "dev.jsonl"
    assert [runs.set_path(name) for name in ("../sets/dev", "none", None)] == [None] * 3
    assert runs.report_path("dev") is not None
    assert [runs.report_path(name) for name in ("../runs/dev", "none")] == [None] * 2


class Answering:
    """Stands for `run_set`: one case, then waits to be let go; `fault` is raised instead of a run."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.going, self.fault = threading.Event(), fault

    def __call__(self, engine: Engine, path: Path, folder: Path, on_case: OnCase) -> Run:
        on_case(1, 1)
        self.going.wait(5)
        if self.fault:
            raise self.fault
        keep_run(folder)
        return make_run([(make_case("a"), Score("a", right=True))], folder=folder)


def test_a_set_is_run_with_its_progress_one_at_a_time(folders: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    (folders / "sets" / "dev.jsonl").write_text(make_case("a").model_dump_json() + "\n", encoding="utf-8")
    answering = Answering()
    monkeypatch.setattr(runs, "run_set", answering)
    monkeypatch.setattr(runs, "LOOK_S", 0.01)
    steps = runs.run_again(engine, "dev")
    assert next(steps).ended == ""
    assert [step.ended for step in runs.run_again(engine, "dev")] == ["busy"]
    answering.going.set()
    last = list(steps)[-1]
    assert (last.done, last.of, last.ended) == (1, 1, "done")
    assert runs.report_path(runs.page_run("dev")) is not None


@pytest.mark.parametrize("fault", [RuntimeError("x"), OSError("x")])
def test_a_run_that_fails_says_so_and_lets_the_next_one_begin(
    folders: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    (folders / "sets" / "dev.jsonl").write_text(make_case("a").model_dump_json() + "\n", encoding="utf-8")
    answering = Answering(fault)
    answering.going.set()
    monkeypatch.setattr(runs, "run_set", answering)
    for _ in range(2):
        assert list(runs.run_again(engine, "dev"))[-1].ended == "failed"


def test_a_set_that_is_none_of_ours_is_not_run(engine: Engine) -> None:
    assert [step.ended for step in runs.run_again(engine, "../../etc/passwd")] == ["unknown"]
