"""From a question to a turn: follow-ups keep the thread unless told not to, faults become turns, a model's text grows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer import Engine, ask
from rag.errors import QuestionError
from rag.scheme_chips import Chip
from rag.types import Status
from tests.fakes import Writer
from tests.ui.turns import make_turn
from ui.ask_reply import Chips, chips_after, replies
from ui.ask_turn import Turn, failed_turn

QUESTION = "高才通批咗幾多人？"


def asked(engine: Engine, question: str, *turns: Turn, alone: bool = False) -> Turn:
    *_, step = replies(engine, question, turns, alone)
    assert step.done
    return step.turn


def test_without_a_language_model_the_first_answer_is_the_whole_one(engine: Engine) -> None:
    (step,) = replies(engine, QUESTION, ())
    assert step.done
    assert step.answer is not None
    assert step.turn.text == step.answer.text
    assert step.turn.status is Status.ANSWERED


def test_a_follow_up_keeps_the_thread_and_says_so(engine: Engine) -> None:
    first = asked(engine, QUESTION)
    turn = asked(engine, "咁優才呢？", first)
    assert turn.rewritten
    assert "優才" in turn.understood


def test_asked_alone_nothing_is_taken_over(engine: Engine) -> None:
    first = asked(engine, QUESTION)
    turn = asked(engine, "咁優才呢？", first, alone=True)
    assert (turn.understood, turn.rewritten, turn.alone) == ("", False, True)
    after = asked(engine, "咁受養人呢？", first, turn)
    assert "高才通" not in after.understood


def test_a_first_question_is_never_said_to_be_rewritten(engine: Engine) -> None:
    assert not asked(engine, "费用几多？").rewritten


@pytest.mark.parametrize("question", ["", " ？！ ", "長" * 3000])
def test_no_question_is_the_callers_to_say(engine: Engine, question: str) -> None:
    with pytest.raises(QuestionError):
        list(replies(engine, question, ()))


def test_a_fault_of_ours_becomes_a_turn_without_an_answer(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    broken = replace(engine, index=replace(engine.index, lexicon=None))  # type: ignore[arg-type]
    (step,) = replies(broken, QUESTION + " 9123 4567", ())
    assert step.answer is None
    assert step.turn.status is Status.FAILED
    assert "9123" not in step.turn.asked
    assert "a question failed" in caplog.text


def test_a_models_answer_grows_under_one_id_and_ends_once(engine: Engine) -> None:
    plain = ask(engine, QUESTION)
    said = "".join(f"{s.text}[{s.citations[0]}]\n" for s in plain.sentences)
    steps = list(replies(replace(engine, chat=Writer([said[:5], said[5:], "\n"])), QUESTION, ()))
    assert len({step.turn.id for step in steps}) == 1
    assert [step.done for step in steps] == [False] * (len(steps) - 1) + [True]


def test_chips_follow_the_last_answer_only(engine: Engine) -> None:
    (step,) = replies(engine, QUESTION, ())
    assert chips_after(engine, ()) == Chips()
    assert chips_after(engine, (step.turn, failed_turn("x")), step.answer) == Chips()
    chips = chips_after(engine, (step.turn,), step.answer)
    assert chips.following
    assert chips.turn == step.turn.id
    assert chips.questions == list(chips.following)


def test_a_restored_conversation_has_the_same_chips(engine: Engine) -> None:
    (step,) = replies(engine, QUESTION, ())
    assert chips_after(engine, (step.turn,)) == chips_after(engine, (step.turn,), step.answer)


def test_chips_of_a_question_that_cannot_be_asked_again_are_none(engine: Engine) -> None:
    assert chips_after(engine, (make_turn(asked="？"),)) == Chips()


def test_questions_are_in_the_order_of_their_buttons() -> None:
    assert Chips((Chip("優才", "優才：費用？"),), ("下一題？",)).questions == ["優才：費用？", "下一題？"]
