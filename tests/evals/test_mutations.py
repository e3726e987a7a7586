from pathlib import Path

import pytest

from evals.gate import Thresholds, accept
from evals.mutations import MUTATIONS, Mutation, judge, mutate, picked, quick_set
from rag.answer import Engine, ask
from rag.wire import answer_json
from tests.evals.runs import make_case, shares_run

QUESTIONS = [
    ("優才計畫配額係幾多？", []),
    ("How many TTPS approvals by May 2024?", []),
    ("咁优才呢？", ["高才通有冇名額限制？"]),
    ("what is the best pizza in Naples?", []),
    ("高才通同優才嘅名額有咩分別？", []),
]
NAMES = [m.name for m in MUTATIONS]


def said(engine: Engine) -> list[object]:
    rows = (answer_json(ask(engine, question, turns), "q", 0.0) for question, turns in QUESTIONS)
    return [(row["answer"], row["citations"], [h["section"] for h in row["retrieved"]]) for row in rows]


@pytest.mark.parametrize("mutation", [m for m in MUTATIONS if m.name != "oldest value first"], ids=lambda m: m.name)
def test_a_mutation_changes_what_is_said_or_found_and_leaves_no_trace(engine: Engine, mutation: Mutation) -> None:
    before = said(engine)
    with mutation.broken(engine):
        assert said(engine) != before
    assert said(engine) == before


def test_mutations_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 10


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
