from pathlib import Path

import numpy as np
import pytest

from rag.lexical import LexicalIndex

DOCUMENTS = [["wife", "work", "permit"], ["quota", "work"], [], ["quota", "quota", "year"]]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(DOCUMENTS, 0.9, 0.4)


def test_documents_without_a_shared_token_score_nothing(index: LexicalIndex) -> None:
    scores = index.scores(["wife"])
    assert scores.shape == (4,)
    assert scores[0] > 0
    assert not scores[1:].any()


def test_more_shared_tokens_score_higher(index: LexicalIndex) -> None:
    scores = index.scores(["wife", "work"])
    assert scores[0] > scores[1] > 0


def test_a_repeated_query_token_counts_once(index: LexicalIndex) -> None:
    assert np.array_equal(index.scores(["work", "work"]), index.scores(["work"]))


def test_unknown_tokens_and_no_tokens_score_nothing(index: LexicalIndex) -> None:
    assert not index.scores(["dinosaur"]).any()
    assert not index.scores([]).any()
    assert index.documents("dinosaur").size == 0


def test_documents_lists_those_that_hold_a_token(index: LexicalIndex) -> None:
    assert sorted(index.documents("quota")) == [1, 3]
    assert sorted(index.documents("work")) == [0, 1]


def test_idf_is_the_lucene_formula(index: LexicalIndex) -> None:
    assert index.idf("quota") == pytest.approx(np.log(1 + (4 - 2 + 0.5) / (2 + 0.5)))
    assert index.idf("dinosaur") == pytest.approx(np.log(1 + (4 + 0.5) / 0.5))


def test_a_saved_index_scores_as_before(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "bag")
    loaded = LexicalIndex.load(tmp_path / "bag")
    for tokens in (["wife", "work"], ["quota"], ["dinosaur"]):
        assert np.allclose(loaded.scores(tokens), index.scores(tokens))
    assert loaded.size == 4
    assert {"wife", "work", "permit", "quota", "year"} <= set(loaded.vocabulary)


def test_documents_without_any_token_can_be_indexed(tmp_path: Path) -> None:
    index = LexicalIndex.build([[], []], 0.9, 0.4)
    index.save(tmp_path / "bag")
    assert not LexicalIndex.load(tmp_path / "bag").scores(["work"]).any()


def test_documents_from_a_generator_give_the_same_index(index: LexicalIndex) -> None:
    other = LexicalIndex.build((iter(tokens) for tokens in DOCUMENTS), 0.9, 0.4)
    assert other.vocabulary == index.vocabulary
    for token in filter(None, index.vocabulary):
        assert np.array_equal(other.scores([token]), index.scores([token]))
