"""A run: every case of a set answered by the engine the chat uses, rows and settings kept in a folder."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from evals.cases import Case, read_cases
from evals.score import Score, score
from rag.answer import Engine, ask
from rag.errors import WenjinError
from rag.types import Answer
from rag.wire import answer_json


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a scored run; shares are in [0, 1] and None where there is no case of the kind."""

    cases: int
    right: float
    right_answerable: float | None
    supported: float | None
    unanswerable_refused: float | None
    answerable_refused: float | None
    found_at_1: float | None
    found_at_5: float | None
    median_length: float
    median_ms: float


def _row(answer: Answer, case: Case, latency_ms: float) -> dict[str, Any]:
    row = answer_json(answer, case.id, latency_ms)
    hits = (*answer.retrieval.kept, *answer.retrieval.rejected)
    for found, hit in zip(row["retrieved"], hits, strict=True):
        found["all_text"] = "\n".join(hit.passage.texts.values())
    return row


def run(engine: Engine, cases: list[Case]) -> list[dict[str, Any]]:
    """Answer every case; one that fails is a row with status "failed"."""
    rows = []
    for case in cases:
        started = time.perf_counter()
        try:
            answer = ask(engine, case.question, case.turns)
            rows.append(_row(answer, case, 1000 * (time.perf_counter() - started)))
        except WenjinError as error:
            rows.append(
                {
                    "id": case.id,
                    "answer": error.line,
                    "status": "failed",
                    "refused": False,
                    "citations": [],
                    "retrieved": [],
                    "latency_ms": 0.0,
                }
            )
    return rows


def _share(values: list[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def summarise(cases: list[Case], scores: list[Score], rows: list[dict[str, Any]]) -> Summary:
    """Headline figures of a run."""
    answerable = [s for c, s in zip(cases, scores, strict=True) if c.answerable]
    rest = [s for c, s in zip(cases, scores, strict=True) if not c.answerable]
    return Summary(
        cases=len(cases),
        right=sum(s.right for s in scores) / max(1, len(scores)),
        right_answerable=_share([s.right for s in answerable]),
        supported=_share([s.supported for s in answerable if s.supported is not None]),
        unanswerable_refused=_share([s.refused for s in rest]),
        answerable_refused=_share([s.refused for s in answerable]),
        found_at_1=_share([s.found_at == 1 for s in answerable]),
        found_at_5=_share([s.found_at is not None and s.found_at <= 5 for s in answerable]),
        median_length=median(s.length for s in scores) if scores else 0.0,
        median_ms=median(r["latency_ms"] for r in rows) if rows else 0.0,
    )


def evaluate(engine: Engine, set_path: Path, folder: Path) -> Summary:
    """Run and score a set; writes rows.jsonl, scores.jsonl and summary.json with the settings and the index's manifest."""
    cases = read_cases(set_path)
    rows = run(engine, cases)
    scores = [score(c, r) for c, r in zip(cases, rows, strict=True)]
    summary = summarise(cases, scores, rows)
    folder.mkdir(parents=True, exist_ok=True)
    for name, items in (("rows", rows), ("scores", [asdict(s) for s in scores])):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(i, ensure_ascii=False) + "\n" for i in items), encoding="utf-8")
    about = {
        "set": str(set_path),
        "summary": asdict(summary),
        "settings": json.loads(engine.settings.model_dump_json()),
        "index": engine.index.manifest.model_dump(exclude={"files"}),
    }
    (folder / "summary.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    return summary
