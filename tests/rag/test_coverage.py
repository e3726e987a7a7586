import pytest

from rag.answer import Engine
from rag.coverage import content_tokens, cover
from rag.query import understand
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
