from pathlib import Path

from evals.broken import MUTATIONS
from evals.gate import Thresholds, accept
from evals.mutations import judge, mutate, picked, quick_set
from rag.answer import Engine
from tests.evals.runs import QUESTIONS, make_case, shares_run

NAMES = [m.name for m in MUTATIONS]


def test_picked_cases_take_each_kind_in_turn_and_keep_their_order() -> None:
    kinds = ["fact"] * 5 + ["number"] * 2 + ["list"]
    cases = [make_case(str(i), kind=kind) for i, kind in enumerate(kinds)]
    assert [c.id for c in picked(cases, 5)] == ["0", "1", "5", "6", "7"]
    assert picked(cases, 100) == cases


def test_a_mutation_that_changes_nothing_is_not_caught(tmp_path: Path) -> None:
    whole = shares_run([True] * 40)
    accept(whole, tmp_path / "a.json")
    assert not judge(whole, whole, "nothing", tmp_path / "a.json", Thresholds(at_least={"right": 0.9})).caught


def test_a_loss_is_caught_against_the_unbroken_run_and_against_thresholds(tmp_path: Path) -> None:
    whole, broken = shares_run([True] * 40), shares_run([False] * 10 + [True] * 30)
    accept(whole, tmp_path / "a.json")
    found = judge(whole, broken, "lost", tmp_path / "a.json", Thresholds(at_least={"right": 0.9}))
    assert (found.worse, found.below, found.caught) == (("right", "right_answerable", "complete"), ("right",), True)


def test_a_threshold_the_unbroken_run_misses_catches_nothing(tmp_path: Path) -> None:
    whole, broken = shares_run([True] * 40), shares_run([False] + [True] * 39)
    accept(whole, tmp_path / "a.json")
    assert not judge(whole, broken, "lost", tmp_path / "a.json", Thresholds(at_least={"right": 1.1})).caught


def test_every_mutation_is_run_after_the_unbroken_line(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "tiny.jsonl"
    path.write_text(
        "".join(make_case(str(i), question=q, turns=t).model_dump_json() + "\n" for i, (q, t) in enumerate(QUESTIONS)), encoding="utf-8"
    )
    with quick_set(path, 3) as (short, folder):
        verdicts = list(mutate(engine, short, folder, Thresholds()))
    assert not folder.exists()
    assert [v.name for v in verdicts] == ["nothing broken", *NAMES]
    assert (verdicts[0].changed, verdicts[0].caught) == (0, False)
