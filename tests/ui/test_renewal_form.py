"""What is typed on the renewal page is read as people write it, and a slip is named kindly."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ui.renewal_rules import TODAY
from ui.renewal import Case
from ui.renewal_form import Asked, Problem, check, read_date

SCHEMES = frozenset({"ttps/B", "qmas/"})
SOUND = Asked("ttps/B", "2026-05-31", "employed", True, "1/3/2023")


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-31",
        "2026/5/31",
        "2026.05.31",
        "20260531",
        "2026年5月31日",
        "2026 年 5 月 31 日",
        "２０２６－０５－３１",
        "31/5/2026",
        "31-05-2026",
        "31 5 2026",
        "05/31/2026",
        "31 May 2026",
        "31st may, 2026",
        "31-MAY-2026",
        "May 31, 2026",
        " 2026-05-31 ",
    ],
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date("expiry", text) == date(2026, 5, 31)


def test_two_small_numbers_are_day_before_month() -> None:
    assert read_date("expiry", "5/6/2026") == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("soon", "unreadable"),
        ("2026-05", "unreadable"),
        ("31/5/26", "unreadable"),
        ("<b>2026-05-31</b>", "unreadable"),
        ("2026-02-30", "impossible"),
        ("2025-02-29", "impossible"),
        ("2026-13-01", "impossible"),
        ("31/31/2026", "impossible"),
        ("0000-01-01", "impossible"),
    ],
)
def test_what_is_no_date_says_how(text: str, key: str) -> None:
    found = read_date("expiry", text)
    assert isinstance(found, Problem)
    assert (found.field, found.key) == ("expiry", key)


def test_a_sound_form_is_a_case() -> None:
    assert check(SOUND, SCHEMES, TODAY) == Case("ttps", "B", date(2026, 5, 31), "employed", True, date(2023, 3, 1))
    assert check(Asked("qmas/", "2026-05-31", "studying"), SCHEMES, TODAY) == Case("qmas", "", date(2026, 5, 31), "studying")


def test_a_limit_of_stay_in_the_past_is_a_case_too() -> None:
    assert isinstance(check(Asked("qmas/", "2025-05-31", "employed"), SCHEMES, TODAY), Case)


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"scheme": "ttps/Z"}, "scheme", "scheme"),
        ({"situation": ""}, "situation", "situation"),
        ({"expiry": "2062-05-31"}, "expiry", "far"),
        ({"expiry": "1962-05-31"}, "expiry", "far"),
        ({"arrival": "2025-06-02"}, "arrival", "arrival_ahead"),
        ({"expiry": "2022-05-31"}, "arrival", "arrival_after"),
        ({"arrival": "31/2/2023"}, "arrival", "impossible"),
    ],
)
def test_each_slip_is_named(change: dict[str, str], field: str, key: str) -> None:
    given = {"scheme": SOUND.scheme, "expiry": SOUND.expiry, "situation": SOUND.situation, "arrival": SOUND.arrival} | change
    found = check(Asked(**given), SCHEMES, TODAY)  # type: ignore[arg-type]
    assert isinstance(found, tuple)
    assert [(p.field, p.key) for p in found] == [(field, key)]


def test_everything_to_put_right_is_said_at_once_in_the_order_of_the_form() -> None:
    found = check(Asked(arrival="x"), SCHEMES, TODAY)
    assert isinstance(found, tuple)
    assert [p.field for p in found] == ["scheme", "expiry", "situation", "arrival"]
