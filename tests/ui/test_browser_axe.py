"""axe-core over every page as it is used: no serious violation, light and dark, in three languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.ui.conftest import CHROMIUM, Browser
from ui.app import PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]
GRAVE = ("serious", "critical")


def asked(browser: Browser) -> None:
    browser.ask("How early can I renew my TTPS visa?")
    browser.page.locator(".wj-following:visible").first.wait_for()
    browser.page.click("[data-act=down]")


def planned(browser: Browser) -> None:
    browser.page.click("#wj-renew-scheme input")
    browser.page.get_by_role("option").first.click()
    browser.page.fill("#wj-renew-expiry textarea", (date.today() + timedelta(days=200)).isoformat())
    browser.page.locator("#wj-renew-situation input").first.check()
    browser.page.click("#wj-renew-make")
    browser.page.locator("#wj-renew-plan [data-wj-tick]").first.wait_for()


def compared(browser: Browser) -> None:
    browser.page.fill("#wj-schemes-income textarea", "250萬")
    browser.page.click("#wj-schemes-find")
    browser.page.locator("#wj-schemes-result .wj-schemes-card").first.wait_for()
    browser.page.locator("#wj-schemes-which > button").click()


def listed(browser: Browser) -> None:
    browser.page.locator("#wj-support-filters > button").click()
    browser.page.locator("#wj-support-list summary").first.click()
    browser.page.locator(".wj-support-item").first.wait_for()


def previewed(browser: Browser) -> None:
    browser.page.wait_for_selector("#wj-documents-list table")
    browser.page.click("#wj-documents-pick input")
    browser.page.get_by_role("option").first.click()
    browser.page.wait_for_selector(".wj-documents-chunk")


def measured(browser: Browser) -> None:
    browser.page.locator("#wj-eval-again > button").click()
    browser.page.locator("#wj-eval-run").wait_for()
    browser.page.wait_for_function("document.querySelector('#wj-eval-figures').innerText.trim() !== ''")


USED: dict[str, Callable[[Browser], None]] = {
    "ask": asked, "renew": planned, "schemes": compared, "support": listed, "documents": previewed, "evaluation": measured,
}  # fmt: skip


def test_every_page_is_looked_at() -> None:
    assert list(USED) == [name for name, _ in PAGES]


@pytest.mark.parametrize(
    ("browser", "scheme"), [("en-GB", "light"), ("zh-HK", "dark"), ("zh-CN", "light"), ("en-GB", "dark")], indirect=["browser"]
)
def test_no_page_has_a_serious_violation(browser: Browser, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed; run `make test`"
    ).Axe()
    lang = str(browser.page.evaluate("document.documentElement.lang"))
    browser.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    browser.page.reload()
    browser.page.wait_for_function(f"document.body.classList.contains('dark') === {'true' if scheme == 'dark' else 'false'}")
    browser.page.wait_for_selector(".wj-ask-welcome")
    browser.settled(lang)
    found = list[str]()
    for name, use in USED.items():
        browser.page.click(f"[role=tab][data-tab-id={name}]")
        use(browser)
        for violation in axe.run(browser.page).response["violations"]:
            if violation["impact"] in GRAVE:
                found += [f"{name}: {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    assert found == []
