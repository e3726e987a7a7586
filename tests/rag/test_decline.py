import pytest

from rag.answer import Engine, ask
from rag.decline import declined_category
from rag.messages import message
from rag.types import Query, Status
from tests.cases import cases


@pytest.mark.parametrize(("question", "category"), cases("declined"))
def test_what_no_corpus_can_answer_is_told_by_how_it_is_asked(question: str, category: str | None) -> None:
    assert declined_category(Query(question, question, "zh-Hant", ())) == category


@pytest.mark.parametrize(("question", "category"), [row for row in cases("declined") if row[1]])
def test_a_declined_question_gets_its_reason_and_no_passage(engine: Engine, question: str, category: str) -> None:
    answer = ask(engine, question)
    assert answer.status is Status.DECLINED
    assert answer.refused
    assert answer.sentences == answer.citations == ()
    assert answer.text == message(f"declined_{category}", answer.query.lang)
