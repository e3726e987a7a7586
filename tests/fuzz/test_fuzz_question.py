"""Any text at all is understood or refused with a reason, in bounded time; any answer's quotations stand where it says."""

from __future__ import annotations

import json
import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.answer import Engine, ask
from rag.errors import QuestionError
from rag.query import understand
from rag.types import Answer, Status
from rag.wire import answer_json
from tests.fuzz.texts import WORDS, odd_texts
from ui.ask_turn import kept_turns, read_turns, turn_of

LANGS = st.sampled_from(["auto", "zh-Hant", "zh-Hans", "en", "fr", ""])
HISTORY = st.lists(odd_texts(6), max_size=8)
SLOWEST_S = 3.0  # of processor time, for the longest question and history the settings allow; half a second measured


@given(odd_texts(), HISTORY, LANGS)
def test_any_text_is_a_query_or_a_reason(engine: Engine, text: str, history: list[str], lang: str) -> None:
    try:
        query = understand(engine.index, engine.settings, text, history, lang)
    except QuestionError as error:
        assert "\n" not in error.line
        return
    assert query.lang in ("zh-Hant", "zh-Hans", "en")
    assert list(query.years) == sorted(set(query.years))
    assert all(not part.parts for part in query.parts)


@settings(max_examples=max(3, settings().max_examples // 15))
@given(st.sampled_from([*WORDS, "A123456", "我", "9", "1,", "和", "a ", "年", "((", "[["]), st.sampled_from(WORDS))
@example("ａ", "，")
def test_the_longest_question_is_understood_in_bounded_time(engine: Engine, piece: str, other: str) -> None:
    most = engine.settings.max_question_chars
    text = (piece + other) * (most // len(piece + other))
    started = time.process_time()
    try:
        understand(engine.index, engine.settings, text, [text] * engine.settings.max_history)
    except QuestionError:
        return
    assert time.process_time() - started < SLOWEST_S


def assert_exact(answer: Answer) -> None:
    """Quotes stand where the citation says, every sentence is cited, and no number leads nowhere."""
    numbers = {c.n for c in answer.citations}
    for citation in answer.citations:
        assert citation.passage.texts[citation.lang][citation.start : citation.end] == citation.quote
        assert citation.quote
    assert all(s.citations and set(s.citations) <= numbers for s in answer.sentences)
    assert (answer.status is Status.ANSWERED) == bool(answer.sentences)
    assert 0 <= answer.confidence <= 1


QUESTIONS = st.one_of(odd_texts(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join))


@given(QUESTIONS, HISTORY, st.sampled_from(["auto", "zh-Hant", "zh-Hans", "en"]))
def test_any_question_gets_an_answer_with_exact_quotations(engine: Engine, text: str, history: list[str], lang: str) -> None:
    try:
        answer = ask(engine, text, history, lang)
    except QuestionError:
        return
    assert_exact(answer)
    json.dumps(answer_json(answer, "x", 1.0))


@given(QUESTIONS)
def test_any_answer_comes_back_from_the_browser_as_it_went(engine: Engine, text: str) -> None:
    try:
        turn = turn_of(ask(engine, text))
    except QuestionError:
        return
    assert read_turns(json.loads(json.dumps(kept_turns([turn])))) == (turn,)
