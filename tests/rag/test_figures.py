import pytest

from rag.figures import figures
from tests.cases import cases


@pytest.mark.parametrize(("text", "lang", "expected"), cases("figures"))
def test_figures_are_read_as_values(text: str, lang: str, expected: list[str]) -> None:
    assert figures(text, lang) == set(expected)


def test_both_languages_of_one_statement_hold_the_same_figures() -> None:
    zh = "截至2023年10月，共收到25萬宗申請，涉款3.4億元，佔54%。"
    en = "By October 2023, 250,000 applications worth 340 million dollars, 54%, had come in."
    assert figures(zh, "zh-Hant") == figures(en, "en")


def test_a_changed_digit_shows() -> None:
    assert figures("85,424宗", "zh-Hant") != figures("85,425 cases", "en")
