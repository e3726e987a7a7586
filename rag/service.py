"""The engine in force while the index may be replaced: a new generation takes over without a question being dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rag.answer import Engine, open_engine
from rag.errors import WenjinError
from rag.generation import current_generation
from rag.log import logger
from rag.settings import Settings

LOOK_EVERY_S = 2.0  # a new index is in force at most so long, and the time to open it, after it is finished


class Service:
    """Holds the open engine. Whoever has taken `engine` keeps it to the end of the question, also when another is put in its place.

    Args:
        settings: in force for every generation.
        opener: opens the index in use; `open_engine` outside tests.

    Raises:
        BrokenIndexError: the index cannot be opened at the start.
    """

    def __init__(self, settings: Settings, opener: Callable[[Settings], Engine] = open_engine) -> None:
        self.settings = settings
        self._opener = opener
        self._engine = opener(settings)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._refused = ""

    @property
    def engine(self) -> Engine:
        """The engine in force."""
        return self._engine

    def refresh(self) -> bool:
        """Open the generation in use if it is another one; whether the engine changed.

        One that cannot be opened is reported once and leaves the engine as it is.
        """
        with self._lock:
            folder = current_generation(self.settings.index)
            if folder is None or folder.name in (self._engine.index.folder.name, self._refused):
                return False
            try:
                self._engine = self._opener(self.settings)
            except WenjinError as error:
                self._refused = folder.name
                logger.error("the new index is left aside: %s", error.line)
                return False
            self._refused = ""
            logger.info("index %s is in force", folder.name)
            return True

    def watch(self) -> None:
        """Look for a new generation from now on, in a thread of its own, until `close`."""
        threading.Thread(target=self._look, name="wenjin-index", daemon=True).start()

    def close(self) -> None:
        """Stop looking."""
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self.refresh()
