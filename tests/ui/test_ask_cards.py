"""The passages beside an answer: one turn's at a time, the words marked, and honest where the corpus has moved on."""

from __future__ import annotations

import pytest

from rag.types import Status
from tests.fakes import make_passage
from tests.ui.test_ask_turn import holding
from tests.ui.turns import TEXT, hostile_turn, make_turn, no_markup, refused_turn
from ui.ask_cards import passages_html
from ui.ask_turn import Cited, Said
from ui.words import PAGE_LANGS, Words

ZH = Words("zh-Hant")
HELD = make_passage(texts={"zh-Hant": f"前一句。{TEXT}", "en": "Launched in 2022."})


def test_a_card_marks_the_words_and_says_where_they_are_from() -> None:
    shown = passages_html(holding(HELD), make_turn(), ZH)
    assert f"前一句。<mark>{TEXT}</mark>" in shown
    assert 'data-turn="0123456789abcdef"' in shown
    assert 'id="wj-p1" tabindex="-1"' in shown
    for text in ("手冊 · 測試社", "2024年6月", "2024年5月", "ch. 1", "問津摘要", "Launched in 2022.", 'data-act="back"', 'data-room="1"'):
        assert text in shown


def test_a_passage_rewritten_since_shows_the_sentence_as_it_was_cited() -> None:
    shown = passages_html(holding(make_passage(texts={"zh-Hant": "改寫了。"})), make_turn(), ZH)
    assert ZH["ask.changed"] in shown
    assert TEXT in shown
    assert "<mark>" not in shown


def test_a_passage_that_is_gone_leaves_the_sentence() -> None:
    shown = passages_html(holding(), make_turn(), ZH)
    assert ZH["ask.gone"] in shown
    assert TEXT in shown
    assert 'id="wj-p1"' in shown


@pytest.mark.parametrize("status", [Status.NO_EVIDENCE, Status.DECLINED])
def test_a_refusal_shows_the_nearest_passages_and_says_they_are_no_answer(status: Status) -> None:
    shown = passages_html(holding(HELD), refused_turn(status, nearest=("harbour/one", "gone/x")), Words("en"))
    assert "do not answer" in shown
    assert shown.count("wj-card") == 1
    assert "<mark>" not in shown


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_nothing_is_found_yet_in_every_language(lang: str) -> None:
    words = Words(lang)
    assert words["no_passages"] in passages_html(holding(), None, words)
    assert words["no_passages"] in passages_html(holding(), refused_turn(), words)


def test_hostile_text_is_shown_as_text() -> None:
    hostile = hostile_turn()
    passage = make_passage(texts={"zh-Hant": hostile.asked}, id="x/y")
    known = make_turn(asked=hostile.asked, citations=(hostile.citations[0].model_copy(update={"passage": "x/y"}),))
    shown = passages_html(holding(passage), known, ZH) + passages_html(holding(), hostile, ZH)
    assert no_markup(shown)
    assert "&lt;script&gt;" in shown


def test_a_long_question_is_named_in_short() -> None:
    assert "問" * 59 + "…" in passages_html(holding(HELD), make_turn(asked="問" * 200), ZH)


def test_every_sentence_that_stands_on_a_passage_is_marked_in_it() -> None:
    text = "高才通於2022年推出。優才沒有配額。申請費是600元。"
    held = holding(make_passage(texts={"zh-Hant": text}))
    said = (
        Said(text="高才通於2022年推出。", citations=(1,)),
        Said(text="申請費是600元（2024年6月）。", citations=(1,)),
        Said(text="換了說法。", citations=(1,)),
    )
    shown = passages_html(held, make_turn(sentences=said), ZH)
    assert "<mark>高才通於2022年推出。</mark>優才沒有配額。" in shown
    assert "<mark>" not in passages_html(held, make_turn(sentences=(Said(text=text, citations=(2,)),), citations=(cited(""),)), ZH)


def test_a_sentence_in_the_other_script_is_found() -> None:
    text = "前一句說別的。續簽要交稅單。"
    said = (Said(text="续签要交税单。", citations=(1,)),)
    shown = passages_html(
        holding(make_passage(texts={"zh-Hant": text})), make_turn(lang="zh-Hans", sentences=said, citations=(cited("前一句說別的。"),)), ZH
    )
    assert f"<mark>{text}</mark>" in shown


def cited(quote: str) -> Cited:
    return Cited(n=1, passage="harbour/one", lang="zh-Hant", quote=quote, start=0, end=len(quote))
