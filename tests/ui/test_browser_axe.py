"""axe-core over every page: no serious violation, light and dark."""

from __future__ import annotations

import pytest

from tests.ui.conftest import CHROMIUM, Browser
from ui.app import PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_violation(browser: Browser, page_url: str, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed; run `make test`"
    ).Axe()
    browser.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    browser.page.goto(f"{page_url}/?lang=en")
    browser.page.wait_for_selector("#wj-question textarea")
    browser.ask("How early can I renew my TTPS visa?")
    found = list[str]()
    for name, _ in PAGES:
        browser.page.locator("#wj-pages [role=tab]").nth([n for n, _ in PAGES].index(name)).click()
        browser.page.wait_for_timeout(400)
        for violation in axe.run(browser.page).response["violations"]:
            if violation["impact"] in GRAVE:
                found += [f"{name}: {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    assert found == []
