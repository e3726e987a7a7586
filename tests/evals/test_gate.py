from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cases import CaseError, read_cases
from evals.gate import Thresholds, accept, against_accepted, against_thresholds, read_thresholds
from evals.run import Run
from evals.score import Score
from tests.conftest import REPOSITORY
from tests.evals.runs import make_case, make_row, make_run, shares_run
from ui.eval_cli import eval_app

BEFORE = shares_run([i % 5 != 0 for i in range(100)])


def worse_by(cases: int) -> Run:
    right = [s.right for s in BEFORE.scores]
    for i in [i for i, r in enumerate(right) if r][:cases]:
        right[i] = False
    return shares_run(right)


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    path = tmp_path / "accepted" / "set.json"
    accept(BEFORE, path)
    return path


def write(folder: Path, text: str) -> Path:
    path = folder / "thresholds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_figure_at_its_threshold_holds() -> None:
    assert against_thresholds(BEFORE, Thresholds(at_least={"right": 0.8}, at_most={"answerable_refused": 0.0})) == []


def test_each_missed_threshold_is_a_line_with_its_figure() -> None:
    refused = make_run((make_case(str(i)), Score(str(i), refused=i < 3, complete=0.0)) for i in range(4))
    missed = against_thresholds(refused, Thresholds(at_least={"right": 0.1, "complete": 0.0}, at_most={"answerable_refused": 0.5}))
    assert missed == ["right is 0.000, at least 0.1 was promised", "answerable_refused is 0.750, at most 0.5 was promised"]


def test_a_promised_figure_that_does_not_apply_any_more_is_missed() -> None:
    thresholds = Thresholds(at_least={"unanswerable_refused": 0.5}, at_most={"stale": 0.1})
    assert [line.split()[0] for line in against_thresholds(BEFORE, thresholds)] == ["unanswerable_refused", "stale"]


def test_a_case_that_could_not_be_scored_fails_the_gate() -> None:
    run = make_run([(make_case("a"), Score("a", True)), (make_case("b"), Score("b", unscored="fault"))])
    assert against_thresholds(run, Thresholds()) == ["1 case(s) could not be scored"]


def test_the_accepted_run_holds_against_itself(accepted: Path) -> None:
    assert against_accepted(BEFORE, accepted) == []
    back = make_run(list(zip(BEFORE.cases, BEFORE.scores, strict=True))[::-1])
    assert against_accepted(back, accepted) == []


@pytest.mark.parametrize(("lost", "told"), [(5, False), (6, True)])
def test_a_loss_is_told_from_six_cases_lost_and_none_won(accepted: Path, lost: int, told: bool) -> None:
    assert bool(against_accepted(worse_by(lost), accepted)) is told


def test_a_told_loss_says_figure_size_p_and_cases(accepted: Path) -> None:
    line = against_accepted(worse_by(10), accepted)[0]
    assert line == "right moved by -0.100 (p 0.002, 100 cases) against the accepted run"


def test_getting_better_is_no_loss(tmp_path: Path) -> None:
    accept(worse_by(20), tmp_path / "a.json")
    assert against_accepted(BEFORE, tmp_path / "a.json") == []


def test_where_lower_is_better_a_rise_is_the_loss(tmp_path: Path) -> None:
    def refusing(share: int) -> Run:
        return make_run((make_case(str(i)), Score(str(i), refused=i < share)) for i in range(50))

    accept(refusing(5), tmp_path / "low.json")
    accept(refusing(15), tmp_path / "high.json")
    assert [line.split()[0] for line in against_accepted(refusing(15), tmp_path / "low.json")] == ["answerable_refused"]
    assert against_accepted(refusing(5), tmp_path / "high.json") == []


def test_a_longer_answer_alone_is_no_loss(tmp_path: Path) -> None:
    def long(chars: float) -> Run:
        return make_run((make_case(str(i)), Score(str(i), True, length=chars + i)) for i in range(50))

    accept(long(50), tmp_path / "a.json")
    assert against_accepted(long(500), tmp_path / "a.json") == []


@pytest.mark.parametrize("text", [None, "", "{}", "not json"])
def test_without_an_accepted_run_nothing_is_worse(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert against_accepted(worse_by(50), tmp_path / "a.json") == []


def test_thresholds_of_a_set_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "[dev]\nat_least = { right = 0.7 }\n[first-light]\nat_most = { stale = 0.1 }\n")
    assert read_thresholds(path, "dev") == Thresholds(at_least={"right": 0.7})
    assert read_thresholds(path, "first-light") == Thresholds(at_most={"stale": 0.1})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[dev]\nat_least = { rihgt = 0.7 }", "unknown figure 'rihgt'; known: right, "),
        ("[dev]\nat_lest = { right = 0.7 }", "cannot be read"),
        ('[dev]\nat_least = { right = "high" }', "cannot be read"),
        ("[dev\n", "cannot be read"),
        ("[test]\n", "has no table \\['dev'\\]"),
    ],
)
def test_broken_thresholds_say_what_is_wrong(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(CaseError, match=what):
        read_thresholds(write(tmp_path, text), "dev")


def test_missing_thresholds_say_so(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be read"):
        read_thresholds(tmp_path / "none.toml", "dev")


def test_every_shipped_set_has_thresholds_and_a_promise_on_right_and_refusal() -> None:
    for path in (REPOSITORY / "evals" / "sets").glob("*.jsonl"):
        found = read_thresholds(REPOSITORY / "evals" / "thresholds.toml", path.stem)
        assert {"right", "unanswerable_refused"} <= set(found.at_least)
        if any(case.answerable for case in read_cases(path)):
            assert "supported" in found.at_least
            assert "answerable_refused" in found.at_most
        assert all(0 <= v <= 1 for n, v in {**found.at_least, **found.at_most}.items() if n != "length")


@pytest.fixture
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of one right answer, and a repository root of its own for what is accepted."""
    import json

    from tests.evals.runs import ABOUT

    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "about.json").write_text(json.dumps(ABOUT), encoding="utf-8")
    (folder / "set.jsonl").write_text(make_case("a").model_dump_json() + "\n", encoding="utf-8")
    (folder / "rows.jsonl").write_text(json.dumps(make_row("a")) + "\n", encoding="utf-8")
    monkeypatch.setattr("ui.eval_cli.ROOT", tmp_path)
    return folder


@pytest.mark.parametrize(("least", "code"), [(0.9, 0), (1.1, 1)])
def test_the_command_ends_with_1_when_a_promise_is_broken(run_folder: Path, least: float, code: int) -> None:
    path = write(run_folder, f"[set]\nat_least = {{ right = {least} }}")
    done = CliRunner().invoke(eval_app, ["gate", str(run_folder), "--thresholds", str(path), "--accept"])
    assert done.exit_code == code, done.output
    assert (run_folder.parent / "evals" / "accepted" / "set.json").exists() is (code == 0)
    assert ("right is 1.000, at least 1.1" in done.output) is (code == 1)
