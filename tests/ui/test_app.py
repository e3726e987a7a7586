"""The language a page opens in."""

from __future__ import annotations

import pytest

from ui.app import PAGES, first_lang
from ui.words import strings


@pytest.mark.parametrize(
    ("kept", "query", "accept", "lang"),
    [
        ("", "", "en-GB", "en"),
        ("zh-Hans", "", "en-GB", "zh-Hans"),
        ("zh-Hans", "zh-Hant", "en-GB", "zh-Hant"),
        ("xx", "yy", "zh-CN", "zh-Hans"),
        (None, "", "", "zh-Hant"),
        ({"a": 1}, "", "en", "en"),
    ],
)
def test_the_link_comes_before_the_language_kept_and_that_before_the_browsers(kept: object, query: str, accept: str, lang: str) -> None:
    assert first_lang(kept, query, accept) == lang


def test_every_page_has_a_name_for_its_tab() -> None:
    assert all(f"{name}.tab" in strings() for name, _ in PAGES)
