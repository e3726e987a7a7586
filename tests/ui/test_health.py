"""Whether the server is well is found out by searching, not more often than needed."""

from __future__ import annotations

import asyncio
import threading

import pytest

from rag.answer import Engine
from rag.service import Service
from tests.ui.test_guard_rate import Clock
from ui.health import FRESH_S, Health


@pytest.fixture
def service(engine: Engine) -> Service:
    return Service(engine.settings, lambda _: engine)


def test_a_server_that_finds_something_is_well(service: Service) -> None:
    assert asyncio.run(Health(service).ok())


def test_one_whose_search_fails_is_not_and_is_again_when_it_works(service: Service) -> None:
    broken, clock = [True], Clock()

    def probe(_: Engine) -> None:
        if broken[0]:
            raise RuntimeError("no index")

    health = Health(service, probe, clock)

    async def looks() -> list[bool]:
        first = await health.ok()
        broken[0] = False
        soon = await health.ok()
        clock.now += FRESH_S
        return [first, soon, await health.ok()]

    assert asyncio.run(looks()) == [False, False, True]


def test_many_who_ask_at_once_cost_one_look(service: Service) -> None:
    looked = list[int]()
    health = Health(service, lambda _: looked.append(1))

    async def ask() -> list[bool]:
        return await asyncio.gather(*(health.ok() for _ in range(50)))

    assert asyncio.run(ask()) == [True] * 50
    assert len(looked) == 1


def test_a_search_that_does_not_end_counts_as_failed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.health.PATIENCE_S", 0.05)
    ended = threading.Event()
    try:
        assert not asyncio.run(Health(service, lambda _: bool(ended.wait(20))).ok())
    finally:
        ended.set()
