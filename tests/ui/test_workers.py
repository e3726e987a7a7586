"""CPU work beside the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from rag.errors import BusyError
from ui.workers import Workers


def test_the_event_loop_stays_free_while_work_is_done() -> None:
    ended = threading.Event()

    async def both() -> bool:
        work = asyncio.ensure_future(Workers().run(lambda: ended.wait(20)))
        await asyncio.sleep(0)
        ended.set()
        return await work

    assert asyncio.run(both())


def test_work_beyond_the_line_is_refused_and_taken_again_later() -> None:
    async def crowd() -> list[object]:
        workers = Workers(at_once=2, waiting=3)
        replies = await asyncio.gather(*(workers.run(lambda: "done") for _ in range(8)), return_exceptions=True)
        return [*replies, await workers.run(lambda: "later")]

    *replies, later = asyncio.run(crowd())
    assert replies[:5] == ["done"] * 5
    assert all(isinstance(reply, BusyError) for reply in replies[5:])
    assert later == "later"


def test_an_error_of_the_work_reaches_its_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(Workers().run(lambda: 1 // 0))
