"""The plan of a renewal: dates counted by the rule, lines for this person only, days still to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ingest.renewal import read_renewal
from rag.settings import ROOT
from tests.ui.renewal_rules import TODAY, case, line, rules, window
from ui.renewal import AHEAD, PASSED, SITUATIONS, State, opening, plan, reminders, shifted


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2028, 5, 31), -3, date(2028, 2, 29)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 31), -13, date(2024, 12, 31)),
        (date(2020, 2, 29), 84, date(2027, 2, 28)),
        (date(2018, 12, 1), 84, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert shifted(day, months) == expected


def test_weeks_are_counted_in_days() -> None:
    found = opening(window("w", weeks=4), date(2026, 3, 10))
    assert (found.opens, found.closes) == (date(2026, 2, 10), date(2026, 3, 10))


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2025, 5, 30), State.EARLY, 93),
        (date(2025, 5, 31), State.OPEN, 92),
        (date(2025, 8, 31), State.OPEN, 0),
        (date(2025, 9, 1), State.PASSED, -1),
    ],
)
def test_the_window_opens_on_its_first_day_and_holds_through_the_last(today: date, state: State, left: int) -> None:
    found = plan(rules(), case(date(2025, 8, 31)), today)
    assert found.opening is not None
    assert found.opening.opens == date(2025, 5, 31)
    assert (found.state, found.days_left) == (state, left)


def test_a_scheme_without_a_window_still_gets_its_lines() -> None:
    found = plan(rules(fee=(line("fee"),)), case(scheme="cies", category=""), TODAY)
    assert found.opening is None
    assert found.state is State.OPEN
    assert [x.id for x in found.parts["fee"]] == ["fee"]
    assert reminders(found) == ()


def test_a_line_reaches_only_whom_it_is_for() -> None:
    prepare = (
        line("all"),
        line("ttps", schemes=["ttps"]),
        line("gep", schemes=["gep"]),
        line("a", categories=["A"]),
        line("b", categories=["B"]),
        line("employed", situations=["employed"]),
        line("studying", situations=["studying"]),
        line("family", dependants=True),
    )

    def told(**more: object) -> list[str]:
        return [x.id for x in plan(rules(prepare=prepare), case(**more), TODAY).parts["prepare"]]

    assert told() == ["all", "ttps", "b", "employed"]
    assert told(category="", situation="studying", dependants=True) == ["all", "ttps", "studying", "family"]
    assert told(scheme="gep", category="") == ["all", "gep", "employed"]


def test_former_rules_are_kept_apart_and_date_nothing() -> None:
    found = plan(rules(fee=(line("old", former=True), line("new"))), case(), TODAY)
    assert [x.id for x in found.former] == ["was-four", "old"]
    assert [x.id for x in found.parts["fee"]] == ["new"]
    assert found.opening is not None and found.opening.rule.id == "three"


def test_a_plan_after_expiry_speaks_of_that_only() -> None:
    parts = {part: (line(part.replace("_", "-")),) for part in (*AHEAD, *PASSED, "window_note")}
    found = plan(rules(**parts), case(date(2025, 5, 1)), TODAY)
    assert tuple(found.parts) == PASSED
    assert found.former == ()


@pytest.mark.parametrize(("situation", "known"), [("employed", True), ("studying", False)])
def test_it_is_known_whether_the_situation_is_spoken_of(situation: str, known: bool) -> None:
    criteria = (line("all"), line("employed", situations=["employed"]))
    assert plan(rules(criterion=criteria), case(situation=situation), TODAY).situation_known is known


def test_the_clock_counts_the_years_of_the_rule_from_the_first_arrival() -> None:
    abode = (line("one", years=7), line("two", years=7), line("three"))
    found = plan(rules(abode=abode), case(arrival=date(2023, 3, 1)), TODAY).clock
    assert found is not None
    assert (found.years, found.day, [x.id for x in found.rules]) == (7, date(2030, 3, 1), ["one", "two"])
    assert plan(rules(abode=abode), case(), TODAY).clock is None


def test_reminders_are_days_still_to_come_in_order() -> None:
    abode = (line("one", years=7),)
    early = plan(rules(abode=abode), case(date(2026, 5, 31), arrival=date(2023, 3, 1)), TODAY)
    assert [(r.kind, r.day) for r in reminders(early)] == [
        ("gather", date(2026, 1, 29)),
        ("opens", date(2026, 2, 28)),
        ("last_call", date(2026, 5, 17)),
        ("closes", date(2026, 5, 31)),
        ("abode", date(2030, 3, 1)),
    ]
    assert [r.kind for r in reminders(plan(rules(), case(TODAY + timedelta(days=10)), TODAY))] == ["closes"]
    assert reminders(plan(rules(), case(TODAY - timedelta(days=1)), TODAY)) == ()


def test_a_reminder_without_a_rule_is_our_own_suggestion() -> None:
    found = {r.kind: [x.id for x in r.rules] for r in reminders(plan(rules(), case(date(2026, 5, 31)), TODAY))}
    assert found == {"gather": [], "opens": ["three"], "last_call": [], "closes": ["three"]}


def test_the_shipped_rules_give_every_scheme_and_situation_a_plan() -> None:
    shipped = read_renewal(ROOT / "corpus" / "renewal.toml")
    for scheme in {s for w in shipped.windows for s in w.schemes}:
        for situation in SITUATIONS:
            found = plan(shipped, case(scheme=scheme, category="", situation=situation, dependants=True), TODAY)
            assert found.opening is not None
            assert found.parts["prepare"] and found.parts["ask"] and found.parts["abode"], (scheme, situation)


def test_the_shipped_window_of_ttps_is_the_announced_one_and_the_older_are_former() -> None:
    found = plan(read_renewal(ROOT / "corpus" / "renewal.toml"), case(date(2026, 5, 31)), TODAY)
    assert found.opening is not None
    assert found.opening.opens == date(2026, 2, 28)
    assert {x.section for x in found.former} >= {"official/when-ttps-govhk-4-weeks", "official/when-ttps-deloitte-2024"}
