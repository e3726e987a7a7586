"""Sentences weighed by the list questions they answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answer import Engine
from rag.coverage import content_shares
from rag.index import query_vector
from rag.pointed import pointed, question_cover


def test_a_list_question_asked_again_points_to_its_sentence_alone(engine: Engine) -> None:
    index = engine.index
    passage = next(p for p in index.passages if len(p.questions) >= 2)
    told = replace(passage, answering=((2,), *[(1,)] * (len(passage.questions) - 1)))
    question = passage.questions[0]
    covered = question_cover(index, content_shares(index, question))
    found = pointed(index, told, 2, query_vector(index, question), covered)
    assert found is not None
    assert found.cosine[1] == pytest.approx(1.0, abs=0.01)
    assert found.near[1] == pytest.approx(1.0, abs=0.01)
    assert found.cosine[0] < found.cosine[1]


def test_sentences_no_question_points_to_have_nothing(engine: Engine) -> None:
    index = engine.index
    passage = next(p for p in index.passages if p.questions)
    told = replace(passage, answering=((),) * len(passage.questions))
    vector = query_vector(index, passage.questions[0])
    found = pointed(index, told, 3, vector, np.ones(index.entry.size, np.float32))
    assert found is not None
    assert not found.cosine.any()
    assert not found.near.any()


def test_a_passage_whose_questions_are_tied_to_none_tells_nothing(engine: Engine) -> None:
    index = engine.index
    passage = replace(next(p for p in index.passages if p.questions), answering=())
    vector = query_vector(index, "問題")
    assert pointed(index, passage, 3, vector, np.ones(index.entry.size, np.float32)) is None


def test_the_cover_is_a_share_and_whole_for_the_question_itself(engine: Engine) -> None:
    index = engine.index
    question = next(p for p in index.passages if p.questions).questions[0]
    covered = question_cover(index, content_shares(index, question))
    assert covered.shape == (index.entry.size,)
    assert 0 <= covered.min() <= covered.max() <= 1.0001
    assert covered.max() == pytest.approx(1.0, abs=0.01)
    assert not question_cover(index, {}).any()
