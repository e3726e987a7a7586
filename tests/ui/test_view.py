"""What is shown: every text is escaped, citations lead to their cards, refusals show what is nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer import Engine, ask
from rag.next_step import Place
from rag.scheme_chips import Chip
from rag.types import Answer, Citation, Hit, Passage, Query, Retrieval, Sentence, Source, Status
from ui.view import Chips, Exchange, answer_html, chips_after, next_step_html, passages_html, thread_html
from ui.words import PAGE_LANGS, Words

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3))"


def passage(text: str = "高才通於2022年推出。", heading: str = "高才通") -> Passage:
    source = Source("s", {"zh-Hant": "來源", "en": "Source"}, {"zh-Hant": "局", "en": "Bureau"}, "2022-12", "https://example.org")
    return Passage(
        "s/a",
        source,
        "a",
        {"zh-Hant": heading, "en": "TTPS"},
        {"zh-Hant": text, "en": "Launched in 2022."},
        {"zh-Hant": "第1段", "en": "para 1"},
        "2022-12",
    )


def answer(text: str = "高才通於2022年推出。", asked: str = "問", standalone: str = "問") -> Answer:
    query = Query(asked, standalone, "zh-Hant", ())
    found = passage(text)
    citation = Citation(1, found, "zh-Hant", text, 0, len(text))
    return Answer(
        query, Status.ANSWERED, (Sentence(text, (1,)),), (citation,), Retrieval((Hit(found, 1.0),), ()), "資料日期：2022年12月 [1]。"
    )


def test_a_sentence_links_to_the_card_of_its_citation() -> None:
    words = Words("zh-Hant")
    assert 'href="#wj-p1"' in answer_html(answer(), words)
    assert 'id="wj-p1"' in passages_html(answer(), words)


def test_a_card_names_publisher_date_place_and_the_other_language() -> None:
    card = passages_html(answer(), Words("zh-Hant"))
    for text in ("來源 · 局", "2022年12月", "第1段", "Launched in 2022.", "問津摘要", "<mark>高才通於2022年推出。</mark>"):
        assert text in card


def test_hostile_text_is_shown_as_text_everywhere() -> None:
    words = Words("zh-Hant")
    hostile = answer(HOSTILE, HOSTILE, HOSTILE + "2")
    shown = answer_html(hostile, words) + passages_html(hostile, words) + thread_html([Exchange(HOSTILE, "", "")], words)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown


def test_a_refusal_shows_the_nearest_passages_and_says_they_are_no_answer() -> None:
    refused = replace(answer(), status=Status.NO_EVIDENCE, sentences=(), citations=())
    words = Words("en")
    shown = passages_html(refused, words)
    assert "do not answer" in shown
    assert "wj-card" in shown
    assert "<mark>" not in shown


def test_the_rewritten_question_is_shown_only_when_it_differs() -> None:
    words = Words("zh-Hant")
    assert "理解為" not in answer_html(answer(), words)
    assert "高才通 問" in answer_html(answer(asked="問", standalone="高才通 問"), words)


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_nothing_is_found_yet_in_every_language(lang: str) -> None:
    words = Words(lang)
    assert words["no_passages"] in passages_html(None, words)


def test_a_verdict_stands_first_and_bold() -> None:
    shown = answer_html(replace(answer(), verdict="可以。"), Words("zh-Hant"))
    assert shown.startswith('<p class="wj-said" lang="zh-Hant"><strong>可以。</strong> 高才通')
    assert "<strong>" not in answer_html(answer(), Words("zh-Hant"))


def test_the_note_of_a_refusal_is_its_text() -> None:
    refused = replace(answer(), status=Status.DECLINED, sentences=(), citations=(), note="不作回答。")
    assert answer_html(refused, Words("zh-Hant")) == '<p class="wj-said" lang="zh-Hant">不作回答。</p>'


def test_an_answer_for_an_assumed_scheme_says_so() -> None:
    asked = answer()
    shown = answer_html(replace(asked, query=replace(asked.query, assumed="ttps")), Words("en"))
    assert "以高才通為例。" in shown  # in the language of the answer
    assert "為例" not in answer_html(asked, Words("en"))


def test_a_next_step_links_to_pages_and_only_names_lines() -> None:
    page = Place("延期網頁", "https://example.gov.hk/x", "https://example.gov.hk/x", "2024年5月")
    line = Place("<b>查詢</b>", "2824 6111", "", "2023年")
    shown = next_step_html((page, line), "zh-Hant", Words("en"))
    assert '<a href="https://example.gov.hk/x" target="_blank" rel="noopener noreferrer">延期網頁</a>' in shown
    assert "&lt;b&gt;查詢&lt;/b&gt; 2824 6111" in shown
    assert "Next step" in shown
    assert next_step_html((), "en", Words("en")) == ""
    assert shown in answer_html(answer(), Words("en"), (page, line))


def test_chips_follow_the_last_answer_only(engine: Engine) -> None:
    found = ask(engine, "高才通批咗幾多人？")
    assert chips_after(engine, []) == Chips()
    assert chips_after(engine, [Exchange("q", "", "", found), Exchange("x", "", "")]) == Chips()
    chips = chips_after(engine, [Exchange("q", "", "", found)])
    assert chips.following
    assert chips.questions == list(chips.following)
    assert Chips((Chip("優才", "優才：費用？"),), ("下一題？",)).questions == ["優才：費用？", "下一題？"]
