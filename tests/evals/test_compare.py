import random
from pathlib import Path
from typing import Any

import pytest

from evals.cases import CaseError
from evals.compare import compare
from evals.figures import FIGURES
from evals.run import Run, run_set
from evals.score import Score
from rag.answer import Engine
from tests.evals.runs import make_case, make_run, shares_run

CASES = 400
BEFORE = [i % 5 != 0 for i in range(CASES)]  # 320 of 400 right


def planted(lost: int, won: int = 0) -> Run:
    """The run before with its first `lost` right cases wrong and its first `won` wrong ones right."""
    right = [i for i, r in enumerate(BEFORE) if r][:lost]
    wrong = [i for i, r in enumerate(BEFORE) if not r][:won]
    return shares_run([r != (i in right or i in wrong) for i, r in enumerate(BEFORE)])


# A loss of 5 points of 400 cases is 20 more lost than won; the more cases change both ways, the less it can be told from chance.
@pytest.mark.parametrize(("lost", "won", "told"), [(20, 0, True), (30, 10, True), (45, 25, True), (60, 40, False)])
def test_a_planted_loss_of_five_points_in_400_cases_is_found_unless_a_hundred_cases_change(lost: int, won: int, told: bool) -> None:
    found = compare(shares_run(BEFORE), planted(lost, won))
    right = found.figures["right"]
    assert right.mean == pytest.approx(-0.05)
    assert (right.lost, right.won, len(found.lost), len(found.won)) == (lost, won, lost, won)
    assert right.significant is told


def test_the_interval_of_a_found_loss_stays_below_zero() -> None:
    right = compare(shares_run(BEFORE), planted(20)).figures["right"]
    assert right.p < 1e-5
    assert right.low < -0.05 < right.high < 0


def test_a_gain_is_the_same_loss_the_other_way_round() -> None:
    forth, back = compare(shares_run(BEFORE), planted(20)), compare(planted(20), shares_run(BEFORE))
    assert forth.lost == back.won
    assert forth.figures["right"].p == back.figures["right"].p
    assert back.figures["right"].mean == pytest.approx(0.05)


def test_two_identical_runs_in_another_order_differ_in_nothing() -> None:
    run = shares_run(BEFORE)
    order = random.Random(1).sample(range(CASES), CASES)
    shuffled = make_run((run.cases[i], run.scores[i]) for i in order)
    found = compare(run, shuffled)
    assert (found.won, found.lost, found.shared) == ((), (), CASES)
    assert {(d.mean, d.low, d.high, d.p, d.won, d.lost) for d in found.figures.values()} == {(0.0, 0.0, 0.0, 1.0, 0, 0)}


QUESTIONS: list[dict[str, Any]] = [
    {"question": "優才配額幾多？"},
    {"question": "how many TTPS approvals so far?", "gold": [["85,424"]]},
    {"question": "高才通續簽要咩文件？", "gold": [["合約", "contract"]]},
    {"question": "what is the best pizza in Naples?", "answerable": False},
    {"question": "？！"},
]


def test_a_set_run_again_backwards_with_two_jobs_differs_in_nothing(engine: Engine, tmp_path: Path) -> None:
    lines = [make_case(f"q{i}", **q).model_dump_json() + "\n" for i, q in enumerate(QUESTIONS)]
    runs = []
    for name, ordered, jobs in (("forth", lines, 1), ("back", lines[::-1], 2)):
        (tmp_path / f"{name}.jsonl").write_text("".join(ordered), encoding="utf-8")
        runs.append(run_set(engine, tmp_path / f"{name}.jsonl", tmp_path / name, jobs=jobs))
    found = compare(*runs)
    assert found.shared == len(QUESTIONS)
    assert found.figures["right"].n == len(QUESTIONS) - 1
    assert {(d.mean, d.p) for d in found.figures.values()} == {(0.0, 1.0)}
    assert not found.won + found.lost


def test_only_cases_that_both_runs_scored_are_held_against_each_other() -> None:
    a, b, c = (make_case(n) for n in "abc")
    first = make_run([(a, Score("a", True)), (b, Score("b", True))])
    second = make_run([(b, Score("b", reason="failed", unscored="fault")), (a, Score("a", False)), (c, Score("c", True))])
    found = compare(first, second)
    assert (found.shared, found.figures["right"].n) == (2, 1)
    assert (found.won, found.lost) == ((), ("a",))


def test_a_figure_that_applies_to_no_shared_case_is_left_out() -> None:
    found = compare(shares_run(BEFORE), shares_run(BEFORE))
    assert "unanswerable_refused" not in found.figures
    assert set(found.figures) <= set(FIGURES)


def test_runs_without_a_common_case_cannot_be_compared() -> None:
    with pytest.raises(CaseError, match="share no case"):
        compare(make_run([(make_case("a"), Score("a"))]), make_run([(make_case("b"), Score("b"))]))
