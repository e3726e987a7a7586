"""Answers of a language model through `ask_stream`; small fakes for what it writes, real HTTP in test_chat.py and tests/evals."""

import itertools
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer import Engine, ask, ask_stream
from rag.errors import ChatError
from rag.messages import message
from rag.model_answer import passages_for
from rag.types import Answer, Status
from tests.fakes import Writer

QUESTION = "高才通批咗幾多人？"


def with_writer(engine: Engine, *pieces: str | Exception) -> tuple[Engine, Writer]:
    writer = Writer(pieces)
    return replace(engine, chat=writer), writer


def marker(engine: Engine, question: str = QUESTION) -> int:
    """The number a model is given for the passage that the extractive answer stands on."""
    plain = ask(engine, question)
    return [p.id for p in passages_for(plain)].index(plain.citations[0].passage.id) + 1


def test_a_models_sentences_replace_the_extractive_ones(engine: Engine) -> None:
    n = marker(engine)
    ours, _ = with_writer(engine, f"高才通共有85,424宗申請獲批。[{n}]")
    answer = ask(ours, QUESTION)
    assert answer.status is Status.ANSWERED
    assert [s.text for s in answer.sentences] == ["高才通共有85,424宗申請獲批。"]
    assert [c.n for c in answer.citations] == [1]
    assert "85,424" in answer.citations[0].quote
    assert (
        answer.citations[0].passage.texts[answer.citations[0].lang][answer.citations[0].start : answer.citations[0].end]
        == answer.citations[0].quote
    )
    assert "2024年5月 [1]" in answer.note
    assert answer.seconds["chat"] > 0


def test_the_answer_grows_by_checked_sentences_only(engine: Engine) -> None:
    n = marker(engine)
    ours, _ = with_writer(engine, f"高才通有85,424宗獲批。[{n}]", f"高才通有99,999宗獲批。[{n}]", f"數字截至2024年5月。[{n}]")
    steps = list(ask_stream(ours, QUESTION))
    shown = [[s.text for s in step.sentences] for step in steps]
    assert shown[0] == ["高才通有85,424宗獲批。"]
    assert shown[-1] == ["高才通有85,424宗獲批。", "數字截至2024年5月。"]
    assert all(a == b[: len(a)] for a, b in itertools.pairwise(shown))
    assert "99,999" not in "".join(step.text for step in steps)
    assert [step.note for step in steps[:-1]] == [""] * (len(steps) - 1)


def test_what_is_removed_is_logged(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    n = marker(engine)
    ours, _ = with_writer(engine, f"高才通有85,424宗獲批。[{n}]高才通有99,999宗獲批。[{n}]")
    with caplog.at_level(logging.WARNING, "wenjin"):
        ask(ours, QUESTION)
    assert [r.getMessage() for r in caplog.records if "99,999" in r.getMessage()]


@pytest.mark.parametrize(
    ("question", "lang"), [(QUESTION, "zh-Hant"), ("高才通到底通过了多少人？", "zh-Hans"), ("how many people got TTPS so far?", "en")]
)
@pytest.mark.parametrize(
    ("pieces", "key"),
    [
        ((ChatError("down"),), "model_not_reached"),
        (("高才通有85,424宗獲批。[1]TTPS had 85,424", ChatError("cut")), "model_not_reached"),
        (("x" * 10_000,), "model_not_reached"),
        (("",), "model_not_usable"),
        ((), "model_not_usable"),
        (("NO ANSWER",), "model_not_usable"),
        (("高才通有85,424宗獲批。TTPS had 85,424 approvals.",), "model_not_usable"),
        (("高才通有85,424宗獲批[9]。TTPS had 85,424 approvals [9].",), "model_not_usable"),
        (("高才通有99,999宗獲批[1]。TTPS had 99,999 approvals [1].",), "model_not_usable"),
        (("抱歉，我無法回答。[1] I'm sorry, I cannot help. [1]",), "model_not_usable"),
        (("<script>高才通有85,424宗獲批[1]。</script>",), "model_not_usable"),
    ],
)
def test_a_model_that_fails_leaves_the_extractive_answer_and_says_so(
    engine: Engine, question: str, lang: str, pieces: tuple[str | Exception, ...], key: str
) -> None:
    ours, _ = with_writer(engine, *pieces)
    answer, plain = ask(ours, question), ask(engine, question)
    assert answer.sentences == plain.sentences
    assert answer.citations == plain.citations
    assert answer.note == f"{plain.note}\n{message(key, lang)}"
    assert answer.status is Status.ANSWERED


def test_simplified_text_comes_in_the_askers_script(engine: Engine) -> None:
    ours, _ = with_writer(engine, f"高才通共有85,424宗申请获批。[{marker(engine)}]")
    assert ask(ours, QUESTION).sentences[0].text == "高才通共有85,424宗申請獲批。"


@pytest.mark.parametrize("question", ["火星上有幾多隻恐龍？", "我嘅高才通個案處理到邊？", "what is the best pizza in Naples?"])
def test_a_refused_question_never_reaches_the_model(engine: Engine, question: str) -> None:
    ours, writer = with_writer(engine, "Anything [1].")
    assert ask(ours, question).refused
    assert writer.asked == []


def test_the_model_is_asked_once(engine: Engine) -> None:
    ours, writer = with_writer(engine, ChatError("down"))
    ask(ours, QUESTION)
    assert len(writer.asked) == 1


def test_identifiers_are_masked_before_the_model_sees_them(engine: Engine) -> None:
    ours, writer = with_writer(engine, "NO ANSWER")
    ask(ours, "我嘅身份證係A123456(3)，高才通批咗幾多人？", ["我電郵係 chan@example.org，電話 91234567，優才有配額嗎？"])
    _, user = writer.asked[0]
    assert "Question: " in user
    assert "Earlier question: " in user
    assert not [secret for secret in ("A123456", "chan@example.org", "91234567") if secret in user]


def test_without_a_model_the_answer_comes_once(engine: Engine) -> None:
    answers = list(ask_stream(engine, QUESTION))
    assert len(answers) == 1
    assert isinstance(answers[0], Answer)
    assert "chat" not in answers[0].seconds


def test_a_reader_who_leaves_closes_the_reply(engine: Engine) -> None:
    n = marker(engine)
    ours, writer = with_writer(engine, f"高才通有85,424宗獲批。[{n}]數", "字截至2024年5月。[1]", "完。")
    stream: Iterator[Answer] = ask_stream(ours, QUESTION)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert writer.closed
