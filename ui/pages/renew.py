"""The page where a renewal is planned: layout and wiring; the plan is made in ui/renewal.py and shown by ui/renew_view.py."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import gradio as gr

from ingest.renewal import Renewal, read_renewal
from rag.errors import CorpusError
from rag.log import logger
from rag.settings import Settings
from ui.day import today
from ui.renew_view import choices, plan_html, problems_html
from ui.renewal import SITUATIONS, Case, plan
from ui.renewal_form import Asked, check
from ui.shelf import Shelf, open_shelf
from ui.site import Site
from ui.words import Words

# Ticks live as long as the page: noted when a box changes, put back when the plan is drawn anew, in another language too.
_TICKS = """
const ticked = new Set();
const boxes = () => [...element.querySelectorAll('[data-wj-tick]')];
const show = () => {
  for (const box of boxes()) box.checked = ticked.has(box.dataset.wjTick);
  const count = element.querySelector('.wj-renew-count output');
  const text = String(boxes().filter((box) => box.checked).length);
  if (count && count.textContent !== text) count.textContent = text;
};
element.addEventListener('change', (event) => {
  const name = event.target.dataset.wjTick;
  if (!name) return;
  if (event.target.checked) ticked.add(name); else ticked.delete(name);
  show();
});
element.addEventListener('click', (event) => {
  if (event.target.closest('.wj-renew-print')) window.print();
});
const drawn = { childList: true, characterData: true, attributes: true, attributeFilter: ['data-wj-tick'], subtree: true };
new MutationObserver(show).observe(element, drawn);
"""
_TO_PLAN = "() => { const head = document.querySelector('#wj-renew-plan h2'); if (head) head.focus(); }"


def read(settings: Settings) -> tuple[Shelf, Renewal] | None:
    """The facts the page stands on; None, with a note in the log, when the corpus cannot be read."""
    try:
        return open_shelf(settings.corpus), read_renewal(settings.corpus / "renewal.toml")
    except CorpusError:
        logger.exception("the renewal rules cannot be read")
        return None


def shown(asked: Asked | None, settings: Settings, day: date, words: Words) -> str:
    """The plan for a form that was sent, what to put right in it, or an invitation before the first."""
    if asked is None:
        return f'<p class="wj-empty">{words["renew.empty"]}</p>'
    facts = read(settings)
    if facts is None:
        return f'<p class="wj-empty" role="alert">{words["renew.no_data"]}</p>'
    shelf, rules = facts
    names = {value: name for name, value in choices(shelf.schemes, rules, words)}
    found = check(asked, frozenset(names), day)
    if not isinstance(found, Case):
        return problems_html(found, words)
    return plan_html(plan(rules, found, day), names[asked.scheme], shelf.passages, words)


def build_renew(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    words, settings = Words("zh-Hant"), site.service.settings
    sent = gr.State(None)
    site.label(gr.HTML(_lead(words), elem_id="wj-renew-intro"), _lead)
    with gr.Column(elem_id="wj-renew-form"):
        with gr.Row():
            scheme = gr.Dropdown(
                _schemes(settings, words), value=None, label=words["renew.scheme"], elem_id="wj-renew-scheme", filterable=False
            )
            expiry = _box("expiry", words)
        situation = gr.Radio(_situations(words), value=None, label=words["renew.situation"], elem_id="wj-renew-situation")
        dependants = gr.Checkbox(label=words["renew.dependants"], elem_id="wj-renew-dependants")
        arrival = _box("arrival", words)
        make = gr.Button(words["renew.make"], variant="primary", elem_id="wj-renew-make")
    made = gr.HTML(shown(None, settings, today(), words), elem_id="wj-renew-plan", js_on_load=_TICKS)
    site.label(scheme, lambda w: gr.update(label=w["renew.scheme"], choices=_schemes(settings, w)))
    site.label(situation, lambda w: gr.update(label=w["renew.situation"], choices=_situations(w)))
    site.label(dependants, lambda w: gr.update(label=w["renew.dependants"]))
    site.label(make, lambda w: gr.update(value=w["renew.make"]))
    for name, box in (("expiry", expiry), ("arrival", arrival)):
        site.label(box, partial(_labelled, name))

    def on_make(*told: Any) -> tuple[Asked, str]:
        *values, code = told
        asked = Asked(values[0] or "", values[1] or "", values[2] or "", bool(values[3]), values[4] or "")
        return asked, shown(asked, settings, today(), Words(code))

    def on_lang(code: str, asked: Asked | None) -> str:
        return shown(asked, settings, today(), Words(code))

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asked_with = [scheme, expiry, situation, dependants, arrival, site.lang]
    sending = gr.on([make.click, expiry.submit, arrival.submit], on_make, asked_with, [sent, made], **quiet)
    sending.then(None, None, None, js=_TO_PLAN, **quiet)
    site.lang.change(on_lang, [site.lang, sent], [made], **quiet)


def _lead(words: Words) -> str:
    return f'<div class="wj-renew-lead"><h2>{words["renew.title"]}</h2><p>{words["renew.lead"]}</p></div>'


def _box(name: str, words: Words) -> gr.Textbox:
    return gr.Textbox(
        label=words[f"renew.{name}"], info=words[f"renew.{name}_info"], elem_id=f"wj-renew-{name}", max_length=40, min_width=280
    )


def _labelled(name: str, words: Words) -> Any:
    return gr.update(label=words[f"renew.{name}"], info=words[f"renew.{name}_info"])


def _situations(words: Words) -> list[tuple[str, str]]:
    return [(words[f"renew.situation_{s}"], s) for s in SITUATIONS]


def _schemes(settings: Settings, words: Words) -> list[tuple[str, str]]:
    facts = read(settings)
    return choices(facts[0].schemes, facts[1], words) if facts else []
