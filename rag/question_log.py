"""One line of JSON for each question: how it was answered, from what and in what time. Its text only where the operator wants it, masked.

A line has `id` (random), `at` (UTC), `channel` (page, api or mcp), `status` and `lang` of the answer, `confidence` in [0, 1], `total_ms`
and `ms` by stage, `sources` (ids of the passages cited), `fault` (why there was no answer, "" otherwise), and `text` if it is kept.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rag.log import questions, without_secrets
from rag.mask import masked_line
from rag.types import Answer, Status

CHANNELS = ("page", "api", "mcp")


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """What is known of a question once it has ended.

    Attributes:
        text: as asked, identifiers masked, on one line.
        channel: one of CHANNELS.
        status: of the answer; FAILED where there was none.
        lang: of the answer, "" where there was none.
        seconds: by stage; total_s is the whole time, waiting for a free thread included.
        sources: ids of the passages cited, in the order of their numbers.
        fault: a fixed word, such as "bad_question", "busy" or "internal"; "" for an answer or a refusal.
        at: UTC, ISO 8601.
    """

    text: str
    channel: str
    status: Status
    total_s: float
    lang: str = ""
    confidence: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    fault: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))


def record_of(question: str, channel: str, answer: Answer | None, total_s: float, fault: str = "") -> AskedRecord:
    """The record of a question that has ended, with its answer, or with the reason why there is none."""
    text = masked_line(question)
    if answer is None:
        return AskedRecord(text, channel, Status.FAILED, total_s, fault=fault or "internal")
    sources = tuple(dict.fromkeys(c.passage.id for c in answer.citations))
    return AskedRecord(text, channel, answer.status, total_s, answer.query.lang, answer.confidence, dict(answer.seconds), sources)


def log_question(record: AskedRecord, with_text: bool) -> None:
    """Write the line of a question to the log."""
    line: dict[str, object] = {
        "event": "question",
        "id": record.id,
        "at": record.at,
        "channel": record.channel,
        "status": str(record.status),
        "lang": record.lang,
        "confidence": round(record.confidence, 4),
        "total_ms": round(1000 * record.total_s, 1),
        "ms": {stage: round(1000 * s, 2) for stage, s in record.seconds.items()},
        "sources": list(record.sources),
        "fault": record.fault,
    }
    if with_text:
        line["text"] = without_secrets(record.text)
    questions.info("%s", json.dumps(line, ensure_ascii=False))
