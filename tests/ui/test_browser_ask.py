"""Asking in a real browser: passages of every turn, a conversation that outlives a reload, a reading put right, opinions kept."""

from __future__ import annotations

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(400),  # the first of them may have to wait for an index
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]
FIRST, SECOND = "截至2024年5月底高才通批出幾多宗？", "優才呢？"


def test_the_numbers_of_an_earlier_answer_open_its_own_passages_and_lead_back(browser: Browser) -> None:
    browser.ask(FIRST)
    browser.ask(SECOND)
    page = browser.page
    assert "68 098" not in page.locator("#wj-p1 mark").inner_text()
    page.locator(".wj-turn").first.locator("sup a").first.click()
    page.locator("#wj-p1.wj-open", has_text="68 098").wait_for()
    page.wait_for_function("document.activeElement.id === 'wj-p1'")
    assert "68 098" in page.locator("#wj-p1 mark").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.wj-turn') === document.querySelector('.wj-turn')")


def test_a_conversation_outlives_a_reload_and_goes_when_cleared(browser: Browser) -> None:
    browser.ask(FIRST)
    page = browser.page
    page.locator(".wj-following:visible").first.wait_for()
    page.fill("#wj-question textarea", "優才")
    page.reload()
    page.locator(".wj-turn", has_text="68 098").wait_for()
    page.wait_for_function("document.querySelector('#wj-question textarea').value === '優才'")
    page.locator("#wj-p1 mark", has_text="68 098").wait_for()
    page.locator(".wj-following:visible").first.wait_for()
    page.locator("#wj-lang label", has_text="EN").click()
    page.locator(".wj-turn", has_text="Copy the answer").wait_for()
    page.click("#wj-clear")
    page.locator(".wj-turn").first.wait_for(state="detached")
    page.reload()
    page.locator(".wj-ask-welcome").wait_for()
    assert page.locator(".wj-turn").count() == 0
    assert page.input_value("#wj-question textarea") == ""


def test_a_question_asked_before_the_page_has_settled_is_not_wiped_out(browser: Browser) -> None:
    for turns in (1, 2):
        browser.page.reload(wait_until="commit")
        browser.page.wait_for_selector("#wj-question textarea")
        browser.page.fill("#wj-question textarea", "高才通續簽要什麼文件？")
        browser.page.press("#wj-question textarea", "Enter")
        browser.page.wait_for_function(f"document.querySelectorAll('.wj-turn').length == {turns}")
        browser.page.wait_for_timeout(1_500)  # whatever was still on its way has come
        assert browser.page.locator(".wj-turn .wj-answer").count() == turns


def test_a_reading_is_put_right_with_one_press(browser: Browser) -> None:
    browser.ask(FIRST)
    browser.ask(SECOND)
    page = browser.page
    page.locator("[data-act=alone]").last.click()
    page.wait_for_function("document.querySelectorAll('.wj-turn').length > 2")
    last = page.locator(".wj-turn .wj-answer").last.inner_text()
    assert "不理會先前的問題" in last
    assert "理解為" not in last


def test_an_opinion_is_kept_and_an_empty_question_costs_nothing(browser: Browser) -> None:
    browser.ask(FIRST)
    page = browser.page
    page.click("[data-act=down]")
    page.check(".wj-turn input[value=outdated]")
    page.click(".wj-turn .wj-ask-send")
    page.locator("#wj-ask-notice", has_text="多謝").wait_for()
    assert page.get_attribute("[data-act=down]", "aria-pressed") == "true"
    page.fill("#wj-question textarea", "？！")
    page.press("#wj-question textarea", "Enter")
    page.locator("#wj-ask-notice", has_text="請先輸入問題").wait_for()
    assert page.input_value("#wj-question textarea") == "？！"
    assert page.locator(".wj-turn").count() == 1
