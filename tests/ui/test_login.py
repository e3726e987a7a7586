"""Who asks is found out by cookie or password; guesses are slow, counted and come to an end."""

from __future__ import annotations

import asyncio
import base64
import logging
from pathlib import Path

import pytest

from tests.ui.accounts import PASSWORD, quick_passwords, write_users
from tests.ui.test_guard_rate import Clock
from ui.login import CHECKED_S, CLIENT_TRIES, NAME_TRIES, Door, Seen, basic, cookie_header, token_of
from ui.roles import Role
from ui.sessions import MAX_SESSIONS, Sessions
from ui.users import Account, Passwords, UsersFile


class Counting:
    """Passwords that count how often they are checked."""

    def __init__(self) -> None:
        self.real, self.checked = quick_passwords(), 0

    def fits(self, account: Account | None, password: str) -> bool:
        self.checked += 1
        return self.real.fits(account, password)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passwords() -> Counting:
    return Counting()


@pytest.fixture
def door(tmp_path: Path, clock: Clock, passwords: Counting) -> Door:
    users = UsersFile(write_users(tmp_path / "users.json", Role.READER, Role.EDITOR))
    return Door(users, Sessions(12, clock), passwords, 0.0, clock)  # type: ignore[arg-type]


def coded(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def enter(door: Door, name: str, password: str, client: str = "a") -> Seen:
    return asyncio.run(door.enter(name, password, client))


def test_the_right_password_opens_in_whatever_letters_the_name_comes(door: Door) -> None:
    assert enter(door, "Reader", PASSWORD) == Seen("reader")


@pytest.mark.parametrize(
    ("name", "password"),
    [("reader", "wrong"), ("reader", ""), ("stranger", PASSWORD), ("", ""), ("a b", PASSWORD), ("reader", PASSWORD + "x")],
)
def test_anything_else_does_not(door: Door, name: str, password: str) -> None:
    assert enter(door, name, password) == Seen()


def test_a_strange_name_takes_the_same_work_as_a_known_one(door: Door, passwords: Counting) -> None:
    enter(door, "stranger", "x")
    assert passwords.checked == 1


def test_guesses_from_one_address_come_to_an_end_and_a_right_one_among_them_as_well(door: Door, clock: Clock) -> None:
    for _ in range(CLIENT_TRIES):
        assert enter(door, "reader", "wrong").wait_s == 0
    assert enter(door, "reader", PASSWORD).wait_s > 0
    assert enter(door, "reader", PASSWORD, "elsewhere").name == "reader"
    clock.now += 60
    assert enter(door, "reader", PASSWORD).name == "reader"


def test_guesses_at_one_name_from_many_addresses_come_to_an_end(door: Door) -> None:
    for number in range(NAME_TRIES):
        enter(door, "reader", "wrong", f"client {number}")
    assert enter(door, "reader", "wrong", "new").wait_s > 0
    assert enter(door, "editor", PASSWORD, "new").name == "editor"


def test_many_guesses_at_the_same_moment_count_each(door: Door) -> None:
    async def at_once() -> list[Seen]:
        return await asyncio.gather(*(door.enter("reader", f"wrong {n}", "a") for n in range(3 * CLIENT_TRIES)))

    seen = asyncio.run(at_once())
    assert sum(one.wait_s == 0 for one in seen) == CLIENT_TRIES


def test_right_passwords_cost_no_tries(door: Door) -> None:
    assert {enter(door, "reader", PASSWORD).name for _ in range(3 * CLIENT_TRIES)} == {"reader"}


def test_a_failure_takes_its_time(tmp_path: Path) -> None:
    users = UsersFile(write_users(tmp_path / "users.json", Role.READER))
    slow = Door(users, Sessions(12), quick_passwords(), 0.2)

    async def timed() -> float:
        start = asyncio.get_running_loop().time()
        await slow.enter("reader", "wrong", "a")
        return asyncio.get_running_loop().time() - start

    assert asyncio.run(timed()) >= 0.2


def test_a_programs_password_is_hashed_once_in_a_while_and_anew_when_the_file_changes(
    door: Door, clock: Clock, passwords: Counting, tmp_path: Path
) -> None:
    async def seen() -> str:
        return (await door.seen(coded("reader", PASSWORD), "a")).name

    assert [asyncio.run(seen()) for _ in range(3)] == ["reader"] * 3
    assert passwords.checked == 1
    clock.now += CHECKED_S + 1
    assert asyncio.run(seen()) == "reader"
    assert passwords.checked == 2
    write_users(tmp_path / "users.json", Role.EDITOR)
    assert asyncio.run(seen()) == ""


def test_a_session_lives_as_long_as_its_account_password_and_hours(door: Door, clock: Clock, tmp_path: Path) -> None:
    sessions, accounts = door.sessions, door.users.accounts
    token = sessions.begin("reader", accounts)
    headers = {"cookie": f"other=1; wenjin-session={token}"}
    assert asyncio.run(door.seen(headers, "a")).name == "reader"
    assert sessions.name(token + "x", accounts) == ""
    write_users(tmp_path / "users.json", Role.READER)  # another salt, so another password
    assert asyncio.run(door.seen(headers, "a")).name == ""
    token = sessions.begin("reader", door.users.accounts)
    clock.now += 12 * 3600
    assert sessions.name(token, door.users.accounts) == ""
    token = sessions.begin("reader", door.users.accounts)
    sessions.end(token)
    assert sessions.name(token, door.users.accounts) == ""


def test_sessions_are_bounded(door: Door) -> None:
    first = door.sessions.begin("reader", door.users.accounts)
    for _ in range(MAX_SESSIONS):
        door.sessions.begin("reader", door.users.accounts)
    assert door.sessions.name(first, door.users.accounts) == ""


def test_a_failed_login_is_logged_without_what_may_be_a_password(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        enter(door, "reader", "sentinel-one")
        enter(door, "sentinel-two", "x")
    assert "as reader" in caplog.text
    assert "sentinel" not in caplog.text


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Bearer abc", "Basic bm9jb2xvbg==", "Basic /w=="])
def test_a_header_that_is_no_password_is_none(header: str) -> None:
    assert basic(header) is None


def test_a_password_may_hold_a_colon() -> None:
    assert basic(coded("a", "b:c")["authorization"]) == ("a", "b:c")


def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site() -> None:
    plain, safe = cookie_header("t", False, 60), cookie_header("t", True, 60)
    assert "; HttpOnly; SameSite=Lax" in plain
    assert "Secure" not in plain
    assert safe.startswith("__Host-wenjin-session=t; Path=/;")
    assert safe.endswith("; Secure")
    assert "Max-Age=0" in cookie_header("", True, 60)
    assert token_of({"cookie": "__Host-wenjin-session=t"}) == token_of({"cookie": "wenjin-session=t"}) == "t"
    assert token_of({"cookie": "strange; =; x"}) == ""


def test_nobody_can_log_in_with_the_strong_hash_of_nobody() -> None:
    assert not Passwords.strong().fits(None, "nobody has this password")
