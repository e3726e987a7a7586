import pytest

from evals.broken import MUTATIONS, Mutation
from rag.answer import Engine, ask
from rag.wire import answer_json
from tests.evals.runs import QUESTIONS


def said(engine: Engine) -> list[object]:
    rows = (answer_json(ask(engine, question, turns), "q", 0.0) for question, turns in QUESTIONS)
    return [(row["answer"], row["citations"], [h["section"] for h in row["retrieved"]]) for row in rows]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_a_mutation_changes_what_is_said_or_found_and_leaves_no_trace(engine: Engine, mutation: Mutation) -> None:
    before = said(engine)
    with mutation.broken(engine):
        assert said(engine) != before
    assert said(engine) == before


def test_mutations_have_names_of_their_own() -> None:
    assert len({m.name for m in MUTATIONS}) == len(MUTATIONS) >= 10
