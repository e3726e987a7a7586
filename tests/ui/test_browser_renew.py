"""The renewal page in a real browser: a plan is made, ticked, kept in another language and taken away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.ui.conftest import CHROMIUM, Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
    pytest.mark.parametrize("browser", ["en-GB"], indirect=True),
]


def make_plan(browser: Browser, expiry: str) -> None:
    page = browser.page
    page.get_by_role("tab", name="Renew", exact=True).click()
    page.locator("#wj-renew-make", has_text="Make my plan").wait_for()
    page.click("#wj-renew-scheme input")
    page.get_by_role("option", name="TTPS Category B").click()
    page.get_by_label("Limit of stay").fill(expiry)
    page.get_by_label("Employed").check()
    page.click("#wj-renew-make")
    page.locator("#wj-renew-plan h2").wait_for()


def test_a_plan_keeps_its_ticks_in_another_language_and_gives_a_calendar(browser: Browser, page_url: str) -> None:
    page = browser.page
    make_plan(browser, (date.today() + timedelta(days=200)).isoformat())
    page.wait_for_function("document.activeElement.tagName === 'H2'")
    page.locator("[data-wj-tick=ttps-hkid]").check()
    assert page.locator(".wj-renew-count output").inner_text() == "1"
    page.locator("#wj-lang label", has_text="简").click()
    page.locator("#wj-renew-plan h2", has_text="续签计划").wait_for()
    assert page.locator("[data-wj-tick=ttps-hkid]").is_checked()
    assert page.locator(".wj-renew-count output").inner_text() == "1"
    with page.expect_download() as taken:
        page.click(".wj-renew-ics")
    assert taken.value.path().read_text(encoding="utf-8").count("BEGIN:VALARM") == 4
    assert [u for u in browser.requests if not u.startswith((page_url, "data:", "blob:"))] == []
    assert browser.complaints == []


def test_print_shows_the_plan_alone_and_a_phone_has_it_in_its_width(browser: Browser) -> None:
    page = browser.page
    make_plan(browser, (date.today() + timedelta(days=200)).isoformat())
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.emulate_media(media="print")
    assert page.locator("#wj-renew-plan").is_visible()
    assert not [name for name in ("#wj-renew-form", "#wj-lang", ".wj-footer", "[role=tab]") if page.locator(name).first.is_visible()]


def test_a_slip_is_named_where_it_is_read_out(browser: Browser) -> None:
    make_plan(browser, "30/2/2027")
    assert "there is no such day as “30/2/2027”" in browser.page.get_by_role("alert").inner_text()
