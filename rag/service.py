"""The engine in force while the index may be replaced: a new generation takes over without a question being dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rag.answer import Engine, open_engine
from rag.asked import QuestionKeeper
from rag.errors import ChromaServerError, WenjinError
from rag.generation import current_generation
from rag.log import logger
from rag.settings import Settings

REFUSED_FOR_S = 60.0  # then an index that could not be opened is tried again: what its disk lacked may be there
LOOK_EVERY_S = 2.0  # a new index is in force at most so long, and the time to open it, after it is finished


class Service:
    """Holds the open engine. Whoever has taken `engine` keeps it to the end of the question, also when another is put in its place.

    `keeper` takes the questions answered, where the operator has them kept.

    Args:
        settings: in force for every generation.
        opener: opens the index in use; `open_engine` outside tests.

    Raises:
        BrokenIndexError: the index cannot be opened at the start.
    """

    def __init__(self, settings: Settings, opener: Callable[[Settings], Engine] = open_engine) -> None:
        self.settings = settings
        self.keeper = QuestionKeeper(settings)
        self._opener = opener
        self._engine = opener(settings)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._refused = self._told = ""
        self._refused_until = 0.0

    @property
    def engine(self) -> Engine:
        """The engine in force."""
        return self._engine

    def refresh(self) -> bool:
        """Open the generation in use if it is another one; whether the engine changed.

        One that cannot be opened is reported once, leaves the engine as it is, and is tried again after `REFUSED_FOR_S`.
        """
        with self._lock:
            name = self._engine.index.folder.name
            try:
                folder = current_generation(self.settings.index)
                if folder is None or folder.name == name or (folder.name == self._refused and time.monotonic() < self._refused_until):
                    return False
                name = folder.name
                self._engine = self._opener(self.settings)
            except Exception as error:  # whatever the new index does, the one in force goes on
                return self._leave_aside(name, error)
            self._refused = self._told = ""
            logger.info("index %s is in force", name)
            return True

    def _leave_aside(self, name: str, error: Exception) -> bool:
        line = error.line if isinstance(error, WenjinError) else f"{error.__class__.__name__}: {error}"
        if self._told != name:
            logger.error("the new index is left aside: %s", line)
        self._told, self._refused_until = name, time.monotonic() + REFUSED_FOR_S
        self._refused = "" if isinstance(error, ChromaServerError) else name  # the server may be back in a moment
        return False

    def watch(self) -> None:
        """Look for a new generation from now on, in a thread of its own, until `close`."""
        threading.Thread(target=self._look, name="wenjin-index", daemon=True).start()

    def close(self) -> None:
        """Stop looking, and write the questions that wait to be kept."""
        self._ended.set()
        self.keeper.close()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self.refresh()
