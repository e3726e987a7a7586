"""The conversation as HTML: each turn with how it was understood, its answer, its numbers that lead to the passages, and its buttons.

The buttons carry data-act; `ui/scripts/ask.js` makes events of them. Every text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from rag.feedback import MAX_COMMENT, REASONS
from rag.messages import message
from rag.scheme_chips import scheme_label
from rag.types import Status
from ui.ask_export import copied_text
from ui.ask_turn import Goal, Turn
from ui.words import Words

LISTED_FROM = 4  # sentences of an answer; more than three in one paragraph are a wall on a phone
_LABELS = {Status.NO_EVIDENCE: "not_found", Status.DECLINED: "declined", Status.PARTIAL: "partial", Status.FAILED: "fault"}
_MARKER = re.compile(r"\[(\d{1,3})\]")
# Ways to reach somebody that our own fixed messages name, in escaped text.
_CONTACTS = re.compile(
    r"(?P<mail>[a-z0-9.]+@[a-z0-9-]+(?:\.[a-z]+)+)|(?P<web>www\.[a-z0-9-]+(?:\.[a-z]+)+)|(?<!\d)(?P<phone>\d{4} \d{4}|18111)(?!\d)"
)
_UP = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 10v10H4V10zm2 10V10l4-7c1.5 1.8.5 6 .5 6H20l-2 11z"/></svg>'
_DOWN = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 14V4H4v10zm2-10v10l4 7c1.5-1.8.5-6 .5-6H20L18 4z"/></svg>'


def thread_html(
    turns: Sequence[Turn], words: Words, judged: Mapping[str, str] | None = None, pending: str = "", open_turn: str = "", live: bool = True
) -> str:
    """The conversation, oldest first, as a log that screen readers follow.

    Args:
        judged: verdict ("up", "down") by turn id.
        pending: a question that is being looked up.
        open_turn: id of the turn that is still being written.
        live: new turns are read out; not while an earlier conversation is shown again.
    """
    given = judged or {}
    body = "".join(turn_html(turn, words, given.get(turn.id, ""), turn.id == open_turn) for turn in turns)
    if pending:
        body += f'<div class="wj-pending">{_you(pending, words)}<p class="wj-ask-wait">{escape(words["ask.looking"])}</p></div>'
    body = body + forms_html(words) if body else _welcome(words)
    busy = "true" if pending or open_turn else "false"
    spoken = "polite" if live else "off"
    return f'<div role="log" aria-live="{spoken}" aria-busy="{busy}" aria-label="{escape(words["conversation"])}">{body}</div>'


def _welcome(words: Words) -> str:
    points = "".join(f"<li>{escape(words[f'ask.welcome_{key}'])}</li>" for key in ("cited", "honest", "private"))
    return f'<div class="wj-ask-welcome"><h2>{escape(words["ask.welcome"])}</h2><ul>{points}</ul></div>'


def _you(question: str, words: Words) -> str:
    return f'<p class="wj-you"><span>{escape(words["you"])}</span>{escape(question)}</p>'


def turn_html(turn: Turn, words: Words, verdict: str = "", writing: bool = False) -> str:
    """One turn; `verdict` is what the person thought of it, "" for nothing yet."""
    tools = f'<p class="wj-ask-wait">{escape(words["ask.writing"])}</p>' if writing else _tools(turn, words, verdict)
    body = answer_html(turn, words)
    return (
        f'<div class="wj-turn" data-turn="{escape(turn.id)}" data-status="{turn.status}">{_you(turn.asked, words)}'
        f'<div class="wj-answer">{body}</div>{tools}</div>'
    )


def answer_html(turn: Turn, words: Words) -> str:
    """How the question was understood, the answer with superscript numbers that lead to the passages, the note, the next step."""
    said = _said(turn)
    parts = [_understood(turn, words), _label(turn, words), said]
    if turn.note:
        parts.append(f'<p class="{"wj-note" if said else "wj-said"}" lang="{turn.lang}">{_note(turn)}</p>')
    if turn.status is Status.FAILED:
        parts.append(f'<p class="wj-said">{escape(words["ask.fault_text"])}</p>')
    if turn.nearest:
        parts.append(f'<p class="wj-note">{escape(words["ask.nearest_beside"])}</p>')
    parts.append(goals_html(turn.goals, turn.lang, words))
    return "".join(parts)


def _said(turn: Turn) -> str:
    """The sentences with their numbers: a paragraph, or from LISTED_FROM on a list that the eye can run down."""
    verdict = f"<strong>{escape(turn.verdict)}</strong> " if turn.verdict else ""
    lines = [escape(s.text) + "".join(_number(turn, n) for n in s.citations) for s in turn.sentences]
    if len(lines) < LISTED_FROM:
        return f'<p class="wj-said" lang="{turn.lang}">{verdict}{"".join(lines)}</p>' if verdict or lines else ""
    above = f"<p>{verdict}</p>" if verdict else ""
    items = "".join(f"<li>{line.strip()}</li>" for line in lines)
    return f'<div class="wj-said" lang="{turn.lang}">{above}<ul class="wj-ask-points">{items}</ul></div>'


def _number(turn: Turn, n: int) -> str:
    return f'<sup><a href="#wj-p{n}" data-act="cite" data-n="{n}" aria-label="[{n}]">[{n}]</a></sup> '


def _note(turn: Turn) -> str:
    """The note: the numbers of a dates note lead to their passages, the contacts of a refusal can be pressed."""
    text = escape(turn.note)
    if turn.citations:
        known = {c.n for c in turn.citations}
        return _MARKER.sub(lambda m: _number(turn, int(m[1])).strip() if int(m[1]) in known else m[0], text)
    return _CONTACTS.sub(_contact, text).replace("\n", "<br>")


def _contact(match: re.Match[str]) -> str:
    way = {"mail": "mailto:", "web": "https://", "phone": "tel:"}[match.lastgroup or "phone"]
    address = match[0].replace(" ", "")
    away = ' target="_blank" rel="noopener noreferrer"' if match.lastgroup == "web" else ""
    return f'<a href="{way}{"+852" if len(address) == 8 and way == "tel:" else ""}{address}"{away}>{match[0]}</a>'


def _understood(turn: Turn, words: Words) -> str:
    """How the question was read, with the way to put it right; the scheme taken as an example."""
    parts = list[str]()
    if turn.alone:
        parts.append(f'<p class="wj-understood">{escape(words["ask.asked_alone"])}</p>')
    if turn.understood:
        button = (
            f' <button type="button" class="wj-ask-link" data-act="alone">{escape(words["ask.alone"])}</button>' if turn.rewritten else ""
        )
        parts.append(f'<p class="wj-understood">{escape(message("understood", words.lang, question=turn.understood))}{button}</p>')
    if turn.assumed:
        note = message("example", turn.lang, scheme=scheme_label(turn.assumed, turn.lang))
        parts.append(f'<p class="wj-example-note" lang="{turn.lang}">{escape(note)}</p>')
    return "".join(parts)


def _label(turn: Turn, words: Words) -> str:
    key = _LABELS.get(turn.status, "")
    return f'<p class="wj-ask-status"><span>{escape(words[f"ask.{key}"])}</span></p>' if key else ""


def goals_html(goals: Sequence[Goal], lang: str, words: Words) -> str:
    """Where to go next, as links where they are web pages; "" without places."""
    items = ""
    for goal in goals:
        web = goal.url.startswith(("https://", "http://"))
        name = (
            f'<a href="{escape(goal.url)}" target="_blank" rel="noopener noreferrer">{escape(goal.name)}</a>' if web else escape(goal.name)
        )
        address = "" if web else f" {_CONTACTS.sub(_contact, escape(goal.address))}"
        items += f'<li>{name}{address} <span class="wj-date">{escape(goal.date)}</span></li>'
    return f'<div class="wj-next" lang="{lang}"><p>{escape(words["next_step"])}</p><ul>{items}</ul></div>' if items else ""


def _tools(turn: Turn, words: Words, verdict: str) -> str:
    """Copy, thumbs up and down with a reason; after a fault only another try. Not part of what is read out when an answer arrives."""
    if turn.status is Status.FAILED:
        again = f'<button type="button" class="wj-ask-tool" data-act="again">{escape(words["ask.try_again"])}</button>'
        return f'<div class="wj-ask-tools" aria-live="off">{again}</div>'
    copy = (
        f'<button type="button" class="wj-ask-tool" data-act="copy" data-text="{escape(copied_text(turn, words))}"'
        f' data-done="{escape(words["ask.copied"])}" data-fail="{escape(words["ask.not_copied"])}">{escape(words["ask.copy"])}</button>'
    )
    thumbs = "".join(
        f'<button type="button" class="wj-ask-tool" data-act="{way}" aria-pressed="{"true" if verdict == way else "false"}"'
        f' title="{escape(words["ask.stored"])}">{icon}{escape(words[f"ask.{way}"])}</button>'
        for way, icon in (("up", _UP), ("down", _DOWN))
    )
    return f'<div class="wj-ask-tools" role="group" aria-label="{escape(words["ask.tools"])}" aria-live="off">{copy}{thumbs}</div>'


def forms_html(words: Words) -> str:
    """The two forms for a reason, once for all turns: the page's script puts a copy of one under the answer whose thumb is pressed."""
    return f'<div class="wj-ask-forms" aria-live="off" hidden>{_form("up", words)}{_form("down", words)}</div>'


def _form(way: str, words: Words) -> str:
    reasons = "".join(
        f'<label><input type="radio" name="wj-ask-reason" value="{reason}"> {escape(words[f"ask.reason_{reason}"])}</label>'
        for reason in REASONS
        if reason
    )
    asked = f"<fieldset><legend>{escape(words['ask.why_down'])}</legend>{reasons}</fieldset>" if way == "down" else ""
    return (
        f'<form class="wj-ask-why" data-verdict="{way}">{asked}'
        f'<label class="wj-ask-own">{escape(words["ask.comment" if asked else "ask.why_up"])}<textarea rows="2" maxlength="{MAX_COMMENT}"></textarea></label>'
        f'<p class="wj-note">{escape(words["ask.stored"])}</p>'
        f'<button type="submit" class="wj-ask-tool wj-ask-send">{escape(words["ask.send"])}</button>'
        f'<button type="button" class="wj-ask-tool" data-act="cancel">{escape(words["ask.cancel"])}</button></form>'
    )


def notice_html(text: str = "", urgent: bool = False) -> str:
    """One line for the person, read out when it changes; empty for nothing."""
    role = "alert" if urgent else "status"
    return f'<div class="wj-ask-notice" role="{role}">{escape(text)}</div>'
