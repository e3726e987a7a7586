"""So many requests a minute and so many at a time for each client, and which addresses are one client."""

from __future__ import annotations

import pytest

from ui.guard_rate import MAX_CLIENTS, AtOnce, RateLimit, client_key


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_then_the_rate_holds_and_the_wait_told_is_enough() -> None:
    clock = Clock()
    limit = RateLimit(60, 3, clock)
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 0]
    wait_s = limit.wait("a")
    assert wait_s == pytest.approx(1.0)
    clock.now += wait_s
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0


def test_clients_do_not_use_up_each_others_tokens() -> None:
    limit = RateLimit(60, 1, Clock())
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0
    assert limit.wait("b") == 0


def test_tokens_do_not_pile_up_beyond_the_burst() -> None:
    clock = Clock()
    limit = RateLimit(60, 2, clock)
    clock.now += 3_600
    assert [limit.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_a_token_given_back_can_be_taken_again() -> None:
    limit = RateLimit(1, 1, Clock())
    assert limit.wait("a") == 0
    limit.give_back("a")
    assert limit.wait("a") == 0


def test_memory_stays_bounded_whoever_comes() -> None:
    limit = RateLimit(60, 1, Clock())
    for number in range(MAX_CLIENTS + 50):
        limit.wait(str(number))
    assert limit.wait("0") == 0  # forgotten
    assert limit.wait(str(MAX_CLIENTS + 49)) > 0


def test_one_client_and_all_together_have_an_end() -> None:
    at_once = AtOnce(2, 3)
    assert [at_once.enter(c) for c in ("a", "a", "a", "b", "b")] == [True, True, False, True, False]
    at_once.leave("a")
    assert at_once.enter("b")
    assert at_once.total == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("no address", "no address", True),
    ],
)
def test_addresses_of_one_network_are_one_client(one: str, other: str, same: bool) -> None:
    assert (client_key(one) == client_key(other)) is same
