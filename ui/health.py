"""Whether the server is well: the engine is open and finds something. Looked at again at most every few seconds, whoever asks how often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from rag.answer import Engine, search_only
from rag.log import logger
from rag.service import Service

PROBE = "TTPS"  # any question that is understood; what it finds does not matter
FRESH_S = 5.0  # seconds for which a look counts
PATIENCE_S = 10.0  # seconds after which a probe counts as failed; it takes some 30 ms, and a second when every core is busy


def searches(engine: Engine) -> None:
    """Put a question through the whole search; raises whatever stands in the way."""
    search_only(engine, PROBE)


class Health:
    """Answers `ok` for a service.

    Args:
        probe: fails when the engine does not work.
    """

    def __init__(self, service: Service, probe: Callable[[Engine], None] = searches, clock: Callable[[], float] = time.monotonic) -> None:
        self._service, self._probe, self._clock = service, probe, clock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="wenjin-health")
        self._well, self._until, self._lock = False, 0.0, asyncio.Lock()

    async def ok(self) -> bool:
        """Whether questions are answered now."""
        async with self._lock:
            if self._clock() >= self._until:
                self._well = await self._look()
                self._until = self._clock() + FRESH_S
            return self._well

    async def _look(self) -> bool:
        try:
            look = asyncio.get_running_loop().run_in_executor(self._pool, lambda: self._probe(self._service.engine))
            await asyncio.wait_for(look, PATIENCE_S)
        except Exception as error:
            logger.error("the health check failed: %r", error)
            return False
        return True
