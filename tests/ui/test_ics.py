"""Calendar files are as RFC 5545 wants them and say nothing about the person."""

from __future__ import annotations

from datetime import date, timedelta

from icalendar import Calendar

from ui.ics import Note, calendar

TODAY = date(2025, 6, 1)
NOTE = Note("ttps/B/opens/2026-05-31", date(2026, 2, 28), "可以申請，續簽；\\看", "第一行" * 30 + "\nsecond, line; end")


def test_an_event_lasts_its_day_with_an_alarm_the_morning_before() -> None:
    (event,) = Calendar.from_ical(calendar([NOTE], "提示", TODAY)).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 2, 28), date(2026, 3, 1))
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=-15)
    assert alarm["action"] == "DISPLAY"
    assert event["transp"] == "TRANSPARENT"


def test_text_is_escaped_and_comes_back_as_written() -> None:
    file = calendar([NOTE], "a,b", TODAY)
    assert "second\\, line\\; end" in file.replace("\r\n ", "")
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert (str(event["summary"]), str(event["description"])) == (NOTE.title, NOTE.text)


def test_a_line_break_in_a_text_cannot_begin_a_property() -> None:
    file = calendar([Note("k", TODAY, "a\r\nATTENDEE:mailto:x@example.org", "b\nEND:VEVENT")], "n", TODAY)
    assert not [line for line in file.split("\r\n") if line.startswith("ATTENDEE")]
    assert file.split("\r\n").count("END:VEVENT") == 1


def test_lines_end_in_crlf_and_hold_at_most_75_octets() -> None:
    lines = calendar([NOTE], "提示", TODAY).split("\r\n")
    assert lines[-1] == ""
    assert max(len(line.encode()) for line in lines) <= 75
    assert not [line for line in lines if "\n" in line or "\r" in line]


def test_the_same_note_has_the_same_uid_whatever_it_says_and_another_has_another() -> None:
    def uid(note: Note) -> str:
        return str(Calendar.from_ical(calendar([note], "n", TODAY)).walk("VEVENT")[0]["uid"])

    assert uid(NOTE) == uid(Note(NOTE.key, date(2026, 3, 1), "Renewal", "other words"))
    assert uid(NOTE) != uid(Note("ttps/B/closes/2026-05-31", NOTE.day, NOTE.title, NOTE.text))


def test_the_file_names_product_version_and_stamp_and_nobody() -> None:
    file = calendar([NOTE], "提示", TODAY)
    assert file == calendar([NOTE], "提示", TODAY)
    assert file.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Wenjin//")
    assert "DTSTAMP:20250601T000000Z" in file
    assert not [word for word in ("ORGANIZER", "ATTENDEE", "LOCATION") if word in file]
