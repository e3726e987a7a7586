"""The page where questions are asked: layout and wiring; what is shown is made in ui/view.py."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from rag.answer import Engine, ask
from rag.errors import QuestionError, WenjinError
from rag.log import logger
from rag.mask import mask
from rag.next_step import next_step
from rag.scheme_chips import MAX_CHIPS
from rag.types import Answer
from ui.pages.chips import build_chip_row, filled
from ui.site import Site
from ui.view import Chips, Exchange, answer_html, chips_after, error_html, passages_html, thread_html
from ui.words import AUDIENCES, Words


def reply(engine: Engine, question: str, exchanges: list[Exchange], words: Words) -> Exchange:
    """Ask with the conversation so far; a fault becomes a friendly line."""
    answer: Answer | None = None
    try:
        answer = ask(engine, question, [e.question for e in exchanges])
        html = answer_html(answer, words, next_step(engine, answer))
    except QuestionError:
        html = error_html(words["question_error"])
    except Exception:
        logger.exception("a question failed")
        html = error_html(words["failed"])
    return Exchange(mask(question)[:300], html, passages_html(answer, words), answer)


def chips_or_none(engine: Engine, exchanges: list[Exchange]) -> Chips:
    """The chips after the last exchange; none when they cannot be made, since the answer stands without them."""
    try:
        return chips_after(engine, exchanges)
    except WenjinError:
        logger.exception("the chips of an answer failed")
        return Chips()


def build_ask(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    words = Words("zh-Hant")
    exchanges, offered = gr.State([]), gr.State(Chips())
    with gr.Row(equal_height=False):
        with gr.Column(scale=3):
            thread = gr.HTML(thread_html([], words), elem_id="wj-thread")
            row = build_chip_row()
            question = gr.Textbox(
                label=words["question"], placeholder=words["placeholder"], lines=2, max_lines=6, elem_id="wj-question", autofocus=True
            )
            with gr.Row():
                send = gr.Button(words["ask"], variant="primary", elem_id="wj-ask")
                clear = gr.Button(words["clear"], elem_id="wj-clear")
        with gr.Column(scale=2, min_width=320):
            site.label(gr.HTML(f"<h2>{words['passages']}</h2>"), lambda w: f"<h2>{w['passages']}</h2>")
            passages = gr.HTML(passages_html(None, words), elem_id="wj-passages")
    with gr.Accordion(words["examples"], open=True) as examples:
        buttons = list[gr.Button]()
        with gr.Row():
            for audience in AUDIENCES:
                with gr.Column(min_width=180):
                    site.label(
                        gr.HTML(f"<h3>{words[audience]}</h3>", elem_classes="wj-audience"),
                        partial(lambda a, w: f"<h3>{w[a]}</h3>", audience),
                    )
                    for number, text in enumerate(words.examples(audience)):
                        button = gr.Button(text, size="sm", elem_classes="wj-example")
                        buttons.append(site.label(button, partial(_example, audience, number)))
    site.label(question, lambda w: gr.update(label=w["question"], placeholder=w["placeholder"]))
    site.label(send, lambda w: gr.update(value=w["ask"]))
    site.label(clear, lambda w: gr.update(value=w["clear"]))
    site.label(examples, lambda w: gr.update(label=w["examples"]))

    def on_ask(text: str, so_far: list[Exchange], code: str) -> tuple[Any, ...]:
        spoken = Words(code)
        now = [*so_far, reply(site.engine, text, so_far, spoken)]
        return now, thread_html(now, spoken), now[-1].passages, "", gr.update(visible=False)

    def on_chip(number: int, chips: Chips, so_far: list[Exchange], code: str) -> tuple[Any, ...]:
        of_schemes = number < MAX_CHIPS
        texts = [c.question for c in chips.schemes] if of_schemes else list(chips.following)
        at = number if of_schemes else number - MAX_CHIPS
        return on_ask(texts[at], so_far, code) if at < len(texts) else tuple(gr.skip() for _ in asked)

    def on_answered(so_far: list[Exchange], code: str) -> list[Any]:
        chips = chips_or_none(site.engine, so_far)
        return [chips, *filled(row, chips, Words(code))]

    def on_clear(code: str) -> tuple[Any, ...]:
        spoken = Words(code)
        return [], thread_html([], spoken), passages_html(None, spoken), "", gr.update(visible=False)

    def on_lang(code: str, so_far: list[Exchange], chips: Chips) -> list[Any]:
        spoken = Words(code)
        now = so_far[-1].passages if so_far else passages_html(None, spoken)
        return [thread_html(so_far, spoken), now, *filled(row, chips, spoken)]

    asked = [exchanges, thread, passages, question, row.box]
    quiet: dict[str, Any] = {"api_visibility": "private", "concurrency_limit": 4}
    said = [gr.on([send.click, question.submit], on_ask, [question, exchanges, site.lang], asked, api_name="ask", concurrency_limit=4)]
    said += [button.click(on_ask, [button, exchanges, site.lang], asked, show_progress="minimal", **quiet) for button in buttons]
    said += [
        chip.click(partial(on_chip, number), [offered, exchanges, site.lang], asked, show_progress="minimal", **quiet)
        for number, chip in enumerate(row.buttons)
    ]
    for answered in said:
        answered.then(on_answered, [exchanges, site.lang], [offered, *row.outputs], show_progress="hidden", **quiet)
    clear.click(on_clear, [site.lang], asked, api_visibility="private")
    site.lang.change(on_lang, [site.lang, exchanges, offered], [thread, passages, *row.outputs], show_progress="hidden", **quiet)


def _example(audience: str, number: int, words: Words) -> Any:
    return gr.update(value=words.examples(audience)[number])
