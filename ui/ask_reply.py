"""From a question to turns as they grow, and to what can be asked next. Nothing here ends in a fault: it becomes a turn that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import Engine, ask_stream, extractive_answer
from rag.errors import QuestionError, WenjinError
from rag.log import logger
from rag.next_step import next_step
from rag.query import understand
from rag.scheme_chips import Chip, other_schemes
from rag.suggest import suggestions
from rag.types import Answer, Status
from ui.ask_turn import Turn, failed_turn, history_of, turn_of


@dataclass(frozen=True, slots=True)
class Chips:
    """What can be asked with one press after an answer: the same about other schemes, and what comes next; `turn` is that answer's id."""

    schemes: tuple[Chip, ...] = ()
    following: tuple[str, ...] = ()
    turn: str = ""

    @property
    def questions(self) -> list[str]:
        """The question of every chip, in the order of their buttons."""
        return [*(c.question for c in self.schemes), *self.following]


@dataclass(frozen=True, slots=True)
class Step:
    """A turn as it stands; `answer` is None after a fault, `done` is false while a language model writes on."""

    turn: Turn
    answer: Answer | None
    done: bool = True


def replies(engine: Engine, question: str, turns: Sequence[Turn], alone: bool = False) -> Iterator[Step]:
    """The turn as it grows; the last one is done. Each replaces the one before and has its id.

    Args:
        turns: the conversation so far, oldest first.
        alone: leave the earlier questions out, now and for the questions after this one.

    Raises:
        QuestionError: the question is empty or too long.
    """
    history = [] if alone else history_of(turns)
    streams = engine.chat is not None
    step: Step | None = None
    rewritten = False
    try:
        for answer in ask_stream(engine, question, history):
            if step is None:
                rewritten = _rewritten(engine, question, history, answer)
            turn = turn_of(answer, next_step(engine, answer), rewritten, alone)
            step = Step(turn.model_copy(update={"id": step.turn.id}) if step else turn, answer, done=not streams)
            yield step
    except QuestionError:
        raise
    except Exception:
        logger.exception("a question failed")
        yield Step(failed_turn(question, alone), None)
        return
    if step is not None and not step.done:
        yield Step(step.turn, step.answer)


def _rewritten(engine: Engine, question: str, history: Sequence[str], answer: Answer) -> bool:
    """Whether earlier questions changed how this one was read; spelling and an assumed scheme do not count."""
    if not history or answer.query.standalone == answer.query.asked:
        return False
    return understand(engine.index, engine.settings, question, []).standalone != answer.query.standalone


def chips_after(engine: Engine, turns: Sequence[Turn], answer: Answer | None = None) -> Chips:
    """The chips after the last turn; none before the first, after a fault, or when they cannot be made, since the answer stands without them.

    Args:
        answer: the last turn's, where it is at hand; else the question is looked up again, for a conversation that was restored.
    """
    last = turns[-1] if turns else None
    if last is None or last.status is Status.FAILED:
        return Chips()
    earlier = [] if last.alone else history_of(turns[:-1])
    try:
        answer = answer or extractive_answer(engine, last.asked, earlier)
        return Chips(other_schemes(engine, answer), suggestions(engine, answer, earlier), last.id)
    except WenjinError:
        logger.exception("the chips of an answer failed")
        return Chips()
