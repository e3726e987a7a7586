"""Asking a Chroma server for the nearest entries, and doing without it while it is away."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Sequence

import numpy as np
from chromadb.api import ClientAPI
from numpy.typing import NDArray

from rag.chroma_server import close
from rag.log import logger
from rag.nearest import ExactSearch
from rag.static_rows import Vectors

RETRY_AFTER_S = 5.0  # a server that failed is left alone so long, so that questions do not wait for it one by one
EXACT_MOST = 1_000_000  # entries searched exactly in its place: some 1 s on one core; beyond it words alone are searched for
Asking = Callable[[Vectors, Sequence[str], int], NDArray[np.int64]]  # vector, tokens and k to entry numbers


class ServerSearch:
    """Asks the server; while it is away, the vectors on this machine are searched exactly, which gives the same entries or better.

    The connections are closed with the last reader.

    Args:
        client: of the server.
        asking: one search of the generation's collection; raises what Chroma raises.
        exact: the same vectors on disk.
        clock: seconds; the machine's outside tests.
    """

    def __init__(self, client: ClientAPI, asking: Asking, exact: ExactSearch, clock: Callable[[], float] = time.monotonic) -> None:
        weakref.finalize(self, close, client).atexit = False
        self._asking, self._exact, self._clock = asking, exact, clock
        self._away, self._again_at = False, 0.0

    def nearest(self, vector: Vectors, k: int, tokens: Sequence[str] = ()) -> NDArray[np.int64]:
        """See `NearestEntries`; nothing when the server is away and there are too many entries to search them here."""
        if not self._away or self._clock() >= self._again_at:
            try:
                found = self._asking(vector, tokens, k)
            except Exception as error:  # whatever it is, the question goes on; Chroma raises bare ones too
                self._miss(error)
            else:
                if self._away:
                    self._away = False
                    logger.warning("the Chroma server answers again")
                return found
        return self._exact.nearest(vector, k) if len(self._exact) <= EXACT_MOST else np.zeros(0, np.int64)

    def _miss(self, error: Exception) -> None:
        if not self._away:
            instead = "vectors on this machine" if len(self._exact) <= EXACT_MOST else "words alone"
            logger.error("the Chroma server failed (%s); questions are answered by %s meanwhile", error.__class__.__name__, instead)
        self._away, self._again_at = True, self._clock() + RETRY_AFTER_S
