"""The page of schemes: a short finder and the comparison; layout and wiring only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr

from ingest.finder_rules import CHOICES
from ui.citing import passage_dialog, script
from ui.finder import read_answers
from ui.schemes_data import FIELDS
from ui.schemes_view import FIRST_FIELDS, choices, chosen_schemes, field_choices, finder_html, offer_choices, scheme_choices, table_html
from ui.shelf import open_shelf
from ui.site import Site
from ui.words import Words

GROUPS = {
    "you": ("age", "origin", "nationality", "second"),
    "study": ("degree", "listed", "stem", "studied", "graduated"),
    "work": ("experience", "offer", "trade", "income", "capital"),
}
MAX_TYPED = 30  # characters of a number
_SHOW_RESULT = "() => document.querySelector('#wj-schemes-result')?.scrollIntoView({block: 'start'})"


def build_schemes(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    folder = site.service.settings.corpus

    def open_passage(asked: object) -> str:
        return passage_dialog(folder, asked)

    def cited(**more: Any) -> gr.HTML:
        return gr.HTML(js_on_load=script("cite"), server_functions=[open_passage], **more)

    _heading(site, "schemes.finder", "schemes.finder_note")
    _build_finder(site, cited)
    _heading(site, "schemes.compare", "")
    _build_table(site, cited)


def _heading(site: Site, title: str, note: str) -> None:
    def html(words: Words) -> str:
        return f"<h2>{words[title]}</h2>" + (f'<p class="wj-note">{words[note]}</p>' if note else "")

    site.label(gr.HTML(html(Words("zh-Hant")), elem_classes="wj-schemes-head"), html)


def _question(site: Site, field: str) -> Any:
    """One question of the finder: a number, or a choice."""
    words = Words("zh-Hant")
    given: dict[str, Any] = {"label": words[f"schemes.q_{field}"], "value": None, "elem_id": f"wj-schemes-{field}"}
    if CHOICES[field]:
        asked = gr.Radio(choices(field, words), **given)
        return site.label(asked, lambda w: gr.update(label=w[f"schemes.q_{field}"], choices=choices(field, w)))
    # A text field: Gradio's field for numbers shows 0 when it is empty, and "250萬" should do as well.
    given |= {"value": "", "max_length": MAX_TYPED, "html_attributes": gr.InputHTMLAttributes(autocomplete="off")}
    return site.label(gr.Textbox(**given), lambda w: gr.update(label=w[f"schemes.q_{field}"]))


def _build_finder(site: Site, cited: Callable[..., gr.HTML]) -> None:
    words, folder = Words("zh-Hant"), site.service.settings.corpus
    fields, questions, pressed = list[str](), list[Any](), gr.State(False)
    with gr.Row(equal_height=False, elem_classes="wj-schemes-form"):
        for group, members in GROUPS.items():
            with gr.Column(min_width=280):
                title = f"schemes.group_{group}"
                site.label(gr.HTML(f"<h3>{words[title]}</h3>"), partial(lambda key, w: f"<h3>{w[key]}</h3>", title))
                for field in members:
                    fields.append(field)
                    questions.append(_question(site, field))
    with gr.Row():
        find = site.label(gr.Button(words["schemes.find"], variant="primary", elem_id="wj-schemes-find"), _value("schemes.find"))
        again = site.label(gr.Button(words["schemes.again"], elem_id="wj-schemes-again"), _value("schemes.again"))
    result = cited(elem_id="wj-schemes-result")

    def shown(code: str, values: tuple[Any, ...]) -> str:
        answers, strange = read_answers(dict(zip(fields, values, strict=True)))
        return finder_html(open_shelf(folder), answers, strange, Words(code))

    def on_find(code: str, *values: Any) -> tuple[bool, str]:
        return True, shown(code, values)

    def on_again() -> list[Any]:
        return [False, "", *(gr.update(value=None if CHOICES[field] else "") for field in fields)]

    def on_lang(code: str, asked: bool, *values: Any) -> str:
        return shown(code, values) if asked else ""

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 4}
    find.click(on_find, [site.lang, *questions], [pressed, result], **quiet).then(None, js=_SHOW_RESULT)
    again.click(on_again, None, [pressed, result, *questions], **quiet)
    site.lang.change(on_lang, [site.lang, pressed, *questions], [result], **quiet)


def _build_table(site: Site, cited: Callable[..., gr.HTML]) -> None:
    words, folder = Words("zh-Hant"), site.service.settings.corpus
    shelf = open_shelf(folder)
    every = [scheme.id for scheme in shelf.schemes]
    with gr.Accordion(words["schemes.filters"], open=False, elem_id="wj-schemes-which") as which:
        schemes = gr.CheckboxGroup(
            scheme_choices(shelf, words), value=every, label=words["schemes.which_schemes"], elem_id="wj-schemes-ids"
        )
        offer = gr.Radio(offer_choices(words), value="any", label=words["schemes.offer_filter"], elem_id="wj-schemes-offers")
        facts = gr.CheckboxGroup(
            field_choices(words), value=list(FIRST_FIELDS), label=words["schemes.which_facts"], elem_id="wj-schemes-facts"
        )
    site.label(which, lambda w: gr.update(label=w["schemes.filters"]))
    site.label(schemes, lambda w: gr.update(label=w["schemes.which_schemes"], choices=scheme_choices(open_shelf(folder), w)))
    site.label(offer, lambda w: gr.update(label=w["schemes.offer_filter"], choices=offer_choices(w)))
    site.label(facts, lambda w: gr.update(label=w["schemes.which_facts"], choices=field_choices(w)))
    table = cited(value=table_html(shelf, list(shelf.schemes), list(FIRST_FIELDS), words), elem_id="wj-schemes-table")

    def on_change(code: str, ids: list[str], wanted: str, fields: list[str]) -> str:
        now = open_shelf(folder)
        return table_html(now, chosen_schemes(now, ids or [], wanted), [f for f in fields or [] if f in FIELDS], Words(code))

    inputs = [site.lang, schemes, offer, facts]
    changes = [schemes.input, offer.input, facts.input, site.lang.change]
    gr.on(changes, on_change, inputs, [table], show_progress="hidden", api_visibility="private", concurrency_limit=4)


def _value(key: str) -> Callable[[Words], Any]:
    return lambda w: gr.update(value=w[key])
