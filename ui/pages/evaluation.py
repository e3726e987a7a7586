"""The evaluation page: figures and cases of a run, beside another one, and a set run again; layout and wiring only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any

import gradio as gr

from evals.run import Run
from ui.evaluation_cases import CHANGES, SHOWN_CASES, Filter, cases_html, last_start, picked
from ui.evaluation_choices import KINDS, run_choices, set_choices, source_choices, verdict_choices, word_choices
from ui.evaluation_runs import open_run, page_run, report_path, run_again, run_names, set_names
from ui.evaluation_view import LANGS, compared, figures_html
from ui.roles import Right
from ui.site import Site
from ui.words import AUDIENCES, Words

__all__ = ["build_evaluation", "report_path"]
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": 4}


@dataclass(frozen=True, slots=True)
class _Page:
    """The page's components. `filters` in the order of Filter's fields; `start` is the first case shown."""

    chosen: gr.Dropdown
    before: gr.Dropdown
    which: gr.Dropdown
    run: gr.Button
    status: gr.HTML
    figures: gr.HTML
    filters: tuple[Any, ...]
    cases: gr.HTML
    start: gr.State
    earlier: gr.Button
    later: gr.Button

    @property
    def state(self) -> list[Any]:
        return [self.chosen, self.before, self.start, *self.filters]

    @property
    def listed(self) -> list[Any]:
        return [self.cases, self.start, self.earlier, self.later]


def build_evaluation(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    page = _layout(site)
    _wire(site, page)


def _layout(site: Site) -> _Page:
    words = Words("zh-Hant")
    site.label(gr.HTML(_head(words), elem_classes="wj-evaluation-head"), _head)
    with gr.Row():
        chosen = _dropdown(site, "shown", run_choices(words), partial(_runs, "shown"), "wj-eval-shown")
        before = _dropdown(site, "before", run_choices(words, none=True), partial(_runs, "before"), "wj-eval-before", "")
    with gr.Accordion(words["evaluation.again"], open=False, elem_id="wj-eval-again") as again, gr.Row(equal_height=True):
        which = _dropdown(site, "set", set_choices(words), _sets, "wj-eval-set", next(iter(set_names()), None))
        run = gr.Button(words["evaluation.run"], variant="primary", elem_id="wj-eval-run", scale=0, min_width=120)
    site.label(again, lambda w: gr.update(label=w["evaluation.again"]))
    site.label(run, lambda w: gr.update(value=w["evaluation.run"]))
    status, figures = gr.HTML(elem_id="wj-eval-status"), gr.HTML(elem_id="wj-eval-figures")
    site.label(gr.HTML(_cases_head(words), elem_classes="wj-evaluation-head"), _cases_head)
    filters = _filters(site)
    cases = gr.HTML(elem_id="wj-eval-cases")
    with gr.Row(elem_classes="wj-evaluation-steps"):
        earlier = site.label(gr.Button(words["evaluation.earlier"], visible=False, size="sm"), _value("earlier"))
        later = site.label(gr.Button(words["evaluation.later"], visible=False, size="sm"), _value("later"))
    return _Page(chosen, before, which, run, status, figures, filters, cases, gr.State(0), earlier, later)


def _filters(site: Site) -> tuple[Any, ...]:
    words = Words("zh-Hant")
    verdict = gr.Radio(verdict_choices(words), value="wrong", label=words["evaluation.filter_verdict"], elem_id="wj-eval-verdict")
    site.label(verdict, lambda w: gr.update(label=w["evaluation.filter_verdict"]))
    with gr.Row():
        language = _picker(site, "language", partial(word_choices, "language", LANGS))
        audience = _picker(site, "audience", partial(word_choices, "audience", AUDIENCES))
        kind = _picker(site, "kind", partial(word_choices, "kind", KINDS))
        source = _picker(site, "source", partial(source_choices, None))
    text = gr.Textbox(label=words["evaluation.filter_text"], lines=1, max_length=200, elem_id="wj-eval-search")
    site.label(text, lambda w: gr.update(label=w["evaluation.filter_text"]))
    return (verdict, language, audience, kind, source, text)


def _picker(site: Site, name: str, choices: Any) -> gr.Dropdown:
    words, label = Words("zh-Hant"), f"evaluation.filter_{name}"
    made = gr.Dropdown(choices(words), value="", label=words[label], elem_id=f"wj-eval-{name}", filterable=False, min_width=140)
    # The sources of a run come with the run, their names are the same in every language.
    return site.label(made, lambda w: gr.update(label=w[label]) if name == "source" else gr.update(label=w[label], choices=choices(w)))


def _dropdown(site: Site, key: str, choices: Any, update: Any, elem_id: str, value: Any = None) -> gr.Dropdown:
    made = gr.Dropdown(choices, value=value, label=Words("zh-Hant")[f"evaluation.{key}"], elem_id=elem_id, filterable=False, min_width=240)
    return site.label(made, update)


def _runs(key: str, words: Words) -> Any:
    return gr.update(label=words[f"evaluation.{key}"], choices=run_choices(words, none=key == "before"))


def _sets(words: Words) -> Any:
    return gr.update(label=words["evaluation.set"], choices=set_choices(words))


def _value(key: str) -> Any:
    return lambda w: gr.update(value=w[f"evaluation.{key}"])


def _head(words: Words) -> str:
    return f'<h2>{escape(words["evaluation.title"])}</h2><p class="wj-note">{escape(words["evaluation.intro"])}</p>'


def _cases_head(words: Words) -> str:
    return f"<h3>{escape(words['evaluation.cases'])}</h3>"


def _status(key: str, words: Words, **values: Any) -> str:
    urgent = key in ("busy", "role", "unknown", "failed")
    said = escape(words.say(f"evaluation.{key}", **values))
    return f'<p class="wj-evaluation-status" role="{"alert" if urgent else "status"}">{said}</p>'


def _listed(run: Run | None, before: str | None, wanted: Filter, start: int, words: Words) -> list[Any]:
    """Updates of `_Page.listed`."""
    if run is None:
        return ["", 0, gr.update(visible=False), gr.update(visible=False)]
    cases = picked(run, wanted, compared(run, open_run(before)))
    start = min(max(0, start), last_start(cases))
    return [cases_html(cases, start, words), start, gr.update(visible=start > 0), gr.update(visible=start < last_start(cases))]


def _wanted(values: tuple[Any, ...]) -> Filter:
    return Filter(*(value if isinstance(value, str) else "" for value in values))


def _wire(site: Site, page: _Page) -> None:
    def on_all(chosen: str | None, before: str | None, start: int, *told: Any) -> list[Any]:
        *values, code = told
        words, run, wanted = Words(code), open_run(chosen), _wanted(tuple(values))
        verdicts = gr.update(choices=verdict_choices(words, bool(before)))
        if wanted.verdict in CHANGES and not before:
            wanted = replace(wanted, verdict="wrong")
            # Only then: to give back the value that came in would undo what was chosen meanwhile.
            verdicts = gr.update(choices=verdict_choices(words), value="wrong")
        sources = gr.update(choices=source_choices(run, words))
        return [figures_html(run, open_run(before), words), verdicts, sources, *_listed(run, before, wanted, start, words)]

    def on_cases(step: int | None, chosen: str | None, before: str | None, start: int, *told: Any) -> list[Any]:
        *values, code = told
        start = 0 if step is None else start + step
        return _listed(open_run(chosen), before, _wanted(tuple(values)), start, Words(code))

    def on_shown(code: str, chosen: str | None) -> list[Any]:
        names, words = run_names(), Words(code)
        value = chosen if chosen in names else next(iter(names), None)
        return [gr.update(choices=run_choices(words), value=value), gr.update(choices=run_choices(words, none=True))]

    def on_run(name: str | None, code: str, request: gr.Request) -> Iterator[list[Any]]:
        words = Words(code)
        if not site.may(request, Right.EVALUATION):
            yield [_status("role", words), gr.skip()]
            return
        for step in run_again(site.engine, name):
            if step.ended == "done":
                made = page_run(str(name))
                yield [_status("done", words, of=step.of), gr.update(choices=run_choices(words), value=made)]
            else:
                yield [_status(step.ended or "running", words, done=step.done, of=step.of), gr.skip()]

    all_of = [page.figures, page.filters[0], page.filters[4], *page.listed]
    told = [*page.state, site.lang]
    shown = gr.on([page.chosen.change, page.before.change, site.lang.change], on_all, told, all_of, **_QUIET)
    # A list still under way in the language, or of the run, before this one may come in after it: the last word is the page's as it stands.
    shown.then(partial(on_cases, 0), told, page.listed, **_QUIET)
    # A text field's `input` is not told of what an input method or the clipboard puts in; `change` is.
    changes = [*(f.input for f in page.filters[:-1]), page.filters[-1].change]
    gr.on(changes, partial(on_cases, None), told, page.listed, **(_QUIET | {"trigger_mode": "always_last"}))
    for button, step in ((page.earlier, -SHOWN_CASES), (page.later, SHOWN_CASES)):
        button.click(partial(on_cases, step), told, page.listed, **_QUIET)
    ran = page.run.click(on_run, [page.which, site.lang], [page.status, page.chosen], **(_QUIET | {"concurrency_limit": 2}))
    ran.then(on_all, told, all_of, **_QUIET)
    # Runs are large: they are read for those who open the page, not for everybody who asks a question.
    site.tab.select(on_shown, [site.lang, page.chosen], [page.chosen, page.before], **_QUIET)
