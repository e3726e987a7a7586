import pytest

from rag.asks import asking, asks
from rag.text import fold


@pytest.mark.parametrize("text", ["渡口喺邊度？", "幾時開船", "When does it leave?", "whats the fare", "可唔可以帶狗", "can my dog come"])
def test_questions_ask(text: str) -> None:
    assert asks(fold(text))


@pytest.mark.parametrize("text", ["我有一隻狗", "My dog is old.", "渡船在六點開", "when I was young"])
def test_what_is_told_does_not(text: str) -> None:
    assert not asks(fold(text))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("My dog is old. Can it come aboard?", "Can it come aboard?"),
        ("我隻狗好老。可唔可以上船？", "可唔可以上船？"),
        ("Can it come? It is old. What is the fare?", "Can it come? What is the fare?"),
        ("The fare of 2.5 dollars, why is it so high?", "The fare of 2.5 dollars, why is it so high?"),
        ("渡船票價", "渡船票價"),
    ],
)
def test_sentences_that_only_tell_are_left_out(text: str, left: str) -> None:
    assert asking(text) == left
