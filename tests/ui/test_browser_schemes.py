"""The page of schemes in a real browser: the finder's cited reasons, a passage opened, the language changed."""

from __future__ import annotations

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]


@pytest.mark.parametrize("browser", ["en-GB"], indirect=True)
def test_answers_lead_to_cited_reasons_that_open_and_follow_the_language(browser: Browser) -> None:
    page = browser.page
    page.click("[role=tab][data-tab-id=schemes]")
    page.fill("#wj-schemes-income textarea", "250萬")
    page.click("#wj-schemes-find")
    card = page.locator("#wj-schemes-result .wj-schemes-card", has_text="TTPS").first
    card.wait_for()
    assert "HK$2.5 million" in card.inner_text()
    card.locator(".wj-cite", has_text="March 2026").first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.locator(".wj-card").wait_for()
    assert "table 4" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.locator("#wj-lang label", has_text="简").click()
    page.wait_for_function("document.querySelector('#wj-schemes-result').innerText.includes('高端人才通行证计划')")
    page.wait_for_function("document.querySelector('#wj-schemes-table').innerText.includes('输入内地人才计划')")
    assert browser.complaints == []


def test_the_table_shows_what_is_chosen_and_nothing_runs_off_a_phone(browser: Browser) -> None:
    page = browser.page
    page.click("[role=tab][data-tab-id=schemes]")
    page.locator("#wj-schemes-which > button").click()
    page.locator("#wj-schemes-facts label", has_text="轉工").click()
    page.wait_for_function("document.querySelector('#wj-schemes-table').innerText.includes('6 項比較')")
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
