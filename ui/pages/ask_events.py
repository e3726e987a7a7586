"""What happens on the page where questions are asked. The conversation lives in the browser and travels with each event, so that a restart of
the server costs nothing; what a server knows of it besides only speeds things up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from rag.errors import QuestionError
from rag.scheme_chips import MAX_CHIPS
from ui.ask_cards import passages_html
from ui.ask_export import contacts, markdown, sheet_html
from ui.ask_feedback import take_feedback
from ui.ask_picture import pictures_html
from ui.ask_reply import Chips, Step, chips_after, replies
from ui.ask_thread import notice_html, thread_html
from ui.ask_turn import Turn, kept_turns, read_turns, turn_beside
from ui.pages.chips import ChipRow, filled
from ui.site import Site
from ui.words import Words

AT_ONCE = 4  # questions answered at a time; each keeps a core busy
DRAWN_AT_ONCE = 2  # answers whose pages are drawn at a time, each page in a process of its own
_QUIET: dict[str, Any] = {"api_visibility": "private", "concurrency_limit": AT_ONCE}
_SILENT: dict[str, Any] = _QUIET | {"show_progress": "hidden"}
_EACH: dict[str, Any] = _SILENT | {"trigger_mode": "multiple"}  # none is dropped while one before it runs
# In the browser: a question waits, five seconds at most, until the conversation is drawn as it was kept. Drawn after it, it would wipe it out.
_DRAWS = "() => { window.wenjinDrawing = (window.wenjinDrawing ?? 1) + 1; }"  # the page itself draws once
_DRAWN = "() => { window.wenjinDrawing = (window.wenjinDrawing ?? 1) - 1; }"
_WAITS = """async () => {
  for (let n = 0; n < 100 && (window.wenjinDrawing ?? 1) > 0; n += 1) await new Promise((go) => setTimeout(go, 50));
}"""

Update = dict[Any, Any]  # component → its new value


@dataclass(frozen=True, slots=True, eq=False)
class AskPage:
    """The page's components. `history` and `judged` are kept in the browser; `latest` (the last answer), `offered` (chips) and `beside`
    (the turn whose passages are shown) only speed things up and may be lost.
    """

    site: Site
    history: gr.BrowserState
    judged: gr.BrowserState
    latest: gr.State
    offered: gr.State
    beside: gr.State
    thread: gr.HTML
    chips: ChipRow
    notice: gr.HTML
    question: gr.Textbox
    send: gr.Button
    tools: gr.Row
    clear: gr.Button
    markdown: gr.Button
    sheet: gr.Button
    bundle: gr.Textbox
    passages: gr.HTML
    pictures: gr.HTML
    examples: gr.Accordion
    buttons: tuple[gr.Button, ...]

    @property
    def asked(self) -> list[Any]:
        """What a question changes."""
        return [
            self.history, self.latest, self.beside, self.thread, self.passages, self.question, self.chips.box, self.notice, self.tools, self.examples,
        ]  # fmt: skip


def _answered(page: AskPage, text: str, kept: object, judged: object, code: str, alone: bool = False) -> Iterator[Update]:
    """Updates while a question is answered: that it is looked up, then the answer as it grows."""
    words, engine, turns = Words(code), page.site.engine, read_turns(kept)
    marks = _marks(judged)
    yield {
        page.thread: thread_html(turns, words, marks, pending=" ".join(text.split())[: engine.settings.max_question_chars]),
        page.question: "", page.chips.box: gr.update(visible=False), page.notice: notice_html(),
    }  # fmt: skip
    try:
        for step in _told(page.site, text, replies(engine, text, turns, alone)):
            now = (*turns, step.turn)
            update: Update = {
                page.thread: thread_html(now, words, marks, open_turn="" if step.done else step.turn.id),
                page.passages: passages_html(engine.index, step.turn, words),
            }
            if step.done:
                update |= {page.history: kept_turns(now), page.latest: step.answer, page.beside: step.turn.id}
                update |= {page.tools: gr.update(visible=True), page.examples: gr.update(open=False)}
                if step.answer is not None:
                    page.site.service.keeper.keep(step.answer)
            yield update
    except QuestionError:
        typed = any(c.isalnum() for c in text)
        said = words.say("ask.question_long", most=f"{engine.settings.max_question_chars:,}") if typed else words["ask.question_empty"]
        yield {page.thread: thread_html(turns, words, marks), page.question: text, page.notice: notice_html(said, urgent=True)}
        return


def _told(site: Site, text: str, steps: Iterator[Step]) -> Iterator[Step]:
    """The same steps; the log and the figures are told of the question once it has ended."""
    with site.asking(text) as asking:
        for step in steps:
            asking.answered(step.answer if step.done else None)
            yield step


def _marks(judged: object) -> dict[str, str]:
    return {k: v for k, v in judged.items() if isinstance(k, str) and isinstance(v, str)} if isinstance(judged, dict) else {}


def _turn(turns: tuple[Turn, ...], event: Any) -> Turn | None:
    """The turn a button of the conversation belongs to; None when it is no longer there."""
    data = event._data if isinstance(event._data, dict) else {}
    return next((t for t in turns if t.id == data.get("turn")), None)


def wire(page: AskPage) -> None:
    """Every event of the page."""
    said = _wire_questions(page)
    _wire_conversation(page, said)
    _wire_exports(page)


def _wire_questions(page: AskPage) -> list[Any]:
    """Everything that asks; the events, so that clearing can stop them."""
    told = [page.history, page.judged, page.site.lang]

    def on_ask(text: str, kept: object, judged: object, code: str) -> Iterator[Update]:
        yield from _answered(page, text, kept, judged, code)

    def on_chip(number: int, chips: Chips, kept: object, judged: object, code: str) -> Iterator[Update]:
        turns = read_turns(kept)
        if not turns or chips.turn != turns[-1].id:  # after a restart of the server
            chips = chips_after(page.site.engine, turns)
        of_schemes = number < MAX_CHIPS
        texts = [c.question for c in chips.schemes] if of_schemes else list(chips.following)
        at = number if of_schemes else number - MAX_CHIPS
        if at < len(texts):
            yield from _answered(page, texts[at], kept, judged, code)

    def on_again(kept: object, judged: object, code: str, event: gr.EventData) -> Iterator[Update]:
        turns = read_turns(kept)
        turn = _turn(turns, event)
        if turn is None:
            return
        alone = event._data.get("alone") is True
        rest = turns if alone else tuple(t for t in turns if t.id != turn.id)
        yield from _answered(page, turn.asked, kept_turns(rest), judged, code, alone or turn.alone)

    def on_settled(kept: object, answer: Any, code: str) -> list[Any]:
        turns = read_turns(kept)
        chips = chips_after(page.site.engine, turns, answer)
        return [chips, *filled(page.chips, chips, Words(code))]

    asks = gr.on([page.send.click, page.question.submit], None, None, None, js=_WAITS, **_SILENT)
    said = [asks.then(on_ask, [page.question, *told], page.asked, **_SILENT)]
    for button in page.buttons:
        waits = button.click(None, None, None, js=_WAITS, **_SILENT)
        said.append(waits.then(on_ask, [button, *told], page.asked, **_SILENT))
    said += [
        chip.click(partial(on_chip, number), [page.offered, *told], page.asked, **_SILENT) for number, chip in enumerate(page.chips.buttons)
    ]
    said.append(page.thread.input(on_again, told, page.asked, **_SILENT))
    for event in said:
        event.then(on_settled, [page.history, page.latest, page.site.lang], [page.offered, *page.chips.outputs], **_EACH)
        _then_pictures(page, event)
    return said


def _then_pictures(page: AskPage, event: Any) -> None:
    """The pages of the citations shown, drawn when everything else is on the screen; the script puts them into their cards."""

    def on_drawn(kept: object, beside: str, code: str) -> str:
        turn = turn_beside(read_turns(kept), beside)
        return pictures_html(page.site.engine, turn, Words(code)) if turn else ""

    event.then(on_drawn, [page.history, page.beside, page.site.lang], [page.pictures], **(_EACH | {"concurrency_limit": DRAWN_AT_ONCE}))


def _wire_conversation(page: AskPage, said: list[Any]) -> None:
    """Showing the conversation again, opening the passages of any turn, judging, clearing."""

    def on_shown(kept: object, judged: object, beside: str, code: str) -> Update:
        words, turns = Words(code), read_turns(kept)
        turn = turn_beside(turns, beside)
        chips = chips_after(page.site.engine, turns)
        return {
            page.thread: thread_html(turns, words, _marks(judged), live=False),
            page.passages: passages_html(page.site.engine.index, turn, words),
            page.notice: notice_html(),
            page.tools: gr.update(visible=bool(turns)),
            page.offered: chips,
            **dict(zip(page.chips.outputs, filled(page.chips, chips, words), strict=True)),
        }

    def on_loaded(kept: object) -> Update:
        return {page.examples: gr.update(open=not read_turns(kept))}

    def on_select(kept: object, code: str, event: gr.EventData) -> Update:
        words, turn = Words(code), _turn(read_turns(kept), event)
        if turn is not None:
            return {page.passages: passages_html(page.site.engine.index, turn, words), page.beside: turn.id}
        return {page.notice: notice_html()}

    def on_feedback(kept: object, judged: object, code: str, event: gr.EventData) -> Update:
        words = Words(code)
        turn = _turn(read_turns(kept), event)
        taken = turn is not None and take_feedback(page.site.service.settings, turn, event._data)
        notice = notice_html(words["ask.thanks" if taken else "ask.not_stored"], urgent=not taken)
        marks = _marks(judged)
        if taken and turn is not None:
            marks |= {turn.id: str(event._data.get("verdict"))}
        kept_ids = {t.id for t in read_turns(kept)}
        return {page.judged: {k: v for k, v in marks.items() if k in kept_ids}, page.notice: notice}

    def on_clear(code: str) -> Update:
        words = Words(code)
        return {
            page.history: [], page.judged: {}, page.latest: None, page.offered: Chips(), page.beside: "",
            page.thread: thread_html([], words, live=False), page.passages: passages_html(page.site.engine.index, None, words), page.question: "",
            page.chips.box: gr.update(visible=False), page.tools: gr.update(visible=False), page.examples: gr.update(open=True),
            page.notice: notice_html(words["ask.cleared"]),
        }  # fmt: skip

    told = [page.history, page.judged, page.beside, page.site.lang]
    again = [page.thread, page.passages, page.notice, page.tools, page.offered, *page.chips.outputs]
    # Steps after the page has loaded: each takes what the browser kept, and the last the language the page has settled on.
    loaded = gr.on(None, lambda: None, None, None, **_SILENT).then(on_loaded, [page.history], [page.examples], **_SILENT)
    changed = page.site.lang.change(None, None, None, js=_DRAWS, **_EACH)
    shown = [event.then(on_shown, told, again, **_EACH) for event in (loaded, changed)]
    for event in shown:
        event.then(None, None, None, js=_DRAWN, **_EACH)
    shown.append(page.thread.select(on_select, [page.history, page.site.lang], [page.passages, page.beside, page.notice], **_EACH))
    for event in shown:
        _then_pictures(page, event)
    page.thread.submit(on_feedback, [page.history, page.judged, page.site.lang], [page.judged, page.notice], **_EACH)
    page.clear.click(on_clear, [page.site.lang], [*page.asked, page.judged, page.offered], cancels=said, **_SILENT)


def _wire_exports(page: AskPage) -> None:
    """Files are made here and saved by the browser; none stays on the server."""

    def on_markdown(kept: object, code: str) -> str:
        text = markdown(page.site.engine.index, read_turns(kept), Words(code))
        return json.dumps({"name": "wenjin.md", "type": "text/markdown", "text": text, "open": False})

    def on_sheet(kept: object, code: str) -> str:
        engine, turns, words = page.site.engine, read_turns(kept), Words(code)
        text = sheet_html(engine.index, turns, contacts(engine, turns, words), words)
        return json.dumps({"name": "wenjin.html", "type": "text/html", "text": text, "open": True})

    for button, made in ((page.markdown, on_markdown), (page.sheet, on_sheet)):
        done = button.click(made, [page.history, page.site.lang], [page.bundle], **_SILENT)
        done.then(None, [page.bundle], None, js="(bundle) => window.wenjinSave(bundle)", api_visibility="private")
