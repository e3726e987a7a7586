"""Indexing and query time beside the tutorial stack, in one run: `python -m evals.bench.speed --data ../shared/data`.

Passages are paragraphs of the news set. Ours: entries, vectors, Chroma, BM25, as `wenjin ingest` writes them. Tutorial: fixed chunks
of 500 characters, all-MiniLM-L6-v2, Chroma. Prints ratios, since absolute times are the machine's; also the recall of Chroma's
search against exact search over the same vectors.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from evals.bench.memory import peak_mb
from evals.cases import Case
from evals.systems import fixed_chunks, tutorial
from rag.answer import Engine, open_engine, search_only
from rag.settings import Settings, load_settings
from rag.types import Passage, Source
from rag.write import write_generation

QUERIES = 200
TOP = 20


def news(data: Path, n: int) -> list[Passage]:
    """The first n news documents, at most 324 characters each, as passages."""
    source = Source("news", {"zh-Hans": "news"}, {"zh-Hans": ""}, "undated", digest=False)
    out = []
    with gzip.open(data / "crud_docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in itertools.islice(map(json.loads, lines), n):
            text = row["text"][:324]
            out.append(
                Passage(f"news/{row['id']}", source, row["id"], {"zh-Hans": text[:20]}, {"zh-Hans": text}, {"zh-Hans": ""}, "undated")
            )
    return out


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds and result."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def percentiles(times: list[float]) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    return float(np.percentile(times, 50) * 1000), float(np.percentile(times, 95) * 1000)


def chroma_recall(engine: Engine, questions: list[str]) -> float:
    """Share of the exact nearest 20 entries that Chroma finds."""
    vectors = np.asarray(engine.index.vectors, np.float32)
    found = []
    for question in questions:
        query = engine.index.encoder.encode([question])[0]
        scores = vectors @ query
        exact = np.sort(scores)[-TOP]
        hits = engine.index.store.similarity_search_by_vector_with_relevance_scores(query.tolist(), k=TOP)
        # Cosine distance back to cosine; ties at the last place count as found.
        found.append(sum(1 - distance >= exact - 2e-3 for _, distance in hits) / TOP)
    return float(np.mean(found))


def ours(settings: Settings, passages: list[Passage], questions: list[str]) -> tuple[Engine, float, tuple[float, float]]:
    """An engine over the passages, passages indexed a second, and p50 and p95 of a search in milliseconds."""
    seconds, _ = timed(lambda: write_generation(settings, passages, "", Console(quiet=True)))
    engine = open_engine(settings)
    search_only(engine, questions[0])
    return engine, len(passages) / seconds, percentiles([timed(partial(search_only, engine, q))[0] for q in questions])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--tutorial-passages", type=int, default=500, help="the tutorial stack encodes some ten passages a second")
    args = parser.parse_args()
    console = Console()
    passages = news(args.data, args.passages)
    questions = [p.texts["zh-Hans"][30:60] for p in passages[:: max(1, len(passages) // QUERIES)]][:QUERIES]
    table = Table("stack", "passages", "index s", "passages/s", "query p50 ms", "query p95 ms")
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder))
        rates = {}
        for n in sorted({args.tutorial_passages, args.passages}):
            engine, rates[n], (p50, p95) = ours(settings, passages[:n], questions)
            table.add_row("wenjin", f"{n:,}", f"{n / rates[n]:.1f}", f"{rates[n]:.0f}", f"{p50:.1f}", f"{p95:.1f}")
        recall = chroma_recall(engine, questions)
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6
    texts = {p.id: p.texts["zh-Hans"] for p in passages[: args.tutorial_passages]}
    seconds, answer = timed(lambda: tutorial(fixed_chunks(texts)))
    cases = [
        Case.model_validate({"id": str(i), "question": q, "lang": "zh-Hans", "audience": "evaluator", "kind": "fact", "answerable": False})
        for i, q in enumerate(questions)
    ]
    p50, p95 = percentiles([timed(partial(answer, c))[0] for c in cases])
    theirs = len(texts) / seconds
    table.add_row("tutorial", f"{len(texts):,}", f"{seconds:.1f}", f"{theirs:.0f}", f"{p50:.1f}", f"{p95:.1f}")
    console.print(table)
    console.print(
        f"indexing, ours over tutorial at {args.tutorial_passages:,} passages: {rates[args.tutorial_passages] / theirs:.1f} times"
    )
    console.print(
        f"Chroma recall@{TOP} against exact search, {args.passages:,} passages: {recall:.4f}; index {size:.0f} MB on disk (last two generations)"
    )
    console.print(f"peak memory of this process {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
