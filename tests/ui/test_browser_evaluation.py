"""The evaluation page in a real browser: a set is run, its figures and cases are read in three languages."""

from __future__ import annotations

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]
RUN_MS = 150_000  # 40 questions, on a machine that is busy


@pytest.mark.parametrize("browser", ["en-GB"], indirect=True)
def test_a_set_is_run_and_its_figures_and_cases_follow_the_language(browser: Browser) -> None:
    page = browser.page
    page.click("[role=tab][data-tab-id=evaluation]")
    page.locator("#wj-eval-again > button").click()
    page.click("#wj-eval-set input")
    page.get_by_role("option", name="first-light (40 cases)").click()
    page.click("#wj-eval-run")
    page.locator("#wj-eval-status", has_text="Done, 40 cases").wait_for(timeout=RUN_MS)
    page.locator("#wj-eval-figures", has_text="first-light.jsonl · 40 cases").wait_for()
    page.locator("#wj-eval-verdict label", has_text="All").click()
    page.locator("#wj-eval-cases", has_text="showing 1 to 20").wait_for()
    page.locator("#wj-eval-search textarea").fill("zzzz")
    page.locator("#wj-eval-cases", has_text="No case fits").wait_for()
    page.locator("#wj-eval-search textarea").fill("")
    page.locator("#wj-eval-cases", has_text="showing 1 to 20").wait_for()
    page.locator("#wj-lang label", has_text="简").click()
    page.locator("#wj-eval-figures", has_text="沒有").wait_for(state="hidden")
    page.locator("#wj-eval-figures", has_text="有资料，却说没有").wait_for()
    page.locator("#wj-eval-cases", has_text="现列第1至20题").wait_for()
    page.locator(".wj-evaluation-case summary").first.click()
    page.locator(".wj-evaluation-case[open] h4", has_text="答案").wait_for()
    assert browser.complaints == []
