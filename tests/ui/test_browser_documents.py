"""The documents page in a real browser: a hostile document stays text everywhere, what was added can be removed, closed means closed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import SMALL_CORPUS
from tests.ui.conftest import CHROMIUM, Browser, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pages,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed; on Debian: apt install chromium"),
]

EVIL_NAME = "<img src=x onerror=window.owned=1>.md"
EVIL = """# Zebra quay <script>window.owned=1</script>

## Kayaks <img src=x onerror="window.owned=1"> ${window.owned=1} {{constructor}}

The zebra quay lends 77 kayaks to members since June 2024. <svg onload=window.owned=1> &lt;iframe src=javascript:window.owned=1&gt;
[Press here](javascript:window.owned=1) or ![look](x" onerror="window.owned=1) at the zebra quay.
"""
TAGS = "[onerror], [onload], iframe, a[href^='javascript'], .wj-card script, #wj-documents-list script, #wj-documents-preview script"


@pytest.fixture(scope="module")
def open_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a small corpus on which documents may be added."""
    folder = tmp_path_factory.mktemp("uploads")
    shutil.copytree(SMALL_CORPUS, folder / "corpus")
    mine = {f"WENJIN_{name}": str(folder / name.lower()) for name in ("INDEX", "CORPUS", "UPLOADS", "CACHE", "FEEDBACK")}
    with served(folder, mine | {"WENJIN_ALLOW_UPLOADS": "true", "GRADIO_TEMP_DIR": str(folder / "sent")}) as url:
        yield url


@pytest.fixture
def desk_browser(open_url: str) -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run `make test`")
    with sync_api.sync_playwright() as playwright:
        opened = Browser(playwright, f"{open_url}/?lang=en", "en-GB")
        opened.page.get_by_role("tab", name="Documents", exact=True).click()
        opened.page.wait_for_selector("#wj-documents-list table")
        yield opened
        opened.chromium.close()


def add(browser: Browser, name: str, text: str) -> str:
    """Add a file through the page; the result table's text."""
    chosen = {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}
    browser.page.set_input_files("#wj-documents-files input[type=file]", files=[chosen])
    browser.page.wait_for_selector("#wj-documents-files .file-preview tr")
    browser.page.click("#wj-documents-add")
    browser.page.wait_for_selector("#wj-documents-status table", timeout=90_000)
    return str(browser.page.locator("#wj-documents-status").inner_text())


def choose(browser: Browser, title: str) -> str:
    """Look inside a document; the preview's text."""
    browser.page.click("#wj-documents-pick input")
    browser.page.get_by_role("option", name=title).click()
    browser.page.wait_for_selector(".wj-documents-chunk")
    return str(browser.page.locator("#wj-documents-preview").inner_text())


def test_a_hostile_document_is_text_in_the_list_the_preview_and_the_answers_passages(desk_browser: Browser) -> None:
    page = desk_browser.page
    assert "Added" in add(desk_browser, EVIL_NAME, EVIL)
    page.wait_for_function("document.querySelector('#wj-documents-list').innerText.includes('onerror_window.owned_1')")
    inside = choose(desk_browser, "Zebra quay")
    assert "77 kayaks" in inside
    assert "${window.owned=1}" in inside
    page.get_by_role("tab", name="Ask", exact=True).click()
    desk_browser.ask("How many kayaks does the zebra quay lend?")
    page.wait_for_function("document.body.innerText.includes('77 kayaks')")
    assert page.evaluate("window.owned") is None
    assert page.locator(TAGS).count() == 0


def test_a_document_is_removed_after_being_asked(desk_browser: Browser) -> None:
    page = desk_browser.page
    add(desk_browser, "lamp report.md", "# Lamp report\n\nThe lamp quay has 31 lamps.\n")
    page.wait_for_function("document.querySelector('#wj-documents-list').innerText.includes('Lamp report')")
    choose(desk_browser, "Lamp report")
    page.click("#wj-documents-remove")
    page.click("#wj-documents-yes")
    page.wait_for_function("document.querySelector('#wj-documents-status').innerText.includes('Removed')", timeout=90_000)
    page.wait_for_function("!document.querySelector('#wj-documents-list').innerText.includes('Lamp report')")


@pytest.mark.parametrize("browser", ["en-GB"], indirect=True)
def test_closed_it_shows_the_list_only_and_says_how_to_open_it_in_the_language_chosen(browser: Browser) -> None:
    page = browser.page
    page.get_by_role("tab", name="Documents", exact=True).click()
    page.wait_for_selector("#wj-documents-list table")
    assert "WENJIN_ALLOW_UPLOADS=true" in page.inner_text("body")
    assert page.locator("input[type=file], #wj-documents-add, #wj-documents-again, #wj-documents-remove").count() == 0
    page.locator("#wj-lang label", has_text="简").click()
    page.wait_for_function("document.querySelector('#wj-documents-list').innerText.includes('随附的语料库')")
