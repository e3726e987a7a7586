import pytest

from rag.numerals import han_value, in_digits, loose_values
from rag.text import fold
from tests.cases import cases


@pytest.mark.parametrize(("text", "expected"), cases("in_digits"))
def test_written_numbers_become_digits_and_words_stay(text: str, expected: str) -> None:
    assert in_digits(fold(text)) == expected


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("三十六", 36), ("二十五万", 250_000), ("一亿二千万", 120_000_000), ("两千零一", 2001), ("三三", None), ("年", None)],
)
def test_han_numerals_have_values(numeral: str, value: int | None) -> None:
    assert han_value(numeral) == value


def test_what_is_held_counts_numbers_however_they_are_used() -> None:
    assert loose_values(fold("兩地、三甲，both of the first four")) >= {1, 2, 3, 4}
