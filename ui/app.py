"""The chat page: layout and wiring; what is shown is made in ui/view.py."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.answer import Engine, ask
from rag.errors import QuestionError, WenjinError
from rag.log import logger
from rag.mask import mask
from rag.next_step import next_step
from rag.scheme_chips import MAX_CHIPS
from rag.types import Answer
from ui.chips import build_chip_row, filled
from ui.eval_page import build_eval_page
from ui.view import Chips, Exchange, answer_html, chips_after, error_html, footer_html, header_html, passages_html, thread_html
from ui.words import AUDIENCES, PAGE_LANGS, Words, browser_lang

STYLE = Path(__file__).with_name("style.css")
_LANG_NAMES = [("繁", "zh-Hant"), ("简", "zh-Hans"), ("EN", "en")]
_FONTS = ("system-ui", "PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK", "Noto Sans CJK TC", "sans-serif")


def theme() -> gr.themes.Base:
    """System fonts only, so that no font is fetched."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="stone", font=list(_FONTS), font_mono=["ui-monospace", "monospace"], radius_size="md"
    )


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


def build(engine: Engine) -> gr.Blocks:
    """The page as Gradio blocks."""
    words = Words("zh-Hant")
    page: gr.Blocks
    with gr.Blocks(title="Wenjin 問津", analytics_enabled=False) as page:
        exchanges, offered = gr.State([]), gr.State(Chips())
        with gr.Row(elem_classes="wj-top"):
            header = gr.HTML(header_html(words), elem_classes="wj-header")
            lang = gr.Radio(_LANG_NAMES, value="zh-Hant", label=words["language"], elem_id="wj-lang", scale=0, min_width=250)
        with gr.Tabs():
            with gr.Tab("問 · Ask", id="ask"):
                with gr.Row(equal_height=False):
                    with gr.Column(scale=3):
                        thread = gr.HTML(thread_html([], words), elem_id="wj-thread")
                        row = build_chip_row()
                        question = gr.Textbox(
                            label=words["question"],
                            placeholder=words["placeholder"],
                            lines=2,
                            max_lines=6,
                            elem_id="wj-question",
                            autofocus=True,
                        )
                        with gr.Row():
                            send = gr.Button(words["ask"], variant="primary", elem_id="wj-ask")
                            clear = gr.Button(words["clear"], elem_id="wj-clear")
                    with gr.Column(scale=2, min_width=320):
                        passages_title = gr.HTML(f"<h2>{words['passages']}</h2>")
                        passages = gr.HTML(passages_html(None, words), elem_id="wj-passages")
                with gr.Accordion(words["examples"], open=True) as examples:
                    groups, buttons = [], []
                    with gr.Row():
                        for audience in AUDIENCES:
                            with gr.Column(min_width=180):
                                groups.append(gr.HTML(f"<h3>{words[audience]}</h3>", elem_classes="wj-audience"))
                                buttons += [gr.Button(text, size="sm", elem_classes="wj-example") for text in words.examples(audience)]
            with gr.Tab("評測 · Evaluation", id="evaluation"):
                build_eval_page(engine)
        footer = gr.HTML(footer_html(words))

        def on_ask(text: str, so_far: list[Exchange], code: str) -> tuple[Any, ...]:
            spoken = Words(code)
            now = [*so_far, reply(engine, text, so_far, spoken)]
            return now, thread_html(now, spoken), now[-1].passages, "", gr.update(visible=False)

        def on_chip(number: int, chips: Chips, so_far: list[Exchange], code: str) -> tuple[Any, ...]:
            of_schemes = number < MAX_CHIPS
            texts = [c.question for c in chips.schemes] if of_schemes else list(chips.following)
            at = number if of_schemes else number - MAX_CHIPS
            return on_ask(texts[at], so_far, code) if at < len(texts) else tuple(gr.skip() for _ in asked)

        def on_answered(so_far: list[Exchange], code: str) -> list[Any]:
            chips = chips_or_none(engine, so_far)
            return [chips, *filled(row, chips, Words(code))]

        def on_clear(code: str) -> tuple[Any, ...]:
            spoken = Words(code)
            return [], thread_html([], spoken), passages_html(None, spoken), "", gr.update(visible=False)

        def relabel(code: str, so_far: list[Exchange], chips: Chips) -> list[Any]:
            spoken = Words(code if code in PAGE_LANGS else "zh-Hant")
            examples_now = [text for audience in AUDIENCES for text in spoken.examples(audience)]
            return [
                header_html(spoken), gr.update(label=spoken["language"]), thread_html(so_far, spoken),
                gr.update(label=spoken["question"], placeholder=spoken["placeholder"]), gr.update(value=spoken["ask"]),
                gr.update(value=spoken["clear"]), gr.update(label=spoken["examples"]), f"<h2>{spoken['passages']}</h2>",
                so_far[-1].passages if so_far else passages_html(None, spoken), footer_html(spoken),
                *(f"<h3>{spoken[a]}</h3>" for a in AUDIENCES), *(gr.update(value=t) for t in examples_now),
                *filled(row, chips, spoken),
            ]  # fmt: skip

        def on_load(request: gr.Request) -> tuple[Any, ...]:
            code = browser_lang(request.headers.get("accept-language", ""))
            return (code, *relabel(code, [], Chips()))

        labelled = [
            header,
            lang,
            thread,
            question,
            send,
            clear,
            examples,
            passages_title,
            passages,
            footer,
            *groups,
            *buttons,
            *row.outputs,
        ]
        asked = [exchanges, thread, passages, question, row.box]
        said = [
            gr.on(
                [send.click, question.submit],
                on_ask,
                [question, exchanges, lang],
                asked,
                api_name="ask",
                concurrency_limit=4,
                show_progress="minimal",
            )
        ]
        for button in buttons:
            said.append(
                button.click(
                    on_ask, [button, exchanges, lang], asked, api_visibility="private", concurrency_limit=4, show_progress="minimal"
                )
            )
        for number, chip in enumerate(row.buttons):
            said.append(
                chip.click(
                    partial(on_chip, number),
                    [offered, exchanges, lang],
                    asked,
                    api_visibility="private",
                    concurrency_limit=4,
                    show_progress="minimal",
                )
            )
        for answered in said:
            answered.then(
                on_answered,
                [exchanges, lang],
                [offered, *row.outputs],
                api_visibility="private",
                concurrency_limit=4,
                show_progress="hidden",
            )
        clear.click(on_clear, [lang], asked, api_visibility="private")
        lang.input(relabel, [lang, exchanges, offered], labelled, api_visibility="private", show_progress="hidden")
        page.load(on_load, None, [lang, *labelled], api_visibility="private", show_progress="hidden")
    return page
