"""The page in a real browser: ask, read the citation, change the language; nothing is requested from elsewhere."""

from __future__ import annotations

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(400),  # the first of them may have to wait for an index
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]


def test_a_question_gets_a_cited_answer_and_nothing_leaves_the_machine(browser: Browser, page_url: str) -> None:
    said = browser.ask("截至2024年5月底高才通批出幾多宗？")
    assert "68 098" in said
    assert "[1]" in said
    card = browser.page.locator("#wj-p1").inner_text()
    assert "68 098" in card
    assert "勞工及福利局" in card
    browser.page.click("#wj-p1 summary")
    assert "68,098" in browser.page.locator("#wj-p1 details").inner_text()
    assert [u for u in browser.requests if not u.startswith((page_url, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    ("browser", "label"), [("zh-HK", "你的問題"), ("zh-CN", "你的问题"), ("en-GB", "Your question")], indirect=["browser"]
)
def test_the_page_speaks_the_browsers_language_and_can_be_switched(browser: Browser, label: str) -> None:
    browser.page.wait_for_function(f"document.querySelector('#wj-question').innerText.includes('{label}')")
    for choice, expected in (("简", "你的问题"), ("EN", "Your question"), ("繁", "你的問題")):
        browser.page.locator("#wj-lang label", has_text=choice).click()
        browser.page.wait_for_function(f"document.querySelector('#wj-question').innerText.includes('{expected}')")


def test_a_follow_up_keeps_the_thread_and_shows_how_it_was_understood(browser: Browser) -> None:
    browser.ask("優才截至2024年5月底批咗幾多宗？")
    said = browser.ask("咁高才通呢？")
    assert "理解為" in said
    assert "68 098" in said


def test_a_hostile_question_is_shown_as_text(browser: Browser) -> None:
    browser.ask("<img src=x onerror=\"document.title='owned'\"> 高才通？")
    assert "owned" not in browser.page.title()
    assert browser.page.locator(".wj-you img").count() == 0
    assert "<img" in browser.page.locator(".wj-you").last.inner_text()


def test_a_chip_asks_its_question(browser: Browser) -> None:
    browser.ask("截至2024年5月底高才通批出幾多宗？")
    chip = browser.page.locator(".wj-following:visible").first
    chip.wait_for()
    label = chip.inner_text()
    chip.click()
    browser.page.wait_for_function("document.querySelectorAll('.wj-turn').length > 1")
    assert label in browser.page.locator(".wj-you").last.inner_text()
    assert "[1]" in browser.page.locator(".wj-turn .wj-answer").last.inner_text()


def test_a_scheme_chip_asks_the_same_about_that_scheme(browser: Browser) -> None:
    said = browser.ask("首次可以留幾耐？")
    assert "以高才通為例" in said
    chip = browser.page.locator(".wj-schemes:visible").first
    chip.wait_for()
    label = chip.inner_text()
    assert label != "高才通"
    chip.focus()
    browser.page.keyboard.press("Enter")
    browser.page.wait_for_function("document.querySelectorAll('.wj-turn').length > 1")
    assert browser.page.locator(".wj-you").last.inner_text().endswith(f"{label}：首次可以留幾耐？")
    assert "以高才通為例" not in browser.page.locator(".wj-turn .wj-answer").last.inner_text()


def test_chips_go_with_the_conversation(browser: Browser) -> None:
    browser.ask("截至2024年5月底高才通批出幾多宗？")
    browser.page.locator(".wj-following:visible").first.wait_for()
    browser.page.click("#wj-clear")
    browser.page.locator(".wj-chip:visible").first.wait_for(state="hidden")
    assert browser.page.locator(".wj-turn").count() == 0


@pytest.mark.parametrize("width", [375, 1280])
def test_a_table_of_a_passage_is_a_table_and_nothing_runs_off_the_page(browser: Browser, width: int) -> None:
    browser.page.set_viewport_size({"width": width, "height": 800})
    browser.ask("各計劃申請和獲批數一覽")
    assert browser.page.locator("#wj-passages table tbody tr").count() > 3
    assert browser.page.evaluate("document.documentElement.scrollWidth") <= width
