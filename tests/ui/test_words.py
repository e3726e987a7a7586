"""The page's words in three languages."""

from __future__ import annotations

import pytest

from ui.words import AUDIENCES, PAGE_LANGS, Words, browser_lang, strings


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("fr-FR,en;q=0.5", "en"),
        ("", "zh-Hant"),
        ("ja", "zh-Hant"),
    ],
)
def test_the_browser_decides_the_first_language(header: str, lang: str) -> None:
    assert browser_lang(header) == lang


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_every_word_and_example_exists(lang: str) -> None:
    words = Words(lang)
    assert all(words[key].strip() for key in strings())
    assert all(len(words.examples(audience)) == 3 for audience in AUDIENCES)


def test_simplified_words_hold_no_traditional_only_character() -> None:
    assert "續" not in "".join(Words("zh-Hans").examples("newcomer"))
    assert Words("zh-Hans")["passages"] == "出处"
