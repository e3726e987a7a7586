"""The page of support measures: search, filters, list, what is taken away; layout and wiring only."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.citing import pair, passage_dialog, script
from ui.day import today
from ui.shelf import open_shelf
from ui.site import Site
from ui.support_list import Wanted
from ui.support_view import (
    audience_choices,
    cost_choices,
    csv_text,
    district_choices,
    list_html,
    need_choices,
    picked,
    provider_choices,
    sheet_html,
    status_choices,
)
from ui.words import Words


def build_support(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    words = Words("zh-Hant")
    site.label(gr.HTML(_head(words), elem_classes="wj-support-head"), _head)
    filters = _filters(site)
    clear = gr.Button(words["support.clear_filters"], size="sm", elem_id="wj-support-clear")
    site.label(clear, lambda w: gr.update(value=w["support.clear_filters"]))
    shelf = open_shelf(site.service.settings.corpus)
    shown = gr.HTML(
        list_html(shelf, Wanted(), words),
        elem_id="wj-support-list",
        js_on_load=script("cite", "support"),
        server_functions=_served(site),
    )

    def on_change(code: str, *values: Any) -> str:
        return list_html(open_shelf(site.service.settings.corpus), wanted(*values), Words(code))

    def on_clear(code: str) -> list[Any]:
        empty: list[Any] = ["", [], [], "", "", "", []]
        return [*empty, on_change(code)]

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 4, "trigger_mode": "always_last"}
    # A text field's `input` is told of key presses only: not of what an input method, a phone's keyboard or the clipboard puts in.
    changes = [site.lang.change, filters[0].change, *(f.input for f in filters[1:])]
    gr.on(changes, on_change, [site.lang, *filters], [shown], **quiet)
    clear.click(on_clear, [site.lang], [*filters, shown], **quiet)


def wanted(*values: Any) -> Wanted:
    """The filters' values, in the order of `_filters`, as what is looked for; a missing one counts as empty."""
    padded = [*values, *[None] * (7 - len(values))]
    text, provider, cost, district = (padded[i] or "" for i in (0, 3, 4, 5))
    needs, audiences, statuses = (tuple(padded[i] or ()) for i in (1, 2, 6))
    return Wanted(text, needs, audiences, provider, cost, district, statuses)


def _head(words: Words) -> str:
    return f'<h2>{words["support.title"]}</h2><p class="wj-note">{words["support.note"]}</p>'


def _filters(site: Site) -> list[Any]:
    words, folder = Words("zh-Hant"), site.service.settings.corpus
    shelf = open_shelf(folder)

    def label(component: Any, key: str, choices: Any = None) -> Any:
        def update(w: Words) -> Any:
            return gr.update(label=w[f"support.{key}"], **({"choices": choices(w)} if choices else {}))

        return site.label(component, update)

    text = gr.Textbox(
        label=words["support.search"], placeholder=words["support.search_hint"], max_length=300, elem_id="wj-support-search", lines=1
    )
    site.label(text, lambda w: gr.update(label=w["support.search"], placeholder=w["support.search_hint"]))
    with gr.Accordion(words["support.more_filters"], open=False, elem_id="wj-support-filters") as more:
        needs = gr.CheckboxGroup(need_choices(shelf, words), label=words["support.needs"], elem_id="wj-support-needs")
        audiences = gr.CheckboxGroup(audience_choices(words), label=words["support.audiences"])
        with gr.Row():
            provider = gr.Dropdown(provider_choices(shelf, words), value="", label=words["support.provider"])
            district = gr.Dropdown(district_choices(shelf, words), value="", label=words["support.district"])
        with gr.Row():
            cost = gr.Radio(cost_choices(words), value="", label=words["support.cost"])
            statuses = gr.CheckboxGroup(status_choices(words), label=words["support.status"])
    site.label(more, lambda w: gr.update(label=w["support.more_filters"]))
    label(needs, "needs", lambda w: need_choices(open_shelf(folder), w))
    label(audiences, "audiences", audience_choices)
    label(provider, "provider", lambda w: provider_choices(open_shelf(folder), w))
    label(district, "district", lambda w: district_choices(open_shelf(folder), w))
    label(cost, "cost", cost_choices)
    label(statuses, "status", status_choices)
    return [text, needs, audiences, provider, cost, district, statuses]


def _served(site: Site) -> list[Any]:
    """What the browser asks for by itself; what it asks with may be anything."""
    folder = site.service.settings.corpus

    def open_passage(asked: object) -> str:
        return passage_dialog(folder, asked)

    def measures_csv(asked: object) -> str:
        ids, words = pair(asked)
        shelf = open_shelf(folder)
        return csv_text(shelf, picked(shelf, ids), words)

    def measures_sheet(asked: object) -> str:
        ids, words = pair(asked)
        shelf = open_shelf(folder)
        return sheet_html(shelf, picked(shelf, ids), today(), words)

    return [open_passage, measures_csv, measures_sheet]
