"""The line above the pages that says who is logged in, with the button to log out; nothing where nobody logs in."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.login_page import account_html
from ui.site import Site
from ui.words import PAGE_LANGS, Words


def build_account(site: Site) -> None:
    """The line, where people log in; it follows the language."""
    if not site.access.closed:
        return
    line = gr.HTML(elem_id="wj-account")

    def on_shown(code: str, request: gr.Request) -> str:
        words = Words(code if code in PAGE_LANGS else "zh-Hant")
        return account_html(request.username or "", site.access.role(request.username), words)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    gr.on([site.lang.change], on_shown, [site.lang], [line], **quiet)
    gr.on(None, on_shown, [site.lang], [line], **quiet)
