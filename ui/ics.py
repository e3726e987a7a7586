"""Dated notes → an iCalendar file (RFC 5545): all-day events with an alarm, and nothing about the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

# 09:00 on the day before: an all-day event begins at midnight.
ALARM_BEFORE = timedelta(hours=15)
_PRODUCT = "-//Wenjin//Renewal reminders//EN"


@dataclass(frozen=True, slots=True)
class Note:
    """One all-day event. `key` says which note it is, so that the same note imported again replaces the earlier one."""

    key: str
    day: date
    title: str
    text: str


def calendar(notes: Iterable[Note], name: str, today: date) -> str:
    """The notes as a calendar file, lines folded at 75 octets and ended by CRLF.

    Args:
        name: the calendar's name, in the person's language.
        today: stamped on the events, so that the same notes give the same file.
    """
    found = Calendar()
    found.add("prodid", _PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    for note in notes:
        found.add_component(_event(note, today))
    return str(found.to_ical(), "utf-8")


def _event(note: Note, today: date) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'wenjin:renewal:{note.key}')}@wenjin")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", note.day)
    event.add("dtend", note.day + timedelta(days=1))
    event.add("summary", note.title)
    event.add("description", note.text)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", note.title)
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
    return event
