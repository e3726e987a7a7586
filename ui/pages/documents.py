"""The documents page: what is indexed and how well it was read, adding and removing where the operator allows it; layout and wiring."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.held import HeldDocument, HeldSource, held_documents, held_sources
from ingest.ledger import read_ledger
from rag.errors import WenjinError
from rag.log import logger
from ui.document_desk import Desk
from ui.document_preview import OWN, SHOWN_PASSAGES, choices, inside, last_start, preview_html
from ui.document_progress import job_html, refused_html
from ui.document_sources import named
from ui.documents_view import add_html, intro_html, list_html
from ui.roles import Right
from ui.site import Site
from ui.words import Words

_FIRST_S = 0.8  # after the page has opened, when its language is known, the list is filled
_LOOK_S = 1.5  # between two looks at a running job
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": 4}


@dataclass(frozen=True, slots=True)
class _Held:
    """What the index in force holds."""

    sources: list[HeldSource]
    documents: list[HeldDocument]

    def own(self, key: str | None) -> HeldDocument | None:
        return next((d for d in self.documents if d.passages and OWN + d.record.source == key), None)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The parts that follow the index: the list, and the preview with its steps; `start` is the first passage shown."""

    listed: Any
    chosen: Any
    preview: Any
    start: Any
    earlier: Any
    later: Any

    @property
    def inner(self) -> list[Any]:
        return [self.preview, self.start, self.earlier, self.later]

    @property
    def outputs(self) -> list[Any]:
        return [self.listed, self.chosen, *self.inner]


def build_documents(site: Site) -> None:
    """The page's blocks, inside the tab that is open."""
    settings = site.service.settings
    site.label(gr.HTML(intro_html(settings, Words("zh-Hant"))), partial(intro_html, settings))
    desk = Desk(site.service) if settings.allow_uploads else None
    with gr.Column(elem_id="wj-documents-adding") as box:
        adding = _build_adding(site) if desk else None
    if desk and site.access.closed:
        _offer_to_editors(site, box)
    shown = _build_shown(site)
    timer, seen, watched = gr.Timer(_FIRST_S), gr.State(""), gr.State(False)
    state = [shown.chosen, shown.start, site.lang]

    def status_of(watching: bool, code: str) -> list[str]:
        """How the job stands; how one ended that this browser did not watch is no news here."""
        return [job_html(desk.job if watching else None, Words(code), time.monotonic())] if desk else []

    def on_look(before: str, watching: bool, key: str | None, start: int, code: str) -> list[Any]:
        running = desk is not None and desk.job is not None and desk.job.running
        watching = watching or running
        now = f"{site.engine.index.folder.name} {running}"
        listed = _all(site, key, start, Words(code)) if now != before else [gr.skip() for _ in shown.outputs]
        return [gr.Timer(_LOOK_S, active=running), now, watching, *listed, *status_of(watching, code)]

    def on_lang(watching: bool, key: str | None, start: int, code: str) -> list[Any]:
        return [*_all(site, key, start, Words(code)), *status_of(watching, code)]

    def on_part(step: int | None, key: str | None, start: int, code: str) -> list[Any]:
        return _part(_held(site), key, 0 if step is None else start + step, Words(code))

    status = [adding.status] if adding else []
    timer.tick(on_look, [seen, watched, *state], [timer, seen, watched, *shown.outputs, *status], **_QUIET)
    site.lang.change(on_lang, [watched, *state], [*shown.outputs, *status], **_QUIET)
    for event, step in ((shown.chosen.input, None), (shown.earlier.click, -SHOWN_PASSAGES), (shown.later.click, SHOWN_PASSAGES)):
        event(partial(on_part, step), state, shown.inner, **_QUIET)
    if desk and adding:
        told = [timer, watched, adding.status]
        _wire_adding(site, desk, adding, told)
        _build_removing(site, desk, shown, told)


def _offer_to_editors(site: Site, box: gr.Column) -> None:
    """Hide what others would be refused."""

    def on_load(request: gr.Request) -> Any:
        return gr.update(visible=site.may(request, Right.DOCUMENTS))

    gr.on(None, on_load, None, [box], **_QUIET)


def _held(site: Site) -> _Held:
    passages = site.engine.index.passages
    records = [r for r in read_ledger(site.service.settings.index) if not r.skipped or Path(r.path).exists()]
    return _Held(named(held_sources(passages), site.service.settings.corpus), held_documents(records, passages))


def _all(site: Site, key: str | None, start: int, words: Words) -> list[Any]:
    """Updates of `_Shown.outputs`; a choice that the index holds no more is dropped."""
    try:
        held = _held(site)
    except WenjinError:
        logger.exception("the list of documents cannot be read")
        return [f'<p class="wj-empty" role="alert">{escape(words["documents.unreadable"])}</p>', *(gr.skip() for _ in range(5))]
    offered = choices(held.sources, held.documents, words)
    key = key if key in [value for _, value in offered] else None
    listed = list_html(held.sources, held.documents, _here(site), words)
    return [listed, gr.update(choices=offered, value=key), *_part(held, key, start, words)]


def _part(held: _Held, key: str | None, start: int, words: Words) -> list[Any]:
    """Updates of `_Shown.inner`."""
    found = inside(key, held.sources, held.documents, words)
    start = min(max(0, start), last_start(found)) if found else 0
    more = found is not None and start < last_start(found)
    return [preview_html(found, start, words), start, gr.update(visible=start > 0), gr.update(visible=more)]


def _here(site: Site) -> Path:
    return site.service.settings.uploads.absolute() / "documents"


def _build_shown(site: Site) -> _Shown:
    words = Words("zh-Hant")
    listed = gr.HTML(elem_id="wj-documents-list")
    heading = gr.HTML(_preview_heading(words))
    chosen = gr.Dropdown([], value=None, label=words["documents.preview_pick"], elem_id="wj-documents-pick")
    preview = gr.HTML(preview_html(None, 0, words), elem_id="wj-documents-preview")
    with gr.Row(elem_classes="wj-documents-steps"):
        earlier = gr.Button(words["documents.preview_earlier"], visible=False, size="sm")
        later = gr.Button(words["documents.preview_later"], visible=False, size="sm")
    site.label(heading, _preview_heading)
    site.label(chosen, lambda w: gr.update(label=w["documents.preview_pick"]))
    site.label(earlier, lambda w: gr.update(value=w["documents.preview_earlier"]))
    site.label(later, lambda w: gr.update(value=w["documents.preview_later"]))
    return _Shown(listed, chosen, preview, gr.State(0), earlier, later)


def _preview_heading(words: Words) -> str:
    return f"<h3>{escape(words['documents.preview_title'])}</h3>"


@dataclass(frozen=True, slots=True)
class _Adding:
    """Where files are dropped, the buttons, and how far the job is."""

    files: Any
    add: Any
    again: Any
    status: Any


def _build_adding(site: Site) -> _Adding:
    words, settings = Words("zh-Hant"), site.service.settings
    with gr.Group(elem_classes="wj-documents-add"):
        hint = gr.HTML(add_html(settings, words), padding=True)
        # Without `file_types`: Gradio would turn other kinds away in its own words, and ours say what to do.
        files = gr.File(file_count="multiple", label=words["documents.files"], elem_id="wj-documents-files", height=150)
    with gr.Row(elem_classes="wj-documents-buttons"):
        add = gr.Button(words["documents.add"], variant="primary", elem_id="wj-documents-add")
        again = gr.Button(words["documents.again"], elem_id="wj-documents-again")
    again_hint = gr.HTML(_again_hint(words))
    status = gr.HTML(elem_id="wj-documents-status")
    site.label(hint, partial(add_html, settings))
    site.label(files, lambda w: gr.update(label=w["documents.files"]))
    site.label(add, lambda w: gr.update(value=w["documents.add"]))
    site.label(again, lambda w: gr.update(value=w["documents.again"]))
    site.label(again_hint, _again_hint)
    return _Adding(files, add, again, status)


def _again_hint(words: Words) -> str:
    return f'<p class="wj-documents-hint">{escape(words["documents.again_hint"])}</p>'


def _begun(refused: str, words: Words) -> list[Any]:
    """Updates of timer, watching and status after a job was started, or was not."""
    if refused:
        return [gr.skip(), gr.skip(), refused_html(refused, words)]
    return [gr.Timer(active=True), True, f'<p class="wj-documents-job" role="status">{escape(words["documents.started"])}</p>']


def _wire_adding(site: Site, desk: Desk, adding: _Adding, told: list[Any]) -> None:
    def on_add(paths: list[str] | None, code: str, request: gr.Request) -> list[Any]:
        words = Words(code)
        if not site.may(request, Right.DOCUMENTS):
            return [None, *_begun("role", words)]
        if not paths:
            return [gr.skip(), *_begun("nothing", words)]
        refused = desk.add([Path(path) for path in paths])
        return [gr.skip() if refused else None, *_begun(refused, words)]

    def on_again(code: str, request: gr.Request) -> list[Any]:
        return _begun(desk.again() if site.may(request, Right.DOCUMENTS) else "role", Words(code))

    # What was said of the last try is no news once other files are chosen.
    adding.files.upload(lambda: gr.skip() if desk.job and desk.job.running else "", None, [adding.status], **_QUIET)
    adding.add.click(on_add, [adding.files, site.lang], [adding.files, *told], **_QUIET)
    adding.again.click(on_again, [site.lang], told, **_QUIET)


def _build_removing(site: Site, desk: Desk, shown: _Shown, told: list[Any]) -> None:
    """The button that removes the document chosen, which asks first; only for documents that were added on the page."""
    words = Words("zh-Hant")
    with gr.Row(elem_classes="wj-documents-buttons"):
        remove = gr.Button(words["documents.remove"], visible=False, elem_id="wj-documents-remove")
    with gr.Row(visible=False, elem_classes="wj-documents-buttons") as asking:
        sure = gr.HTML()
        yes = gr.Button(words["documents.remove_yes"], variant="stop", elem_id="wj-documents-yes")
        no = gr.Button(words["documents.remove_no"])
    site.label(remove, lambda w: gr.update(value=w["documents.remove"]))
    site.label(yes, lambda w: gr.update(value=w["documents.remove_yes"]))
    site.label(no, lambda w: gr.update(value=w["documents.remove_no"]))
    row = [remove, asking]

    def path_of(key: str | None) -> str:
        found = _held(site).own(key)
        return found.record.path if found else ""

    def on_chosen(key: str | None, request: gr.Request) -> list[Any]:
        may = site.may(request, Right.DOCUMENTS)
        return [gr.update(visible=may and bool(key) and desk.removable(path_of(key))), gr.update(visible=False)]

    def on_remove(key: str | None, code: str) -> list[Any]:
        found = _held(site).own(key)
        said = Words(code).say("documents.remove_sure", name=found.record.file if found else "")
        return [gr.update(visible=False), gr.update(visible=True), f'<p role="alert"><bdi>{escape(said)}</bdi></p>']

    def on_yes(key: str | None, code: str, request: gr.Request) -> list[Any]:
        refused = desk.remove(path_of(key)) if site.may(request, Right.DOCUMENTS) else "role"
        return [gr.update(visible=False), gr.update(visible=False), *_begun(refused, Words(code))]

    shown.chosen.change(on_chosen, [shown.chosen], row, **_QUIET)
    remove.click(on_remove, [shown.chosen, site.lang], [*row, sure], **_QUIET)
    yes.click(on_yes, [shown.chosen, site.lang], [*row, *told], **_QUIET)
    no.click(on_chosen, [shown.chosen], row, **_QUIET)
