"""The words of everyday questions, and how far from the corpus each is."""

from __future__ import annotations

from collections import Counter

from rag.answer import Engine
from rag.coverage import content_tokens
from rag.training.make_far import far_weights
from rag.training.questions import FAR, read_questions


def test_words_of_everyday_questions_are_far_unless_the_lists_hold_them_oftener(engine: Engine) -> None:
    listed = Counter(t for p in engine.index.passages for q in p.questions for t in set(content_tokens(engine.index, q)) if t.isascii())
    common = next(token for token, _ in listed.most_common() if token.isalpha())
    found = far_weights(engine.index, [*["the typhoon"] * 200, f"the {common}"])
    assert found["typhoon"] > 0.0 == found[common]


def test_the_shipped_questions_are_many_in_four_languages_and_none_twice() -> None:
    questions = read_questions(FAR)
    assert len(questions) == len(set(questions)) > 3_000
