"""The policy sent with every page lets the page do its work in a real browser, and the browser finds nothing against it."""

from __future__ import annotations

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]


def test_nothing_on_the_pages_is_against_the_policy(browser: Browser) -> None:
    browser.ask("截至2024年5月底高才通批出幾多宗？")
    for tab in browser.page.locator("#wj-pages [role=tab]:visible").all():
        tab.click()
    assert [c for c in browser.complaints if "Content Security Policy" in c or "Permissions policy" in c] == []
    assert browser.page.evaluate("fetch('https://elsewhere.example/').then(() => 'sent', () => 'held back')") == "held back"
    assert any("Content Security Policy" in c for c in browser.complaints)  # so it would have been told of above
