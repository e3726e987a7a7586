"""Every question that is asked passes here once: it is timed, counted, and told in one line of the log, whichever way it came."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rag.log import logger
from rag.question_log import AskedRecord, log_question, record_of
from rag.settings import Settings
from rag.types import Answer
from ui.faults import code_of
from ui.metrics import Metrics

Listener = Callable[[AskedRecord], None]


class Asking:
    """A question being answered; `answered` keeps what becomes of it."""

    def __init__(self) -> None:
        self.answer: Answer | None = None

    def answered(self, answer: Answer | None) -> None:
        """The answer so far; the last one counts."""
        self.answer = answer


class Watch:
    """Tells the log and the figures of every question.

    Args:
        settings: say whether the text is logged.
        metrics: counts; None counts nothing.
        listeners: told of every question after that; one that fails is logged and costs nobody an answer.
    """

    def __init__(self, settings: Settings, metrics: Metrics | None = None, listeners: Sequence[Listener] = ()) -> None:
        self._with_text, self._metrics, self._listeners = settings.log_questions, metrics, tuple(listeners)

    @contextmanager
    def asking(self, channel: str, question: str) -> Iterator[Asking]:
        """Around the answering of one question; faults pass through.

        Args:
            channel: one of `rag.question_log.CHANNELS`.
        """
        asking, clock, fault = Asking(), time.monotonic(), ""
        if self._metrics:
            self._metrics.began(channel)
        try:
            yield asking
        except BaseException as error:
            fault = code_of(error)
            raise
        finally:
            self._tell(record_of(question, channel, None if fault else asking.answer, time.monotonic() - clock, fault))

    def refused(self, reason: str) -> None:
        """A request was turned away before it could ask anything."""
        if self._metrics:
            self._metrics.refused(reason)

    def _tell(self, record: AskedRecord) -> None:
        if self._metrics:
            self._metrics.ended(record)
        log_question(record, self._with_text)
        for listener in self._listeners:
            try:
                listener(record)
            except Exception:
                logger.exception("a question could not be noted")
