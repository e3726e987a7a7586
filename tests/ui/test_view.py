"""What several pages show: a passage as a card, addresses as links only where they are the web's, every text escaped."""

from __future__ import annotations

from html import escape

import pytest

from tests.fakes import make_passage, make_source
from tests.ui.turns import HOSTILE, no_markup
from ui.view import error_html, footer_html, header_html, link_html, passage_html, passage_labels, source_line
from ui.words import PAGE_LANGS, Words

ZH, EN = Words("zh-Hant"), Words("en")


def test_a_card_names_publisher_date_place_and_the_other_language() -> None:
    passage = make_passage(source=make_source(url="https://example.org/a?b=1&c=2"))
    card = passage_html(passage, "zh-Hant", ZH, 2, [(0, 9)])
    for text in (
        "[2] heading",
        "手冊 · 測試社",
        "2024年6月",
        "2024年5月",
        "ch. 1",
        "By May 2024",
        "問津摘要",
        "<mark>截至2024年5月</mark>",
    ):
        assert text in card
    assert 'id="wj-p2" tabindex="-1"' in card
    assert 'href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer"' in card


def test_a_card_without_a_number_has_no_anchor() -> None:
    assert "wj-p" not in passage_html(make_passage(), "en", EN)


def test_what_stands_round_a_card_is_inside_it() -> None:
    card = passage_html(make_passage(), "en", EN, around=("<i>before</i>", "<i>after</i>"))
    assert card.index("<i>before</i>") < card.index("250,000") < card.index("<i>after</i></article>")


def test_hostile_text_is_shown_as_text() -> None:
    source = make_source(title={"en": HOSTILE}, publisher={"en": HOSTILE}, url=f"javascript:{HOSTILE}")
    passage = make_passage(texts={"en": HOSTILE, "zh-Hant": HOSTILE}, headings=dict.fromkeys(("en", "zh-Hant"), HOSTILE), source=source)
    shown = passage_html(passage, "en", EN, 1) + error_html(HOSTILE) + link_html(HOSTILE)
    assert no_markup(shown)
    assert "<a " not in shown


def test_a_reader_can_tell_summary_from_original_and_print_from_picture() -> None:
    assert passage_labels(make_passage(), EN) == [EN["digest"]]
    added = make_passage(digest=False, ocr=True, repaired=True, source=make_source(status="reported"))
    assert passage_labels(added, EN) == [EN["verbatim"], EN["reported"], EN["ask.from_picture"], EN["ask.repaired"]]


def test_a_source_in_one_language_is_named_in_it() -> None:
    assert source_line(make_source(title={"zh-Hant": "年報"}, publisher={}), EN) == "年報"
    assert source_line(make_source(), EN) == "Handbook · Test Press"
    assert source_line(make_source(), Words("zh-Hans")) == "手冊 · 測試社"


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_header_and_footer_speak_the_language(lang: str) -> None:
    words = Words(lang)
    assert escape(words["subtitle"]) in header_html(words)
    assert escape(words["footer"]) in footer_html(words)
