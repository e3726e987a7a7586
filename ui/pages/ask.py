"""The page where questions are asked: its layout. What happens on it is in `ui/pages/ask_events.py`, what it shows in the `ui/ask_….py` files,
what the browser does by itself in `ui/scripts/ask.js`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from ui.ask_cards import passages_html
from ui.ask_reply import Chips
from ui.ask_thread import notice_html, thread_html
from ui.citing import script
from ui.pages.ask_events import AskPage, wire
from ui.pages.chips import build_chip_row
from ui.site import Site
from ui.words import AUDIENCES, Words

HISTORY, JUDGED = "wenjin-conversation", "wenjin-judged"  # under these the browser keeps the conversation and what was thought of it


def build_ask(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    page = _layout(site)
    _labels(page)
    wire(page)


def _layout(site: Site) -> AskPage:
    words, index = Words("zh-Hant"), site.engine.index
    state: dict[str, Any] = {
        "history": gr.BrowserState([], storage_key=HISTORY, secret=HISTORY),
        "judged": gr.BrowserState({}, storage_key=JUDGED, secret=JUDGED),
        "latest": gr.State(None),
        "offered": gr.State(Chips()),
        "beside": gr.State(""),
    }
    with gr.Column(elem_id="wj-ask-page"):
        with gr.Row(equal_height=False, elem_classes="wj-ask-row"):
            with gr.Column(scale=3, elem_classes="wj-ask-main"):
                state["thread"] = gr.HTML(thread_html([], words), elem_id="wj-thread", js_on_load=script("ask"))
                state["chips"] = build_chip_row()
                with gr.Row(visible=False, elem_classes="wj-ask-bar") as state["tools"]:
                    for name, key in (("markdown", "ask.markdown"), ("sheet", "ask.sheet"), ("clear", "clear")):
                        state[name] = gr.Button(words[key], size="sm", variant="secondary", elem_id=f"wj-{name}", min_width=0, scale=0)
            with gr.Column(scale=2, min_width=320, elem_classes="wj-ask-side"):
                title = gr.HTML(f"<h2>{words['passages']}</h2>", elem_classes="wj-ask-title")
                site.label(title, lambda w: f"<h2>{w['passages']}</h2>")
                state["passages"] = gr.HTML(passages_html(index, None, words), elem_id="wj-passages")
                state["pictures"] = gr.HTML(elem_id="wj-ask-pictures")
        with gr.Column(elem_classes="wj-ask-composer"):
            state["notice"] = gr.HTML(notice_html(), elem_id="wj-ask-notice")
            with gr.Row(equal_height=True, elem_classes="wj-ask-input"):
                state["question"] = gr.Textbox(
                    label=words["question"], placeholder=words["placeholder"], lines=1, max_lines=8, elem_id="wj-question", scale=5, min_width=160,
                )  # fmt: skip
                state["send"] = gr.Button(words["ask"], variant="primary", elem_id="wj-ask", scale=0, min_width=88)
        state["examples"], state["buttons"] = _examples(site, words)
        state["bundle"] = gr.Textbox(visible=False)
    return AskPage(site, **state)


def _examples(site: Site, words: Words) -> tuple[gr.Accordion, tuple[gr.Button, ...]]:
    buttons = list[gr.Button]()
    box: gr.Accordion
    with gr.Accordion(words["examples"], open=True) as box, gr.Row():
        for audience in AUDIENCES:
            with gr.Column(min_width=180, elem_classes="wj-ask-audience"):
                heading = gr.HTML(f"<h3>{words[audience]}</h3>", elem_classes="wj-audience")
                site.label(heading, partial(lambda a, w: f"<h3>{w[a]}</h3>", audience))
                for number, text in enumerate(words.examples(audience)):
                    button = gr.Button(text, size="sm", elem_classes="wj-example")
                    buttons.append(site.label(button, partial(_example, audience, number)))
    return box, tuple(buttons)


def _example(audience: str, number: int, words: Words) -> Any:
    return gr.update(value=words.examples(audience)[number])


def _labels(page: AskPage) -> None:
    label = page.site.label
    label(page.question, lambda w: gr.update(label=w["question"], placeholder=w["placeholder"], info=w["ask.hint"]))
    for button, key in ((page.send, "ask"), (page.clear, "clear"), (page.markdown, "ask.markdown"), (page.sheet, "ask.sheet")):
        label(button, partial(lambda k, w: gr.update(value=w[k]), key))
    label(page.examples, lambda w: gr.update(label=w["examples"]))
