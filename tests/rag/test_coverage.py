import numpy as np
import pytest

from rag.answer import Engine
from rag.coverage import content_tokens, cover, foreign_to, translated_scores
from rag.query import understand
from rag.text import fold
from rag.types import Query


def read(engine: Engine, question: str) -> Query:
    return understand(engine.index, engine.settings, question, [])


@pytest.mark.parametrize("question", ["can my wife work?", "高才通續簽要甚麼文件？", "2023年優才配額", "zzzz 優才"])
def test_shares_lie_between_nothing_and_all_and_near_words_only_add(engine: Engine, question: str) -> None:
    found = cover(engine.index, read(engine, question))
    for shares in (found.words, found.near, found.heading):
        assert shares.shape == (len(engine.index.passages),)
        assert shares.min() >= 0
        assert shares.max() <= 1 + 1e-5
    assert (found.near >= found.words - 1e-5).all()


def test_a_passage_that_holds_every_word_is_covered_whole(engine: Engine) -> None:
    found = cover(engine.index, read(engine, "海港中心 灣仔"))
    assert engine.index.passages[int(found.words.argmax())].section == "centres"
    assert found.words.max() == pytest.approx(1, abs=1e-5)


def test_words_nobody_holds_cover_nothing(engine: Engine) -> None:
    found = cover(engine.index, read(engine, "zzzz qqqq"))
    assert not found.words.any()
    assert not found.heading.any()


def test_a_question_without_content_words_covers_nothing(engine: Engine) -> None:
    query = read(engine, "the of?")
    assert content_tokens(engine.index, query.standalone) == []
    assert not cover(engine.index, query).words.any()


def test_words_inside_a_longer_one_do_not_count_twice(engine: Engine) -> None:
    tokens = content_tokens(engine.index, "高才通")
    assert "@ttps" in tokens
    assert not any(a in b and a != b for a in tokens for b in tokens if not b.startswith("@"))


def sections(engine: Engine, numbers: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> set[str]:
    return {engine.index.passages[i].section for i in np.flatnonzero(numbers)}


@pytest.mark.parametrize("word", ["wife", fold("配偶"), "2024", "@ttps"])
def test_no_passage_is_foreign_where_all_have_both_languages(engine: Engine, word: str) -> None:
    assert foreign_to(engine.index, word) is None


@pytest.mark.parametrize(("word", "foreign"), [("wife", {"library"}), (fold("配偶"), {"ferry", "ferry-again"})])
def test_a_passage_is_foreign_to_words_of_the_language_it_lacks(mixed: Engine, word: str, foreign: set[str]) -> None:
    found = foreign_to(mixed.index, word)
    assert found is not None
    assert sections(mixed, found) == foreign


@pytest.mark.parametrize("token", ["2024", "85424", "@ttps"])
def test_figures_and_terms_are_foreign_nowhere(mixed: Engine, token: str) -> None:
    assert foreign_to(mixed.index, token) is None


@pytest.mark.parametrize(
    ("question", "found"), [("渡輪乘客", {"ferry", "ferry-again"}), ("library readers", {"library"}), ("zzzz qqqq", set()), ("？", set())]
)
def test_translated_scores_reach_passages_of_the_other_language(mixed: Engine, question: str, found: set[str]) -> None:
    query = Query(question, question, "en", tuple(mixed.index.tokens(question)))
    scores = translated_scores(mixed.index, query)
    assert scores.shape == (len(mixed.index.passages),)
    assert scores.min() >= 0
    assert sections(mixed, scores > 0) == found
    assert not any(mixed.index.bag.scores(query.tokens)[scores > 0])


def test_a_passage_with_the_questions_language_scores_by_the_questions_own_words(mixed: Engine) -> None:
    query = read(mixed, "can my wife work in 2024?")
    own = mixed.index.bag.scores(content_tokens(mixed.index, query.standalone))
    both = mixed.index.spoken.all(axis=1)
    assert own[both].any()
    assert translated_scores(mixed.index, query)[both] == pytest.approx(own[both])


@pytest.mark.parametrize(("alike", "token"), [("27", "27"), ("SeaPass", "seapass")])
def test_a_word_both_languages_write_alike_adds_to_the_translations(mixed: Engine, alike: str, token: str) -> None:
    index = mixed.index
    without, own = translated_scores(index, read(mixed, "渡輪乘客")), index.bag.scores([token])
    assert sections(mixed, own > 0) == {"ferry", "ferry-again"}
    assert translated_scores(index, read(mixed, f"渡輪乘客 {alike}")) == pytest.approx(without + own)


def test_translations_cover_words_that_a_foreign_passage_cannot_hold(mixed: Engine) -> None:
    found, number = cover(mixed.index, read(mixed, "library readers")), mixed.index.positions["added/library"]
    assert found.words[number] == 0
    assert found.near[number] > 0.9
    assert found.near.max() <= 1 + 1e-5
