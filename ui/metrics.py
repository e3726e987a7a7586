"""Figures of the server for Prometheus: questions and their times, what was refused, what waits, the index, feedback, the process."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client import Counter as Count
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from rag.errors import FeedbackError
from rag.feedback import VERDICTS, read_feedback
from rag.question_log import CHANNELS, AskedRecord
from rag.service import Service

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# Seconds: a stage takes 1 to 50 ms, an answer 20 to 300, a language model some seconds, a waiting question up to 10.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
FEEDBACK_S = 60.0  # seconds for which the counts of verdicts are not read again
Waiting = dict[str, Callable[[], int]]  # by channel, how many questions wait for a free thread


class Metrics:
    """Counts what happens from now on; one a server.

    Args:
        service: holds the index whose size and age are told.
        waiting: asked at each reading.
    """

    def __init__(self, service: Service, waiting: Waiting | None = None) -> None:
        registry = self._registry = CollectorRegistry()
        self.waiting: Waiting = waiting if waiting is not None else {}
        self._asked = Count("wenjin_questions", "Questions that ended, by how.", ["channel", "status", "lang", "fault"], registry=registry)
        self._times = Histogram("wenjin_question_seconds", "Time of a question, by stage.", ["stage"], buckets=BUCKETS, registry=registry)
        self._busy = Gauge("wenjin_questions_in_flight", "Questions asked and not yet ended.", ["channel"], registry=registry)
        self._refused = Count("wenjin_requests_refused", "Requests turned away, by reason.", ["reason"], registry=registry)
        for channel in CHANNELS:
            self._busy.labels(channel)
        registry.register(_Held(service, self.waiting))
        ProcessCollector(registry=registry)

    def began(self, channel: str) -> None:
        """A question was asked."""
        self._busy.labels(channel).inc()

    def ended(self, record: AskedRecord) -> None:
        """A question that began has ended."""
        self._busy.labels(record.channel).dec()
        self._asked.labels(record.channel, str(record.status), record.lang, record.fault).inc()
        for stage, seconds in {"total": record.total_s, **record.seconds}.items():
            self._times.labels(stage).observe(seconds)

    def refused(self, reason: str) -> None:
        """A request was turned away; the reason is one of a few fixed words."""
        self._refused.labels(reason).inc()

    def text(self) -> bytes:
        """Everything, in Prometheus's text format (CONTENT_TYPE)."""
        return generate_latest(self._registry)


class _Held:
    """What is looked up when it is asked for."""

    def __init__(self, service: Service, waiting: Waiting) -> None:
        self._service, self._waiting = service, waiting
        self._verdicts, self._read = Counter[str](), -FEEDBACK_S

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: without this, registering would already read everything."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The index, the verdicts, what waits."""
        manifest = self._service.engine.index.manifest
        yield GaugeMetricFamily("wenjin_index_passages", "Passages in the index in force.", manifest.passages)
        yield GaugeMetricFamily("wenjin_index_age_seconds", "Time since the index in force was built.", _age_s(manifest.built))
        waiting = GaugeMetricFamily("wenjin_questions_waiting", "Questions waiting for a free thread.", labels=["channel"])
        for channel, count in self._waiting.items():
            waiting.add_metric([channel], count())
        yield waiting
        verdicts = GaugeMetricFamily("wenjin_feedback", "Verdicts on answers that are kept.", labels=["verdict"])
        counts = self._counted()
        for verdict in VERDICTS:
            verdicts.add_metric([verdict], counts[verdict])
        yield verdicts

    def _counted(self) -> Counter[str]:
        if time.monotonic() - self._read >= FEEDBACK_S:
            self._read = time.monotonic()
            try:
                self._verdicts = Counter(record.verdict for record in read_feedback(self._service.settings.feedback))
            except FeedbackError:
                self._verdicts = Counter()
        return self._verdicts


def _age_s(built: str) -> float:
    """Seconds since a time in ISO 8601; 0 for one that lies ahead or cannot be read."""
    try:
        then = datetime.fromisoformat(built)
    except ValueError:
        return 0.0
    return max(0.0, (datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds())
