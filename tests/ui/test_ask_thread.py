"""The conversation as shown: numbers that lead to passages, kind refusals, ways to put a reading right, nothing rendered that is not ours."""

from __future__ import annotations

import re

import pytest

from rag.feedback import REASONS
from rag.messages import message
from rag.types import Status
from tests.ui.turns import TEXT, hostile_turn, make_turn, no_markup, refused_turn
from ui.ask_thread import LISTED_FROM, answer_html, forms_html, goals_html, notice_html, thread_html, turn_html
from ui.ask_turn import Goal, Said, failed_turn
from ui.words import PAGE_LANGS, Words

ZH = Words("zh-Hant")


def test_a_sentence_and_the_dates_lead_to_their_citation() -> None:
    shown = answer_html(make_turn(note="資料日期：2022年12月 [1]；[7]。"), ZH)
    assert shown.count('href="#wj-p1" data-act="cite" data-n="1"') == 2
    assert "[7]" in shown
    assert "#wj-p7" not in shown


def test_each_turn_says_which_it_is() -> None:
    shown = thread_html([make_turn(), make_turn(id="1" * 16)], ZH)
    assert re.findall(r'class="wj-turn" data-turn="(\w+)"', shown) == ["0123456789abcdef", "1" * 16]


def test_hostile_text_is_shown_as_text_everywhere() -> None:
    shown = thread_html([hostile_turn()], ZH, pending="<img src=x>") + notice_html("<img>")
    assert no_markup(shown)
    assert "&lt;script&gt;" in shown


def test_a_verdict_stands_first_and_bold() -> None:
    assert f"<strong>可以。</strong> {TEXT}" in answer_html(make_turn(verdict="可以。"), ZH)
    assert "<strong>" not in answer_html(make_turn(), ZH)


def test_a_long_answer_is_a_list_and_a_short_one_a_paragraph() -> None:
    lines = tuple(Said(text=f"Fact {n}.", citations=(1,)) for n in range(LISTED_FROM))
    long = turn_html(make_turn(sentences=lines, verdict="Yes."), Words("en"))
    assert long.count("<li>Fact") == LISTED_FROM
    assert long.index("<strong>Yes.") < long.index("<li>Fact 0.")
    assert "<li>Fact" not in turn_html(make_turn(sentences=lines[1:]), Words("en"))


def test_how_it_was_understood_can_be_put_right_only_where_earlier_questions_counted() -> None:
    assert "理解為" not in answer_html(make_turn(), ZH)
    spelled = answer_html(make_turn(understood="高才通幾時推出"), ZH)
    assert "理解為：高才通幾時推出" in spelled
    assert 'data-act="alone"' not in spelled
    assert 'data-act="alone"' in answer_html(make_turn(understood="x", rewritten=True), ZH)
    assert ZH["ask.asked_alone"] in answer_html(make_turn(alone=True), ZH)


def test_an_assumed_scheme_is_named_in_the_answers_language() -> None:
    assert "以高才通為例。" in answer_html(make_turn(assumed="ttps"), Words("en"))


@pytest.mark.parametrize(("status", "key"), [(Status.NO_EVIDENCE, "not_found"), (Status.DECLINED, "declined")])
@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_a_refusal_is_labelled_with_its_reason_beneath(status: Status, key: str, lang: str) -> None:
    words = Words(lang)
    shown = turn_html(refused_turn(status, nearest=("a/b",)), words)
    assert shown.index(words[f"ask.{key}"]) < shown.index("不作回答。") < shown.index(words["ask.nearest_beside"])
    assert 'class="wj-said" lang="zh-Hant">不作回答。' in shown


@pytest.mark.parametrize("lang", ["zh-Hant", "en"])
def test_whom_to_ask_can_be_pressed(lang: str) -> None:
    shown = answer_html(refused_turn(note=message("no_evidence", lang)), ZH)
    assert 'href="tel:+85228246111">2824 6111</a>' in shown
    assert 'href="mailto:enquiry@immd.gov.hk">' in shown
    assert 'href="https://www.hkengage.gov.hk" target="_blank" rel="noopener noreferrer">' in shown
    assert 'href="tel:18111">' in answer_html(refused_turn(note=message("declined_advice", lang)), ZH)


def test_after_a_fault_there_is_another_try_and_nothing_to_judge() -> None:
    shown = turn_html(failed_turn("壞了"), ZH)
    assert ZH["ask.fault_text"] in shown
    assert 'data-act="again"' in shown
    assert 'data-act="up"' not in shown


def test_an_answer_can_be_copied_and_judged_once_it_is_written() -> None:
    shown = turn_html(make_turn(), ZH, "up")
    assert f'data-text="{make_turn().asked}' in shown
    assert 'data-act="up" aria-pressed="true"' in shown
    assert 'data-act="down" aria-pressed="false"' in shown
    writing = turn_html(make_turn(), ZH, writing=True)
    assert ZH["ask.writing"] in writing
    assert 'data-act="up"' not in writing


def test_every_reason_can_be_given_and_what_is_stored_is_said() -> None:
    shown = forms_html(ZH)
    assert re.findall(r'value="(\w+)"', shown) == [r for r in REASONS if r]
    assert shown.count(ZH["ask.stored"]) == 2


def test_new_turns_are_read_out_but_not_a_conversation_shown_again() -> None:
    assert 'role="log" aria-live="polite" aria-busy="true"' in thread_html([], ZH, pending="問")
    assert 'aria-live="off" aria-busy="false"' in thread_html([make_turn()], ZH, live=False)
    assert 'aria-busy="true"' in thread_html([make_turn()], ZH, open_turn=make_turn().id)


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_an_empty_page_says_what_it_is_for(lang: str) -> None:
    words = Words(lang)
    assert words["ask.welcome"] in thread_html([], words)
    assert words["ask.welcome"] not in thread_html([], words, pending="x")


def test_a_next_step_links_to_pages_and_to_what_can_be_called() -> None:
    page = Goal(name="延期網頁", address="https://example.gov.hk/x", url="https://example.gov.hk/x", date="2024年5月")
    line = Goal(name="<b>查詢</b>", address="2824 6111", date="2023年")
    shown = goals_html((page, line), "zh-Hant", Words("en"))
    assert '<a href="https://example.gov.hk/x" target="_blank" rel="noopener noreferrer">延期網頁</a>' in shown
    assert '&lt;b&gt;查詢&lt;/b&gt; <a href="tel:+85228246111">2824 6111</a>' in shown
    assert "Next step" in shown
    assert goals_html((), "en", Words("en")) == ""
    assert shown in answer_html(make_turn(goals=(page, line)), Words("en"))
