"""What size costs: `python -m evals.bench.growth --data ../shared/data --sizes 1000 10000 100000 --simulate 1000000`.

Passages and questions of the news set. Each size is written in one process and asked in another, so that peak memory is its own; rows
are kept as JSON in --folder, and a size measured there already is not measured again. Writes GROWTH.md and growth.svg beside this file.
Times are processor time, which others on the machine hardly change, and of questions the best of three; the clock's time and the load
stand beside the writing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from rich.console import Console

from evals.bench.growth_report import write_report
from evals.bench.memory import peak_mb, resident_mb
from evals.bench.news import Asked, news_passages, news_questions
from evals.bench.simulate import enlarged
from rag.answer import Engine, ask, open_engine, search_only
from rag.generation import current_generation
from rag.nearest import ExactSearch
from rag.settings import ROOT, Settings, load_settings
from rag.write import write_generation

QUESTIONS = 200
TIMED_QUESTIONS = 100
SIMULATED_QUESTIONS = 20  # a million passages take half a second a question
EXACT_QUESTIONS = 50  # of them also searched exactly, which takes half a second each at 800,000 entries
TOP_ENTRIES, KEPT = 20, 10
REPEATS = 3
TIE = 1e-3  # cosines of float16 vectors nearer than this are one
FOLDER = ROOT / "var" / "bench"
Row = dict[str, Any]


def disk_mb(folder: Path) -> dict[str, float]:
    """A generation's parts by kind, MB."""
    out = {"chroma": 0.0, "words": 0.0, "vectors": 0.0, "passages": 0.0}
    kinds = {"chroma": "chroma", "bag": "words", "entry": "words", "heading": "words", "vectors.npy": "vectors", "digests.npy": "vectors"}
    for path in folder.rglob("*"):
        if path.is_file():
            out[kinds.get(path.relative_to(folder).parts[0], "passages")] += path.stat().st_size / 1e6
    return out


def timed_ms(action: Callable[[], Any]) -> float:
    """Milliseconds of the processor it takes, in all threads; the least of three times."""
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        action()
        times.append(1000 * (time.process_time() - started))
    return min(times)


def spread(times: list[float]) -> dict[str, float]:
    """The middle and the slow end of times."""
    return {"p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))}


def _settings(folder: Path, size: int) -> Settings:
    return load_settings(index=folder / f"growth-{size}")


def write_size(data: Path, folder: Path, size: int) -> Row:
    """Index that many passages: seconds, peak memory, disk."""
    settings = _settings(folder, size)
    passages = news_passages(data, size, frozenset(a.document for a in news_questions(data, QUESTIONS)))
    load, before, started, busy = os.getloadavg()[0], resident_mb(), time.perf_counter(), time.process_time()
    manifest = write_generation(settings, passages, "", Console(quiet=True))
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    generation = current_generation(settings.index)
    assert generation is not None
    return {
        "passages": size,
        "entries": manifest.entries,
        "write_s": seconds,
        "write_cpu_s": cpu,
        "write_load": load,
        "write_before_mb": before,
        "write_peak_mb": peak_mb(),
        "disk_mb": disk_mb(generation),
    }


def _stages(engine: Engine, asked: list[Asked]) -> dict[str, dict[str, float]]:
    """Milliseconds of the processor: of each stage of a search, of the whole of it, of Chroma alone and of an answer."""
    with patch.object(time, "perf_counter", time.process_time):  # retrieval looks at the clock, which runs on while others work
        runs = [[search_only(engine, a.question).retrieval.seconds for _ in range(REPEATS)] for a in asked]
    times = {name: [1000 * min(run[name] for run in three) for three in runs] for name in ("encode", "lexical", "dense", "rerank")}
    times["search"] = [timed_ms(partial(search_only, engine, a.question)) for a in asked]
    vectors = engine.index.encoder.encode([a.question for a in asked])
    times["chroma"] = [timed_ms(partial(engine.index.dense.nearest, v, engine.settings.dense_candidates)) for v in vectors]
    times["answer"] = [timed_ms(partial(ask, engine, a.question)) for a in asked]
    return {name: spread(values) for name, values in times.items()}


def _recall(engine: Engine, asked: list[Asked]) -> Row:
    """What Chroma's graph misses of exact search: of the nearest 20 entries, and of the 10 passages kept in the end."""
    exact = ExactSearch(engine.index.vectors)
    wide = replace(engine, settings=engine.settings.model_copy(update={"kept": KEPT}))
    sure = replace(wide, index=replace(engine.index, dense=exact))
    entries, kept, times = list[float](), list[float](), list[float]()
    for item in asked[:EXACT_QUESTIONS]:
        vector = engine.index.encoder.encode([item.question])[0]
        times.append(timed_ms(partial(exact.nearest, vector, engine.settings.dense_candidates)))
        cosines = exact.cosines(vector)
        last = np.partition(cosines, -TOP_ENTRIES)[-TOP_ENTRIES]
        entries.append(float((cosines[engine.index.dense.nearest(vector, TOP_ENTRIES)] >= last - TIE).mean()))
        ours, theirs = ({h.passage.id for h in search_only(e, item.question).retrieval.kept} for e in (wide, sure))
        kept.append(len(ours & theirs) / max(1, len(theirs)))
    right = [any(h.passage.source.id == a.document for h in search_only(wide, a.question).retrieval.kept) for a in asked]
    return {"recall_entries": np.mean(entries), "recall_kept": np.mean(kept), "right_kept": np.mean(right), "exact_ms": spread(times)}


def ask_size(data: Path, folder: Path, size: int) -> Row:
    """Open that index and ask it: seconds, memory, milliseconds by stage, recall."""
    asked = news_questions(data, QUESTIONS)
    before, started = resident_mb(), time.process_time()
    engine = open_engine(_settings(folder, size))
    opened, memory = time.process_time() - started, resident_mb()
    ask(engine, asked[0].question)
    load = os.getloadavg()[0]
    row: Row = {
        "open_s": opened,
        "open_mb": memory,
        "bare_mb": before,
        "ask_load": load,
        "ms": _stages(engine, asked[:TIMED_QUESTIONS]),
        "asked_mb": resident_mb(),
    }
    return row | {name: value if isinstance(value, dict) else float(value) for name, value in _recall(engine, asked).items()}


def simulate_size(data: Path, folder: Path, size: int, base: int) -> Row:
    """A search over the index of `base` passages taken `size / base` times, all but Chroma, whose graph is the one of `base`."""
    asked = news_questions(data, QUESTIONS)
    engine = open_engine(_settings(folder, base))
    large = replace(engine, index=enlarged(engine.index, size // base))
    search_only(large, asked[0].question)
    load = os.getloadavg()[0]
    return {"passages": size, "base": base, "ask_load": load, "ms": _stages(large, asked[:SIMULATED_QUESTIONS])}


def apart(folder: Path, name: str, action: Callable[..., Row], *arguments: object) -> Row:
    """Measure in a fresh process, or take the row measured before."""
    path = folder / f"growth-{name}.json"
    if not path.exists():
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            row = pool.submit(action, *arguments).result()
        path.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")
    found: Row = json.loads(path.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--folder", type=Path, help="indexes and rows; default a folder that is removed afterwards")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--simulate", type=int, nargs="*", default=[1_000_000], help="sizes simulated from the largest one indexed")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wenjin-growth-") as name:
        folder = (args.folder or Path(name)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        rows = list[Row]()
        for size in sorted(args.sizes):
            written = apart(folder, f"write-{size}", write_size, args.data, folder, size)
            rows.append(written | apart(folder, f"ask-{size}", ask_size, args.data, folder, size))
            Console(stderr=True).print(rows[-1])
        base = max(args.sizes)
        far = [apart(folder, f"simulate-{size}", simulate_size, args.data, folder, size, base) for size in args.simulate]
        write_report(rows, far, " ".join(["python -m evals.bench.growth", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
