"""The page of support measures in a real browser: search, tick, take away; what is ticked survives another search."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]
FIRST = "(document.querySelector('.wj-support-item input')?.dataset.pick ?? '')"


def search(browser: Browser, text: str) -> None:
    before = browser.page.evaluate(FIRST)
    browser.page.fill("#wj-support-search textarea", text)
    browser.page.wait_for_function(f"{FIRST} !== {before!r}")


@pytest.mark.parametrize("browser", ["en-GB"], indirect=True)
def test_measures_ticked_in_two_searches_are_taken_away_together(browser: Browser, tmp_path: Path) -> None:
    page = browser.page
    page.click("[role=tab][data-tab-id=support]")
    search(browser, "child care")
    page.locator(".wj-support-item input").first.focus()
    page.keyboard.press("Space")
    search(browser, "广东话")
    page.locator(".wj-support-item input").first.check()
    assert page.locator("[data-picked]").inner_text() == "2"
    with page.expect_download() as download:
        page.click("[data-act=csv]")
    download.value.save_as(tmp_path / "list.csv")
    data = (tmp_path / "list.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(data.decode("utf-8").splitlines()) == 3
    page.click("[data-act=sheet]")
    sheet = page.locator("dialog.wj-support-sheet")
    sheet.wait_for()
    assert sheet.locator("li").count() == 2
    page.emulate_media(media="print")
    assert not page.locator("#wj-lang").is_visible()
    assert sheet.locator("li").last.is_visible()


def test_nothing_found_says_what_to_do_in_the_language_chosen(browser: Browser) -> None:
    page = browser.page
    page.click("[role=tab][data-tab-id=support]")
    search(browser, "<b onclick=x>xyzzy</b> ${7*7} {{7*7}}")
    assert "找不到符合的措施" in page.locator(".wj-support").inner_text()
    page.locator("#wj-lang label", has_text="EN").click()
    page.wait_for_function("document.querySelector('.wj-support').innerText.includes('No measure fits')")
    assert browser.complaints == []
