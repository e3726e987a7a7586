"""A running server and a browser page, for the tests that look at the pages as their users do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from evals.bench.servers import free_port
from rag.settings import ROOT

SPOKEN = {"zh-HK": "zh-Hant", "zh-CN": "zh-Hans", "en-GB": "en"}  # by the browser's locale
PATIENCE_S = 240.0  # for a server to start on a machine that is busy; one that ends early is noticed at once
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the shipped corpus, in its own process, shared by the browser tests."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(shipped_index(tmp_path_factory), folder / "index")
    with served(folder, {"WENJIN_INDEX": str(folder / "index"), "WENJIN_FEEDBACK": str(folder / "feedback.sqlite")}) as url:
        yield url


def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped corpus, not to be written to, built once however many processes the tests run in."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    index = shared / "shipped-index"
    with FileLock(shared / "shipped-index.lock", timeout=PATIENCE_S):
        if not index.is_dir() and (ROOT / "var" / "index").is_dir():  # what is built already need not be built again where it still fits
            shutil.copytree(ROOT / "var" / "index", index)
        _ingest(os.environ | {"WENJIN_INDEX": str(index)})
    return index


def _ingest(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "ui.cli", "ingest", "--if-stale"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=280)


@contextmanager
def served(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """The address of a server with settings of its own, its index brought up to date first; what it says is in the folder."""
    port = free_port()
    environment = os.environ | settings | {"WENJIN_PORT": str(port)}
    _ingest(environment)
    with (folder / "server.log").open("wb") as log:  # a pipe nobody reads would stop the server once it is full
        command = [sys.executable, "-m", "ui.cli", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended early"
        try:
            with urllib.request.urlopen(url, timeout=30) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the server did not answer within {PATIENCE_S:.0f} s")


class Browser:
    """A page of headless Chromium that remembers what was requested and what the console complained of."""

    def __init__(self, playwright: object, url: str, locale: str) -> None:
        self.chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])  # type: ignore[attr-defined]
        self.page = self.chromium.new_context(locale=locale).new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.goto(url)
        self.page.wait_for_selector("#wj-question textarea")
        self.settled(SPOKEN[locale])

    def settled(self, lang: str) -> None:
        """Wait until the page speaks a language."""
        chosen = f"document.querySelector('#wj-lang input:checked')?.value === '{lang}'"
        self.page.wait_for_function(f"document.documentElement.lang === '{lang}' && {chosen}")

    def ask(self, question: str) -> str:
        turns = self.page.locator(".wj-turn").count()
        self.page.fill("#wj-question textarea", question)
        self.page.click("#wj-ask")
        self.page.wait_for_function(f"document.querySelectorAll('.wj-turn').length > {turns}")
        return str(self.page.locator(".wj-turn .wj-answer").last.inner_text())


@pytest.fixture
def browser(page_url: str, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A fresh page; parametrise indirectly with the browser's locale."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run `make test`")
    with sync_api.sync_playwright() as playwright:
        opened = Browser(playwright, page_url, getattr(request, "param", "zh-HK"))
        yield opened
        opened.chromium.close()
