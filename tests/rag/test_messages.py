import re

import pytest

from rag.messages import _TEXTS, date_text, in_script, message
from rag.text import HAN
from tests.cases import cases

VALUES = {"dates": "2024", "question": "can my wife work", "scheme": "IANG", "heading": "2024", "places": "2024"}


@pytest.mark.parametrize(("date", "lang", "text"), cases("dates"))
def test_dates_read_as_people_write_them(date: str, lang: str, text: str) -> None:
    assert date_text(date, lang) == text


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_every_message_stands_in_all_three_languages(key: str) -> None:
    hant, hans, en = (message(key, lang, **VALUES) for lang in ("zh-Hant", "zh-Hans", "en"))
    assert HAN.search(hant)
    assert HAN.search(hans)
    assert not HAN.search(en)
    assert hans == in_script(hant, "zh-Hans")
    assert not re.search(r"[{}]", hant + hans + en)


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_both_languages_of_a_message_take_the_same_values(key: str) -> None:
    names = [set(re.findall(r"\{(\w+)\}", text)) for text in _TEXTS[key].values()]
    assert names[0] == names[1]


def test_a_refusal_names_an_official_channel_in_every_language() -> None:
    for lang in ("zh-Hant", "zh-Hans", "en"):
        assert "2824 6111" in message("no_evidence", lang)


def test_an_unknown_message_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        message("no_such_message", "en")


def test_traditional_text_changes_for_simplified_readers_only() -> None:
    assert in_script("續簽", "zh-Hans") == "续签"
    assert in_script("續簽", "zh-Hant") == "續簽"
    assert in_script("Renewal 續簽", "en") == "Renewal 續簽"
