"""The renewal plan of one person: window, lines and dates, from the rules of corpus/renewal.toml and nothing else."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar, get_args

from ingest.renewal import Line, Renewal, Situation, Window

L = TypeVar("L", bound=Line)
SITUATIONS: tuple[Situation, ...] = get_args(Situation)
# Parts of a plan before expiry and after it, in the order shown; see ingest.renewal.PARTS.
AHEAD = ("prepare", "file", "criterion", "fee", "pitfall", "after", "abode", "ask")
PASSED = ("expired", "ask", "abode")
# Reminders Wenjin suggests, said to be suggestions: a month to gather papers, and a fortnight left as the last call to file.
GATHER_DAYS = 30
LAST_CALL_DAYS = 14


class State(StrEnum):
    """Where today lies."""

    EARLY = "early"
    OPEN = "open"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Case:
    """What a person told: a scheme id, its category ("A" to "C", "" if none or not known), the last day of the permitted stay, the
    situation, whether dependants renew too, and the day of first arrival for the right-of-abode clock.
    """

    scheme: str
    category: str
    expiry: date
    situation: Situation
    dependants: bool = False
    arrival: date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """The window by one rule: `opens` and `closes` are its first and last day."""

    rule: Window
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class Clock:
    """The day on which the first arrival is `years` ago, and the rules that ask for as many."""

    years: int
    day: date
    rules: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, all of it with the rules behind it.

    Attributes:
        opening: None where the corpus has no window for the scheme.
        parts: lines in force by part, those beside the window first, then in the order to show; a part the corpus says nothing on is empty.
        former: rules no longer in force that concern the scheme; none once the limit of stay has passed.
        clock: the right-of-abode clock; None without an arrival.
        situation_known: whether a line on what is looked at or prepared speaks of this situation in particular.
    """

    case: Case
    today: date
    opening: Opening | None
    parts: dict[str, tuple[Line, ...]]
    former: tuple[Line, ...]
    clock: Clock | None
    situation_known: bool

    @property
    def state(self) -> State:
        """Before the window, in it, or after the limit of stay; without a window the time before expiry counts as open."""
        if self.today > self.case.expiry:
            return State.PASSED
        return State.EARLY if self.opening and self.today < self.opening.opens else State.OPEN

    @property
    def days_left(self) -> int:
        """Days until the limit of stay, 0 on its last day, negative after it."""
        return (self.case.expiry - self.today).days


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day worth a note in a calendar. `kind`: gather, opens, last_call, closes or abode; `rules` are behind it, none where Wenjin suggests it."""

    kind: str
    day: date
    rules: tuple[Line, ...] = ()


def shifted(day: date, months: int) -> date:
    """The same day of the month that many months later (earlier when negative); the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def opening(rule: Window, expiry: date) -> Opening:
    """The window that ends on the expiry date."""
    opens = shifted(expiry, -rule.months) if rule.months else expiry - timedelta(weeks=rule.weeks or 0)
    return Opening(rule, opens, expiry)


def _told(lines: Iterable[L], case: Case, former: bool = False) -> tuple[L, ...]:
    """The lines for this person, in force or former."""
    return tuple(line for line in lines if line.former == former and _concerns(line, case))


def _concerns(line: Line, case: Case) -> bool:
    return (
        (not line.schemes or case.scheme in line.schemes)
        and (not line.categories or case.category in line.categories)
        and (not line.situations or case.situation in line.situations)
        and (case.dependants or not line.dependants)
    )


def plan(rules: Renewal, case: Case, today: date) -> Plan:
    """The plan of a person on a day."""
    passed = today > case.expiry
    windows = _told(rules.windows, case)
    parts = {part: _told(rules.parts[part], case) for part in (PASSED if passed else ("window_note", *AHEAD))}
    former = () if passed else _told([*rules.windows, *(line for part in AHEAD for line in rules.parts[part])], case, former=True)
    return Plan(
        case=case,
        today=today,
        opening=opening(windows[0], case.expiry) if windows else None,
        parts=parts,
        former=former,
        clock=_clock(parts["abode"], case.arrival),
        situation_known=any(line.situations for part in ("criterion", "prepare") for line in parts.get(part, ())),
    )


def _clock(lines: tuple[Line, ...], arrival: date | None) -> Clock | None:
    years = next((line.years for line in lines if line.years), None)
    if years is None or arrival is None:
        return None
    return Clock(years, shifted(arrival, 12 * years), tuple(line for line in lines if line.years == years))


def reminders(found: Plan) -> tuple[Reminder, ...]:
    """The days of a plan that are still to come, earliest first; none of the window once the limit of stay has passed."""
    expiry, days = found.case.expiry, list[Reminder]()
    if found.opening:
        rule, opens = found.opening.rule, found.opening.opens
        days += [Reminder("gather", opens - timedelta(days=GATHER_DAYS)), Reminder("opens", opens, (rule,))]
        last_call = expiry - timedelta(days=LAST_CALL_DAYS)
        days += [Reminder("last_call", last_call)] if last_call > opens else []
        days += [Reminder("closes", expiry, (rule,))]
    if found.clock:
        days.append(Reminder("abode", found.clock.day, found.clock.rules))
    return tuple(sorted((r for r in days if r.day > found.today), key=lambda r: r.day))
