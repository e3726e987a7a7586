"""The days of a plan → notes for a calendar: scheme, rule, source and date, nothing about the person."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.renewal import Line
from rag.messages import date_text
from rag.types import Passage
from ui.ics import Note
from ui.renewal import Plan, Reminder, reminders
from ui.shelf import origin
from ui.words import Words


def notes(plan: Plan, name: str, passages: Mapping[str, Passage], words: Words) -> list[Note]:
    """A note for each day still to come.

    Args:
        name: the scheme and category as picked.
    """
    return [_note(reminder, plan, name, passages, words) for reminder in reminders(plan)]


def title_of(reminder: Reminder, words: Words) -> str:
    """What the day is for, in a few words."""
    return words.say(f"renew.note_{reminder.kind}", years=reminder.rules[0].years if reminder.rules else None)


def _note(reminder: Reminder, plan: Plan, name: str, passages: Mapping[str, Passage], words: Words) -> Note:
    case = plan.case
    key = f"abode/{reminder.day}" if reminder.kind == "abode" else f"{case.scheme}/{case.category}/{reminder.kind}/{case.expiry}"
    title = title_of(reminder, words)
    says = [text for line in reminder.rules for text in _rule(line, passages, words)] or [words["renew.suggested"]]
    if reminder.kind != "abode":
        title += f"{': ' if words.lang == 'en' else '：'}{name}"
    return Note(key, reminder.day, title, "\n".join([*says, words["renew.note_check"]]))


def _rule(line: Line, passages: Mapping[str, Passage], words: Words) -> list[str]:
    passage = passages.get(line.section)
    source = words.say("renew.note_source", source=origin(passage, words), date=date_text(line.as_of, words.lang)) if passage else ""
    return [text for text in (words.of(line.zh, line.en), source) if text]
