"""A file of questions to a file of answers, in one process."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answer import Engine, ask
from rag.errors import QuestionError, WenjinError
from rag.log import logger
from rag.types import LANGS
from rag.wire import answer_json


class BatchQuestion(BaseModel):
    """One line of the questions file; other keys are ignored."""

    model_config = ConfigDict(extra="ignore")
    id: str
    question: str
    turns: list[str] = []
    lang: object = "auto"


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """Counts and wall time of a run; `rate` is questions a second."""

    answered: int
    failed: int
    seconds: float

    @property
    def rate(self) -> float:
        """Questions a second."""
        return (self.answered + self.failed) / self.seconds if self.seconds > 0 else 0.0


def failed_json(question_id: str, lang: str, reason: str) -> dict[str, Any]:
    """The line of a question that could not be answered."""
    return {
        "id": question_id,
        "answer": reason,
        "lang": lang,
        "status": "failed",
        "refused": False,
        "citations": [],
        "retrieved": [],
        "standalone": "",
        "confidence": 0.0,
        "seconds": {},
        "latency_ms": 0.0,
    }


def _one(engine: Engine, line: str, number: int) -> dict[str, Any]:
    raw = _loose(line)
    try:
        question = BatchQuestion.model_validate(raw)
    except ValidationError:
        known = raw.get("id") if isinstance(raw, dict) else None
        return failed_json(
            str(known or f"line-{number}"), "", f"line {number} is not a question: expected a JSON object with id and question"
        )
    # A corpus language tag such as "yue" or "zh" only describes the question; the answer's language is found from it.
    lang = str(question.lang) if question.lang in LANGS else "auto"
    started = time.perf_counter()
    try:
        answer = ask(engine, question.question, question.turns, lang)
    except WenjinError as error:
        return failed_json(question.id, lang, error.line)
    except Exception as error:  # one bad question never ends a batch
        logger.exception("question %s failed", question.id)
        return failed_json(question.id, lang, f"internal fault: {error.__class__.__name__}")
    return answer_json(answer, question.id, 1000 * (time.perf_counter() - started))


def _loose(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):  # not JSON, a number too long to read, or nested without end
        return None


def answer_file(engine: Engine, questions: Path, out: Path) -> BatchSummary:
    """Answer every line of a JSON-lines file.

    Raises:
        QuestionError: the file cannot be read or the output not written.
    """
    try:
        lines = questions.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(
            f"{questions} cannot be read ({error.__class__.__name__}); give a JSON-lines file with id and question"
        ) from None
    started = time.perf_counter()
    failed = answered = 0
    try:
        with out.open("w", encoding="utf-8") as file:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    row = _one(engine, line, number)
                    failed += row["status"] == "failed"
                    answered += row["status"] != "failed"
                    file.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
    except OSError as error:
        raise QuestionError(f"{out} cannot be written ({error.strerror}); choose another --out") from None
    return BatchSummary(answered, failed, time.perf_counter() - started)
