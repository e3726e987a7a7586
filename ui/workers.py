"""CPU work beside the event loop: a few pieces at a time, and a line of those waiting that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from rag.errors import BusyError

T = TypeVar("T")
AT_ONCE = 4  # pieces of work at a time, as on the page; each keeps a core busy
WAITING = 64  # most that may wait, as in the page's queue; at some 50 ms each the last waits about three seconds


class Workers:
    """Threads of their own, so that the event loop stays free. To be used from one event loop.

    Args:
        at_once: pieces of work done at a time.
        waiting: pieces of work that may wait beyond those.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="wenjin-work")
        self._at_once, self._most, self._taken = at_once, at_once + waiting, 0

    @property
    def waiting(self) -> int:
        """Pieces of work that wait for a free thread."""
        return max(0, self._taken - self._at_once)

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives, or its error. Work that has not begun is dropped when the caller gives up.

        Raises:
            BusyError: too many wait already.
        """
        if self._taken >= self._most:
            raise BusyError(f"{self._taken} questions wait already; ask again in a few seconds")
        self._taken += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._taken -= 1
