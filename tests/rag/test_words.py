import pytest

from rag.text import fold
from rag.words import english_stop_words, function_words, written
from tests.cases import cases


@pytest.mark.parametrize(("spoken", "standard"), cases("written"))
def test_spoken_wording_becomes_written(spoken: str, standard: str) -> None:
    assert fold(written(fold(spoken))) == fold(standard)


def test_the_longest_spoken_phrase_wins() -> None:
    assert written(fold("做咩")) == fold("為甚麼")
    assert written(fold("咩")) == fold("甚麼")


def test_function_words_are_folded_and_carry_no_comment() -> None:
    words = function_words()
    assert fold("甚麼") in words
    assert all(word == fold(word) and not word.startswith("#") for word in words)


def test_english_stop_words_are_lower_case_single_words() -> None:
    words = english_stop_words()
    assert {"the", "of"} <= words
    assert all(word == word.lower() and " " not in word for word in words)


def test_words_that_tell_a_topic_are_no_stop_words() -> None:
    assert not {"work", "visa", "wife"} & english_stop_words()
    assert not {fold(w) for w in ("簽證", "續簽", "配偶", "工作")} & function_words()
